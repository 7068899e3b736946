"""Clients on the host engine: browsers, tabs, devices, scanners, keys."""

import json

import pytest

from licensim.rules.input.fault import Malformed
from licensim.testing import Licensim


def test_second_origin_needs_a_second_seat(licensim: Licensim) -> None:
    """The unchanged example of the guide (DEV-1, DEV-4, ID-1)."""
    licensim.item("per_client_device", period="daily", quota=1, grace=0)
    shop = licensim.origin("https://shop.example.com")
    admin = licensim.origin("https://admin.example.com:8443")
    assert shop.open().answer == "ok"
    assert admin.open().reason == "SEATS_EXHAUSTED"
    licensim.clock.advance(hours=24)
    assert admin.open().answer == "ok"


def test_the_demo_license_is_in_force_where_nothing_is_written(licensim: Licensim) -> None:
    """The demo license has key DEMO-1 and one item of each option (DESIGN)."""
    shop = licensim.origin("https://shop.example.com")
    assert shop.open().answer == "ok"
    assert shop.scan("QRCode", "A").item == "scans"
    assert set(licensim.usage()) >= {"scans", "pages-core", "devices", "domain"}


def test_equal_arguments_are_one_client(licensim: Licensim) -> None:
    """Any URL names its origin (ID-2); one browser at one origin is one client (ID-1)."""
    shop = licensim.origin("https://shop.example.com")
    assert licensim.origin("HTTPS://SHOP.example.com:443/cart?x=1") is shop
    assert licensim.origin("http://shop.example.com") is not shop
    assert licensim.browser("other").origin("https://shop.example.com").uuid != shop.uuid


def test_an_open_names_its_product(licensim: Licensim) -> None:
    """OPT-2: the product of the client, or of the open itself; also for a device."""
    for product in ("barcode_reader", "web_twain"):
        licensim.item("per_domain", product, domain="example.com", product=product)
    label = licensim.item("per_client_device", period="daily", quota=1, product="label_recognizer")
    shop = licensim.origin("https://shop.example.com", product="web_twain")
    assert [shop.open().item, shop.open(product="barcode_reader").item] == ["web_twain", "barcode_reader"]
    assert [shop.reload(product="label_recognizer").item, shop.reload().item] == [label, "web_twain"]
    assert [shop.scan("QRCode", "A").item, shop.pages("core", 1).item] == ["barcode_reader", "web_twain"]
    phone = licensim.device("mobile", product="label_recognizer").open()
    assert (phone.reason, phone.item) == ("DEPLOYMENT_MISMATCH", label)
    assert '"product": "label_recognizer"' in licensim.trace_text()


def test_an_unknown_product_is_malformed(licensim: Licensim) -> None:
    """ITEM-5: in an item, and in an open."""
    with pytest.raises(Malformed, match="per_page is offered for web_twain, not for barcode_reader"):
        licensim.item("per_page", module="core", quota=1, product="barcode_reader")
    with pytest.raises(Malformed, match="product: must be one of barcode_reader, web_twain"):
        licensim.origin("https://shop.example.com", product="wombat").open()


def test_a_session_with_products_is_played_again(licensim: Licensim) -> None:
    """Each open of a trace has its own product."""
    for product in ("barcode_reader", "web_twain"):
        licensim.item("per_client_device", product, period="daily", quota=1, product=product)
    opening = {"type": "open", "client": "a", "key": "DEMO-1", "deployment": "browser"}
    opening["origin"] = "https://shop.example.com"
    named = [{**opening, "t": licensim.clock.now, "product": one} for one in ("web_twain", "barcode_reader")]
    replies = licensim.replay("".join(f"{json.dumps(one)}\n" for one in named))
    assert [reply.item for reply in replies] == ["web_twain", "barcode_reader"]


