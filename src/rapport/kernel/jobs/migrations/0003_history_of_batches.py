from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("jobs", "0002_job_faults")]

    operations = [
        migrations.AddIndex(
            model_name="batchchange",
            index=models.Index(fields=["row_id"], name="batch_row_history"),
        )
    ]
