"""`licensim replay`: a recorded session under a license."""

from __future__ import annotations

import argparse
import gc
import json
import sys
from typing import Any

from licensim.cli.files import (
    MALFORMED,
    STANDARD,
    Output,
    ReadProgress,
    is_one_file,
    line_blocks,
    print_faults,
    read_license,
    reading,
    shown_name,
)
from licensim.hosts import parse_origin
from licensim.rules.documents.document import Document
from licensim.rules.input.fault import Faults
from licensim.rules.options import OPTIONS
from licensim.sessions.replay import Replay
from licensim.sessions.trace import Reader


def run(options: argparse.Namespace) -> int:
    """Run the command; return its exit code."""
    if options.license == STANDARD == options.trace:
        return _refuse("--license and the trace cannot both be standard input")
    wrong = _overwritten(options)
    if wrong is not None:
        return _refuse(wrong)
    document = read_license(options.license)
    gc.disable()  # nothing here makes cycles, and with many clients the collector takes a quarter of the time
    try:
        return _run(options, document)
    finally:
        gc.enable()


def _run(options: argparse.Namespace, document: Document | None) -> int:
    with Output(options.answers) as answers, Output(options.summary) as summary:
        if document is None:
            _check(options.trace)
            return MALFORMED
        found = _replay(options, document, answers)
        if found is None:
            return MALFORMED
        summary.write([json.dumps(found)])
        for output in (answers, summary):
            output.flush()
        for output in (answers, summary):
            output.keep()
    if options.answers is None and options.summary is None:
        print("\n".join(summary_lines(found)))
    return 0


def _overwritten(options: argparse.Namespace) -> str | None:
    """Why the outputs cannot be written: one names an input, or both are one file; None if they can be."""
    inputs = {"the trace": options.trace, "--license": options.license}
    outputs = {"--answers": options.answers, "--summary": options.summary}
    given = {name: one for name, one in outputs.items() if one is not None}
    if len(given) == 2 and (options.answers == options.summary or is_one_file(*given.values())):
        return "--answers and --summary cannot be one file"
    clashes = [
        f"{output} and {source} cannot be one file, {shown_name(read)}"
        for output, written in given.items()
        for source, read in inputs.items()
        if written != STANDARD and is_one_file(read, written)
    ]
    return "; ".join(clashes) or None


def _check(name: str) -> None:
    """Print the faults of a trace that cannot be replayed because the license is invalid."""
    faults = Faults()
    reader = Reader(parse_origin, faults.append)
    with reading(name) as stream:
        for lines in line_blocks(stream):
            reader.feed(lines)
    reader.finish()
    print_faults(name, faults)


def _refuse(what: str) -> int:
    sys.stderr.write(f"licensim replay: {what}\n")
    return MALFORMED


def _replay(options: argparse.Namespace, document: Document, answers: Output) -> dict[str, Any] | None:
    """Write the answers and return the summary; None if the trace is invalid."""
    faults = Faults()
    session = Replay(document, parse_origin, faults.append, options.reports, options.edition)
    progress = ReadProgress()
    with reading(options.trace) as stream:
        for lines in line_blocks(stream):
            answers.write(session.feed(lines))
            progress.at(session.lines)
    answers.write(session.finish())
    progress.clear()
    print_faults(options.trace, faults)
    if session.faults:
        return None
    _warn(shown_name(options.trace), session)
    return session.summary()


def _warn(name: str, session: Replay) -> None:
    """Print the warnings in the order of time, as in the answers."""
    for line, text in session.warnings:
        place = name if line is None else f"{name}:{line}"
        sys.stderr.write(f"{place}: warning: {text}\n")
    if session.more:
        sys.stderr.write(f"{name}: warning: and {session.more} more\n")


def summary_lines(summary: dict[str, Any]) -> list[str]:
    """Return a summary in words, a line for each item."""
    return [f"{name}: {_usage(item)}" for name, item in summary["items"].items()]


def _usage(item: dict[str, Any]) -> str:
    used = OPTIONS[item["option"]].usage_words(item)
    alerts = f", alerts {', '.join(f'{one} %' for one in item['alerts'])}" if item["alerts"] else ""
    return f"{item['option']}, {item['answer']}: {used}{alerts}"
