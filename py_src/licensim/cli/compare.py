"""`licensim compare`: what one session would use under each option and edition."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from typing import Any, BinaryIO

from licensim.buying.cost import Prices
from licensim.buying.prices import parse_prices
from licensim.cli.files import (
    MALFORMED,
    STANDARD,
    ReadProgress,
    line_blocks,
    print_faults,
    read_text,
    reading,
)
from licensim.hosts import parse_origin
from licensim.rules.input.fault import Faults, Malformed
from licensim.rules.license.products import offered_for
from licensim.rules.license.profile import EDITIONS
from licensim.rules.options import OPTIONS
from licensim.sessions.compare import Compared, Survey, compare
from licensim.sessions.costs import Costing
from licensim.sessions.trace import Event, Reader


def run(options: argparse.Namespace) -> int:
    """Run the command; return its exit code."""
    if options.prices == STANDARD == options.trace:
        sys.stderr.write("licensim compare: --prices and the trace cannot both be standard input\n")
        return MALFORMED
    try:
        prices = _prices(options.prices)
    except Malformed as error:
        print_faults(options.prices, Faults(error.faults, error.more))
        return MALFORMED
    with reading(options.trace) as given, tempfile.TemporaryFile() as copy:
        stream = given
        if options.trace == STANDARD or not given.seekable():
            shutil.copyfileobj(given, copy)
            stream = copy
        survey = _survey(options.trace, stream)
        if survey is None:
            return MALFORMED
        found = compare(survey, lambda: _events(stream))
        costs = None if prices is None else _costs(survey, prices, stream)
    _print(found, costs, as_json=options.json)
    return 0


def _prices(name: str | None) -> Prices | None:
    """The price file; None without one. Raises Malformed with every fault."""
    return None if name is None else parse_prices(read_text(name))


def _costs(survey: Survey, prices: Prices, stream: BinaryIO) -> dict[str, Any]:
    costing = Costing(survey, prices)
    costing.add(_events(stream))
    return costing.result()


def _print(found: Compared, costs: dict[str, Any] | None, *, as_json: bool) -> None:
    if as_json:
        value = found.to_value()
        print(json.dumps(value if costs is None else {**value, "costs": costs}, indent=2))
        return
    print("\n".join(table(found) + ([] if costs is None else costs_table(costs))))


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
        why = found.why_not.get(option)
        if why is not None:
            lines.append(f"{option:24}{OPTIONS[option].unit:28}{why}")
            continue
        numbers = "".join(f"{editions[edition]['use']:>12,}" for edition in EDITIONS)
        refused = max(editions[edition]["refused"] for edition in EDITIONS)
        note = f"   ({refused:,} not served)" if refused else ""
        lines.append(f"{option:24}{OPTIONS[option].unit:28}{numbers}{note}")
    lines.append("")
    lines += [f"{option} is offered for {offered_for(OPTIONS[option].products)}" for option in found.options]
    sentence = found.differ["sentence"] if found.differ else "The editions do not differ."
    return [*lines, "", sentence[:1].upper() + sentence[1:]]


def costs_table(costs: dict[str, Any]) -> list[str]:
    """Return the costs as lines of a table: each way over each span, and what that means."""
    spans = costs["spans"]
    totals = {span: {one["name"]: one["cost"] for one in of["ranking"]} for span, of in spans.items()}
    names = totals["session"]
    heads = "".join(f"{span:>16}" for span in spans)
    lines = ["", f"{'cost in ' + costs['currency']:36}{heads}"]
    lines += [f"{name:36}" + "".join(f"{totals[span][name]:>16,.2f}" for span in spans) for name in names]
    lines += [f"{one['name']:36}{one['why']}" for one in costs["not_ranked"]]
    return [*lines, "", *(sentence for of in spans.values() for sentence in of["sentences"])]
