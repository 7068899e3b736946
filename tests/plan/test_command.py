"""The command `licensim plan`: its outputs, its faults, and the files that it does not change."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import duckdb
import pytest
from jsonschema import Draft202012Validator

from conditions import wait_until
from licensim.cli.main import main
from licensim.cli.plan_progress import StatementProgress
from licensim.plan.input.presets import PRESETS
from licensim.plan.statements.statement import Statement
from plan.planned import written
from plan.preset_samples import CODE, preset_samples
from plan.rows import a_logged_trace, rows_of
from plan.traces import START, a_trace

ROWS: Final = list(rows_of(a_logged_trace(7)))


@pytest.fixture
def rows(tmp_path: Path) -> str:
    """A file of rows."""
    return written(ROWS, tmp_path / "rows.jsonl")


def summary_of(arguments: list[str], folder: Path) -> dict[str, Any]:
    """The summary of a valid plan."""
    target = folder / "summary.json"
    assert main(["plan", *arguments, "--summary", str(target)]) == 0
    found: dict[str, Any] = json.loads(target.read_text("utf-8"))
    return found


def figure(summary: dict[str, Any], option: str, **terms: str) -> dict[str, Any]:
    """The first figure of an option with these terms."""
    ones = summary["options"][option]["figures"]
    return next(one for one in ones if terms.items() <= one["terms"].items())


def test_it_shows_the_mapping_prints_a_table_and_writes_the_summary(
    rows: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The summary fits `schema plan`, and the table has its figures."""
    summary = summary_of([rows], tmp_path)
    shown = capsys.readouterr()
    assert "client      device" in shown.err
    assert "serves      missing: the deployment decides the class of a server" in shown.err
    scans = figure(summary, "per_barcode_scan")
    assert f"{scans['used']:>12,}{scans['buy']:>12,}{scans['quotas']['grace']:>12,}  exact" in shown.out
    assert main(["schema", "plan"]) == 0
    Draft202012Validator(json.loads(capsys.readouterr().out)).validate(summary)


def test_a_trace_is_told_by_its_first_line(tmp_path: Path) -> None:
    """And it is exact."""
    summary = summary_of([written(a_trace(3), tmp_path / "trace.jsonl")], tmp_path)
    assert (summary["read"]["format"], summary["columns"]) == ("trace", None)
    assert figure(summary, "per_barcode_scan")["label"] == "exact"


def test_a_mapping_that_is_given(tmp_path: Path) -> None:
    """Columns with other names; two columns make a client."""
    rows = [
        {"when": START, "who": "a", "where": place, "sym": "QRCode", "val": "A", "what": "scan"}
        for place in "xyx"
    ]
    path = written(rows, tmp_path / "rows.jsonl")
    mapping = "time=when,client=who+where,format=sym,text=val,event=what"
    assert figure(summary_of([path, "--map", mapping], tmp_path), "per_barcode_scan")["used"] == 2


def test_several_forget_times_are_compared(tmp_path: Path) -> None:
    """Ten sightings, a second apart, under 3000, 0 and 999 ms."""
    rows = [{"time": START + n * 1000, "device": "a", **CODE} for n in range(10)]
    summary = summary_of([written(rows, tmp_path / "rows.jsonl"), "--forget", "3000,0,999"], tmp_path)
    ones = summary["options"]["per_barcode_scan"]["figures"]
    found = {(one["edition"], one["forget_ms"]): one["used"] for one in ones}
    assert [found["js-9", ms] for ms in (3000, 0, 999)] == [1, 10, 10]
    assert [found["js-10.2.10", ms] for ms in (3000, 0, 999)] == [3, 10, 10]


def test_options_that_are_not_offered_or_cannot_serve_are_not_ranked(tmp_path: Path, rows: str) -> None:
    """The output has the reason (OPT-1, OPT-2)."""
    priced = ("per_domain", "per_page", "per_barcode_scan")
    tiers = [{"from": 0, "each": 1}]
    prices = {"currency": "EUR", "prices": [{"option": one, "tiers": tiers} for one in priced]}
    path = tmp_path / "prices.json"
    path.write_text(json.dumps(prices), "utf-8")
    mixed = written(
        [*ROWS, {**ROWS[0], "event": "scan", "deployment": "server", **CODE}], tmp_path / "mixed.jsonl"
    )
    found = summary_of([mixed, "--prices", str(path)], tmp_path)["money"]["uses"]["scans"]
    why = {one["name"]: one["why"] for one in found["not_ranked"]}
    assert "not offered for barcode_reader" in why["per_page"]
    assert "does not serve scans of" in why["per_domain"]
    twain = summary_of([rows, "--product", "web_twain"], tmp_path)["options"]
    assert (twain["per_barcode_scan"]["figures"], len(twain["per_page"]["figures"])) == ([], 4)


