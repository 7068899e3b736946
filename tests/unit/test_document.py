"""The license document: valid and malformed ones, and every fault is named (ITEM-5, DOM-5)."""

from __future__ import annotations

import copy
import json
from decimal import Decimal
from typing import Any

import pytest

from licensim.hosts import ascii_host
from licensim.rules.documents.document import (
    Document,
    Item,
    Malformed,
    demo_document,
    parse_document,
    to_value,
)
from licensim.rules.explain.describe import describe, describe_item, describe_offers
from licensim.rules.input.locate import path_lines
from licensim.rules.license.profile import DEFAULT_PROFILE, PROFILES
from licensim.rules.options import OPTIONS
from licensim.rules.words.english import utc_text

TERM = {"starts_at": 1_767_225_600_000, "expires_at": 1_798_761_600_000}
ITEMS: dict[str, dict[str, Any]] = {
    "per_barcode_scan": {"quota": 1000},
    "per_page": {"module": "ocr", "quota": 10},
    "per_client_device": {"deployment": "browser", "period": "monthly", "quota": 5},
    "per_server": {"quota": 2},
    "per_domain": {"domain": "example.com"},
    "per_concurrent_device": {"quota": 3},
    "per_concurrent_instance": {"quota": 4},
}
OPTIONAL: dict[str, dict[str, Any]] = {
    "per_barcode_scan": {"deployment": "mobile", "grace": 0.1, "product": "barcode_reader"},
    "per_page": {"grace": 0, "product": "web_twain"},
    "per_client_device": {"grace": 0.5, "refresh": "authorization", "product": "label_recognizer"},
    "per_server": {"exempt": ["staging.example.com", "*.test"], "product": "web_twain"},
    "per_domain": {"product": "barcode_reader"},
    "per_concurrent_device": {"deployment": "desktop", "allowance": 0, "product": "barcode_reader"},
    "per_concurrent_instance": {"allowance": 7, "product": "barcode_reader"},
}


def item(option: str, **changes: Any) -> dict[str, Any]:
    """Return a valid item of an option, with changes."""
    return {"id": option, "option": option, **TERM, **ITEMS[option], **changes}


def document(*items: dict[str, Any], profile: str = "v2.2.19", **project: Any) -> dict[str, Any]:
    """Return a valid document of one project with these items."""
    return {
        "profile": profile,
        "projects": [{"key": "K", "items": list(items or [item("per_server")]), **project}],
    }


def parse(value: object) -> Document:
    """Parse with the host's parser of host names."""
    return parse_document(value, ascii_host)


def faults(value: object) -> list[tuple[str, str]]:
    """Return the path and text of every fault."""
    with pytest.raises(Malformed) as caught:
        parse(value)
    return [(fault.path, fault.what) for fault in caught.value.faults]


def only_item(value: dict[str, Any]) -> Item:
    """Parse a document of this one item, return the item."""
    return parse(document(value)).projects[0].items[0]


@pytest.mark.parametrize("option", OPTIONS)
def test_each_option_parses_with_and_without_its_optional_fields(option: str) -> None:
    """The table of DESIGN, row by row."""
    assert only_item(item(option)).option == option
    full = only_item(item(option, status="revoked", **OPTIONAL[option]))
    assert full.status == "revoked"


@pytest.mark.parametrize("option", OPTIONS)
def test_every_required_field_is_missed(option: str) -> None:
    """ITEM-5: no field has a default that grants."""
    for name in item(option):
        broken = {key: value for key, value in item(option).items() if key != name}
        assert (f"projects[0].items[0].{name}", "missing") in faults(document(broken))


@pytest.mark.parametrize("option", OPTIONS)
def test_a_field_of_another_option_is_unknown(option: str) -> None:
    """ITEM-5: a field that the option does not have is a fault."""
    own = {*item(option), *OPTIONAL[option], "status"}
    others = {
        name: value for fields in (*ITEMS.values(), *OPTIONAL.values()) for name, value in fields.items()
    }
    for name, value in others.items():
        if name not in own:
            expected = [(f"projects[0].items[0].{name}", f"unknown field of {option}")]
            assert faults(document(item(option, **{name: value}))) == expected


