"""Open time: what a calendar is, how long it is open, when so much open time has passed."""

from rapport.kernel.calendars.pure.hours import BusinessCalendar as BusinessCalendar
from rapport.kernel.calendars.pure.hours import Span as Span
from rapport.kernel.calendars.pure.hours import SpanImpossible as SpanImpossible
from rapport.kernel.calendars.pure.hours import SpansOverlap as SpansOverlap
from rapport.kernel.calendars.pure.hours import SpecialDay as SpecialDay
from rapport.kernel.calendars.pure.hours import WeekIncomplete as WeekIncomplete
from rapport.kernel.calendars.pure.hours import ZoneNotKnown as ZoneNotKnown
from rapport.kernel.calendars.pure.hours import always_open as always_open
from rapport.kernel.calendars.pure.hours import apart as apart
from rapport.kernel.calendars.pure.hours import calendar as calendar
from rapport.kernel.calendars.pure.hours import check_zone as check_zone
from rapport.kernel.calendars.pure.hours import same_every_workday as same_every_workday
from rapport.kernel.calendars.pure.open_time import ClockNeverRuns as ClockNeverRuns
from rapport.kernel.calendars.pure.open_time import add_open_time as add_open_time
from rapport.kernel.calendars.pure.open_time import is_open as is_open
from rapport.kernel.calendars.pure.open_time import next_opening as next_opening
from rapport.kernel.calendars.pure.open_time import open_periods as open_periods
from rapport.kernel.calendars.pure.open_time import open_seconds_between as open_seconds_between
from rapport.kernel.calendars.pure.open_time import open_time_between as open_time_between
from rapport.kernel.calendars.pure.open_time import subtract_open_time as subtract_open_time
from rapport.kernel.calendars.pure.years import HolidayYearUnknown as HolidayYearUnknown
from rapport.kernel.calendars.pure.years import holiday_year as holiday_year
from rapport.kernel.calendars.pure.years import known_years as known_years
