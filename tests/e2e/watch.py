"""Watch what pages do: errors in their console, and requests to hosts that the test does not serve."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, WebError

LOCAL_SCHEMES = {"about", "blob", "data"}


@dataclass
class Watch:
    """The errors and requests in all contexts given to ``attach``."""

    origins: set[str] = field(default_factory=set)
    errors: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)

    def attach(self, context: BrowserContext) -> BrowserContext:
        """Watch a context and all its pages, workers included; returns it."""
        context.on("console", self._console)
        context.on("weberror", self._web_error)
        context.on("request", self._request)
        return context

    def allow(self, url: str) -> None:
        """Let pages ask the origin of ``url``."""
        self.origins.add(origin_of(url))

    def unexpected_errors(self, expected: tuple[str, ...] | None) -> list[str]:
        """Return the errors that contain none of the expected texts; None allows no error, () allows all."""
        if expected == ():
            return []
        return [error for error in self.errors if not any(text in error for text in expected or ())]

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            where = message.location
            self.errors.append(f"{message.text} ({where.get('url')}:{where.get('lineNumber')})")

    def _web_error(self, error: WebError) -> None:
        self.errors.append(f"uncaught: {error.error}")

    def _request(self, request: Request) -> None:
        if urlsplit(request.url).scheme not in LOCAL_SCHEMES and origin_of(request.url) not in self.origins:
            self.strangers.append(request.url)


def origin_of(url: str) -> str:
    """Return scheme, host and port.

    >>> origin_of("http://localhost:8000/a?b")
    'http://localhost:8000'
    """
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
