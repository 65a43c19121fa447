import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Product",
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
                ("name", models.CharField(max_length=200)),
                ("unit", models.CharField(blank=True, default="", max_length=20)),
                ("list_price", models.DecimalField(decimal_places=4, max_digits=18, null=True)),
                ("currency", models.CharField(blank=True, default="", max_length=3)),
                ("category", models.CharField(blank=True, default="", max_length=80)),
                ("is_active", models.BooleanField(default=True)),
            ],
            options={
                "abstract": False,
                "indexes": [
                    models.Index(fields=["code", "id"], name="product_by_code"),
                    models.Index(fields=["name", "id"], name="product_by_name"),
                    models.Index(fields=["category", "id"], name="product_by_category"),
                    models.Index(fields=["-updated_at", "-id"], name="product_by_update"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Upper("code"), name="product_code_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("list_price__isnull", True),
                            models.Q(("currency", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="product_price_has_currency",
                    ),
                ],
            },
        ),
    ]
