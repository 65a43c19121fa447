from django.db import migrations, models

TABLES = """
create table audit (
  id bigint generated always as identity primary key,
  position bigint not null default pg_current_xact_id()::text::bigint,
  at timestamptz not null,
  actor_id bigint,
  name text collate "C" not null,
  entity text collate "C" not null default '',
  row_id bigint,
  digest bytea not null, salt bytea, payload text,
  check ((salt is null) = (payload is null)));
create index audit_position on audit (position, id);
create index audit_at on audit (at, id);
create index audit_of_row on audit (entity, row_id, id) where row_id is not null;
create index audit_of_actor on audit (actor_id, id) where actor_id is not null;
create table audit_seal (
  number bigint primary key,
  after_id bigint not null,
  until_id bigint,
  from_position bigint not null,
  to_position bigint not null,
  rows bigint not null,
  chain bytea not null,
  sealed_at timestamptz not null);
"""

# The models are told to Django only: the tables above have them already.
STATE = [
    migrations.CreateModel(
        name="AuditRow",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("position", models.BigIntegerField()),
            ("at", models.DateTimeField()),
            ("actor_id", models.BigIntegerField(null=True)),
            ("name", models.TextField()),
            ("entity", models.TextField()),
            ("row_id", models.BigIntegerField(null=True)),
            ("digest", models.BinaryField()),
            ("salt", models.BinaryField(null=True)),
            ("payload", models.TextField(null=True)),
        ],
        options={"db_table": "audit"},
    ),
    migrations.CreateModel(
        name="AuditSeal",
        fields=[
            ("number", models.BigIntegerField(primary_key=True, serialize=False)),
            ("after_id", models.BigIntegerField()),
            ("until_id", models.BigIntegerField(null=True)),
            ("from_position", models.BigIntegerField()),
            ("to_position", models.BigIntegerField()),
            ("rows", models.BigIntegerField()),
            ("chain", models.BinaryField()),
            ("sealed_at", models.DateTimeField()),
        ],
        options={"db_table": "audit_seal"},
    ),
]


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(TABLES, "drop table audit, audit_seal")],
            state_operations=STATE,
        ),
    ]
