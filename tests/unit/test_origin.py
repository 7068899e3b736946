"""Origins and host names: the URL standard's own cases, and the boundaries of each rule."""

import pytest

from licensim.hosts import ascii_host, parse_origin, serialize_origin
from licensim.rules.origins.origin import DEPLOYMENTS, FALLBACK, Origin, from_parts, is_local_host, is_secure
from url_standard import Case, url_cases

# The data is of 2023. Since June 2026 the standard accepts any ASCII domain unchanged, punycode or not
# (whatwg/url, pull request 914); browsers do so, and so must we (ID-2).
NO_FAILURE_ANY_MORE = {
    "http://a.b.c.xn--pokxncvks",
    "http://10.0.0.xn--pokxncvks",
    "http://a.b.c.XN--pokxncvks",
    "http://a.b.c.Xn--pokxncvks",
    "http://10.0.0.XN--pokxncvks",
    "http://10.0.0.xN--pokxncvks",
    "file://xn--/p",
    "https://xn--/",
}


@pytest.fixture(scope="session")
def cases() -> list[Case]:
    """All cases of the URL standard's urltestdata.json."""
    return url_cases()


def test_every_origin_of_the_url_standard(cases: list[Case]) -> None:
    """Each case that states an origin gets it (ID-2)."""
    stated = [case for case in cases if "origin" in case]
    wrong = [case for case in stated if serialize_origin(case["input"], case["base"]) != case["origin"]]

    assert wrong == []
    assert len(stated) == 364


def test_every_failure_of_the_url_standard(cases: list[Case]) -> None:
    """Each case that must fail does, except those that the standard has revoked."""
    failures = [case for case in cases if case.get("failure")]
    parsed = {case["input"] for case in failures if serialize_origin(case["input"], case["base"]) is not None}

    assert parsed == NO_FAILURE_ANY_MORE
    assert len(failures) == 272


def test_a_client_has_the_origin_of_its_url(cases: list[Case]) -> None:
    """parse_origin of a case's URL is the stated origin, or the fallback if that is not http(s) (ID-3)."""
    stated = [case for case in cases if "origin" in case]
    for case in stated:
        origin = parse_origin(case["href"])
        web = case["origin"].startswith("http")

        assert origin is not None
        assert origin.text == (case["origin"] if web else "https://localhost"), case
        assert origin.opaque is not web, case


def test_a_serialized_host_is_its_own_serialization(cases: list[Case]) -> None:
    """ascii_host does not change any host of the standard's web URLs."""
    hosts = {case["hostname"] for case in cases if case.get("protocol") in {"http:", "https:"}}
    hosts = {host for host in hosts if "*" not in host}

    assert {host for host in hosts if ascii_host(host) != host} == set()
    assert len(hosts) > 50


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("example.com", "example.com"),
        ("EXAMPLE.Com", "example.com"),
        ("example.com.", "example.com."),
        ("münchen.example", "xn--mnchen-3ya.example"),
        ("XN--MNCHEN-3YA.example", "xn--mnchen-3ya.example"),
        ("www\u3002example\uff0ecom", "www.example.com"),
        ("straße.example", "xn--strae-oqa.example"),
        ("a_b.example", "a_b.example"),
        ("a..b", "a..b"),
        (".", "."),  # a host of the standard that no item covers
        ("ex%61mple.com", "example.com"),
        ("localhost", "localhost"),
        ("192.168.0.1", "192.168.0.1"),
        ("192.168.0.1.", "192.168.0.1"),
        ("192.168.1", "192.168.0.1"),
        ("0x7f.1", "127.0.0.1"),
        ("2130706433", "127.0.0.1"),
        ("\uff11\uff12\uff17.0.0.1", "127.0.0.1"),
        ("::1", "[::1]"),
        ("[::1]", "[::1]"),
        ("[2001:DB8:0:0:0:0:0:1]", "[2001:db8::1]"),
        ("::ffff:1.2.3.4", "[::ffff:102:304]"),
    ],
)
def test_ascii_host_serializes(text: str, host: str) -> None:
    """Typed hosts become hosts of the URL standard (DOM-3)."""
    assert ascii_host(text) == host


