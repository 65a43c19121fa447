"""
Names out of chance, as a firm in Taiwan has them, by how common they are.

What is kept of each (columns, tokens) is computed by the room's own functions.
"""

from __future__ import annotations

import random
from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import Any

from rapport.customers.parties.pure.keys import likeness_of
from rapport.customers.parties.pure.people import name_tokens, names_of
from rapport.customers.parties.words import PartyKind

# Surnames with their share of Taiwan's people in ten thousandths (Ministry of the Interior, 2018).
SURNAMES = """
陳1114 林832 黃606 張528 李512 王412 吳404 劉316 蔡291 楊266 許231 鄭189 謝177
洪151 郭150 邱147 曾145 廖136 賴134 徐132 周124 葉118 蘇117 莊95 呂94 江94 何87
蕭82 羅82 高77 潘68 簡67 朱66 鍾65 游61 彭60 詹60 胡59 施58 沈57 余55 盧52 梁51
趙48 顏46 柯46 翁44 魏43 孫42 戴39 范37 方37 宋36 鄧33 杜30 傅30 侯29 曹29 薛28
丁27 卓25 阮25 馬24 董22 温20 唐20 藍19 石18 蔣18 古17 紀17 姚17 連16 馮16 歐16
程15 湯15 黎14 田14 康14 姜13 白13 汪12 鄒12 尤12 巫11 鐘11 涂10 龔10 嚴9 韓9 袁8
金8 童7 陸7 柳6 夏6 邵6 錢5 伍5 歐陽4 張簡2 范姜2 司馬1
"""
# Characters of given names, commonest first.
FIRST = "志怡雅俊家淑建美文宗冠柏詩佳承宇明惠秀麗國正振世玉金春月秋素榮永進清信宏哲彥子思心欣郁品"
SECOND = "明君婷豪華傑芬玲宏偉慧珍安廷涵翔雄英蘭娟鳳花香雲龍德成義仁賢霖芳如萱瑜琪容惠妤恩睿穎軒"
GIVEN = """Mary James John Patricia Robert Jennifer Michael Linda William Elizabeth David Barbara
Richard Susan Joseph Jessica Thomas Sarah Charles Karen Christopher Nancy Daniel Lisa Matthew Betty
Anthony Margaret Mark Sandra Donald Ashley Steven Kimberly Paul Emily Andrew Donna Joshua Michelle
Kenneth Dorothy Kevin Carol Brian Amanda George Melissa Edward Deborah Maria Ana Carmen Nguyen Siti
Agus Dewi Budi Rina Omar Layla Yusuf Amina Haruto Yui Sota Aoi Lena Jonas Felix Greta"""
FAMILY = """Smith Johnson Williams Brown Jones Garcia Miller Davis Rodriguez Martinez Hernandez
Lopez Gonzalez Wilson Anderson Thomas Taylor Moore Jackson Martin Lee Perez Thompson White Harris
Sanchez Clark Ramirez Lewis Robinson Walker Young Allen King Wright Scott Torres Nguyen Hill Flores
Green Adams Nelson Baker Hall Rivera Campbell Mitchell Carter Roberts Santos Reyes Cruz Mendoza
Wijaya Santoso Hartono Tanaka Suzuki Watanabe Yamamoto Weber Hoffmann Haddad Mansour Khalil"""
TRADES = "設計 貿易 建設 餐飲 物業 資訊 診所 工程 生技 文創 旅宿 食品 機械 電子 國際 實業"
STEMS = "松永大宏光禾海山日和原青米河聯東竹安中木新華台興隆泰富長信立"


@dataclass(frozen=True, slots=True)
class Weighed:
    """Things to draw from, each as often as it weighs."""

    things: Sequence[str]
    weights: Sequence[float]

    @classmethod
    def read(cls, text: str) -> Weighed:
        """Read "gmail.com55 yahoo.com.tw22"."""
        pairs = [(word.rstrip("0123456789"), word) for word in text.split()]
        return cls(
            [name for name, _ in pairs],
            list(accumulate(float(word.removeprefix(name)) for name, word in pairs)),
        )

    @classmethod
    def fading(cls, things: Sequence[str]) -> Weighed:
        """The earlier the commoner, as given names are."""
        return cls(things, list(accumulate(1 / (place + 5) for place in range(len(things)))))

    def one(self, rng: random.Random) -> str:
        return self.things[bisect(self.weights, rng.random() * self.weights[-1])]


_SURNAMES = Weighed.read(SURNAMES)
_FIRST, _SECOND = Weighed.fading(FIRST), Weighed.fading(SECOND)
_GIVEN, _FAMILY = Weighed.fading(GIVEN.split()), Weighed.fading(FAMILY.split())
NAME = (
    "place", "kind", "display_name", "sort_name", "family_name", "given_name", "latin_name",
    "name_order", "tokens", "likeness", "spelled",
)  # fmt: skip


def names(count: int) -> Iterator[list[Any]]:
    """Yield so many rows of NAME; common names come often."""
    rng = random.Random(20261120)
    for place in range(count):
        kind, name, latin = _name(rng)
        yield [place, kind.value, *_kept(kind, name, latin)]


def _name(rng: random.Random) -> tuple[PartyKind, str, bool]:
    drawn = rng.random()
    if drawn < 0.04:
        stem = rng.choice(STEMS) + rng.choice(STEMS) + rng.choice(TRADES.split())
        return (
            PartyKind.ORGANISATION,
            stem + rng.choice(("有限公司", "股份有限公司", "企業社")),
            False,
        )
    if drawn < 0.12:
        return PartyKind.PERSON, f"{_GIVEN.one(rng)} {_FAMILY.one(rng)}", False
    given = _FIRST.one(rng) + (_SECOND.one(rng) if rng.random() < 0.97 else "")
    return PartyKind.PERSON, _SURNAMES.one(rng) + given, rng.random() < 0.2


@lru_cache(maxsize=300_000)
def _kept(kind: PartyKind, name: str, has_latin: bool) -> list[Any]:
    """Return what is kept of a name, and how its bearer would spell it in an address."""
    plain = names_of(kind, {"name": name})
    words = plain["sort_name"].split()
    spelled = words[:-1] if not name.isascii() and len(words) > 1 else words
    if has_latin:
        latin = " ".join([*spelled[:1], "-".join(spelled[1:])]).title()
        plain = names_of(kind, {"name": name, "latin_name": latin})
    columns = ("display_name", "sort_name", "family_name", "given_name", "latin_name")
    tokens = name_tokens(name, plain["latin_name"])
    kept = [*(plain[column] for column in columns), str(plain["name_order"])]
    return [*kept, tokens, likeness_of(name), "".join(spelled)]
