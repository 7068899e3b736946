"""What the page engine needs of the runner of a test."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NoReturn, Protocol

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

    from licensim.testing.browser.answers import Answer


class Runner(Protocol):
    """Runs a test with Playwright."""

    def context(self) -> BrowserContext:
        """The test's own context; raises KitError if there is no browser."""

    def new_context(self, storage_state: Any = None) -> BrowserContext:
        """A further context, which begins with a storage."""

    def route(self, target: BrowserContext | Page, pattern: str | re.Pattern[str], answer: Answer) -> None:
        """Answer requests of a context or page; what was routed last comes first."""

    def skip(self, why: str) -> NoReturn:
        """Skip the test."""
