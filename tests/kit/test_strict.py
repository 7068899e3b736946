"""Strict by default: a test fails at its end for findings that it did not check or allow."""

import pytest

from kit.inner import QUIET, run

pytest_plugins = ("pytester",)

UNSEEN = """
def test_it(licensim):
    licensim.item("per_barcode_scan", quota=1, grace=0)
    shop = licensim.origin("https://shop.example.com")
    shop.open()
    shop.frames(["A", "B"]){look}
"""
UNSENT = """
def test_it(licensim):
    licensim.item("per_barcode_scan", quota=9)
    shop = licensim.origin("https://shop.example.com")
    shop.open()
    licensim.faults.offline()
    shop.frames(["A", "B"])
"""
UNKNOWN_KEY = """
def test_it(licensim):
    assert licensim.origin("https://shop.example.com", key="NOPE").open().number == 101
"""


@pytest.mark.parametrize("look", [".answer", ".number", "[1].reason", "\n    licensim.assert_refused(120)"])
def test_a_refusal_that_was_looked_at_is_in_order(pytester: pytest.Pytester, look: str) -> None:
    """Reading any fact of the answer is enough, or the assertion."""
    run(pytester, UNSEEN.format(look=look)).assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("test", "word", "text"),
    [
        (
            UNSEEN.format(look=""),
            "refusals",
            "*a refusal was never looked at: 4 *sees QRCode 'B'   Refused*(120)*",
        ),
        (UNSENT, "unsent", "*2 of per_barcode_scan were never reported by https://shop.example.com*"),
        (UNKNOWN_KEY, "unknown_key", "*no project has the key 'NOPE'*"),
    ],
    ids=["refusals", "unsent", "unknown_key"],
)
class TestFindings:
    """Each finding fails the test, and each can be allowed at three levels."""

    def test_fails_the_test(self, pytester: pytest.Pytester, test: str, word: str, text: str) -> None:
        """The test itself fails, with the word that allows the finding."""
        result = run(pytester, test)
        result.assert_outcomes(failed=1)
        result.stdout.fnmatch_lines([text, "*trace: *trace.jsonl*"])
        result.stdout.fnmatch_lines([f"*[[]allow: {word}]*"])

    def test_allowed_on_the_command_line(
        self, pytester: pytest.Pytester, test: str, word: str, text: str
    ) -> None:
        """`--licensim-allow`."""
        run(pytester, test, f"--licensim-allow={word}").assert_outcomes(passed=1)
        run(pytester, test, "--licensim-allow=all").assert_outcomes(passed=1)
        run(pytester, test, "--licensim-allow=console").assert_outcomes(failed=1)

    def test_allowed_by_ini(self, pytester: pytest.Pytester, test: str, word: str, text: str) -> None:
        """`licensim_allow`."""
        pytester.makeini(f"[pytest]\nlicensim_allow = console {word}")
        run(pytester, test).assert_outcomes(passed=1)

    def test_allowed_by_marker(self, pytester: pytest.Pytester, test: str, word: str, text: str) -> None:
        """`@pytest.mark.licensim(allow=...)`, of the test or its module; they add up."""
        marked = f"import pytest\npytestmark = pytest.mark.licensim(allow='console')\n{test}"
        marked = marked.replace("def test_it", f"@pytest.mark.licensim(allow=[{word!r}])\ndef test_it")
        run(pytester, marked, "--strict-markers").assert_outcomes(passed=1)

    def test_allowed_by_argument(self, pytester: pytest.Pytester, test: str, word: str, text: str) -> None:
        """`licensim.allow(...)`, within the test."""
        run(pytester, test + f"    licensim.allow({word!r})\n").assert_outcomes(passed=1)


def test_a_test_that_failed_is_not_blamed_twice(pytester: pytest.Pytester) -> None:
    """Only its own failure is reported."""
    result = run(pytester, UNSEEN.format(look="\n    assert False"))
    result.assert_outcomes(failed=1)
    result.stdout.no_fnmatch_line("*never looked at*")


