"""The trace of a session, recorded as it happens, and its files."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

FACTS: Final = ("answer", "reason", "number", "rule", "item", "counted")
MAX_NAME: Final = 100


@dataclass(slots=True)
class Recording:
    """Lines of a trace with their answers; `license_text` is the license under which they were given.

    `beyond` says what a trace has no line for: from there on a replay may answer otherwise. `calls` are those
    of the stand-in SDK, which a trace has no line for either.
    """

    lines: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    beyond: list[tuple[int, str]] = field(default_factory=list)
    license_text: str | None = None
    calls: list[str] = field(default_factory=list)
    _last_at: int = 0

    def add(self, at: int, event: dict[str, Any], wire: dict[str, Any]) -> None:
        """Record one event, `client` included, with its answer."""
        facts = {name: wire[name] for name in FACTS}
        # A reason without a rule comes from a real network or page, which a replay does not have.
        remarks = [one["text"] for one in wire.get("warnings", ()) if "rule" in one]
        if remarks:
            facts["warnings"] = remarks
        self._last_at = max(self._last_at, at)
        self.lines.append(json.dumps({"t": at, **event}))
        self.answers.append(json.dumps({"line": len(self.lines), **facts}))

    def not_before(self, at: int) -> int:
        """Return an instant not before the last line: decisions of a page arrive late."""
        self._last_at = max(self._last_at, at)
        return self._last_at

    def network(self, at: int, up: bool) -> None:
        """Record that the network went up or down."""
        ok = {"answer": "ok", "reason": None, "number": None, "rule": "NET-1", "item": None, "counted": None}
        self.add(at, {"type": "network", "up": up}, ok)

    def step_beyond(self, what: str) -> None:
        """Record that something happened that no line can state."""
        self.beyond.append((len(self.lines) + 1, what))

    def called(self, at: int, client: str, call: dict[str, Any]) -> None:
        """Record a call of the stand-in SDK."""
        self.calls.append(json.dumps({"t": at, "client": client, **call}))

    def save(self, folder: Path) -> Path:
        """Write `trace.jsonl`, `license.json`, `answers.jsonl`, and `calls.jsonl` if there were calls.

        Returns the trace's path.
        """
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "license.json").write_text(self.license_text or "", "utf-8")
        (folder / "answers.jsonl").write_text(_text(self.answers), "utf-8")
        if self.calls:
            (folder / "calls.jsonl").write_text(_text(self.calls), "utf-8")
        trace = folder / "trace.jsonl"
        trace.write_text(_text(self.lines), "utf-8")
        return trace

    def advice(self, folder: Path, options: Mapping[str, str | None]) -> str:
        """Return how to replay the saved files, and from which line on a replay may answer otherwise.

        `options` are those of the test that the license does not state, by name; None: not set.
        """
        stated = [text for name, value in options.items() if value for text in (f"--{name}", value)]
        files = ["--license", near(folder / "license.json"), "--answers", "-", near(folder / "trace.jsonl")]
        command = shlex.join(["licensim", "replay", *stated, *files])
        if not self.beyond:
            return f"replay it: {command}"
        line, what = self.beyond[0]
        return f"replay it (from line {line} on answers may differ: {what}): {command}"


def near(path: Path) -> str:
    """Return a path as it is typed in the folder where the tests run."""
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)


def folder_name(test: str) -> str:
    """Return a folder's name for a test's id.

    >>> folder_name("tests/test_shop.py::test_seats[a/b]")
    'tests-test_shop.py-test_seats-a-b'
    """
    return re.sub(r"[^\w.]+", "-", test).strip("-")[-MAX_NAME:]


def _text(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
