"""What can be done with calendars."""

from .create_calendar import CalendarNameTaken as CalendarNameTaken
from .create_calendar import CalendarNameUnfit as CalendarNameUnfit
from .create_calendar import create_calendar as create_calendar
from .set_opening_hours import set_opening_hours as set_opening_hours
from .set_special_days import TooManyDays as TooManyDays
from .set_special_days import WeekdayUnknown as WeekdayUnknown
from .set_special_days import load_holiday_year as load_holiday_year
from .set_special_days import remove_special_days as remove_special_days
from .set_special_days import set_special_days as set_special_days
