"""The registrable domain: official vectors, our own, and the boundaries of each rule."""

import json
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from licensim.hosts import ascii_host
from licensim.rules.input.fault import Malformed
from licensim.rules.origins import site

VECTORS = json.loads(Path(__file__).parents[1].joinpath("vectors/hosts.json").read_text(encoding="utf-8"))[
    "cases"
]


@pytest.fixture(autouse=True)
def _usual_overlay() -> Iterator[None]:
    yield
    site.reset_overlay()


def serialized(text: str) -> str:
    """Serialize a valid host of the test."""
    host = ascii_host(text)
    assert host is not None, text
    return host


@pytest.mark.parametrize("case", VECTORS, ids=lambda case: case["comment"])
def test_vectors(case: dict[str, Any]) -> None:
    """An item covers the host or does not, and the host's unit is as stated."""
    item, host = serialized(case["item_domain"].removeprefix("*.")), serialized(case["host"])

    assert case["covered"] == site.covers(item, host)
    assert case["unit"] == site.registrable_domain(host)


def official_vectors() -> list[tuple[str, str | None]]:
    """Read the official vectors of the list's project, from publicsuffixlist."""
    text = files("publicsuffixlist").joinpath("test_psl.txt").read_text(encoding="utf-8")
    found = re.findall(r"^checkPublicSuffix\('([^']+)', (?:null|'([^']+)')\);", text, re.MULTILINE)
    return [(host, domain or None) for host, domain in found]


def test_official_vectors() -> None:
    """All vectors of the Public Suffix List pass; only its null input is not a host (DOM-1)."""
    vectors = official_vectors()
    expected = {host: domain and serialized(domain) for host, domain in vectors}

    assert expected == {host: site.registrable_domain(serialized(host)) for host in expected}
    assert len(vectors) == 77


@pytest.mark.parametrize(
    ("host", "unit"),
    [
        ("a.b.example.co.uk", site.Unit("example.co.uk", "registrable", "co.uk", "icann")),
        ("pages.me.github.io", site.Unit("me.github.io", "registrable", "github.io", "private")),
        ("eu.shop.force.com", site.Unit("shop.force.com", "registrable", "force.com", "overlay")),
        ("a.host.corp", site.Unit("host.corp", "registrable", "corp", "default")),
        ("github.io", site.Unit(None, "suffix", "github.io", "private")),
        ("com.", site.Unit(None, "suffix", "com", "icann")),
        ("ck", site.Unit(None, "suffix", "ck", "icann")),
        ("kobe.jp", site.Unit(None, "suffix", "kobe.jp", "icann")),
        ("any.ck", site.Unit(None, "suffix", "any.ck", "icann")),
        ("www.ck", site.Unit("www.ck", "registrable", "ck", "icann")),
        ("localhost", site.Unit(None, "exact", "", "default")),
        ("192.168.0.1", site.Unit(None, "exact", "", "default")),
        ("[2001:db8::1]", site.Unit(None, "exact", "", "default")),
        ("a..com", site.Unit(None, "exact", "", "default")),
        (".com", site.Unit(None, "exact", "", "default")),
        ("example.com..", site.Unit(None, "exact", "", "default")),
        (".", site.Unit(None, "exact", "", "default")),
    ],
)
def test_unit(host: str, unit: site.Unit) -> None:
    """Kind, suffix and its source (DOM-1, DOM-2, DOM-4, DOM-5)."""
    assert site.unit(host) == unit
    assert site.registrable_domain(host) == unit.domain
    assert site.is_suffix(host) is (unit.kind == "suffix")


@pytest.mark.parametrize("suffix", ["com", "co.uk", "github.io", "force.com", "any.ck", "s3.amazonaws.com"])
def test_a_listed_suffix_covers_nothing(suffix: str) -> None:
    """Neither itself nor a name below it (DOM-5)."""
    assert not site.covers(suffix, suffix)
    assert not site.covers(suffix, f"shop.{suffix}")


def test_nothing_is_no_host() -> None:
    """An empty name covers nothing, itself included."""
    for nothing in ("", "."):
        assert not site.covers(nothing, nothing)
        assert not site.below(nothing, nothing)


def test_a_host_of_many_labels() -> None:
    """A name far deeper than any rule needs no recursion and little time."""
    deep = "a." * 100_000 + "example.co.uk"

    assert site.registrable_domain(deep) == "example.co.uk"


