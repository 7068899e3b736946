"""What a license document grants, in words: `licensim check` and the page show it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from licensim.rules.items import Document, Item, Project
from licensim.rules.options import OPTIONS
from licensim.rules.options.per_client_device import is_trial
from licensim.rules.products import Product
from licensim.rules.timeline import DAY_MS, GRACE_MS

PAGES: Final = {
    "core": ("page acquired or imported", "pages acquired or imported"),
    "webcam": ("frame captured from a webcam", "frames captured from a webcam"),
    "pdfr": ("page rasterized from PDF", "pages rasterized from PDF"),
    "ocr": ("page read by OCR", "pages read by OCR"),
}
PERIODS: Final = {"daily": "24 hours", "monthly": "30 days", "quarterly": "90 days", "yearly": "365 days"}


def describe(document: Document) -> list[str]:
    """Return what `document` grants, a line for each project, each condition and each item."""
    return [line for project in document.projects for line in _project(project)]


def describe_offers(document: Document) -> list[str]:
    """Return for which products the options of `document` are offered, a line for each option (OPT-2)."""
    options = dict.fromkeys(item.option for project in document.projects for item in project.items)
    return [f"{one} is offered for {offered_for(OPTIONS[one].products)}" for one in options]


def offered_for(products: Mapping[Product, str]) -> str:
    """Return for which products an option is offered, in words (OPT-2).

    >>> offered_for({"barcode_reader": "", "web_twain": "with its add-ons"})
    'barcode_reader and web_twain (with its add-ons)'
    """
    return listed([f"{product} ({what})" if what else product for product, what in products.items()])


def _project(project: Project) -> list[str]:
    websites = ", ".join(project.website_domains) or "any website"
    lines = [f"project {project.key}: {websites}"]
    if project.session_password is not None:
        lines.append("  only with the session password")
    if project.settings.allow_insecure:
        lines.append("  also on plain http")
    if project.settings.development_hosts:
        lines.append(f"  development on {', '.join(project.settings.development_hosts)}")
    return lines + [f"  {item.id}: {describe_item(item)}" for item in project.items]


def describe_item(item: Item) -> str:
    """Return one item in words: what it grants, where, and from when to when (ITEM-2)."""
    if item.status == "revoked":
        return "nothing, it is revoked"
    where = f"for {item.product}, " if item.product else ""
    where += f"for deployment {item.deployment}, " if item.deployment else ""
    last_at = item.expires_at + GRACE_MS
    when = (
        f"from {utc_text(item.starts_at)} until {utc_text(item.expires_at)}, over until {utc_text(last_at)}"
    )
    return f"{where}{GRANTS[item.option](item)}, {when}"


def _scans(item: Item) -> str:
    return f"{many(item.quota or 0, 'barcode scan')}{_grace(item, Decimal('0.05'))}"


def _pages(item: Item) -> str:
    one, several = PAGES[item.module or "core"]
    return f"{many(item.quota or 0, one, several)}{_grace(item, Decimal('0.05'))}"


def _devices(item: Item) -> str:
    period = PERIODS[item.period or "daily"]
    since = "contact" if item.refresh == "contact" else "authorization"
    grace = _grace(item, Decimal("0.1"))
    devices = f"{many(item.quota or 0, 'client device')}{grace}, each for {period} from its last {since}"
    return f"a trial (ITEM-8): {devices}" if is_trial(item) else devices


def _servers(item: Item) -> str:
    exempt = "localhost and loopback addresses" if item.exempt is None else ", ".join(item.exempt)
    servers = many(item.quota or 0, "server")
    return f"{servers}, not counting {exempt}" if exempt else servers


def _domain(item: Item) -> str:
    return f"any use in web pages under the domain of {item.domain}"


def _concurrent_devices(item: Item) -> str:
    return f"{many(item.quota or 0, 'device')} active in the same three minutes, {_allowance(item)}"


def _concurrent_instances(item: Item) -> str:
    return f"{many(item.quota or 0, 'instance')} on servers in the same three minutes, {_allowance(item)}"


GRANTS: Final = {
    "per_barcode_scan": _scans,
    "per_page": _pages,
    "per_client_device": _devices,
    "per_server": _servers,
    "per_domain": _domain,
    "per_concurrent_device": _concurrent_devices,
    "per_concurrent_instance": _concurrent_instances,
}


def _grace(item: Item, default: Decimal) -> str:
    fraction = default if item.grace is None else item.grace
    more = (Decimal(item.quota or 0) * fraction).to_integral_value(ROUND_HALF_UP)
    return f" and {int(more):,} more as grace" if more else ""


def _allowance(item: Item) -> str:
    allowance = 1000 * (item.quota or 0) if item.allowance is None else item.allowance
    return f"{many(allowance, 'exception')} a year"


def many(count: int, one: str, several: str | None = None) -> str:
    """Return a number with its noun.

    >>> many(1, "seat"), many(1000, "scan"), many(2, "page of core", "pages of core")
    ('1 seat', '1,000 scans', '2 pages of core')
    """
    return f"{count:,} {one if count == 1 else several or one + 's'}"


def are(count: int, one: str = "is", several: str = "are") -> str:
    """Return the verb of a number."""
    return one if count == 1 else several


def listed(words: Sequence[str], last: str = "and") -> str:
    """Return words as a list in a sentence.

    >>> listed(["a"]), listed(["a", "b", "c"])
    ('a', 'a, b and c')
    """
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"


def utc_text(at: int) -> str:
    """Return the instant `at` as UTC date and time, without seconds that are zero.

    >>> utc_text(1767225600000), utc_text(951782400001)
    ('2026-01-01 00:00', '2000-02-29 00:00:00.001')
    """
    day, ms = divmod(at, DAY_MS)
    seconds, ms = divmod(ms, 1000)
    text = f"{_date(day)} {seconds // 3600:02}:{seconds // 60 % 60:02}"
    if ms:
        return f"{text}:{seconds % 60:02}.{ms:03}"
    return f"{text}:{seconds % 60:02}" if seconds % 60 else text


def _date(day: int) -> str:
    """Return the Gregorian date of the day counted from 1970-01-01; years begin in March here."""
    era, of_era = divmod(day + 719_468, 146_097)
    year = (of_era - of_era // 1460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * year + year // 4 - year // 100)
    month = (5 * of_year + 2) // 153
    of_month = of_year - (153 * month + 2) // 5 + 1
    month = month + 3 if month < 10 else month - 9
    return f"{year + 400 * era + (month <= 2):04}-{month:02}-{of_month:02}"
