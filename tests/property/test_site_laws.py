"""Laws of the registrable domain, and agreement with the publicsuffixlist library."""

import random
from collections import Counter
from collections.abc import Iterator
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st
from publicsuffixlist import PublicSuffixList

from licensim.hosts import ascii_host
from licensim.rules.origins import site
from licensim.suffix_list import list_text

# Few labels, so that suffixes, wildcards, exceptions and neighbors collide.
LABELS = [
    "a",
    "b",
    "www",
    "example",
    "com",
    "co",
    "uk",
    "github",
    "io",
    "ck",
    "kobe",
    "city",
    "jp",
    "force",
    "s3",
]
LABELS += ["amazonaws", "zz", "localhost", "xn--mnchen-3ya"]
hosts = st.lists(st.sampled_from(LABELS), min_size=1, max_size=5).map(".".join) | st.sampled_from(
    ["192.168.0.1", "192.168.0.2", "[::1]", "a..com", "badexample.com"]
)


@given(hosts)
def test_a_host_covers_itself_unless_it_is_a_suffix(host: str) -> None:
    """DOM-5."""
    assert site.covers(host, host) is not site.is_suffix(host)


@given(hosts, hosts)
def test_covering_is_symmetric(one: str, other: str) -> None:
    """Equal units (DOM-5)."""
    assert site.covers(one, other) == site.covers(other, one)


@given(hosts, hosts)
def test_coverage_ignores_case_and_trailing_dot(item: str, host: str) -> None:
    """DOM-3."""
    assert (
        site.covers(item, host)
        == site.covers(item.upper() + ".", host)
        == site.covers(item, host.upper() + ".")
    )


@given(hosts, hosts)
def test_covered_hosts_are_below_the_unit(item: str, host: str) -> None:
    """Only hosts below the item's unit are covered; the unit has one label more than its suffix (DOM-1)."""
    unit = site.unit(item)
    if site.covers(item, host) and unit.domain is not None:
        assert site.below(host, unit.domain)
        assert site.below(item, unit.domain)
        assert unit.domain.partition(".")[2] == unit.suffix


@given(hosts, st.sampled_from(LABELS))
def test_a_label_in_front_stays_in_the_domain_or_makes_a_tenant(host: str, label: str) -> None:
    """A host below a unit has that unit, unless a longer suffix begins there (DOM-1, DOM-2)."""
    lower = f"{label}.{host}"
    unit = site.unit(host)
    if unit.kind == "registrable" and not site.covers(host, lower):
        assert len(site.unit(lower).suffix) > len(unit.suffix)


@given(hosts)
def test_a_unit_is_its_own_unit(host: str) -> None:
    """DOM-1."""
    domain = site.registrable_domain(host)
    if domain is not None:
        assert domain == site.registrable_domain(domain)


@given(hosts)
def test_glue_in_front_or_a_name_behind_is_not_covered(host: str) -> None:
    """`badexample.com` and `example.com.attacker.net` (DOM-3)."""
    domain = site.registrable_domain(host)
    if domain is not None:
        assert not site.covers(domain, f"bad{domain}")
        assert not site.covers(domain, f"{domain}.attacker.net")


@given(hosts, hosts, st.lists(st.sampled_from(LABELS), min_size=1, max_size=3).map(".".join))
def test_a_longer_overlay_only_parts(item: str, host: str, suffix: str) -> None:
    """A new tenant suffix never makes an item cover more hosts (DOM-2)."""
    before = site.covers(item, host)
    try:
        site.extend_overlay([suffix])
        after = site.covers(item, host)
    finally:
        site.reset_overlay()

    assert before or not after


# Agreement with the library.

WORDS = [
    "a",
    "www",
    "shop",
    "example",
    "x--y",
    "münchen",
    "bücher",
    "例え",
    "пример",
    "δοκιμή",
    "Ünïcode",
    "straße",
]
UNKNOWN = ["corp", "lan", "unknowntld", "zz", "ελ1", "例"]