def test_omitted_fields_grant_nothing_more() -> None:
    """An omitted field is None, or has the default that grants nothing more."""
    found = parse(document(item("per_client_device")))
    assert found.projects[0].settings.reports is None
    assert found.projects[0].settings.allow_insecure is False
    device = found.projects[0].items[0]
    assert device.terms == {"period": "monthly", "refresh": "contact", "grace": Decimal("0.1")}


@pytest.mark.parametrize(
    ("field", "value", "what"),
    [
        ("quota", True, "must be an integer, not true"),
        ("quota", "10", 'must be an integer, not "10"'),
        ("quota", None, "must be an integer, not null"),
        ("quota", 1.5, "must be an integer, not 1.5"),
        ("quota", -1, "must be 0 to 9007199254740991, not -1"),
        ("quota", 2**53, "must be 0 to 9007199254740991, not 9007199254740992"),
        ("quota", 10**30, "must be 0 to 9007199254740991, not a number of more than 20 digits"),
        ("quota", [1], "must be an integer, not a list"),
        ("grace", -0.1, "must be 0 to 1000, not -0.1"),
        ("grace", float("nan"), "must be 0 to 1000, not nan"),
        ("grace", False, "must be a number, not false"),
        ("grace", Decimal("1e-31"), "must have at most 30 decimal places"),
        ("starts_at", -1, "must be 0 to 8640000000000000, not -1"),
        ("expires_at", 8_640_000_000_000_001, "must be 0 to 8640000000000000, not 8640000000000001"),
        ("id", "", "must not be empty"),
        ("id", "a\nb", "must not contain control characters"),
        ("id", "\ud800", "must not contain a lone surrogate"),
        ("id", "x" * 256, "must be at most 255 characters, not 256"),
        ("status", "sold", 'must be one of active, revoked, not "sold"'),
        ("deployment", "Browser", 'must be one of browser, mobile, desktop, embedded, server, not "Browser"'),
        ("colour", 1, "unknown field of per_barcode_scan"),
    ],
)
def test_a_wrong_value_is_one_exact_fault(field: str, value: object, what: str) -> None:
    """Each wrong value is one fault that names the valid values."""
    assert faults(document(item("per_barcode_scan", **{field: value}))) == [
        (f"projects[0].items[0].{field}", what)
    ]


@pytest.mark.parametrize(("option", "product", "what"), [
    ("per_page", "barcode_reader", "per_page is offered for web_twain, not for barcode_reader"),
    ("per_domain", "label_recognizer",
     "per_domain is offered for barcode_reader and web_twain, not for label_recognizer"),
    ("per_page", "wombat", 'must be one of barcode_reader, web_twain, label_recognizer, not "wombat"'),
    ("per_client_device", None, "must be one of barcode_reader, web_twain, label_recognizer, not null"),
])  # fmt: skip
def test_a_product_that_the_option_is_not_offered_for_is_one_fault(
    option: str, product: str | None, what: str
) -> None:
    """OPT-2: the fault says for which products the option is offered."""
    assert faults(document(item(option, product=product))) == [("projects[0].items[0].product", what)]


def test_an_unknown_option_is_no_fault_of_the_product() -> None:
    """OPT-2, ITEM-5: the product of an unknown option is not checked."""
    for product in ("barcode_reader", "web_twain", "label_recognizer"):
        found = faults(document({**item("per_page"), "option": "per_pages", "product": product}))
        assert ["projects[0].items[0].option"] == [path for path, _ in found]


@pytest.mark.parametrize("quota", [0, 1, 2**53 - 1, 3.0, Decimal("1e3")])
def test_bounds_are_inclusive_and_integers_may_be_floats(quota: Any) -> None:
    """JSON has numbers, not integers: 3.0 is 3."""
    found = only_item(item("per_barcode_scan", quota=quota)).quota
    assert found == quota
    assert type(found) is int


