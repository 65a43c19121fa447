"""Files of orders: a line an order line, or a line an order with its total."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal

from rapport.kernel.access.actor import Actor
from rapport.kernel.errors import N_
from rapport.kernel.imports.loaders import Loader, Written
from rapport.kernel.imports.pure import CellKind, Column, Habits
from rapport.kernel.imports.pure.faults import Unreadable
from rapport.kernel.imports.stages import Stage, Window
from rapport.kernel.imports.words import in_words
from rapport.operations.commerce import commands
from rapport.operations.commerce.permissions import CHANGE

KIND_WORDS = (
    *((word, "sale") for word in ("sale", "order", "invoice", "銷售", "銷貨", "销售")),
    *((word, "return") for word in ("return", "credit note", "退貨", "退货")),
    *((word, "adjustment") for word in ("adjustment", "調整", "调整")),
)
STATUS_WORDS = (
    *((word, "placed") for word in ("placed", "open", "已下單", "已下单")),
    *((word, "fulfilled") for word in ("fulfilled", "done", "delivered", "已出貨", "已发货")),
    *((word, "cancelled") for word in ("cancelled", "canceled", "已取消")),
)


def _payments(text: str, habits: Habits) -> list[dict[str, str | None]]:
    """Return payments as exports give them: method, amount, paid_at, reference, voided_at."""
    try:
        return [_payment(item) for item in json.loads(text)]
    except (ValueError, ArithmeticError, TypeError, KeyError, AttributeError):
        raise Unreadable("json") from None


def _payment(item: Mapping[str, str]) -> dict[str, str | None]:
    amount = Decimal(item["amount"])
    if not amount or not amount.is_finite() or amount != amount.quantize(Decimal("0.0001")):
        raise ValueError("not an amount")
    paid_at = datetime.fromisoformat(item["paid_at"])
    voided_at = datetime.fromisoformat(item["voided_at"]) if item.get("voided_at") else None
    if paid_at.tzinfo is None or (voided_at is not None and voided_at.tzinfo is None):
        raise ValueError("a moment without a zone")
    return {
        "method": item["method"][:40],
        "amount": f"{amount:f}",
        "paid_at": paid_at.isoformat(),
        "reference": item.get("reference", "")[:80],
        "voided_at": voided_at.isoformat() if voided_at else None,
    }


class OrdersLoader(Loader):
    key = "orders"
    label = N_("Orders with their lines")
    entity = "commerce.order"
    permission = CHANGE
    columns = (
        Column(
            "number",
            N_("Number"),
            required=True,
            length=60,
            headers=("order", "order number", "訂單編號", "订单编号"),
        ),
        Column(
            "external_number",
            N_("External number"),
            length=60,
            headers=("external number", "外部單號", "外部单号"),
        ),
        Column("source", N_("Source"), length=40, headers=("system", "來源", "来源")),
        Column("kind", N_("Kind"), CellKind.CHOICE, choices=KIND_WORDS, headers=("類型", "类型")),
        Column("status", N_("Status"), CellKind.CHOICE, choices=STATUS_WORDS, headers=("狀態",)),
        Column(
            "ordered_at",
            N_("Ordered"),
            CellKind.INSTANT,
            required=True,
            headers=("date", "order date", "訂購日期", "订购日期"),
        ),
        Column(
            "customer", N_("Customer"), length=120, headers=("customer id", "party", "客戶", "客户")
        ),
        Column("currency", N_("Currency"), CellKind.CODE, length=3, headers=("幣別", "币种")),
        Column("channel", N_("Channel"), length=40, headers=("通路", "渠道")),
        Column("store", N_("Store"), length=80, headers=("門市", "门店")),
        Column(
            "original",
            N_("Returned from"),
            length=60,
            headers=("original order", "returned from", "原訂單", "原订单"),
        ),
        Column(
            "payments",
            N_("Payments"),
            CellKind.JSON,
            read=_payments,
            help=N_("Method, amount and time of each payment, as exports write them."),
        ),
        Column("position", N_("Position"), CellKind.INTEGER, headers=("line", "項次", "行号")),
        Column(
            "product_code",
            N_("Product code"),
            length=40,
            headers=("code", "sku", "商品編號", "商品编号"),
        ),
        Column("description", N_("Description"), length=300, headers=("item", "品名")),
        Column(
            "quantity",
            N_("Quantity"),
            CellKind.NUMBER,
            digits=(12, 4),
            headers=("qty", "數量", "数量"),
        ),
        Column(
            "price",
            N_("Unit price"),
            CellKind.MONEY,
            digits=(14, 4),
            headers=("unit price", "單價", "单价"),
        ),
        Column(
            "total",
            N_("Total"),
            CellKind.MONEY,
            digits=(14, 4),
            headers=("amount", "合計", "合计"),
        ),
    )
    key_columns = (("number", "ordered_at", "quantity", "price"), ("number", "ordered_at", "total"))
    faults = {
        "heads_differ": N_("The lines of this order name different customers or currencies."),
        "currency_unknown": N_("“{value}” is no currency. Give a code such as TWD."),
        "sign": N_("A sale is not negative, and a return is not positive."),
        "nothing": N_("Nothing is not a quantity."),
        "order_incomplete": N_("Another line of this order cannot be taken in."),
        "order_differs": N_("This order is here already with other lines; it stays as it is."),
    }
    counts = ("orders",)
    written = (
        Written(
            "commerce.order",
            "commerce_order",
            belongs=(("commerce_line", "order_id"), ("commerce_payment", "order_id")),
        ),
    )

    def judge(self, stage: Stage, *, actor: Actor, now: datetime) -> None:
        commands.judge_orders(stage, actor=actor, now=now)

    def apply(self, stage: Stage, window: Window, *, actor: Actor, now: datetime) -> None:
        commands.apply_orders(stage, window, actor=actor, now=now)

    def finish(self, stage: Stage, *, actor: Actor, now: datetime) -> None:
        commands.finish_orders(stage, now=now)

    @contextmanager
    def removing(
        self, entity: str, row_ids: Sequence[int], *, actor: Actor, now: datetime
    ) -> Iterator[None]:
        buyers = commands.lock_buyers(row_ids)
        commands.forget_orders(row_ids)
        commands.forget_payments(row_ids)
        yield
        commands.refresh_totals(buyers, now=now)

    def entity_counts(self, stage: Stage) -> dict[str, dict[str, int]]:
        return {
            "orders": in_words(commands.order_counts(stage)),
            "order_lines": self.line_counts(stage),
        }
