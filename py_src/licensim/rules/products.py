"""The products that items and opens may name, and whose each use is (OPT-2).

For which products an option is offered is in the option's own file.
"""

from __future__ import annotations

from typing import Final, Literal, get_args

Product = Literal["barcode_reader", "web_twain", "label_recognizer"]

PRODUCTS: Final[tuple[Product, ...]] = get_args(Product)
PRODUCT_OF_USE: Final[dict[str, Product]] = {
    "scan": "barcode_reader",
    "page": "web_twain",
    "instance": "barcode_reader",
}
"""The product of each kind of use but `open`, which may name its own.

SPEC names scans and pages; the only option that serves instances is offered for `barcode_reader` alone.
"""
