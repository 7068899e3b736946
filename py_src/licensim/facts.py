"""The facts about the rules that the page and the npm package contain: generated from the core.

python -m licensim.facts > web/src/facts/core.ts
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

from licensim.fault_table import ROWS
from licensim.hosts import ascii_host, parse_origin
from licensim.rules.answer import Reason
from licensim.rules.documents.demo import sample_items
from licensim.rules.documents.document import parse_document
from licensim.rules.documents.fields import REPORTS
from licensim.rules.explain.terms import TERMS
from licensim.rules.explain.versions import with_figures
from licensim.rules.input.fields import Field, HostName, Integer, OneOf
from licensim.rules.license.profile import (
    DEFAULT_EDITION,
    DEFAULT_PROFILE,
    EDITION_SINCE,
    EDITION_WORDS,
    EDITIONS,
    PROFILES,
    Profile,
)
from licensim.rules.options import OPTIONS
from licensim.rules.options.case import MODULE_WORDS, MODULES, ClientIdentity, scans
from licensim.rules.options.shape import FormField, Option
from licensim.rules.timeline import SLOT_MS, SLOTS_PER_DAY

HEAD: Final = """\
/** What the core says of itself, written by `python -m licensim.facts`; a test checks that it is current. */

import type { FaultFacts } from "./fault.ts";
import type { OptionFacts } from "./option.ts";
import type { TermFacts } from "./term.ts";

"""
TYPED: Final = {
    "FAULTS": ("", " as const satisfies Readonly<Record<string, FaultFacts>>"),
    "TERMS": ("", " as const satisfies Readonly<Record<string, TermFacts>>"),
    "OPTIONS": (": Readonly<Record<string, OptionFacts>>", ""),
}
"""The text before and after the value of a constant, to declare its type."""


def facts() -> dict[str, Any]:
    """Return the facts by the names of their constants."""
    return {
        "EDITIONS": list(EDITIONS),
        "EDITION_WORDS": EDITION_WORDS,
        "EDITION_SINCE": [[name, *since] for name, since in EDITION_SINCE.items()],
        "DEFAULT_EDITION": DEFAULT_EDITION,
        "PROFILES": list(PROFILES),
        "DEFAULT_PROFILE": DEFAULT_PROFILE,
        "REPORTS": list(REPORTS),
        "MODULES": list(MODULES),
        "MODULE_WORDS": MODULE_WORDS,
        "OPTION_NAMES": list(OPTIONS),
        "REASONS": [one.value for one in Reason],
        "TERMS": {name: asdict(term) for name, term in TERMS.items()},
        "SLOT_MS": SLOT_MS,
        "SLOTS_PER_DAY": SLOTS_PER_DAY,
        "FAULTS": {row.name: asdict(row.page) for row in ROWS if row.page is not None},
        "OPTIONS": {name: _option(option) for name, option in OPTIONS.items()},
    }


def typescript() -> str:
    """Return the facts as a TypeScript module."""
    lines = [HEAD]
    for name, value in facts().items():
        text = json.dumps(value, indent=2, ensure_ascii=False)
        before, after = TYPED.get(name, ("", " as const" if isinstance(value, list) else ""))
        lines.append(f"export const {name}{before} = {text}{after};\n")
    return "".join(lines)


def _option(option: Option) -> dict[str, Any]:
    fields = {name: _fields(option, profile) for name, profile in PROFILES.items()}
    offered = {one.name for one in option.form}
    return {
        "title": option.name.replace("_", " "),
        "one": option.one,
        "counts": option.line,
        "scansInBrowser": _scans_in_browser(option),
        "items": [_without(sample, offered) for sample in option.samples],
        "form": [
            _form_field(one, {name: own[one.name] for name, own in fields.items()}) for one in option.form
        ],
    }


def _fields(option: Option, profile: Profile) -> dict[str, Field]:
    own = option.fields(profile)
    return {**own.required, **own.optional}


def _without(sample: Mapping[str, Any], names: set[str]) -> dict[str, Any]:
    return {name: value for name, value in sample.items() if name not in names}


def _form_field(one: FormField, by_profile: Mapping[str, Field]) -> dict[str, Any]:
    """Return a field of the form, with its valid values."""
    field = by_profile[DEFAULT_PROFILE]
    found: dict[str, Any] = {"name": one.name, "label": one.label, "value": one.value}
    if one.hint:
        found["hint"] = with_figures(one.hint)
    if isinstance(field, Integer):
        return {**found, "kind": "number", "minimum": field.minimum, "maximum": field.maximum}
    if isinstance(field, HostName):
        return {**found, "kind": "host"}
    if isinstance(field, OneOf):
        choices = {name: list(kind.values) for name, kind in by_profile.items() if isinstance(kind, OneOf)}
        return {**found, "kind": "choice", "choices": choices}
    raise AssertionError(f"a form offers no field such as {one.name}")


def _scans_in_browser(option: Option) -> bool:
    """Return whether a browser's scans are served by an item of the option."""
    items = sample_items(option, 0)
    document = parse_document(
        {"profile": DEFAULT_PROFILE, "projects": [{"key": "K", "items": items}]}, ascii_host
    )
    client = ClientIdentity("facts", "K", "browser", parse_origin("https://example.com"))
    use = scans(1)
    return any(
        option.serves(one, client, use) and option.takes(one, client, use)
        for one in document.projects[0].items
    )


if __name__ == "__main__":
    sys.stdout.write(typescript())
