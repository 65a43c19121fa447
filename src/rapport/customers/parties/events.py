"""What happens to parties: ids, codes and times, never a name, a number or a text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from rapport.kernel.events.declare import event


@event("parties.customer_created.v1")
@dataclass(frozen=True, slots=True)
class CustomerCreated:
    """A party became known to the firm."""

    party_id: int
    kind: str
    owner_id: int | None
    occurred_at: datetime
    by_id: int | None = None  # the colleague who did it


@event("parties.customer_changed.v1")
@dataclass(frozen=True, slots=True)
class CustomerChanged:
    """Some of a customer's own fields have other values now."""

    party_id: int
    fields: tuple[str, ...]
    occurred_at: datetime


@event("parties.contact_point_added.v1")
@dataclass(frozen=True, slots=True)
class ContactPointAdded:
    """A customer can be reached in a further way."""

    party_id: int
    contact_point_id: int
    kind: str
    occurred_at: datetime


@event("parties.contact_point_changed.v1")
@dataclass(frozen=True, slots=True)
class ContactPointChanged:
    """A contact point has another value, use or status."""

    party_id: int
    contact_point_id: int
    kind: str
    status: str
    occurred_at: datetime


@event("parties.contact_point_removed.v1")
@dataclass(frozen=True, slots=True)
class ContactPointRemoved:
    """A contact point is gone."""

    party_id: int
    contact_point_id: int
    kind: str
    occurred_at: datetime


@event("parties.address_added.v1")
@dataclass(frozen=True, slots=True)
class AddressAdded:
    """A customer has a further address."""

    party_id: int
    address_id: int
    country: str
    occurred_at: datetime


@event("parties.address_changed.v1")
@dataclass(frozen=True, slots=True)
class AddressChanged:
    """An address reads otherwise now."""

    party_id: int
    address_id: int
    country: str
    occurred_at: datetime


@event("parties.address_removed.v1")
@dataclass(frozen=True, slots=True)
class AddressRemoved:
    """An address is gone."""

    party_id: int
    address_id: int
    occurred_at: datetime


@event("parties.relation_added.v1")
@dataclass(frozen=True, slots=True)
class RelationAdded:
    """`party_id` is the `kind` of `other_id`."""

    relation_id: int
    party_id: int
    other_id: int
    kind: str
    occurred_at: datetime


@event("parties.relation_changed.v1")
@dataclass(frozen=True, slots=True)
class RelationChanged:
    """A relation has other dates, another role or other rights."""

    relation_id: int
    party_id: int
    other_id: int
    kind: str
    occurred_at: datetime


@event("parties.relation_removed.v1")
@dataclass(frozen=True, slots=True)
class RelationRemoved:
    """A relation was a mistake and is gone; one that ended has a date instead."""

    relation_id: int
    party_id: int
    other_id: int
    kind: str
    occurred_at: datetime


@event("parties.note_added.v1")
@dataclass(frozen=True, slots=True)
class NoteAdded:
    """Somebody wrote a note on a customer."""

    note_id: int
    party_id: int
    author_id: int | None
    occurred_at: datetime


@event("parties.note_changed.v1")
@dataclass(frozen=True, slots=True)
class NoteChanged:
    """A note reads otherwise, or is pinned or loose."""

    note_id: int
    party_id: int
    occurred_at: datetime


@event("parties.note_removed.v1")
@dataclass(frozen=True, slots=True)
class NoteRemoved:
    """A note lies in the recycle bin."""

    note_id: int
    party_id: int
    occurred_at: datetime


@event("parties.note_restored.v1")
@dataclass(frozen=True, slots=True)
class NoteRestored:
    """A note came back from the recycle bin; it was written at `written_at`."""

    note_id: int
    party_id: int
    author_id: int | None
    written_at: datetime
    occurred_at: datetime


@event("parties.owner_assigned.v1")
@dataclass(frozen=True, slots=True)
class OwnerAssigned:
    """A customer has another owner, team or unit."""

    party_id: int
    owner_id: int | None
    team_id: int | None
    owner_before_id: int | None
    occurred_at: datetime
    by_id: int | None = None  # the colleague who did it


@event("parties.customers_reassigned.v1")
@dataclass(frozen=True, slots=True)
class CustomersReassigned:
    """Many customers were given to another owner or team; the batch lists them."""

    batch_id: int
    count: int
    refused: int
    owner_id: int | None
    team_id: int | None
    occurred_at: datetime
    by_id: int | None = None  # the colleague who did it


@event("parties.reassignment_undone.v1")
@dataclass(frozen=True, slots=True)
class ReassignmentUndone:
    """Customers of a batch went back to whom they belonged before; `kept` were changed since."""

    batch_id: int
    undone_batch_id: int
    count: int
    kept: int
    occurred_at: datetime


@event("parties.customer_tagged.v1")
@dataclass(frozen=True, slots=True)
class CustomerTagged:
    """A customer has other tags; the tags themselves are words of colleagues, and stay out."""

    party_id: int
    count: int
    occurred_at: datetime


@event("parties.customers_tagged.v1")
@dataclass(frozen=True, slots=True)
class CustomersTagged:
    """Many customers were given a tag; the batch lists them."""

    batch_id: int
    count: int
    refused: int
    occurred_at: datetime
    by_id: int | None = None  # the colleague who did it


@event("parties.tagging_undone.v1")
@dataclass(frozen=True, slots=True)
class TaggingUndone:
    """Customers of a batch have the tags from before; `kept` were changed since."""

    batch_id: int
    count: int
    kept: int
    occurred_at: datetime


@event("parties.customer_deleted.v1")
@dataclass(frozen=True, slots=True)
class CustomerDeleted:
    """A customer lies in the recycle bin."""

    party_id: int
    occurred_at: datetime
    by_id: int | None = None  # the colleague who did it


@event("parties.customer_restored.v1")
@dataclass(frozen=True, slots=True)
class CustomerRestored:
    """A customer came back from the recycle bin."""

    party_id: int
    occurred_at: datetime
    by_id: int | None = None  # the colleague who did it
