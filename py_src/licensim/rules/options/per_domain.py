"""Per domain (SPEC section 8)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from licensim.rules import site
from licensim.rules.case import Case, Client, Use, Weighed
from licensim.rules.items import Item
from licensim.rules.ledger import Ledger
from licensim.rules.options.shape import Plain
from licensim.rules.products import Product


class PerDomain(Plain):
    """Unlimited use within one registrable domain, its subdomains included.

    On platforms that give each tenant a subdomain the unit is that subdomain. Another host is
    refused with 114. Use is recorded, never limited.
    """

    name = "per_domain"
    products: Mapping[Product, str] = {
        "barcode_reader": "its JavaScript edition",
        "web_twain": "with its add-ons",
    }
    served = "scans and pages of browser"
    records_hosts = True

    def serves(self, item: Item, client: Client, use: Use) -> bool:
        return use.kind != "instance"

    def takes(self, item: Item, client: Client, use: Use) -> bool:
        return client.deployment == "browser"

    def covers(self, case: Case) -> bool:
        host = case.client.host
        if host is None or case.item.domain is None:
            return False
        listed = site.bare(host) in map(site.bare, case.project.settings.development_hosts)
        return listed or site.covers(case.item.domain, host)

    def weigh(self, case: Case) -> Weighed:
        host, domain = case.client.host, case.item.domain
        evidence: dict[str, Any] = {"host": host, "domain": domain}
        if case.project.settings.development_hosts and host and domain and not site.covers(domain, host):
            evidence["development"] = True
        return Weighed("ok", "DOM-1", None, evidence)

    def charge(self, case: Case) -> int:
        if case.client.host is not None:
            case.ledger.add_site(case.item.id, case.client.host)
        return 0

    def until(self, case: Case, end: int) -> int:
        return end

    def usage(self, item: Item, ledger: Ledger, now: int) -> Mapping[str, Any]:
        return {"sites": ledger.sites(item.id)}
