"""Commands on many rows: one batch, and what it changed of each row."""

from __future__ import annotations

from django.db import models

from rapport.kernel.entities.rows import TrackedRow


class State(models.TextChoices):
    OPEN = "open"
    DONE = "done"
    UNDONE = "undone"


class Batch(TrackedRow):
    """
    One command on many rows. A killed batch goes on after its last committed chunk.

    Shapes    columns: those it changes; arguments: what it was called with, ids only.
    """

    name = models.CharField(max_length=80)  # wire name of its event
    entity = models.CharField(max_length=60)
    arguments = models.JSONField(default=dict)
    columns = models.JSONField(default=list)
    actor_kind = models.CharField(max_length=10)
    user = models.ForeignKey("access.User", null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    total = models.BigIntegerField(default=0)
    done = models.BigIntegerField(default=0)
    refused = models.BigIntegerField(default=0)  # outside what the actor may change
    ended_at = models.DateTimeField(null=True)
    purged_at = models.DateTimeField(null=True)  # what stood before is gone


class BatchChange(models.Model):
    """A row that the batch is about; before and after are null until its chunk is written."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="+", db_index=False)
    row_id = models.BigIntegerField()
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    is_undone = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "row_id"], name="batch_row_once")]
        indexes = [
            models.Index(
                fields=["batch", "row_id"],
                condition=models.Q(after=None),
                name="batch_row_waiting",
            ),
            models.Index(fields=["row_id"], name="batch_row_history"),
        ]


class JobFault(models.Model):
    """Why a job failed last; the job itself is in Procrastinate's table."""

    job_id = models.BigIntegerField(primary_key=True)
    code = models.CharField(max_length=120)
    place = models.CharField(max_length=300)
    at = models.DateTimeField()
