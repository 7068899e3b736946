"""`licensim explain`: what a rule, option, number or reason means, or why a trace line got its answer."""

from __future__ import annotations

import argparse
import sys
from textwrap import fill

from licensim.cli.files import MALFORMED, STANDARD, line_blocks, print_faults, read_license, reading
from licensim.hosts import parse_origin
from licensim.page.wire import answer_value
from licensim.rules.documents.document import Document
from licensim.rules.explain.answers import explain_answer
from licensim.rules.explain.topics import UnknownTermError, explain, known_terms
from licensim.rules.input.fault import Faults
from licensim.sessions.simulation import Simulation
from licensim.sessions.trace import Event, Reader


def run(options: argparse.Namespace) -> int:
    """Run the command; return its exit code."""
    if options.trace is not None or options.license is not None:
        return _line(options)
    if options.term is None:
        return _contents()
    try:
        found = explain(options.term)
    except UnknownTermError as error:
        return _refuse(str(error))
    print(f"{found.title}\n\n{found.text}\n")
    if found.example:
        see = found.example.startswith("see ")
        print(f"See {found.example[4:]}" if see else f"Example: {found.example}")
    print(f"Source: {found.source}")
    return 0


def _contents() -> int:
    """Print every term that can be explained."""
    for kind, terms in known_terms().items():
        print(fill(", ".join(terms), 100, initial_indent=f"{kind + ':':10}", subsequent_indent=" " * 10))
    return 0


def _refuse(what: str) -> int:
    sys.stderr.write(f"licensim explain: {what}\n")
    return MALFORMED


def _line(options: argparse.Namespace) -> int:
    """Explain the answer to one line of a trace, as `licensim replay` gives it."""
    if options.trace is None or options.license is None or options.trace == STANDARD == options.license:
        return _refuse("a line needs --license and --trace; one of them may be standard input")
    term = options.term or ""
    if not term.isascii() or not term.isdigit():
        return _refuse(f"with --trace the number of a line was expected, not {term[:40]!r}")
    document = read_license(options.license)
    if document is None:
        return MALFORMED
    faults = Faults()
    words = _words(options, document, faults)
    if faults:
        print_faults(options.trace, faults)
        return MALFORMED
    if words is None:
        return _refuse(f"the trace has no line {options.term}")
    print(words)
    return 0


def _words(options: argparse.Namespace, document: Document, faults: Faults) -> str | None:
    """The answer to the line in words; None if there is no such line, or the trace is invalid."""
    simulation = Simulation(document, options.reports, options.edition)
    reader, found = Reader(parse_origin, faults.append), None
    with reading(options.trace) as stream:
        for lines in line_blocks(stream):
            found = _played(simulation, reader.feed(lines), int(options.term), faults) or found
    return _played(simulation, reader.finish(), int(options.term), faults) or found


def _played(simulation: Simulation, events: list[Event], wanted: int, faults: Faults) -> str | None:
    found = None
    for at, line, event in events if not faults else ():
        answer = simulation.handle(event, at)
        if line == wanted:
            name = event.get("scanner")
            scanner = None if name is None else simulation.clients[event["client"]].scanner(name)
            found = explain_answer(answer_value(answer, event.get("codes", []), scanner))
    return found
