"""The embedded ledger: acknowledged events stay, tabs share one count, storage may be lost at any time."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from e2e.client.license import NOW, document, scans

Visit = Callable[..., Page]
Opened = Callable[..., Page]
BASE: dict[str, Any] = {"at": NOW, "document": document(scans())}
SMALL: dict[str, Any] = {"at": NOW, "document": document(scans(quota=30))}
SLOT = 180_000
UUID = "license.identity.uuid"

# Feeds new codes one by one without end, and sends the other tabs each acknowledged one.
SCAN_ON = """([name, count]) => {
  const scanner = license.scanner();
  const channel = new BroadcastChannel("acknowledged");
  window.answers = (async () => {
    const answers = [];
    for (let n = 0; n < count; n += 1) {
      const [{ answer }] = await feed(scanner, [[n, `${name} ${n}`]]);
      answers.push(answer);
      channel.postMessage(n + 1);
    }
    return answers;
  })();
}"""

ROWS = """(store) => new Promise((resolve, reject) => {
  const request = indexedDB.open("licensim");
  request.onerror = () => reject(request.error);
  request.onsuccess = () => {
    const database = request.result;
    const all = database.transaction(store).objectStore(store).getAll();
    all.onsuccess = () => { database.close(); resolve(all.result); };
  };
})"""


def test_a_reload_keeps_client_and_counts(opened: Opened) -> None:
    """ID-4, ID-7: the UUID is in the origin's IndexedDB, the same for every key; scanners end."""
    page = opened(**BASE)
    uuid = page.evaluate(UUID)
    page.evaluate("feed(license.scanner(), [[0, 'A'], [1, 'B']])")
    page.reload()
    page.evaluate("open", BASE)
    assert (page.evaluate(UUID), page.evaluate("used()")) == (uuid, 2)
    assert page.evaluate("feed(license.scanner(), [[2, 'A']])")[0]["counted"] == 1
    page.evaluate("open", {**BASE, "key": "K-2"})
    assert page.evaluate(UUID) == uuid


def test_two_ports_are_two_clients(
    visit: Visit, context: BrowserContext, serve_folder: Callable[[Path], str], bare_site: Path
) -> None:
    """ID-1: each port has its own UUID and ledger."""
    pages = [visit(context, serve_folder(bare_site)) for _ in range(2)]
    for page in pages:
        page.evaluate("open", BASE)
        page.evaluate("feed(license.scanner(), [[0, 'A']])")
    assert len({page.evaluate(UUID) for page in pages}) == 2
    assert [page.evaluate("used()") for page in pages] == [1, 1]


def test_tabs_that_start_together_are_one_client(visit: Visit, context: BrowserContext) -> None:
    """ID-4: the first tab makes the UUID in one transaction."""
    pages = [visit(context) for _ in range(3)]
    for page in pages:
        page.evaluate("(options) => { window.opening = open(options); }", BASE)
    uuids = {page.evaluate("opening.then(({ identity }) => identity.uuid)") for page in pages}
    assert len(uuids) == 1


def test_two_tabs_share_one_quota(opened: Opened, context: BrowserContext) -> None:
    """ITEM-3: 30 and 2 in grace, exactly, however the tabs interleave; then both are refused."""
    pages = [opened(context, **SMALL) for _ in range(2)]
    for name, page in zip("ab", pages, strict=True):
        page.evaluate(SCAN_ON, [name, 40])
    answers = [answer for page in pages for answer in page.evaluate("answers")]
    assert {verdict: answers.count(verdict) for verdict in ("ok", "over", "refused")} == {
        "ok": 30,
        "over": 2,
        "refused": 48,
    }
    assert [page.evaluate("used()") for page in pages] == [32, 32]


def test_each_tab_sees_what_the_others_counted(opened: Opened, context: BrowserContext) -> None:
    """The tab gets a change event; `status()` is current even without it."""
    first, second = (opened(context, **BASE) for _ in range(2))
    first.evaluate("window.changed = new Promise((resolve) => license.on('change', resolve)); 0")
    second.evaluate("feed(license.scanner(), [[0, 'A'], [1, 'B']])")
    assert first.evaluate("used()") == 2
    first.evaluate("changed")
    # A tab has its own dedup memory (SCAN-6), but shares the count.
    [frame] = first.evaluate("feed(license.scanner(), [[0, 'A']])")
    assert (frame["counted"], frame["evidence"]["used"]) == (1, 2)


def test_a_tab_that_dies_loses_nothing_acknowledged(opened: Opened, context: BrowserContext) -> None:
    """A tab is closed during its work: acknowledged codes are counted, codes that it never sent are not."""
    witness, victim = (opened(context, **BASE) for _ in range(2))
    witness.evaluate(
        """() => {
             window.acknowledged = 0;
             window.enough = new Promise((resolve) => {
               new BroadcastChannel("acknowledged").onmessage = ({ data }) => {
                 window.acknowledged = data;
                 if (data === 20) resolve();
               };
             });
           }"""
    )
    victim.evaluate(SCAN_ON, ["v", 900])
    witness.evaluate("enough")
    victim.close()
    used, acknowledged = witness.evaluate("used().then((count) => [count, acknowledged])")
    assert 20 <= acknowledged <= used < 900
    [frame] = witness.evaluate("feed(license.scanner(), [[0, 'after']])")
    assert (frame["answer"], witness.evaluate("used()")) == ("ok", used + 1)


