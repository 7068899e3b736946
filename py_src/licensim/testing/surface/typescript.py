"""The types of the kit for Playwright Test, and the names that it calls, written from the table.

python -m licensim.testing.surface.typescript > web/src/playwright/surface.ts
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any, Final

from licensim.rules.documents.fields import REPORTS
from licensim.rules.input.fields import Boolean, Field, Fraction, Integer, Number, OneOf
from licensim.rules.input.shapes import ListOf
from licensim.rules.license.products import PRODUCTS
from licensim.rules.license.profile import PROFILES
from licensim.rules.options import OPTIONS
from licensim.rules.options.case import MODULES
from licensim.testing.input.options import ALLOWABLE, CHOICES
from licensim.testing.surface.mistakes import MISTAKES
from licensim.testing.surface.row import Row, camel
from licensim.testing.surface.table import ROWS

HEAD: Final = """\
/**
 * What a test can call: the table of both kits, as `python -m licensim.testing.surface.typescript` writes it.
 *
 * A unit test checks that it is current.
 */
import type { Page } from "@playwright/test";
import type { ScannerSettings } from "../client/api/scanner.ts";
import type {
  Answer,
  Deployment,
  Edition,
  Instant,
  LicenseDocument,
  OptionName,
  PageModule,
  Profile,
  ProjectFields,
  Reason,
  Remark,
  SdkCall,
  TraceEvent,
  Usage,
  View,
} from "./values.ts";

"""
INTERFACES: Final = {
    "licensim": ("Licensim", "A license, its clients and its clock, for one test alone; strict at its end."),
    "browser": ("Browser", "A browser profile: what it stores is its own."),
    "client": ("Client", "One page at an origin, or one device. It uses nothing before `open`."),
    "camera": ("Camera", "The cameras of one page, which show barcodes of the test."),
    "sdk": ("Sdk", "What a page did with its SDK, which the stand-in is."),
    "scanner": ("Scanner", "One scanner of a client, with a forget memory of its own."),
    "reply": ("Reply", "The answer to one event. To read a field is to look at the answer."),
    "replies": ("Replies", "The answers to several frames, in their order."),
    "clock": ("Clock", "The one clock of a test. It stands still until it is moved."),
    "faults": ("Faults", "Simulated faults. Each lasts until its `end`, or until the test ends."),
    "fault": ("Fault", "A fault that has begun. `await using` ends it with its block."),
    "log": ("Log", "The session in words."),
}
"""The owners of rows, and their interfaces."""
BASES: Final = {"replies": " extends ReadonlyArray<Reply>"}
MORE: Final = {
    "licensim": "  readonly clock: Clock;\n  readonly faults: Faults;\n  readonly log: Log;\n",
    "client": """\
  /** Only load the page, for one that asks for its license later: see `waitForLicense`. */
  open(given: { edition?: Edition | undefined; product?: string | undefined; wait: false }): Promise<null>;
