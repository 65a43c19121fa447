"""What the firm sells: home goods, appliances and their parts, each with its price in NT$."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Good:
    """A product; `opens` is how often it opens a basket; an appliance gets a serial number."""

    code: str
    name: str
    category: str
    price: Decimal
    opens: float
    is_appliance: bool = False


def _good(code: str, name: str, category: str, price: int, opens: float, kind: str = "") -> Good:
    return Good(code, name, category, Decimal(price), opens, kind == "appliance")


GOODS = (
    _good("WP-300", "櫥下淨水器 WP-3", "廚電", 12800, 4, "appliance"),
    _good("WP-F1", "淨水器濾芯組", "耗材", 1980, 7),
    _good("SO-620", "蒸烤爐 SO-62", "廚電", 32800, 3, "appliance"),
    _good("SO-T1", "不鏽鋼烤盤組", "廚具", 1680, 3),
    _good("BK-210", "矽膠烘焙模 6 入", "廚具", 590, 5),
    _good("VC-800", "無線吸塵器 VC-8", "清潔家電", 9900, 5, "appliance"),
    _good("VC-B1", "吸塵器替換刷頭", "耗材", 880, 4),
    _good("CF-400", "義式咖啡機 CF-4", "廚電", 18600, 3, "appliance"),
    _good("CF-G1", "磨豆機", "廚電", 4280, 2, "appliance"),
    _good("CF-C1", "咖啡豆 454 克", "食品", 480, 9),
    _good("AP-500", "空氣清淨機 AP-5", "清潔家電", 8600, 4, "appliance"),
    _good("AP-F1", "清淨機濾網", "耗材", 1250, 6),
    _good("RC-180", "電子鍋 RC-18", "廚電", 5980, 5, "appliance"),
    _good("RC-M1", "有機白米 5 公斤", "食品", 620, 8),
    _good("DW-600", "洗碗機 DW-6", "廚電", 28500, 2, "appliance"),
    _good("DW-S1", "洗碗錠 60 入", "耗材", 720, 6),
    _good("WM-130", "滾筒洗衣機 WM-13", "大家電", 26900, 2, "appliance"),
    _good("FR-450", "雙門冰箱 FR-45", "大家電", 34900, 2, "appliance"),
    _good("AC-280", "分離式冷氣 AC-28", "大家電", 38900, 2, "appliance"),
    _good("FN-120", "循環扇 FN-12", "季節家電", 2480, 6, "appliance"),
    _good("HT-090", "陶瓷電暖器 HT-9", "季節家電", 3680, 4, "appliance"),
    _good("DH-100", "除濕機 DH-10", "季節家電", 9200, 4, "appliance"),
    _good("BD-150", "獨立筒床墊 雙人", "寢具", 24800, 2),
    _good("BD-P1", "乳膠枕", "寢具", 1880, 5),
    _good("BD-S1", "天絲床包組 雙人", "寢具", 3280, 6),
    _good("BD-Q1", "羽絨被 雙人", "寢具", 5680, 3),
    _good("TW-004", "精梳棉浴巾 2 入", "浴室", 780, 7),
    _good("TB-120", "橡木餐桌 120", "家具", 16800, 2),
    _good("CH-045", "橡木餐椅", "家具", 3980, 3),
    _good("SF-200", "三人布沙發", "家具", 32800, 1.5),
    _good("LP-032", "落地燈", "燈具", 2980, 4),
    _good("LP-010", "床頭閱讀燈", "燈具", 1280, 5),
    _good("SH-080", "層架 五層", "收納", 2680, 5),
    _good("BX-012", "棉麻收納盒 3 入", "收納", 690, 9),
    _good("PN-028", "鑄鐵平底鍋 28", "廚具", 2280, 6),
    _good("SP-003", "木匙 3 入", "廚具", 320, 8),
    _good("KN-180", "主廚刀 18 公分", "廚具", 1980, 4),
    _good("TM-500", "保溫瓶 500 毫升", "廚具", 890, 8),
    _good("PL-006", "陶盤 6 入", "餐具", 1480, 6),
    _good("GL-004", "玻璃杯 4 入", "餐具", 560, 8),
    _good("CN-001", "香氛蠟燭", "居家", 680, 7),
    _good("RG-160", "羊毛地毯 160", "居家", 7800, 2),
    _good("CT-240", "遮光窗簾 240", "居家", 4280, 3),
    _good("DE-002", "擴香瓶", "居家", 980, 6),
    _good("LD-003", "洗衣精 3 公升", "耗材", 390, 10),
    _good("SV-INS", "到府安裝", "服務", 1200, 0),
    _good("SV-EXT", "延長保固 2 年", "服務", 2400, 0),
)
BY_CODE = {good.code: good for good in GOODS}
