import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("holdings", "0002_shipped_kinds"),
    ]

    operations = [
        migrations.CreateModel(
            name="Feed",
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
                ("source", models.CharField(db_collation="C", max_length=40)),
                ("given", models.IntegerField()),
                ("taken", models.IntegerField(default=0)),
                ("left_out", models.JSONField(default=list)),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "abstract": False,
                "indexes": [models.Index(fields=["-created_at", "-id"], name="feed_by_time")],
            },
        ),
        migrations.CreateModel(
            name="FeedChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("holding_id", models.BigIntegerField()),
                ("name", models.CharField(max_length=16)),
                ("before", models.JSONField(null=True)),
                ("after", models.JSONField()),
                (
                    "feed",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="holdings.feed",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["feed", "id"], name="feed_change_by_feed"),
                    models.Index(fields=["holding_id", "-id"], name="feed_change_by_holding"),
                ],
            },
        ),
    ]
