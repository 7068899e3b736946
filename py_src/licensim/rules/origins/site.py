"""The one domain of a host: the registrable domain, or the unique subdomain of a tenant (DOM-1 to DOM-5).

A host belongs to the *suffix* under which names are handed out, and to the *unit*: that suffix and one
label more. Suffixes are the Public Suffix List's two sections, then an overlay of tenants that the list
lacks, then its default rule (an unknown top-level domain is a suffix).

    host                       suffix             source    unit
    a.b.example.co.uk          co.uk              icann     example.co.uk
    pages.me.github.io         github.io          private   me.github.io
    shop.force.com             force.com          overlay   shop.force.com
    a.host.corp                corp               default   host.corp
    github.io                  github.io          private   none: a suffix covers nothing
    192.168.0.1, localhost     none               default   none: exactly itself

Two hosts are in one domain when their units are equal. The end of a name alone is not enough: the item
`amazonaws.com` does not cover `bucket.s3.amazonaws.com`, another tenant's unit.

Every host here is serialized by a URL parser already; a trailing dot and case are ignored.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from licensim.rules.input.fault import Fault, Malformed, shown
from licensim.rules.origins import public_suffixes  # made at build time: python -m licensim.suffix_list

Source = Literal["icann", "private", "overlay", "default"]
Kind = Literal["registrable", "exact", "suffix"]

TENANTS = ("force.com", "my.salesforce.com", "lightning.force.com")
"""Suffixes of multi-tenant platforms that the list lacks (DOM-2)."""

_overlay: set[str] = set(TENANTS)


@dataclass(frozen=True, slots=True)
class Unit:
    """What a host belongs to.

    `kind` is `registrable` (there is a `domain`), `suffix` (the host is a listed suffix) or `exact` (an IP
    address, a single label that is not listed, a name with an empty label: nothing but itself). `suffix`
    is empty for `exact`; `source` says where it comes from.
    """

    domain: str | None
    kind: Kind
    suffix: str
    source: Source


_EXACT = Unit(domain=None, kind="exact", suffix="", source="default")


def bare(host: str) -> str:
    """Return the host as it is compared: lower case, without the trailing dot (DOM-3).

    Raises ValueError for a host that no URL parser has serialized: comparing it would deny wrongly.
    """
    if not host.isascii():
        raise ValueError(f"host is not serialized: {host!r}")
    return host.lower().removesuffix(".")


def is_ip(host: str) -> bool:
    """Whether a serialized host is an IP address: the URL standard's test, a last label that is a number.

    >>> is_ip("192.168.0.1"), is_ip("[::1]"), is_ip("1.example")
    (True, True, False)
    """
    name = bare(host)
    return name.startswith("[") or name.rpartition(".")[2].isdigit()


@lru_cache(maxsize=1024)
def unit(host: str) -> Unit:
    """Find the unit of a serialized host (DOM-1, DOM-2, DOM-4, DOM-5).

    >>> unit("a.b.example.co.uk").domain, unit("shop.force.com").source
    ('example.co.uk', 'overlay')
    """
    name = bare(host)
    labels = name.split(".")
    if is_ip(name) or "" in labels:
        return _EXACT
    taken, source = _listed(labels)
    if source == "default" and len(labels) == 1:
        return _EXACT
    suffix = ".".join(labels[-taken:])
    if taken == len(labels):
        return Unit(domain=None, kind="suffix", suffix=suffix, source=source)
    return Unit(".".join(labels[-taken - 1 :]), "registrable", suffix, source)


def registrable_domain(host: str) -> str | None:
    """Return the domain of the host's unit; None for a suffix, an IP address or a single unlisted label.

    >>> registrable_domain("www.example.com"), registrable_domain("com")
    ('example.com', None)
    """
    return unit(host).domain


def is_suffix(host: str) -> bool:
    """Whether the host is itself a listed suffix, which no item may name (DOM-5)."""
    return unit(host).kind == "suffix"


def covers(item_host: str, host: str) -> bool:
    """Whether an item that names `item_host` covers `host`: their units are equal (DOM-2 to DOM-5).

    >>> covers("example.com", "www.example.com"), covers("example.com", "badexample.com")
    (True, False)
    >>> covers("shop.force.com", "other.force.com"), covers("localhost", "localhost")
    (False, True)
    """
    named = unit(item_host)
    if named.kind == "exact":
        return bare(item_host) == bare(host) != ""
    return named.domain is not None and named.domain == unit(host).domain


def below(host: str, ancestor: str) -> bool:
    """Whether `host` is `ancestor` or a name below it, on a label boundary (DOM-6: website domains).

    >>> below("a.example.com", "example.com"), below("badexample.com", "example.com")
    (True, False)
    """
    name, top = bare(host), bare(ancestor)
    if not top or is_ip(name):
        return name == top != ""
    return name == top or name.endswith("." + top)


def overlay() -> frozenset[str]:
    """Return the tenant suffixes in force: TENANTS, and what users have added."""
    return frozenset(_overlay)


def extend_overlay(suffixes: Iterable[str]) -> None:
    """Add tenant suffixes to the overlay (DOM-2): serialized hosts, or the list's own `*.` and `!` forms.

    Raises ValueError if one cannot be a suffix, and then adds none.
    """
    added = {bare(suffix) for suffix in suffixes}
    for suffix in added:
        if not _may_be_suffix(suffix[len(_form(suffix)) :]):
            raise ValueError(f"no suffix: {suffix!r}")
    _overlay.update(added)
    _forget()


def add_tenants(suffixes: Iterable[str], ascii_host: Callable[[str], str | None], path: str) -> None:
    """Extend the overlay by suffixes as people write them: Unicode too, and in the list's forms (DOM-2).

    `path` is where they were given. Raises Malformed with a fault for each that cannot be a suffix, and then
    adds none.
    """
    added, faults = [], []
    for number, suffix in enumerate(suffixes):
        form = _form(suffix)
        host = ascii_host(suffix[len(form) :])
        if host is None or not _may_be_suffix(bare(host)):
            faults.append(Fault(f"{path}[{number}]", f"no suffix: {shown(suffix)}"))
        else:
            added.append(form + host)
    if faults:
        raise Malformed(tuple(faults))
    extend_overlay(added)


def _form(suffix: str) -> str:
    """The prefix of a rule of the list: `*.`, `!`, or nothing."""
    return next((form for form in ("*.", "!") if suffix.startswith(form)), "")


def _may_be_suffix(name: str) -> bool:
    return "" not in name.split(".") and "*" not in name and not is_ip(name)


def reset_overlay() -> None:
    """Put the overlay back to TENANTS."""
    _overlay.clear()
    _overlay.update(TENANTS)
    _forget()


def _forget() -> None:
    for kept in (_table, _depth, unit):
        kept.cache_clear()


@cache
def _table() -> dict[str, Source]:
    """Every rule and its section. If a rule is in several, the list wins over the overlay."""
    table: dict[str, Source] = dict.fromkeys(_overlay, "overlay")
    table |= dict.fromkeys(public_suffixes.PRIVATE.split(), "private")
    table |= dict.fromkeys(public_suffixes.ICANN.split(), "icann")
    return table


@cache
def _depth() -> int:
    return max(public_suffixes.DEPTH, *(suffix.count(".") + 1 for suffix in _overlay))


def _listed(labels: list[str]) -> tuple[int, Source]:
    """How many of the labels the longest rule takes, and its section; the default rule takes one.

    At equal length an exception goes before a wildcard, a wildcard before the plain rule. The name under a
    wildcard's star is a suffix too, though not listed: the list's linter demands it and its vectors
    (`kobe.jp`) expect it.
    """
    table = _table()
    for start in range(max(0, len(labels) - _depth()), len(labels)):
        rest, taken = ".".join(labels[start:]), len(labels) - start
        if source := table.get("!" + rest):
            return taken - 1, source
        if source := table.get("*." + rest):
            return min(taken + 1, len(labels)), source
        if source := table.get(rest):
            return taken, source
    return 1, "default"
