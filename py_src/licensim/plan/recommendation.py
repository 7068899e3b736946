"""The recommendation: what to buy, what comes next, and when that holds; three sentences for each use."""

from __future__ import annotations

from typing import Any

from licensim.rules.words.english import listed, many


def recommendation(summary: dict[str, Any]) -> list[str]:
    """Return the sentences that a summary supports; without prices they say that nothing is ranked."""
    if summary["money"] is None:
        return [
            "Without prices nothing is ranked. To buy: the smallest quota that the traffic never exceeds.",
            "For concurrent options: the smallest quota whose allowance is enough.",
            _holds(None, summary),
        ]
    found = []
    for use, money in summary["money"]["uses"].items():
        found += _of_use(use, money, summary)
    return found


def _of_use(use: str, money: dict[str, Any], summary: dict[str, Any]) -> list[str]:
    ranking, currency = money["ranking"], summary["money"]["currency"]
    if not ranking:
        return [f"For {use} no option with a price can serve all of the data."]
    best, *others = ranking
    quotas = listed([f"{_terms(item)}{item['sold']:,}" for item in best["items"]])
    unit = summary["options"][best["option"]]["unit"]
    cost = f"{best['cost']:,.2f} {currency} a year"
    buy = f"For {use}, buy {best['name']} with a quota of {quotas} ({unit}): {cost}."
    return [buy, _next(others, money, currency), _holds(best, summary)]


def _terms(item: dict[str, Any]) -> str:
    own = [value for name, value in item["terms"].items() if name != "period"]
    return f"{' '.join(own)} " if own else ""


def _next(others: list[dict[str, Any]], money: dict[str, Any], currency: str) -> str:
    if not others:
        return "No other option with a price can serve it."
    second = f"Next is {others[0]['name']}, at {others[0]['cost']:,.2f} {currency}"
    above = [one for one in money["crossovers"] if one["factor"] > 1]
    if above:
        return f"{second}; at {above[0]['factor']:g} times the traffic {above[0]['to']} becomes the cheapest."
    return f"{second}; up to 4 times the traffic none becomes cheaper."


def _holds(best: dict[str, Any] | None, summary: dict[str, Any]) -> str:
    """The conditions under which the recommendation holds."""
    days = many(summary["read"]["days"], "day")
    edition = f"edition {summary['edition']} and a forget time of {summary['forget_ms']} ms"
    found = f"That holds for traffic like that of the {days} of data, with {edition}"
    reasons = [
        *(best["because"] if best else []),
        *(gate["says"] for gate in summary["gates"] if _bars(gate, best)),
    ]
    return f"{found}; but {'; '.join(reasons)}." if reasons else f"{found}."


def _bars(gate: dict[str, Any], best: dict[str, Any] | None) -> bool:
    """Whether a gate is about what is recommended."""
    if gate["option"] is None:
        return True
    return (
        best is not None
        and gate["option"] == best["option"]
        and gate["terms"].items() <= best["terms"].items()
    )
