"""Files of products."""

from __future__ import annotations

from datetime import datetime

from rapport.kernel.access.actor import Actor
from rapport.kernel.errors import N_
from rapport.kernel.imports import loaders
from rapport.kernel.imports.loaders import Loader, Written
from rapport.kernel.imports.pure import CellKind, Column
from rapport.kernel.imports.stages import Stage, Window
from rapport.operations.catalogue import commands
from rapport.operations.catalogue.permissions import CHANGE


class ProductsLoader(Loader):
    key = "products"
    label = N_("Products")
    entity = "catalogue.product"
    permission = CHANGE
    columns = (
        Column(
            "code",
            N_("Product code"),
            required=True,
            length=40,
            headers=("sku", "stock code", "item", "商品編號", "貨號", "商品编号", "货号"),
        ),
        Column("name", N_("Name"), length=200, headers=("product", "品名", "商品名稱", "商品名称")),
        Column("unit", N_("Unit"), length=20, headers=("單位", "单位")),
        Column(
            "list_price",
            N_("List price"),
            CellKind.MONEY,
            digits=(14, 4),
            headers=("price", "unit price", "定價", "售價", "定价", "售价"),
        ),
        Column("currency", N_("Currency"), CellKind.CODE, length=3, headers=("幣別", "币种")),
        Column("category", N_("Category"), length=80, headers=("類別", "分類", "类别", "分类")),
        Column("is_active", N_("On sale"), CellKind.BOOL, headers=("active", "上架", "啟用")),
    )
    key_columns = (("code",),)
    faults = {
        "negative": N_("A price is not negative: “{value}”."),
        "currency_unknown": N_("“{value}” is no currency. Give a code such as TWD."),
    }
    written = (Written("catalogue.product", "catalogue_product"),)

    def judge(self, stage: Stage, *, actor: Actor, now: datetime) -> None:
        commands.judge_products(stage, actor=actor, now=now)

    def apply(self, stage: Stage, window: Window, *, actor: Actor, now: datetime) -> None:
        commands.apply_products(stage, window, actor=actor, now=now)


loaders.register(ProductsLoader())
