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

# The commonest family names of one character, for the guess whether four characters are a married
# woman's two family names and a given name (林陳秀枝) or a name of another custom.
COMMON = frozenset(
    "陳陈林黃黄張张李王吳吴劉刘蔡楊杨許许鄭郑謝谢洪郭邱曾廖賴赖徐周葉叶蘇苏莊庄呂吕江何蕭萧羅罗高潘簡简"
    "朱鍾钟游彭詹胡施沈余盧卢梁趙赵顏颜柯翁魏孫孙戴范宋方鄧邓杜傅侯曹薛丁卓馬马阮董温溫唐藍蓝蔣蒋石古紀纪"
    "姚連连馮冯歐欧程湯汤康田姜汪白尤鄒邹巫鐘涂龔龚嚴严韓韩黎阮袁金童陸陆夏柳邵錢钱凃伍倪任史于譚谭駱骆熊"
    "甘秦顧顾毛章易萬万俞孔賀贺崔段郝武常樊齊齐梅盛文辛尹龍龙包"
)

# How family names of Chinese and Vietnamese custom are written in Latin letters, folded.
ROMANISED = _names("""
    chen chan tan chern lin lam lim huang hwang wong ng ooi wee chang zhang cheung jang teo lee li
    lei wang ong wu woo goh liu liou lau low tsai cai choi choy chua yang yeung yeo young hsu xu hui
    koh sheu cheng zheng jheng tay teh hsieh xie tse chia shieh hung hong ang kuo guo kwok kuok chiu
    qiu ciou chiou yau khoo tseng zeng tsang liao liaw leow lai lye chou zhou jhou chow chew yeh ye
    yip yap su soo so chuang zhuang jhuang chong lu lyu leu lui loo chiang jiang kiang kong ho he
    hsiao xiao siu siao lo luo law loh kao gao ko pan poon phua chien jian kan chu zhu choo chung
    zhong chung yu you yew peng phang pang chan zhan jhan hu woo foo shih shi sy shen sum sim lu
    liang leung neo chao zhao jhao chiu yen yan gan weng yung wei ngai sun suen tai dai fan fang
    hoon sung song soong teng deng tang tu du toh fu hou cao tsao cho hsueh xue sit ting ding jhuo
    cho zhuo ma mah tung dong tong ouyang szeto situ soong nguyen tran le pham huynh hoang phan vu
    vo dang bui do ngo duong ly dinh truong mai trinh luong kim park choi jung kang cho yoon jang
""")

# Family names that Vietnamese write first also in Latin letters, folded.
VIETNAMESE = _names("""
    nguyen tran le pham huynh hoang phan vu vo dang bui do ho ngo duong ly dinh truong mai trinh
    luong doan cao thai dao ha lam tang tong tieu
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
