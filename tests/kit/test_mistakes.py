"""A mistake of a test's author is one clear error with every fault, at the test's own line."""

from collections.abc import Callable
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page as AsyncPage

from kit.inner import run
from licensim.rules.input.fault import Malformed
from licensim.testing import Client, KitError, Licensim, NotOpenError, StorageFullError

pytest_plugins = ("pytester",)

ORIGIN = "https://shop.example.com"
WEEKLY: dict[str, Any] = {"period": "weekly", "quota": -2, "deployment": "tv", "graze": 1}


def used_late(licensim: Licensim) -> None:
    """Open a client, and choose an engine afterwards."""
    opened(licensim)
    licensim.use(engine="page")


def opened(licensim: Licensim) -> Client:
    """A client that has been opened."""
    client = licensim.origin(ORIGIN)
    client.open()
    return client


MISTAKES: dict[str, tuple[Callable[[Licensim], object], str]] = {
    "an unknown option": (
        lambda licensim: licensim.item("per_scan", quota=1),
        'projects[0].items[0].option: must be one of per_barcode_scan, per_page, *, not "per_scan"',
    ),
    "a missing quota, and a misspelled one": (
        lambda licensim: licensim.item("per_barcode_scan", quote=2),
        "projects[0].items[0].quote: unknown field of per_barcode_scan\nprojects[0].items[0].quota: missing",
    ),
    "a wrong period, and three more": (
        lambda licensim: licensim.item("per_client_device", **WEEKLY),
        (
            'projects[0].items[0].deployment: must be one of browser, *, not "tv"\n'
            'projects[0].items[0].period: must be one of daily, monthly, quarterly, not "weekly"\n'
            "projects[0].items[0].quota: must be 0 to 9007199254740991, not -2\n"
            "projects[0].items[0].graze: unknown field of per_client_device"
        ),
    ),
    "an item's end in words": (
        lambda licensim: licensim.item("per_barcode_scan", quota=1, expires_at="soon"),
        "expires_at: 'soon' is not an instant: ISO 8601 text such as '2026-02-01' *",
    ),
    "a project's fields by other names": (
        lambda licensim: licensim.project(domains=["x"], settings={"report": "slot"}),
        (
            "projects[0].domains: unknown field of a project\n"
            "projects[0].settings.report: unknown field of settings"
        ),
    ),
    "a public suffix as a domain": (
        lambda licensim: licensim.item("per_domain", domain="github.io"),
        'projects[0].items[0].domain: "github.io" is a public suffix: many owners share it',
    ),
    "a license that is neither text nor value": (
        lambda licensim: licensim.license(None),  # type: ignore[arg-type]
        "the license document is given as its text or as a path, not as None",
    ),
    "a change of nothing": (
        lambda licensim: licensim.change("scans"),
        "change what of 'scans'? name its fields, such as quota",
    ),
    "a whole item for its option": (
        lambda licensim: licensim.item({"option": "per_barcode_scan", "quota": 1}),  # type: ignore[arg-type]
        "projects[0].items[0].option: must be one of *, not an object*",
    ),
    "a license file that is not there": (
        lambda licensim: licensim.license("license.json"),
        "the license document license.json cannot be read in *: No such file or directory",
    ),
    "an item that is not there": (
        lambda licensim: licensim.change("scan", quota=1),
        "there is no item 'scan'; there are: scans, *",
    ),
    "an origin without its scheme": (
        lambda licensim: licensim.origin("localhost:5173"),
        "'localhost:5173' is not a page's URL: did you mean http://localhost:5173?",
    ),
    "a path for an origin": (
        lambda licensim: licensim.origin("/cart"),
        "'/cart' is not a page's URL: did you mean https://shop.example.com?",
    ),
    "a folder that is not there": (
        lambda licensim: licensim.origin(ORIGIN, folder="dist-of-nothing"),
        "there is no folder dist-of-nothing (looked in *): has the project been built?",
    ),
    "a folder and a server": (
        lambda licensim: licensim.origin(ORIGIN, folder=".", server="http://localhost:5173"),
        "an origin shows either a folder or a running server, not both",
    ),
    "a folder that is none": (
        lambda licensim: licensim.origin(ORIGIN, folder=3),  # type: ignore[arg-type]
        "folder must be a path, not 3",
    ),
    "a path that is none": (
        lambda licensim: licensim.origin(ORIGIN, folder=".", path=3),  # type: ignore[arg-type]
        "path must be text, such as '/cart', not 3",
    ),
    "a server without its scheme": (
        lambda licensim: licensim.origin(ORIGIN, server="localhost:5173"),
        "'localhost:5173' is not a page's URL: did you mean http://localhost:5173?",
    ),
    "no opening": (
        lambda licensim: licensim.origin(ORIGIN).scan("QRCode", "A"),
        f"{ORIGIN} is not open: call .open() first",
    ),
    "no opening of a second tab": (
        lambda licensim: (licensim.origin(ORIGIN).open(), licensim.origin(ORIGIN).tab().scan("QRCode", "A")),
        f"{ORIGIN} tab 2 is not open: call .open() first",
    ),
    "idle instances of nobody": (
        lambda licensim: licensim.device("server").idle_instances(),
        "server is not open: call .open() first",
    ),
    "a copy of nothing": (
        lambda licensim: licensim.faults.clone(licensim.origin(ORIGIN)),
        f"{ORIGIN} is not open: call .open() first",
    ),
    "a tab of a device": (
        lambda licensim: licensim.device("mobile").tab(),
        "mobile has no tabs: it is a device, not a page",
    ),
    "a device that is none": (
        lambda licensim: licensim.device("tablet").open(),
        'deployment: must be one of *, not "tablet"',
    ),
    "a class of server that is none": (
        lambda licensim: licensim.origin(ORIGIN, serves="many").open(),
        'serves: must be one of users, service, kiosk, web, one, not "many"',
    ),
    "an edition that is none": (
        lambda licensim: licensim.origin(ORIGIN).open(edition="js-8"),
        'edition: must be one of js-9, js-9.6, js-10.2.10, not "js-8"',
    ),
    "a setting by its name in JavaScript": (
        lambda licensim: opened(licensim).set(duplicateForgetTime=3),
        "duplicateForgetTime: unknown field of settings",
    ),
    "a code without its format": (
        lambda licensim: opened(licensim).frame({"fmt": "QRCode", "text": "A", "confidence": 101}),
        "codes[0].fmt: *\ncodes[0].confidence: must be 0 to 100, not 101\ncodes[0].format: missing",
    ),
    "a text where frames belong": (
        lambda licensim: opened(licensim).frames("MILK"),
        "frames() takes a list of views, not 'MILK'; frame() takes one",
    ),
    "a number where frames belong": (
        lambda licensim: opened(licensim).frames(3),  # type: ignore[arg-type]
        "frames() takes a list of views, not 3; frame() takes one",
    ),
    "no frame in a second": (
        lambda licensim: opened(licensim).frames(["A"], fps=0),
        "fps must be a number of frames a second, more than 0, not 0",
    ),
    "a number for a view": (
        lambda licensim: opened(licensim).frame(["A", 3]),
        "3 is not a code: a view is None, a text, (format, text), *",
    ),
    "a view of views": (
        lambda licensim: opened(licensim).frame([["A"]]),
        "['A'] is not a code: a view is None, a text, (format, text), *",
    ),
    "bytes for a text": (
        lambda licensim: opened(licensim).scan("QRCode", b"A"),  # type: ignore[arg-type]
        "b'A' cannot be in a trace, which has texts, numbers, *",
    ),
    "a scanner's name for a scanner": (
        lambda licensim: opened(licensim).image("A", "front"),  # type: ignore[arg-type]
        "scanner must be what client.scanner(name) returned, not 'front'",
    ),
    "no pages of no module": (
        lambda licensim: opened(licensim).pages("pdf", 0),
        'module: must be one of core, webcam, pdfr, ocr, not "pdf"\ncount: must be 1 to *, not 0',
    ),
    "a clock that goes back": (
        lambda licensim: licensim.clock.set("2025-12-31"),
        "the clock is at 2026-01-01 00:00 and never goes back: use faults.clock_back(...)",
    ),
    "a clock that moves by nothing": (
        lambda licensim: licensim.clock.advance(),
        "advance by how much? Give days, hours, minutes, seconds or ms",
    ),
    "a duration in words": (
        lambda licensim: licensim.clock.advance(hours="24"),  # type: ignore[arg-type]
        "hours must be a number, not '24'",
    ),
    "a duration that is no number": (
        lambda licensim: licensim.clock.advance(days=float("nan")),
        "days must be a number, not nan",
    ),
    "a clock beyond all dates": (
        lambda licensim: licensim.clock.advance(days=10**7),
        "no clock goes beyond the year 9999",
    ),
    "an instant in words": (
        lambda licensim: licensim.clock.set("tomorrow"),
        "'tomorrow' is not an instant: *, a date, a datetime, or milliseconds since the epoch",
    ),
    "a fault that no server has": (
        lambda licensim: licensim.faults.refuse("QUOTA"),
        "the license server never answers 'QUOTA'; it answers *, QUOTA_EXHAUSTED (120), *",
    ),
    "several faults in one": (
        lambda licensim: licensim.faults.refuse([120, 111]),  # type: ignore[arg-type]
        "the license server never answers [120, 111]; it answers *",
    ),
    "a fault that never strikes": (
        lambda licensim: licensim.faults.refuse(120, times=0),
        "times must be 1 or more, or None for until the fault ends, not 0",
    ),
    "a delay in words": (
        lambda licensim: licensim.faults.delay("3s"),  # type: ignore[arg-type]
        "ms must be a number, not '3s'",
    ),
    "a delay into the past": (
        lambda licensim: licensim.faults.delay(-1),
        "ms must be 0 or more, not -1",
    ),
    "a client's URL for a client, whose clock": (
        lambda licensim: licensim.faults.clock_back(ORIGIN, minutes=5),  # type: ignore[arg-type]
        f"client must be what licensim.origin(url) or .device(...) returned, not '{ORIGIN}'",
    ),
    "a client's URL for a client, whose copy": (
        lambda licensim: licensim.faults.clone(ORIGIN),  # type: ignore[arg-type]
        f"client must be what licensim.origin(url) or .device(...) returned, not '{ORIGIN}'",
    ),
    "a client's URL for a client, whose scans": (
        lambda licensim: licensim.assert_counted(scans=0, client=ORIGIN),  # type: ignore[arg-type]
        f"client must be what licensim.origin(url) or .device(...) returned, not '{ORIGIN}'",
    ),
    "a client's URL for a client, whose refusals": (
        lambda licensim: licensim.assert_refused(120, client=ORIGIN),  # type: ignore[arg-type]
        f"client must be what licensim.origin(url) or .device(...) returned, not '{ORIGIN}'",
    ),
    "an amount in words": (
        lambda licensim: licensim.assert_counted(scans="0"),  # type: ignore[arg-type]
        "scans must be a whole number, 0 or more, not '0'",
    ),
    "seats in words": (
        lambda licensim: licensim.assert_seats("1", item="devices"),  # type: ignore[arg-type]
        "seats must be a whole number, 0 or more, not '1'",
    ),
    "an assertion of a reason that is none": (
        lambda licensim: licensim.assert_refused("QUOTA"),
        "nothing is ever refused with 'QUOTA'; there are *, QUOTA_EXHAUSTED, *, and their numbers",
    ),
    "an assertion of an item that is none": (
        lambda licensim: licensim.assert_counted(scans=0, item="scan"),
        "there is no item 'scan'; there are: scans, *",
    ),
    "a wrong engine and a wrong option at once": (
        lambda licensim: licensim.use(engine="browser", motor=1),
        (
            "licensim.use: no option 'motor', there are allow, edition, engine, *\n"
            "licensim.use: engine is 'browser', it must be one of host, page"
        ),
    ),
    "a list of words to allow": (
        lambda licensim: licensim.allow(["refusals"]),  # type: ignore[arg-type]
        "there is no finding ['refusals'] to allow; there are all, *",
    ),
    "an option that comes too late": (
        used_late,
        "set options before anything is opened",
    ),
    "a URL where the page belongs": (
        lambda licensim: licensim.attach(ORIGIN, None),  # type: ignore[arg-type]
        f"attach() takes Playwright's page, and then its URL, not '{ORIGIN}'",
    ),
    "a page of the async API": (
        lambda licensim: licensim.attach(AsyncPage.__new__(AsyncPage), ORIGIN),  # type: ignore[arg-type]
        "the kit drives pages of Playwright's sync API, as pytest-playwright gives them",
    ),
    "a page on the host engine": (
        lambda licensim: opened(licensim).page,
        "the host engine has no pages: this test needs the option engine='page'",
    ),
}


