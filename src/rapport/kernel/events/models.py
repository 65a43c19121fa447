"""
The tables of events. Their storage needs SQL, so the migration writes them.

An event is stored once and never updated. What the relay must still see stands beside it in the
small `outbox_waiting`; what a reaction has done stands in its lane. (A mark on the row itself is
never a HOT update, and adds a sixth to the write-ahead log.)
"""

from __future__ import annotations

from django.db import models


class Outbox(models.Model):
    uid = models.UUIDField()
    aggregate = models.TextField()
    aggregate_seq = models.BigIntegerField()
    name = models.TextField()
    body = models.JSONField()
    occurred_at = models.DateTimeField()
    told_at = models.DateTimeField()

    class Meta:
        db_table = "outbox"


class OutboxWaiting(models.Model):
    id = models.BigIntegerField(primary_key=True)

    class Meta:
        db_table = "outbox_waiting"


class ReactionStart(models.Model):
    """Where a reaction began: events told before it was known are not its business."""

    reaction = models.TextField(primary_key=True)
    after_id = models.BigIntegerField()

    class Meta:
        db_table = "reaction_start"


class Lane(models.Model):
    """One reaction on one aggregate: how far the relay told it, how far the reaction did it."""

    pk = models.CompositePrimaryKey("aggregate", "reaction")
    aggregate = models.TextField()
    reaction = models.TextField()
    told_seq = models.BigIntegerField()
    done_seq = models.BigIntegerField()
    due_at = models.DateTimeField()  # infinity: nothing to do, or parked
    attempts = models.SmallIntegerField()
    stuck_seq = models.BigIntegerField(null=True)
    parked_at = models.DateTimeField(null=True)
    error = models.TextField(null=True)

    class Meta:
        db_table = "lane"


class RequestKey(models.Model):
    """What a repeated request gets: the event of the first, if it asks for the same."""

    actor = models.TextField()
    command = models.TextField()
    key = models.TextField()
    digest = models.BinaryField()  # of the arguments
    event_name = models.TextField(default="")
    event_body = models.JSONField(null=True)
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "request_key"
        constraints = [
            models.UniqueConstraint(fields=["actor", "command", "key"], name="request_key_once")
        ]
