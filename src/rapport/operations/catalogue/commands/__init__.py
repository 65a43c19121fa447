"""What can be done with products."""

from .change_product import change_product as change_product
from .create_product import ProductCodeTaken as ProductCodeTaken
from .create_product import create_product as create_product
from .enter_products import enter_products as enter_products
from .import_products import apply_products as apply_products
from .import_products import judge_products as judge_products
