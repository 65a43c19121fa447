"""What the tests of administration share: somebody who is signed in."""

from tests.front.desk.conftest import enter

__all__ = ["enter"]
