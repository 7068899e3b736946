"""Frames, images, settings and answers as a page gets them from the client alone."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from e2e.client.license import NOW, document, scans

Opened = Callable[..., Page]
BASE: dict[str, Any] = {"at": NOW, "document": document(scans())}


def counted(page: Page, frames: list[list[Any]], settings: dict[str, Any] | None = None) -> list[int]:
    """Feed one new scanner and return what each frame counted."""
    found: list[int] = page.evaluate(
        """async ([frames, settings]) =>
             (await feed(license.scanner(settings ?? undefined), frames)).map(({ counted }) => counted)""",
        [frames, settings],
    )
    return found


@pytest.mark.parametrize(
    ("edition", "frames", "expected"),
    [
        ("js-9", [[0, "A"], [2999, "A"]], [1, 0]),
        ("js-9", [[0, "A"], [3000, "A"]], [1, 0]),
        ("js-9", [[0, "A"], [3001, "A"]], [1, 1]),
        ("js-9", [[0, "A"], [2999, "A"], [5999, "A"], [9000, "A"]], [1, 0, 0, 1]),
        ("js-10.2.10", [[0, "A"], [2999, "A"]], [1, 0]),
        ("js-10.2.10", [[0, "A"], [3000, "A"]], [1, 0]),
        ("js-10.2.10", [[0, "A"], [3001, "A"]], [1, 1]),
        ("js-10.2.10", [[0, "A"], [2999, "A"], [5999, "A"]], [1, 0, 1]),
    ],
)
def test_windows_are_exact(shared: Page, edition: str, frames: list[list[Any]], expected: list[int]) -> None:
    """SCAN-3, SCAN-4: one millisecond of media time decides, and only js-9 restarts the window."""
    found = shared.evaluate(
        """async ([edition, options, frames]) => {
             const license = await editionOf(edition, options);
             return (await feed(license.scanner(), frames)).map(({ counted }) => counted);
           }""",
        [edition, BASE, frames],
    )
    assert found == expected


@pytest.mark.parametrize("edition", ["js-9", "js-10.2.10"])
def test_a_bar_in_a_format_changes_nothing(shared: Page, edition: str) -> None:
    """SCAN-1: formats and texts that contain the separator of keys are compared exactly."""
    plain, barred = shared.evaluate(
        """async ([edition, options]) => {
             const license = await editionOf(edition, options);
             let seed = 1, time = 0;
             const draw = (below) => (seed = (seed * 48271) % 2147483647) % below;
             const frames = Array.from({ length: 120 }, () => {
               time += [0, 1, 5, 6, -1][draw(5)];
               return [time, ...["A", "B", "A|C", "\x1e"].filter(() => draw(3) > 0)];
             });
             const settings = { duplicateForgetTime: 5 };
             const results = await Promise.all(
               ["QR", "Q|R"].map((format) => feed(license.scanner(settings), frames, format)));
             return results.map((one) => JSON.stringify(one.map(({ evidence, ...rest }) => rest)));
           }""",
        [edition, BASE],
    )
    assert plain == barred.replace("Q|R", "QR")


def test_media_time_is_rounded_down(shared: Page) -> None:
    """SCAN-11: 0.9 and 3000.9 are 3000 ms apart, 0.9 and 3001.0 are 3001 ms apart."""
    assert counted(shared, [[0.9, "A"], [3000.9, "A"]]) == [1, 0]
    assert counted(shared, [[0.9, "A"], [3001.0, "A"]]) == [1, 1]


def test_an_answer_has_the_result_for_each_code(shared: Page) -> None:
    """SCAN-2, SCAN-3: new codes, duplicates with earlier sighting and the time left, the frame's instant."""
    first, second = shared.evaluate("feed(license.scanner(), [[0, 'A', 'A'], [1000, 'A', 'B']])")
    assert first["unique"] == [{"format": "QRCode", "text": "A"}]
    assert second["unique"] == [{"format": "QRCode", "text": "B"}]
    duplicate = {"format": "QRCode", "text": "A", "leftMs": 3000, "seenAt": NOW}
    assert second["duplicates"] == [duplicate]
    assert (second["scannedAt"], second["lateMs"], second["filtered"]) == (NOW + 1000, 0, 0)
    assert (second["answer"], second["item"], second["ltsErrorCode"]) == ("ok", "scans", None)