def test_two_plans_are_compared(tmp_path: Path, rows: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The recommendations before and after; a file that is not a summary is a fault."""
    summary_of([rows], tmp_path)
    before = str(tmp_path / "summary.json")
    assert main(["plan", rows, "--against", before]) == 0
    assert "nothing differs" in capsys.readouterr().out
    assert main(["plan", rows, "--forget", "0", "--against", before]) == 0
    assert "per_barcode_scan js-9 " in capsys.readouterr().out.partition("against the other plan:")[2]
    assert main(["plan", rows, "--against", rows]) == 2
    assert "is not the summary of a plan" in capsys.readouterr().err


def test_too_many_bad_rows_end_with_2_and_write_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The kinds are named with examples."""
    path = written([{**row, "time": None} for row in ROWS], tmp_path / "rows.jsonl")
    target = tmp_path / "summary.json"
    assert main(["plan", path, "--summary", str(target)]) == 2
    assert f"licensim plan: rows: no time: {len(ROWS)} of {len(ROWS)}" in capsys.readouterr().err
    assert not target.exists()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--map", "time"], "--map: must be FIELD=COLUMN"),
        (["--map", "moon=device"], "--map moon: no such field"),
        (["--map", "text=moon"], "--map text: no such column"),
        (["--from", "yesterday"], "--from: is not an instant"),
        (["--forget", "-1"], "--forget: must be milliseconds"),
        (["--growth", "-1"], "--growth: must not be negative"),
        (["--summary", "INPUT"], "--summary: is one of the inputs"),
        (["--memory", "banana"], "--memory: "),
        (["--summary", "INPUT.x", "--report", "INPUT.x"], "--summary: is the file of --report, too"),
        (["--from", "2030-01-01"], "rows: none of them can be planned"),
        (["--from", "2026-03-01", "--to", "2026-03-01"], "--to: must be later than --from: 2026-03-01"),
    ],
)
def test_what_is_asked_wrongly(
    rows: str, arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """One clear error, and exit code 2."""
    assert main(["plan", rows, *(one.replace("INPUT", rows) for one in arguments)]) == 2
    assert f"licensim plan: {says}" in capsys.readouterr().err


def test_explain_prints_the_statements(rows: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Each is SQL that parses."""
    assert main(["plan", rows, "--explain"]) == 0
    printed = capsys.readouterr().out
    statements = duckdb.connect().extract_statements(printed)
    assert len(statements) > 20
    assert (
        "-- islands_browser_3000: chains of sightings, none further than the window from the one before"
        in printed
    )


def test_presets_read_samples_of_their_formats(tmp_path: Path) -> None:
    """Written after the public documentation of each: OTLP's JSON encoding, Segment's track call."""
    samples = preset_samples()
    assert set(samples) == set(PRESETS)
    for name, lines in samples.items():
        summary = summary_of([written(lines, tmp_path / f"{name}.jsonl"), "--preset", name], tmp_path)
        assert (name, figure(summary, "per_barcode_scan")["used"]) == (name, 2)
        assert figure(summary, "per_domain")["used"] == 1


def test_a_cancelled_plan_leaves_nothing_behind(tmp_path: Path) -> None:
    """Interrupted while it counts: exit 130, no summary, no file of its own."""
    columns = "'scan' as event, 'd' || (range % 1000) as device, 'QRCode' as format, 'T' || range as text"
    source = f"select 1767225600000 + range * 7 as time, {columns}"
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    out.mkdir()
    duckdb.connect().execute(f"copy ({source} from range(8000000)) to '{folder}/rows.parquet'")
    command = [sys.executable, "-m", "licensim", "plan", str(folder), "--summary", str(out / "summary.json")]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        while "serves" not in process.stderr.readline():
            pass
        process.send_signal(signal.SIGINT)
        wait_until(lambda: process.poll() is not None)
    assert process.returncode == 130
    assert not list(out.iterdir())


def test_what_serves_none_of_the_data_has_words_instead_of_numbers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Scans of browsers: no instances, no pages; and nothing is said of how far these could be relied on."""
    rows = [{"time": START + n, "device": "a", "origin": "https://a.example.com", **CODE} for n in range(3)]
    summary = summary_of([written(rows, tmp_path / "rows.jsonl")], tmp_path)
    shown = capsys.readouterr().out
    assert (
        "per_concurrent_instance   cannot serve these data: does not serve scans of browser (OPT-1)" in shown
    )
    assert "per_page                  cannot serve these data: not offered for barcode_reader" in shown
    assert "per_server does not serve scans of browser (OPT-1)" in shown
    gated = {gate["option"] for gate in summary["gates"]}
    assert gated == {"per_barcode_scan", "per_client_device", "per_concurrent_device"}


def test_what_a_trace_does_not_have(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A condition, a mapping, accepted rows: nothing of it is ignored in silence."""
    path = written(a_trace(3), tmp_path / "trace.jsonl")
    for arguments in (["--where", "true"], ["--map", "time=t"], ["--preset", "otlp"], ["--rows", "accepted"]):
        assert main(["plan", path, *arguments]) == 2
        assert f"licensim plan: {arguments[0]}: a trace has none" in capsys.readouterr().err


def test_progress_says_what_runs_how_much_is_done_and_how_long_it_takes() -> None:
    """Half of the first of two statements after ten seconds: thirty are left."""
    one, other = (Statement(name, "", f"the {name}") for name in ("first", "second"))
    progress = StatementProgress(lambda: 0.5)
    progress.at(Statement("rows", "", "reading"))
    assert progress.line(0) == "reading"
    progress = StatementProgress(lambda: 0.5)
    progress.expect([one, other], 1000)
    progress.at(one)
    began = progress._began
    assert progress.line(began + 10) == " 25% of 1,000 rows: the first; about 30 s left"
    progress.at(other)
    assert progress.line(began + 30) == " 75% of 1,000 rows: the second; about 10 s left"
