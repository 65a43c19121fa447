"""
What one unit of a currency costs in another, on a day.

Owns     dated exchange rates and their sources; conversion with the rate of a day.
Words    rate, dated rate, conversion, source, batch (rates recorded together).
Tells    rates recorded.
Listens  to nothing.
Asks     nothing.
"""
