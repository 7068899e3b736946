"""The license document: what a vendor would know about a customer, parsed with all its faults at once.

    {"profile": "v2.2.19", "projects": [{"key": "DEMO-1", "items": [{"id": "scans", ...}]}]}

An invalid document grants nothing (ITEM-5): `parse_document` raises `Malformed`, which
names every fault with its JSON path. `document_fields` has its fields.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from licensim.rules.documents.demo import demo_document
from licensim.rules.documents.fields import document_fields, document_schema, host_names
from licensim.rules.input.fault import Fault, Faults, Malformed, shown
from licensim.rules.input.fields import HostName
from licensim.rules.input.json_text import exact, read_json
from licensim.rules.input.locate import located
from licensim.rules.license.items import Document, Item, Project, ProjectSettings
from licensim.rules.license.profile import DEFAULT_PROFILE, PROFILES
from licensim.rules.options import OPTIONS
from licensim.rules.origins.site import is_ip, is_suffix

__all__ = [
    "Document",
    "Fault",
    "Item",
    "Malformed",
    "Project",
    "demo_document",
    "document_schema",
    "item_value",
    "parse_document",
    "to_value",
]

AsciiHost = Callable[[str], str | None]
WILDCARD: Final = "*."
_OF_ALL: Final = ("id", "option", "starts_at", "expires_at", "status", "deployment", "quota", "product")
"""The fields of an item that are not its option's own."""


def parse_document(text_or_value: object, ascii_host: AsciiHost) -> Document:
    """Parse a license document, given as JSON text or as the value that `json.loads` returns.

    `ascii_host` is the port for host names: Unicode or punycode text to the host as the URL standard
    serializes it, None if the text is not a host (ID-2). Raises Malformed with every fault (ITEM-5), for a
    text with their lines.

    >>> parse_document('{"profile": "v2.2.19", "projects": []}', str.lower)
    Traceback (most recent call last):
    licensim.rules.input.fault.Malformed: 1: projects: must not be empty
    """
    text = text_or_value if isinstance(text_or_value, str) else None
    value = text_or_value if text is None else read_json(text, exact)
    faults = Faults()
    found = document_fields().parse(value, "", faults)
    document = _Builder(ascii_host, faults).document(found if isinstance(found, dict) else {})
    if faults or document is None:
        raise Malformed(faults if text is None else located(faults, text), faults.more)
    return document