def test_an_unserialized_host_is_a_bug() -> None:
    """Otherwise Unicode would be compared with punycode and silently refused."""
    with pytest.raises(ValueError, match="not serialized"):
        site.covers("münchen.example", "xn--mnchen-3ya.example")


@pytest.mark.parametrize(
    ("host", "ancestor", "answer"),
    [
        ("example.com", "example.com", True),
        ("a.b.example.com", "example.com", True),
        ("A.example.com.", "EXAMPLE.com", True),
        ("a.example.com", "com", True),
        ("app.localhost", "localhost", True),
        ("badexample.com", "example.com", False),
        ("example.com", "a.example.com", False),
        ("example.com.attacker.net", "example.com", False),
        ("192.168.0.1", "192.168.0.1", True),
        ("192.168.0.1", "0.1", False),
        ("192.168.0.1", "1", False),
        ("[::1]", "[::1]", True),
        ("example.com", "", False),
    ],
)
def test_below(host: str, ancestor: str, answer: bool) -> None:
    """A website domain covers the host and everything below it, on label boundaries (DOM-6)."""
    assert site.below(host, ancestor) is answer


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", True),
        ("[::1]", True),
        ("1.example", False),
        ("example1", False),
        ("1a", False),
        ("", False),
    ],
)
def test_is_ip(host: str, address: bool) -> None:
    """The last label is a number (DOM-4)."""
    assert site.is_ip(host) is address


def test_users_extend_the_overlay() -> None:
    """A user's tenant suffix separates its tenants, until it is removed (DOM-2)."""
    assert site.covers("a.shops.example", "b.shops.example")

    site.extend_overlay(["shops.example", "*.deep.er.than.any.rule.of.the.list.example"])

    assert not site.covers("a.shops.example", "b.shops.example")
    assert site.unit("a.shops.example").source == "overlay"
    assert site.registrable_domain("b.a.x.deep.er.than.any.rule.of.the.list.example") == (
        "a.x.deep.er.than.any.rule.of.the.list.example"
    )
    assert site.overlay() > set(site.TENANTS)

    site.reset_overlay()

    assert site.covers("a.shops.example", "b.shops.example")
    assert site.overlay() == set(site.TENANTS)


def test_the_overlay_takes_the_forms_of_the_list() -> None:
    """A wildcard and its exception."""
    site.extend_overlay(["*.shops.example", "!help.shops.example"])

    assert site.registrable_domain("a.b.eu.shops.example") == "b.eu.shops.example"
    assert site.registrable_domain("a.help.shops.example") == "help.shops.example"


def test_the_list_has_the_word_over_the_overlay() -> None:
    """A suffix of the list keeps its section."""
    site.extend_overlay(["github.io"])

    assert site.unit("me.github.io").source == "private"


@pytest.mark.parametrize("suffix", ["", ".", "a..b", "*", "a.*.b", "192.168.0.1", "[::1]", "münchen.example"])
def test_an_invalid_suffix_is_refused(suffix: str) -> None:
    """And nothing of the same call is added."""
    with pytest.raises(ValueError, match=r"no suffix|not serialized"):
        site.extend_overlay(["shops.example", suffix])

    assert site.overlay() == set(site.TENANTS)


def test_people_write_suffixes_as_they_like() -> None:
    """Unicode, a form of the list, a final dot: all are serialized first (DOM-2, DOM-3)."""
    site.add_tenants(
        ["Läden.example", "*.eu.shops.example.", "!help.eu.shops.example"], ascii_host, "tenants"
    )

    assert site.registrable_domain("a.b.xn--lden-loa.example") == "b.xn--lden-loa.example"
    assert site.registrable_domain("a.b.c.eu.shops.example") == "b.c.eu.shops.example"
    assert site.registrable_domain("a.help.eu.shops.example") == "help.eu.shops.example"


def test_every_suffix_at_fault_is_named_and_none_is_added() -> None:
    """Each fault has its place (ITEM-5)."""
    wrong = ["", "a b", "192.168.0.1", "a..b", "*.*.b", "shops.example/"]
    with pytest.raises(Malformed) as caught:
        site.add_tenants(["shops.example", *wrong], ascii_host, "tenants")

    assert [fault.path for fault in caught.value.faults] == [f"tenants[{n}]" for n in range(1, 7)]
    assert site.overlay() == set(site.TENANTS)
