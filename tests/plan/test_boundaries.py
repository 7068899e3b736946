"""A plan says what replay says, on both sides of each boundary: short sessions, each about one of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import pytest

from plan.planned import of_rows, of_trace
from plan.test_differential import check
from plan.traces import DAY, SLOT, START

Event = dict[str, Any]

PAGE: Final = {"deployment": "browser", "origin": "https://a.example.com"}
RACK: Final = {"deployment": "server", "server_id": "rack"}
KIOSK: Final = {"deployment": "desktop", "serves": "kiosk"}


def opens(at: int, client: str = "a", **place: Any) -> Event:
    """A load or start."""
    return {"t": START + at, "type": "open", "client": client, "key": "K", **(place or PAGE)}


def frame(at: int, *texts: str, client: str = "a", barcode: str = "QRCode") -> Event:
    """A frame with these codes."""
    codes = [{"format": barcode, "text": text} for text in texts]
    return {"t": START + at, "type": "frame", "client": client, "scanner": "s", "codes": codes}


def sets(at: int, **fields: Any) -> Event:
    """A change of settings."""
    return {"t": START + at, "type": "settings", "client": "a", "scanner": "s", **fields}


def does(at: int, kind: str, client: str = "a", **fields: Any) -> Event:
    """Any other event."""
    return {"t": START + at, "type": kind, "client": client, **fields}


def one_d(*ats: int, empty: tuple[int, ...]) -> list[Event]:
    """Frames with a 1D code that must be seen twice in five, and empty ones."""
    seen = [frame(at, "1", barcode="EAN13") for at in ats]
    frames = sorted([*seen, *(frame(at) for at in empty)], key=lambda one: one["t"])
    return [opens(0), sets(0, one_d_trust_frames=2), *frames]


LOGGED: Final = {
    "a gap of the window, and one more millisecond (SCAN-4)": [
        opens(0), *(frame(at, "A") for at in (0, 3000, 6001)),
    ],
    "two sightings a millisecond beyond the window": [opens(0), frame(0, "A"), frame(3001, "A")],
    "a window that does not restart ends where it does (SCAN-3)": [
        opens(0), *(frame(at, "A") for at in (0, 1500, 3000, 4500, 6000, 6001)),
    ],
    "a load between two sightings of a window (SCAN-6)": [opens(0), frame(1, "A"), opens(2), frame(3, "A")],
    "a load at the instant of a sighting": [opens(0), frame(1, "A"), opens(3), frame(3, "A")],
    "a pause of another scanner": [
        opens(0), frame(1, "A"), does(2, "pause", scanner="t"), frame(3, "A"),
        does(4, "pause", scanner="s"), frame(5, "A"),
    ],
    "a seat ends at the instant at which another is taken (DEV-4)": [
        opens(0), opens(DAY, "b"), opens(2 * DAY - 1, "c"),
    ],
    "the last millisecond of a slot and the first of the next (TIME-2)": [
        opens(0), frame(SLOT - 1, "A"), opens(SLOT, "b"), frame(SLOT, "A", client="b"), frame(SLOT + 1, "B"),
    ],
}  # fmt: skip
TRACED: Final = {
    "a setting forgets what is older than the old window (SCAN-5)": [
        opens(0), frame(0, "A"), frame(0, "B"), sets(3000, duplicate_forget_time=10_001), frame(9000, "A"),
    ],
    "and a millisecond later": [
        opens(0), frame(0, "A"), sets(3001, duplicate_forget_time=10_001), frame(9000, "A"),
    ],
    "the sixth frame is not among the last five (SCAN-8)": one_d(0, 50, empty=(10, 20, 30, 40)),
    "the fifth is": one_d(0, 40, empty=(10, 20, 30)),
    "an empty frame at the end of a seat takes it again (NET-3)": [
        opens(0), frame(DAY), opens(DAY + 1, "b"),
    ],
    "and a millisecond before it does not": [opens(0), frame(DAY - 1), opens(DAY + 1, "b")],
    "a server asks after two slots (NET-6)": [
        opens(0, **RACK), frame(SLOT), frame(2 * SLOT), frame(5 * SLOT),
    ],
    "a cleared storage forgets the instances asked for (CINST-2)": [
        opens(0, **RACK), does(1, "instances", ask=4), does(2, "clear_storage"), frame(2 * SLOT, "A"),
    ],
    "a released kiosk takes its seat again with a frame (SRV-2)": [
        opens(0, **KIOSK), does(1, "release"), frame(2), opens(3, "b", **RACK),
    ],
    "and without one it does not": [opens(0, **KIOSK), does(1, "release"), opens(3, "b", **RACK)],
    "what no item serves drops the local license, not the seat (NET-2)": [
        opens(0), does(1, "instance", op="create"), frame(2), opens(DAY + 1, "b"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", [*LOGGED, *TRACED])
def test_a_trace(name: str, tmp_path: Path) -> None:
    """As licensim recorded it."""
    events = {**LOGGED, **TRACED}[name]
    check(of_trace(events, tmp_path), events, ordered=True, quotas=False)


@pytest.mark.parametrize("name", LOGGED)
def test_rows(name: str, tmp_path: Path) -> None:
    """As a log has it."""
    check(of_rows(LOGGED[name], tmp_path), LOGGED[name], ordered=False, quotas=False)
