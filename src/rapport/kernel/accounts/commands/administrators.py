"""Somebody must always be able to let people in: the last administrator keeps the right."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from rapport.kernel.access.models import Firm
from rapport.kernel.access.permissions import MANAGE_USERS
from rapport.kernel.errors import N_, Conflict

HAS_ONE = """select exists (select from access_user u
  join access_userrole ur on ur.user_id = u.id join access_grant g on g.role_id = ur.role_id
  where u.is_active and g.permission = %s and g.reach > 0)"""


class LastAdministrator(Conflict):
    sentence = N_("Nobody would be left who may manage people. Give somebody else the right first.")


@contextmanager
def an_administrator_is_left() -> Iterator[None]:
    """
    Let what happens inside stand only if somebody active may still manage people afterwards.

    The firm's row is locked first: of two people who take the right from each other at the same
    moment, the second finds himself the last. The caller's transaction is rolled back by the
    refusal. Refuses   LastAdministrator.
    """
    list(Firm.objects.locked())
    had_one = _has_one()
    yield
    if had_one and not _has_one():
        raise LastAdministrator()


def _has_one() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(HAS_ONE, [MANAGE_USERS])
        return bool(cursor.fetchone()[0])
