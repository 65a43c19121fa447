"""Feeds: many figures that a source gave at once, and what stood there before."""

from __future__ import annotations

from django.db import models

from rapport.kernel.entities.rows import TrackedRow

from .holdings import KEY_COLLATION


class Feed(TrackedRow):
    """
    One delivery of figures by a source.

    Shapes    left_out: [place in what was given, why] of the first that were not taken.
    """

    source = models.CharField(max_length=40, db_collation=KEY_COLLATION)
    given = models.IntegerField()
    taken = models.IntegerField(default=0)
    left_out = models.JSONField(default=list)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta(TrackedRow.Meta):
        indexes = [models.Index(fields=["-created_at", "-id"], name="feed_by_time")]


class FeedChange(models.Model):
    """What a feed changed: the figure before (null when there was none) and after."""

    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="+", db_index=False)
    holding_id = models.BigIntegerField()
    name = models.CharField(max_length=16)
    before = models.JSONField(null=True)
    after = models.JSONField()

    class Meta:
        indexes = [
            models.Index(fields=["feed", "id"], name="feed_change_by_feed"),
            models.Index(fields=["holding_id", "-id"], name="feed_change_by_holding"),
        ]
