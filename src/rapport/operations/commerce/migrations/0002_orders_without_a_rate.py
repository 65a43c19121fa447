from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("commerce", "0001_orders")]

    operations = [
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(("home_total__isnull", True)),
                fields=["id"],
                name="order_unrated",
            ),
        ),
    ]
