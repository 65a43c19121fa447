"""Names as they are borne in Taiwan, on the mainland and by people from elsewhere; none twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from rapport.customers.parties.pure import System, romanised

# Surnames by how common they are in Taiwan, commonest first.
SURNAMES = (
    *"陳林黃張李王吳劉蔡楊許鄭謝郭洪邱曾廖賴徐周葉蘇莊江呂何羅高蕭潘簡朱鍾彭游詹胡施沈余趙盧梁",
    *"顏柯翁魏孫戴方宋范杜傅侯曹薛阮馬董唐卓温藍馮姚石蔣紀歐程連古康田湯姜汪白塗鄒尤巫韓龔嚴袁",
    *"黎金阿童陸夏柳邵錢伍倪涂溫",
    "歐陽",
    "張簡",
    "司馬",
    "范姜",
)
MAINLAND_SURNAMES = (
    *"王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕",
)
GIVEN_WOMEN = (*"怡雅佩淑美欣雨靜婷玲慧心思佳宜芳惠君穎筑蓁涵庭晴潔瑜珊妤芸薇姿瑩萱棠郁采詩語若昕",)
GIVEN_MEN = (*"志建宏俊明哲宇翔冠柏承翰家豪文博彥廷育誠嘉偉子軒仁傑凱勳信昇睿祥榮政國維聖恩威禾",)
MAINLAND_GIVEN = (
    *"伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰萍鑫晨阳雪梅飞鹏浩宁欣怡琳航",
)
LATIN = (
    (
        "Maria Jose Ana Carmen Luz Rosa Elena Sofia",
        "Santos Reyes Cruz Garcia Mendoza Ramos Torres Flores",
    ),
    (
        "Nguyễn Trần Lê Phạm Hoàng Vũ Đặng Bùi",
        "Thị_Hoa Văn_Minh Thị_Lan Quốc_Anh Thị_Mai Đức_Long Thu_Hà Minh_Tuấn",
    ),
    (
        "Siti Dewi Agus Budi Putri Rina Eko Wati",
        "Wijaya Santoso Hartono Kusuma Lestari Utami Pratama Susanti",
    ),
    (
        "James Emma Oliver Grace Henry Alice Thomas Clara",
        "Walker Hughes Bennett Fletcher Marsh Doyle Archer Whitfield",
    ),
    (
        "Anna Jonas Lena Felix Greta Moritz Ida Paul",
        "Weber Krüger Lindqvist Hoffmann Schäfer Brandt Sommer Vogel",
    ),
    (
        "Omar Layla Yusuf Amina Karim Nadia Hassan Salma",
        "Haddad Mansour Khalil Nasser Farouk Saleh Bishara Aziz",
    ),
    (
        "Haruto Yui Sota Aoi Ren Hina Kaito Mio",
        "Tanaka Suzuki Watanabe Yamamoto Nakamura Kobayashi Kato Mori",
    ),
)  # fmt: skip
TRADES = (
    "設計", "貿易", "建設", "餐飲", "物業管理", "資訊", "診所", "工程", "生技", "文創", "旅宿",
    "食品",
)  # fmt: skip
FIRM_NAMES = (
    "松柏", "永豐", "大同里", "宏遠", "光合", "禾果", "海線", "山城", "日昇", "和泰里", "原田",
    "青石", "米倉", "河岸", "聯城", "東籬", "竹風", "安和", "中興橋", "木石",
)  # fmt: skip


MAINLAND_FIRMS = ("松柏", "远山", "光合", "禾果", "青石", "云栖", "海棠", "竹风", "安禾", "木石")
MAINLAND_TRADES = ("设计", "贸易", "餐饮", "家居", "科技")

# Customers whom tests and docs know by name; the generator gives these names to nobody else.
TAKEN = ("林志遠", "郭怡君", "江雨潔", "歐陽靜宜", "Maria Santos", "Omar Haddad")


@dataclass(frozen=True, slots=True)
class Name:
    """How somebody is called; `shown` is the whole name in its own order."""

    shown: str
    family: str
    given: str
    language: str
    is_woman: bool


def people(rng: Random) -> Iterator[Name]:
    """Yield names without end and without repeat: four in five from Taiwan."""
    seen = set(TAKEN)
    while True:
        drawn = rng.random()
        name = _taiwan(rng) if drawn < 0.82 else _mainland(rng) if drawn < 0.89 else _latin(rng)
        if name.shown not in seen:
            seen.add(name.shown)
            yield name


def organisations(rng: Random) -> Iterator[str]:
    """Yield names of firms without repeat, as long as there are any."""
    seen: set[str] = set()
    endings = ("股份有限公司", "有限公司", "企業社", "工作室")
    while len(seen) < len(FIRM_NAMES) * len(TRADES):
        stem = rng.choice(FIRM_NAMES) + rng.choice(TRADES)
        if stem not in seen:
            seen.add(stem)
            yield stem + rng.choice(endings)


def mainland_firm(at: int) -> str:
    """Return the name of a firm of the mainland; for each place in the row another."""
    trade, stem = divmod(at, len(MAINLAND_FIRMS))
    return f"{MAINLAND_FIRMS[stem]}{MAINLAND_TRADES[trade % len(MAINLAND_TRADES)]}有限公司"


def latin_of(family: str, given: str, language: str) -> str:
    """Return a Chinese name as its bearer's passport writes it; "" of a name in Latin letters."""
    if language == "en":
        return ""
    return romanised(family, given, System.HANYU if language == "zh-hans" else System.WADE_GILES)


def _taiwan(rng: Random) -> Name:
    surname = SURNAMES[min(int(rng.expovariate(1 / 18)), len(SURNAMES) - 1)]
    is_woman = rng.random() < 0.54
    pool = GIVEN_WOMEN if is_woman else GIVEN_MEN
    first, second = rng.sample(pool, 2)
    given = first if rng.random() < 0.03 else first + second
    return Name(surname + given, surname, given, "zh-hant", is_woman)


def _mainland(rng: Random) -> Name:
    surname = rng.choice(MAINLAND_SURNAMES)
    first, second = rng.sample(MAINLAND_GIVEN, 2)
    given = first if rng.random() < 0.25 else first + second
    return Name(surname + given, surname, given, "zh-hans", rng.random() < 0.5)


def _latin(rng: Random) -> Name:
    index = rng.randrange(len(LATIN))
    first, last = (rng.choice(part.split()).replace("_", " ") for part in LATIN[index])
    if index == 1:  # Vietnamese names begin with the family
        return Name(f"{first} {last}", first, last, "en", rng.random() < 0.5)
    return Name(f"{first} {last}", last, first, "en", rng.random() < 0.5)
