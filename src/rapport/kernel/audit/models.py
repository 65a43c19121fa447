"""
The tables of the audit. Their storage and defaults need SQL, so the migration writes them.

`position` is the id of the writing transaction: the sealer's windows go by it.
"""

from __future__ import annotations

from django.db import models


class AuditRow(models.Model):
    position = models.BigIntegerField()
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    name = models.TextField()
    entity = models.TextField()
    row_id = models.BigIntegerField(null=True)
    digest = models.BinaryField()
    salt = models.BinaryField(null=True)
    payload = models.TextField(null=True)

    class Meta:
        db_table = "audit"


class AuditSeal(models.Model):
    number = models.BigIntegerField(primary_key=True)
    after_id = models.BigIntegerField()
    until_id = models.BigIntegerField(null=True)
    from_position = models.BigIntegerField()
    to_position = models.BigIntegerField()
    rows = models.BigIntegerField()
    chain = models.BinaryField()
    sealed_at = models.DateTimeField()

    class Meta:
        db_table = "audit_seal"
