"""Per page (SPEC section 5)."""

from __future__ import annotations

from licensim.rules.case import Client, Use
from licensim.rules.document import Item
from licensim.rules.options.metered import Metered


class PerPage(Metered):
    """Every page of one module counts against the quota, each time it is processed (PAGE-2).

    Quota and grace are those of scans. `core` counts pages scanned or imported, `webcam` frames
    captured, `pdfr` pages rasterized from PDF, `ocr` pages recognized: four modules, each an item
    with its own quota (PAGE-1).
    """

    name = "per_page"
    served = "pages of its module"

    def serves(self, item: Item, client: Client, use: Use) -> bool:
        return use.kind == "open" or (use.kind == "page" and use.module == item.module)
