"""The vectors against the core on the host, and some of them through the real command line."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from licensim.hosts import ascii_host, parse_origin
from licensim.rules.documents.document import parse_document
from licensim.rules.input.fault import Malformed
from licensim.sessions.replay import replay_text
from vectors.cases import Case, all_cases

SOUND = [case for case in all_cases() if case.malformed is None]
MALFORMED = [case for case in all_cases() if case.malformed is not None]
SLOT_MS = 180_000
START = 1_767_225_600_000


def replayed(license_text: str, trace: str, **options: Any) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Answers and summary of the core."""
    done = replay_text(parse_document(license_text, ascii_host), trace, parse_origin, **options)
    return [json.loads(line) for line in done.answers], done.summary


@pytest.mark.parametrize("case", SOUND, ids=lambda case: case.name)
def test_core(case: Case) -> None:
    """Each vector gets the answers and the summary it expects."""
    answers, summary = replayed(
        case.license_text, case.trace_text, reports=case.reports, edition=case.edition
    )
    assert len(case.trace) == len(case.answers) == len(answers)
    assert [] == case.differences(answers, summary), case.comment


@pytest.mark.parametrize("case", MALFORMED, ids=lambda case: case.name)
def test_malformed(case: Case) -> None:
    """All faults are named at once, each with its path (ITEM-5)."""
    with pytest.raises(Malformed) as caught:
        parse_document(case.license_text, ascii_host)
    assert sorted(case.malformed or []) == sorted(fault.path for fault in caught.value.faults), case.comment


def command_line(folder: Path, case: Case, *options: str) -> subprocess.CompletedProcess[str]:
    """`licensim replay` with the case's files in a folder."""
    (folder / "license.json").write_text(case.license_text, encoding="utf-8")
    (folder / "trace.jsonl").write_text(case.trace_text, encoding="utf-8")
    command = [sys.executable, "-m", "licensim", "replay", "--license", "license.json", "trace.jsonl"]
    command += ["--answers", "answers.jsonl", "--summary", "summary.json", *options]
    return subprocess.run(command, cwd=folder, check=False, timeout=60, capture_output=True, text=True)


@pytest.mark.parametrize("case", SOUND[::60], ids=lambda case: case.name)
def test_command_line(case: Case, tmp_path: Path) -> None:
    """The command line gives the same answers."""
    reports = ["--reports", case.reports] if case.reports else []
    edition = ["--edition", case.edition] if case.edition else []
    done = command_line(tmp_path, case, *reports, *edition)
    assert (0, "") == (done.returncode, done.stderr)
    lines = (tmp_path / "answers.jsonl").read_text(encoding="utf-8").splitlines()
    summary = json.loads((tmp_path / "summary.json").read_text(encoding="utf-8"))
    assert [] == case.differences([json.loads(line) for line in lines], summary), case.comment


def test_malformed_on_the_command_line(tmp_path: Path) -> None:
    """A malformed document ends with exit code 2, its faults named, nothing written (ITEM-5)."""
    done = command_line(tmp_path, MALFORMED[0])
    assert 2 == done.returncode
    assert all(path in done.stderr for path in MALFORMED[0].malformed or [])
    assert not (tmp_path / "answers.jsonl").exists()


def test_worked_example_of_112_slots() -> None:
    """CINST-6: N = 10, ten servers with X = 10: 90 exceptions a slot; slot 112 exceeds, 113 serves one."""
    item = {"id": "i", "option": "per_concurrent_instance", "quota": 10}
    item |= {"starts_at": START, "expires_at": START + 365 * 86_400_000}
    document = {"profile": "v2.2.19", "projects": [{"key": "K", "items": [item]}]}
    servers = [f"s{i}" for i in range(10)]
    trace: list[dict[str, Any]] = [
        {"t": START, "type": "open", "client": server, "key": "K", "deployment": "server"}
        for server in servers
    ]
    for number in range(113):
        trace += [
            {"t": START + number * SLOT_MS, "type": "instances", "client": server, "ask": 10}
            for server in servers
        ]
    answers, summary = replayed(json.dumps(document), "\n".join(json.dumps(event) for event in trace))
    by_slot = [answers[10 * (slot + 1) : 10 * (slot + 2)] for slot in range(113)]
    assert {"over"} == {answer["answer"] for answer in by_slot[0]}
    assert [["ok"] + ["over"] * 9] * 111 == [[answer["answer"] for answer in slot] for slot in by_slot[1:112]]
    assert ["ok"] + ["refused"] * 9 == [answer["answer"] for answer in by_slot[112]]
    slots = summary["items"]["i"]["slots"]
    assert [100] * 112 + [10] == [slots[key] for key in sorted(slots)]
    assert 10_080 == summary["items"]["i"]["exceptions"]
