"""
In which encoding a file of text is written, with how sure we are and why.

A BOM decides; then zero bytes (UTF-16, UTF-32), then validity as UTF-8. What remains is one of the
legacy encodings: each candidate decodes a sample, and what comes out is scored as text. Frequent
Chinese characters speak for a reading, rare ones and impossible bytes against it.

Source    docs/algorithms/file-encodings.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from rapport.kernel.errors import N_

BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
NAMES = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "utf-32": "UTF-32",
    "utf-32-le": "UTF-32",
    "utf-32-be": "UTF-32",
    "gb18030": "GB18030",
    "cp950": "Big5",
    "cp932": "Shift_JIS",
    "cp1252": "Windows-1252",
}
LEGACY = ("gb18030", "cp950", "cp932", "cp1252")
SCORED_BYTES = 64_000  # of the bytes around what is not ASCII; more changes nothing

# Characters that fill Chinese tables: frequent ones, surnames, words of addresses and goods; in
# both scripts.
COMMON = frozenset(
    """
    的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方
    多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心本前开但因只从想实日者意无力它与长把机十民第公此已工使情明性
    知全三又关点正业外将两高间由问很最重并物手应向头文体政美相见被利什二等产或新己制身果加西月话合回特代内信表化老给世位次度
    门任常先海通教原东声提立及比员解水名真论处走义各入几口认条平系气题活更别打女变四神总何电数安少报才结反受目太量再感建务做
    接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基书非则白却界达光放强即难且权思王完设式色路记南品住告
    类求据程北边交规万取格望术领共确传师观清今切院让识候带导争运号楼街巷弄镇村县省州台湾桥竹雄桃园姓邮箱址备注客户订单编额价
    商卡级男职称李张刘陈杨黄赵周吴徐孙林郭罗梁宋郑谢韩唐冯董萧曹袁邓傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶余潘杜戴夏钟汪田姜范石姚谭廖
    邹熊陆郝孔崔康毛邱秦江史顾侯邵孟龙段雷钱汤尹黎易武乔贺赖龚伟芳娜敏静秀英丽磊军洋勇艳杰娟涛超霞华怡君志远豪雅婷淑芬俊宏玲
    冠宇柏承佩欧阳雨洁宜七六八九百千元角店货送退款付销售服器冰洗衣调净热杯這個們來為國說時會對於著過發後裡種經麼學現當沒動還
    進樣開從實無與長機關點業將兩間問並應頭體見產話內給門東聲員論處義幾認條氣題別變總電數報結務場計資許統區隊決馬書則卻達強難
    權設記類據邊規萬術領確傳師觀讓識帶導爭運號樓鎮縣臺灣橋園郵備註戶訂單編額價級職稱張劉陳楊黃趙吳孫羅鄭謝韓馮蕭鄧呂蘇盧蔣賈
    葉餘鍾範譚鄒陸顧龍錢湯喬賀賴龔偉靜麗軍豔傑濤華遠歐陽潔貨銷調淨熱
    """
)
WIDE_MARKS = frozenset("，。、；：？！（）「」『』《》－—…・　％＃＆＋／０１２３４５６７８９")
WORD_SIGNS = frozenset("€£©®°–—‘’“”…«»§¢¥")
_HIGH = re.compile(rb"[\x80-\xff]")
_ACCENTED = re.compile(r"(?<=[A-Za-z])[À-ÖØ-öø-ÿŒœŠšŽžŸ]|[À-ÖØ-öø-ÿŒœŠšŽžŸ](?=[A-Za-z])")
_LETTER = re.compile(r"[À-ÖØ-öø-ÿŒœŠšŽžŸ]")
_BAD = re.compile("[\udc80-\udcff\x80-\x9f\ue000-\uf8ff]")  # not decoded, or private


@dataclass(frozen=True, slots=True)
class Guess:
    """An encoding by its Python name; `sure` from 0 to 1; `because` is a sentence to translate."""

    encoding: str
    sure: float
    because: str
    others: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return NAMES.get(self.encoding, self.encoding)


def guess_encoding(sample: bytes, *, prefer: str = "") -> Guess:
    """
    Return the encoding the sample is written in.

    Shapes    sample: the beginning of the file; where that is plain ASCII, followed by later parts
              that are not.
              prefer: the legacy encoding to take when two readings are equally good.
    """
    for bom, encoding in BOMS:
        if sample.startswith(bom):
            return Guess(encoding, 1.0, N_("The file says so in its first bytes."))
    if zeros := _by_zeros(sample):
        return Guess(zeros, 0.95, N_("Every other byte is zero, as in this encoding."))
    if sample.isascii():
        return Guess("utf-8", 1.0, N_("All characters are plain Latin ones."))
    valid = _share_of_valid_utf8(sample)
    if valid == 1.0:
        return Guess("utf-8", 1.0, N_("All characters are valid in this encoding."))
    if valid >= 0.95:
        return Guess("utf-8", valid, N_("Nearly all characters are valid in this encoding."))
    return _legacy(_around_high_bytes(sample), prefer)


def _by_zeros(sample: bytes) -> str:
    """Recognise UTF-16 and UTF-32 without a BOM by where their zero bytes stand."""
    size = len(sample) // 4 * 4
    if size < 4:
        return ""
    shares = [sample[place:size:4].count(0) / (size // 4) for place in range(4)]
    zeros = tuple(share > 0.3 for share in shares)
    if zeros[:2] == (True, True) or zeros[2:] == (True, True):
        return "utf-32-be" if zeros[0] else "utf-32-le"
    if shares[1] + shares[3] > 0.5 and shares[0] + shares[2] < 0.1:
        return "utf-16-le"
    if shares[0] + shares[2] > 0.5 and shares[1] + shares[3] < 0.1:
        return "utf-16-be"
    return ""


def _share_of_valid_utf8(sample: bytes) -> float:
    whole = sample[: len(sample) - _cut_tail(sample)]
    text = whole.decode("utf-8", "surrogateescape")
    bad = sum(1 for c in text if "\udc80" <= c <= "\udcff")
    good = sum(1 for c in text if c > "\x7f") - bad
    return good / (good + bad) if good + bad else 1.0


def _cut_tail(sample: bytes) -> int:
    """Return how many bytes at the end begin a character that the sample cuts off."""
    for back in range(1, min(4, len(sample)) + 1):
        byte = sample[-back]
        if byte >= 0xC0:
            needed = 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
            return back if back < needed else 0
        if byte < 0x80:
            return 0
    return 0


def _around_high_bytes(sample: bytes) -> bytes:
    """Return the lines that hold other than ASCII, as far as they are needed."""
    lines = [line for line in re.split(rb"[\r\n]+", sample) if _HIGH.search(line)]
    kept: list[bytes] = []
    size = 0
    for line in dict.fromkeys(lines):
        kept.append(line[:2000])
        size += len(kept[-1])
        if size > SCORED_BYTES:
            break
    return b"\n".join(kept)


def _legacy(sample: bytes, prefer: str) -> Guess:
    scores = {encoding: _score(sample, encoding) for encoding in LEGACY}
    if prefer in scores:
        scores[prefer] += 0.02
    ranked = sorted(LEGACY, key=lambda encoding: -scores[encoding])
    best, next_best = ranked[0], ranked[1]
    lead = scores[best] - scores[next_best]
    sure = max(0.3, min(0.95, 0.5 + lead / 2))
    because = N_("Read so, most characters are ones that people use.")
    return Guess(best, round(sure, 2), because, tuple(ranked[1:]))


def _score(sample: bytes, encoding: str) -> float:
    """Return how plausible the text is, per character that is not ASCII; 1 is best."""
    text = sample.decode(encoding, "surrogateescape")
    high = [c for c in text if c > "\x7f"]
    if not high:
        return -1.0
    if encoding == "cp1252":
        return _latin_score(text, len(high))
    weigh = _weigher(encoding)
    return sum(weigh(c) for c in high) / len(high)


def _latin_score(text: str, high: int) -> float:
    in_words = len(_ACCENTED.findall(text))
    alone = len(_LETTER.findall(text)) - in_words
    signs = sum(1 for c in text if c in WORD_SIGNS)
    others = high - in_words - alone - signs
    return (in_words * 0.9 + signs * 0.5 - alone * 0.1 - others * 0.5) / high


def _weigher(encoding: str) -> Callable[[str], float]:
    japanese = encoding == "cp932"

    def weigh(c: str) -> float:
        if c in COMMON or c in WIDE_MARKS:
            return 1.0
        if _BAD.match(c):
            return -3.0
        if "\u3040" <= c <= "\u30ff":
            return 1.0 if japanese else -0.3
        if "\uff61" <= c <= "\uff9f":  # half-width katakana: what every wrong reading yields
            return -0.3
        if "\u4e00" <= c <= "\u9fff":
            return 0.4 if _is_everyday(c, encoding) else -0.6
        return -0.6

    return weigh


def _is_everyday(c: str, encoding: str) -> bool:
    """Tell by its place in the code table: the tables put everyday characters first."""
    code = c.encode(encoding, "ignore")
    if len(code) != 2:
        return False
    if encoding == "gb18030":
        return 0xB0 <= code[0] <= 0xD7 and code[1] >= 0xA1
    if encoding == "cp950":
        return 0xA4 <= code[0] <= 0xC6
    return 0x88 <= code[0] <= 0x97
