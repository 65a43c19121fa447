"""What the audit calls each deed, in words; a deed that is not listed says its own name."""

from __future__ import annotations

from django.utils.translation import gettext

from rapport.kernel.errors import N_

DEEDS = {
    "accounts.firm_changed.v1": N_("Firm changed"),
    "accounts.firm_founded.v1": N_("Firm founded"),
    "accounts.role_deleted.v1": N_("Role deleted"),
    "accounts.role_saved.v1": N_("Role changed"),
    "accounts.sessions_ended.v1": N_("Signed out everywhere"),
    "accounts.signed_in.v1": N_("Signed in"),
    "accounts.team_deleted.v1": N_("Team deleted"),
    "accounts.team_saved.v1": N_("Team changed"),
    "accounts.token_created.v1": N_("Token made"),
    "accounts.token_ended.v1": N_("Token ended"),
    "accounts.unit_deleted.v1": N_("Business unit deleted"),
    "accounts.unit_saved.v1": N_("Business unit changed"),
    "accounts.user_changed.v1": N_("User changed"),
    "accounts.user_created.v1": N_("User added"),
    "accounts.view_as_begun": N_("Look through a colleague's eyes begun"),
    "accounts.view_as_ended": N_("Look through a colleague's eyes ended"),
    "asks.act_requested.v1": N_("Act requested"),
    "asks.request_ended.v1": N_("Request ended"),
    "audit.payloads_erased": N_("Audit entries erased"),
    "calendars.calendar_created.v1": N_("Calendar made"),
    "calendars.opening_hours_set.v1": N_("Opening hours set"),
    "calendars.special_days_set.v1": N_("Holidays and special days set"),
    "catalogue.product_changed.v1": N_("Product changed"),
    "catalogue.product_created.v1": N_("Product added"),
    "commerce.order_cancelled.v1": N_("Order cancelled"),
    "commerce.order_placed.v1": N_("Order placed"),
    "commerce.order_restored.v1": N_("Order restored"),
    "commerce.payment_recorded.v1": N_("Payment recorded"),
    "commerce.payment_voided.v1": N_("Payment voided"),
    "commerce.return_recorded.v1": N_("Return recorded"),
    "events.reaction_replayed": N_("Reaction replayed"),
    "events.reaction_skipped": N_("Reaction skipped"),
    "files.file_purged.v1": N_("File purged"),
    "files.file_stored.v1": N_("File stored"),
    "holdings.feed_undone.v1": N_("Feed of figures taken back"),
    "holdings.figures_fed.v1": N_("Figures fed"),
    "holdings.figures_set.v1": N_("Figures set"),
    "holdings.holding_changed.v1": N_("Holding changed"),
    "holdings.holding_ended.v1": N_("Holding ended"),
    "holdings.holding_recorded.v1": N_("Holding recorded"),
    "holdings.kind_changed.v1": N_("Kind of holding changed"),
    "holdings.kind_created.v1": N_("Kind of holding added"),
    "holdings.role_assigned.v1": N_("Person joined to a holding"),
    "holdings.role_ended.v1": N_("Person parted from a holding"),
    "imports.export_asked.v1": N_("Export asked for"),
    "imports.export_failed.v1": N_("Export failed"),
    "imports.export_written.v1": N_("Export written"),
    "imports.exported": N_("List exported"),
    "imports.import_applied.v1": N_("Import written"),
    "imports.import_failed.v1": N_("Import failed"),
    "imports.import_judged.v1": N_("Import tried dry"),
    "imports.import_mapped.v1": N_("Import mapped"),
    "imports.import_undone.v1": N_("Import taken back"),
    "imports.import_uploaded.v1": N_("File uploaded"),
    "interactions.entry_recorded.v1": N_("Timeline entry recorded"),
    "jobs.job_cancelled": N_("Job cancelled"),
    "jobs.job_replayed": N_("Job replayed"),
    "parties.address_added.v1": N_("Address added"),
    "parties.address_changed.v1": N_("Address changed"),
    "parties.address_removed.v1": N_("Address removed"),
    "parties.contact_point_added.v1": N_("Contact point added"),
    "parties.contact_point_changed.v1": N_("Contact point changed"),
    "parties.contact_point_removed.v1": N_("Contact point removed"),
    "parties.customer_changed.v1": N_("Customer changed"),
    "parties.customer_created.v1": N_("Customer added"),
    "parties.customer_deleted.v1": N_("Customer put into the recycle bin"),
    "parties.customer_restored.v1": N_("Customer restored"),
    "parties.customer_tagged.v1": N_("Tags changed"),
    "parties.customers_reassigned.v1": N_("Customers reassigned"),
    "parties.customers_tagged.v1": N_("Customers tagged"),
    "parties.note_added.v1": N_("Note added"),
    "parties.note_changed.v1": N_("Note changed"),
    "parties.note_removed.v1": N_("Note removed"),
    "parties.note_restored.v1": N_("Note restored"),
    "parties.owner_assigned.v1": N_("Owner changed"),
    "parties.reassignment_undone.v1": N_("Reassignment taken back"),
    "parties.relation_added.v1": N_("Relation added"),
    "parties.relation_changed.v1": N_("Relation changed"),
    "parties.relation_removed.v1": N_("Relation removed"),
    "parties.tagging_undone.v1": N_("Tagging taken back"),
    "rates.rates_recorded.v1": N_("Exchange rates recorded"),
    "views.view_deleted.v1": N_("View deleted"),
    "views.view_saved.v1": N_("View saved"),
}


def deed_words(name: str) -> str:
    """Return what a deed is called in the reader's language."""
    return gettext(DEEDS[name]) if name in DEEDS else name


def deeds() -> list[tuple[str, str]]:
    """Return the deeds that can be looked for, by their words."""
    return sorted(((name, gettext(text)) for name, text in DEEDS.items()), key=lambda one: one[1])
