"""Exports that a worker writes, because somebody need not wait for them."""

from __future__ import annotations

from django.db import models

from rapport.kernel.entities.rows import TrackedRow


class Export(TrackedRow):
    """
    A list that was asked for as a file. The file is stored under the export's own uid.

    Shapes    look: columns, where (as filters write it) and search; what the actor may see of it is
              decided when it is written, not when it was asked for.
    """

    user = models.ForeignKey("access.User", null=True, on_delete=models.PROTECT, related_name="+")
    entity = models.CharField(max_length=80)
    look = models.JSONField()
    file_name = models.CharField(max_length=200)
    rows = models.BigIntegerField(null=True)  # null: not written yet
    fault = models.JSONField(null=True, blank=True)  # refusal that ended it: code, details
    written_at = models.DateTimeField(null=True)
    purged_at = models.DateTimeField(null=True)

    class Meta(TrackedRow.Meta):
        indexes = [models.Index(fields=["user", "-created_at", "-id"], name="export_by_user")]
