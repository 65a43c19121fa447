"""
What gives away a text that was converted and not translated.

Taiwan and the mainland write other characters, and for many things they also use other words.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import opencc

# What Taiwan says, in simplified characters: read on the mainland, but not said there.
NOT_SAID_ON_THE_MAINLAND = (
    *("伫列", "预设", "汇入", "汇出", "栏位", "搜寻", "网路", "萤幕", "列印", "伺服器", "程式"),
    *("软体", "登入", "登出", "滑鼠", "简讯", "资料库", "记忆体", "使用者", "撷取", "权杖"),
)
# What the mainland says, in traditional characters.
NOT_SAID_IN_TAIWAN = (
    *("隊列", "默認", "導入", "導出", "字段", "搜索", "網絡", "屏幕", "打印", "服務器", "軟件"),
    *("鏈接", "短信", "鼠標", "粘貼", "數據庫", "硬盤", "視頻", "信息"),
)

HAN = r"[\u3400-\u9fff\uf900-\ufaff]"
_TOUCHING = re.compile(rf"{HAN}[A-Za-z0-9]|[A-Za-z0-9%]{HAN}")
_HALF_WIDTH = re.compile(rf"{HAN} ?[,;:?!](?![A-Za-z0-9/])|{HAN}\([^)]*{HAN}|\.$(?<={HAN}\.)")


def wrong_characters(text: str, *, traditional: bool) -> list[str]:
    """Return the characters that the other script has and this one has not."""
    foreign = _only_simplified() if traditional else _only_traditional()
    return sorted(set(text) & foreign)


def wrong_words(text: str, *, traditional: bool) -> list[str]:
    """Return the words that only the other side of the strait uses, in this side's script."""
    words = NOT_SAID_IN_TAIWAN if traditional else NOT_SAID_ON_THE_MAINLAND
    return [word for word in words if word in text]


def has_touching_scripts(text: str) -> bool:
    """Say whether Han touches a Latin letter or a digit; our own texts put a space there."""
    return bool(_TOUCHING.search(text))


def has_half_width_marks(text: str) -> bool:
    """Say whether a half-width mark stands in a Chinese sentence."""
    return bool(_HALF_WIDTH.search(text))


@cache
def _only_simplified() -> frozenset[str]:
    return _never_itself("STCharacters.txt") - set("台群峰裡着")


@cache
def _only_traditional() -> frozenset[str]:
    return _never_itself("TSCharacters.txt") - set("於著")


def _never_itself(table: str) -> frozenset[str]:
    """Return the characters of an OpenCC table that are never kept by the conversion."""
    lines = (Path(opencc.__file__).parent / "dictionary" / table).read_text("utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if "\t" in line)
    return frozenset(key for key, becomes in pairs if key not in becomes.split())
