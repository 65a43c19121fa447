from django.db import migrations, models

# `unique (aggregate, aggregate_seq)` also refuses a tell without the aggregate's lock.
# `due_at` is infinity when there is nothing to do, or when the lane is parked.
TABLES = """
create table outbox (
  id bigint generated always as identity primary key,
  uid uuid not null default gen_random_uuid(),
  aggregate text collate "C" not null, aggregate_seq bigint not null,
  name text collate "C" not null,
  body jsonb not null, occurred_at timestamptz not null,
  told_at timestamptz not null default clock_timestamp(),
  unique (aggregate, aggregate_seq));
create table outbox_waiting (id bigint primary key) with (
  autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
create table reaction_start (
  reaction text collate "C" primary key, after_id bigint not null);
create table lane (
  aggregate text collate "C", reaction text collate "C",
  told_seq bigint not null, done_seq bigint not null default 0,
  due_at timestamptz not null,
  attempts smallint not null default 0, stuck_seq bigint, parked_at timestamptz, error text,
  primary key (aggregate, reaction)) with (
  fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
create index lane_due on lane (due_at) where due_at < 'infinity';
create index lane_parked on lane (parked_at) where parked_at is not null;
"""

# The models are told to Django only: the tables above have them already.
STATE = [
    migrations.CreateModel(
        name="Outbox",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("uid", models.UUIDField()),
            ("aggregate", models.TextField()),
            ("aggregate_seq", models.BigIntegerField()),
            ("name", models.TextField()),
            ("body", models.JSONField()),
            ("occurred_at", models.DateTimeField()),
            ("told_at", models.DateTimeField()),
        ],
        options={"db_table": "outbox"},
    ),
    migrations.CreateModel(
        name="OutboxWaiting",
        fields=[("id", models.BigIntegerField(primary_key=True, serialize=False))],
        options={"db_table": "outbox_waiting"},
    ),
    migrations.CreateModel(
        name="ReactionStart",
        fields=[
            ("reaction", models.TextField(primary_key=True, serialize=False)),
            ("after_id", models.BigIntegerField()),
        ],
        options={"db_table": "reaction_start"},
    ),
    migrations.CreateModel(
        name="Lane",
        fields=[
            (
                "pk",
                models.CompositePrimaryKey(
                    "aggregate",
                    "reaction",
                    blank=True,
                    editable=False,
                    primary_key=True,
                    serialize=False,
                ),
            ),
            ("aggregate", models.TextField()),
            ("reaction", models.TextField()),
            ("told_seq", models.BigIntegerField()),
            ("done_seq", models.BigIntegerField()),
            ("due_at", models.DateTimeField()),
            ("attempts", models.SmallIntegerField()),
            ("stuck_seq", models.BigIntegerField(null=True)),
            ("parked_at", models.DateTimeField(null=True)),
            ("error", models.TextField(null=True)),
        ],
        options={"db_table": "lane"},
    ),
]


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(TABLES, "drop table outbox, outbox_waiting, reaction_start, lane")
            ],
            state_operations=STATE,
        ),
        migrations.CreateModel(
            name="RequestKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("actor", models.TextField()),
                ("command", models.TextField()),
                ("key", models.TextField()),
                ("digest", models.BinaryField()),
                ("event_name", models.TextField(default="")),
                ("event_body", models.JSONField(null=True)),
                ("created_at", models.DateTimeField(db_index=True)),
            ],
            options={"db_table": "request_key"},
        ),
        migrations.AddConstraint(
            model_name="requestkey",
            constraint=models.UniqueConstraint(
                fields=["actor", "command", "key"], name="request_key_once"
            ),
        ),
    ]
