"""Products over HTTP: the product of an ask, its storage in the server, and the charged item (OPT-2)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from server.conftest import DATABASES, NewDatabase
from server.inside import Inside, inside
from server.served import NOW, devices, document, scans

BROWSER = {"key": "P", "deployment": "browser", "origin": "https://example.com"}
DOCUMENT = document(
    scans(10, id="scans", product="barcode_reader"),
    {"id": "pages", "option": "per_page", "module": "core", "quota": 10, "product": "web_twain"},
    devices(10, id="labels", product="label_recognizer"),
)


def freeze(app: Inside, now: int) -> None:
    """Stop the server's clock."""
    app.post("/sim/clock", {"set_to": now, "frozen": True})


def ask(app: Inside, client: str, **fields: Any) -> tuple[str, str | None, str]:
    """Answer, item and rule of an ask."""
    told = app.post("/v1/authorize", {**BROWSER, "client": client, **fields})
    return told["answer"], told["item"], told["rule"]


def test_an_ask_names_its_product(tmp_path: Path) -> None:
    """OPT-2, ITEM-1: an `open` is charged to an item of the product that it names."""
    with inside(f"sqlite:///{tmp_path / 'products.sqlite3'}", DOCUMENT, tmp_path) as app:
        freeze(app, NOW)
        assert ("ok", "scans") == ask(app, "a", product="barcode_reader")[:2]
        assert ("ok", "pages") == ask(app, "b", product="web_twain")[:2]
        assert ("ok", "labels") == ask(app, "c", product="label_recognizer")[:2]
        assert ("ok", "labels") == ask(app, "d")[:2]
        assert ("ok", "scans") == ask(app, "e", use="scan", product="web_twain")[:2]
        assert ("refused", None, "OPT-2") == ask(app, "f", use="page:ocr")


def test_an_unknown_product_is_malformed(tmp_path: Path) -> None:
    """ITEM-5: 400, and the fault lists the valid products."""
    with inside(f"sqlite:///{tmp_path / 'products.sqlite3'}", DOCUMENT, tmp_path) as app:
        answered = app.ask("POST", "/v1/authorize", {**BROWSER, "client": "a", "product": "wombat"})
    what = 'must be one of barcode_reader, web_twain, label_recognizer, not "wombat"'
    assert 400 == answered.status
    assert [{"path": "product", "what": what, "line": None}] == answered.value["faults"]


@pytest.mark.parametrize("kind", DATABASES)
def test_reports_after_a_restart_are_charged_by_product(
    kind: str, new_database: NewDatabase, tmp_path: Path
) -> None:
    """NET-5: the server stores the local license, which lists each item with the uses of its product."""
    url = new_database(kind)
    with inside(url, DOCUMENT, tmp_path) as app:
        freeze(app, NOW)
        assert "ok" == ask(app, "a", product="web_twain")[0]
    with inside(url, DOCUMENT, tmp_path) as app:
        freeze(app, NOW + 1)
        slot = NOW // 180_000
        reports = [
            {"id": "1", "slot": slot, "at": NOW, "scans": 2},
            {"id": "2", "slot": slot, "at": NOW, "pages": {"module": "core", "count": 3}},
        ]
        proof = {name: BROWSER[name] for name in ("key", "origin")}
        told = app.post("/v1/reports", {**proof, "client": "a", "reports": reports})
        assert ["scans", "pages"] == [one["item"] for one in told["results"]]
        used = app.ask("GET", "/v1/projects/P/usage").value["items"]
        assert (2, 3, 0) == (used["scans"]["used"], used["pages"]["used"], used["labels"]["seats"])
