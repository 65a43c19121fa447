"""The customers whom tests, docs and this firm's colleagues know by name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Member:
    name: str
    family: str
    given: str
    language: str
    phone: str
    email: str
    birth_on: date


# 林志遠 and 郭怡君 are husband and wife.
CAST = (
    Member("林志遠", "林", "志遠", "zh-hant", "0912345318", "chihyuan.lin@hsinyue.example",
           date(1979, 3, 14)),
    Member("郭怡君", "郭", "怡君", "zh-hant", "0933218604", "yichun.kuo@mail.example",
           date(1981, 8, 2)),
    Member("江雨潔", "江", "雨潔", "zh-hant", "0928771405", "yuchieh.chiang@mail.example",
           date(1990, 11, 27)),
    Member("歐陽靜宜", "歐陽", "靜宜", "zh-hant", "0937905116", "chingyi@mail.example",
           date(1986, 1, 9)),
    Member("Maria Santos", "Santos", "Maria", "en", "0905662913", "maria.santos@mail.example",
           date(1984, 5, 30)),
    Member("Omar Haddad", "Haddad", "Omar", "en", "0906771228", "omar.haddad@mail.example",
           date(1992, 12, 18)),
)  # fmt: skip
