"""Whether a license covers a host, and why, for the domain panel (SPEC section 8)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from licensim.page.session import PageSession
from licensim.rules.answer import NUMBERS, Reason
from licensim.rules.documents.document import Project
from licensim.rules.input.fields import LONE_SURROGATE
from licensim.rules.origins import site
from licensim.rules.origins.origin import Origin

KIND_TEXTS = {
    "registrable": "its registrable domain is {domain}, below the suffix {suffix}",
    "suffix": "it is a listed suffix, which nobody can license",
    "exact": "it has no registrable domain, so it is covered only if it is listed exactly",
}


def coverage(
    session: PageSession,
    text: str,
    ascii_host: Callable[[str], str | None],
    parse_origin: Callable[[str], Origin | None],
) -> dict[str, Any]:
    """Judge any host, or the host of a URL, by the project's website domains and its per_domain items."""
    host = None if LONE_SURROGATE.search(text) else _host(text.strip(), ascii_host, parse_origin)
    if host is None or "" in site.bare(host).split("."):
        # The URL standard takes a host with an empty label; no name server does.
        refused = {"answer": "refused", "reason": None, "number": None, "rule": "ID-2"}
        nothing: dict[str, Any] = {"host": text, "ascii": host, "items": [], "website": False}
        return {**nothing, **refused, "text": "This is not a host name."}
    unit = site.unit(host)
    project = session.document.project(session.client.key)
    verdict = _verdict(project, host)
    why = KIND_TEXTS[unit.kind].format(domain=unit.domain, suffix=unit.suffix)
    return {
        "host": text,
        "ascii": host,
        "unit": unit.domain,
        "kind": unit.kind,
        "suffix": unit.suffix,
        "source": unit.source,
        "text": f"{verdict.pop('text')} {host}: {why}.",
        **verdict,
    }


def _host(
    text: str, ascii_host: Callable[[str], str | None], parse_origin: Callable[[str], Origin | None]
) -> str | None:
    if "://" not in text:
        return ascii_host(text)
    origin = parse_origin(text)
    return None if origin is None or origin.opaque else ascii_host(origin.host)


def _verdict(project: Project | None, host: str) -> dict[str, Any]:
    if project is None:
        return _refused(Reason.KEY_UNKNOWN, "ITEM-6", "No such key.", [], website=False)
    items = [
        {"id": one.id, "domain": domain, "covered": site.covers(domain, host)}
        for one in project.items
        if (domain := one.terms.get("domain")) is not None
    ]
    hosts = project.website_domains
    if hosts and not any(site.below(host, one) for one in hosts):
        text = "Not among the website domains of the project."
        return _refused(Reason.WEBSITE_DOMAIN_MISMATCH, "DOM-6", text, items, website=False)
    if site.bare(host) in map(site.bare, project.settings.development_hosts):
        return _granted("DOM-4", "Listed as a development host.", items)
    if any(one["covered"] for one in items):
        return _granted("DOM-3", "Covered by the license.", items)
    if not items:
        return _granted("DOM-6", "No item of this license is tied to a domain.", items)
    return _refused(Reason.DOMAIN_MISMATCH, "DOM-6", "Not covered by the license.", items)


def _granted(rule: str, text: str, items: list[dict[str, Any]]) -> dict[str, Any]:
    return {"answer": "ok", "reason": None, "number": None, "rule": rule, "text": text,
            "items": items, "website": True}  # fmt: skip


def _refused(
    reason: Reason, rule: str, text: str, items: list[dict[str, Any]], website: bool = True
) -> dict[str, Any]:
    return {"answer": "refused", "reason": reason.value, "number": NUMBERS[reason], "rule": rule,
            "text": text, "items": items, "website": website}  # fmt: skip
