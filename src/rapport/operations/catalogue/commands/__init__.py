"""What can be done with products."""

from .change_product import change_product as change_product
from .create_product import ProductCodeTaken as ProductCodeTaken
from .create_product import create_product as create_product
