"""The report of a failing test: in words, with the events around the difference, and a trace that replays."""

import json
import shlex
from pathlib import Path

import pytest

from kit.inner import run
from licensim.cli import main as cli
from licensim.rules.input.fault import Malformed
from licensim.testing import KitError, Licensim

pytest_plugins = ("pytester",)

HEAD = """
def test_it(licensim):
    licensim.item("per_client_device", period="daily", quota=1)
    licensim.item("per_barcode_scan", quota=3, grace=0.5)
    shop = licensim.origin("https://shop.example.com")
    shop.open()
    shop.frames(["A"] * 40 + ["B"], fps=10)
    shop.pages("core", 2)
"""


def failure(pytester: pytest.Pytester, last_line: str) -> pytest.RunResult:
    """Run the session above with one more line, which fails."""
    result = run(pytester, HEAD + f"    {last_line}\n")
    result.assert_outcomes(failed=1)
    return result


def test_too_much_was_counted(pytester: pytest.Pytester) -> None:
    """The arrow is at the event that exceeded the expected count."""
    failure(pytester, "licensim.assert_counted(scans=1)").stdout.fnmatch_lines(
        [
            "E*expected 1 scan to be counted, but 2 were",
            "E*more like this",
            "E*> * 2026-01-01 00:00:04  https://shop.example.com sees QRCode 'B'   Licensed *, 1 scan *",
            "E*counts 2 pages of core*",
            "E*trace: *trace.jsonl",
            "E*replay it: licensim replay --license *",
        ]
    )


def test_too_little_was_counted(pytester: pytest.Pytester) -> None:
    """The arrows are at the last events that added nothing."""
    failure(pytester, "licensim.assert_counted(scans=3, core=2)").stdout.fnmatch_lines(
        [
            "E*expected 3 scans to be counted, but 2 were",
            "E*> *sees QRCode 'A'   Licensed by *, 1 duplicate. *",
        ]
    )
    failure(pytester, "licensim.assert_counted(core=3, client=shop)").stdout.fnmatch_lines(
        ["E*expected 3 pages of core to be counted at https://shop.example.com, but 2 were"]
    )


def test_seats_refusals_and_overuse(pytester: pytest.Pytester) -> None:
    """Each with the actual value."""
    failure(pytester, "licensim.assert_seats(2)").stdout.fnmatch_lines(
        [
            "E*expected 2 of 1 seat of per_client_device to be taken, but 1 is",
            "E*>*opens   Licensed *, 1 seat taken. *",
        ]
    )
    failure(pytester, "licensim.assert_refused(120)").stdout.fnmatch_lines(
        ["E*expected a refusal with 120, but there were none; nothing was refused"]
    )
    over = "licensim.change('per_client_device', quota=0); licensim.assert_no_overuse()"
    failure(pytester, over).stdout.fnmatch_lines(
        ["E*expected no overuse, but per_client_device has 1 seat of 0; no answer is `over`"]
    )


def test_the_arrow_is_at_the_seat_too_many(pytester: pytest.Pytester) -> None:
    """At the client that took it, not at earlier ones."""
    took = "licensim.change('per_client_device', quota=2); licensim.origin('https://b.test').open()"
    failure(pytester, f"{took}; licensim.assert_seats(1)").stdout.fnmatch_lines(
        ["E*> *https://b.test opens*"]
    )


def test_the_engine_and_the_log_are_in_every_failure(pytester: pytest.Pytester) -> None:
    """Also if a plain pytest assertion fails."""
    result = failure(pytester, "assert shop.open().answer == 'refused'")
    result.stdout.fnmatch_lines(
        ["*- licensim, host engine -*", "*1 2026-01-01 00:00  the test uses the host engine"]
    )


