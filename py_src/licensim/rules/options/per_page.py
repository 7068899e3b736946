"""Per page (SPEC section 5)."""

from __future__ import annotations

from collections.abc import Mapping

from licensim.rules.case import Client, Use
from licensim.rules.items import Item
from licensim.rules.options.metered import Metered
from licensim.rules.products import Product


class PerPage(Metered):
    """Every page of one module counts against the quota, each time it is processed (PAGE-2).

    Quota and grace are those of scans. `core` counts pages scanned or imported, `webcam` frames
    captured, `pdfr` pages rasterized from PDF, `ocr` pages recognized: four modules, each an item
    with its own quota (PAGE-1).
    """

    name = "per_page"
    products: Mapping[Product, str] = {"web_twain": "with its add-ons"}
    served = "pages of its module"

    def serves(self, item: Item, client: Client, use: Use) -> bool:
        return use.kind == "open" or (use.kind == "page" and use.module == item.module)
