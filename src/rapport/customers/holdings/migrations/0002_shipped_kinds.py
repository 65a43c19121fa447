"""The kinds that every firm begins with; it may change them and add its own."""

from django.db import migrations

# The uids are made of the codes, so that they are the same in every database.
INSERT = """
insert into holdings_kind (uid, version, created_at, updated_at, code, name, side, own_fields,
  figures, late_after_hours, is_active)
select md5('holdings.kind:' || code)::uuid, 1, '2026-11-01Z', '2026-11-01Z', code, name, side,
  '{}', figures::jsonb, late_after_hours, true
from (values
  ('account', 'Account', 'asset', '["balance"]', 48),
  ('deposit', 'Time deposit', 'asset', '["balance"]', 48),
  ('fund', 'Fund', 'asset', '["balance"]', 48),
  ('loan', 'Loan', 'debt', '["balance", "bill_due"]', 48),
  ('card', 'Credit card', 'debt', '["balance", "bill_due", "credit_limit"]', 48),
  ('contract', 'Contract', 'nothing', '["bill_due"]', 1080),
  ('subscription', 'Subscription', 'nothing', '["bill_due"]', 1080),
  ('meter', 'Meter', 'nothing', '["reading", "bill_due"]', 1080),
  ('policy', 'Policy', 'nothing', '["balance", "bill_due"]', 1080),
  ('vehicle', 'Vehicle', 'nothing', '["mileage"]', 8760),
  ('appliance', 'Appliance', 'nothing', '["reading"]', 8760)
) as shipped(code, name, side, figures, late_after_hours)"""


class Migration(migrations.Migration):
    dependencies = [("holdings", "0001_holdings")]
    operations = [migrations.RunSQL(INSERT, migrations.RunSQL.noop)]
