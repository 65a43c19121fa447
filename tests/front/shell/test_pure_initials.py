"""The letters in the circle of a person."""

from __future__ import annotations

import pytest

from rapport.front.shell.pure import initials


@pytest.mark.parametrize(
    ("name", "small", "large"),
    [
        ("林志遠", "林", "志遠"),
        ("歐陽靜宜", "歐", "靜宜"),
        ("阿布杜爾卡里姆・買買提", "阿", "買提"),
        ("王", "王", "王"),
        ("林家（林志遠）", "林", "林家"),
        ("（無名）", "無", "無"),
        ("Maria Santos", "M", "MS"),
        ("Nguyễn Thị Hoa", "N", "NH"),
        ("élodie", "É", "É"),
        ("O'Brien, Pat", "O", "OP"),
        ("  ", "?", "?"),
        ("+886 912", "8", "89"),
        ("***", "*", "*"),
    ],
)
def test_a_circle_shows_what_fits_it(name: str, small: str, large: str) -> None:
    assert initials(name) == small
    assert initials(name, size=48) == large
