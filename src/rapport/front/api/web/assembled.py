"""The one interface of this process."""

from rapport.front.api.application import build
from rapport.front.api.description import describe
from rapport.front.api.inside import described_by

API = build()
described_by(lambda: describe(API))
