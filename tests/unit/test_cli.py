"""The command line: outputs, exit codes, and no output file if there is a fault (DESIGN)."""

from __future__ import annotations

import io
import json
import stat
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from licensim.cli.files import MAX_LINE, line_blocks
from licensim.cli.main import EDITIONS, REPORTS, main
from licensim.rules.documents.demo import demo_document
from licensim.rules.documents.fields import REPORTS as DOCUMENT_REPORTS
from licensim.rules.explain.topics import known_terms
from licensim.rules.license import profile
from licensim.rules.options import OPTIONS
from licensim.sessions.trace import Unreadable

T = 1_767_225_600_000
PAGE = {"client": "a", "key": "DEMO-1", "deployment": "browser", "origin": "https://shop.example/"}
FRAME = {"type": "frame", "client": "a", "scanner": "s", "codes": [{"format": "QRCode", "text": "x"}]}
SESSION: list[dict[str, Any]] = [
    {"t": T, "type": "open", **PAGE},
    {"t": T + 10, **FRAME},
    {"t": T + 5, "type": "pages", "client": "a", "module": "core", "count": 375},
]


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test has its own folder, with a license and a session."""
    monkeypatch.chdir(tmp_path)
    Path("license.json").write_text(json.dumps(demo_document(T)), encoding="utf-8")
    write_trace(*SESSION)


def write_trace(*lines: dict[str, Any] | str) -> None:
    """Write `trace.jsonl`."""
    texts = [one if isinstance(one, str) else json.dumps(one) for one in lines]
    Path("trace.jsonl").write_text("".join(f"{one}\n" for one in texts), encoding="utf-8")


def command(*arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run the real command in its own process."""
    return subprocess.run(
        [sys.executable, "-m", "licensim", *arguments],
        input=stdin,
        capture_output=True,
        check=False,
        timeout=60,
    )


def files() -> list[str]:
    """Return the names in the folder of the test."""
    return sorted(one.name for one in Path().iterdir())


