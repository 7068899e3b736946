"""The rows of a client, its scanners and its answers."""

from __future__ import annotations

from typing import Final

from licensim.testing.surface.row import Row, first, option

OPENING: Final = (option("edition", "Edition"), option("product", "string"))

SCANNER: Final = (
    (
        "scan",
        "See one code in one frame, now.",
        (
            first("format", "string"),
            first("text", "string"),
            option("confidence", "number"),
            option("box", "readonly [number, number, number, number]"),
        ),
        "Reply",
        "",
    ),
    ("frame", "See one frame, now.", (first("view", "View"),), "Reply", ""),
    (
        "frames",
        "See one frame after another, `fps` a second (30) from now on; the clock moves with them.",
        (first("views", "readonly View[]"), option("fps", "number")),
        "Replies",
        "",
    ),
    ("set", "Change settings of the scanner; null resets one.", (), "Reply", "ScannerSettings"),
)
"""What a client's own scanner and a further one have: name, words, arguments, value, fields."""

ON_BOTH: Final = tuple(
    Row(owner, name, words, arguments, gives, fields)
    for owner in ("client", "scanner")
    for name, words, arguments, gives, fields in SCANNER
)

CLIENT: Final = (
    Row("client", "name", "Its name in the log and the trace.", gives="string", reads=True, at_once=True),
    Row(
        "client",
        "uuid",
        "Its UUID; a page has one from its first `open` on.",
        gives="string",
        reads=True,
    ),
    Row(
        "client",
        "license",
        "Its local license: items, and the instant at which each ends.",
        gives="[item: string, until: number][]",
        reads=True,
    ),
    Row("client", "replies", "All its answers so far.", gives="Reply[]", reads=True),
    Row(
        "client",
        "open",
        "Load the page, or start the application: it asks the server. A second call is a reload.",
        (*OPENING, option("wait", "true")),
        gives="Reply",
    ),
    Row("client", "reload", "Load the page again; the same as `open`.", OPENING, gives="Reply"),
    Row(
        "client",
        "scanner",
        "A further scanner, with a memory of its own.",
        (first("name", "string"),),
        gives="Scanner",
        fields="ScannerSettings",
        typescript="scanner",
    ),
    Row(
        "client",
        "image",
        "Read a still image, without any forget memory.",
        (first("view", "View"), option("scanner", "Scanner")),
        gives="Reply",
    ),
    Row(
        "client",
        "pages",
        "Count pages of a module: `core`, `webcam`, `pdfr` or `ocr`.",
        (option("module", "PageModule"), option("count", "number")),
        gives="Reply",
    ),
    Row("client", "release", "End the local license and free the seat.", gives="Reply"),
    Row(
        "client",
        "clear_storage",
        "Clear the site's data in this browser: from now on it is a new client.",
        gives="Reply",
    ),
    Row("client", "instances", "Ask for instances.", (first("ask", "number"),), gives="Reply"),
    Row("client", "create_instance", "Create an instance.", gives="Reply"),
    Row("client", "destroy_instance", "Destroy an instance.", gives="Reply"),
    Row(
        "client",
        "idle_instances",
        "How many instances may still be created, -1 where the license must be renewed.",
        gives="number",
    ),
    Row(
        "client",
        "tab",
        "Another tab of the same browser at the same origin: the same client, scanners of its own.",
        gives="Client",
        at_once=True,
    ),
    Row("client", "do", "Do any event of a trace now.", (first("event", "TraceEvent"),), gives="Reply"),
    Row(
        "client",
        "wait_for_license",
        "Wait until its page has asked for its license since the last call; gives the answer to that.",
        gives="Reply",
    ),
    Row(
        "client",
        "page",
        "Its Playwright page; it has one from its first `open` on.",
        gives="Page",
        reads=True,
        at_once=True,
    ),
    Row("client", "camera", "Replaces its page's cameras.", gives="Camera", reads=True, at_once=True),
    Row(
        "client",
        "standin",
        "Answer what its page loads of the vendor's SDK with licensim's stand-in, before `open`.",
        (option("version", "string"), option("service_workers", '"allow" | "block"')),
        gives="Sdk",
    ),
)

FURTHER: Final = (
    Row("scanner", "name", "Its name in the trace.", gives="string", reads=True, at_once=True),
    Row("scanner", "pause", "Forget what was seen, keep the settings.", gives="Reply"),
    Row("scanner", "close", "End the scanner; its next frame resumes it.", gives="Reply"),
)


def _field(name: str, gives: str, words: str) -> Row:
    return Row("reply", name, words, gives=gives, reads=True, at_once=True)


REPLY: Final = (
    _field("answer", "Answer", "`ok`, `over` (allowed, recorded as overuse) or `refused`."),
    _field("reason", "Reason | null", "Why, in capitals; null for a plain `ok` or `over`."),
    _field("number", "number | null", "The vendor's number of that reason; null where it has none."),
    _field("rule", "string", "The rule that decided."),
    _field("item", "string | null", "The item that was charged; of a refusal the one that got furthest."),
    _field("counted", "number | null", "Scans, pages, seats or instances that this added."),
    _field("evidence", "Record<string, unknown>", "The facts that the decision rests on, by name."),
    _field("warnings", "Remark[]", "Side remarks, each with `reason` and `text`."),
    _field("unique", "[format: string, text: string][]", "The codes that were counted."),
    _field(
        "duplicates",
        "[format: string, text: string, msLeft: number, seenAt: number][]",
        "Codes inside their forget window.",
    ),
    _field(
        "untrusted",
        "[format: string, text: string][]",
        "1D codes that were not in enough frames yet.",
    ),
    _field("filtered", "number", "How many codes the filters removed."),
    _field("late_ms", "number", "By how much the frame came after a later one, in ms."),
)

REPLIES: Final = tuple(
    Row("replies", name, words, gives=gives, reads=True, at_once=True)
    for name, gives, words in (
        ("answer", "Answer", "The worst of the answers; `ok` if there is none."),
        ("reason", "Reason | null", "The reason of the first answer that has one."),
        ("number", "number | null", "The number of the first answer that has one."),
        ("counted", "number", "How many scans all of them counted."),
        ("unique", "[format: string, text: string][]", "The codes that were counted, in their order."),
    )
)

OF_PAGES: Final = (
    Row(
        "camera",
        "show",
        "Show nothing, one code, or several side by side, until something else is shown.",
        (first("view", "View"),),
    ),
    Row("camera", "off", "End the stream; later calls get the browser's own camera."),
    *(
        Row("sdk", name, words, gives=gives, reads=True, at_once=True)
        for name, gives, words in (
            ("calls", "SdkCall[]", "The calls of the page, in their order."),
            ("unsimulated", "string[]", "The members that the page used and the stand-in does not simulate."),
            ("blocked", "string[]", "The vendor's addresses that the page asked for and were not answered."),
            ("service_workers", "string[]", "The page's own scripts that could answer before the kit."),
        )
    ),
)

ROWS: Final = (*ON_BOTH, *CLIENT, *FURTHER, *OF_PAGES, *REPLY, *REPLIES)
