from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("jobs", "0001_batches")]

    operations = [
        migrations.CreateModel(
            name="JobFault",
            fields=[
                ("job_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("code", models.CharField(max_length=120)),
                ("place", models.CharField(max_length=300)),
                ("at", models.DateTimeField()),
            ],
        ),
    ]
