"""Per barcode scan (SPEC section 4)."""

from __future__ import annotations

from collections.abc import Mapping

from licensim.rules.case import Client, Use
from licensim.rules.items import Item
from licensim.rules.options.metered import Metered
from licensim.rules.products import Product


class PerBarcodeScan(Metered):
    """Every barcode scan counts against the quota.

    A scan is a unique code of an image, or of a video within its forget window. Up to the quota
    `ok`; above it, up to the grace (5 % where the item sets none), `over`; then refused with 120.
    """

    name = "per_barcode_scan"
    products: Mapping[Product, str] = {"barcode_reader": "also for the barcode add-on of web_twain"}
    served = "scans"

    def serves(self, item: Item, client: Client, use: Use) -> bool:
        return use.kind in ("open", "scan")