def test_many_findings_are_few_lines(pytester: pytest.Pytester) -> None:
    """Three lines, and the number of further findings."""
    result = run(pytester, UNSEEN.format(look="").replace('"B"]', '"B", "C", "D", "E", "F"]'))
    result.stdout.fnmatch_lines(["*and 2 more like this*"])


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (
            "licensim.allow('refusal')",
            "*there is no finding 'refusal' to allow; there are all, refusals, unsent,*",
        ),
        ("licensim.use(motor='page')", "*no option 'motor', there are allow, edition, engine,*"),
        ("licensim.use(reports='daily')", "*reports is 'daily', it must be one of immediate, slot*"),
    ],
)
def test_wrong_options_are_named(pytester: pytest.Pytester, line: str, text: str) -> None:
    """With the valid values."""
    result = run(pytester, f"def test_it(licensim):\n    {line}\n")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines([text])


def test_a_run_without_licenses_pays_nothing(pytester: pytest.Pytester) -> None:
    """The plugin imports neither rules nor Playwright before a test asks for the fixture."""
    pytester.makepyfile("""
        import sys

        def test_it():
            loaded = [name for name in sys.modules if name.startswith("licensim")]
            assert sorted(loaded) == ["licensim", "licensim.testing", "licensim.testing.plugin"]
    """)
    result = pytester.runpytest_subprocess(*QUIET)
    result.assert_outcomes(passed=1)


def test_in_parallel(pytester: pytest.Pytester) -> None:
    """Under xdist every test has a license of its own."""
    pytest.importorskip("xdist")
    pytester.makepyfile("""
        import pytest

        @pytest.mark.parametrize("n", range(8))
        def test_it(licensim, n):
            licensim.item("per_client_device", period="daily", quota=1, grace=0)
            assert licensim.origin("https://shop.example.com").open().answer == "ok"
            assert licensim.origin("https://admin.example.com").open().number == 120
    """)
    pytester.runpytest_subprocess(*QUIET, "-n", "2").assert_outcomes(passed=8)


def test_more_of_an_asserted_refusal_may_follow(pytester: pytest.Pytester) -> None:
    """A page that goes on is refused repeatedly; with `times` the number must be exact."""
    look = """
    licensim.assert_refused(120{})
    shop.scan("QRCode", "C")
    """
    run(pytester, UNSEEN.format(look=look.format(""))).assert_outcomes(passed=1)
    run(pytester, UNSEEN.format(look=look.format(", client=shop"))).assert_outcomes(passed=1)
    run(pytester, UNSEEN.format(look=look.format(", times=1"))).assert_outcomes(failed=1)


def test_an_unknown_key_is_one_finding(pytester: pytest.Pytester) -> None:
    """It is not also reported as a refusal."""
    result = run(pytester, UNKNOWN_KEY.replace(".number == 101", " is not None"))
    result.stdout.no_fnmatch_line("*a refusal was never looked at*")
    result.assert_outcomes(failed=1)


BOTH = UNSEEN.format(look="") + UNSENT.split("per_barcode_scan", 1)[1].split("shop.open()", 1)[1]


def test_what_is_allowed_adds_up(pytester: pytest.Pytester) -> None:
    """Ini and marker together allow what neither does alone."""
    ini = "--licensim-allow=unsent"
    marked = f"import pytest\n{BOTH}".replace(
        "def test_it", "@pytest.mark.licensim(allow='refusals')\ndef test_it"
    )
    run(pytester, marked).assert_outcomes(failed=1)
    run(pytester, BOTH, ini).assert_outcomes(failed=1)
    run(pytester, marked, ini).assert_outcomes(passed=1)


def test_the_nearest_option_wins(pytester: pytest.Pytester) -> None:
    """Marker of the test over that of its module, over the command line, over the ini file."""
    pytester.makeini("[pytest]\nlicensim_start = 2026-01-01")
    test = """
        import pytest
        pytestmark = pytest.mark.licensim(start="2026-03-01")

        @pytest.mark.licensim(start="2026-04-01")
        def test_near(licensim):
            assert licensim.clock.text == "2026-04-01 00:00"

        def test_far(licensim):
            assert licensim.clock.text == "2026-03-01 00:00"
    """
    run(pytester, test, "--licensim-start=2026-02-01").assert_outcomes(passed=2)
    alone = "def test_it(licensim):\n    assert licensim.clock.text == '2026-02-01 00:00'\n"
    run(pytester, alone, "--licensim-start=2026-02-01").assert_outcomes(passed=1)
