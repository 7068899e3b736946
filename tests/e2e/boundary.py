"""A boundary in time, crossed by a visitor of the page: load a session, move time, do one act.

The clock is frozen. A recorded session is loaded whose end is one press of a time control before the
boundary. At the boundary the visitor acts, and the page shows the expected answer. Then the host replays the
session: unchanged, and with that act one millisecond earlier and one later.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import FilePayload, Page, expect

from e2e.panels import JUMP_MS, Panels, replay
from licenses import DAY, SLOT, value
from media.barcode_pictures import Placed, picture
from media.documents import encoded

Fields = dict[str, Any]
Act = Callable[["Crossing"], None]
Said = tuple[str, str, str]
STEPS = {"+3 min": SLOT, "+24 h": DAY, "+30 d": 30 * DAY, "+90 d": 90 * DAY}
SCANNED = encoded(picture((200, 200), [Placed("QRCode", "A CODE", 20, 20)]), "PNG")


@dataclass(frozen=True)
class Boundary:
    """An instant at which an answer changes, and how it is crossed.

    ``said`` has the answers to the act one millisecond before ``at``, at it and one after it, each as ``ok``,
    or with its number or reason: ``refused 120``. ``control`` is a step, such as ``+24 h``, or a button that
    stops at the boundary by itself, such as ``Next change``, pressed at the end of the history. The first
    event of ``history`` opens a client.
    """

    rule: str
    name: str
    item: Fields
    history: tuple[tuple[int, Fields], ...]
    control: str
    at: int
    act: Act
    said: Said
    profile: str = "v2.2.19"

    def __str__(self) -> str:
        """Return the name of its test."""
        return f"{self.rule} {self.name}"


class Crossing(Panels):
    """The page at a boundary, with the acts of a visitor."""

    key = "DEMO-1"

    @classmethod
    def under(
        cls, page: Page, url: str, item: Fields, profile: str = "v2.2.19", **project: Any
    ) -> "Crossing":
        """Open the page under a license of one item, with a frozen clock and no running source."""
        panels = cls(Panels.at(page, url, option=item["option"]).page)
        panels.source("Images")
        panels.press("Frozen")
        expect(page.locator(".time__state")).to_contain_text("frozen", timeout=JUMP_MS)
        panels.under_license(item, profile, **project)
        return panels

    def under_license(self, item: Fields, profile: str = "v2.2.19", **project: Any) -> None:
        """Put a license of one item in force."""
        self.license(value(item, profile=profile, key=self.key, **project))

    def scan(self) -> None:
        """Show this browser a picture with a code."""
        self.page.get_by_label("Choose pictures").set_input_files(_file("code.png"))
        expect(self.row("code.png")).to_have_count(1)

    def import_page(self) -> None:
        """Import a page."""
        self.page.get_by_label("Import images").set_input_files(_file("letter.png"))
        expect(self.row("letter.png")).to_have_count(1)

    def add_client(self) -> None:
        """Let another browser open the page."""
        self._do("Add it", "opened")

    def start_server(self) -> None:
        """Start a second machine."""
        self.page.get_by_label("Machine", exact=True).fill("machine-2")
        self._do("Start it", "machine-2 started")

    def restart_server(self) -> None:
        """Start the machine of the session once more."""
        self.page.get_by_label("Machine", exact=True).fill("machine-1")
        self._do("Start it", "machine-1 started")

    def create(self) -> None:
        """Create an instance on the first server."""
        self._do("Create, server-1", "server-1 creates")

    def ask(self) -> None:
        """Let the first server ask for four instances, then the second."""
        self._do("Ask 4, server-1", "server-1 asks")
        self._do("Ask 4, server-2", "server-2 asks")

    def ask_alone(self) -> None:
        """Let the second server ask for four instances."""
        self._do("Ask 4, server-2", "server-2 asks")

    def _do(self, button: str, told: str) -> None:
        row = self.row(told)
        before = row.count()
        self.press(button)
        expect(row).to_have_count(before + 1)

    def license(self, document: Fields) -> None:
        """Put a document in force."""
        self.press("Edit the document")
        self.page.get_by_label("License document, JSON").fill(json.dumps(document))
        self.press("Put it in force")
        expect(self.page.get_by_role("dialog")).to_be_hidden()

    def load(self, events: list[Fields]) -> None:
        """Open a file; then the clock shows its end."""
        text = "".join(json.dumps(event) + "\n" for event in events)
        file = FilePayload(name="session.jsonl", mimeType="text/plain", buffer=text.encode())
        self.page.get_by_label("Open a file").set_input_files(file)
        expect(self.rows.first).to_contain_text(f"A session of {many(len(events))} was loaded")

    def move(self, control: str) -> None:
        """Press a time control, and wait until the clock shows the new time."""
        rows = self.page.locator('.row[data-kind="time"]')
        before = rows.count()
        self.press(control)
        expect(rows).to_have_count(before + 1, timeout=JUMP_MS)

    @property
    def stated(self) -> str:
        """The answer that the page shows, with its number, or without a number its reason."""
        said = [self.page.locator("sim-verdict").get_attribute("data-answer") or ""]
        for name in ("number", "reason"):
            if len(said) == 1 and self.fact(name).count() == 1:
                said.append(self.fact(name).text_content() or "")
        return " ".join(said)


def cross(panels: Crossing, boundary: Boundary, folder: Path) -> tuple[str, ...]:
    """Cross a boundary: check the answers before it, at it (page and replay alike), and after it."""
    events = [{"t": t, **event} for t, event in boundary.history]
    events = [{**one, "key": panels.key} if one["type"] == "open" else one for one in events]
    if boundary.control in STEPS:
        events.append(_nothing(events, boundary.at - STEPS[boundary.control]))
    panels.load(events)
    panels.move(boundary.control)
    boundary.act(panels)
    license_file = panels.download("Download the license")
    trace = panels.download("Download the session").read_text()
    assert json.loads(trace.splitlines()[-1])["t"] == boundary.at

    def said(offset: int) -> str:
        """The replay's answer if the act comes `offset` ms later."""
        return _said(replay(license_file, _moved(trace, boundary.at, offset), folder)[1][-1])

    assert panels.stated == said(0)
    return said(-1), said(0), said(1)


def _moved(trace: str, at: int, offset: int) -> str:
    """Return the session with all events at ``at`` moved by ``offset`` ms."""
    events = [json.loads(line) for line in trace.splitlines()]
    moved = ({**event, "t": at + offset} if event["t"] == at else event for event in events)
    return "".join(json.dumps(event) + "\n" for event in moved)


def _said(answer: Fields) -> str:
    """Return an answer with its number, or without a number its reason."""
    return " ".join(str(one) for one in (answer["answer"], answer["number"] or answer["reason"]) if one)


def many(events: int) -> str:
    """Return a number of events as the page writes it."""
    return f"{events} event{'' if events == 1 else 's'}"


def _nothing(events: list[Fields], t: int) -> Fields:
    """Return an event that changes nothing, so that only time passes."""
    return {"t": t, "type": "pause", "client": events[0]["client"], "scanner": "none"}


def _file(name: str) -> FilePayload:
    return {"name": name, "mimeType": "image/png", "buffer": SCANNED}