def test_a_late_frame_is_judged_at_the_last_ones_time(shared: Page) -> None:
    """SCAN-11: the answer has how late it was."""
    late = shared.evaluate("feed(license.scanner(), [[5000, 'A'], [4600, 'B']])")[1]
    assert (late["lateMs"], late["scannedAt"]) == (400, NOW + 5000)


def test_without_a_timestamp_the_pages_clock_counts(shared: Page) -> None:
    """There is one clock: moving it moves the frames."""
    moved = shared.evaluate(
        """async () => {
             let now = 0;
             const clocked = await licensim.openLicense({
               key: "DEMO-1", assets: "licensim/", now: () => now });
             const scanner = clocked.scanner();
             const codes = [{ format: "QRCode", text: "A" }];
             const counted = [];
             for (now of [10.5, 3010.9, 6011]) counted.push((await scanner.frame(codes)).counted);
             return counted;
           }"""
    )
    assert moved == [1, 0, 1]


def test_settings_are_in_force_at_once(shared: Page) -> None:
    """SCAN-5: from the next frame on, without waiting for the reply; null means the default again."""
    found = shared.evaluate(
        """async () => {
             const scanner = license.scanner({ duplicateForgetTime: 0 });
             const frames = [feed(scanner, [[0, "A"], [1, "A"]])];
             scanner.set({ duplicateForgetTime: null });
             frames.push(feed(scanner, [[2, "A"], [3, "A"]]));
             scanner.pause();
             frames.push(feed(scanner, [[4, "A"]]));
             return (await Promise.all(frames)).flat().map(({ counted }) => counted);
           }"""
    )
    assert found == [1, 1, 0, 0, 1]


def test_a_setting_forgets_by_the_frames_own_time(shared: Page) -> None:
    """SCAN-5, SCAN-11: the camera began when the page was a minute old; the wall clock is not used."""
    counted = shared.evaluate(
        """async (options) => {
             await open(options);
             window.at += 60_000;
             const scanner = license.scanner();
             const frames = [feed(scanner, [[0, "A"], [100, "A"]])];
             scanner.set({ duplicateForgetTime: 5000 });
             frames.push(feed(scanner, [[200, "A"], [5200, "A"], [10_201, "A"]]));
             return (await Promise.all(frames)).flat().map(({ counted }) => counted);
           }""",
        {**BASE, "key": "K-1"},
    )
    assert counted == [1, 0, 0, 0, 1]


def test_filters_see_confidence_and_box(shared: Page) -> None:
    """SCAN-7: they are sent only if a filter uses them, and then they decide."""
    found = shared.evaluate(
        """async () => {
             const codes = [
               { format: "QRCode", text: "in", confidence: 80, box: [0.2, 0.2, 0.4, 0.4] },
               { format: "QRCode", text: "out", confidence: 80, box: [0.6, 0.6, 0.8, 0.8] },
               { format: "QRCode", text: "weak", confidence: 10, box: [0.2, 0.2, 0.4, 0.4] },
               { format: "QRCode", text: "silent" },
             ];
             const texts = async (settings) => {
               const { unique, filtered } = await license.scanner(settings).frame(codes, { timestamp: 0 });
               return [unique.map(({ text }) => text).join(), filtered];
             };
             return [
               await texts(),
               await texts({ region: [0, 0, 0.5, 0.5] }),
               await texts({ minConfidence: 80 }),
               await texts({ formats: [] }),
             ];
           }"""
    )
    assert found == [["in,out,weak,silent", 0], ["in,weak,silent", 1], ["in,out,silent", 1], ["", 4]]