@pytest.mark.licensim(engine="host")
@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_named(licensim: Licensim, mistake: str) -> None:
    """The error has every fault, its place, and the valid values."""
    make, told = MISTAKES[mistake]
    with pytest.raises((KitError, Malformed)) as raised:
        make(licensim)
    assert fnmatchcase(str(raised.value), told.replace("[", "[[]"))


def test_a_picture_is_neither_license_nor_trace(licensim: Licensim, tmp_path: Path) -> None:
    """The error says that it is a picture, and what should have been there."""
    picture = tmp_path / "code.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n\x00")
    with pytest.raises(KitError, match=r"the license document .*code\.png is not UTF-8 text"):
        licensim.license(picture)
    with pytest.raises(KitError, match=r"the trace .*code\.png is not UTF-8 text"):
        licensim.replay(picture)


def test_a_client_whose_opening_failed_is_not_open(licensim: Licensim) -> None:
    """Using it later is the author's mistake again, not a bug of the kit."""
    shop = licensim.origin(ORIGIN)
    with pytest.raises(Malformed):
        shop.open(edition="js-8")
    with pytest.raises(NotOpenError, match="is not open"):
        shop.scan("QRCode", "A")


def test_storage_may_be_full_before_anything_is_opened(licensim: Licensim) -> None:
    """The storage of a browser that is opened later is full too."""
    licensim.item("per_barcode_scan", quota=5)
    shop = licensim.origin(ORIGIN)
    with licensim.faults.storage_full():
        with pytest.raises(StorageFullError):
            shop.open()
        with pytest.raises(NotOpenError):
            shop.scan("QRCode", "A")
    assert shop.open().answer == "ok"


