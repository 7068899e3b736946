"""Where a client stands: which browser, at which origin, in which tab; or which device (ID-1, ID-9)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

from licensim.rules.case import Client
from licensim.rules.origin import Origin

BROWSER: Final = "browser"
"""The name of the browser profile that a test has from the start."""


@dataclass(frozen=True, slots=True)
class Place:
    """One client's place; `holder` names a browser profile, or the device itself.

    Equal profile and origin are one client, whatever the tab (ID-1). `tab` counts from 1.
    """

    holder: str
    key: str
    origin: Origin | None = None
    deployment: str = "browser"
    server_id: str | None = None
    serves: str | None = None
    password: str | None = None
    tab: int = 1

    @property
    def name(self) -> str:
        """What a trace calls the client."""
        if self.origin is None:
            return self.holder
        return self.origin.text if self.holder == BROWSER else f"{self.origin.text} in {self.holder}"

    @property
    def who(self) -> str:
        """What the log calls it."""
        return self.name if self.tab == 1 else f"{self.name} tab {self.tab}"

    @property
    def address(self) -> str:
        """The origin as a URL begins with it; empty for a device."""
        return "" if self.origin is None else self.origin.text

    def next_tab(self) -> Place:
        """The place beside it."""
        return replace(self, tab=self.tab + 1)

    def client(self, uuid: str) -> Client:
        """The client of the rules that stands here."""
        return Client(
            uuid, self.key, self.deployment, self.origin, self.server_id, self.serves, self.password
        )

    def opening(self, edition: str | None) -> dict[str, Any]:
        """The fields of its `open` event in a trace."""
        fields = {
            "key": self.key,
            "deployment": self.deployment,
            "origin": None if self.origin is None else self.origin.text,
            "server_id": self.server_id,
            "serves": self.serves,
            "password": self.password,
            "edition": edition,
        }
        return {name: value for name, value in fields.items() if value is not None}
