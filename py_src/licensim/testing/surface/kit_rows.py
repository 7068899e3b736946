"""The rows of the kit itself: the license, the clients, the assertions, and what can be read."""

from __future__ import annotations

from typing import Final

from licensim.testing.surface.row import Row, first, option

PLACE: Final = (
    option("key", "string"),
    option("server_id", "string"),
    option("serves", "string"),
    option("password", "string"),
    option("product", "string"),
)
SHOWN: Final = tuple(option(name, "string") for name in ("folder", "server", "path"))

LICENSE: Final = (
    Row(
        "licensim",
        "item",
        "Add an item to the license: an option's name and its fields. Gives its id. Defaults: in force "
        "from the test's first day on, for a year; a client device is a browser.",
        (first("option", "OptionName"), option("id", "string"), option("key", "string")),
        gives="string",
        fields="ItemFields",
        at_once=True,
    ),
    Row(
        "licensim",
        "license",
        "Put a whole license document in force: a value, JSON text, or a file's path.",
        (first("document", "LicenseDocument | string"),),
        at_once=True,
    ),
    Row(
        "licensim",
        "project",
        "Set a project's own fields, before or after its items.",
        (option("key", "string"),),
        fields="ProjectFields",
        at_once=True,
    ),
    Row(
        "licensim",
        "change",
        "Change fields of an item while the test runs, as a purchase does.",
        (first("item", "string"),),
        fields="ItemFields",
        at_once=True,
    ),
    Row(
        "licensim",
        "use",
        "Set options for this test, before it opens anything.",
        fields="Options",
        at_once=True,
    ),
    Row(
        "licensim",
        "allow",
        "Allow findings of these kinds at this test's end.",
        (first("names", "...Allowable[]"),),
        at_once=True,
    ),
)

CLIENTS: Final = (
    Row(
        "licensim",
        "origin",
        "A page on any origin, given by any of its URLs. The same arguments give the same client.",
        (first("url", "string"), option("browser", "string"), *PLACE, *SHOWN),
        gives="Client",
        at_once=True,
    ),
    Row(
        "licensim",
        "browser",
        "Another browser, or a private window of one: its storage is its own.",
        (first("name", "string"),),
        gives="Browser",
        at_once=True,
    ),
    Row(
        "browser",
        "origin",
        "A page in this browser.",
        (first("url", "string"), *PLACE, *SHOWN),
        gives="Client",
        at_once=True,
    ),
    Row(
        "licensim",
        "device",
        "A client without a page: `mobile`, `desktop`, `embedded` or `server`.",
        (first("deployment", "Deployment"), option("name", "string"), *PLACE),
        gives="Client",
        at_once=True,
    ),
    Row(
        "licensim",
        "attach",
        "The simulator inside a page of the project under test, before it goes to `url`. "
        "`inject`: it imports no client.",
        (
            first("page", "Page"),
            option("url", "string"),
            option("key", "string"),
            option("inject", "boolean"),
        ),
        gives="Client",
    ),
    Row(
        "licensim",
        "replay",
        "Play a recorded session, a trace's path or text, under this test's license; gives the answers.",
        (first("trace", "string"),),
        gives="Reply[]",
    ),
)

ASSERTIONS: Final = (
    Row(
        "expect(licensim)",
        "assert_counted",
        "Assert what was counted; of one client, by one item.",
        (option("client", "Client"), option("item", "string")),
        fields="Amounts",
        typescript="toHaveCounted",
    ),
    Row(
        "expect(licensim)",
        "assert_seats",
        "Assert how many seats are taken now; of the only item with seats, or of `item`.",
        (first("seats", "number"), option("item", "string")),
        typescript="toHaveSeats",
    ),
    Row(
        "expect(licensim)",
        "assert_refused",
        "Assert refusals with this number or reason: exactly `times`, or at least one.",
        (first("reason", "Reason | number"), option("client", "Client"), option("times", "number")),
        typescript="toHaveRefused",
    ),
    Row(
        "expect(licensim)",
        "assert_no_overuse",
        "Assert that no answer was `over`, and no item has more use than was bought.",
        typescript="toHaveNoOveruse",
    ),
)

READ: Final = (
    Row(
        "licensim",
        "usage",
        "What each item has recorded as of now, by id; several projects' by key and id.",
        gives="Record<string, Usage>",
    ),
    Row("licensim", "ledger_text", "The ledger as text, the same for the same session.", gives="string"),
    Row("licensim", "trace_text", "The session so far as a trace, for `licensim replay`.", gives="string"),
    Row(
        "licensim",
        "save_trace",
        "Write `trace.jsonl`, `license.json` and `answers.jsonl` into a folder; gives the trace's path.",
        (first("folder", "string"),),
        gives="string",
    ),
    Row("log", "text", "The session in words.", gives="string", at_once=True),
    Row(
        "licensim",
        "consoles",
        "The errors in the consoles of all pages; uncaught ones begin with `uncaught: `.",
        gives="string[]",
        reads=True,
        at_once=True,
    ),
)

ROWS: Final = (*LICENSE, *CLIENTS, *ASSERTIONS, *READ)
