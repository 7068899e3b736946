"""The meaning of a rule, an option, a number or a reason, for the command line and the page."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from licensim.rules.answer import NUMBERS, LicensimError, Reason
from licensim.rules.documents.demo import sample_items
from licensim.rules.explain.remedies import REMEDIES
from licensim.rules.explain.rule_texts import GENERAL_RULES
from licensim.rules.explain.terms import TERMS
from licensim.rules.explain.versions import with_figures
from licensim.rules.license.products import PRODUCT_OF_USE, PRODUCTS, offered_for
from licensim.rules.license.profile import PROFILES
from licensim.rules.options import OPTIONS
from licensim.rules.words.english import listed

SOURCES: Final = {
    "S": "the license page, version 2.2.19",
    "D": "the vendor's other public documents",
    "C": "observed in the shipped JavaScript clients",
    "O": "our choice, because nothing public says",
}
NATIVE: Final = -20_000

REASONS: Final[dict[Reason, tuple[str, str]]] = {
    Reason.STANDBY: (
        "The standby server answered while the main one works, or it is not ready; the next is asked.",
        "NET-2",
    ),
    Reason.KEY_UNKNOWN: ("No project has this key.", "ITEM-6"),
    Reason.PASSWORD_WRONG: (
        "The project has a session password, and another one or none was given.",
        "NET-8",
    ),
    Reason.WEBSITE_DOMAIN_MISMATCH: (
        "The page's host is not among the project's website domains.",
        "DOM-6",
    ),
    Reason.NO_ITEM: (
        "No item of the project serves this use, or items of other products do, or the machine is no server.",
        "OPT-1",
    ),
    Reason.DEPLOYMENT_MISMATCH: ("The item takes other deployments than this client's.", "OPT-1"),
    Reason.EXPIRED: ("The item has expired and its {expired} of grace are over.", "ITEM-2"),
    Reason.NOT_YET_EFFECTIVE: ("The item has not begun.", "ITEM-2"),
    Reason.REVOKED: ("The item is revoked, and nothing of it is granted any more.", "ITEM-2"),
    Reason.DOMAIN_MISMATCH: ("The item's domain does not cover the page's host.", "DOM-6"),
    Reason.QUOTA_EXHAUSTED: (
        (
            "The scans or pages of the item are used up, its grace included ({use_grace} where the item sets "
            "none)."
        ),
        "ITEM-3",
    ),
    Reason.SEATS_EXHAUSTED: (
        (
            "Every seat is taken: of client devices also those of the grace ({seat_grace} where the item "
            "sets none), of servers those of the quota, which have no grace; or a server machine asks for "
            "more instances than the item has."
        ),
        "DEV-6",
    ),
    Reason.ALLOWANCE_EXHAUSTED: (
        (
            "The slots of the item's year before this one have more exceptions than its allowance "
            "({exceptions} times N where the item sets none). Until the item's next year begins, "
            "per_concurrent_device refuses every open and scan, per_concurrent_instance every ask and scan "
            "that would lift a slot above N."
        ),
        "CDEV-5",
    ),
    Reason.CLONED: (
        "The client's last authorization is not the one the server knows: its storage was copied.",
        "ID-8",
    ),
    Reason.NO_IDLE_INSTANCE: ("All instances that the machine has asked for are alive.", "CINST-5"),
    Reason.OFFLINE_CACHED: (
        "The server was not reached, and the local license is still valid: a warning, no refusal.",
        "NET-1",
    ),
    Reason.SERVER_UNREACHABLE: ("The server was not reached and there is no valid local license.", "NET-1"),
    Reason.INSECURE_CONTEXT: ("The page is on plain http and not on this machine.", "ID-6"),
    Reason.CLOCK_CHANGED: (
        "The client's clock was set back, or the local license just issued has ended by that clock.",
        "TIME-4",
    ),
    Reason.BAD_SIGNATURE: ("The local license was changed, or belongs to another client.", "NET-7"),
    Reason.REPORT_EARLY: (
        "The report's slot begins more than 5 minutes after the server's time; the client keeps the report.",
        "TIME-3",
    ),
    Reason.REPORT_LATE: (
        "The report's slot ended more than 30 days before the server's time; what it reports is dropped.",
        "TIME-3",
    ),
    Reason.ORIGIN_MISMATCH: (
        "The report comes from another origin than the client was authorized at; nothing is recorded.",
        "NET-5",
    ),
    Reason.SETTING_REFUSED: ("The edition does not take this value of the setting.", "SCAN-5"),
}
"""What each reason says, and the rule behind it."""
MORE_RULES: Final[dict[Reason, tuple[str, ...]]] = {
    Reason.NO_ITEM: ("OPT-2", "SRV-1"),
    Reason.SEATS_EXHAUSTED: ("SRV-5", "CINST-2"),
    Reason.ALLOWANCE_EXHAUSTED: ("CINST-6",),
}
"""Further rules behind a reason, if it has several."""

OTHER_NUMBERS: Final = {
    105: "The product differs from the one licensed.",
    106: "The product differs from the one licensed.",
    107: "The version of the product differs from the one licensed.",
    109: "The edition of the product differs from the one licensed.",
    115: "The license option differs from the one asked for.",
    121: "Something about the organization keeps the license from being used.",
    122: "Something about the organization keeps the license from being used.",
    123: "Something about the organization keeps the license from being used.",
    130: "The vendor's server gave another error.",
}
"""Numbers of the vendor that licensim never answers."""


class UnknownTermError(LicensimError):
    """No rule, option, number or reason has this name; the message says which names are valid."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """The meaning of a term: `text` has paragraphs of one to four sentences, `source` says where it is from.

    `example` is empty if there is none; `offered` says for which products an option is offered (OPT-2), and
    is empty for other terms.
    """

    title: str
    text: str
    source: str
    example: str = ""
    offered: str = ""


def rule_explanations() -> dict[str, Explanation]:
    """Return every rule's explanation by its identifier, in the order of the texts."""
    return _rule_explanations(tuple(OPTIONS), tuple(PROFILES))


