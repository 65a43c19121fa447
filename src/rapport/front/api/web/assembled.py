"""The one interface of this process."""

from rapport.front.api.application import build

API = build()
