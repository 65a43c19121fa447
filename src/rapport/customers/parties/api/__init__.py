"""Customers and what belongs to them, for programs."""

from ninja import Router

from . import parts
from .customers import router as customers

routers: dict[str, Router] = {
    "customers": customers,
    "contact-points": parts.contact_points,
    "addresses": parts.addresses,
    "relations": parts.relations,
    "notes": parts.notes,
}
