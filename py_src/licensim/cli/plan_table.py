"""A plan in words: a table of the options, what is wrong with the data, and the recommendation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from licensim.rules.words.english import many, utc_text


def table(summary: dict[str, Any]) -> list[str]:
    """Return a summary as lines."""
    read = summary["read"]
    first, last = utc_text(read["first_at"]), utc_text(read["last_at"])
    lines = [f"{read['sound']:,} of {many(read['rows'], 'row')}, {first} to {last}"]
    lines += [_finding(one) for one in summary["quality"]]
    lines += ["", f"{'option':26}{'':22}{'used':>12}{'to buy':>12}{'no refusal':>12}  label"]
    for name, option in summary["options"].items():
        lines += _option(name, option, summary)
    if summary["money"] is None:
        lines += ["", *_unable(summary)]
    lines.append("")
    for use, found in (summary["money"] or {"uses": {}})["uses"].items():
        lines += _money(use, found, summary["money"]["currency"])
    lines += [
        gate["says"] if gate["option"] is None else f"{_place(gate)}: {gate['says']}"
        for gate in summary["gates"]
    ]
    return [*lines, "", *summary["recommendation"]]


def _finding(one: dict[str, Any]) -> str:
    left_out = "left out" if one["left_out"] else "kept"
    example = f", such as {one['examples'][0]}" if one["examples"] else ""
    return f"{one['what']}: {many(one['rows'], 'row')} ({one['share']:.2%}), {left_out}{example}"


def _option(name: str, option: dict[str, Any], summary: dict[str, Any]) -> Iterator[str]:
    if not option["planned"]:
        yield f"{name:26}not planned"
        return
    mine = [
        one
        for one in option["figures"]
        if one["edition"] in (None, summary["edition"]) and one["forget_ms"] in (None, summary["forget_ms"])
    ]
    if option["unserved"] is not None:
        yield f"{name:26}cannot serve these data: {option['unserved']}"
        return
    if not mine:
        yield f"{name:26}not offered for {summary['read']['product']}"
    for one in mine:
        terms = " ".join(one["terms"].values())
        no_refusal = one["quotas"].get("grace", one["quotas"]["ok"])
        yield f"{name:26}{terms:22}{one['used']:>12,}{one['buy']:>12,}{no_refusal:>12,}  {one['label']}"


def _unable(summary: dict[str, Any]) -> Iterator[str]:
    """What an option does not serve, of those that serve some of the data."""
    for name, option in summary["options"].items():
        if option["unserved"] is None:
            yield from (f"{name} {one['why']}" for one in option["serves"].values() if not one["can"])


def _money(use: str, found: dict[str, Any], currency: str) -> list[str]:
    lines = [f"{use}, {currency} a year:"]
    lines += [f"  {one['name']:40}{one['cost']:>16,.2f}" for one in found["ranking"]]
    lines += [f"  {one['name']:40}{'not ranked':>16}: {one['why']}" for one in found["not_ranked"]]
    return [*lines, ""]


def _place(gate: dict[str, Any]) -> str:
    return " ".join([gate["option"], *gate["terms"].values()])


def against(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """Return where two summaries differ in what to buy, as lines."""
    lines = ["against the other plan:"]
    old, new = _bought(before), _bought(after)
    for place in dict.fromkeys([*old, *new]):
        if old.get(place) != new.get(place):
            was, now = (f"{found[place]:,}" if place in found else "none" for found in (old, new))
            lines.append(f"  {' '.join(place):60}{was:>12} to {now}")
    return lines if len(lines) > 1 else [*lines, "  nothing differs"]


def _bought(summary: dict[str, Any]) -> dict[tuple[str, ...], int]:
    return {
        (name, *one["terms"].values(), *([one["edition"]] if one["edition"] else [])): one["buy"]
        for name, option in summary["options"].items()
        for one in option["figures"]
        if one["forget_ms"] in (None, summary["forget_ms"])
    }
