"""Remember of a batch that what stood before it was removed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("jobs", "0003_history_of_batches")]

    operations = [
        migrations.AddField(
            model_name="batch", name="purged_at", field=models.DateTimeField(null=True)
        ),
    ]
