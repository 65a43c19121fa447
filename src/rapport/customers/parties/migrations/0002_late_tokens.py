from django.db import migrations

# The rows whose tokens say another month than that of the last touch: a queue that keeps itself.
MAKE = """
create index party_late_tokens on parties_party (id)
where deleted_at is null and last_touch_at is not null and search_bucket <>
  greatest(0, (extract(year from last_touch_at at time zone 'UTC')::int - 2000) * 12
  + extract(month from last_touch_at at time zone 'UTC')::int)"""


class Migration(migrations.Migration):
    dependencies = [("parties", "0001_parties")]
    operations = [migrations.RunSQL(MAKE, "drop index party_late_tokens")]
