"""Imports: one row a file that somebody brought."""

from __future__ import annotations

from django.db import models

from rapport.kernel.entities.rows import TrackedRow
from rapport.kernel.imports.words import STATE_LABELS, State


class Import(TrackedRow):
    """
    One file on its way into the tables.

    Shapes    counts: lines by word ({"created": 3, …}); entities: the same by kind of record;
              amounts: file, orders, left_out as decimal strings, or empty; header: names of the
              cells; mapping: as `Mapping.as_json` gives it; places: column -> place in the line.
    """

    state = models.CharField(
        max_length=12,
        default=State.UPLOADED.value,
        choices=[(state.value, label) for state, label in STATE_LABELS.items()],
    )
    user = models.ForeignKey("access.User", null=True, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=200)
    file_kind = models.CharField(max_length=10)
    file_bytes = models.BigIntegerField(default=0)
    encoding = models.CharField(max_length=20, blank=True, default="")
    delimiter = models.CharField(max_length=4, blank=True, default="")
    sheet = models.CharField(max_length=200, blank=True, default="")
    header = models.JSONField(default=list)
    loader = models.CharField(max_length=40)
    mapping_name = models.CharField(max_length=80, blank=True, default="")
    mapping = models.JSONField(default=dict)
    places = models.JSONField(default=dict)
    about_rows = models.BigIntegerField(default=0)
    counts = models.JSONField(default=dict)
    entities = models.JSONField(default=dict)
    amounts = models.JSONField(default=dict, blank=True)
    staged_rows = models.BigIntegerField(null=True)
    share_done = models.FloatField(default=0)  # of the step that runs, 0 to 1
    seconds = models.FloatField(default=0)
    fault = models.JSONField(null=True, blank=True)  # refusal that ended it: code, details
    undone = models.JSONField(default=dict, blank=True)  # taken_back, kept
    applied_at = models.DateTimeField(null=True)
    purged_at = models.DateTimeField(null=True)  # file and staging rows are gone

    class Meta(TrackedRow.Meta):
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="import_by_time"),
            models.Index(fields=["user", "-created_at", "-id"], name="import_by_user"),
        ]


class Fault(models.Model):
    """
    One line that was not taken in, and why.

    Shapes    cells: the line as it is in the file; of the first thousand only, for screens. The
              error file reads the others from the file.
    """

    import_of = models.ForeignKey(
        Import, on_delete=models.CASCADE, related_name="+", db_column="import_id", db_index=False
    )
    line = models.BigIntegerField()
    fate = models.CharField(max_length=10)  # fail or skip
    fault = models.CharField(max_length=40)
    field = models.CharField(max_length=60, blank=True, default="")
    cells = models.JSONField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["import_of", "line"], name="fault_once_a_line")
        ]


class ImportChange(models.Model):
    """
    What an import did to one row: the only place where before and after are kept.

    Shapes    before: null for a row that was made, else the changed columns; after: the same
              columns and the version the row then had.
    """

    import_of = models.ForeignKey(
        Import, on_delete=models.CASCADE, related_name="+", db_column="import_id", db_index=False
    )
    entity = models.CharField(max_length=80)
    row_id = models.BigIntegerField()
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["import_of", "id"], name="import_change_in_order"),
            models.Index(fields=["entity", "row_id", "-id"], name="import_change_of_row"),
        ]