@pytest.mark.parametrize(
    ("starts_at", "expires_at", "sound"), [(5, 4, False), (5, 5, False), (5, 6, True), (0, 1, True)]
)
def test_an_item_must_end_after_it_starts(starts_at: int, expires_at: int, sound: bool) -> None:
    """Half-open: an item without length would never be in force (TIME-5)."""
    value = document(item("per_server", starts_at=starts_at, expires_at=expires_at))
    if sound:
        parse(value)
    else:
        assert faults(value) == [("projects[0].items[0].expires_at", "must be after starts_at")]


def test_grace_is_exact() -> None:
    """0.1 of JSON text is a tenth, not the binary number nearest to it."""
    text = json.dumps(document(item("per_barcode_scan", grace=0.1)))
    assert parse(text).projects[0].items[0].terms["grace"] == Decimal("0.1")


def test_all_faults_are_named_at_once_with_their_lines() -> None:
    """ITEM-5, with every kind of fault in one document."""
    text = """{
      "profile": "v9", "extra": 1,
      "projects": [{
        "key": "a",
        "items": [
          {"id": "x", "option": "per_server", "starts_at": 9, "expires_at": 9, "quota": -1},
          {"id": "x", "option": "per_domain", "starts_at": 0, "expires_at": 9,
           "domain": "co.uk"},
          {"id": "y", "option": "per_galaxy", "starts_at": "soon", "quota": true},
          7
        ],
        "website_domains": ["ok.example", "not a host", "*.example.com"],
        "settings": {"reports": "weekly", "colour": "red"}
      }, {"key": "a", "items": []}]
    }"""
    with pytest.raises(Malformed) as caught:
        parse(text)
    found = {(fault.line, fault.path): fault.what for fault in caught.value.faults}
    assert found == {
        (2, "profile"): 'must be one of v2.2.19, v2.4, not "v9"',
        (2, "extra"): "unknown field",
        (6, "projects[0].items[0].quota"): "must be 0 to 9007199254740991, not -1",
        (6, "projects[0].items[0].expires_at"): "must be after starts_at",
        (7, "projects[0].items[1].id"): '"x" is already that of [0]',
        (8, "projects[0].items[1].domain"): '"co.uk" is a public suffix: many owners share it',
        (9, "projects[0].items[2].option"): f'must be one of {", ".join(OPTIONS)}, not "per_galaxy"',
        (9, "projects[0].items[2].starts_at"): (
            'must be milliseconds, or a date such as "2026-01-01" or "2026-01-01T12:30:00Z", not "soon"'
        ),
        (9, "projects[0].items[2].expires_at"): "missing",
        (9, "projects[0].items[2].quota"): "must be an integer, not true",
        (10, "projects[0].items[3]"): "must be an object, not 7",
        (12, "projects[0].website_domains[1]"): 'no host: "not a host"',
        (12, "projects[0].website_domains[2]"): 'must not contain "*"',
        (13, "projects[0].settings.reports"): 'must be one of slot, immediate, not "weekly"',
        (13, "projects[0].settings.colour"): "unknown field of settings",
        (14, "projects[1].items"): "must not be empty",
        (14, "projects[1].key"): '"a" is already that of [0]',
    }


def test_an_empty_project_and_no_project_are_malformed() -> None:
    """ITEM-5."""
    assert faults({"profile": "v2.4", "projects": []}) == [("projects", "must not be empty")]
    assert faults({"profile": "v2.4", "projects": [{"key": "a", "items": []}]}) == [
        ("projects[0].items", "must not be empty")
    ]


def test_the_profile_is_required() -> None:
    """The rules in force are never guessed."""
    assert ("profile", "missing") in faults({"projects": []})


def test_yearly_is_a_period_of_v2_4_only() -> None:
    """DEV-2 and the profiles of section 14."""
    yearly = item("per_client_device", period="yearly")
    assert parse(document(yearly, profile="v2.4")).projects[0].items[0].terms["period"] == "yearly"
    assert faults(document(yearly)) == [
        ("projects[0].items[0].period", 'must be one of daily, monthly, quarterly, not "yearly"')
    ]