def test_an_invalid_event_has_not_happened(licensim: Licensim) -> None:
    """Neither log nor trace has it."""
    shop = opened(licensim)
    with pytest.raises(Malformed):
        shop.frame({"text": "A"})
    assert licensim.trace_text().count("\n") == 1


def test_the_traceback_ends_at_the_line_of_the_test(pytester: pytest.Pytester) -> None:
    """Also with a helper function of the test; the kit's own lines are left out."""
    result = run(
        pytester,
        """
        def scans(licensim):
            licensim.item("per_scan", quota=1)

        def test_it(licensim):
            scans(licensim)
        """,
    )
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["test_*.py:2: Malformed"])
    result.stdout.no_fnmatch_line("*parse_document*")


def test_a_bug_of_the_kit_keeps_its_traceback(pytester: pytest.Pytester) -> None:
    """If the test made no mistake, the whole traceback is shown."""
    result = run(pytester, "def test_it(licensim):\n    licensim.clock.step_to(None)\n")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["E*TypeError*", "*clock.py:*: TypeError"])


@pytest.mark.parametrize(
    ("args", "ini", "told"),
    [
        (["--licensim-engine=browser"], "", "the command line: engine is 'browser', it must be one of *"),
        ([], "licensim_start = noon", "the ini file: start: 'noon' is not an instant: *"),
        (
            ["--licensim-allow=nothing"],
            "",
            "the command line: allow: there is no finding 'nothing' to allow*",
        ),
        (["--licensim-license=x.json"], "", "the license document x.json cannot be read in *"),
    ],
)
def test_a_wrong_option_of_a_run_is_one_line(
    pytester: pytest.Pytester, args: list[str], ini: str, told: str
) -> None:
    """The error says where the option was set, without the kit's traceback."""
    pytester.makeini(f"[pytest]\n{ini}")
    result = run(pytester, "def test_it(licensim):\n    pass\n", *args)
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([told])
    result.stdout.no_fnmatch_line("*_pytest*")


