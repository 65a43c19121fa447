"""What can be done with orders, returns and payments."""

from .cancel_order import OrderCancelledAlready as OrderCancelledAlready
from .cancel_order import OrderHasReturns as OrderHasReturns
from .cancel_order import OrderIsPaid as OrderIsPaid
from .cancel_order import OrderNotCancelled as OrderNotCancelled
from .cancel_order import cancel_order as cancel_order
from .cancel_order import undo_cancel_order as undo_cancel_order
from .home import home_total_sql as home_total_sql
from .home import rate_orders as rate_orders
from .import_orders import apply_orders as apply_orders
from .import_orders import finish_orders as finish_orders
from .import_orders import judge_orders as judge_orders
from .import_orders import lock_buyers as lock_buyers
from .import_orders import order_counts as order_counts
from .place_order import OrderNumberTaken as OrderNumberTaken
from .place_order import ProductUnknown as ProductUnknown
from .place_order import place_order as place_order
from .record_payment import PaymentVoidedAlready as PaymentVoidedAlready
from .record_payment import record_payment as record_payment
from .record_payment import undo_record_payment as undo_record_payment
from .record_payments import PaymentGiven as PaymentGiven
from .record_payments import record_payments as record_payments
from .record_return import NotASale as NotASale
from .record_return import record_return as record_return
from .timeline import forget_orders as forget_orders
from .totals import refresh_aged_totals as refresh_aged_totals
from .totals import refresh_totals as refresh_totals
