"""Reads the vectors: one file for each option, and some for several. `README.md` has the form of a case."""

import json
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Case:
    """One vector with its license."""

    name: str
    comment: str
    rules: tuple[str, ...]
    license: dict[str, Any]
    trace: list[dict[str, Any]]
    reports: str | None
    edition: str | None
    answers: list[dict[str, Any]]
    summary: dict[str, Any]
    malformed: list[str] | None

    @property
    def license_text(self) -> str:
        """The license document as JSON text."""
        return json.dumps(self.license)

    @property
    def trace_text(self) -> str:
        """The trace as JSON lines."""
        return "".join(json.dumps(event) + "\n" for event in self.trace)

    def differences(self, answers: list[dict[str, Any]], summary: dict[str, Any]) -> list[str]:
        """The differences of a replay from the expected results, one line each."""
        lines = [
            line
            for i, line_expected in enumerate(self.answers)
            for line in mismatches(line_expected, answers[i], f"line {i + 1}")
        ]
        return lines + mismatches(self.summary, summary, "summary")


def read(path: Path) -> list[Case]:
    """All cases of one file."""
    content = json.loads(path.read_text(encoding="utf-8"))
    return [
        _case(path.stem, number, case, content["licenses"]) for number, case in enumerate(content["cases"])
    ]


def _case(stem: str, number: int, case: dict[str, Any], licenses: dict[str, Any]) -> Case:
    document, replay = case["license"], case.get("replay", {})
    return Case(
        name=f"{stem}-{number}",
        comment=case["comment"],
        rules=tuple(case["rules"]),
        license=licenses[document] if isinstance(document, str) else document,
        trace=case.get("trace", []),
        reports=replay.get("reports"),
        edition=replay.get("edition"),
        answers=case.get("answers", []),
        summary=case.get("summary", {}),
        malformed=case.get("malformed"),
    )


@cache
def all_cases() -> tuple[Case, ...]:
    """Every case of every file, except `hosts.json`, which has no sessions and its own test."""
    paths = sorted(path for path in HERE.glob("*.json") if path.stem != "hosts")
    return tuple(case for path in paths for case in read(path))


def mismatches(expected: Any, actual: Any, path: str = "") -> list[str]:
    """The places where `actual` differs from what is expected; further keys are allowed."""
    if isinstance(expected, dict) and isinstance(actual, dict):
        return [
            line
            for key, value in expected.items()
            for line in mismatches(value, actual.get(key, ...), f"{path}.{key}")
        ]
    if isinstance(expected, list) and isinstance(actual, list) and len(expected) == len(actual):
        return [
            line for i, value in enumerate(expected) for line in mismatches(value, actual[i], f"{path}[{i}]")
        ]
    if expected == actual and isinstance(expected, bool) == isinstance(actual, bool):
        return []
    return [f"{path}: expected {expected!r}, got {actual!r}"]


def in_decimal(document: dict[str, Any]) -> dict[str, Any]:
    """The document with exact fractions, for the models."""
    exact: dict[str, Any] = json.loads(json.dumps(document), parse_float=Decimal)
    return exact