MARKED = """
import pytest

@pytest.mark.licensim("page")
def test_it(licensim):
    pass
"""


def test_an_option_without_its_name_is_one_line(pytester: pytest.Pytester) -> None:
    """An option in a marker without a name is one line."""
    result = run(pytester, MARKED)
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["@pytest.mark.licensim takes options by name (engine=, *), not 'page'"])
    result.stdout.no_fnmatch_line("*settings_of*")


PAGES = """
import pytest
{fixture}
@pytest.mark.licensim(engine="page")
def test_it(licensim):
    licensim.origin("https://shop.example.com").open()
"""
NO_BROWSER = """
@pytest.fixture
def context():
    raise RuntimeError("BrowserType.launch: Executable doesn't exist at /home/me/chrome\\n<3 Playwright Team")
"""


@pytest.mark.parametrize(
    ("fixture", "told"),
    [
        ("", "the page engine needs pytest-playwright: pip install 'licensim[[]playwright]' *"),
        (NO_BROWSER, "the page engine needs a browser: `playwright install chromium`, *"),
    ],
)
@pytest.mark.usefixtures("built_site")
def test_what_the_page_engine_lacks(pytester: pytest.Pytester, fixture: str, told: str) -> None:
    """Without plugin or browser: one line that says what to install, at the test's own line."""
    result = run(pytester, PAGES.format(fixture=fixture))
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines([f"E*KitError: {told}", "test_*.py:*: KitError"])
    result.stdout.no_fnmatch_line("*page_engine.py*")


