"""Decisions about products: what a code, a name and a list price may be."""

from rapport.operations.catalogue.pure.products import ProductNotUnderstood as ProductNotUnderstood
from rapport.operations.catalogue.pure.products import cleaned as cleaned
