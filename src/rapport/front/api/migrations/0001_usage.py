from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Usage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("caller", models.CharField(max_length=40)),
                ("minute", models.BigIntegerField()),
                ("requests", models.IntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("caller", "minute"), name="usage_once")
                ],
            },
        ),
        # Counts of minutes that are over are worth nothing: no log is written for them.
        migrations.RunSQL("alter table api_usage set unlogged", migrations.RunSQL.noop),
    ]