@pytest.mark.parametrize("how", ["delete", "clear"])
def test_cleared_storage_is_a_new_client(opened: Opened, how: str) -> None:
    """ID-4: an open page goes on as the new client, keeps its settings, and gets a warning."""
    page = opened(**BASE)
    uuid = page.evaluate(UUID)
    page.evaluate(
        """async () => {
             window.scanner = license.scanner({ duplicateForgetTime: 10 });
             await feed(scanner, [[0, "A"]]);
             window.told = [];
             license.on("identity", ({ uuid }) => told.push(uuid));
           }"""
    )
    clear_storage(page, how)
    if how == "delete":
        page.evaluate("warned('STORAGE_CLEARED')")  # at once, not only at the next call
    counts = page.evaluate(
        "feed(scanner, [[5, 'B'], [15, 'B'], [16, 'A'], [27, 'A']])"
        ".then((all) => all.map(({ counted }) => counted))"
    )
    new = page.evaluate(UUID)
    assert (counts, page.evaluate("used()")) == ([1, 0, 1, 1], 3)
    assert new != uuid
    assert page.evaluate("told") == [new]
    assert page.evaluate("warnings.map(({ reason }) => reason)") == ["STORAGE_CLEARED"]
    page.reload()
    page.evaluate("open", BASE)
    assert page.evaluate(UUID) == new


def clear_storage(page: Page, how: str) -> None:
    """Clear storage by a script of the page, or as the user does in the browser's settings."""
    if how == "delete":
        page.evaluate(
            """() => new Promise((resolve, reject) => {
                 const request = indexedDB.deleteDatabase("licensim");
                 request.onsuccess = resolve;
                 request.onerror = request.onblocked = () => reject(new Error("not deleted"));
               })"""
        )
        return
    origin = page.evaluate("origin")
    session = page.context.new_cdp_session(page)
    session.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "indexeddb"})


def test_a_client_can_be_forgotten(opened: Opened, context: BrowserContext) -> None:
    """Its UUID is deleted, the ledger stays, and the other tabs become the new client too."""
    page, other = (opened(context, **BASE) for _ in range(2))
    uuid = page.evaluate(UUID)
    page.evaluate("feed(license.scanner(), [[0, 'A']])")
    new = page.evaluate("license.forget().then(({ uuid }) => uuid)")
    assert new != uuid
    assert (page.evaluate(UUID), page.evaluate("used()")) == (new, 1)
    assert other.evaluate("license.status().then(({ client }) => client.uuid)") == new
    assert other.evaluate(UUID) == new


