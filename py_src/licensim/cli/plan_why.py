"""`licensim plan --why`: the stretch of time that decides a figure, in words and as a trace."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

from licensim.plan.run import Planned
from licensim.plan.why.cut import cut
from licensim.plan.why.stretch import Stretch, find, stretch
from licensim.rules.license.profile import DEFAULT_EDITION
from licensim.rules.words.english import utc_text

_INSTANTS = 10**11
"""A number that is larger is an instant."""


def why(planned: Planned, item: str) -> Stretch:
    """The stretch of time behind a figure. Raises Malformed if there is no such figure."""
    request = planned.request
    return stretch(planned.look, find(planned.figures, item, request.edition, request.forgets_ms[0]))


def why_lines(found: Stretch) -> list[str]:
    """The stretch in words, with its clients, servers or domains."""
    lines = [found.words]
    for name, number in found.who:
        shown = utc_text(number) if number > _INSTANTS else f"{number:,}"
        lines.append(f"  {name:60} {found.number} {shown}")
    return lines


def trace_lines(planned: Planned, found: Stretch) -> list[str]:
    """The stretch as a trace. From logs: the rows that it needs. From a trace: all lines up to its end."""
    if planned.input.format == "trace":
        return [line for line in _lines(planned) if json.loads(line)["t"] < found.until]
    edition = planned.request.edition or DEFAULT_EDITION
    return [json.dumps(event) for event in cut(planned.look, found, edition)]


def _lines(planned: Planned) -> Iterator[str]:
    for name in planned.input.files:
        with gzip.open(name, "rt") if name.endswith(".gz") else Path(name).open(encoding="utf-8") as stream:
            yield from (line.rstrip("\n") for line in stream)
