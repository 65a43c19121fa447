"""
Family names of two characters, and family names that are read otherwise than the same character.

Both scripts stand in the tables: a name is looked up as it is written.

Source    Hundred Family Surnames (百家姓) for the compound ones; the joined surnames of Taiwan
          (張簡, 張廖, 范姜 …) from the Ministry of the Interior's statistics of names.
"""

from __future__ import annotations

from types import MappingProxyType


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


COMPOUND = _names("""
    歐陽 欧阳 司馬 司马 上官 諸葛 诸葛 司徒 司空 東方 东方 獨孤 独孤 南宮 南宫 夏侯 皇甫 尉遲 尉迟
    公孫 公孙 慕容 長孫 长孙 宇文 令狐 軒轅 轩辕 鍾離 钟离 鐘離 閭丘 闾丘 端木 万俟 澹臺 澹台 公冶
    宗政 濮陽 濮阳 淳于 單于 单于 太叔 申屠 仲孫 仲孙 鮮于 鲜于 司寇 子車 子车 顓孫 颛孙 赫連 赫连
    呼延 拓跋 拓拔 西門 西门 東郭 东郭 南門 南门 東門 东门 百里 聞人 闻人 公羊 第五 納蘭 纳兰 愛新
    爱新 完顏 完颜 漆雕 壤駟 壤驷 樂正 乐正 宰父 穀梁 谷梁 夾谷 夹谷 左丘 梁丘 微生 羊舌 巫馬 巫马
    公西 張簡 张简 張廖 张廖 范姜 葉劉 叶刘 江謝 江谢
""")

# Names of Korean custom that are two characters or two syllables long.
COMPOUND_HANGUL = frozenset({"남궁", "선우", "황보", "제갈", "사공", "독고", "서문", "동방"})

# The reading as a family name, in simplified characters, ü as v.
READINGS = MappingProxyType(
    {
        "曾": "zeng",
        "单": "shan",
        "区": "ou",
        "任": "ren",
        "解": "xie",
        "仇": "qiu",
        "查": "zha",
        "盖": "ge",
        "朴": "piao",
        "缪": "miao",
        "翟": "zhai",
        "覃": "qin",
        "乐": "yue",
        "祭": "zhai",
        "黑": "he",
        "褚": "chu",
        "召": "shao",
        "冼": "xian",
        "乜": "nie",
        "秘": "bi",
        "种": "chong",
        "员": "yun",
        "贲": "ben",
        "句": "gou",
        "折": "she",
        "洗": "xian",
        "燕": "yan",
        "宁": "ning",
        "应": "ying",
        "华": "hua",
        "卜": "bu",
        "余": "yu",
        "车": "che",
        "费": "fei",
        "哈": "ha",
        "葛": "ge",
        "过": "guo",
        "纪": "ji",
        "令": "ling",
        "那": "na",
        "宓": "mi",
        "尹": "yin",
        "晟": "cheng",
        "尉": "wei",
        "曲": "qu",
        "万俟": "mo qi",
        "尉迟": "yu chi",
        "长孙": "zhang sun",
        "澹台": "tan tai",
        "单于": "chan yu",
        "鲜于": "xian yu",
        "乐正": "yue zheng",
        "夏侯": "xia hou",
        "令狐": "ling hu",
    }
)
