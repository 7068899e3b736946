"""A parsed license document: its projects, and their items.

`document` parses them; nothing here checks anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from licensim.rules.license.products import Product


@dataclass(frozen=True, slots=True)
class Item:
    """One purchased license.

    `starts_at` (included) and `expires_at` (not included) are instants (TIME-5). `deployment` None takes
    every deployment of the option; `quota` is None for an option without one. `product` None serves the
    uses of every product (OPT-2). `terms` are the fields that the option adds, with the profile's
    defaults for fields that are left out: see `Option.fields` and `Option.defaults`. `expired_ms` is how
    long it works after its expiry. `position` is the item's place in its project, from 0.
    """

    id: str
    option: str
    starts_at: int
    expires_at: int
    status: Literal["active", "revoked"] = "active"
    deployment: str | None = None
    quota: int | None = None
    product: Product | None = None
    terms: Mapping[str, Any] = field(default_factory=dict, hash=False)
    expired_ms: int = 0
    position: int = 0

    @property
    def works_until(self) -> int:
        """The end of the item's grace after its expiry (ITEM-2)."""
        return self.expires_at + self.expired_ms


@dataclass(frozen=True, slots=True)
class ProjectSettings:
    """A project's settings: plain http (ID-6), development hosts (DOM-4), and when usage is reported (NET-4).

    If `reports` is None, the program that runs the authority chooses.
    """

    allow_insecure: bool = False
    development_hosts: tuple[str, ...] = ()
    reports: Literal["slot", "immediate"] | None = None


@dataclass(frozen=True, slots=True)
class Project:
    """A project, which its key names. `website_domains` are ASCII hosts, empty for any host (DOM-6)."""

    key: str
    session_password: str | None
    website_domains: tuple[str, ...]
    settings: ProjectSettings
    items: tuple[Item, ...]
    _by_id: dict[str, Item] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._by_id.update((item.id, item) for item in self.items)

    def item(self, name: str) -> Item | None:
        """Return the item of an id, None if there is none."""
        return self._by_id.get(name)


@dataclass(frozen=True, slots=True)
class Document:
    """A valid license document."""

    profile: str
    projects: tuple[Project, ...]
    _by_key: dict[str, Project] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._by_key.update((project.key, project) for project in self.projects)

    def project(self, key: str) -> Project | None:
        """Return the project of `key`, None when there is none (101)."""
        return self._by_key.get(key)