@dataclass(slots=True)
class _Builder:
    """Builds the document from checked fields, and checks the rules that span several fields.

    It works on all valid fields, so that its faults are reported together with those of single fields.
    """

    ascii_host: AsciiHost
    faults: list[Fault] = field(default_factory=list)
    profile: str = DEFAULT_PROFILE

    def document(self, found: dict[str, Any]) -> Document | None:
        self.profile = found.get("profile", DEFAULT_PROFILE)
        projects = _sound(found.get("projects"))
        self.unique("projects", "key", projects)
        built = tuple(self.project(one, f"projects[{n}]") for n, one in projects)
        return None if self.faults else Document(found["profile"], built)  # type: ignore[arg-type]

    def project(self, found: dict[str, Any], path: str) -> Project | None:
        items = _sound(found.get("items"))
        self.unique(f"{path}.items", "id", items)
        built = tuple(self.item(one, f"{path}.items[{n}]", n) for n, one in items)
        websites = self.hosts(found.get("website_domains"), f"{path}.website_domains", HostName())
        settings = dict(found.get("settings", {}))
        listed = settings.pop("development_hosts", None)
        hosts = self.hosts(listed, f"{path}.settings.development_hosts", HostName())
        if self.faults:
            return None
        return Project(
            found["key"],
            found.get("session_password"),
            websites,
            ProjectSettings(development_hosts=hosts, **settings),
            built,  # type: ignore[arg-type]
        )

    def item(self, found: dict[str, Any], path: str, position: int) -> Item | None:
        starts_at, expires_at = found.get("starts_at"), found.get("expires_at")
        if starts_at is not None and expires_at is not None and starts_at >= expires_at:
            self.fault(f"{path}.expires_at", "must be after starts_at")
        found = {**found, **self.named(found, path)}
        if self.faults:
            return None
        option, profile = OPTIONS[found["option"]], PROFILES[self.profile]
        terms = {name: one for name, one in found.items() if name not in _OF_ALL}
        common = {name: one for name, one in found.items() if name in _OF_ALL}
        terms = {**option.defaults(found, profile), **terms}
        return Item(**common, terms=terms, expired_ms=profile.expired_ms, position=position)

    def named(self, found: dict[str, Any], path: str) -> dict[str, Any]:
        """Return the hosts that an item names, by field: each has one or several (DOM-3)."""
        hosts: dict[str, Any] = {}
        for name, kind in host_names(found.get("option")).items():
            value = found.get(name)
            if isinstance(value, str):
                hosts[name] = self.host(value, f"{path}.{name}", kind)
            elif value is not None:
                hosts[name] = self.hosts(value, f"{path}.{name}", kind)
        return hosts

    def hosts(self, texts: list[Any] | None, path: str, kind: HostName) -> tuple[str, ...]:
        named = (
            self.host(text, f"{path}[{n}]", kind)
            for n, text in enumerate(texts if isinstance(texts, list) else [])
            if isinstance(text, str)
        )
        return tuple(one for one in named if one is not None)

    def host(self, text: str, path: str, kind: HostName) -> str | None:
        """Return the ASCII host of `text` without its trailing dot, with its leading `*.` (DOM-3).

        A host that somebody owns loses the `*.`, and must not be a public suffix (DOM-5).
        """
        below = text.startswith(WILDCARD)
        bare = text.removeprefix(WILDCARD)
        if "*" in bare or (below and not kind.wildcard):
            self.fault(path, 'may begin with "*.", no other "*"' if kind.wildcard else 'must not contain "*"')
            return None
        host = (self.ascii_host(bare) or "").removesuffix(".")
        if not host.strip(".") or (below and is_ip(host)):
            self.fault(path, f"no host: {shown(text)}")
            return None
        if kind.is_owned and is_suffix(host):
            self.fault(path, f"{shown(host)} is a public suffix: many owners share it")
        return WILDCARD + host if below and not kind.is_owned else host

    def unique(self, path: str, name: str, found: Iterable[tuple[int, dict[str, Any]]]) -> None:
        first: dict[str, int] = {}
        for n, one in found:
            value = one.get(name)
            if value is not None and first.setdefault(value, n) != n:
                self.fault(f"{path}[{n}].{name}", f"{shown(value)} is already that of [{first[value]}]")

    def fault(self, path: str, what: str) -> None:
        self.faults.append(Fault(path, what))


def _sound(found: object) -> list[tuple[int, dict[str, Any]]]:
    """Return the valid objects of a parsed list with their positions."""
    listed = found if isinstance(found, list) else []
    return [(n, one) for n, one in enumerate(listed) if isinstance(one, dict)]


def to_value(document: Document) -> dict[str, Any]:
    """Return `document` as a JSON value that parses to an equal one; `grace` is a Decimal in it."""
    return {"profile": document.profile, "projects": [_project_value(one) for one in document.projects]}


def _project_value(project: Project) -> dict[str, Any]:
    settings = project.settings
    return {
        "key": project.key,
        "session_password": project.session_password,
        "website_domains": list(project.website_domains),
        "settings": _given(
            allow_insecure=settings.allow_insecure,
            development_hosts=list(settings.development_hosts),
            reports=settings.reports,
        ),
        "items": [item_value(one) for one in project.items],
    }


def item_value(item: Item) -> dict[str, Any]:
    """Return `item` as the JSON value that it was parsed from, defaults filled in."""
    common = {name: getattr(item, name) for name in _OF_ALL}
    terms = {name: list(one) if isinstance(one, tuple) else one for name, one in item.terms.items()}
    return _given(**common, **terms)


def _given(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}
