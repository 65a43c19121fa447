from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("access", "0001_who_may_do_what")]

    operations = [
        migrations.AddField("token", "rate", models.IntegerField(blank=True, null=True)),
    ]
