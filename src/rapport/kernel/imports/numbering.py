"""Numbers that rows bring along from another home, beside those that a sequence gives here."""

from __future__ import annotations

from typing import Any

# A few numbers are drawn, which nobody can lose a race with; a long way is taken in one step, for
# nobody else draws a hundred thousand meanwhile.
_PASS = """
select case when g.gap > 100000 then setval(%(sequence)s, %(highest)s)
  else (select max(nextval(%(sequence)s)) from generate_series(1, g.gap)) end
from (select %(highest)s::bigint - last_value + (not is_called)::int as gap from {sequence}) g
where g.gap > 0"""


def pass_number(cursor: Any, sequence: str, highest: int) -> None:
    """Let the sequence, of our own making, go on behind a number that is taken."""
    given = {"sequence": sequence, "highest": highest}
    cursor.execute(_PASS.format(sequence=sequence), given)
