import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Calendar",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(editable=False, unique=True)),
                ("version", models.IntegerField(default=1)),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("name", models.CharField(max_length=120, unique=True)),
                ("zone", models.CharField(max_length=64)),
                ("week", models.JSONField()),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="calendar_has_name"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("week__6__isnull", False), ("week__7__isnull", True)),
                        name="calendar_has_seven_days",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Day",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                ("kind", models.CharField(max_length=12)),
                ("name", models.CharField(blank=True, default="", max_length=120)),
                ("spans", models.JSONField(default=list)),
                ("as_weekday", models.SmallIntegerField(default=0)),
                ("table", models.CharField(blank=True, default="", max_length=12)),
                (
                    "calendar",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="calendars.calendar",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("calendar", "day"), name="special_day_once"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["closed", "own_hours", "make_up"])),
                        name="special_day_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("as_weekday__range", (0, 6))),
                        name="special_day_weekday_known",
                    ),
                ],
            },
        ),
    ]
