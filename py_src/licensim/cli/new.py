"""`licensim new`: a license document with the items of one option, to be edited."""

from __future__ import annotations

import argparse
import json
import sys
import time
from typing import Any, Final

from licensim.cli.files import MALFORMED
from licensim.hosts import ascii_host
from licensim.rules.documents.document import parse_document
from licensim.rules.input.fault import Fault, Malformed, shown
from licensim.rules.input.instants import read_instant
from licensim.rules.license.profile import DEFAULT_PROFILE
from licensim.rules.options import OPTIONS
from licensim.rules.timeline import DAY_MS, YEAR_MS
from licensim.rules.words.english import listed, utc_text

TERMS: Final = ("quota", "period", "deployment", "domain", "product")
"""The fields of an item that have an argument of the same name."""


def run(options: argparse.Namespace) -> int:
    """Run the command; return its exit code."""
    try:
        value = document_of(options)
        parse_document(value, ascii_host)
    except Malformed as error:
        for fault in error.faults:
            sys.stderr.write(f"licensim new: {fault.path}: {fault.what}\n")
        return MALFORMED
    print(json.dumps(value, indent=2))
    return 0


def document_of(options: argparse.Namespace) -> dict[str, Any]:
    """Return the document as a JSON value.

    Raises Malformed for an option that does not exist or has no trial (ITEM-8), and for an invalid date.
    """
    option = OPTIONS.get(options.option)
    if option is None:
        raise Malformed(
            [Fault("OPTION", f"must be one of {', '.join(OPTIONS)}, not {shown(options.option)}")]
        )
    given = {name: one for name in TERMS if (one := getattr(options, name)) is not None}
    length = YEAR_MS
    if options.trial:
        if option.trial is None:
            trials = listed([name for name, one in OPTIONS.items() if one.trial is not None])
            raise Malformed([Fault("--trial", f"a trial is an item of {trials} (ITEM-8)")])
        quota, length = option.trial
        given = {"quota": quota, **given}
    today = time.time_ns() // 1_000_000 // DAY_MS * DAY_MS
    starts_at = _instant("--starts", options.starts, today)
    expires_at = _instant("--expires", options.expires, starts_at + length)
    term = {"starts_at": _text(starts_at), "expires_at": _text(expires_at)}
    items = [{"id": one["id"], "option": option.name, **one, **given, **term} for one in option.samples]
    return {"profile": DEFAULT_PROFILE, "projects": [{"key": options.key, "items": items}]}


def _instant(name: str, text: str | None, default: int) -> int:
    if text is None:
        return default
    at = read_instant(text)
    if at is None:
        raise Malformed([Fault(name, 'must be a date such as "2026-01-01", or a date and a time')])
    return at


def _text(at: int) -> str:
    """An instant as ISO 8601; a day without its time if it begins then."""
    return utc_text(at)[:10] if at % DAY_MS == 0 else f"{utc_text(at).replace(' ', 'T')}Z"
