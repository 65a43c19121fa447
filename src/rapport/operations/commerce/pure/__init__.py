"""Decisions about orders: what a line comes to, what may come back, what may still be paid."""

from rapport.operations.commerce.pure.orders import OrderNotUnderstood as OrderNotUnderstood
from rapport.operations.commerce.pure.orders import PricedLine as PricedLine
from rapport.operations.commerce.pure.orders import PricedOrder as PricedOrder
from rapport.operations.commerce.pure.orders import priced as priced
from rapport.operations.commerce.pure.payments import PaymentNotUnderstood as PaymentNotUnderstood
from rapport.operations.commerce.pure.payments import PaysTooMuch as PaysTooMuch
from rapport.operations.commerce.pure.payments import check_payment as check_payment
from rapport.operations.commerce.pure.returns import MoreReturnedThanSold as MoreReturnedThanSold
from rapport.operations.commerce.pure.returns import NothingReturned as NothingReturned
from rapport.operations.commerce.pure.returns import SoldLine as SoldLine
from rapport.operations.commerce.pure.returns import return_lines as return_lines
