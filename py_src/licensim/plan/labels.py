"""How reliable figures are: what the data do not show, and the effect of that on each quantity.

A figure from logs is a lower bound if the missing data can only add to it: each reason says why. `tests/plan`
checks the bounds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from licensim.plan.figures import EXACT, Label
from licensim.rules.license.profile import EDITIONS

CLIENTS: Final = ("scans", "seats", "slots", "instances")
NO_LOADS: Final = (
    "loads are not in the data: each begins the forget windows anew, and takes a seat without a scan"
)
NO_SCANNER: Final = "the data do not name scanners: each has a forget window of its own"
NO_ORIGIN: Final = "origins are not in the data: one device is a client at each"
WEAK: Final = "a device is identified by address and user agent only"
ACCEPTED: Final = "only accepted scans are in the data: a code that stays in view restarts its window unseen"
ACCEPTED_FIXED: Final = "only accepted scans are in the data: there were at least as many sightings"
EMPTY_FRAMES: Final = (
    "frames without a code are not in the data: a camera left running takes an ended seat again"
)
EMPTY_ASKS: Final = "frames without a code are not in the data: with one a server may ask"
NETWORK: Final = "the server was not reached for a time: use of that time is counted as if reported at once"
SHIFTED: Final = "in a window that does not restart, other sightings may count"


@dataclass(frozen=True, slots=True)
class DataFacts:
    """What the data show: loads, scanners, origins; whether clients are devices, and rows all sightings."""

    trace: bool = False
    network: bool = False
    loads: bool = True
    scanners: bool = True
    origins: bool = True
    weak: bool = False
    accepted: bool = False
    browsers: bool = True
    mobile: bool = False


def labels(known: DataFacts) -> Callable[[str, str | None], Label]:
    """The label of a quantity under an edition (None where editions do not differ)."""

    def label(quantity: str, edition: str | None) -> Label:
        found = EXACT
        for reason in _reasons(known, quantity, edition):
            found = found.and_(reason)
        return found

    return label


def _reasons(known: DataFacts, quantity: str, edition: str | None) -> Sequence[Label]:
    if known.trace:
        return [Label("estimate", (NETWORK,))] if known.network else []
    of_clients = quantity in CLIENTS
    merged = [
        (not known.loads and quantity != "pages", NO_LOADS),
        (not known.scanners and quantity in ("scans", "seats", "slots"), NO_SCANNER),
        (not known.origins and known.browsers and of_clients, NO_ORIGIN),
    ]
    found = [Label("lower bound", (why,)) for holds, why in merged if holds]
    fixed = edition is not None and not EDITIONS[edition].restarts
    if found and fixed and quantity in ("seats", "slots"):
        found.append(Label("estimate", (SHIFTED,)))
    if known.accepted and quantity in ("scans", "seats", "slots"):
        bound = fixed and quantity == "scans" and not known.mobile
        found.append(Label("lower bound", (ACCEPTED_FIXED,)) if bound else Label("estimate", (ACCEPTED,)))
    if known.weak and quantity != "sites":
        found.append(Label("estimate", (WEAK,)))
    if quantity == "seats":
        found.append(Label("lower bound", (EMPTY_FRAMES,)))
    if quantity == "instances":
        found.append(Label("lower bound", (EMPTY_ASKS,)))
    return found
