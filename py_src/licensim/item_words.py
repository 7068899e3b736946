"""What an item says to a use, with its figures before and after: one function for each option.

Each returns sentences without the last full stop. A fact that the evidence lacks raises NotToldError.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from licensim.evidence import NotToldError, Told
from licensim.rules.describe import are, many

MAX_BECAUSE: Final = 100
"""How long the reason of a classification may be (SRV-1)."""


def item_words(told: Told) -> str:
    """Say what the item of an answer has decided."""
    option = told.text("option")
    if option not in OPTION_WORDS:
        raise NotToldError(option)
    return OPTION_WORDS[option](told)


def units_of(told: Told) -> tuple[str, str]:
    """One and several of what is counted: `scan`, or `page of core`."""
    module = told.text("module") if told.has("module") else told.text("use").partition(":")[2]
    return (f"page of {module}", f"pages of {module}") if module else ("scan", "scans")


def _metered(told: Told) -> str:
    """Scans and pages against a quota (ITEM-3)."""
    quota, used = told.whole("quota"), told.whole("used")
    counts = told.counted > 0 or not told.refused
    after = used + told.whole("adds") if counts else used
    name = units_of(told)[1]
    figures = f"{name[0].upper()}{name[1:]} used: {_change(used, quota, after)}"
    if told.refused and told.counted:
        late = "a report tells what has happened, so it is recorded all the same"
        return f"{figures}; {_limit(told)}; {late}"
    if told.refused:
        return f"{figures}; {_limit(told)}, so nothing more is counted"
    if after > quota:
        rest = ", so the next is refused" if after >= told.whole("cap") else ""
        return f"{figures}, {after - quota:,} more than the quota; {_limit(told)}{rest}"
    return f"{figures}; {f'{quota - after:,}' if after < quota else 'none'} left"


def _change(before: int, quota: int, after: int) -> str:
    """An amount of its quota before the event and after it."""
    if before == after:
        return f"{before:,} of {quota:,}, before and now"
    return f"{before:,} of {quota:,} before, {after:,} now"


def _limit(told: Told) -> str:
    """The cap, and where it comes from: a grace may round to nothing."""
    cap, quota, percent = told.whole("cap"), told.whole("quota"), told.percent("grace")
    if percent == "0 %":
        return f"limit {cap:,} without grace"
    if cap == quota:
        return f"limit {cap:,} ({percent} grace rounds to 0)"
    return f"limit {cap:,} with {percent} grace"


def _seats(told: Told) -> tuple[str, int]:
    """How many seats are taken, before and after, and how many after."""
    before, quota = told.whole("seats"), told.whole("quota")
    new = told.counted if told.text("use") == "open" and not told.refused else 0
    figures = f"Seats taken: {_change(before, quota, before + new)}"
    over = before + new - quota
    return (f"{figures}, {over:,} more than the quota" if over > 0 else figures), new


def _devices(told: Told) -> str:
    """Client devices with a seat each (DEV-6)."""
    figures, new = _seats(told)
    if told.refused:
        free = f"; the next is free at {told.instant('free_at')}" if told.has("free_at") else ""
        return f"{figures}; {_limit(told)}, so this client gets none{free}"
    limit = f"; {_limit(told)}" if told.whole("seats") + new > told.whole("quota") else ""
    if new:
        return f"{figures}{limit}. This client has the new one"
    return f"{figures}{limit}. This client holds {'one of them' if told.flag('holds') else 'none of them'}"


def _servers(told: Told) -> str:
    """Server machines with a seat each (SRV-1 to SRV-5)."""
    figures, new = _seats(told)
    machine = _machine(told.text("server"))
    if told.flag("exempt"):
        return f"{figures}. The {machine} is exempt and takes none"
    because = f"The {machine} is a server: {told.text('because', MAX_BECAUSE)}"
    if told.refused:
        free = f", at {told.instant('free_at')} at the latest" if told.has("free_at") else ""
        ends = f"; a seat is free when its server is released{free}" if told.whole("seats") else ""
        return f"{figures}; servers have no grace, so this one gets none{ends}. {because}"
    holds = "has the new one" if new else "holds one of them" if told.flag("holds") else "holds none of them"
    return f"{figures}. {because}; it {holds}"


def _machine(server: str) -> str:
    """A machine by what names it: its host, its server_id, else the client's UUID (SRV-3)."""
    kind, separator, name = server.partition(":")
    if separator and kind in ("host", "server_id"):
        return f"{'host' if kind == 'host' else 'machine'} {name}"
    return f"device {server}"


