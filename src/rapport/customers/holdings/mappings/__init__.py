"""Files of holdings."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from rapport.customers.holdings import commands, queries
from rapport.customers.holdings.permissions import CHANGE
from rapport.customers.holdings.words import (
    AS_OF_LABELS,
    CURRENCY_LABELS,
    UNIT_LABELS,
    FigureName,
    Part,
)
from rapport.kernel.access.actor import Actor
from rapport.kernel.errors import N_
from rapport.kernel.imports import loaders
from rapport.kernel.imports.loaders import Loader, Written
from rapport.kernel.imports.pure import CellKind, Column
from rapport.kernel.imports.pure.faults import Unreadable
from rapport.kernel.imports.stages import Stage, Window

PART_WORDS = {
    "holder": ("holder", "owner", "持有人", "戶名", "户名"),
    "joint_holder": ("joint holder", "聯名", "聯名持有人", "联名", "联名持有人"),
    "authorised_user": ("authorised user", "authorized user", "附卡人", "授權人", "授权人"),
    "beneficiary": ("beneficiary", "受益人"),
    "driver": ("driver", "駕駛人", "驾驶人"),
}
STATUS_WORDS = {
    "active": ("active", "有效", "正常"),
    "dormant": ("dormant", "靜止", "静止"),
    "blocked": ("blocked", "凍結", "冻结"),
    "ended": ("ended", "closed", "終止", "结清", "結清", "终止"),
}


def _choices(words: Mapping[str, Sequence[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((said, value) for value, all_said in words.items() for said in (value, *all_said))


def _object(text: str, habits: Any) -> Any:
    try:
        found = json.loads(text)
    except ValueError:
        raise Unreadable("json") from None
    if not isinstance(found, dict):
        raise Unreadable("json")
    return found


def _roles(text: str, habits: Any) -> list[dict[str, str | None]]:
    """Return roles as exports give them: holder, role, from_on, until_on."""
    try:
        return [_role(item) for item in json.loads(text)]
    except (ValueError, TypeError, KeyError, AttributeError):
        raise Unreadable("json") from None


def _role(item: Mapping[str, str]) -> dict[str, str | None]:
    from_on, until_on = (
        date.fromisoformat(item[name]) if item.get(name) else None
        for name in ("from_on", "until_on")
    )
    if from_on and until_on and until_on <= from_on:
        raise ValueError("ends before it starts")
    return {
        "holder": item["holder"].strip(),
        "role": Part(item.get("role") or Part.HOLDER).value,
        "from_on": from_on.isoformat() if from_on else None,
        "until_on": until_on.isoformat() if until_on else None,
    }


def _figure(name: FigureName, label: str, *headers: str) -> Column:
    return Column(name.value, label, CellKind.MONEY, digits=(18, 4), headers=headers)


def _own_columns() -> Iterator[Column]:
    """Yield what a figure may have of its own, as exports give it; else the line's stands."""
    for name in FigureName:
        yield Column(f"{name}_as_of", AS_OF_LABELS[name], CellKind.INSTANT)
        if name in UNIT_LABELS:
            yield Column(f"{name}_unit", UNIT_LABELS[name], length=16)
        else:
            yield Column(f"{name}_currency", CURRENCY_LABELS[name], CellKind.CODE, length=3)


class HoldingsLoader(Loader):
    key = "holdings"
    label = N_("Holdings")
    entity = "holdings.holding"
    permission = CHANGE
    columns = (
        Column("kind", N_("Kind"), required=True, length=40, headers=("type", "種類", "种类")),
        Column(
            "number",
            N_("Number"),
            required=True,
            length=80,
            headers=("account number", "serial", "帳號", "號碼", "账号", "号码"),
        ),
        Column(
            "holder",
            N_("Customer"),
            length=120,
            headers=("customer", "customer id", "客戶", "客戶編號", "客户", "客户编号"),
        ),
        Column(
            "role",
            N_("Role"),
            CellKind.CHOICE,
            choices=_choices(PART_WORDS),
            headers=("part", "身分", "角色", "身份"),
        ),
        Column("name", N_("Product"), length=200, headers=("product", "產品", "产品")),
        Column("place", N_("Place"), length=200, headers=("地點", "地点")),
        Column(
            "status",
            N_("Status"),
            CellKind.CHOICE,
            choices=_choices(STATUS_WORDS),
            headers=("狀態", "状态"),
        ),
        Column("from_on", N_("From"), CellKind.DATE, headers=("opened", "since", "起日")),
        Column("until_on", N_("Until"), CellKind.DATE, headers=("closed", "until", "迄日")),
        _figure(FigureName.BALANCE, N_("Balance"), "餘額", "余额"),
        _figure(FigureName.BILL_DUE, N_("Bill due"), "應繳金額", "应缴金额"),
        _figure(FigureName.CREDIT_LIMIT, N_("Credit limit"), "額度", "额度"),
        _figure(FigureName.MILEAGE, N_("Mileage"), "里程"),
        _figure(FigureName.READING, N_("Reading"), "度數", "读数"),
        Column("currency", N_("Currency"), CellKind.CODE, length=3, headers=("幣別", "币种")),
        Column("unit", N_("Unit"), length=16, headers=("單位", "单位")),
        Column("as_of", N_("As of"), CellKind.INSTANT, headers=("截至",)),
        Column("source", N_("Source"), length=40, headers=("system", "來源", "来源")),
        Column("own", N_("Own fields"), CellKind.JSON, read=_object),
        Column(
            "roles",
            N_("All roles"),
            CellKind.JSON,
            read=_roles,
            help=N_("Every role with its dates, as exports write them; they go before the holder."),
        ),
        *_own_columns(),
    )
    key_columns = (("kind", "number"),)
    faults = {
        "kind_unknown": N_("There is no kind of holding called “{value}”."),
        "kept_by_source": N_("This holding is kept by another source; it is changed there."),
        "ends_before": N_("The end “{value}” lies before the start."),
        "as_of_ahead": N_("The as-of time “{value}” lies in the future."),
        "currency_unknown": N_("“{value}” is no currency. Give a code such as TWD."),
        "no_figure": N_("A holding of this kind has no {field}."),
        "too_fine": N_("“{value}” has more decimals than its currency."),
        "own_field": N_("The own fields do not fit the kind: {value}"),
        "figure_older": N_("A newer figure, or one of another source, is there already."),
    }
    written = (
        Written(
            "holdings.holding",
            "holdings_holding",
            belongs=(("holdings_role", "holding_id"), ("holdings_figure", "holding_id")),
        ),
    )

    def judge(self, stage: Stage, *, actor: Actor, now: datetime) -> None:
        commands.judge_holdings(stage, actor=actor, now=now)

    def apply(self, stage: Stage, window: Window, *, actor: Actor, now: datetime) -> None:
        commands.apply_holdings(stage, window, actor=actor, now=now)

    def step_of(
        self, field: str, before: Mapping[str, Any], after: Mapping[str, Any]
    ) -> tuple[Any, Any] | None:
        if field in list(FigureName):
            was, gave = before[field]["was"], before[field]["gave"]
            return queries.figure_said(was), queries.figure_said(gave)
        return super().step_of(field, before, after)

    def restore(
        self, entity: str, was: Sequence[tuple[int, Mapping[str, Any]]], *, now: datetime
    ) -> None:
        commands.put_back_parts(was, now=now)


loaders.register(HoldingsLoader())
