"""Per domain: the registrable domains, or tenants, of the clients' hosts (DOM-1, DOM-2, DOM-4)."""

from __future__ import annotations

from collections.abc import Iterator

from licensim.plan.figures import Figure
from licensim.plan.look import Look
from licensim.rules.options import OPTIONS
from licensim.rules.origins.site import bare, is_suffix, unit


def figures(look: Look) -> Iterator[Figure]:
    """The domains, each with its hosts; a public suffix cannot be licensed (DOM-5)."""
    hosts = {one.host: 0 for one in look.hosts}
    for one in look.hosts:
        hosts[one.host] += one.rows
    sites = [host for host in hosts if not is_suffix(host)]
    domains: dict[str, list[str]] = {}
    for host in sorted(sites):
        domains.setdefault(unit(host).domain or bare(host), []).append(host)
    used = OPTIONS["per_domain"].bought({"sites": sites})
    series = {"domains": domains, "suffixes": sorted(set(hosts).difference(sites))}
    yield Figure(
        "per_domain",
        "domains",
        {},
        None,
        None,
        used,
        "DOM-1",
        look.label("sites"),
        {"ok": used},
        series=series,
    )
