"""
Telephone numbers, read and shown.

Owns     how a typed number becomes E.164 and an extension; how it is shown in a region.
Words    Phone, kind (mobile, fixed …), region (ISO 3166), extension, digits.
Tells    nothing.
Listens  to nothing.
Asks     nothing.
"""

from rapport.kernel.phones.numbers import Phone as Phone
from rapport.kernel.phones.numbers import PhoneKind as PhoneKind
from rapport.kernel.phones.numbers import PhoneNotUnderstood as PhoneNotUnderstood
from rapport.kernel.phones.numbers import calling_code as calling_code
from rapport.kernel.phones.numbers import digits as digits
from rapport.kernel.phones.numbers import format_phone as format_phone
from rapport.kernel.phones.numbers import parse_phone as parse_phone
from rapport.kernel.phones.numbers import phones_in as phones_in
from rapport.kernel.phones.numbers import regions as regions
