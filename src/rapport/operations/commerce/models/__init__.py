"""The tables of commerce."""

from .orders import Line, Order, Payment
from .totals import CustomerTotals

__all__ = ["CustomerTotals", "Line", "Order", "Payment"]
