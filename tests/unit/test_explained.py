"""The text of an answer agrees with the ledger: numbers are read from the texts of real sessions."""

from __future__ import annotations

import re
from functools import cache

import pytest

from explained import Step, walk
from licensim.rules.explain.topics import explain
from licensim.rules.timeline import DAY_MS, YEAR_MS, slot_of
from licensim.rules.words.english import utc_text

AMOUNT = r"(?P<before>[\d,]+) of (?P<quota>[\d,]+)(?:, before and now| before, (?P<after>[\d,]+) now)"
USED = re.compile(rf"(?:Scans|Pages of (?P<module>\w+)) used: {AMOUNT}")
TAKEN = re.compile(rf"Seats taken: {AMOUNT}")
ACTIVE = re.compile(
    rf"(?:Devices active|Instances) in slot (?P<slot>\d+) \(from (?P<from>[^)]+) UTC\): {AMOUNT}"
)
ALIVE = re.compile(rf"Instances alive on this machine: {AMOUNT}, (?P<idle>[\d,]+) idle")
YEAR = re.compile(
    r"Earlier slots of the item's year: (?P<spent>[\d,]+) exceptions?, (?P<allowed>[\d,]+) allowed"
)
EVERY = ("per_barcode_scan", "per_page", "per_client_device", "per_server", "per_domain",
         "per_concurrent_device", "per_concurrent_instance")  # fmt: skip
SEATED = {"per_client_device", "per_server"}
GIVES: dict[str, set[str]] = {
    "per_barcode_scan": {"ok", "over", "QUOTA_EXHAUSTED", "DEPLOYMENT_MISMATCH", "OFFLINE_CACHED"},
    "per_page": {"ok", "over", "QUOTA_EXHAUSTED", "OFFLINE_CACHED"},
    "per_client_device": {"ok", "over", "SEATS_EXHAUSTED", "DEPLOYMENT_MISMATCH"},
    "per_server": {"ok", "over", "SEATS_EXHAUSTED", "DEPLOYMENT_MISMATCH"},
    "per_domain": {"ok", "over", "DOMAIN_MISMATCH", "DEPLOYMENT_MISMATCH"},
    "per_concurrent_device": {"ok", "over", "ALLOWANCE_EXHAUSTED", "DEPLOYMENT_MISMATCH"},
    "per_concurrent_instance": {"ok", "over", "SEATS_EXHAUSTED", "ALLOWANCE_EXHAUSTED", "NO_IDLE_INSTANCE",
                                "DEPLOYMENT_MISMATCH"},
}  # fmt: skip
"""The possible answers of each option, besides NOT_YET_EFFECTIVE, EXPIRED and REVOKED."""
WITHOUT_ITEM = {
    "INSECURE_CONTEXT", "KEY_UNKNOWN", "PASSWORD_WRONG", "WEBSITE_DOMAIN_MISMATCH", "CLONED", "NO_ITEM",
    "SERVER_UNREACHABLE", "CLOCK_CHANGED", "REPORT_EARLY", "REPORT_LATE", "SETTING_REFUSED",
}  # fmt: skip


@cache
def steps() -> tuple[Step, ...]:
    """Every step of the walk, played once."""
    return tuple(walk())


def of(*options: str, answer: str | None = None) -> list[Step]:
    """The steps answered by items of these options."""
    found = [one for one in steps() if one.item is not None and one.item["option"] in options]
    return [one for one in found if answer in (None, one.answer["answer"])]


def number(text: str) -> int:
    """A number in the form of the texts."""
    return int(text.replace(",", ""))


def change(found: re.Match[str]) -> tuple[int, int, int]:
    """The figures before and after, and the quota, in a text."""
    before = number(found["before"])
    return before, before if found["after"] is None else number(found["after"]), number(found["quota"])


def fits(pattern: re.Pattern[str], step: Step) -> re.Match[str]:
    """The part of a text with its figures; fails if it is missing."""
    found = pattern.search(step.text)
    assert found is not None, step.text
    return found


def test_the_walk_comes_by_every_option_and_reason() -> None:
    """Otherwise the tests below would prove nothing."""
    timed = {"NOT_YET_EFFECTIVE", "EXPIRED", "REVOKED"}
    for option in EVERY:
        seen = {one.answer["reason"] or one.answer["answer"] for one in of(option)}
        assert GIVES[option] | timed == seen, option
    assert {one.answer["reason"] for one in steps() if one.item is None} - {None} == WITHOUT_ITEM


