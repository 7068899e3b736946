"""The static server, over real sockets."""

import gzip
import http.client
import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from licensim.site_files import file_for
from licensim.site_server import POLICY, SiteServer, accepted_encodings, main, open_server, serving

SCRIPT = b"export const answer = 42;\n" * 100


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A small site, beside a file that must never be served."""
    (tmp_path / "secret.txt").write_text("secret")
    folder = tmp_path / "site"
    (folder / "licensim").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html>")
    (folder / ".hidden").write_text("hidden")
    (folder / "licensim" / "index.html").write_text("folder")
    for name in ("a b.mjs", "client.js", "x.wasm", "x.whl", "app.zip", "build.json", "x.unknown"):
        (folder / "licensim" / name).write_bytes(SCRIPT)
    (folder / "licensim" / "client.js.br").write_bytes(b"as brotli")
    (folder / "licensim" / "client.js.gz").write_bytes(gzip.compress(SCRIPT, mtime=0))
    (folder / "leak.txt").symlink_to(tmp_path / "secret.txt")
    return folder


@pytest.fixture
def server(site: Path) -> Iterator[SiteServer]:
    """The site, served."""
    with serving(site) as server:
        yield server


class Reply:
    """One answer: ``.status``, ``.headers``, ``.body``."""

    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status, self.headers, self.body = response.status, response.headers, response.read()


def ask(server: SiteServer, path: str, method: str = "GET", **headers: str) -> Reply:
    """Send one unchanged request; underscores in header names become hyphens."""
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)
    try:
        connection.request(
            method, path, headers={name.replace("_", "-"): value for name, value in headers.items()}
        )
        return Reply(connection.getresponse())
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("path", "type_"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/licensim/", "text/html; charset=utf-8"),
        ("/licensim/a%20b.mjs?v=1", "text/javascript; charset=utf-8"),
        ("/licensim/client.js", "text/javascript; charset=utf-8"),
        ("/licensim/x.wasm", "application/wasm"),
        ("/licensim/x.whl", "application/zip"),
        ("/licensim/app.zip", "application/zip"),
        ("/licensim/build.json", "application/json"),
        ("/licensim/x.unknown", "application/octet-stream"),
    ],
)
def test_types_are_those_that_browsers_insist_on(server: SiteServer, path: str, type_: str) -> None:
    """With another type, a module script or a wasm does not run."""
    reply = ask(server, path)
    assert (200, type_) == (reply.status, reply.headers["Content-Type"])


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/licensim/nothing/",
        f"/{'x' * 5000}",
        f"/{'x' * 5000}/",
        f"/{'x/' * 5000}",
        "//[",
        "/[/%00",
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/licensim/..%2f..%2fsecret.txt",
        "/licensim/%2e%2e/%2e%2e/secret.txt",
        "/..\\secret.txt",
        "/leak.txt",
        "/.hidden",
        "/%00",
        "//etc/passwd",
        "/licensim/client.js/",
        "secret.txt",
    ],
)
def test_files_outside_of_the_site_are_not_found(server: SiteServer, path: str) -> None:
    """Not through dots in any spelling, through a link, or by a hidden name."""
    assert ask(server, path).status == 404


@pytest.mark.parametrize(
    ("accept", "encoding", "body"),
    [
        ("br", "br", b"as brotli"),
        ("gzip, deflate, br, zstd", "br", b"as brotli"),
        ("gzip", "gzip", gzip.compress(SCRIPT, mtime=0)),
        ("br;q=0.5, gzip;q=0.8", "gzip", gzip.compress(SCRIPT, mtime=0)),
        ("br;q=0, *", "gzip", gzip.compress(SCRIPT, mtime=0)),
        ("deflate", None, SCRIPT),
        ("", None, SCRIPT),
        ("br;q=nonsense", None, SCRIPT),
    ],
)
def test_compressed_files_are_sent_if_accepted(
    server: SiteServer, accept: str, encoding: str | None, body: bytes
) -> None:
    """The type is that of the file itself, and Vary tells caches what the answer depends on."""
    reply = ask(server, "/licensim/client.js", Accept_Encoding=accept)
    assert encoding == reply.headers["Content-Encoding"]
    assert gzip_free(body) == gzip_free(reply.body)
    assert reply.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert reply.headers["Vary"] == "Accept-Encoding"
    assert int(reply.headers["Content-Length"]) == len(reply.body)


def gzip_free(body: bytes) -> bytes:
    """The content without the gzip header, which has the time of writing."""
    return gzip.decompress(body) if body.startswith(b"\x1f\x8b") else body


def test_a_file_without_a_compressed_one_is_sent_plain(server: SiteServer) -> None:
    """Also if the client accepts brotli."""
    reply = ask(server, "/licensim/build.json", Accept_Encoding="br, gzip")
    assert (None, SCRIPT) == (reply.headers["Content-Encoding"], reply.body)


def test_weights_order_codings() -> None:
    """RFC 9110, 12.5.3; with equal weights our own order decides."""
    assert accepted_encodings("gzip;q=0.5, br;q=0.5") == ["br", "gzip"]
    assert accepted_encodings("*;q=0.1, gzip;q=0") == ["br"]
    assert accepted_encodings("BR") == ["br"]


def test_files_in_the_browsers_cache_are_not_sent_again(server: SiteServer, site: Path) -> None:
    """By ETag or by date; each coding has its own ETag; a changed file is sent."""
    first = ask(server, "/licensim/client.js", Accept_Encoding="br")
    etag, date = first.headers["ETag"], first.headers["Last-Modified"]
    assert first.headers["Cache-Control"] == "no-cache"
    held = ask(server, "/licensim/client.js", Accept_Encoding="br", If_None_Match=f'"other", W/{etag}')
    assert (304, b"") == (held.status, held.body)
    assert ask(server, "/licensim/client.js", If_None_Match=etag).status == 200
    assert ask(server, "/licensim/client.js", If_None_Match="*").status == 304
    assert ask(server, "/licensim/client.js", If_Modified_Since=date).status in {200, 304}
    assert ask(server, "/licensim/app.zip", If_Modified_Since="Fri, 01 Jan 2100 00:00:00 GMT").status == 304
    assert ask(server, "/licensim/app.zip", If_Modified_Since="Thu, 01 Jan 1970 00:00:00 GMT").status == 200
    assert ask(server, "/licensim/app.zip", If_Modified_Since="soon").status == 200
    (site / "licensim" / "client.js.br").write_bytes(b"brotli of another length")
    assert ask(server, "/licensim/client.js", Accept_Encoding="br", If_None_Match=etag).status == 200


def test_an_etag_decides_before_a_date(server: SiteServer) -> None:
    """RFC 9110, 13.2.2."""
    late = "Fri, 01 Jan 2100 00:00:00 GMT"
    assert ask(server, "/licensim/app.zip", If_None_Match='"other"', If_Modified_Since=late).status == 200


def test_head_has_the_length_and_no_body(server: SiteServer) -> None:
    """As for GET, without the body."""
    reply = ask(server, "/licensim/app.zip", method="HEAD")
    assert (200, str(len(SCRIPT)), b"") == (reply.status, reply.headers["Content-Length"], reply.body)


def test_other_methods_are_refused(server: SiteServer) -> None:
    """There is nothing to write to."""
    assert ask(server, "/", method="POST").status == 501


def test_a_folder_is_redirected_to_its_slash_relatively(server: SiteServer) -> None:
    """So that relative addresses of its page work under any prefix, and never lead to another host."""
    reply = ask(server, "/licensim?x=1")
    assert (308, "licensim/") == (reply.status, reply.headers["Location"])


def test_a_connection_serves_several_requests(server: SiteServer) -> None:
    """HTTP/1.1, also after a 404 and a 304."""
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)
    statuses = []
    for path, headers in [("/", {}), ("/no", {}), ("/", {"If-None-Match": "*"}), ("/", {})]:
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        response.read()
        statuses.append(response.status)
    connection.close()
    assert statuses == [200, 404, 304, 200]


@pytest.mark.parametrize("path", ["/", "/licensim/client.js", "/nothing"])
def test_every_answer_has_the_policy(server: SiteServer, path: str) -> None:
    """A worker has the policy of its own response, so scripts have it too."""
    headers = ask(server, path).headers
    assert headers["Content-Security-Policy"] == POLICY + "; frame-ancestors 'self'"
    assert "unsafe-inline" not in POLICY
    assert not re.search(r"'unsafe-eval'", POLICY)
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Permissions-Policy"].startswith("camera=(self)")


def test_the_page_states_the_policy_of_the_server(root: Path) -> None:
    """In its <meta>, for servers that send no header."""
    html = (root / "web" / "index.html").read_text("utf-8")
    stated = re.search(r'http-equiv="Content-Security-Policy"\s+content="([^"]*)"', html, re.IGNORECASE)
    assert stated is not None
    assert " ".join(stated[1].split()).rstrip(";") == POLICY


def test_a_taken_port_is_reported(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The error says what to type instead."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert main([str(site), "--port", str(port)]) == 1
    assert f"127.0.0.1:{port}" in (error := capsys.readouterr().err)
    assert "--port 0" in error


def test_an_impossible_port_is_reported(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The error is like that for a taken port."""
    assert main([str(site), "--port", "70000"]) == 1
    assert "70000" in capsys.readouterr().err


def test_without_a_port_the_next_free_one_is_taken(site: Path) -> None:
    """Two servers can run at the same time."""
    with open_server(site, "127.0.0.1", None) as first, open_server(site, "127.0.0.1", None) as second:
        assert first.server_port != second.server_port
        assert second.address == f"http://localhost:{second.server_port}/"


def test_a_missing_site_is_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The error has the command that builds it."""
    assert main([str(tmp_path)]) == 1
    assert "./build.sh build" in capsys.readouterr().err


def test_only_rooted_targets_name_a_file(site: Path) -> None:
    """An absolute-form or asterisk target is refused."""
    assert file_for(site.resolve(), "*") is None
    assert file_for(site.resolve(), "/index.html") == (site / "index.html").resolve()