def test_ids_may_repeat_in_another_project() -> None:
    """Nothing in the rules spans two projects."""
    value = document(item("per_server"))
    value["projects"].append({**value["projects"][0], "key": "L"})
    assert [one.key for one in parse(value).projects] == ["K", "L"]
    assert parse(value).project("L") is not None
    assert parse(value).project("M") is None


@pytest.mark.parametrize(
    ("written", "host"),
    [
        ("example.com", "example.com"),
        ("EXAMPLE.com.", "example.com"),
        ("*.example.com", "example.com"),
        ("münchen.example", "xn--mnchen-3ya.example"),
        ("shop.force.com", "shop.force.com"),
        ("192.168.0.1", "192.168.0.1"),
        ("[::1]", "[::1]"),
        ("localhost", "localhost"),
        ("some.unknowntld", "some.unknowntld"),
    ],
)
def test_a_domain_item_names_a_host(written: str, host: str) -> None:
    """DOM-5: any host, or `*.` and a host."""
    assert only_item(item("per_domain", domain=written)).terms["domain"] == host


@pytest.mark.parametrize("suffix", ["com", "co.uk", "github.io", "force.com", "*.com", "COM", "com."])
def test_a_domain_item_may_not_name_a_listed_suffix(suffix: str) -> None:
    """DOM-5."""
    ((path, what),) = faults(document(item("per_domain", domain=suffix)))
    assert path == "projects[0].items[0].domain"
    assert "is a public suffix" in what


@pytest.mark.parametrize(
    "written", ["a b", "https://example.com", "example.com/x", "example.com:80", "*", "a.*.b", "*.*.a", "."]
)
def test_an_invalid_host_is_a_fault(written: str) -> None:
    """A URL, a port or a stray wildcard would never match any host."""
    ((path, _),) = faults(document(item("per_domain", domain=written)))
    assert path == "projects[0].items[0].domain"


@pytest.mark.parametrize("host", [".", "..", "*..", "..."])
def test_dots_alone_are_no_host(host: str) -> None:
    """Such an item would cover no host (DOM-5)."""
    found = faults(document(item("per_domain", domain=host), website_domains=[host.removeprefix("*.")]))
    assert {path for path, _ in found} == {"projects[0].website_domains[0]", "projects[0].items[0].domain"}


def test_an_address_has_no_subdomains() -> None:
    """DOM-4."""
    assert faults(document(item("per_server", exempt=["*.10.0.0.1"]))) == [
        ("projects[0].items[0].exempt[0]", 'no host: "*.10.0.0.1"')
    ]


def test_hosts_are_serialized() -> None:
    """ID-2: all hosts of a document have the form of origins."""
    found = parse(
        document(
            item("per_server", exempt=["*.Test.Example", "BÜCHER.example"]),
            website_domains=["Example.COM"],
            settings={
                "development_hosts": ["LOCALHOST", "0x7f.1"],
                "allow_insecure": True,
                "reports": "slot",
            },
            session_password="secret",
        )
    ).projects[0]
    assert found.items[0].terms["exempt"] == ("*.test.example", "xn--bcher-kva.example")
    assert found.website_domains == ("example.com",)
    assert found.settings.development_hosts == ("localhost", "127.0.0.1")
    assert (found.settings.allow_insecure, found.settings.reports) == (True, "slot")
    assert found.session_password == "secret"