def weighed(*options: str) -> list[Step]:
    """The steps that an item's amounts decided, not its time or its client."""
    reasons = {None, "QUOTA_EXHAUSTED", "SEATS_EXHAUSTED", "ALLOWANCE_EXHAUSTED"}
    rules = {"NET-4", "NET-5", "CINST-2"}
    return [
        one
        for one in of(*options)
        if one.answer["reason"] in reasons and one.answer["rule"] not in rules and one.answer["evidence"]
    ]


def test_scans_and_pages_are_those_of_the_ledger() -> None:
    """ITEM-3: used before and after, quota, limit, the rest and the excess."""
    for step in weighed("per_barcode_scan", "per_page"):
        if "used" not in step.answer["evidence"]:
            continue  # from a local license, which has no total
        before, after, quota = change(fits(USED, step))
        assert (step.before["used"], step.after["used"], step.before["quota"]) == (before, after, quota), step
        _limited(step, after, quota)
        left = re.search(r"([\d,]+|none) left", step.text)
        if left is not None:
            assert quota - after == (0 if left[1] == "none" else number(left[1])), step.text
        assert (left is None) == (after > quota or step.answer["answer"] == "refused"), step.text
        assert ("the next is refused" in step.text) == (
            step.answer["answer"] != "refused" and after > quota and after >= step.cap
        ), step.text


def _limited(step: Step, after: int, quota: int) -> None:
    """The limit and the grace, if stated, and the amount above the quota."""
    limit = re.search(
        r"limit ([\d,]+)(?: with ([\d.,]+) % grace| without grace| \(([\d.,]+) % grace)?", step.text
    )
    if limit is not None and step.item is not None:
        assert step.cap == number(limit[1]), step.text
        default = 0.1 if step.item["option"] == "per_client_device" else 0.05
        grace = step.item.get("grace", default) * 100
        assert grace == float(limit[2] or limit[3] or 0), step.text
    more = re.search(r"([\d,]+) more than the quota", step.text)
    assert more is None or number(more[1]) == after - quota, step.text
    if after > quota and step.answer["reason"] is None:
        assert more is not None, step.text


def test_seats_are_those_of_the_ledger() -> None:
    """DEV-6, SRV-5: seats taken before and after, quota and limit, and when the next seat is free."""
    for step in weighed(*SEATED):
        before, after, quota = change(fits(TAKEN, step))
        assert (step.before["seats"], step.after["seats"], step.before["quota"]) == (before, after, quota), (
            step
        )
        _limited(step, after, quota)
        if step.answer["answer"] == "refused":
            free_at = step.before["free_at"]
            stated = re.search(r"(?:free at|, at) (\d{4}-[\d-]+ [\d:.]+) UTC", step.text)
            assert (free_at is None) == (stated is None), step.text
            assert stated is None or stated[1] == utc_text(free_at), step.text
            assert "gets none" in step.text


def test_slots_and_exceptions_are_those_of_the_ledger() -> None:
    """CDEV-4 to CDEV-5, CINST-6: the slot before and after, its exceptions, the year's, the allowance."""
    for step in weighed("per_concurrent_device", "per_concurrent_instance"):
        found, slot = fits(ACTIVE, step), slot_of(step.at)
        before, after, quota = change(found)
        held = [figures["slots"].get(str(slot), 0) for figures in (step.before, step.after)]
        assert (*held, step.before["quota"]) == (before, after, quota), step
        assert (slot, utc_text(slot * 180_000)) == (int(found["slot"]), found["from"]), step.text
        extra = re.search(r"which (?:is|are) ([\d,]+) exceptions?", step.text)
        assert (0 if extra is None else number(extra[1])) in (max(0, after - quota), 0), step.text
        year = YEAR.search(step.text)
        assert (year is not None) == (after > quota or step.answer["answer"] == "refused"), step.text
        if year is not None and step.item is not None:
            earlier = step.before["exceptions"] - max(0, before - quota)
            allowed = step.item.get("allowance", 1000 * quota)
            assert (earlier, allowed) == (number(year["spent"]), number(year["allowed"])), step.text
        if step.answer["reason"] == "ALLOWANCE_EXHAUSTED" and step.item is not None:
            ends = step.item["expires_at"] + 7 * DAY_MS
            year_ends = step.item["starts_at"] + YEAR_MS
            assert f"{utc_text(min(ends, year_ends))} UTC" in step.text, step.text