def test_tabs_share_the_client_and_not_the_scanner(licensim: Licensim) -> None:
    """Two tabs are one UUID and one seat; each scanner has its own memory (SCAN-6)."""
    licensim.item("per_client_device", period="daily", quota=1, grace=0)
    licensim.item("per_barcode_scan", quota=10)
    shop = licensim.origin("https://shop.example.com")
    shop.open()
    tab = shop.tab()
    assert tab.open().answer == "ok"
    assert tab.uuid == shop.uuid
    assert shop.scan("QRCode", "A").counted == 1
    assert tab.scan("QRCode", "A").counted == 1
    assert shop.scan("QRCode", "A").counted == 0
    licensim.assert_seats(1)


def test_storage_cleared_in_one_tab_is_cleared_in_the_other(licensim: Licensim) -> None:
    """Both become the new client, and take a new seat (ID-4)."""
    licensim.item("per_client_device", period="daily", quota=2, grace=0)
    shop = licensim.origin("https://shop.example.com")
    shop.open()
    tab = shop.tab()
    tab.open()
    before = shop.uuid
    tab.clear_storage()
    assert shop.uuid == tab.uuid != before
    assert shop.scan("QRCode", "A").answer == "ok"
    licensim.assert_seats(2)


def test_frames_move_the_clock(licensim: Licensim) -> None:
    """A code held for a minute is one scan under js-9, about twenty under js-10.2.10 (SCAN-3)."""
    shop = licensim.origin("https://shop.example.com")
    start = licensim.clock.now
    shop.open()
    assert shop.frames(["A"] * 600, fps=10).counted == 1
    assert licensim.clock.now == start + 60_000
    shop.open(edition="js-10.2.10")
    assert shop.frames(["A"] * 600, fps=10).counted == 20


@pytest.mark.parametrize(("gap_ms", "counted"), [(2999, 0), (3000, 0), (3001, 1)])
def test_the_forget_window_to_the_millisecond(licensim: Licensim, gap_ms: int, counted: int) -> None:
    """After exactly `duplicateForgetTime` a code is a duplicate, one millisecond later it is not (SCAN-4)."""
    shop = licensim.origin("https://shop.example.com")
    shop.open()
    shop.scan("QRCode", "A")
    licensim.clock.advance(ms=gap_ms)
    reply = shop.scan("QRCode", "A")
    assert reply.counted == counted
    assert len(reply.duplicates) == 1 - counted


def test_views_of_a_frame(licensim: Licensim) -> None:
    """Nothing, one code as text, pair or mapping, or several (SCAN-1, SCAN-2)."""
    shop = licensim.origin("https://shop.example.com")
    shop.open()
    views = [None, [], "A", ("Code128", "A"), {"format": "QRCode", "text": "B"}, ["C", "C", ("EAN13", "C")]]
    counted = [one.counted for one in shop.frames(views)]
    assert counted == [0, 0, 1, 1, 1, 2]


def test_scanners_filters_and_images(licensim: Licensim) -> None:
    """Each scanner has its own settings; an image uses only a scanner's filters (SCAN-6, SCAN-7)."""
    shop = licensim.origin("https://shop.example.com")
    shop.open()
    picky = shop.scanner("picky", formats=["Code128"], min_confidence=50)
    assert picky.scan("QRCode", "A").counted == 0
    assert picky.scan("Code128", "A", confidence=49).counted == 0
    assert picky.scan("Code128", "A", confidence=50).counted == 1
    assert picky.pause().answer == "ok"
    assert picky.scan("Code128", "A").counted == 1
    assert shop.image(["A", ("Code128", "A")], picky).counted == 1
    assert shop.image(["A", ("Code128", "A")]).counted == 2
    shop.set(duplicate_forget_time=0)
    assert shop.frames(["Z", "Z"]).counted == 2


