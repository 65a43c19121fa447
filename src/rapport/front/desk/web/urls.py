"""The addresses of the desk: one list and one record page for every entity that has a page."""

from __future__ import annotations

from django.urls import URLPattern, path

from rapport.kernel.entities.registry import entities

from . import (
    about,
    bulk,
    creating,
    customers,
    editing,
    imports,
    lists,
    orders,
    parts,
    products,
    records,
    relations,
)

ONE = "customers/<uuid:uid>"
PART = "<uuid:part>"


def list_addresses(key: str) -> list[URLPattern]:
    """Return the addresses of one entity; its list is called by its key: desk:customers."""
    known = {"key": key}
    return [
        path(key, lists.list_page, known, name=key),
        path(f"{key}/rows", lists.more_rows, known, name=f"{key}_rows"),
        path(f"{key}/foot", lists.list_foot, known, name=f"{key}_foot"),
        path(f"{key}/condition", lists.condition, known, name=f"{key}_condition"),
        path(f"{key}/columns", lists.columns, known, name=f"{key}_columns"),
        path(f"{key}/export", lists.export, known, name=f"{key}_export"),
        path(f"{key}/reset", lists.reset, known, name=f"{key}_reset"),
        path(f"{key}/view", lists.save_view, known, name=f"{key}_view"),
        path(f"{key}/view/restored", lists.restore_view, known, name=f"{key}_view_restored"),
        path(f"{key}/view/deletion", lists.delete_view, known, name=f"{key}_view_deletion"),
        path(f"{key}/<uuid:uid>/neighbours", records.next_in_list, known, name=f"{key}_neighbours"),
        path(f"{key}/<uuid:uid>", records.record, known, name=f"{key}_record"),
    ]


CUSTOMER = [
    path("customers/assignment/menu", bulk.assign_menu, name="assignment_menu"),
    path("customers/assignment", bulk.assign, name="reassign_customers"),
    path("customers/assignment/undone", bulk.undo_assign, name="undo_reassign_customers"),
    path("customers/tagging/menu", bulk.tag_menu, name="tagging_menu"),
    path("customers/tagging", bulk.tag, name="tag_customers"),
    path("customers/tagging/undone", bulk.undo_tag, name="undo_tag_customers"),
    path("customers/new", creating.new_customer, name="new_customer"),
    path("customers/new/alike", creating.alike, name="customers_alike"),
    path(ONE, customers.customer_page, name="customers_record"),
    path(f"{ONE}/facts", customers.facts, name="customer_facts"),
    path(f"{ONE}/timeline", customers.timeline, name="customer_timeline"),
    path(f"{ONE}/history", about.history, name="customer_history"),
    path(f"{ONE}/owner", about.owner, name="assign_owner"),
    path(f"{ONE}/owner/restored", about.restore_owner, name="undo_assign_owner"),
    path(f"{ONE}/tags", about.tags, name="set_tags"),
    path(f"{ONE}/tags/restored", about.restore_tags, name="undo_set_tags"),
    path(f"{ONE}/deletion", about.delete, name="delete_customer"),
    path(f"{ONE}/restored", about.restore, name="restore_customer"),
    path(f"{ONE}/notes", about.new_note, name="add_note"),
    path(f"{ONE}/notes/{PART}", about.note, name="change_note"),
    path(f"{ONE}/notes/{PART}/removed", about.remove_note, name="remove_note"),
    path(f"{ONE}/notes/{PART}/restored", about.restore_note, name="restore_note"),
    path(f"{ONE}/points", parts.new_point, name="add_contact_point"),
    path(f"{ONE}/points/restored", parts.restore_point, name="undo_remove_contact_point"),
    path(f"{ONE}/points/{PART}", parts.point, name="change_contact_point"),
    path(f"{ONE}/points/{PART}/removed", parts.remove_point, name="remove_contact_point"),
    path(f"{ONE}/addresses", parts.new_address, name="add_address"),
    path(f"{ONE}/addresses/restored", parts.restore_address, name="undo_remove_address"),
    path(f"{ONE}/addresses/{PART}", parts.address, name="change_address"),
    path(f"{ONE}/addresses/{PART}/removed", parts.remove_address, name="remove_address"),
    path(f"{ONE}/relations", relations.new_relation, name="add_relation"),
    path(f"{ONE}/relations/others", relations.others, name="relation_others"),
    path(f"{ONE}/relations/restored", relations.restore_relation, name="undo_remove_relation"),
    path(f"{ONE}/relations/{PART}", relations.relation, name="change_relation"),
    path(f"{ONE}/relations/{PART}/removed", relations.remove_relation, name="remove_relation"),
    path(f"{ONE}/fields/<slug:name>", editing.field, {"key": "customers"}, name="change_customer"),
    path(f"{ONE}/fields/<slug:name>/restored", editing.restore_field, name="undo_change_customer"),
]
ORDER = "orders/<uuid:uid>"
OTHERS = [
    path(ORDER, records.order, name="orders_record"),
    path(f"{ORDER}/payments", orders.pay, name="record_payment"),
    path(f"{ORDER}/payments/<int:payment>/undone", orders.undo_pay, name="undo_record_payment"),
    path(f"{ORDER}/returns", orders.give_back, name="record_return"),
    path(f"{ORDER}/cancellation", orders.cancel, name="cancel_order"),
    path(f"{ORDER}/cancellation/undone", orders.undo_cancel, name="undo_cancel_order"),
    path("holdings/<uuid:uid>", records.holding, name="holdings_record"),
    path("products/new", products.new_product, name="new_product"),
    path("products/<uuid:uid>/change", products.change_product, name="change_product"),
    path("products/<uuid:uid>/changed-back", products.change_back, name="undo_change_product"),
    path("products/<uuid:uid>", records.product, name="products_record"),
    path(
        "products/<uuid:uid>/fields/<slug:name>",
        editing.field,
        {"key": "products"},
        name="change_product_field",
    ),
]
ONE_IMPORT = "imports/<uuid:uid>"
IMPORTS = [
    path("imports", imports.import_list, name="imports"),
    path("imports/new", imports.new_import, name="new_import"),
    path(ONE_IMPORT, imports.import_page, name="import_page"),
    path(f"{ONE_IMPORT}/progress", imports.import_progress, name="import_progress"),
    path(f"{ONE_IMPORT}/examples", imports.import_examples, name="import_examples"),
    path(f"{ONE_IMPORT}/faults", imports.import_faults, name="import_faults"),
    path(f"{ONE_IMPORT}/left-out", imports.left_out, name="import_left_out"),
    path(f"{ONE_IMPORT}/mapping", imports.map_import, name="map_import"),
    path(f"{ONE_IMPORT}/application", imports.apply_import, name="apply_import"),
    path(f"{ONE_IMPORT}/undoing", imports.undo_import, name="undo_import"),
]
urlpatterns = [
    path("", lists.home, name="home"),
    *CUSTOMER,
    *OTHERS,
    *IMPORTS,
    *(
        address
        for whole in entities()
        if whole.base.page
        for address in list_addresses(whole.base.key)
    ),
]
