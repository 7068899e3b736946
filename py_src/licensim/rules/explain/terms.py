"""The words that the page uses and that a visitor may not know, each in one sentence with its rule.

The page shows the sentence beside the word; `licensim explain quota` prints it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Term:
    """A word: what it means, and the rule that says so."""

    text: str
    rule: str


TERMS: Final = {
    "item": Term(
        "One license that was bought: what it counts, how much of it, and from when to when.", "ITEM-1"
    ),
    "quota": Term("How much was bought: scans, pages, seats, or how many at the same time.", "ITEM-3"),
    "grace": Term(
        "What is still allowed above the quota, recorded as overuse, before use is refused.", "ITEM-3"
    ),
    "rule": Term("Each decision follows one written rule, which has a name such as this.", "ITEM-6"),
    "reason": Term("The cause of a refusal or a warning, as a fixed word that code can compare.", "ITEM-6"),
    "number": Term(
        "The error number that the vendor documents for this reason, the one you see in your app.", "ITEM-6"
    ),
    "seat": Term("A place that one device or server takes, and keeps until its time ends.", "DEV-1"),
    "client": Term(
        "One browser profile at one origin: another port or a private window is another one.", "ID-1"
    ),
    "duplicate": Term("A code that was seen again too soon: it is not counted a second time.", "SCAN-3"),
    "repeats": Term(
        "For how long a code that stays in view counts only once; an app sets it as duplicateForgetTime.",
        "SCAN-5",
    ),
    "version": Term("Versions of the JavaScript SDK differ in when a code in view counts again.", "SCAN-3"),
    "trust": Term(
        "How many of the last five frames must show a one-dimensional code before it counts.", "SCAN-8"
    ),
    "slot": Term(
        "One of the 480 windows of three minutes of a day, in which use at the same time is counted.",
        "TIME-2",
    ),
    "exception": Term(
        "One device or instance more than the quota, in one window of three minutes.", "CDEV-3"
    ),
    "allowance": Term("How many exceptions a year has room for before use is refused.", "CDEV-5"),
}
"""Every word, by its name in lower case."""