def _domain(told: Told) -> str:
    """A web application under one domain (DOM-1 to DOM-7)."""
    host = told.text("host")
    if told.flag("development"):
        return f"The host {host} is a development host of the project; use is recorded and not limited"
    return f"The domain {told.text('domain')} covers the host {host}; use is recorded and not limited"


def _active(told: Told, name: str) -> str:
    """What a slot holds of devices or instances, before and after."""
    before, after, quota = told.whole("before"), told.whole("active"), told.whole("quota")
    figures = f"{name} in {told.slot()}: {_change(before, quota, after)}"
    extra = after - quota
    if extra <= 0 or told.refused:
        return figures
    return f"{figures}, which {are(extra)} {many(extra, 'exception')}. {_year(told)}"


def _year(told: Told) -> str:
    """What the item's year has spent of its allowance before this slot (CDEV-5)."""
    spent, allowance = told.whole("exceptions"), told.whole("allowance")
    return f"Earlier slots of the item's year: {many(spent, 'exception')}, {allowance:,} allowed"


def _until_next_year(told: Told) -> str:
    if told.whole("next_year_at") >= told.whole("grace_until"):
        return f"until the item ends at {told.instant('grace_until')}"
    return f"until the item's next year begins at {told.instant('next_year_at')}"


def _concurrent_devices(told: Told) -> str:
    """Devices that are active in one slot (CDEV-4, CDEV-5)."""
    figures = _active(told, "Devices active")
    if not told.refused:
        return figures
    return f"{figures}. {_year(told)}, so every open and scan is refused {_until_next_year(told)}"


def _concurrent_instances(told: Told) -> str:
    """Instances of server machines in one slot (CINST-2 to CINST-6)."""
    asks, quota = told.whole("instances"), told.whole("quota")
    if told.refused and asks > quota:
        return _more_than_bought(told, asks, quota)
    figures = _active(told, "Instances")
    if told.refused:
        lift = f"With this machine's {many(asks, 'instance')}, its X, it would have {told.whole('wanted'):,}"
        return f"{figures}. {_year(told)}. {lift}: more than {quota:,} is refused {_until_next_year(told)}"
    here = places(told) if told.has("alive") else f"This machine counts as {many(asks, 'instance')}, its X"
    return f"{figures}. {here}"


def _more_than_bought(told: Told, asks: int, quota: int) -> str:
    """An ask for more than the item has, be it this one or an earlier one that still holds (CINST-2)."""
    if asks > told.whole("asked"):
        return f"This server asks for {many(asks, 'instance')}, and the item has {quota:,}"
    earlier = f"This machine has asked for {many(asks, 'instance')} before, and the item has {quota:,}"
    return f"{earlier}; that ask holds until the machine's storage is cleared"


def places(told: Told) -> str:
    """What a machine has of instances, after one was created or destroyed (CINST-4, CINST-5)."""
    asked, alive, idle = told.whole("instances"), told.whole("alive"), told.whole("idle")
    change = _change(told.whole("alive_before"), asked, alive)
    figures = f"Instances alive on this machine: {change}, {idle:,} idle"
    if told.reason is not None:
        return f"{figures}; destroy one or ask for more"
    return figures


OPTION_WORDS: Final[dict[str, Callable[[Told], str]]] = {
    "per_barcode_scan": _metered,
    "per_page": _metered,
    "per_client_device": _devices,
    "per_server": _servers,
    "per_domain": _domain,
    "per_concurrent_device": _concurrent_devices,
    "per_concurrent_instance": _concurrent_instances,
}