""",
    "fault": "  [Symbol.asyncDispose](): Promise<void>;\n",
    "reply": "  /** The answer in words; this is no look at the answer. */\n  toString(): string;\n",
}
"""Members of an interface that are no rows."""
ITEM: Final[dict[str, str]] = {
    "starts_at": "Instant",
    "expires_at": "Instant",
    "status": '"active" | "revoked"',
    "product": " | ".join(f'"{one}"' for one in PRODUCTS),
}
"""The types of fields that the items of every option have."""


def typescript() -> str:
    """Return the module."""
    return HEAD + "\n".join([*_fields(), *_interfaces(), _names(), _mistakes()])


def _fields() -> Iterator[str]:
    yield _object("ItemFields", "The fields of an item; each option has some of them.", _item_fields())
    amounts = {"scans": "number", "pages": "number", **dict.fromkeys(MODULES, "number")}
    yield _object("Amounts", "What was counted: scans, pages, or pages of a module.", amounts)
    words = " | ".join(json.dumps(one) for one in (*ALLOWABLE, "all"))
    yield f"/** What a test may leave behind. */\nexport type Allowable = {words};\n"
    options = {
        "engine": " | ".join(json.dumps(one) for one in CHOICES["engine"]),
        "allow": "Allowable | readonly Allowable[]",
        "license": "LicenseDocument | string",
        "start": "Instant",
        "reports": " | ".join(json.dumps(one) for one in REPORTS),
        "edition": "Edition",
        "profile": "Profile",
    }
    yield _object("Options", "The options of a test: `test.use({ licensimOptions: { ... } })`.", options)


def _item_fields() -> dict[str, str]:
    """The fields of all options' items, with the values of all profiles."""
    found: dict[str, list[str]] = {}
    for option in OPTIONS.values():
        for profile in PROFILES.values():
            own = option.fields(profile)
            for name, field in {**own.required, **own.optional}.items():
                found.setdefault(name, []).extend(_type(field).split(" | "))
    types = {name: " | ".join(dict.fromkeys(kinds)) for name, kinds in found.items()}
    return {camel(name): kind for name, kind in {**ITEM, **types}.items()}


def _type(field: Field | Any) -> str:
    if isinstance(field, OneOf):
        return " | ".join(json.dumps(one) for one in field.values)
    if isinstance(field, ListOf):
        return f"readonly {_type(field.field)}[]"
    if isinstance(field, Integer | Number | Fraction):
        return "number"
    return "boolean" if isinstance(field, Boolean) else "string"


def _object(name: str, words: str, fields: dict[str, str]) -> str:
    lines = "".join(f"  readonly {field}?: {kind} | undefined;\n" for field, kind in fields.items())
    return f"/** {words} */\nexport interface {name} {{\n{lines}}}\n"


def _interfaces() -> Iterator[str]:
    for owner, (name, words) in INTERFACES.items():
        rows = [row for row in ROWS if row.owner == owner]
        members = MORE.get(owner, "") + "".join(map(_member, rows))
        yield f"/** {words} */\nexport interface {name}{BASES.get(owner, '')} {{\n{members}}}\n"


def _member(row: Row) -> str:
    gives = row.gives if row.at_once else f"Promise<{row.gives}>"
    if row.reads and row.at_once:
        return f"  /** {row.words} */\n  readonly {row.camel}: {gives};\n"
    return f"  /** {row.words} */\n  {row.camel}({', '.join(arguments(row))}): {gives};\n"


def arguments(row: Row) -> list[str]:
    """Return the arguments of a row as TypeScript declares them."""
    first = [
        f"...{one.name}: {one.type[3:]}" if one.type.startswith("...") else f"{camel(one.name)}: {one.type}"
        for one in row.positional
    ]
    own = "; ".join(f"{name}?: {one.type} | undefined" for name, one in row.named.items())
    parts = [*([f"{{ {own} }}"] if own else []), *([row.fields] if row.fields else [])]
    return [*first, *([f"given?: {' & '.join(parts)}"] if parts else [])]


def _names() -> str:
    names: dict[str, dict[str, dict[str, Any]]] = {}
    for row in ROWS:
        many = bool(row.positional) and row.positional[0].type.startswith("...")
        facts = {"first": None if many else len(row.positional), "reads": row.reads, "atOnce": row.at_once}
        names.setdefault(row.owner, {})[row.camel] = facts
    return _constant(
        "NAMES",
        "How each name is called: how many arguments come first (null: all), whether it is awaited.",
        names,
    )


def _mistakes() -> str:
    return _constant("MISTAKES", "The messages for mistakes that Python does not see.", MISTAKES)


def _constant(name: str, words: str, value: object) -> str:
    return f"/** {words} */\nexport const {name} = {json.dumps(value, indent=2)} as const;\n"


if __name__ == "__main__":
    sys.stdout.write(typescript())
