"""Django's sessions in the database, read by a prepared statement: every request reads one."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends import db

from rapport.kernel.clock import now
from rapport.kernel.prepared import row_of

KEPT = "select session_data from django_session where session_key = %s and expire_date > %s"


class SessionStore(db.SessionStore):
    """What Django's does, at a fifth of the price of a read."""

    def load(self) -> dict[str, Any]:
        """Return what the session holds; one that ended gets a new key when it is written."""
        row = row_of(KEPT, [self.session_key, now()])
        if row is None:
            self._session_key = None
            return {}
        found: dict[str, Any] = self.decode(row[0])
        return found