@pytest.mark.parametrize(
    "text",
    [
        "",
        "*",
        "*.example.com",
        "%2a.example.com",
        "\uff0a.example.com",
        "a%20b.com",
        "example.com:443",
        "example.com:",
        "example.com/",
        "example.com/path",
        "example.com\\path",
        "example.com?q",
        "example.com#f",
        "user@example.com",
        "https://example.com",
        "exam ple.com",
        " example.com",
        "example.com\n",
        "exam\tple.com",
        "a^b",
        "a%b",
        "256.1.1.1",
        "1.2.3.4.5",
        "a.0x4",
        "[::1]:80",
        "[::1",
        "::1]",
        "[[::1]]",
        "[example.com]",
        "[192.168.0.1]",
        "::1%25eth0",
        "1:2",
        "\ud800.com",
        "\u00ad",
    ],
)
def test_ascii_host_refuses_what_is_not_just_a_host(text: str) -> None:
    """Ports, paths, users, spaces, wildcards, numbers out of range."""
    assert ascii_host(text) is None


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("https://example.com", "https://example.com"),
        ("HTTPS://Example.com:443/a?b#c", "https://example.com"),
        ("http://example.com:80", "http://example.com"),
        ("http://example.com:443", "http://example.com:443"),
        ("https://example.com:8443/", "https://example.com:8443"),
        ("https://example.com:0/", "https://example.com:0"),
        ("https://user:secret@example.com/", "https://example.com"),
        ("https://example.com./", "https://example.com."),
        ("https://münchen.example", "https://xn--mnchen-3ya.example"),
        ("http://[::1]:8080/", "http://[::1]:8080"),
        ("http://0x7f.1", "http://127.0.0.1"),
        ("blob:https://example.com:443/0b2c", "https://example.com"),
        ("  https://example.com  ", "https://example.com"),
        ("https://example.com/\ud800", "https://example.com"),
    ],
)
def test_an_origin_is_that_of_any_url_in_it(url: str, text: str) -> None:
    """Default ports are left out, users and paths ignored (ID-1, ID-2)."""
    origin = parse_origin(url)

    assert origin is not None
    assert origin.text == text
    assert not origin.opaque


@pytest.mark.parametrize(
    "url",
    [
        "file:///a.html",
        "data:text/html,x",
        "about:blank",
        "capacitor://localhost",
        "null",
        "blob:null/1",
        "ws://a.b",
    ],
)
def test_a_page_without_a_web_origin_is_reported_as_localhost(url: str) -> None:
    """The fallback of ID-3, with a flag so that the caller warns."""
    origin = parse_origin(url)

    assert origin == Origin("https://localhost")
    assert origin is not None
    assert origin.opaque


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.com",
        "//example.com",
        "https://",
        "https://a b/",
        "http://1.2.3.256",
        "https://a\ud800b.com",
    ],
)
def test_an_invalid_url_has_no_origin(url: str) -> None:
    """The result is None, so that the caller can name the fault."""
    assert parse_origin(url) is None


@pytest.mark.parametrize(
    "other",
    [
        ("http", "example.com", None),
        ("https", "example.com", 8443),
        ("https", "www.example.com", None),
        ("https", "example.com.", None),
        ("http", "example.com", 443),
    ],
)
def test_another_protocol_host_or_port_is_another_client(other: tuple[str, str, int | None]) -> None:
    """Each part counts (ID-1)."""
    assert from_parts(*other) != from_parts("https", "example.com", None)


def test_equal_parts_are_one_client() -> None:
    """A default port given or left out is the same origin (ID-2)."""
    assert from_parts("https", "example.com", 443) == from_parts("https", "example.com", None)
    assert from_parts("http", "example.com", 80).text == "http://example.com"
    assert len({FALLBACK, Origin("https://localhost")}) == 1


@pytest.mark.parametrize(
    ("scheme", "host", "port"),
    [
        ("https:", "example.com", None),
        ("file", "example.com", None),
        ("https", "", None),
        ("https", "münchen.example", None),
        ("https", "example.com", -1),
        ("https", "example.com", 65536),
    ],
)
def test_parts_out_of_normal_form_are_a_bug(scheme: str, host: str, port: int | None) -> None:
    """An origin takes only serialized parts."""
    with pytest.raises(ValueError, match=r"origin|port"):
        from_parts(scheme, host, port)


def test_the_highest_port() -> None:
    """65535 is a port, 65536 is not."""
    assert from_parts("https", "example.com", 65535).text == "https://example.com:65535"


@pytest.mark.parametrize(
    ("host", "local"),
    [
        ("localhost", True),
        ("localhost.", True),
        ("LOCALHOST", True),
        ("app.localhost", True),
        ("a.b.localhost.", True),
        ("127.0.0.1", True),
        ("127.255.255.255", True),
        ("[::1]", True),
        ("notlocalhost", False),
        ("localhost.example", False),
        ("127.example.com", False),
        ("126.255.255.255", False),
        ("128.0.0.0", False),
        ("192.168.0.1", False),
        ("[::2]", False),
        ("[::ffff:7f00:1]", False),
    ],
)
def test_this_very_machine(host: str, local: bool) -> None:
    """The names and addresses of ID-6, and their neighbors."""
    assert is_local_host(host) is local
    assert is_secure(from_parts("http", host, 8080)) is local
    assert is_secure(from_parts("https", host))


def test_deployments() -> None:
    """The five of ID-9."""
    assert DEPLOYMENTS == ("browser", "mobile", "desktop", "embedded", "server")
