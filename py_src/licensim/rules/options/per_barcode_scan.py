"""Per barcode scan (SPEC section 4)."""

from __future__ import annotations

from collections.abc import Mapping

from licensim.rules.license.items import Item
from licensim.rules.license.products import Product
from licensim.rules.license.profile import Profile
from licensim.rules.options.case import ClientIdentity, Use
from licensim.rules.options.metered import Metered
from licensim.rules.options.quota import quota_of
from licensim.rules.options.shape import DEPLOYMENT, Fields, FormField
from licensim.rules.words.english import many


class PerBarcodeScan(Metered):
    """Every barcode scan counts against the quota.

    A scan is a unique code of an image, or of a video within its forget window. Up to the quota
    `ok`; above it, up to its grace, `over`; then refused with 120.
    """

    name = "per_barcode_scan"
    rank = 5
    unit = "scans"
    one = "scan"
    counts = "Each barcode that is read, once while it stays in view."
    served = "scans"
    products: Mapping[Product, str] = {"barcode_reader": "also for the barcode add-on of web_twain"}
    form = (FormField("quota", "Quota, scans", 1_000),)
    samples = ({"id": "scans", "quota": 1_000},)
    counts_every_scan = True

    def fields(self, profile: Profile) -> Fields:
        own = super().fields(profile)
        return Fields(own.required, {"deployment": DEPLOYMENT, **own.optional})

    def serves(self, item: Item, client: ClientIdentity, use: Use) -> bool:
        return use.kind in ("open", "scan")

    def grants(self, item: Item, profile: Profile) -> str:
        return f"{many(quota_of(item), 'barcode scan')}{self.grace_words(item)}"