@cache
def _rule_explanations(options: tuple[str, ...], _profiles: tuple[str, ...]) -> dict[str, Explanation]:
    texts = [with_figures(text) for text in (GENERAL_RULES, *(OPTIONS[name].rules for name in options))]
    return dict(_rule(block) for text in texts for block in text.strip().split("\n\n") if block)


def _rule(block: str) -> tuple[str, Explanation]:
    head, rest = block.split("\n", 1)
    name, letters, title = head.split(" ", 2)
    text, example = rest.replace("\n", " ").split(" Example: ")
    source = "; ".join(SOURCES[letter] for letter in letters)
    return name, Explanation(f"{name}: {title}", text, source, example)


def explain(term: str | int) -> Explanation:
    """Explain a rule (`SCAN-3`), an option, a product (`web_twain`), a number (120, -20008) or a reason.

    `trial` is ITEM-8. Upper or lower case does not matter. Raises UnknownTermError for anything else.

    >>> explain("scan-4").title
    'SCAN-4: Exactly the forget time is still a duplicate'
    """
    text = str(term).strip().replace("\N{MINUS SIGN}", "-")
    name = text.upper()
    if name in rule_explanations():
        return rule_explanations()[name]
    if name in Reason.__members__:
        return _reason(Reason[name])
    if text.lower() in OPTIONS:
        return _option(text.lower())
    if text.lower() in PRODUCTS:
        return _product(text.lower())
    if text.lower() in TERMS:
        return _term(text.lower())
    if name == "TRIAL":
        return rule_explanations()["ITEM-8"]
    if re.fullmatch(r"-?[0-9]{1,6}", name):
        return _number(int(name))
    raise UnknownTermError(
        f"nothing known as {text[:40]!r}: name a rule (SCAN-3), an option (per_page), a product (web_twain), "
        "a number (120) or a reason (EXPIRED)"
    )


def known_terms() -> Mapping[str, Sequence[str]]:
    """Every term that `explain` knows, by kind."""
    return {
        "rules": list(rule_explanations()),
        "options": list(OPTIONS),
        "products": list(PRODUCTS),
        "numbers": [str(one) for one in sorted({*NUMBERS.values(), *OTHER_NUMBERS}, reverse=True)],
        "reasons": [one.value for one in Reason],
        "others": ["trial", *TERMS],
    }


def _term(name: str) -> Explanation:
    term = TERMS[name]
    return Explanation(name, term.text, rule_explanations()[term.rule].source, f"see {term.rule}")


def reason_text(reason: Reason) -> str:
    """Return the general text of a reason."""
    return with_figures(REASONS[reason][0])


def _reason(reason: Reason) -> Explanation:
    text, rule = reason_text(reason), REASONS[reason][1]
    number = NUMBERS.get(reason)
    title = reason.value if number is None else f"{reason.value} ({number})"
    return Explanation(
        title,
        f"{text}\n\n{_what_to_do(reason)}",
        f"{rule}; {rule_explanations()[rule].source}",
        _see([reason]),
    )


def _what_to_do(reason: Reason) -> str:
    return f"What to do: {REMEDIES[reason]}"


def _see(reasons: Iterable[Reason]) -> str:
    """A reference to the rules behind these reasons."""
    rules = (rule for reason in reasons for rule in (REASONS[reason][1], *MORE_RULES.get(reason, ())))
    return f"see {', '.join(dict.fromkeys(rules))}"


def _option(name: str) -> Explanation:
    lines = " ".join((type(OPTIONS[name]).__doc__ or "").split())
    example = sample_items(OPTIONS[name], 0)[0]
    offered = f"Offered for {offered_for(OPTIONS[name].products)}."
    served = f"{lines} Its items serve {OPTIONS[name].served}. {offered}"
    return Explanation(name, served, SOURCES["S"], json.dumps(example), offered)


def _product(name: str) -> Explanation:
    """What a product's uses are, and by which options it is licensed (OPT-2)."""
    kinds = [f"{kind}s" for kind, product in PRODUCT_OF_USE.items() if product == name]
    uses = f"Its uses are {listed(kinds)}" if kinds else "It has no uses here but its opens"
    options = [
        f"{option.name} ({what})" if what else option.name
        for option in OPTIONS.values()
        for product, what in option.products.items()
        if product == name
    ]
    text = f"A product that an item or an open may name. {uses}. It is licensed by {listed(options)}."
    return Explanation(name, text, rule_explanations()["OPT-2"].source, "see OPT-2")


def _number(number: int) -> Explanation:
    """Explain a vendor number; a native error is -20000 minus the number of the answer."""
    plain = NATIVE - number if NATIVE - 199 <= number <= NATIVE - 100 else number
    reasons = [reason for reason, known in NUMBERS.items() if known == plain]
    if reasons:
        texts = [f"{one.value}: {reason_text(one)} {_what_to_do(one)}" for one in reasons]
        return Explanation(str(number), "\n\n".join(texts), SOURCES["D"], _see(reasons))
    if plain in OTHER_NUMBERS:
        return Explanation(str(number), f"{OTHER_NUMBERS[plain]} licensim never answers it.", SOURCES["D"])
    raise UnknownTermError(f"number {number} is not known")
