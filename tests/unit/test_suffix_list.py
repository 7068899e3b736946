"""The module with the Public Suffix List: made from the whole list, with its version."""

from pathlib import Path

import pytest

from licensim import suffix_list
from licensim.rules.origins import public_suffixes

SMALL = """\
// VERSION: 2026-01-02_03-04-05_UTC
// COMMIT: 0123abcd

// ===BEGIN ICANN DOMAINS===
com
公司.cn
*.ck
!www.ck   what follows a space is no rule
// ===END ICANN DOMAINS===
// ===BEGIN PRIVATE DOMAINS===

*.s.Example.com
// ===END PRIVATE DOMAINS===
"""


def test_the_list_is_read_by_section() -> None:
    """Rules are serialized, prefixes kept, comments and blank lines left out."""
    parsed = suffix_list.parse_list(SMALL)

    assert parsed.icann == ("com", "xn--55qx5d.cn", "*.ck", "!www.ck")
    assert parsed.private == ("*.s.example.com",)
    assert (parsed.version, parsed.date, parsed.commit) == (
        "2026-01-02_03-04-05_UTC",
        "2026-01-02",
        "0123abcd",
    )
    assert parsed.depth == 4


@pytest.mark.parametrize("line", ["// VERSION: 2026-01-02_03-04-05_UTC", "// ===END PRIVATE DOMAINS==="])
def test_a_list_without_stamp_or_section_is_refused(line: str) -> None:
    """A truncated list makes no module."""
    with pytest.raises(ValueError, match="the list"):
        suffix_list.parse_list(SMALL.replace(line, ""))


def test_a_rule_that_is_not_a_host_is_refused() -> None:
    """For example a rule with a space."""
    with pytest.raises(ValueError, match="Invalid"):
        suffix_list.parse_list(SMALL.replace("com\n公", "c^m\n公"))


def test_the_module_holds_the_list() -> None:
    """Every rule of the installed list, with its date, version and license."""
    parsed = suffix_list.parse_list(suffix_list.list_text())

    assert parsed.icann == tuple(public_suffixes.ICANN.split())
    assert parsed.private == tuple(public_suffixes.PRIVATE.split())
    assert len(parsed.icann) > 6000
    assert len(parsed.private) > 3000
    assert (parsed.version, parsed.commit) == (public_suffixes.VERSION, public_suffixes.COMMIT)
    assert parsed.version.startswith(public_suffixes.DATE)
    assert parsed.depth == public_suffixes.DEPTH
    assert public_suffixes.LICENSE == "MPL-2.0"
    assert public_suffixes.__doc__ is not None
    assert "Mozilla Public License" in public_suffixes.__doc__


def test_it_is_made_once(tmp_path: Path) -> None:
    """A second run does not change the file; an outdated one is replaced; no other file is left."""
    made = tmp_path / "public_suffixes.py"

    assert suffix_list.ensure(made)
    stamp = made.stat().st_mtime_ns
    assert not suffix_list.ensure(made)
    assert stamp == made.stat().st_mtime_ns

    made.write_text("stale", encoding="utf-8")
    assert suffix_list.ensure(made)
    assert [made] == list(tmp_path.iterdir())


def test_the_command_prints_its_result(capsys: pytest.CaptureFixture[str]) -> None:
    """The module of the environment is up to date, and --check agrees."""
    suffix_list.ensure()

    assert suffix_list.main([]) == 0
    assert capsys.readouterr().out == "public_suffixes.py: up to date\n"
    assert suffix_list.main(["--check"]) == 0