def test_a_kept_trace_replays_with_the_same_answers(
    pytester: pytest.Pytester, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same bytes, by the command in the report."""
    failure(pytester, "licensim.assert_counted(scans=0)")
    capsys.readouterr()
    folder = pytester.path / "licensim-results" / "test_a_kept_trace_replays_with_the_same_answers.py-test_it"
    replayed(folder)


def replayed(folder: Path) -> None:
    """Replay the kept trace, and compare the answers."""
    again = folder / "again.jsonl"
    license_, trace = str(folder / "license.json"), str(folder / "trace.jsonl")
    assert cli.main(["replay", "--license", license_, "--answers", str(again), trace]) == 0
    expected, found = (folder / "answers.jsonl").read_text("utf-8"), again.read_text("utf-8")
    assert [json.loads(line) for line in expected.splitlines()] == [
        json.loads(line) for line in found.splitlines()
    ]
    assert expected == found


@pytest.mark.licensim(allow="all", reports="slot")
@pytest.mark.parametrize("reports", ["slot", "immediate"])
def test_a_session_of_everything_replays(licensim: Licensim, tmp_path: Path, reports: str) -> None:
    """Clients, devices, scanners, pages, instances, offline, cleared storage: all that a trace can state."""
    licensim.use(reports=reports)
    licensim.item("per_client_device", period="daily", quota=2, grace=0)
    licensim.item("per_barcode_scan", quota=8, grace=0.25)
    licensim.item("per_page", module="ocr", quota=3)
    licensim.item("per_concurrent_instance", quota=2, allowance=0)
    licensim.project(settings={"reports": reports})
    shop, other = (
        licensim.origin("https://shop.example.com"),
        licensim.browser("b").origin("https://shop.example.com"),
    )
    phone, server = licensim.device("mobile"), licensim.device("server", server_id="s-1")
    for client in (shop, other, phone, server):
        client.open()
    shop.scanner("one", formats=["QRCode"], one_d_trust_frames=2)
    shop.frames(["A", ["A", ("Code128", "A")], None, "B", "A"], fps=0.5)
    server.instances(2)
    server.create_instance()
    server.frames(["S", "S"])
    with licensim.faults.offline():
        phone.scan("QRCode", "P")
        other.clear_storage()
        other.image(["A", "B"])
    licensim.clock.advance(minutes=4)
    other.open(edition="js-10.2.10")
    shop.pages("ocr", 4)
    licensim.clock.advance(days=1)
    for client in (phone, shop, other):
        client.scan("EAN13", "E")
        client.release()
    assert licensim.recording.beyond == []
    licensim.save_trace(tmp_path)
    replayed(tmp_path)


@pytest.mark.filterwarnings("ignore::licensim.testing.UnknownFormatWarning")
@pytest.mark.licensim(allow="all", reports="slot")
def test_warnings_are_in_a_kept_trace(licensim: Licensim, tmp_path: Path) -> None:
    """No origin, an unknown format, a clamp, dropped usage: the same in the replies and in a replay."""
    licensim.item("per_barcode_scan", quota=8)
    licensim.project(settings={"reports": "slot"})
    page = licensim.origin("file:///home/me/index.html")
    opening = page.open(edition="js-9.6")
    assert [(one["reason"], one["rule"]) for one in opening.warnings] == [("OPAQUE_ORIGIN", "ID-3")]
    assert " Warning: this page has no http or https origin; " in licensim.log.text()
    warned = page.set(duplicate_forget_time=60_000, formats=["QR"])
    assert [one["reason"] for one in warned.warnings] == ["CLAMPED", "UNKNOWN_FORMAT"]
    page.scan("QR", "A")
    assert [one["reason"] for one in page.clear_storage().warnings] == ["STORAGE_CLEARED"]
    licensim.save_trace(tmp_path)
    assert (tmp_path / "answers.jsonl").read_text("utf-8").count("warnings") == 3
    replayed(tmp_path)


def test_events_that_a_trace_cannot_state_are_named(licensim: Licensim) -> None:
    """From that line on a replay may answer differently."""
    licensim.item("per_barcode_scan", quota=1)
    shop = licensim.origin("https://shop.example.com")
    shop.open()
    licensim.faults.revoke()
    licensim.allow("refusals")
    shop.open()
    assert "from line 2 on answers may differ: the license was changed" in licensim.kept()


def test_the_ledger_as_text(licensim: Licensim) -> None:
    """The same session gives the same text, in the license's order."""
    licensim.item("per_barcode_scan", "scans", quota=4)
    licensim.item("per_domain", "site", domain="example.com")
    licensim.item("per_client_device", "seats", period="daily", quota=2)
    licensim.item("per_concurrent_device", "rush", quota=1)
    shop = licensim.origin("https://shop.example.com")
    shop.open()
    shop.scan("QRCode", "A")
    assert licensim.ledger_text() == (
        "project DEMO-1\n"
        "  scans (per_barcode_scan): 0 of 4 used\n"
        "  site (per_domain): used at 1 host\n"
        "    shop.example.com\n"
        "  seats (per_client_device): 0 of 2 seats taken, at most 0 at once\n"
        "  rush (per_concurrent_device): 1 at once, 0 exceptions this year\n"
    )


SESSION = (
    '{"t": 1767225600000, "type": "open", "client": "c", "key": "DEMO-1", "deployment": "browser", '
    '"origin": "https://shop.example.com/cart"}\n'
    '{"t": 1767225601000, "type": "network", "up": false}\n'
    '{"t": 1767225601000, "type": "frame", "client": "c", "scanner": "s", '
    '"codes": [{"format": "QRCode", "text": "A"}]}\n'
    '{"t": 1767225602000, "type": "network", "up": true}\n'
    '{"t": 1767225602000, "type": "pages", "client": "c", "module": "core", "count": 2}\n'
)


def test_a_recorded_session_plays_again(licensim: Licensim, tmp_path: Path) -> None:
    """From any recorder; it gets the answers of the test's license, and can be recorded again."""
    licensim.item("per_barcode_scan", quota=9)
    licensim.item("per_page", module="core", quota=1)
    replies = licensim.replay(SESSION)
    assert [(one.answer, one.reason) for one in replies] == [
        ("ok", None),
        ("ok", "OFFLINE_CACHED"),
        ("over", None),
    ]
    licensim.assert_counted(scans=1, pages=2)
    licensim.save_trace(tmp_path)
    replayed(tmp_path)
    licensim.allow("unsent")


@pytest.mark.parametrize(
    ("option", "told"),
    [("reports='slot'", "--reports slot"), ("edition='js-10.2.10'", "--edition js-10.2.10")],
)
def test_the_replay_command_has_the_tests_options(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, option: str, told: str
) -> None:
    """The printed command includes the options of the test that change answers."""
    test = HEAD.replace("):\n", f"):\n    licensim.use({option})\n", 1) + "    assert False\n"
    result = run(pytester, test)
    result.stdout.fnmatch_lines([f"replay it: licensim replay {told} --license *"])
    command = next(line for line in result.outlines if line.startswith("replay it: "))
    monkeypatch.chdir(pytester.path)
    _, *args = shlex.split(command.removeprefix("replay it: "))
    args[args.index("--answers") + 1] = "again.jsonl"
    assert cli.main(args) == 0
    kept = Path(args[-1]).with_name("answers.jsonl")
    assert Path("again.jsonl").read_text("utf-8") == kept.read_text("utf-8")


def test_a_session_at_fault_is_named(licensim: Licensim) -> None:
    """With its line; for an instant before the test's begin, the error says how to begin earlier."""
    with pytest.raises(Malformed, match=r"2: .*was not opened"):
        licensim.replay(
            SESSION.splitlines()[0] + '\n{"t": 1767225600000, "type": "release", "client": "x"}\n'
        )
    licensim.clock.advance(ms=1)
    with pytest.raises(KitError, match="start=1767225600000"):
        licensim.replay(SESSION)
