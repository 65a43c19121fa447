from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("parties", "0002_late_tokens")]
    operations = [
        migrations.AddIndex(
            model_name="externalid",
            index=models.Index(fields=["value"], name="external_id_by_value"),
        ),
    ]
