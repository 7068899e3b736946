"""The license that a test writes, item by item; and its changes while the test runs."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from copy import deepcopy
from os import PathLike
from typing import Any, Final

from licensim.hosts import ascii_host
from licensim.rules.documents.document import Document, demo_document, parse_document, to_value
from licensim.rules.input.fault import Malformed
from licensim.rules.license.profile import DEFAULT_PROFILE, PROFILES
from licensim.rules.options import OPTIONS
from licensim.rules.timeline import DAY_MS, YEAR_MS
from licensim.testing.errors import KitError, text_of_file
from licensim.testing.input.instants import instant

DEFAULT_KEY: Final = "DEMO-1"
"""The default key of a project (DESIGN: the demo license)."""

INSTANTS: Final = ("starts_at", "expires_at")

Value = dict[str, Any]


class Terms:
    """A license document that the test writes. Without any item the demo license is in force.

    `start` is the instant at which the test begins; items are in force from that day on, for a year.
    `version` is another number after each change. `listen` is called after each change.
    """

    def __init__(self, start: int, profile: str | None = None) -> None:
        self.version = 0
        self.listen: Callable[[], None] = lambda: None
        self._start: Final = start
        self._profile = profile
        self._value: Value | None = None
        self._described: dict[str, Value] = {}
        self._parsed: tuple[int, Document] | None = None

    @property
    def document(self) -> Document:
        """The present license; raises Malformed with every fault."""
        if self._parsed is None or self._parsed[0] != self.version:
            self._parsed = (self.version, parse_document(self.value, ascii_host))
        return self._parsed[1]

    @property
    def value(self) -> Value:
        """The license document as a JSON value."""
        value = self._demo() if self._value is None else self._value
        if not self._described:
            return value
        described = deepcopy(value)
        for key, fields in self._described.items():
            _project(described, key).update(fields)
        return described

    @property
    def is_written(self) -> bool:
        """Whether the test has written a license; else the demo license is in force."""
        return self._value is not None or bool(self._described)

    @property
    def text(self) -> str:
        """The license document as JSON text."""
        return json.dumps(to_value(self.document), indent=2, default=float) + "\n"

    def use(self, document: Mapping[str, Any] | str | PathLike[str]) -> None:
        """Put a whole document in force: a value, JSON text, or a file's path.

        Raises Malformed with every fault, KitError for an absent file.
        """
        text = _load(document)
        try:
            parsed = parse_document(text, ascii_host)
        except Malformed as error:
            if isinstance(document, PathLike) or text != document:
                error.add_note(f"in {document}")
            raise
        self._described.clear()
        self._change(to_value(parsed))

    def add(self, option: str, item: str | None, key: str | None, fields: Value) -> str:
        """Add an item, with defaults for the fields left out; returns its id, raises Malformed."""
        added = deepcopy(self._value) or {"profile": self._profile or DEFAULT_PROFILE, "projects": []}
        items = _project(added, self._key(key)).setdefault("items", [])
        found = {"option": option, **self._defaults(option), **_with_instants(fields)}
        found["id"] = item or _free_name(option, fields.get("module"), items)
        items.append(found)
        self._change(added, parse_document(added, ascii_host))
        return str(found["id"])

    def describe_project(self, key: str | None, fields: Value) -> None:
        """Set a project's own fields: `session_password`, `website_domains`, `settings`; raises Malformed.

        They hold for items that the test writes before or after; if it writes none, for the demo license.
        """
        name = self._key(key)
        sample = {**self._demo()["projects"][0], "key": name, **fields}
        parse_document({**self._demo(), "projects": [sample]}, ascii_host)
        self._described.setdefault(name, {}).update(fields)
        self._changed()

    def change(self, item: str | None, fields: Value) -> Callable[[], None]:
        """Change fields of one item, or of all; returns a function that takes the change back."""
        before, changed = deepcopy(self.value), deepcopy(self.value)
        found = [one for one in _items(changed) if item in (None, one["id"])]
        if not found:
            names = ", ".join(one["id"] for one in _items(changed))
            raise KitError(f"there is no item {item!r}; there are: {names}")
        for one in found:
            one.update(_with_instants(fields))
        parse_document(changed, ascii_host)
        self._change(changed)
        return lambda: self._change(before)

    def expire(self, item: str | None, now: int, in_grace: bool) -> Callable[[], None]:
        """Let items have expired at `now`: just then, or so long before that their grace is over (ITEM-2)."""
        end = now if in_grace else now - PROFILES[self.value["profile"]].expired_ms
        starts = [one["starts_at"] for one in _items(self.value) if item in (None, one["id"])]
        return self.change(item, {"starts_at": min([*starts, end - DAY_MS]), "expires_at": end})

    def _key(self, key: str | None) -> str:
        """The given key, else that of the only project."""
        written = [] if self._value is None else [one["key"] for one in self._value["projects"]]
        keys = list(dict.fromkeys([*written, *self._described]))
        if key is None and len(keys) > 1:
            raise KitError(f"name the key: there are {', '.join(keys)}")
        return key or (keys[0] if keys else DEFAULT_KEY)

    def only_key(self) -> str:
        """The key of the only project, else of the first."""
        return str(self.value["projects"][0]["key"])

    def _demo(self) -> Value:
        return {**demo_document(self._start), "profile": self._profile or DEFAULT_PROFILE}

    def _defaults(self, option: str) -> Value:
        starts_at = self._start - self._start % DAY_MS
        own = OPTIONS[option].fields(PROFILES[DEFAULT_PROFILE]).required if _is_offered(option) else {}
        deployment = {"deployment": "browser"} if "deployment" in own else {}
        return {"starts_at": starts_at, "expires_at": starts_at + YEAR_MS, **deployment}

    def _change(self, value: Value, parsed: Document | None = None) -> None:
        """Put a value in force; `parsed` is what it means, if no project is described besides."""
        self._value = value
        self._changed(None if self._described else parsed)

    def _changed(self, parsed: Document | None = None) -> None:
        self.version += 1
        if parsed is not None:
            self._parsed = (self.version, parsed)
        self.listen()


def _is_offered(option: object) -> bool:
    """Whether it names an option; the parser reports any other value."""
    return isinstance(option, str) and option in OPTIONS


def _load(document: Mapping[str, Any] | str | PathLike[str]) -> object:
    if isinstance(document, Mapping):
        return dict(document)
    if isinstance(document, str) and document.lstrip().startswith("{"):
        return document
    return text_of_file(document, "license document")


def _project(value: Value, key: str) -> Value:
    found: Value | None = next((one for one in value["projects"] if one["key"] == key), None)
    if found is None:
        found = {"key": key, "items": []}
        value["projects"].append(found)
    return found


def _items(value: Value) -> list[Value]:
    return [one for project in value["projects"] for one in project["items"]]


def _with_instants(fields: Value) -> Value:
    return {name: _instant(name, one) if name in INSTANTS else one for name, one in fields.items()}


def _instant(name: str, value: Any) -> int:
    try:
        return instant(value)
    except KitError as error:
        raise KitError(f"{name}: {error}") from None


def _free_name(option: str, module: str | None, items: list[Value]) -> str:
    """An id that no item has: the option's name, the module behind it, a number if needed."""
    name = f"{option}_{module}" if module else f"{option}"
    taken = {one["id"] for one in items}
    number = 1
    while (free := name if number == 1 else f"{name}_{number}") in taken:
        number += 1
    return free
