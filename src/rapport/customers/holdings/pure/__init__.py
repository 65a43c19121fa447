"""Decisions about holdings: own fields, whose figure counts, what a customer has in sum."""

from rapport.customers.holdings.pure.figures import FigureKeptBySource as FigureKeptBySource
from rapport.customers.holdings.pure.figures import FigureNotUnderstood as FigureNotUnderstood
from rapport.customers.holdings.pure.figures import Kept as Kept
from rapport.customers.holdings.pure.figures import age_of as age_of
from rapport.customers.holdings.pure.figures import check_figure as check_figure
from rapport.customers.holdings.pure.figures import check_replaces as check_replaces
from rapport.customers.holdings.pure.holdings import HoldingNotUnderstood as HoldingNotUnderstood
from rapport.customers.holdings.pure.holdings import check_dates as check_dates
from rapport.customers.holdings.pure.holdings import cleaned_fields as cleaned_fields
from rapport.customers.holdings.pure.own_fields import (
    OwnFieldNotUnderstood as OwnFieldNotUnderstood,
)
from rapport.customers.holdings.pure.own_fields import SchemaNotUnderstood as SchemaNotUnderstood
from rapport.customers.holdings.pure.own_fields import check_schema as check_schema
from rapport.customers.holdings.pure.own_fields import cleaned as cleaned
from rapport.customers.holdings.pure.sums import Held as Held
from rapport.customers.holdings.pure.sums import Sum as Sum
from rapport.customers.holdings.pure.sums import sum_of as sum_of
