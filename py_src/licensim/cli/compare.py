"""`licensim compare`: what one session would use under each option and edition."""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from collections.abc import Iterator
from typing import BinaryIO

from licensim.cli.files import MALFORMED, STANDARD, ReadProgress, line_blocks, print_faults, reading
from licensim.hosts import parse_origin
from licensim.rules.input.fault import Faults
from licensim.rules.license.products import offered_for
from licensim.rules.license.profile import EDITIONS
from licensim.rules.options import OPTIONS
from licensim.sessions.compare import Compared, Survey, compare
from licensim.sessions.trace import Event, Reader


def run(options: argparse.Namespace) -> int:
    """Run the command; return its exit code."""
    with reading(options.trace) as given, tempfile.TemporaryFile() as copy:
        stream = given
        if options.trace == STANDARD or not given.seekable():
            shutil.copyfileobj(given, copy)
            stream = copy
        survey = _survey(options.trace, stream)
        if survey is None:
            return MALFORMED
        found = compare(survey, lambda: _events(stream))
    print(json.dumps(found.to_value(), indent=2) if options.json else "\n".join(table(found)))
    return 0


def _survey(name: str, stream: BinaryIO) -> Survey | None:
    """Survey the trace; None if it is invalid: its faults are printed."""
    faults, survey = Faults(), Survey()
    for events in _blocks(stream, Reader(parse_origin, faults.append)):
        survey.add(events)
    print_faults(name, faults)
    return None if faults else survey


def _events(stream: BinaryIO) -> Iterator[Event]:
    for events in _blocks(stream, Reader(parse_origin, lambda _: None)):
        yield from events


def _blocks(stream: BinaryIO, reader: Reader) -> Iterator[list[Event]]:
    progress = ReadProgress()
    stream.seek(0)
    for lines in line_blocks(stream):
        yield reader.feed(lines)
        progress.at(reader.lines)
    yield reader.finish()
    progress.clear()


def table(found: Compared) -> list[str]:
    """Return the comparison as lines of a table, and where the editions differ most."""
    lines = [f"{found.events} events of {found.clients} clients", ""]
    lines.append(f"{'option':24}{'':28}" + "".join(f"{edition:>12}" for edition in EDITIONS))
    for option, editions in found.options.items():
        numbers = "".join(f"{editions[edition]['use']:>12,}" for edition in EDITIONS)
        refused = max(editions[edition]["refused"] for edition in EDITIONS)
        note = f"   ({refused:,} not served)" if refused else ""
        lines.append(f"{option:24}{OPTIONS[option].unit:28}{numbers}{note}")
    lines.append("")
    lines += [f"{option} is offered for {offered_for(OPTIONS[option].products)}" for option in found.options]
    sentence = found.differ["sentence"] if found.differ else "The editions do not differ."
    return [*lines, "", sentence[:1].upper() + sentence[1:]]
