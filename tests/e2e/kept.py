"""A harness page that several tests use one after the other: only the first of them pays for the boot."""

from typing import Any

from playwright.sync_api import Browser, Page

from e2e.panels import Panels
from e2e.watch import Watch


class Kept:
    """Opens the page: ``kept()``, or ``kept(option="per_page", quota=6)``, its scene held.

    For tests that leave the page as they find it, or set their state by its controls; they come in any order.
    A page with other settings takes its place.
    """

    def __init__(self, browser: Browser, profile: dict[str, Any], url: str) -> None:
        self._browser = browser
        self._profile = profile
        self._url = url
        self._settings: dict[str, str | int] = {}
        self._page: Page | None = None
        self.watch = Watch()
        self.watch.allow(url)

    def __call__(self, **settings: str | int) -> Page:
        """Return the open page with these settings; open it if there is none."""
        if self._page is None or settings != self._settings:
            self.close()
            page = self.watch.attach(self._browser.new_context(**self._profile)).new_page()
            self._settings, self._page = settings, page
            Panels.at(page, self._url, **settings)
        return self._page

    def close(self) -> None:
        """Close the page."""
        if self._page is not None:
            self._page.context.close()
            self._page = None