def test_a_trusted_code_was_in_enough_frames(shared: Page) -> None:
    """SCAN-8: the answer lists codes that are not trusted yet."""
    found = shared.evaluate("feed(license.scanner({ oneDTrustFrames: 2 }), [[0, 'A'], [1, 'A']], 'Code128')")
    assert [one["counted"] for one in found] == [0, 1]
    assert found[0]["untrusted"] == [{"format": "Code128", "text": "A"}]


HOSTILE = ["<img src=x onerror=alert(1)>", "A|B", "", "[", '"\\', "\u2028", "\0", "ü\U0001f600", "\ud800"]


@pytest.mark.parametrize("form", ["QRCode", "a|b", "[x", "|"])
def test_texts_come_back_as_they_went(shared: Page, form: str) -> None:
    """SCAN-1: the text of a barcode is data; a lone surrogate is compared by its code unit."""
    same = shared.evaluate(
        """async ([format, texts]) => {
             const codes = [...texts, "\\ud800"].map((text) => ({ format, text }));
             const { unique } = await license.scanner().frame(codes, { timestamp: 0 });
             return JSON.stringify(unique) === JSON.stringify(codes);
           }""",
        [form, HOSTILE[:-1]],
    )
    assert same


def test_images_stand_alone(shared: Page) -> None:
    """SCAN-6: images use no memory, and of a scanner only its filters."""
    found = shared.evaluate(
        """async () => {
             const codes = ["A", "B", "A"].map((text) => ({ format: "QRCode", text }));
             const scanner = license.scanner({ formats: ["Code128"] });
             const answers = [await license.image(codes), await license.image(codes)];
             answers.push(await license.image(codes, scanner));
             return answers.map(({ counted, filtered }) => [counted, filtered]);
           }"""
    )
    assert found == [[2, 0], [2, 0], [0, 3]]


def test_scanners_share_no_memory(shared: Page) -> None:
    """SCAN-6."""
    assert [counted(shared, [[0, "A"]]), counted(shared, [[0, "A"]])] == [[1], [1]]


def test_windows_can_be_drawn(shared: Page) -> None:
    """`windows()` has the memory of each scanner by name, with the instants of its windows."""
    windows = shared.evaluate(
        """async () => {
             const scanner = license.scanner({ duplicateForgetTime: 2000 });
             await feed(scanner, [[100, "A"]]);
             return (await license.windows({ timestamp: 200 }))[scanner.name];
           }"""
    )
    code = {"format": "QRCode", "text": "A", "sinceAt": NOW + 100, "untilAt": NOW + 2100}
    assert windows == {"forgetMs": 2000, "edition": "js-9", "codes": [code]}


@pytest.mark.parametrize(
    ("codes", "timestamp", "paths"),
    [
        ([{"format": "QRCode"}, {"text": 3}], 0, ["codes[0].text", "codes[1].format", "codes[1].text"]),
        ([None], 0, ["codes[0]"]),
        ([{"format": "F", "text": "T", "box": [0, 1], "confidence": "x"}], 0,
         ["codes[0].confidence", "codes[0].box"]),
        ({}, 0, ["codes"]),
        ([], "now", ["timestamp"]),
    ],
)  # fmt: skip
def test_malformed_frames_are_rejected(shared: Page, codes: Any, timestamp: Any, paths: list[str]) -> None:
    """The error has every fault; the scanner goes on."""
    error = shared.evaluate(
        "([codes, timestamp]) => caught(license.scanner().frame(codes, { timestamp }))", [codes, timestamp]
    )
    assert error["name"] == "MalformedError"
    assert [fault["path"] for fault in error["faults"]] == paths
    assert counted(shared, [[0, "A"]]) == [1]


def test_malformed_settings_are_thrown_where_they_are_made(shared: Page) -> None:
    """An unknown name or a wrong shape throws at once; the core rejects values out of range."""
    paths = shared.evaluate(
        """() => {
             try { license.scanner({ forget: 1, formats: "QRCode" }); }
             catch ({ faults }) { return faults.map(({ path }) => path); }
           }"""
    )
    assert paths == ["settings.forget", "settings.formats"]
    error = shared.evaluate("caught(license.scanner().set({ oneDTrustFrames: 6 }))")
    assert error["name"] == "MalformedError"


