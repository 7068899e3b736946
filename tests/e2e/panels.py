"""The panels of the harness page: a visitor's actions with time, other clients, faults and files."""

import json
from pathlib import Path
from typing import Any

from playwright.sync_api import Download, Locator, Page, expect

from e2e.harness_page import HarnessPage
from licensim.cli.main import main

Wire = dict[str, Any]
Replayed = tuple[list[Wire], list[Wire], Wire]
JUMP_MS = 30_000


class Panels(HarnessPage):
    """The page, and its panels."""

    @classmethod
    def at(cls, page: Page, url: str, **settings: str | int) -> "Panels":
        """Open the page with settings in its fragment; the scene is held."""
        cls.visit(page, url, **settings)
        panels = cls(page)
        go_on = page.get_by_role("button", name="Go on")
        if settings.get("option") in ("per_page", "per_server", "per_concurrent_instance"):
            expect(go_on).to_be_visible()
        else:
            if "option" not in settings:
                expect(panels.used).not_to_have_text("0")
            panels.hold()
        return panels

    def press(self, name: str) -> None:
        """Press a button."""
        self.page.get_by_role("button", name=name, exact=True).click()

    def freeze(self) -> None:
        """Let time stand; from then on another license is in force at once, without a boot of its own."""
        self.press("Frozen")
        expect(self.page.locator(".time__state")).to_contain_text("frozen", timeout=JUMP_MS)

    def jump(self, name: str) -> None:
        """Move time by one of the buttons, and wait until the clock shows it."""
        row = self.row(name)
        before = row.count()
        self.press(name)
        expect(row).to_have_count(before + 1, timeout=JUMP_MS)

    def peer(self, name: str) -> Locator:
        """A client, device or server of a panel, by its name."""
        return self.page.locator(f'.peer[data-client="{name}"]')

    @property
    def said(self) -> Locator:
        """The newest answer in the panel."""
        return self.page.locator(".option .said")

    def zone(self, name: str) -> Locator:
        """``exceptions`` or ``allowance``."""
        return self.page.locator(f"[data-zone={name}]")

    def download(self, button: str) -> Path:
        """Press a button that downloads a file; returns its path."""
        with self.page.expect_download() as info:
            self.press(button)
        download: Download = info.value
        return Path(download.path())

    def replayed(self, folder: Path) -> Replayed:
        """Download the session and replay it on the host."""
        trace = self.download("Download the session")
        return replay(self.download("Download the license"), trace.read_text(), folder)


def replay(license_file: Path, trace: str, folder: Path) -> Replayed:
    """Replay a session on the host: its events, their answers, the summary of each item."""
    session, answers, summary = (folder / name for name in ("session.jsonl", "answers.jsonl", "summary.json"))
    session.write_text(trace)
    options = ["--answers", str(answers), "--summary", str(summary)]
    assert main(["replay", "--license", str(license_file), str(session), *options]) == 0
    events, lines = ([json.loads(one) for one in text.splitlines()] for text in (trace, answers.read_text()))
    return events, lines, json.loads(summary.read_text())["items"]
