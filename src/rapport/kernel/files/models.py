"""The table of stored files; their contents lie on disk under their digest."""

from __future__ import annotations

from django.db import models

from rapport.kernel.entities.rows import TrackedRow
from rapport.kernel.files.words import FileCard


class StoredFile(TrackedRow):
    """One file as somebody gave it. Two of the same content share it on disk."""

    kind = models.CharField(max_length=80)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=120)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64, null=True, db_collation="C")  # null: purged
    stored_by = models.ForeignKey(
        "access.User", null=True, on_delete=models.PROTECT, related_name="+"
    )
    purged_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(purged_at=None, sha256__isnull=False)
                | models.Q(purged_at__isnull=False, sha256=None, name=""),
                name="file_has_content_until_purged",
            ),
            models.CheckConstraint(condition=models.Q(size__gte=0), name="file_size_is_real"),
        ]
        indexes = [models.Index(fields=["sha256"], name="file_by_content")]

    @property
    def digest(self) -> str:
        """The content's digest, of a file that is not purged."""
        assert self.sha256 is not None
        return self.sha256

    def card(self) -> FileCard:
        return FileCard(
            file_id=self.pk,
            uid=self.uid,
            kind=self.kind,
            name=self.name,
            content_type=self.content_type,
            size=self.size,
            stored_by_id=self.stored_by_id,
        )
