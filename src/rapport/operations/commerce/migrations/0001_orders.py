import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("catalogue", "0001_products"),
        ("parties", "0001_parties"),
    ]

    operations = [
        migrations.RunSQL(
            "create sequence commerce_order_number as bigint start 100001",
            "drop sequence commerce_order_number",
        ),
        migrations.CreateModel(
            name="CustomerTotals",
            fields=[
                (
                    "party",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="parties.party",
                    ),
                ),
                ("orders_count", models.IntegerField(default=0)),
                ("returns_count", models.IntegerField(default=0)),
                ("net", models.DecimalField(decimal_places=4, default=0, max_digits=20)),
                ("net_year", models.DecimalField(decimal_places=4, default=0, max_digits=20)),
                ("currency", models.CharField(blank=True, default="", max_length=3)),
                ("net_by_currency", models.JSONField(default=dict)),
                ("unrated_count", models.IntegerField(default=0)),
                ("first_ordered_at", models.DateTimeField(null=True)),
                ("last_ordered_at", models.DateTimeField(null=True)),
                ("year_counted_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["-net", "-party"], name="totals_by_net"),
                    models.Index(fields=["-orders_count", "-party"], name="totals_by_orders"),
                    models.Index(fields=["-last_ordered_at", "-party"], name="totals_by_last"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Order",
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
                ("number", models.CharField(db_collation="C", max_length=20)),
                (
                    "source",
                    models.CharField(blank=True, db_collation="C", default="", max_length=40),
                ),
                (
                    "external_number",
                    models.CharField(blank=True, db_collation="C", max_length=60, null=True),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("sale", "sale"),
                            ("return", "return"),
                            ("adjustment", "adjustment"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        default="placed",
                        max_length=12,
                    ),
                ),
                ("ordered_at", models.DateTimeField()),
                ("currency", models.CharField(max_length=3)),
                ("total", models.DecimalField(decimal_places=4, max_digits=20)),
                ("home_total", models.DecimalField(decimal_places=4, max_digits=20, null=True)),
                ("paid", models.DecimalField(decimal_places=4, default=0, max_digits=20)),
                ("channel", models.CharField(blank=True, default="", max_length=40)),
                ("store", models.CharField(blank=True, default="", max_length=80)),
                ("batch_id", models.BigIntegerField(null=True)),
                (
                    "original",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="commerce.order",
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.party",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Line",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.IntegerField()),
                ("description", models.CharField(blank=True, default="", max_length=300)),
                ("quantity", models.DecimalField(decimal_places=4, max_digits=16)),
                ("price", models.DecimalField(decimal_places=4, max_digits=18)),
                ("amount", models.DecimalField(decimal_places=4, max_digits=20)),
                ("original_line_id", models.BigIntegerField(null=True)),
                (
                    "product",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.product",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="commerce.order",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Payment",
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
                ("method", models.CharField(max_length=40)),
                ("amount", models.DecimalField(decimal_places=4, max_digits=20)),
                ("currency", models.CharField(max_length=3)),
                ("paid_at", models.DateTimeField()),
                ("reference", models.CharField(blank=True, default="", max_length=80)),
                ("voided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="commerce.order",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["-ordered_at", "-id"], name="order_by_time"),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["party", "-ordered_at", "-id"], name="order_by_party"),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(("original__isnull", False)),
                fields=["original"],
                name="order_by_original",
            ),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(("batch_id__isnull", False)),
                fields=["batch_id"],
                name="order_by_batch",
            ),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.UniqueConstraint(fields=("number",), name="order_number_once"),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.UniqueConstraint(
                fields=("external_number", "source"), name="order_external_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["sale", "return", "adjustment"])),
                name="order_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["placed", "fulfilled", "cancelled"])),
                name="order_status_known",
            ),
        ),
        migrations.AddIndex(
            model_name="payment",
            index=models.Index(fields=["-paid_at", "-id"], name="payment_by_time"),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount", 0), _negated=True), name="payment_not_nothing"
            ),
        ),
        # A line has no uid of its own, which an import would pay for by the hundred thousand: what
        # outside systems name it by is made of its key.
        migrations.RunSQL(
            """create view commerce_lines as select l.*,
            ('6c696e65-0000-8000-8000-' || lpad(to_hex(l.id), 12, '0'))::uuid as uid
            from commerce_line l""",
            "drop view commerce_lines",
        ),
    ]
