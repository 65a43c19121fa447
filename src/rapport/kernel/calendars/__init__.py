"""
When the firm works: opening hours, holidays, make-up working days, in a zone.

Owns     calendars with their weekly hours and special days; the year tables of holidays.
Words    calendar, span, special day (closed, own hours, make-up), open time, holiday year.
Tells    calendar created, opening hours set, special days set.
Listens  to nothing.
Asks     nothing.
"""
