"""What to do about each reason: our advice to who sees it, from the rules behind it."""

from __future__ import annotations

from typing import Final

from licensim.rules.answer import Reason

REMEDIES: Final[dict[Reason, str]] = {
    Reason.STANDBY: (
        "Nothing. The client asks the next server by itself; if this goes on, repair the main server."
    ),
    Reason.KEY_UNKNOWN: "Compare the key that the app passes with the keys of the license's projects.",
    Reason.PASSWORD_WRONG: "Pass the project's session password when the app opens its license.",
    Reason.WEBSITE_DOMAIN_MISMATCH: (
        "Add the host, or a domain above it, to the project's website domains, or serve the page from one "
        "of them."
    ),
    Reason.NO_ITEM: (
        "Buy an option that serves this use on this machine: OPT-1 lists what each option serves, OPT-2 "
        "for which product it is offered."
    ),
    Reason.DEPLOYMENT_MISMATCH: (
        "Run the app where the item is meant to run, or buy an item for this deployment: see OPT-1."
    ),
    Reason.EXPIRED: (
        "Renew: add an item that begins before the old one's grace ends. A client gets it when it next opens."
    ),
    Reason.NOT_YET_EFFECTIVE: "Wait until the item begins, or let it begin earlier.",
    Reason.REVOKED: "Ask who revoked the item; until then another item is needed.",
    Reason.DOMAIN_MISMATCH: (
        "Serve the page from the item's domain or below it, or buy an item for this domain. For tests, "
        "name localhost and IP addresses in the project's development_hosts."
    ),
    Reason.QUOTA_EXHAUSTED: (
        "Buy more, in this item or in one beside it. To use less, let one scanner look at a code instead "
        "of several, and set a longer duplicateForgetTime if a code is scanned again too soon."
    ),
    Reason.SEATS_EXHAUSTED: (
        "Wait until the instant at which the answer says that a seat is free, or buy more seats. A new "
        "browser profile is a new device, so let tests keep one profile; release a server that is no "
        "longer used."
    ),
    Reason.ALLOWANCE_EXHAUSTED: (
        "Buy a larger quota, so that fewer slots exceed it, or wait for the item's next year."
    ),
    Reason.CLONED: (
        "Nothing. The copy starts again as a new client, which needs a seat of its own. To use few seats, "
        "copy no browser profiles and no storage."
    ),
    Reason.NO_IDLE_INSTANCE: (
        "Destroy an instance that has no work, or ask for more instances when the app starts."
    ),
    Reason.OFFLINE_CACHED: (
        "Nothing yet. The app goes on until its local license ends; let the client reach the server "
        "before that."
    ),
    Reason.SERVER_UNREACHABLE: "See that the page can reach the license server, then open the app again.",
    Reason.INSECURE_CONTEXT: (
        "Serve the page by https or from localhost, or let the project allow plain http (allow_insecure)."
    ),
    Reason.CLOCK_CHANGED: "Set the clock of the client right, then open the app again.",
    Reason.BAD_SIGNATURE: (
        "Nothing. The client asks anew; if this comes back, find out what changes the page's storage."
    ),
    Reason.REPORT_EARLY: "Nothing is lost: the client sends the report again. Set both clocks right.",
    Reason.REPORT_LATE: (
        "Nothing brings the usage back. Let each client reach its server at least once in 30 days."
    ),
    Reason.ORIGIN_MISMATCH: (
        "Send reports from the page's own origin; a proxy must leave the Origin header as it is."
    ),
    Reason.SETTING_REFUSED: "Set a value that the edition takes: see SCAN-5.",
}
