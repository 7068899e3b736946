"""The stretch behind a figure, as a trace: replay answers it with the same figure."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Final

import pytest

from licensim.cli.main import main
from licensim.hosts import parse_origin
from licensim.plan.engines.duckdb import DuckDb
from licensim.plan.figures import Figure
from licensim.plan.input.read import open_rows
from licensim.plan.request import Request
from licensim.plan.run import plan
from licensim.plan.why.cut import cut
from licensim.plan.why.stretch import stretch
from licensim.rules.license.profile import DEFAULT_EDITION, DEFAULT_PROFILE, EDITIONS
from licensim.rules.options import OPTIONS
from licensim.rules.options.shape import AMPLE
from licensim.rules.timeline import slot_of
from plan.oracle import replayed
from plan.planned import written
from plan.rows import a_logged_trace, rows_of

SEEDS: Final = (1, 2, 3, 4)
FORGETS: Final = (3000, 1500, 10_001, 0)


def said(figure: Figure, events: list[dict[str, Any]], slot: int) -> int:
    """What replay says of a figure; of concurrent options that of the slot."""
    terms = {**figure.terms}
    item = {"option": figure.option, **terms}
    profile = item.pop("profile", DEFAULT_PROFILE)
    if figure.option == "per_domain":
        hosts = [event for event in events if event["type"] == "open" and "origin" in event]
        found: list[str] = []
        for host in hosts:  # an item of each domain: all hosts of one are covered by one
            origin = parse_origin(host["origin"])
            found.append("" if origin is None else origin.host)
        return OPTIONS["per_domain"].bought(
            {"sites": [one for one in found if one not in figure.series["suffixes"]]}
        )
    items, _ = replayed(events, [{"quota": AMPLE, **item}], figure.edition or DEFAULT_EDITION, profile)
    if "slots" in items["0"]:
        return int(items["0"]["slots"].get(str(slot), 0))
    return OPTIONS[figure.option].bought(items["0"])


@pytest.mark.parametrize("seed", SEEDS)
def test_replay_says_the_same_of_the_cut(seed: int, tmp_path: Path) -> None:
    """Every figure of random rows, under several forget times and every edition."""
    events, forget_ms = a_logged_trace(seed + 20), FORGETS[seed % len(FORGETS)]
    path = written(rows_of(events), tmp_path / "rows.jsonl")
    with DuckDb(threads=1) as engine:
        request = Request([path], forgets_ms=(forget_ms,))
        opened, query = open_rows(engine, request, parse_origin)
        planned = plan(engine, request, opened, query, parse_origin)
        checked = 0
        for figure in planned.figures:
            if not figure.used or (
                figure.edition in EDITIONS and figure.terms.get("period") in ("monthly", "yearly")
            ):
                continue
            found = stretch(planned.look, figure)
            trace = [
                {**one, "key": "K"} if one["type"] == "open" else one
                for one in cut(planned.look, found, figure.edition or DEFAULT_EDITION)
            ]
            what = (figure.option, dict(figure.terms), figure.edition)
            assert (what, said(figure, trace, slot_of(found.since))) == (what, found.amount)
            checked += 1
        assert checked > 5


def test_it_names_who_is_behind_a_figure_and_writes_the_trace(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The instant, the seats and their contacts, the rule; then `replay` has the same peak."""
    path = written(rows_of(a_logged_trace(7)), tmp_path / "rows.jsonl")
    trace, document, summary = (str(tmp_path / name) for name in ("t.jsonl", "license.json", "summary.json"))
    assert main(["plan", path, "--why", "per_client_device/browser/daily", "--trace", trace]) == 0
    shown = capsys.readouterr().out
    seats = int(re.findall(r"^(\d+) seats taken at .* the most at once \(DEV-6\)$", shown, re.MULTILINE)[0])
    assert shown.count(" last contact 2026-") == seats
    item = {"id": "i", "option": "per_client_device", "deployment": "browser", "period": "daily", "quota": 99, "starts_at": 0, "expires_at": 2**52}  # fmt: skip  # noqa: E501
    project = {"key": "PLAN", "settings": {"allow_insecure": True}, "items": [item]}
    Path(document).write_text(json.dumps({"profile": DEFAULT_PROFILE, "projects": [project]}), "utf-8")
    assert main(["replay", "--license", document, trace, "--summary", summary]) == 0
    assert json.loads(Path(summary).read_text("utf-8"))["items"]["i"]["peak"] == seats


def test_a_trace_is_cut_at_the_end_of_the_stretch(tmp_path: Path) -> None:
    """What comes after the busiest slot is left out, and what is left has the same slot."""
    place = {"key": "PLAN", "deployment": "browser", "origin": "https://a.example.com"}
    code = {"format": "QRCode", "text": "A"}
    start = 1_767_225_600_000
    events = [{"t": start, "type": "open", "client": one, **place} for one in "ab"]
    events += [
        {"t": start + 1, "type": "frame", "client": one, "scanner": "s", "codes": [code]} for one in "ab"
    ]
    events += [{"t": start + 500_000, "type": "frame", "client": "a", "scanner": "s", "codes": [code]}]
    path, target = written(events, tmp_path / "trace.jsonl"), tmp_path / "cut.jsonl"
    assert main(["plan", path, "--why", "per_concurrent_device", "--trace", str(target)]) == 0
    assert [json.loads(line) for line in target.read_text("utf-8").splitlines()] == events[:4]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--why", "per_moon"], "--why: no such figure: per_moon; there are per_barcode_scan"),
        (["--why", "per_client_device/hourly"], "--why: no such figure"),
        (["--why", "per_page/ocr"], "--why: per_page: nothing was used"),
        (["--trace", "t.jsonl"], "--trace: needs --why"),
    ],
)
def test_what_has_no_stretch(
    tmp_path: Path, arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """One clear error, and exit 2."""
    row = {"time": 1_767_225_600_000, "device": "a", "format": "QRCode", "text": "A"}
    assert main(["plan", written([row], tmp_path / "rows.jsonl"), *arguments]) == 2
    assert f"licensim plan: {says}" in capsys.readouterr().err