def test_a_repeated_key_is_a_fault() -> None:
    """Otherwise the last one would be used silently: `quota: 10` could become `quota: 1000`."""
    text = json.dumps(document(item("per_server"))).replace('"quota": 2', '"quota": 2, "quota": 9')
    assert faults(text) == [("projects[0].items[0].quota", "appears more than once")]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "not JSON: expecting value (column 1)"),
        ("NaN", "not JSON: NaN is not a number of JSON"),
        ("-Infinity", "not JSON: -Infinity is not a number of JSON"),
        ("1" * 5000, "not JSON: a number too long"),
        ("1e-99999999999999999999", "not JSON: number out of range: 1e-99999999999999999999"),
        ("[" * 100_000, "nested too deeply"),
        ('{"a":' * 100_000, "nested too deeply"),
    ],
)
def test_invalid_json_is_one_fault(text: str, what: str) -> None:
    """Text that is not JSON, too deep or too large is a fault, never a traceback."""
    assert faults(text) == [("", what)]


@pytest.mark.parametrize(("text", "line"), [
    ("NaN", 1),
    ("\nNaNs", 2),
    ('{"NaN":\n"NaN \\" NaN",\n"a": [1,\nNaN]}', 4),
    ('["-Infinity",\n\n-Infinity]', 3),
    ('{"quota": 1,\n"grace": 1e99999999999999999999}', 2),
    ("[1,\n2,\n}", 3),
])  # fmt: skip
def test_invalid_json_is_named_with_its_line(text: str, line: int) -> None:
    """Also if the JSON parser stops at an invalid number (ITEM-5)."""
    with pytest.raises(Malformed) as caught:
        parse(text)
    assert [line] == [one.line for one in caught.value.faults]


@pytest.mark.parametrize("value", [None, 7, "7", [], True, {1: 2}, object()])
def test_other_values_than_a_document_are_malformed(value: object) -> None:
    """Values of every other type, also types that JSON does not have."""
    with pytest.raises(Malformed):
        parse(value)


def test_an_odd_key_is_quoted_in_its_path() -> None:
    """Faults stay on one line."""
    value = document()
    value["a b\n"] = value["x" * 100] = 1
    assert ('["a b\\n"]', "unknown field of a license document") in faults(value)


def test_to_value_round_trips() -> None:
    """The value of a parsed document parses to an equal document."""
    items = [item(option, **OPTIONAL[option]) for option in OPTIONS]
    found = parse(document(*items, website_domains=["example.com"], session_password="x"))
    assert parse(to_value(found)) == found


def test_parsing_changes_nothing_of_its_argument() -> None:
    """A value that was parsed can be parsed again."""
    value = document(item("per_domain", domain="*.Example.com"))
    before = copy.deepcopy(value)
    parse(value)
    assert value == before


def test_the_demo_license_has_every_option_and_is_in_force() -> None:
    """DESIGN: key DEMO-1, one item of each option, any host."""
    now = 1_767_225_600_123
    found = parse(demo_document(now))
    (project,) = found.projects
    assert project.key == "DEMO-1"
    assert {one.option for one in project.items} == set(OPTIONS)
    assert [one.terms["module"] for one in project.items if "module" in one.terms] == [
        "core",
        "webcam",
        "pdfr",
        "ocr",
    ]
    assert all(one.starts_at <= now < one.expires_at for one in project.items)
    assert project.website_domains == ()


def test_describe_names_every_item_and_its_grace() -> None:
    """The description has the numbers of each grant."""
    conditions = {"allow_insecure": True, "development_hosts": ["localhost", "a.test"]}
    items = [item(option) for option in OPTIONS]
    lines = describe(parse(document(*items, session_password="x", settings=conditions)))
    assert lines[0] == "project K: any website"
    assert "  also on plain http" in lines
    assert "  development on localhost, a.test" in lines
    assert "  only with the session password" in lines
    assert any("1,000 barcode scans and 50 more as grace" in line for line in lines)
    assert any("for deployment browser, 5 client devices and 1 more as grace" in line for line in lines)
    devices = "3 devices active in the same three minutes, 3,000 exceptions a year"
    assert any(devices in line for line in lines)


def test_describe_says_for_which_products_the_options_are_offered() -> None:
    """OPT-2: once for each option that the document has."""
    items = [item("per_page", id="a"), item("per_domain"), item("per_page", id="b", product="web_twain")]
    parsed = parse(document(*items))
    assert describe_offers(parsed) == [
        "per_page is offered for web_twain (with its add-ons)",
        "per_domain is offered for barcode_reader (its JavaScript edition) and web_twain (with its add-ons)",
    ]
    assert describe(parsed)[3].startswith("  b: for web_twain, 10 pages read by OCR")