def generated_hosts(seed: int) -> Iterator[str]:
    """Draw endless names around the list's own rules, as people write them."""
    draw = random.Random(seed)  # noqa: S311 - a test that can be repeated
    rules = [
        line.split()[0] for line in list_text().splitlines() if line.strip() and not line.startswith("//")
    ]
    starred = [rule for rule in rules if "*" in rule]
    excepted = [rule for rule in rules if "!" in rule]
    while True:
        rule = draw.choice(draw.choice([rules, rules, rules, starred, excepted, UNKNOWN, site.TENANTS]))
        labels = _named(rule, draw)
        labels = draw.choices(WORDS, k=draw.randrange(4)) + labels
        for _ in range(draw.choice([0, 0, 0, 1, 1, 2])):
            labels = _perturbed(labels, draw)
        yield _spelled(".".join(labels), draw)


def _named(rule: str, draw: random.Random) -> list[str]:
    labels = rule.removeprefix("!").split(".")
    if labels[0] == "*":
        labels[:1] = draw.choice([[], [draw.choice(WORDS)], [draw.choice(WORDS)]])
    if rule.startswith("!") and draw.random() < 0.3:
        labels[0] = draw.choice(WORDS)
    return labels


def _perturbed(labels: list[str], draw: random.Random) -> list[str]:
    at = draw.randrange(len(labels))
    match draw.randrange(6):
        case 0:
            return labels[1:] or labels
        case 1:
            return labels[:-1] or labels
        case 2:
            return [*labels[:at], draw.choice(WORDS), *labels[at + 1 :]]
        case 3:
            return [*labels[:at], "bad" + labels[at], *labels[at + 1 :]]
        case 4:
            return [*labels, *draw.choice(["attacker.net", "com", "co.uk", "corp"]).split(".")]
        case _:
            return [*labels[:at], *labels[at + 1 :], labels[at]]


def _spelled(host: str, draw: random.Random) -> str:
    match draw.randrange(6):
        case 0:
            return host.upper()
        case 1:
            return host + "."
        case 2:
            return ascii_host(host) or host
        case _:
            return host


def test_the_list_agrees_with_the_library() -> None:
    """100,000 hosts around the list's own rules have the domain and suffix that publicsuffixlist finds.

    The counts show that every part of the list was used, also Unicode.
    """
    library = PublicSuffixList("\n".join([list_text(), *site.TENANTS]))
    met: Counter[str] = Counter()
    wrong = []
    for text in islice(generated_hosts(seed=2026), 100_000):
        host = ascii_host(text)
        if host is None or site.is_ip(host):  # names that the URL standard refuses, or reads as a number
            met["no name"] += 1
            continue
        unit = site.unit(host)
        expected = library.privatesuffix(text)
        if unit.domain != (expected and ascii_host(expected)):
            wrong.append((text, unit, expected))
        suffix = library.publicsuffix(text)
        if unit.kind != "exact" and unit.suffix != (suffix and ascii_host(suffix)):
            wrong.append((text, unit, suffix))
        met.update(_kinds(text, unit, library))

    assert wrong == []
    assert met["no name"] < 2_000, met
    assert met["exact"] > 100, met
    for kind in (
        "icann",
        "private",
        "default",
        "registrable",
        "suffix",
        "wildcard",
        "exception",
        "unicode",
        "upper",
    ):
        assert met[kind] > 4_000, met
    assert met["overlay"] > 10, met


def _kinds(text: str, unit: site.Unit, library: PublicSuffixList) -> Iterator[str]:
    yield unit.kind
    yield unit.source
    if not text.isascii():
        yield "unicode"
    if text != text.lower():
        yield "upper"
    if "*." + unit.suffix.partition(".")[2] in library._publicsuffix:
        yield "wildcard"
    if f"!{unit.domain}" in library._publicsuffix:
        yield "exception"


@pytest.mark.parametrize("seed", [1, 2])
def test_the_generator_repeats_itself(seed: int) -> None:
    """A seed always gives the same hosts, so that a failure can be repeated."""
    assert list(islice(generated_hosts(seed), 50)) == list(islice(generated_hosts(seed), 50))
