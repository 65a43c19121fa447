"""Tokens in the order of their rows' last touch, and how many rows each holder has."""

from __future__ import annotations

from django.db import models


class Token(models.Model):
    """
    One token of one row; the key is the only index and answers "the newest rows with this token".

    `bucket` is the month of the row's last touch, so that a touch rarely moves tokens.
    Source    docs/algorithms/search.md.
    """

    pk = models.CompositePrimaryKey("entity", "token", "bucket", "row_id")
    row_id = models.BigIntegerField()
    entity = models.SmallIntegerField()
    bucket = models.SmallIntegerField()
    token = models.CharField(max_length=60, db_collation="C")


class ReachCount(models.Model):
    """How many live rows of an entity a user, a team or a unit has; kept by a job."""

    entity = models.SmallIntegerField()
    holder = models.CharField(max_length=4)  # all, user, team, unit
    holder_id = models.BigIntegerField()
    rows = models.BigIntegerField()
    counted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entity", "holder", "holder_id"], name="reach_count_once"
            )
        ]