def test_devices_have_no_origin(licensim: Licensim) -> None:
    """A desktop does not deduplicate (SCAN-9); a server asks for instances (CINST-2, CINST-5)."""
    licensim.item("per_concurrent_instance", quota=2)
    licensim.item("per_barcode_scan", quota=10)
    desktop = licensim.device("desktop")
    desktop.open()
    assert desktop.frames(["A", "A"]).counted == 2
    server = licensim.device("server", "cluster-1")
    server.open()
    assert server.instances(2).answer == "ok"
    assert server.idle_instances() == 2
    assert server.create_instance().counted == 1
    assert server.create_instance().counted == 1
    assert server.create_instance().reason == "NO_IDLE_INSTANCE"
    assert server.destroy_instance().answer == "ok"
    assert server.idle_instances() == 1


def test_a_released_seat_is_free(licensim: Licensim) -> None:
    """SRV-2: a release ends the local license and frees the seat."""
    licensim.item("per_server", quota=1)
    shop, admin = licensim.origin("https://shop.example.com"), licensim.origin("https://admin.example.com")
    shop.open()
    assert shop.license != []
    assert admin.open().number == 120
    assert shop.release().answer == "ok"
    assert shop.license == []
    assert admin.open().answer == "ok"


def test_projects_keys_and_passwords(licensim: Licensim) -> None:
    """A key names a project, which may have a password and website domains (NET-8, DOM-6)."""
    licensim.item("per_barcode_scan", quota=1, key="SHOP")
    licensim.project(session_password="open sesame", website_domains=["example.com"])
    good = licensim.origin("https://shop.example.com", password="open sesame")
    assert good.open().answer == "ok"
    assert licensim.origin("https://shop.example.com", password="guess").open().number == 102
    assert licensim.origin("https://other.test", password="open sesame").open().number == 103


@pytest.mark.licensim(allow="unknown_key")
def test_an_unknown_key_is_an_answer_where_it_is_allowed(licensim: Licensim) -> None:
    """101; without the marker the test would fail."""
    assert licensim.origin("https://shop.example.com", key="NOPE").open().number == 101


def test_a_purchase_while_the_test_runs(licensim: Licensim) -> None:
    """`change` keeps the counts."""
    scans = licensim.item("per_barcode_scan", quota=1, grace=0)
    shop = licensim.origin("https://shop.example.com")
    shop.open()
    shop.scan("QRCode", "A")
    assert shop.scan("QRCode", "B").number == 120
    licensim.change(scans, quota=2)
    assert shop.scan("QRCode", "B").answer == "ok"
    assert licensim.usage()[scans]["used"] == 2


def test_a_reply_is_neither_true_nor_false(licensim: Licensim) -> None:
    """So that `assert shop.open()` cannot pass if the license refuses."""
    with pytest.raises(TypeError, match=r"ask \.answer"):
        assert licensim.origin("https://shop.example.com").open()


def test_items_get_free_names(licensim: Licensim) -> None:
    """An id is the option's name, with its module, and with a number if it is used already."""
    names = [licensim.item("per_page", module="ocr", quota=1) for _ in range(2)]
    assert [*names, licensim.item("per_server", "own", quota=1)] == ["per_page_ocr", "per_page_ocr_2", "own"]


def test_a_local_license_lost_in_one_tab_is_lost_in_the_other(licensim: Licensim) -> None:
    """The local license belongs to the client, not to the tab (ID-7); a trace cannot state tabs."""
    licensim.item("per_barcode_scan", quota=9)
    shop = licensim.origin("https://shop.example.com")
    shop.open()
    assert licensim.recording.beyond == []
    tab = shop.tab()
    tab.open()
    assert licensim.recording.beyond != []
    tab.release()
    licensim.faults.offline()
    assert shop.scan("QRCode", "A").reason == "SERVER_UNREACHABLE"


def test_cleared_storage_forgets_the_instances(licensim: Licensim) -> None:
    """The highest X of a machine is valid until its storage is cleared (CINST-2)."""
    licensim.item("per_concurrent_instance", quota=5)
    server = licensim.device("server", server_id="s-1")
    server.open()
    server.instances(4)
    server.open()
    assert server.idle_instances() == 4
    server.clear_storage()
    server.open()
    assert server.idle_instances() == 1
