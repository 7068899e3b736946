"""What an author who makes a mistake sees: one clear error, every fault named, at the test's own line."""

from collections.abc import Callable
from fnmatch import fnmatchcase
from typing import Any

import pytest

from kit.inner import run
from licensim.rules.fault import Malformed
from licensim.testing import Client, KitError, Licensim

pytest_plugins = ("pytester",)

ORIGIN = "https://shop.example.com"
WEEKLY: dict[str, Any] = {"period": "weekly", "quota": -2, "deployment": "tv", "graze": 1}


def used_late(licensim: Licensim) -> None:
    """Open a client, and choose an engine then."""
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
        "expires_at: 'soon' is no instant: ISO 8601 text such as '2026-02-01' *",
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
        "'localhost:5173' is no page's URL, as http://localhost:5173 is",
    ),
    "a path for an origin": (
        lambda licensim: licensim.origin("/cart"),
        "'/cart' is no page's URL, as https://shop.example.com is",
    ),
    "a folder that is not there": (
        lambda licensim: licensim.origin(ORIGIN, folder="dist-of-nothing"),
        "there is no folder dist-of-nothing (looked in *): has the project been built?",
    ),
    "a folder and a server": (
        lambda licensim: licensim.origin(ORIGIN, folder=".", server="http://localhost:5173"),
        "an origin shows either a folder or a running server, not both",
    ),
    "a server without its scheme": (
        lambda licensim: licensim.origin(ORIGIN, server="localhost:5173"),
        "'localhost:5173' is no page's URL, as http://localhost:5173 is",
    ),
    "no opening": (
        lambda licensim: licensim.origin(ORIGIN).scan("QRCode", "A"),
        f"{ORIGIN} is not open: call .open() first",
    ),
    "no opening of a second tab": (
        lambda licensim: (licensim.origin(ORIGIN).open(), licensim.origin(ORIGIN).tab().scan("QRCode", "A")),
        f"{ORIGIN} tab 2 is not open: call .open() first",
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
    "an instant in words": (
        lambda licensim: licensim.clock.set("tomorrow"),
        "'tomorrow' is no instant: *, a date, a datetime, or milliseconds since the epoch",
    ),
    "a fault that no server has": (
        lambda licensim: licensim.faults.refuse("QUOTA"),
        "the license server never answers 'QUOTA'; it answers *, QUOTA_EXHAUSTED (120), *",
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
    "an option that comes too late": (
        used_late,
        "set options before anything is opened",
    ),
    "a page on the host engine": (
        lambda licensim: opened(licensim).page,
        'the host engine has no pages: @pytest.mark.licensim(engine="page")',
    ),
}


@pytest.mark.licensim(engine="host")
@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_named(licensim: Licensim, mistake: str) -> None:
    """With every fault, where it is, and what there is instead."""
    make, told = MISTAKES[mistake]
    with pytest.raises((KitError, Malformed)) as raised:
        make(licensim)
    assert fnmatchcase(str(raised.value), told.replace("[", "[[]"))


def test_an_event_that_is_no_event_has_not_happened(licensim: Licensim) -> None:
    """Nothing of it is in log or trace."""
    shop = opened(licensim)
    with pytest.raises(Malformed):
        shop.frame({"text": "A"})
    assert licensim.trace_text().count("\n") == 1


def test_the_traceback_ends_at_the_line_of_the_test(pytester: pytest.Pytester) -> None:
    """Also through a helper of the test; the kit's own lines tell its author nothing."""
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
    """What is no mistake of the test's is shown whole."""
    result = run(pytester, "def test_it(licensim):\n    licensim.license(3)\n")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*terms.py*", "E*TypeError*"])


@pytest.mark.parametrize(
    ("args", "ini", "told"),
    [
        (["--licensim-engine=browser"], "", "the command line: engine is 'browser', it must be one of *"),
        ([], "licensim_start = noon", "the ini file: start: 'noon' is no instant: *"),
        (["--licensim-allow=nothing"], "", "the command line: allow: nothing to allow is called 'nothing'*"),
        (["--licensim-license=x.json"], "", "the license document x.json cannot be read in *"),
    ],
)
def test_a_wrong_option_of_a_run_is_one_line(
    pytester: pytest.Pytester, args: list[str], ini: str, told: str
) -> None:
    """It says where the option was set, and nothing of how it was read."""
    pytester.makeini(f"[pytest]\n{ini}")
    result = run(pytester, "def test_it(licensim):\n    pass\n", *args)
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([told])
    result.stdout.no_fnmatch_line("*_pytest*")


def test_a_license_at_fault_says_in_which_file(pytester: pytest.Pytester) -> None:
    """Its faults have their lines."""
    pytester.path.joinpath("license.json").write_text('{"profile": "v2.2.19",\n "projects": []}', "utf-8")
    result = run(pytester, "def test_it(licensim):\n    pass\n", "--licensim-license=license.json")
    result.stdout.fnmatch_lines(["2: projects: must not be empty", "in license.json"])


def test_project_fields_may_come_before_its_items(licensim: Licensim) -> None:
    """They bring no demo items along."""
    licensim.project(session_password="open")
    licensim.item("per_barcode_scan", quota=1)
    assert [*licensim.usage()] == ["per_barcode_scan"]
    assert licensim.origin(ORIGIN).open().number == 102
    assert licensim.origin(ORIGIN, password="open").open().answer == "ok"


def test_why_a_code_did_not_count_is_in_the_log(licensim: Licensim) -> None:
    """Duplicates, filtered and untrusted codes, by their number."""
    shop = opened(licensim)
    shop.frames(["A", "A"])
    shop.set(formats=["Code128"], one_d_trust_frames=2)
    shop.frame([("Code128", "B"), "C"])
    told = licensim.log.text()
    assert ", 1 duplicates\n" in told
    assert ", 1 untrusted, 1 filtered" in told
