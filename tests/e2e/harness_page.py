"""The harness page as a visitor sees it: actions and texts for tests, without its internals."""

import re
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlencode

from playwright.sync_api import Locator, Page, expect

BOOT_MS = 60_000


@dataclass(frozen=True)
class HarnessPage:
    """An open harness page."""

    page: Page

    @classmethod
    def visit(cls, page: Page, url: str, **settings: str | int) -> Self:
        """Open the page at ``url`` with settings in its fragment, like a shared link."""
        page.goto(f"{url}#{urlencode(settings)}")
        return cls(page).ready()

    def ready(self) -> Self:
        """Wait until the license is open."""
        expect(self.page.locator(".boot")).to_have_attribute("data-phase", "ready", timeout=BOOT_MS)
        return self

    @property
    def headline(self) -> Locator:
        """The answer in one or two words."""
        return self.page.locator(".verdict__headline")

    @property
    def used(self) -> Locator:
        """The number of scans."""
        return self.page.locator(".meter__number")

    def fact(self, name: str) -> Locator:
        """One fact of the answer: ``reason``, ``number``, ``rule``, ``item``."""
        return self.page.locator(f"[data-fact={name}]")

    @property
    def rows(self) -> Locator:
        """The rows of the log, the newest first."""
        return self.page.get_by_role("listbox").get_by_role("option")

    def row(self, text: str) -> Locator:
        """The rows of the log that contain ``text``."""
        return self.rows.filter(has_text=text)

    def hold(self) -> Self:
        """Hold the source: a scene that runs takes almost half a core."""
        self.page.get_by_role("button", name="Hold").click()
        expect(self.page.get_by_text("Held: no frames are judged.")).to_be_visible()
        return self

    def source(self, name: str) -> None:
        """Choose a source: ``Scene``, ``Camera``, ``Images``."""
        self.page.get_by_role("button", name=name, exact=True).click()

    def counted_until(self, text: str) -> int:
        """Wait for a row with ``text`` and return the counts up to and including the first such row."""
        expect(self.row(text).first).to_be_visible(timeout=BOOT_MS)
        # Read the whole log at once, because new rows would shift it.
        seen = self.page.locator(".log__window").evaluate(
            "list => [...list.children].map(row => [row.textContent, Number(row.dataset.counted || 0)])"
        )
        oldest = max(n for n, (words, _) in enumerate(seen) if text in words)
        return sum(counted for _, counted in seen[oldest:])

    def choose(self, option: str) -> None:
        """Choose what the license counts, by the option's name."""
        self.page.get_by_role("radio", name=option.replace("_", " ")).check()

    def unfold(self) -> None:
        """Open every section, as a wide window has them."""
        self.page.evaluate("document.querySelectorAll('.fold').forEach((fold) => { fold.open = true; })")

    def set_field(self, label: str, value: str) -> None:
        """Type a value into a field and leave it."""
        field = self.page.get_by_label(label)
        field.fill(value)
        field.blur()


def exactly(text: str) -> re.Pattern[str]:
    """Match exactly this text, ignoring space around it."""
    return re.compile(rf"^\s*{re.escape(text)}\s*$")
