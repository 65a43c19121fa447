"""
The words in which a room declares its entities.

In every SQL text `{t}` stands for the alias of the entity's own row; `{r}` in a Related's link for
the alias of the related row. A percent sign is written `%%`, for the text goes to psycopg.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal


class Kind(StrEnum):
    """What a field holds; decides operators, form control, alignment and JSON form."""

    TEXT = "text"
    CHOICE = "choice"
    NUMBER = "number"  # Decimal or integer, no unit of money
    MONEY = "money"  # amount; the currency stands in `currency`
    DATE = "date"  # a day without a time: the same for every reader
    INSTANT = "instant"  # a moment: shown and filtered in the reader's zone
    BOOL = "bool"
    REFERENCE = "reference"  # value is the other row's uid; `shows` is its title
    TAGS = "tags"  # text[]


class Privacy(StrEnum):
    NONE = "none"
    PERSONAL = "personal"
    SENSITIVE = "sensitive"


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str  # marked with N_


@dataclass(frozen=True, slots=True)
class Join:
    """A left join that some fields need; several fields may share it by name."""

    name: str
    sql: str  # "left join commerce_customertotals ct on ct.party_id = {t}.id"
    inner: str = ""  # the same join without its "left ", taken when sorting by one of its fields


@dataclass(frozen=True, slots=True)
class Field:
    """One readable thing of an entity: what it is, where it stands, and who may use it how."""

    name: str
    label: str
    kind: Kind
    sql: str
    needs: tuple[str, ...] = ()  # names of joins
    filters: bool = True
    sorts: bool = False  # only where an index carries it (a test looks)
    sorts_by: str = ""  # SQL that carries the order, where it is not what is shown
    totals: tuple[str, ...] = ()  # "sum", "avg", "min", "max"
    choices: tuple[Choice, ...] = ()
    currency: str = ""  # SQL of the currency of a MONEY field
    shows: str = ""  # SQL of the title of a REFERENCE
    refers_to: str = ""  # entity of a REFERENCE
    key: str = ""  # SQL of what files call the row of a REFERENCE, by which imports find it again
    # "entity.field" whose values this one shows once more: who may not see one sees neither.
    repeats: tuple[str, ...] = ()
    # Entity whose rows it names, whoever's they are: only for who sees all of them.
    names_all_of: str = ""
    permission: str = ""  # needed besides the entity's own, to see and to use it in any way
    privacy: Privacy = Privacy.NONE
    retention_days: int | None = None  # after the customer is gone; None: as long as the row
    import_name: str = ""  # column in import and export files; "" = name
    # What is "only" there is made for files, such as a list in one cell; "never" stays out of whole
    # exports, for it is of this house alone, such as a sum of other rows.
    in_files: Literal["too", "only", "never"] = "too"
    column: str | None = None  # model field this declares; None = the one called `name`, "" = none
    column_too: tuple[str, ...] = ()  # further model fields declared by this one
    merge: Literal["keep", "recent", "fill", "union", "sum"] = "fill"
    search: bool = False
    nullable: bool = True
    help: str = ""

    @property
    def sort_sql(self) -> str:
        return self.sorts_by or self.sql

    @property
    def file_name(self) -> str:
        return self.import_name or self.name

    @property
    def declares(self) -> tuple[str, ...]:
        own = self.name if self.column is None else self.column
        return tuple(name for name in (own, *self.column_too) if name)


@dataclass(frozen=True, slots=True)
class Related:
    """Rows of another entity that belong to one of ours: "has some holding with balance over 9"."""

    name: str
    label: str
    entity: str
    link: str  # "{r}.party_id = {t}.id"
    join: str = ""  # further tables that the link leads over: "cross join holdings_role hr"
    back: str = ""  # REFERENCE field of the other entity that names ours, for lists of its rows


@dataclass(frozen=True, slots=True)
class Ownership:
    """By which columns, or through which other entity, a row belongs to somebody."""

    user: str = ""
    team: str = ""
    unit: str = ""
    through: str = ""  # entity whose scope decides
    path: str = ""  # SQL of that entity's key, such as "{t}.party_id"
    join: str = ""  # further tables that the path leads over, without naming {t}
    public: bool = False  # everybody with the permission sees all rows


@dataclass(frozen=True, slots=True)
class Entity:
    """All that a door needs to know of one kind of row."""

    name: str  # "parties.party"
    key: str  # "customers": in URLs, API, command line and files
    table: str
    label: str
    label_plural: str
    title: str  # SQL of what a person calls the row
    view: str  # permission to see
    change: str  # permission to change
    owner: Ownership
    fields: tuple[Field, ...]
    joins: tuple[Join, ...] = ()
    related: tuple[Related, ...] = ()
    columns: tuple[str, ...] = ()  # shown by default
    sort: str = ""  # default: "-updated_at"
    live: str = ""  # SQL that is true of rows outside the recycle bin
    internal: tuple[str, ...] = ()  # model fields that no door shows
    writes: tuple[str, ...] = ()  # further permissions of who adds, bins or gives rows away
    model: str = ""  # "parties.Party"
    search: Callable[..., Any] | None = None  # (text, alias) -> Sql | None
    merge_command: str = ""
    page: str = ""  # URL name of the record page, taking the uid


@dataclass(frozen=True, slots=True)
class Extension:
    """Fields, joins and relations that an upper room adds to a lower room's entity."""

    extends: str
    fields: tuple[Field, ...] = ()
    joins: tuple[Join, ...] = ()
    related: tuple[Related, ...] = ()
    columns: tuple[str, ...] = ()
