"""Comparison: one client is one device at one site, even with several keys in its trace."""

from __future__ import annotations

import json
from typing import Any

import pytest

from licenses import DAY, SLOT, START
from licensim.cli.compare import table
from licensim.hosts import parse_origin
from licensim.sessions.compare import Compared, Survey, compare
from licensim.sessions.trace import Event, Reader

CODE = {"format": "QRCode", "text": "A"}


def compared(*events: dict[str, Any]) -> Compared:
    """Compare a session; events without `t` are at START."""
    lines = [json.dumps({"t": START, **one}) for one in events]

    def again() -> list[Event]:
        reader = Reader(parse_origin, lambda fault: pytest.fail(str(fault)))
        return reader.feed(lines) + reader.finish()

    survey = Survey()
    survey.add(again())
    return compare(survey, again)


def page(client: str, key: str, host: str = "shop.example.com", t: int = START) -> dict[str, Any]:
    """A page load."""
    origin = f"https://{host}"
    return {
        "t": t, "type": "open", "client": client, "key": key, "deployment": "browser", "origin": origin
    }  # fmt: skip


def uses(found: Compared) -> dict[str, int]:
    """The usage under each option."""
    return {option: editions["js-9"]["use"] for option, editions in found.options.items()}


def test_a_page_that_is_opened_under_two_keys_is_one_device() -> None:
    """A typing mistake in the key does not make a second device, server, domain or machine."""
    scan = {"type": "frame", "client": "a", "scanner": "s", "codes": [CODE]}
    found = compared(page("a", "TYPO"), page("a", "DEMO-1"), scan)
    assert uses(found) == {
        "per_barcode_scan": 1,
        "per_page": 0,
        "per_client_device": 1,
        "per_server": 1,
        "per_domain": 1,
        "per_concurrent_device": 1,
        "per_concurrent_instance": 0,
    }


def test_each_option_says_for_which_products_it_is_offered() -> None:
    """OPT-2: each row has them, for any product that the trace opens."""
    found = compared({**page("a", "K"), "product": "label_recognizer"})
    assert uses(found) == uses(compared(page("a", "K")))
    products = {option: one["products"] for option, one in found.to_value()["options"].items()}
    assert products["per_page"] == {"web_twain": "with its add-ons"}
    assert list(products["per_client_device"]) == ["barcode_reader", "web_twain", "label_recognizer"]
    lines = table(found)
    assert all(
        f"{option} is offered for {next(iter(one))}" in "\n".join(lines) for option, one in products.items()
    )


def test_a_server_that_names_two_keys_asks_for_its_instances_once() -> None:
    """The highest X of the machine counts, not the sum over its keys."""
    opening = {"type": "open", "client": "m", "deployment": "server", "server_id": "m"}
    asks = {"type": "instances", "client": "m", "ask": 3}
    found = compared({**opening, "key": "A"}, asks, {**opening, "key": "B"}, asks)
    names = ("per_concurrent_instance", "per_server", "per_client_device")
    assert (3, 1, 1) == tuple(uses(found)[one] for one in names)


def test_devices_of_two_keys_are_counted_together() -> None:
    """At the same time, in one slot, and as sites, over the whole trace."""
    later = START + 2 * SLOT
    events = [
        page("a", "A", "a.example.com"),
        page("b", "B", "b.example.com"),
        page("c", "B", "shop.example.net"),
        *({"type": "image", "client": one, "codes": [CODE]} for one in "abc"),
        page("d", "C", "localhost", t=later),
    ]
    found = uses(compared(*events))
    names = ("per_client_device", "per_server", "per_domain", "per_concurrent_device", "per_barcode_scan")
    assert (4, 3, 3, 3, 3) == tuple(found[one] for one in names)


def test_a_host_that_is_a_public_suffix_is_not_served_by_a_domain_license() -> None:
    """No item may name it (DOM-5); the other options treat it like any host."""
    found = compared(page("a", "A", "co.uk"), page("b", "A", t=START + DAY))
    assert 1 == uses(found)["per_domain"]
    assert 1 == found.options["per_domain"]["js-9"]["refused"]