@pytest.mark.parametrize(("changes", "is_trial"), [
    ({}, True), ({"quota": 299}, False), ({"quota": 301}, False), ({"days": 29}, False),
    ({"days": 31}, False),
])  # fmt: skip
def test_a_trial_is_called_one(changes: dict[str, int], is_trial: bool) -> None:
    """ITEM-8: only an item per client device for 300 devices and 30 days is a trial."""
    fields = {"quota": 300, "days": 30, **changes}
    expires_at = TERM["starts_at"] + fields.pop("days") * 86_400_000
    text = describe_item(
        only_item(item("per_client_device", expires_at=expires_at, **fields)), PROFILES[DEFAULT_PROFILE]
    )
    assert is_trial == text.startswith("for deployment browser, a trial (ITEM-8): 300 client devices")
    assert is_trial == ("trial" in text)


@pytest.mark.parametrize(("quota", "more"), [(10, 1), (9, 0), (29, 1), (30, 2)])
def test_described_grace_rounds_half_up(quota: int, more: int) -> None:
    """ITEM-3: 5 % of 10 is 0.5, rounded to 1."""
    text = describe_item(only_item(item("per_barcode_scan", quota=quota)), PROFILES[DEFAULT_PROFILE])
    assert text.startswith(f"{quota} barcode scans" + (f" and {more} more as grace" if more else ","))


def test_a_revoked_item_grants_nothing() -> None:
    """ITEM-2."""
    assert (
        describe_item(only_item(item("per_server", status="revoked")), PROFILES[DEFAULT_PROFILE])
        == "nothing, it is revoked"
    )


@pytest.mark.parametrize(
    ("at", "text"),
    [
        (0, "1970-01-01 00:00"),
        (951_868_799_999, "2000-02-29 23:59:59.999"),
        (951_868_800_000, "2000-03-01 00:00"),
        (4_107_542_400_000, "2100-03-01 00:00"),
        (8_640_000_000_000_000, "275760-09-13 00:00"),
    ],
)
def test_instants_are_shown_in_utc(at: int, text: str) -> None:
    """Leap days, centuries and the last instant of all."""
    assert utc_text(at) == text


class Every:
    """A set that contains everything."""

    def __contains__(self, _: object) -> bool:
        return True


def test_only_requested_paths_are_found() -> None:
    """And its containers; all other values are skipped at any depth."""
    text = '{"a": [[1, {"b": "]}"}],\n {"b": [2,\n 3]}],\n "c": {"a": 4}}'
    wanted = {"", "a", "a[1]", "a[1].b", "a[1].b[1]", "c.a"}
    assert list(path_lines(text, wanted)) == [
        ("", 1),
        ("a", 1),
        ("a[1]", 2),
        ("a[1].b", 2),
        ("a[1].b[1]", 3),
    ]


def test_path_lines_survives_braces_in_strings() -> None:
    """Braces inside a string are not structure."""
    text = '{"a{": "}],:",\n "b": [[],\n {"c": "\\"\\n"}], "d": -1.5e3}'
    assert list(path_lines(text, Every())) == [
        ("", 1),
        ('["a{"]', 1),
        ("b", 2),
        ("b[0]", 2),
        ("b[1]", 3),
        ("b[1].c", 3),
        ("d", 3),
    ]


def test_brackets_in_a_text_nest_nothing() -> None:
    """Only the depth of brackets outside of strings counts (ITEM-5)."""
    assert faults(json.dumps(["[{" * 600, '\\"' * 9])) == [("", "must be an object, not a list")]
    assert faults("[" + "[]," * 600 + "[]]") == [("", "must be an object, not a list")]
    assert faults("[" * 501 + "]" * 501) == [("", "nested too deeply")]
