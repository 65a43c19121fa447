"""What the interface keeps for itself: how often each caller called."""

from __future__ import annotations

from django.db import models


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
