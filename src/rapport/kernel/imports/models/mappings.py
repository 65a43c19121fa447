"""Mappings that people made, remembered for the next file of the kind."""

from __future__ import annotations

from django.db import models

from rapport.kernel.entities.rows import TrackedRow


class SavedMapping(TrackedRow):
    """How files with this header were taken in last; `body` is as `Mapping.as_json` gives it."""

    name = models.CharField(max_length=80)
    loader = models.CharField(max_length=40)
    signature = models.CharField(max_length=64, db_collation="C")  # digest of the header
    body = models.JSONField()
    used_at = models.DateTimeField()

    class Meta(TrackedRow.Meta):
        constraints = [
            models.UniqueConstraint(fields=["loader", "name"], name="mapping_name_once"),
        ]
        indexes = [models.Index(fields=["signature", "-used_at"], name="mapping_by_header")]
