"""Files of orders."""

from rapport.kernel.imports import loaders
from rapport.operations.commerce.commands.import_online_retail import OnlineRetailLoader

from .order_lines import OrderLinesLoader

loaders.register(OnlineRetailLoader(), OrderLinesLoader())
