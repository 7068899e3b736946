"""The client half: identity, scanners, local licenses, usage not yet sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .forget import Scanner
from .records import Who, slot

Event = dict[str, Any]


@dataclass
class Usage:
    """Usage that a client stores until it is sent; `item` is the local license's item at its time."""

    t: int
    item: str
    n: int
    who: Who


@dataclass
class Client:
    """One named client; `fields` are those of its last `open`, `held` the seats in its last local license.

    `passwords` has the last session password for each key.
    """

    name: str
    fields: Event
    scheme: str | None
    host: str | None
    generation: int = 0
    scanners: dict[str, Scanner] = field(default_factory=dict)
    local: dict[str, dict[str, int]] = field(default_factory=dict)
    held: set[str] = field(default_factory=set)
    kept: dict[str, list[Usage]] = field(default_factory=dict)
    passwords: dict[str, str | None] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The key of the open project."""
        return str(self.fields["key"])

    @property
    def who(self) -> Who:
        """The client as the server sees it now; after cleared storage it has another UUID (ID-4)."""
        deployment, server_id = str(self.fields["deployment"]), self.fields.get("server_id")
        return Who(
            f"{self.name}#{self.generation}", deployment, self.host, server_id, self.fields.get("serves")
        )

    def listed(self, t: int) -> set[str]:
        """The items that the local license lists and that are valid at `t` (TIME-5)."""
        return {item for item, until in self.local.get(self.key, {}).items() if until > t}

    def scanner(self, name: str, default_edition: str) -> Scanner:
        """A scanner, made when it is first named (SCAN-5; SCAN-9 for native deployments)."""
        deployment = self.fields["deployment"]
        edition = self.fields.get("edition", default_edition) if deployment == "browser" else "js-9"
        return self.scanners.setdefault(name, Scanner(edition, deployment in ("browser", "mobile")))


def grouped(usages: list[Usage]) -> list[tuple[int, str, list[Usage]]]:
    """NET-4: usage by slot and item, in the order of first use."""
    groups: dict[tuple[int, str], list[Usage]] = {}
    for usage in usages:
        groups.setdefault((slot(usage.t), usage.item), []).append(usage)
    return [(number, item, found) for (number, item), found in groups.items()]
