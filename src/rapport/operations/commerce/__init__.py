"""
What customers bought, returned and paid.

Owns     orders, returns and adjustments with their lines and payments; the totals of a customer.
Words    Order, Line, Payment, Return, Adjustment, CustomerTotals, net.
Tells    OrderPlaced, OrderCancelled, OrderRestored, ReturnRecorded, PaymentRecorded,
         PaymentVoided.
Listens  to nothing.
Asks     nothing.
"""
