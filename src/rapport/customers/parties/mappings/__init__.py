"""Files of customers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from rapport.customers.parties import commands
from rapport.customers.parties.permissions import IMPORT
from rapport.customers.parties.pure.people import LONGEST_NAME, LONGEST_PART
from rapport.customers.parties.words import NameOrder, PartyKind, PartyStatus
from rapport.kernel.access.actor import Actor
from rapport.kernel.errors import N_
from rapport.kernel.imports import loaders
from rapport.kernel.imports.loaders import Loader, Update, Written
from rapport.kernel.imports.pure import CellKind, Column
from rapport.kernel.imports.stages import Stage, Window

from . import cells

KIND_WORDS = {
    PartyKind.PERSON: ("person", "individual", "contact", "個人", "个人", "自然人"),
    PartyKind.ORGANISATION: (
        "organisation",
        "organization",
        "company",
        "account",
        "公司",
        "企業",
        "企业",
        "機構",
        "机构",
        "法人",
    ),
    PartyKind.HOUSEHOLD: ("household", "family", "家庭", "住戶", "家戶", "住户"),
}
STATUS_WORDS = {
    PartyStatus.ACTIVE: ("active", "有效", "往來中", "往来中"),
    PartyStatus.DORMANT: ("dormant", "inactive", "休眠", "靜止", "静止"),
    PartyStatus.DECEASED: ("deceased", "身故", "已故"),
    PartyStatus.CLOSED: ("closed", "結束", "结束", "已關閉", "已关闭"),
}
ORDER_WORDS = {order: (order.value,) for order in NameOrder}


def _choices(words: Mapping[Any, Sequence[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((said, value.value) for value, all_said in words.items() for said in all_said)


COLUMNS = (
    Column(
        "external_id",
        N_("Key in the other system"),
        length=120,
        headers=(
            "external id",
            "id",
            "customer id",
            "contact id",
            "record id",
            "會員編號",
            "會員卡號",
            "代號",
            "会员编号",
            "会员卡号",
        ),
    ),
    Column("external_ids", N_("External ids"), CellKind.TEXTS, read=cells.external_ids),
    Column(
        "number",
        N_("Customer number"),
        CellKind.CODE,
        length=16,
        headers=("number", "customer number", "客戶編號", "客戶號", "客户编号", "客户号"),
    ),
    Column(
        "kind",
        N_("Kind"),
        CellKind.CHOICE,
        choices=_choices(KIND_WORDS),
        headers=("type", "customer type", "客戶類型", "類型", "客户类型", "类型"),
    ),
    Column(
        "status",
        N_("Status"),
        CellKind.CHOICE,
        choices=_choices(STATUS_WORDS),
        headers=("狀態", "状态"),
    ),
    Column(
        "name",
        N_("Name"),
        read=cells.name(LONGEST_NAME),
        headers=(
            "full name",
            "customer name",
            "customer",
            "company",
            "company name",
            "姓名",
            "名稱",
            "客戶名稱",
            "客戶姓名",
            "公司名稱",
            "名称",
            "客户名称",
            "客户姓名",
            "公司名称",
        ),
    ),
    Column(
        "family_name",
        N_("Family name"),
        read=cells.name(LONGEST_PART),
        headers=("last name", "surname", "姓", "姓氏"),
    ),
    Column(
        "given_name",
        N_("Given name"),
        read=cells.name(LONGEST_PART),
        headers=("first name", "名", "名字"),
    ),
    Column(
        "latin_name",
        N_("Name in Latin letters"),
        read=cells.name(LONGEST_NAME),
        headers=("english name", "英文姓名", "英文名", "拼音"),
    ),
    Column("name_order", N_("Order of names"), CellKind.CHOICE, choices=_choices(ORDER_WORDS)),
    Column("salutation", N_("Salutation"), length=40, headers=("title", "稱謂", "称谓")),
    Column(
        "phones",
        N_("Phone"),
        CellKind.JSON,
        read=cells.phones,
        headers=(
            "phone",
            "phones",
            "all phones",
            "mobile",
            "mobile phone",
            "phone number",
            "telephone",
            "電話",
            "手機",
            "行動電話",
            "聯絡電話",
            "电话",
            "手机",
            "联系电话",
        ),
    ),
    Column(
        "emails",
        N_("E-mail"),
        CellKind.JSON,
        read=cells.emails,
        headers=(
            "email",
            "emails",
            "e-mail",
            "email address",
            "all e-mail addresses",
            "電子郵件",
            "信箱",
            "電子信箱",
            "邮箱",
            "电子邮件",
        ),
    ),
    Column(
        "contact_points",
        N_("Contact points"),
        CellKind.JSON,
        read=cells.contact_points,
        help=N_("Each with all that is known of it, as exports write them."),
    ),
    Column(
        "addresses",
        N_("Addresses"),
        CellKind.JSON,
        read=cells.addresses,
        help=N_("Each with all that is known of it, as exports write them."),
    ),
    Column("tags", N_("Tags"), CellKind.TEXTS, length=60, headers=("labels", "標籤", "标签")),
    Column(
        "birth_on",
        N_("Birthday"),
        CellKind.DATE,
        headers=("birthday", "birth date", "date of birth", "dob", "生日", "出生日期"),
    ),
    Column("language", N_("Language"), length=10, headers=("語言", "语言")),
    Column("zone", N_("Time zone"), read=cells.zone, headers=("time zone", "時區", "时区")),
    Column("occupation", N_("Occupation"), length=120, headers=("job", "職業", "职业")),
    Column("industry", N_("Industry"), length=120, headers=("產業", "行業", "行业")),
    Column("tax_country", N_("Country of the tax number"), CellKind.CODE, length=2),
    Column(
        "tax_number",
        N_("Tax number"),
        read=cells.tax_number,
        headers=("vat", "vat number", "統一編號", "統編", "税号", "统一社会信用代码"),
    ),
    Column("source", N_("Source"), length=80, headers=("lead source", "來源", "来源")),
    Column(
        "owner",
        N_("Owner"),
        length=64,
        headers=("owner username", "負責人", "負責人帳號", "负责人"),
    ),
    Column("territory", N_("Territory"), length=40, headers=("territory code", "區域", "区域")),
    Column("territory_name", N_("Name of the territory"), length=120),
    Column(
        "country", N_("Country"), CellKind.CODE, length=2, headers=("country code", "國家", "国家")
    ),
    Column(
        "postal_code",
        N_("Postal code"),
        length=20,
        headers=("zip", "zip code", "postcode", "郵遞區號", "邮编", "邮政编码"),
    ),
    Column(
        "region", N_("Province or state"), length=100, headers=("state", "province", "省", "州")
    ),
    Column("city", N_("City"), length=100, headers=("town", "城市", "縣市", "市")),
    Column("district", N_("District"), length=100, headers=("area", "區", "鄉鎮市區", "区")),
    Column(
        "lines",
        N_("Street and number"),
        length=300,
        headers=("address", "street", "address line 1", "地址", "街道"),
    ),
)


class CustomersLoader(Loader):
    key = "customers"
    label = N_("Customers")
    entity = "parties.party"
    permission = IMPORT
    columns = COLUMNS
    key_columns = (("number",), ("external_id",), ("external_ids",), ("emails",), ("phones",))
    faults = {
        "in_bin": N_("The customer “{value}” lies in the recycle bin. Restore it first."),
        "keys_differ": N_("Number and key name two different customers."),
        "key_unnamed": N_("“{value}” names no system. Write its name and a colon before each key."),
        "zone_unknown": N_("“{value}” is no time zone. Give one such as Asia/Taipei."),
        "tax_number": N_("“{value}” is no tax number of its country: a digit is wrong."),
    }
    written = (
        Written(
            "parties.party",
            "parties_party",
            belongs=(
                ("parties_contactpoint", "party_id"),
                ("parties_address", "party_id"),
                ("parties_externalid", "party_id"),
            ),
        ),
    )

    def judge(self, stage: Stage, *, actor: Actor, now: datetime) -> None:
        commands.judge_customers(stage, actor=actor, now=now)

    def updates(self, stage: Stage, limit: int, *, now: datetime) -> Sequence[Update]:
        return commands.updates_of_customers(stage, limit, now=now)

    def readable(self, updates: Sequence[Update]) -> Sequence[Update]:
        return commands.readable_updates(updates)

    def apply(self, stage: Stage, window: Window, *, actor: Actor, now: datetime) -> None:
        commands.apply_customers(stage, window, actor=actor, now=now)

    def restore(
        self, entity: str, was: Sequence[tuple[int, Mapping[str, Any]]], *, now: datetime
    ) -> None:
        commands.put_back_parts(was)

    def after_undo(
        self, entity: str, row_ids: Sequence[int], *, actor: Actor, now: datetime
    ) -> None:
        commands.derive_again(row_ids, now=now)

    @contextmanager
    def removing(
        self, entity: str, row_ids: Sequence[int], *, actor: Actor, now: datetime
    ) -> Iterator[None]:
        commands.leave_search(row_ids)
        yield


loaders.register(CustomersLoader())