# Fails transactions as a full disk or an aborting browser does, inside the worker.
FAULTS = {
    "full": (
        """IDBObjectStore.prototype.add = function () {
             Object.defineProperty(this.transaction, "error", {
               value: new DOMException("full", "QuotaExceededError") });
             this.transaction.abort();
             return {};
           };""",
        "STORAGE_FULL",
    ),
    "aborted": (
        """IDBObjectStore.prototype.add = function (...args) {
             const request = original.apply(this, args);
             this.transaction.abort();
             return request;
           };""",
        "STORAGE_ABORTED",
    ),
    "thrown": (
        "IDBObjectStore.prototype.add = () => { throw new DOMException('no', 'DataError'); };",
        "STORAGE_ABORTED",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_not_durable_is_not_counted(opened: Opened, fault: str) -> None:
    """The call is rejected, the code is neither counted nor remembered, and the next call works."""
    page = opened(**BASE)
    break_it, reason = FAULTS[fault]
    page.evaluate("window.scanner = license.scanner(); 0")
    page.evaluate("feed(scanner, [[0, 'A']])")
    worker = page.workers[0]
    worker.evaluate("globalThis.original = IDBObjectStore.prototype.add; 0")
    worker.evaluate(f"(() => {{ {break_it} }})()")
    error = page.evaluate("caught(feed(scanner, [[10, 'Z']]))")
    worker.evaluate("IDBObjectStore.prototype.add = original; 0")
    assert (error["name"], error["reason"]) == ("StorageError", reason)
    assert page.evaluate("used()") == 1
    frames = page.evaluate("feed(scanner, [[11, 'Z'], [12, 'Z', 'A']])")
    assert [frame["counted"] for frame in frames] == [1, 0]
    assert page.evaluate("used()") == 2


NEWER = """() => new Promise((resolve, reject) => {
  const request = indexedDB.open("licensim", 99);
  request.onblocked = () => reject(new Error("blocked"));
  request.onerror = () => reject(request.error);
  request.onsuccess = () => { request.result.close(); resolve(); };
})"""


def test_a_newer_schema_tells_older_tabs_to_reload(opened: Opened, context: BrowserContext) -> None:
    """Older tabs close the database, report it, and decide nothing more; nor do older pages opened later."""
    old = opened(context, **BASE)
    newer = opened(context, **BASE)
    old.evaluate(
        "window.told = new Promise((resolve) => license.on('error', ({ reason }) => resolve(reason))); 0"
    )
    newer.evaluate("license.close()")
    newer.evaluate(NEWER)
    assert old.evaluate("told") == "STORAGE_OUTDATED"
    error = old.evaluate("caught(feed(license.scanner(), [[0, 'A']]))")
    assert (error["name"], error["reason"]) == ("StorageError", "STORAGE_OUTDATED")
    late = newer.evaluate("options => caught(open(options))", BASE)
    assert (late["name"], late["reason"]) == ("StorageError", "STORAGE_OUTDATED")


def test_the_journal_is_compacted(opened: Opened, context: BrowserContext) -> None:
    """Its size does not grow with the counts, and a tab that is behind loads the snapshot."""
    page, behind = (opened(context, **BASE) for _ in range(2))
    page.workers[0].evaluate("() => { BroadcastChannel.prototype.postMessage = () => {}; }")
    sizes = []
    for start in (0, 250, 500):
        page.evaluate(
            "(start) => feed(license.scanner(), Array.from({ length: 250 }, (_, n) => [n, `${start + n}`]))",
            start,
        )
        assert page.evaluate("used()") == start + 250
        sizes.append(page.evaluate(f"({ROWS})('journal').then((rows) => rows.length)"))
    assert max(sizes) <= 202
    assert page.evaluate(f"({ROWS})('snapshots').then((rows) => rows.length)") == 1
    assert behind.evaluate("used()") == 750
    page.reload()
    page.evaluate("open", BASE)
    assert page.evaluate("used()") == 750


def test_projects_do_not_share_a_ledger(opened: Opened) -> None:
    """Each key has its own counts under the one UUID."""
    both = document(scans())
    both["projects"].append({"key": "K-2", "items": [scans()]})
    page = opened(at=NOW, document=both)
    page.evaluate("feed(license.scanner(), [[0, 'A'], [1, 'B']])")
    page.evaluate("open", {"at": NOW, "document": both, "key": "K-2"})
    assert page.evaluate("feed(license.scanner(), [[0, 'A']])")[0]["evidence"]["used"] == 0
    assert page.evaluate("used()") == 1


def test_two_licenses_of_one_page_are_two_tabs(visit: Visit) -> None:
    """Workers of one page share the ledger like tabs do."""
    page = visit()
    used = page.evaluate(
        """async (options) => {
             await open(options);
             const first = license;
             await open(options);
             const frames = (n) => [[0, `a${n}`], [1, `b${n}`]];
             await Promise.all([first, license].map((one, n) => feed(one.scanner(), frames(n))));
             return used();
           }""",
        BASE,
    )
    assert used == 4


def test_usage_of_a_slot_is_sent_at_its_end(opened: Opened, context: BrowserContext) -> None:
    """NET-4: two tabs of one client; both get the reports' answers, and scans above the quota are refused."""
    options = {"at": NOW, "document": document(scans(quota=1, grace=0), settings={"reports": "slot"})}
    pages = [opened(context, **options) for _ in range(2)]
    scan = "license.image([{ format: 'QRCode', text: 'A' }]).then(({ answer }) => answer)"
    for page in pages:
        assert (page.evaluate(scan), page.evaluate("used()")) == ("ok", 0)
    for page in pages:
        page.evaluate(f"window.at = {NOW + SLOT}")
    assert [page.evaluate("used()") for page in pages] == [2, 2]
    told = [page.evaluate("reports.map(({ answer, number }) => [answer, number])") for page in pages]
    assert sorted(told[0] + told[1]) == [["ok", None], ["refused", 120]]
    assert [page.evaluate(scan) for page in pages] == ["refused", "refused"]


def test_nothing_is_written_for_duplicates(opened: Opened) -> None:
    """An event that adds nothing opens no transaction."""
    page = opened(**BASE)
    page.evaluate("window.scanner = license.scanner(); 0")
    page.evaluate("feed(scanner, [[0, 'A']])")
    rows = f"({ROWS})('journal').then((rows) => rows.length)"
    before = page.evaluate(rows)
    page.workers[0].evaluate(
        "() => { IDBDatabase.prototype.transaction = () => { throw new Error('a transaction'); }; }"
    )
    frames = page.evaluate("feed(scanner, [[1, 'A'], [2, 'A'], [3]])")
    assert [(frame["answer"], frame["counted"]) for frame in frames] == [("ok", 0)] * 3
    assert page.evaluate(rows) == before
