"""The stretch of time that decides a figure: the busiest slot, the instant of most seats, the busiest day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from licensim.plan.figures import ACTIVE, Figure
from licensim.plan.look import Look
from licensim.rules.input.fault import Fault, Malformed
from licensim.rules.license.profile import DEFAULT_PROFILE, EDITIONS, PROFILES
from licensim.rules.timeline import DAY_MS, slot_starts_at
from licensim.rules.words.english import many, utc_text

MAX_SHOWN: Final = 20
"""How many clients, servers or domains of a figure are named."""

Who = tuple[str, int]
"""A client, server or domain of a figure, and its part of the figure or its last contact."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """From `since` (included) to `until` (not included) the figure is `amount`.

    `who` names some of its clients, servers or domains, each with a number; `number` says what that is.
    `holders` is a query of the contacts, client and instant, that hold the seats; None if all rows matter.
    """

    words: str
    since: int
    until: int
    amount: int
    number: str
    who: Sequence[Who]
    holders: str | None = None
    types: tuple[str, ...] = ()


def find(figures: Sequence[Figure], item: str, edition: str, forget_ms: int) -> Figure:
    """Find a figure by its option and words of its terms, `per_client_device/browser/daily`.

    Raises Malformed, with the names of all figures, if there is none.
    """
    option, *terms = item.split("/")
    for one in figures:
        mine = one.edition in (None, edition) and one.forget_ms in (None, forget_ms)
        if mine and one.option == option and set(terms) <= set(one.terms.values()):
            return one
    names = sorted({"/".join([one.option, *one.terms.values()]) for one in figures})
    raise Malformed((Fault("--why", f"no such figure: {item}; there are {', '.join(names)}"),))


def stretch(look: Look, figure: Figure) -> Stretch:
    """The stretch that decides a figure. Raises Malformed if nothing was used."""
    if not figure.used:
        raise Malformed((Fault("--why", f"{figure.option}: nothing was used"),))
    if figure.kind in ACTIVE:
        return _slot(look, figure)
    if figure.kind in ("scans", "pages"):
        return _day(look, figure)
    if figure.kind == "domains":
        return _sites(look, figure)
    return _peak(look, figure)


def _slot(look: Look, figure: Figure) -> Stretch:
    slot, active, _ = max(figure.series["slots"], key=lambda one: one[1])
    since, until = slot_starts_at(slot), slot_starts_at(slot + 1)
    edition = figure.edition or next(iter(EDITIONS))
    if figure.kind == "devices":
        query = f"""select {look.source.who}, sum(n) from {look.counted(edition)}
            where t >= {since} and t < {until} group by 1 order by 2 desc, 1 limit {MAX_SHOWN}"""
        number = "scans in it"
    else:
        query = f"""select coalesce(nullif(server_id, ''), client), count(*) from {_rows(look)}
            where deployment = 'server' and t >= {since} and t < {until}
            group by 1 order by 2 desc, 1 limit {MAX_SHOWN}"""
        number = "rows in it"
    words = f"{active:,} in the slot from {utc_text(since)} to {utc_text(until)}, the busiest ({figure.rule})"
    types = ("scan", "image", "open", "close")
    return Stretch(words, since, until, active, number, _who(look, query), types=types)


def _day(look: Look, figure: Figure) -> Stretch:
    day, n = max(figure.series["days"], key=lambda one: one[1])
    since, until = day * DAY_MS, (day + 1) * DAY_MS
    scans = figure.kind == "scans"
    table = look.counted(str(figure.edition)) if scans else f"pages_{figure.terms['module']}"
    if look.source.ordered:  # a trace is cut at its end only
        n = sum(count for one, count in figure.series["days"] if one <= day)
    query = f"""select client, sum(n) from {table} where t >= {since} and t < {until}
        group by 1 order by 2 desc, 1 limit {MAX_SHOWN}"""
    what = "scans" if scans else f"pages of {figure.terms['module']}"
    words = f"{n:,} {what} on {utc_text(since)[:10]}, the busiest day ({figure.rule})"
    types = ("scan", "image", "open", "close") if scans else ("page", "open")
    return Stretch(words, since, until, n, f"{what} on it", _who(look, query), types=types)


def _peak(look: Look, figure: Figure) -> Stretch:
    server = figure.kind == "servers"
    deployment = "" if server else figure.terms["deployment"]
    key = look.source.key(figure.edition) if figure.edition else ""
    levels = "server_levels" if server else f"levels_{key}_{figure.terms['period']}"
    here = f"deployment = '{deployment}' and level = {figure.used}"
    ((at,),) = look.tables.rows(f'select min(t) from "{levels}" where {here}')
    words = f"{figure.used:,} seats taken at {utc_text(at)}, the most at once ({figure.rule})"
    if look.source.ordered:
        return Stretch(words, at, at + 1, figure.used, "", ())
    if server:
        holders = f"select client, min(t) as t from places where t <= {at} group by client"
        query = f"select server, min(t) from servers group by 1 order by 2, 1 limit {MAX_SHOWN}"
    else:
        profile = PROFILES[figure.terms.get("profile", DEFAULT_PROFILE)]
        since = at - profile.periods[figure.terms["period"]]
        holders = f"""select client, max(t) as t from ({_contacts(look, figure)}) as contacts
            where deployment = '{deployment}' and t <= {at} and t > {since} group by client"""
        query = f"select client, t from ({holders}) as held order by 2, 1 limit {MAX_SHOWN}"
    return Stretch(words, look.first_at, at + 1, figure.used, "last contact", _who(look, query), holders)


def _sites(look: Look, figure: Figure) -> Stretch:
    domains: dict[str, list[str]] = figure.series["domains"]
    words = f"{many(figure.used, 'domain')}: {', '.join(list(domains)[:MAX_SHOWN])} ({figure.rule})"
    who = [(domain, len(hosts)) for domain, hosts in domains.items()][:MAX_SHOWN]
    holders = "select client, min(t) as t from places where deployment = 'browser' group by client"
    return Stretch(words, look.first_at, look.last_at + 1, figure.used, "hosts", who, holders)


def _contacts(look: Look, figure: Figure) -> str:
    """Every contact of a client, with its instant."""
    counted = look.counted(str(figure.edition))
    return f"""select client, deployment, t from {counted}
        union all select client, deployment, t from "rows" where "type" in ('open', 'page')"""


def _rows(look: Look) -> str:
    return "events" if look.source.ordered else '"rows"'


def _who(look: Look, query: str) -> list[Who]:
    return [(str(name), int(n)) for name, n in look.tables.rows(query)]
