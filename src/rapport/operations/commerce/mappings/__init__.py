"""Files of orders."""

from rapport.kernel.imports import loaders
from rapport.operations.commerce.commands.import_online_retail import OnlineRetailLoader

from .orders import OrdersLoader

loaders.register(OnlineRetailLoader(), OrdersLoader())
