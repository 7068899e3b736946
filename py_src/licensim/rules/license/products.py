"""The products that items and opens may name, and the product of each use (OPT-2).

For which products an option is offered is in the option's own file.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, get_args

from licensim.rules.words.english import listed

Product = Literal["barcode_reader", "web_twain", "label_recognizer"]

PRODUCTS: Final[tuple[Product, ...]] = get_args(Product)
PRODUCT_OF_USE: Final[dict[str, Product]] = {
    "scan": "barcode_reader",
    "page": "web_twain",
    "instance": "barcode_reader",
}
"""The product of each kind of use except `open`, which may name its own.

SPEC names scans and pages; the only option that serves instances is offered for `barcode_reader` alone.
"""


def offered_for(products: Mapping[Product, str]) -> str:
    """Return for which products an option is offered, in words (OPT-2).

    >>> offered_for({"barcode_reader": "", "web_twain": "with its add-ons"})
    'barcode_reader and web_twain (with its add-ons)'
    """
    return listed([f"{product} ({what})" if what else product for product, what in products.items()])
