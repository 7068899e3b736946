"""Per domain (SPEC section 8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from licensim.rules.input.fields import HostName
from licensim.rules.ledger.port import Ledger
from licensim.rules.license.items import Item
from licensim.rules.license.products import Product
from licensim.rules.license.profile import Profile
from licensim.rules.options.case import Case, ClientIdentity, Use, Weighed
from licensim.rules.options.shape import HOST_DOC, Fields, FormField, Option
from licensim.rules.origins import site
from licensim.rules.words.evidence import AnswerFacts


class PerDomain(Option):
    """Unlimited use within one registrable domain, its subdomains included.

    On platforms that give each tenant a subdomain the unit is that subdomain. Another host is
    refused with 114. Use is recorded, never limited.
    """

    name = "per_domain"
    rank = 0
    unit = "domains"
    one = "domain"
    counts = "Any use of one web application under one domain: nothing is counted."
    served = "scans and pages of browser"
    products: Mapping[Product, str] = {
        "barcode_reader": "its JavaScript edition",
        "web_twain": "with its add-ons",
    }
    form = (FormField("domain", "Licensed domain"),)
    samples = ({"id": "domain", "domain": "localhost"},)
    records_hosts = True
    ample_host = "example.com"
    rules = """\
DOM-1 S One domain with all its subdomains
Use is unlimited under one registrable domain, as the Public Suffix List defines it.
Example: an item for example.co.uk serves shop.example.co.uk.

DOM-2 S On shared platforms each subdomain is its own
Where many owners share a domain, the unit is the single subdomain.
Example: shop.force.com does not cover other.force.com.

DOM-3 O Hosts match label by label
Case, Unicode or punycode, a trailing dot, protocol and port make no difference; only whole labels match.
Example: example.com never covers badexample.com or example.com.attacker.net.

DOM-4 O Addresses and single names match exactly
IP addresses and names such as localhost have no registrable domain. Hosts in development_hosts are free of
114.
Example: an item for 192.168.0.1 covers no other address.

DOM-5 O An item may not name a public suffix
A host, or *. and a host, stands for that host's registrable domain; a suffix such as com or github.io is a
fault in the document.
Example: shop.example.com as an item's domain covers all of example.com.

DOM-6 D Two checks of the host
A host that the item does not cover is refused with 114; a host not among the project's website domains with
103, whatever the option. Without website domains any host may ask, and clients without an origin are not
checked.
Example: website_domains [example.com] lets www.example.com through.

DOM-7 O Domain use is recorded, not limited
The hosts that used the item are listed; nothing is counted against a quota.
Example: a million scans a day are ok.
"""

    def fields(self, profile: Profile) -> Fields:
        return Fields({"domain": HostName(doc=HOST_DOC, wildcard=True, is_owned=True)})

    def serves(self, item: Item, client: ClientIdentity, use: Use) -> bool:
        return use.kind != "instance"

    def takes(self, item: Item, client: ClientIdentity, use: Use) -> bool:
        return client.deployment == "browser"

    def covers(self, case: Case) -> bool:
        host = case.client.host
        return host is not None and (self._is_development(case, host) or _covers(case.item, host))

    def _is_development(self, case: Case, host: str) -> bool:
        return site.bare(host) in map(site.bare, case.project.settings.development_hosts)

    def weigh(self, case: Case) -> Weighed:
        host = case.client.host
        evidence: dict[str, Any] = {"host": host, "domain": case.item.terms["domain"]}
        if case.project.settings.development_hosts and host and not _covers(case.item, host):
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

    def bought(self, usage: Mapping[str, Any]) -> int:
        """One for each registrable domain; a host without one is bought by itself (DOM-1, DOM-4)."""
        return len({site.unit(host).domain or site.bare(host) for host in usage["sites"]})

    def usage_words(self, usage: Mapping[str, Any]) -> str:
        return f"used at {', '.join(usage['sites']) or 'no host'}"

    def ample(self, deployments: Sequence[str]) -> list[dict[str, Any]]:
        return [{"domain": self.ample_host}]

    def grants(self, item: Item, profile: Profile) -> str:
        return f"any use in web pages under the domain of {item.terms['domain']}"

    def words(self, facts: AnswerFacts) -> str:
        host = facts.text("host")
        if facts.flag("development"):
            return f"The host {host} is a development host of the project; use is recorded and not limited"
        return f"The domain {facts.text('domain')} covers the host {host}; use is recorded and not limited"

    def plain(self, facts: AnswerFacts, now: int | None) -> str:
        host = facts.text("host")
        if facts.flag("development"):
            return f"The license allows {host} for development: use has no limit"
        domain = facts.text("domain")
        covered = domain if host == domain else f"{domain}, and so {host}"
        return f"The license covers {covered}: no limit"


def _covers(item: Item, host: str) -> bool:
    return site.covers(item.terms["domain"], host)
