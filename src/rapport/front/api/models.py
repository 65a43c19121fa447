"""What the interface keeps for itself: how often each caller called, and jobs of many lines."""

from __future__ import annotations

from django.db import models

from rapport.kernel.entities.rows import TrackedRow


class Usage(models.Model):
    """
    Requests of one caller in one minute. A crash may empty the table: it is not logged.

    `caller` is a token, a person, or a digest of the address of who did not come in.
    """

    caller = models.CharField(max_length=40)
    minute = models.BigIntegerField()  # minutes since 1970
    requests = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["caller", "minute"], name="usage_once")]


class BulkState(models.TextChoices):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"  # who asked may no longer; lines not done stay undone


class BulkJob(TrackedRow):
    """Many lines for one operation, done by a worker with the rights of who sent them."""

    user = models.ForeignKey("access.User", null=True, on_delete=models.PROTECT, related_name="+")
    token = models.ForeignKey("access.Token", null=True, on_delete=models.PROTECT, related_name="+")
    resource = models.CharField(max_length=40)
    operation = models.CharField(max_length=10)
    state = models.CharField(max_length=8, choices=BulkState, default=BulkState.WAITING)
    total = models.IntegerField(default=0)
    done = models.IntegerField(default=0)
    failed = models.IntegerField(default=0)
    ended_at = models.DateTimeField(null=True)

    class Meta(TrackedRow.Meta):
        indexes = [models.Index(fields=["user", "-id"], name="bulk_by_user")]


class BulkLine(models.Model):
    """A line as it was sent, until it is done; of one that failed also why."""

    job = models.ForeignKey(BulkJob, on_delete=models.CASCADE, related_name="+", db_index=False)
    number = models.IntegerField()
    text = models.TextField(blank=True, default="")
    is_done = models.BooleanField(default=False)
    record = models.UUIDField(null=True)
    problem = models.JSONField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "number"], name="bulk_line_once")]
        indexes = [
            models.Index(
                fields=["job", "number"],
                condition=models.Q(problem__isnull=False),
                name="bulk_line_failed",
            )
        ]