def test_too_many_instances_are_explained_as_instances() -> None:
    """CINST-2: the text speaks of instances, not of used up scans or pages."""
    found = [one for one in of("per_concurrent_instance") if one.answer["rule"] == "CINST-2"]
    assert len(found) > 3
    for step in found:
        asked, bought = re.findall(r"(?:for|has) ([\d,]+)", step.text)
        assert number(asked) == step.answer["evidence"]["instances"] > number(bought) == step.before["quota"]
        assert "scan" not in step.text
        assert "page" not in step.text


def test_instances_alive_are_those_of_the_machine() -> None:
    """CINST-4, CINST-5: alive before and after, X, and the rest is idle."""
    for step in steps():
        if (found := ALIVE.search(step.text)) is None:
            continue
        before, after, asked = change(found)
        evidence = step.answer["evidence"]
        assert (after, asked, number(found["idle"])) == tuple(
            evidence[n] for n in ("alive", "instances", "idle")
        )
        destroyed = before - after if step.answer["rule"] == "CINST-5" else 0
        assert after - before == (step.answer["counted"] or 0) - destroyed
        assert destroyed <= 1
        assert before == evidence["alive_before"]


def test_items_that_are_not_in_force_say_when() -> None:
    """ITEM-2: the text has the item's times, and nothing about the host (111, 112)."""
    for step in steps():
        reason, item = step.answer["reason"], step.item
        if item is None or reason not in ("EXPIRED", "NOT_YET_EFFECTIVE"):
            continue
        ends = (
            [item["starts_at"]]
            if reason == "NOT_YET_EFFECTIVE"
            else [item["expires_at"], item["expires_at"] + 7 * DAY_MS]
        )
        assert [utc_text(at) for at in ends] == re.findall(r"at (\d{4}-[\d-]+ [\d:.]+) UTC", step.text)
        assert "host" not in step.text


def test_without_an_item_every_option_says_what_it_serves() -> None:
    """OPT-1 (104): the use, and the uses that each option of the project serves."""
    (scans,) = (one for one in steps() if one.session == "pages alone" and " scans by" in one.text)
    assert "per_page serves pages of core; per_page serves pages of ocr (OPT-1)" in scans.text
    (instances,) = (one for one in steps() if one.session == "no instances" and one.answer["reason"])
    for option in ("per_barcode_scan", "per_client_device", "per_server", "per_domain"):
        assert f"{option} serves " in instances.text


def test_a_machine_that_is_not_a_server_gets_the_reason() -> None:
    """SRV-1: its class, and why this class is not a server."""
    found = [
        one for one in steps() if one.session.startswith("servers") and one.answer["reason"] == "NO_ITEM"
    ]
    assert len(found) >= 3
    for step in found:
        assert "not a server" in step.text
        assert step.text.endswith("(SRV-1).")


def test_numbers_agree_with_their_nouns() -> None:
    """One scan, two scans."""
    nouns = "scan|page|seat|device|instance|exception|use|report|server"
    for step in steps():
        assert not re.search(rf"(?<![\d,.:])1 (?:{nouns})s\b", step.text), step.text
        assert not re.search(rf"(?<![\d,.])(?!1 )[\d,]+ (?:{nouns})\b", step.text), step.text


def test_a_text_is_two_parts_and_ends_with_the_rule() -> None:
    """The decision, and why; without Python's words, null or missing facts."""
    for step in steps():
        assert re.fullmatch(
            r"(?:Licensed|Licensed as overuse|Refused|Done)[^\n]*?\. [A-Z\d][^\n]*\.", step.text
        )
        assert step.text.endswith(f" ({step.answer['rule']}).")
        assert not re.search(r"None|null|True|False|[{}\[\]]", step.text), step.text
        reason, told = step.answer["reason"], step.answer["number"]
        assert reason is None or f"with {reason}" + ("" if told is None else f" ({told})") in step.text


@pytest.mark.parametrize("option", EVERY)
def test_nothing_is_general_where_the_facts_are_known(option: str) -> None:
    """The general text of a reason is used only if the evidence lacks a fact."""
    for step in of(option):
        reason = step.answer["reason"]
        if reason is not None:
            assert explain(reason).text.rstrip(".") not in step.text, step.text
