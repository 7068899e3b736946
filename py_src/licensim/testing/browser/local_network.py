"""The browser's permission to reach this very machine, which a page needs for its own servers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession, Page

NAMES: Final = ("loopback-network", "local-network", "local-network-access")
"""The permission's names in browsers, the newest first; each browser knows some of them."""


def grant(page: Page, origin: str) -> CDPSession | None:
    """Let a page's origin reach servers on this machine, as the page's author allows it in a browser.

    Only Chromium guards them. Playwright's `grant_permissions` would deny the origin everything else, so
    Chromium's own protocol is used; a permission that it does not know is not needed. Returns the session,
    with which the permission ends; None if none is needed.
    """
    browser = page.context.browser
    if browser is None or browser.browser_type.name != "chromium":
        return None
    target = page.context.new_cdp_session(page)
    info = target.send("Target.getTargetInfo")["targetInfo"]
    target.detach()
    session = browser.new_browser_cdp_session()
    for name in NAMES:
        _set(session, {"name": name}, origin, info.get("browserContextId"))
    return session


def _set(session: CDPSession, permission: dict[str, str], origin: str, context: str | None) -> None:
    from playwright.sync_api import Error  # noqa: PLC0415 - here it is loaded already

    settings = {"permission": permission, "setting": "granted", "origin": origin, "browserContextId": context}
    try:
        session.send("Browser.setPermission", {name: value for name, value in settings.items() if value})
    except Error as error:
        if "permission" not in error.message.lower():
            raise
