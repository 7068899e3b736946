"""What a page asks for over HTTP, and the answers to that, as values: a runner performs them (`runner`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Asked:
    """A request of a page: `kind` is Playwright's resource type, `body` None without one."""

    url: str
    kind: str
    body: bytes | None


@dataclass(frozen=True, slots=True)
class Given:
    """An answer with a body, or with the content of a file."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | Path = b""


@dataclass(frozen=True, slots=True)
class Client:
    """One of the client's own files, by its path there; `headers` replace those of a static server."""

    path: str
    headers: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Passed:
    """The answer of another server.

    `then` gets its status and headers, and returns the answer; None for the server's own answer with the
    headers of `passed_on`. `failed` returns the answer if the server does not answer, with the reason.
    """

    url: str
    max_redirects: int
    timeout_ms: int
    then: Callable[[int, Mapping[str, str]], Given | None]
    failed: Callable[[str], Given]


@dataclass(frozen=True, slots=True)
class Blocked:
    """No answer."""


Answered = Given | Client | Passed | Blocked
Answer = Callable[[Asked], Answered]


def passed_on(headers: Mapping[str, str]) -> dict[str, str]:
    """Return the headers of another server's answer without those of its transfer.

    Playwright has decoded the body, and does not encode it again.
    """
    of_transfer = ("content-encoding", "content-length", "transfer-encoding")
    return {name: value for name, value in headers.items() if name.lower() not in of_transfer}
