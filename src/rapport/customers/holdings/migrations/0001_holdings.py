import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("parties", "0001_parties"),
    ]

    operations = [
        migrations.CreateModel(
            name="Kind",
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
                ("code", models.CharField(db_collation="C", max_length=40)),
                ("name", models.CharField(max_length=80)),
                (
                    "side",
                    models.CharField(default="nothing", max_length=8),
                ),
                ("own_fields", models.JSONField(default=dict)),
                ("figures", models.JSONField(default=list)),
                ("late_after_hours", models.IntegerField(default=48)),
                ("is_active", models.BooleanField(default=True)),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("code",), name="kind_code_once"),
                    models.CheckConstraint(
                        condition=models.Q(("side__in", ["asset", "debt", "nothing"])),
                        name="kind_side_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("late_after_hours__gt", 0)),
                        name="kind_late_after_some_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Holding",
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
                ("number", models.CharField(db_collation="C", max_length=80)),
                ("name", models.CharField(blank=True, default="", max_length=200)),
                ("place", models.CharField(blank=True, default="", max_length=200)),
                (
                    "status",
                    models.CharField(default="active", max_length=10),
                ),
                ("from_on", models.DateField(blank=True, null=True)),
                ("until_on", models.DateField(blank=True, null=True)),
                ("own", models.JSONField(default=dict)),
                ("source", models.CharField(blank=True, default="", max_length=40)),
                ("batch_id", models.BigIntegerField(null=True)),
                (
                    "kind",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="holdings.kind",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Role",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("part", models.CharField(max_length=16)),
                ("from_on", models.DateField(blank=True, null=True)),
                ("until_on", models.DateField(blank=True, null=True)),
                (
                    "holding",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="holdings.holding",
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.party",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Figure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=16)),
                ("value", models.DecimalField(decimal_places=4, max_digits=24)),
                ("currency", models.CharField(blank=True, default="", max_length=3)),
                ("unit", models.CharField(blank=True, default="", max_length=16)),
                ("as_of", models.DateTimeField()),
                ("source", models.CharField(blank=True, default="", max_length=40)),
                ("recorded_at", models.DateTimeField()),
                (
                    "holding",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="holdings.holding",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["name", "-value", "-holding"], name="figure_by_value")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("holding", "name"), name="figure_once_a_holding"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "name__in",
                                ["balance", "bill_due", "credit_limit", "mileage", "reading"],
                            )
                        ),
                        name="figure_name_known",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="holding",
            index=models.Index(fields=["number", "id"], name="holding_by_number"),
        ),
        migrations.AddIndex(
            model_name="holding",
            index=models.Index(fields=["-updated_at", "-id"], name="holding_by_update"),
        ),
        migrations.AddIndex(
            model_name="holding",
            index=models.Index(
                condition=models.Q(("batch_id__isnull", False)),
                fields=["batch_id"],
                name="holding_by_batch",
            ),
        ),
        migrations.AddConstraint(
            model_name="holding",
            constraint=models.UniqueConstraint(
                fields=("kind", "number"), name="holding_number_once_a_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="holding",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["active", "dormant", "blocked", "ended"])),
                name="holding_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="holding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("from_on__isnull", True),
                    ("until_on__isnull", True),
                    ("until_on__gt", models.F("from_on")),
                    _connector="OR",
                ),
                name="holding_ends_after_start",
            ),
        ),
        migrations.AddIndex(
            model_name="role",
            index=models.Index(fields=["holding", "party"], name="role_by_holding"),
        ),
        migrations.AddIndex(
            model_name="role",
            index=models.Index(fields=["party", "holding"], name="role_by_party"),
        ),
        migrations.AddConstraint(
            model_name="role",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "part__in",
                        ["holder", "joint_holder", "authorised_user", "beneficiary", "driver"],
                    )
                ),
                name="role_part_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="role",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("from_on__isnull", True),
                    ("until_on__isnull", True),
                    ("until_on__gt", models.F("from_on")),
                    _connector="OR",
                ),
                name="role_ends_after_start",
            ),
        ),
    ]