def test_replay_as_design_shows_it() -> None:
    """Options after the trace; the exact content of both files."""
    done = command(
        "replay",
        "--license",
        "license.json",
        "trace.jsonl",
        "--answers",
        "answers.jsonl",
        "--summary",
        "summary.json",
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    lines = Path("answers.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["counted"] for line in lines] == [0, 1, 375]
    items = json.loads(Path("summary.json").read_text(encoding="utf-8"))["items"]
    assert items["pages-core"] == {
        "option": "per_page",
        "quota": 500,
        "answer": "ok",
        "alerts": [75],
        "used": 375,
    }
    assert files() == ["answers.jsonl", "license.json", "summary.json", "trace.jsonl"]


def test_options_before_and_after_the_trace(capsys: pytest.CaptureFixture[str]) -> None:
    """The order does not matter."""
    orders = (
        ["trace.jsonl", "--license", "license.json", "--summary", "-"],
        ["--license", "license.json", "trace.jsonl", "--summary", "-"],
        ["--summary", "-", "--license", "license.json", "trace.jsonl"],
    )
    outputs = set()
    for order in orders:
        assert main(["replay", *order]) == 0
        outputs.add(capsys.readouterr().out)
    assert len(outputs) == 1


def test_standard_input_and_output() -> None:
    """`-`, or no trace, means standard input."""
    trace = Path("trace.jsonl").read_bytes()
    for given in (["-"], []):
        done = command("replay", "--license", "license.json", *given, "--answers", "-", stdin=trace)
        assert done.returncode == 0
        assert [json.loads(line)["line"] for line in done.stdout.splitlines()] == [1, 2, 3]


def test_without_files_the_summary_is_shown_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    """A line for each item."""
    assert main(["replay", "--license", "license.json", "trace.jsonl"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "scans: per_barcode_scan, ok: 1 of 1,000 scans" in lines
    assert "pages-core: per_page, ok: 375 of 500 pages, alerts 75 %" in lines
    assert "devices: per_client_device, ok: 0 of 25 seats, at most 0 at once" in lines
    assert len(lines) == 10


def test_a_line_is_explained_with_its_figures(capsys: pytest.CaptureFixture[str]) -> None:
    """The answer of a replay in words, with the usage before it and after it (ITEM-3)."""
    said = []
    for line in "123":
        assert main(["explain", line, "--license", "license.json", "--trace", "trace.jsonl"]) == 0
        said.append(capsys.readouterr().out)
    assert (
        "Licensed by item scans, 1 scan counted. Scans used: 0 of 1,000 before, 1 now; 999 left (ITEM-3).\n"
        in said
    )
    assert "Pages of core used: 0 of 500 before, 375 now; 125 left (ITEM-3)." in "".join(said)


def test_a_line_of_a_trace_at_fault_is_not_explained(capsys: pytest.CaptureFixture[str]) -> None:
    """All faults are named, and nothing else."""
    write_trace(SESSION[0], {"t": T, "type": "nonsense", "client": "c"})
    assert main(["explain", "1", "--license", "license.json", "--trace", "trace.jsonl"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "trace.jsonl:2: type: " in captured.err


def test_reports_and_edition_are_passed_on(capsys: pytest.CaptureFixture[str]) -> None:
    """A code in view for 9 s: 1 scan in the default edition, 3 in the other."""
    write_trace(SESSION[0], *({"t": T + at, **FRAME} for at in range(0, 9001, 1500)))
    used = []
    for more in ([], ["--edition", "js-10.2.10"], ["--reports", "slot", "--edition", "js-10.2.10"]):
        assert main(["replay", "--license", "license.json", "trace.jsonl", "--summary", "-", *more]) == 0
        used.append(json.loads(capsys.readouterr().out)["items"]["scans"]["used"])
    assert used == [1, 3, 3]


def test_the_names_of_the_parser_are_those_of_the_rules() -> None:
    """The argument parser repeats them, so that `--help` imports no rules."""
    assert tuple(profile.EDITIONS) == EDITIONS
    assert DOCUMENT_REPORTS == REPORTS


def test_faults_are_named_with_file_line_and_path_and_nothing_is_written() -> None:
    """Existing files stay too."""
    Path("answers.jsonl").write_text("before", encoding="utf-8")
    write_trace(*SESSION, "", {"t": T, "type": "pages", "client": "b", "module": "core", "count": 1}, "{")
    arguments = ("replay", "--license", "license.json", "trace.jsonl", "--answers", "answers.jsonl")
    done = command(*arguments, "--summary", "-")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().splitlines() == [
        "trace.jsonl:4: $: empty line",
        'trace.jsonl:5: client: "b" was not opened before',
        "trace.jsonl:6: $: not JSON: expecting property name enclosed in double quotes (column 2)",
    ]
    assert Path("answers.jsonl").read_text(encoding="utf-8") == "before"
    assert files() == ["answers.jsonl", "license.json", "trace.jsonl"]


def test_faults_of_the_license_and_of_the_trace_are_named_together() -> None:
    """One run names all of them."""
    Path("license.json").write_text('{"profile": "v2.4",\n"projects": []}', encoding="utf-8")
    write_trace({"t": -1, **FRAME})
    done = command("replay", "--license", "license.json", "trace.jsonl", "--answers", "answers.jsonl")
    assert done.returncode == 2
    assert done.stderr.decode().splitlines() == [
        "license.json:2: projects: must not be empty",
        "trace.jsonl:1: t: must be 0 to 8640000000000000, not -1",
    ]
    assert files() == ["license.json", "trace.jsonl"]


def test_bytes_that_are_no_text_are_a_fault_of_their_line(capsys: pytest.CaptureFixture[str]) -> None:
    """In the trace, and in the license."""
    Path("trace.jsonl").write_bytes(json.dumps(SESSION[0]).encode() + b'\n{"t":"\xff"}\n\x00\n')
    assert main(["replay", "--license", "license.json", "trace.jsonl"]) == 2
    assert capsys.readouterr().err.splitlines() == [
        "trace.jsonl:2: $: not UTF-8 at byte 7",
        "trace.jsonl:3: $: not JSON: expecting value (column 1)",
    ]
    Path("license.json").write_bytes(b"{\n\xff}")
    assert main(["check", "license.json"]) == 2
    assert capsys.readouterr().err == "license.json:2: $: not UTF-8 at byte 3\n"


def test_windows_line_ends_are_fine(capsys: pytest.CaptureFixture[str]) -> None:
    """With and without a newline after the last line."""
    lines = [json.dumps(one) for one in SESSION]
    for text in ("\r\n".join(lines), "\r\n".join(lines) + "\r\n"):
        Path("trace.jsonl").write_bytes(text.encode())
        assert main(["replay", "--license", "license.json", "trace.jsonl", "--answers", "-"]) == 0
        assert len(capsys.readouterr().out.splitlines()) == 3


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["replay", "--license", "nope.json", "trace.jsonl"], "nope.json: No such file or directory"),
        (["replay", "--license", "license.json", "nope"], "nope: No such file or directory"),
        (["replay", "--license", ".", "trace.jsonl"], ".: Is a directory"),
        (["replay", "--license", "license.json", "."], ".: Is a directory"),
        (["replay", "--license", "license.json", "trace.jsonl", "--answers", "."], ".: Is a directory"),
        (
            ["replay", "--license", "license.json", "trace.jsonl", "--summary", "no/where"],
            "no/where: No such file or directory",
        ),
        (["check", "nope.json"], "nope.json: No such file or directory"),
        (["compare", "nope"], "nope: No such file or directory"),
    ],
)
def test_a_file_that_cannot_be_opened_is_one_line(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 1, and no file is left."""
    assert main(arguments) == 1
    assert capsys.readouterr().err == f"licensim: {message}\n"
    assert files() == ["license.json", "trace.jsonl"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    """An output device is written to, never replaced."""
    before = stat.S_ISCHR(Path("/dev/full").stat().st_mode)
    assert main(["replay", "--license", "license.json", "trace.jsonl", "--answers", "/dev/full"]) == 1
    assert capsys.readouterr().err == "licensim: /dev/full: No space left on device\n"
    assert stat.S_ISCHR(Path("/dev/full").stat().st_mode) == before


def test_a_link_stays_a_link() -> None:
    """Its target file is replaced."""
    Path("real").write_text("", encoding="utf-8")
    Path("link").symlink_to("real")
    assert main(["replay", "--license", "license.json", "trace.jsonl", "--answers", "link"]) == 0
    assert Path("link").is_symlink()
    assert len(Path("real").read_text(encoding="utf-8").splitlines()) == 3


def _links() -> None:
    """Other names of the input files."""
    Path("folder").mkdir()
    Path("folder/soft").symlink_to("../trace.jsonl")
    Path("hard").hardlink_to("license.json")
    Path("loop").symlink_to("folder", target_is_directory=True)


@pytest.mark.parametrize("option", ["--answers", "--summary"])
@pytest.mark.parametrize(
    ("output", "source"),
    [
        ("trace.jsonl", "the trace"),
        ("./trace.jsonl", "the trace"),
        ("folder/soft", "the trace"),
        ("loop/soft", "the trace"),
        ("license.json", "--license"),
        ("hard", "--license"),
    ],
)
def test_an_output_never_replaces_an_input(
    option: str, output: str, source: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Under any of its names; the inputs do not change."""
    _links()
    before = [Path(name).read_bytes() for name in ("trace.jsonl", "license.json")]
    assert main(["replay", "--license", "license.json", "trace.jsonl", option, output]) == 2
    assert f"{option} and {source} cannot be one file" in capsys.readouterr().err
    assert before == [Path(name).read_bytes() for name in ("trace.jsonl", "license.json")]
    assert ["folder", "hard", "license.json", "loop", "trace.jsonl"] == files()


def test_a_redirected_file_is_an_input() -> None:
    """A redirected trace is not overwritten."""
    before = Path("trace.jsonl").read_bytes()
    arguments = ("replay", "--license", "license.json", "-", "--answers", "trace.jsonl")
    with Path("trace.jsonl").open("rb") as trace:
        command = [sys.executable, "-m", "licensim", *arguments]
        done = subprocess.run(command, stdin=trace, check=False, capture_output=True)
    assert (2, before) == (done.returncode, Path("trace.jsonl").read_bytes())


@pytest.mark.parametrize("pair", [("x", "./x"), ("folder/x", "loop/x"), ("folder/soft", "folder/soft2")])
def test_two_outputs_are_two_files(pair: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    """Also if they do not exist yet."""
    _links()
    Path("real").write_text("", encoding="utf-8")
    Path("folder/soft").unlink()
    for name in ("soft", "soft2"):
        Path("folder", name).symlink_to("../real")
    outputs = ["--answers", pair[0], "--summary", pair[1]]
    assert main(["replay", "--license", "license.json", "trace.jsonl", *outputs]) == 2
    assert "--answers and --summary cannot be one file" in capsys.readouterr().err


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664])
def test_an_output_keeps_the_mode_of_what_it_replaces(mode: int) -> None:
    """A new file has the usual mode."""
    Path("answers").write_text("before", encoding="utf-8")
    Path("answers").chmod(mode)
    Path("any").write_text("", encoding="utf-8")
    outputs = ["--answers", "answers", "--summary", "summary"]
    assert main(["replay", "--license", "license.json", "trace.jsonl", *outputs]) == 0
    assert mode == stat.S_IMODE(Path("answers").stat().st_mode)
    assert Path("any").stat().st_mode == Path("summary").stat().st_mode


@pytest.mark.parametrize("length", [1, 255])
def test_an_output_may_have_any_name(length: int) -> None:
    """The temporary file beside it has another name."""
    name = "x" * length
    assert main(["replay", "--license", "license.json", "trace.jsonl", "--answers", name]) == 0
    assert len(Path(name).read_text(encoding="utf-8").splitlines()) == 3


@pytest.mark.parametrize("arguments", [["compare", "{}"], ["replay", "--license", "license.json", "{}"]])
def test_the_first_hundred_of_a_million_faults_are_named(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """And the number of further ones."""
    Path("faulty").write_bytes(b"{\n" * 100_000)
    assert main([one.format("faulty") for one in arguments]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert [f"faulty:{number}:" for number in range(1, 101)] == [line.split(" ")[0] for line in lines[:-1]]
    assert lines[-1] == "faulty: and 99,900 more"


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no /dev/zero here")
@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["check", "/dev/zero"], "/dev/zero:1: $: longer than 16777216 bytes"),
        (["replay", "--license", "/dev/zero", "trace.jsonl"], "/dev/zero:1: $: longer than 16777216 bytes"),
        (
            ["replay", "--license", "license.json", "/dev/zero"],
            "/dev/zero:1: $: longer than 268435456 bytes",
        ),
        (["compare", "/dev/zero"], "/dev/zero:1: $: longer than 268435456 bytes"),
    ],
)
def test_endless_input_is_not_read_to_its_end(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is read only until it cannot be a document or a line."""
    assert main(arguments) == 2
    assert told in capsys.readouterr().err.splitlines()


@pytest.mark.parametrize(
    "arguments",
    [
        ["replay", "--license", "-", "-"],
        ["replay", "--license", "license.json", "trace.jsonl", "--answers", "-", "--summary", "-"],
        ["replay", "--license", "license.json", "trace.jsonl", "--answers", "x", "--summary", "x"],
        ["explain", "SCAN-99"],
        ["explain", "99"],
        ["explain", "1", "--trace", "trace.jsonl"],
        ["explain", "1", "--license", "license.json"],
        ["explain", "SCAN-4", "--license", "license.json", "--trace", "trace.jsonl"],
        ["explain", "99", "--license", "license.json", "--trace", "trace.jsonl"],
        ["profiles", "v9"],
        ["profiles", "v2.4", "js-9"],
        ["profiles", "js-9", "js-9.6", "js-10.2.10"],
    ],
)
def test_senseless_arguments_are_one_line(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2, and nothing is written."""
    assert main(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert len(captured.err.splitlines()) == 1
    assert files() == ["license.json", "trace.jsonl"]


@pytest.mark.parametrize(
    "arguments", [[], ["nope"], ["replay"], ["schema", "x"], ["replay", "--reports", "x"]]
)
def test_wrong_usage_exits_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """As usual with argparse."""
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert "usage:" in capsys.readouterr().err


def test_a_reader_that_leaves_early_is_no_error() -> None:
    """`licensim ... | head -1`."""
    licensim = f"{sys.executable} -m licensim"
    pipes = (
        f"{licensim} schema trace | head -1; "
        f"{licensim} replay --license license.json trace.jsonl --answers - | true"
    )
    done = subprocess.run(["/bin/sh", "-c", pipes], capture_output=True, check=False, timeout=60)
    assert (done.stdout, done.stderr) == (b"{\n", b"")


def test_an_interrupt_leaves_nothing_behind(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 130, without a traceback."""

    class Interrupted(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise KeyboardInterrupt

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(Interrupted()))
    assert main(["replay", "--license", "license.json", "-", "--answers", "answers"]) == 130
    assert capsys.readouterr().err == ""
    assert files() == ["license.json", "trace.jsonl"]


def test_check_prints_the_grants(capsys: pytest.CaptureFixture[str]) -> None:
    """In words, a line for each item; also from standard input."""
    assert main(["check", "license.json"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "project DEMO-1: any website"
    assert lines[1].startswith("  scans: 1,000 barcode scans and 50 more as grace, from 2026-01-01 00:00")
    done = command("check", "-", stdin=b"{}")
    assert done.returncode == 2
    assert done.stderr.decode().splitlines() == [
        "<stdin>:1: profile: missing",
        "<stdin>:1: projects: missing",
    ]


def test_tenants_of_ones_own_are_in_force_before_the_license_is_read() -> None:
    """No item may name such a suffix; each of its tenants is a separate site (DOM-2, DOM-5)."""
    item = {
        "id": "d",
        "option": "per_domain",
        "domain": "a.shops.example",
        "starts_at": 0,
        "expires_at": 2 * T,
    }
    license_ = {"profile": "v2.2.19", "projects": [{"key": "DEMO-1", "items": [item]}]}
    Path("license.json").write_text(json.dumps(license_), encoding="utf-8")
    write_trace({"t": T, "type": "open", **PAGE, "origin": "https://b.shops.example"})
    replay = ("replay", "--license", "license.json", "trace.jsonl", "--answers", "-")
    tenants = ("--tenant-suffix", "shops.example", "--tenant-suffix", "*.mürbe.example")
    plain, parted = (json.loads(command(*replay, *more).stdout) for more in ((), tenants))
    assert ("ok", "refused") == (plain["answer"], parted["answer"])
    assert 114 == parted["number"]
    Path("license.json").write_text(json.dumps(license_).replace("a.shops", "shops"), encoding="utf-8")
    for name, *options in (("check", "license.json"), ("serve", "--license", "license.json")):
        done = command(name, *options, *tenants)
        assert (2, True) == (done.returncode, b"projects[0].items[0].domain: " in done.stderr)


def test_suffixes_at_fault_are_all_named() -> None:
    """Then no license is checked."""
    suffixes = [part for one in ("ok.example", "a b", "10.0.0.1") for part in ("--tenant-suffix", one)]
    done = command("check", "license.json", *suffixes)
    assert (2, b"") == (done.returncode, done.stdout)
    assert [
        b'licensim: --tenant-suffix[1]: no suffix: "a b"',
        b'licensim: --tenant-suffix[2]: no suffix: "10.0.0.1"',
    ] == (done.stderr.splitlines())


def test_profiles_are_shown_and_compared(capsys: pytest.CaptureFixture[str]) -> None:
    """Section 14: line by line."""
    assert main(["profiles"]) == 0
    shown = capsys.readouterr().out
    assert all(name in shown for name in (*profile.PROFILES, *profile.EDITIONS))
    assert main(["profiles", "v2.2.19", "v2.4"]) == 0
    assert [line.split() for line in capsys.readouterr().out.splitlines()] == [
        ["v2.2.19", "v2.4"],
        ["asks_record", "true", "false"],
        ["periods.yearly", "-", "31536000000"],
    ]


def test_a_session_held_in_view_is_where_editions_differ_most(capsys: pytest.CaptureFixture[str]) -> None:
    """SCAN-3, with exact counts."""
    write_trace(
        {**SESSION[0], "edition": "js-9.6"},
        {"t": T, "type": "open", "client": "n", "key": "K", "deployment": "server", "server_id": "m"},
        {"t": T, "type": "instances", "client": "n", "ask": 4},
        {"t": T, "type": "pages", "client": "a", "module": "ocr", "count": 7},
        *({"t": T + at, **FRAME} for at in range(0, 60_001, 100)),
    )
    assert main(["compare", "trace.jsonl", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    use = {
        option: [counts["editions"][edition]["use"] for edition in EDITIONS]
        for option, counts in found["options"].items()
    }
    assert use == {
        "per_barcode_scan": [1, 1, 20],
        "per_page": [7, 7, 7],
        "per_client_device": [2, 2, 2],
        "per_server": [2, 2, 2],
        "per_domain": [1, 1, 1],
        "per_concurrent_device": [1, 1, 1],
        "per_concurrent_instance": [4, 4, 4],
    }
    assert found["differ"]["counts"] == {"js-9": 1, "js-9.6": 1, "js-10.2.10": 20}
    assert main(["compare", "trace.jsonl"]) == 0
    assert "Held in view 60 s: 1 in js-9, 20 in js-10.2.10" in capsys.readouterr().out


def test_compare_from_standard_input_and_with_faults() -> None:
    """The trace is read three times, even from a pipe."""
    done = command("compare", "-", stdin=Path("trace.jsonl").read_bytes())
    assert done.returncode == 0
    assert b"The editions do not differ." in done.stdout
    done = command("compare", "-", stdin=b"{}\n")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith(b"<stdin>:1: ")


def test_compare_of_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    """An empty trace uses nothing."""
    write_trace()
    assert main(["compare", "trace.jsonl"]) == 0
    assert "0 events of 0 clients" in capsys.readouterr().out


def test_help_imports_no_rules() -> None:
    """The command line starts quickly."""
    code = (
        "import sys, licensim.cli.main as c; c.build_parser(); "
        "print([name for name in sys.modules if 'licensim.' in name])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout.strip() == b"['licensim.cli', 'licensim.cli.main']"


class Trickle(io.RawIOBase):
    """A stream that returns its bytes in small pieces, like a pipe."""

    def __init__(self, content: bytes, size: int) -> None:
        super().__init__()
        self._rest, self._size = content, size

    def read(self, _: int = -1, /) -> bytes:
        """Return the next piece."""
        piece, self._rest = self._rest[: self._size], self._rest[self._size :]
        return piece


@pytest.mark.parametrize("size", [1, 2, 3, 100])
@pytest.mark.parametrize("content", [b"", b"a", b"a\n", b"a\n\nb", b"a\r\nb\r\n", b"\n\n", "é\nü".encode()])
def test_lines_do_not_depend_on_how_a_stream_is_cut(content: bytes, size: int) -> None:
    """A line ends at a newline; the last one may have none."""
    blocks = line_blocks(Trickle(content, size))  # type: ignore[arg-type]  # a stream for reading
    expected = content.decode().replace("\r\n", "\n").split("\n")
    assert [line for block in blocks for line in block] == (expected if expected[-1] else expected[:-1])


def test_an_endless_line_is_a_fault_and_not_kept() -> None:
    """Memory is limited for any input."""
    content = b"x" * (MAX_LINE + (3 << 20)) + b"\nlast"
    lines = [line for block in line_blocks(io.BytesIO(content)) for line in block]
    assert lines == [Unreadable(f"longer than {MAX_LINE} bytes"), "last"]


NEW = [
    ["per_client_device", "--trial"],
    ["per_client_device", "--quota", "3", "--period", "daily", "--deployment", "mobile"],
    ["per_domain", "--domain", "shop.example.com", "--product", "web_twain"],
    *([name] for name in OPTIONS),
]


@pytest.mark.parametrize("arguments", NEW, ids=" ".join)
def test_a_new_license_is_sound(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Of each option, in force today; `check` says what it grants."""
    assert main(["new", *arguments]) == 0
    text = capsys.readouterr().out
    Path("new.json").write_text(text, "utf-8")
    assert main(["check", "new.json"]) == 0
    granted = capsys.readouterr().out
    assert f"from {datetime.now(UTC):%Y-%m-%d} 00:00" in granted
    assert ("a trial" in granted) == ("--trial" in arguments)
    assert {one["option"] for one in json.loads(text)["projects"][0]["items"]} == {arguments[0]}


@pytest.mark.parametrize("day", ["1970-01-01", "1970-01-02", "2026-03-01"])
def test_a_new_license_begins_on_the_day_that_is_asked_for(
    day: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Also on the first day that there is."""
    assert main(["new", "per_server", "--starts", day]) == 0
    (item,) = json.loads(capsys.readouterr().out)["projects"][0]["items"]
    assert item["starts_at"] == day


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["per_galaxy"], "OPTION: must be one of per_barcode_scan, "),
        (["per_page", "--trial"], "--trial: a trial is an item of per_client_device (ITEM-8)"),
        (["per_domain", "--quota", "3"], "projects[0].items[0].quota: unknown field of per_domain"),
        (["per_server", "--starts", "tomorrow"], '--starts: must be a date such as "2026-01-01"'),
        (["per_server", "--starts", "2026-01-02", "--expires", "2026-01-01"], "must be after starts_at"),
        (["per_domain", "--domain", "co.uk"], '"co.uk" is a public suffix'),
    ],
)
def test_a_new_license_that_cannot_be_is_refused(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the argument or the field that is at fault, and nothing on standard output."""
    assert main(["new", *arguments]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert message in printed.err


def test_explain_alone_lists_all_that_it_explains(capsys: pytest.CaptureFixture[str]) -> None:
    """Each term that it names can be explained."""
    assert main(["explain"]) == 0
    terms = [one for terms in known_terms().values() for one in terms]
    listed = capsys.readouterr().out.replace(",", " ").split()
    assert [] == [one for one in terms if one not in listed]
    for term in terms:
        assert main(["explain", "--", term]) == 0
