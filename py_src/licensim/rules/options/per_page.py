"""Per page (SPEC section 5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from licensim.rules.input.fields import OneOf
from licensim.rules.license.items import Item
from licensim.rules.license.products import Product
from licensim.rules.license.profile import Profile
from licensim.rules.options.case import MODULES, ClientIdentity, Use
from licensim.rules.options.metered import Metered
from licensim.rules.options.quota import quota_of
from licensim.rules.options.shape import AMPLE, Fields, FormField
from licensim.rules.words.english import many

PAGES: Final = {
    "core": ("page acquired or imported", "pages acquired or imported"),
    "webcam": ("frame captured from a webcam", "frames captured from a webcam"),
    "pdfr": ("page rasterized from PDF", "pages rasterized from PDF"),
    "ocr": ("page read by OCR", "pages read by OCR"),
}


class PerPage(Metered):
    """Every page of one module counts against the quota, each time it is processed (PAGE-2).

    Quota and grace are those of scans. `core` counts pages scanned or imported, `webcam` frames
    captured, `pdfr` pages rasterized from PDF, `ocr` pages recognized: four modules, each an item
    with its own quota (PAGE-1). It serves no scan, so codes on a page need an item of scans (PAGE-3).
    """

    name = "per_page"
    rank = 6
    unit = "pages"
    one = "page"
    counts = "Each page that is scanned, imported, rasterized or read by OCR."
    served = "pages of its module"
    products: Mapping[Product, str] = {"web_twain": "with its add-ons"}
    form = (FormField("quota", "Quota, pages of each", 20),)
    samples = tuple({"id": f"pages-{module}", "module": module, "quota": 500} for module in MODULES)
    rules = """\
PAGE-1 S Four modules count pages
core counts pages acquired from a scanner or imported from files, webcam captured frames, pdfr pages
rasterized from PDF, ocr pages read. Each module is an item with a quota of its own.
Example: reading text on 3 scanned pages uses 3 of core and 3 of ocr.

PAGE-2 D Pages are not deduplicated
The same page read again counts again; copying inside the application does not count. A PDF that is
rasterized and then imported counts in pdfr and in core.
Example: reading one page by OCR twice is 2 pages.

PAGE-3 S Barcodes on pages are scans
The barcode add-on does not use pages: its codes need an item that serves scans.
Example: 5 codes read from 2 imported pages are 2 pages of core and 5 scans.

PAGE-4 O Only what succeeded counts
A page counts when its operation has succeeded.
Example: a PDF page that fails to render uses nothing.
"""

    def fields(self, profile: Profile) -> Fields:
        own = super().fields(profile)
        return Fields({"module": OneOf(MODULES), **own.required}, own.optional)

    def serves(self, item: Item, client: ClientIdentity, use: Use) -> bool:
        return use.kind == "open" or (use.kind == "page" and use.module == item.terms["module"])

    def grants(self, item: Item, profile: Profile) -> str:
        return f"{many(quota_of(item), *PAGES[item.terms['module']])}{self.grace_words(item)}"

    def ample(self, deployments: Sequence[str]) -> list[dict[str, Any]]:
        return [{"module": module, "quota": AMPLE} for module in MODULES]