def test_refusals_carry_their_numbers(opened: Opened) -> None:
    """ITEM-3, SPEC 13: reason, number, and the vendor's JavaScript spelling of it."""
    page = opened(at=NOW, document=document(scans(quota=1, grace=0)))
    frames = page.evaluate("feed(license.scanner(), [[0, 'A'], [1, 'B'], [2, 'B']])")
    refused = frames[1]
    assert [one["answer"] for one in frames] == ["ok", "refused", "refused"]
    assert (refused["reason"], refused["number"], refused["ltsErrorCode"]) == ("QUOTA_EXHAUSTED", 120, 120)
    assert (refused["rule"], refused["item"], refused["counted"]) == ("ITEM-3", "scans", 0)


def test_an_unknown_key_is_an_answer(opened: Opened) -> None:
    """DESIGN: openLicense resolves even if the license refuses."""
    page = opened(at=NOW, document=document(scans()), key="K-2")
    answer = page.evaluate("license.answer")
    assert (answer["answer"], answer["reason"], answer["ltsErrorCode"]) == ("refused", "KEY_UNKNOWN", 101)


def test_every_answer_is_an_event(shared: Page) -> None:
    """Each answer is an event, with the event that it answers; a removed listener is not called."""
    told = shared.evaluate(
        """async () => {
             const told = [];
             const stop = license.on("answer", ({ type, answer }) => told.push([type, answer.counted]));
             await feed(license.scanner(), [[0, "A"]]);
             await license.pages("core", 1);
             stop();
             await license.image([]);
             return told;
           }"""
    )
    assert told == [["frame", 1], ["pages", 0]]


def test_rules_and_numbers_explain_themselves(shared: Page) -> None:
    """`explain` takes a rule, reason, option or number; an unknown term is malformed."""
    titles = shared.evaluate(
        "Promise.all(['SCAN-4', 'QUOTA_EXHAUSTED', 120, 'per_domain'].map((one) => license.explain(one)))"
    )
    assert all(one["title"] and one["text"] for one in titles)
    assert shared.evaluate("caught(license.explain('NONSENSE-9'))")["name"] == "MalformedError"


def test_an_answer_explains_itself(shared: Page) -> None:
    """The words are the core's, with the answer's own figures."""
    answer, words = shared.evaluate(
        "license.image([{format: 'Q', text: 'X'}]).then((one) => Promise.all([one, license.explain(one)]))"
    )
    assert words["title"] == f"Licensed by item {answer['item']}, 1 scan counted"
    used, quota = answer["evidence"]["used"], answer["evidence"]["quota"]
    assert words["text"].startswith(f"Scans used: {used:,} of {quota:,} before, {used + 1:,} now")


def test_the_core_can_be_asked_directly(shared: Page) -> None:
    """`call` runs operations for which there is no method."""
    assert shared.evaluate("license.call('hello')")["profiles"][0] == "v2.2.19"
    assert shared.evaluate("license.call('demo')")["document"]["projects"][0]["key"] == "DEMO-1"
    assert shared.evaluate("caught(license.call('nothing'))")["name"] == "MalformedError"


def test_an_unknown_format_is_warned_of_once(shared: Page) -> None:
    """SCAN-7: the warning is in the first answer with that format, and has the nearest known name."""
    found = shared.evaluate(
        """async () => {
             const scanner = license.scanner();
             const set = await scanner.set({ formats: ["QR_code", "code-39"] });
             const frames = await feed(scanner, [[0, "A"], [1, "A"], [2, "A"]], "code-39");
             return [set, ...frames].map(({ warnings }) => warnings.map(({ text }) => text));
           }"""
    )
    assert [len(texts) for texts in found] == [2, 0, 0, 0]
    assert [text.partition(": ")[2] for text in found[0]] == [
        'did you mean "QRCode"?',
        'did you mean "Code39"?',
    ]
