"""Orders are counted in the currency of a firm."""

import pytest

from tests.makers import a_firm


@pytest.fixture(autouse=True)
def firm(request: pytest.FixtureRequest) -> None:
    """Found the firm for every test that has a database."""
    if request.node.get_closest_marker("django_db"):
        request.getfixturevalue("db")
        a_firm()
