from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("commerce", "0002_orders_without_a_rate")]

    operations = [
        migrations.AddIndex(
            model_name="customertotals",
            index=models.Index(fields=["-net_year", "-party"], name="totals_by_net_year"),
        ),
    ]