def test_a_license_at_fault_says_in_which_file(pytester: pytest.Pytester) -> None:
    """And its faults have their lines."""
    pytester.path.joinpath("license.json").write_text('{"profile": "v2.2.19",\n "projects": []}', "utf-8")
    result = run(pytester, "def test_it(licensim):\n    pass\n", "--licensim-license=license.json")
    result.stdout.fnmatch_lines(["2: projects: must not be empty", "in license.json"])


def test_project_fields_may_come_before_its_items(licensim: Licensim) -> None:
    """They add no demo items."""
    licensim.project(session_password="open")
    licensim.item("per_barcode_scan", quota=1)
    assert [*licensim.usage()] == ["per_barcode_scan"]
    assert licensim.origin(ORIGIN).open().number == 102
    assert licensim.origin(ORIGIN, password="open").open().answer == "ok"


def test_why_a_code_did_not_count_is_in_the_log(licensim: Licensim) -> None:
    """The log has the numbers of duplicates, filtered and untrusted codes."""
    shop = opened(licensim)
    shop.frames(["A", "A"])
    shop.set(formats=["Code128"], one_d_trust_frames=2)
    shop.frame([("Code128", "B"), "C"])
    told = licensim.log.text()
    assert ", 1 duplicate. " in told
    assert ", 1 not trusted yet, 1 filtered out. " in told
