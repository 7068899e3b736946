"""The summary: the whole result of a plan as one JSON value; report and table show nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from licensim import __version__
from licensim.buying.cost import Prices
from licensim.buying.serving import USES, Serves, serving
from licensim.plan.environments import ENVIRONMENTS, environment
from licensim.plan.figures import Figure, Label, QuotaEffect
from licensim.plan.input.columns import FIELDS
from licensim.plan.money import Assumed, money
from licensim.plan.options import planner
from licensim.plan.recommendation import recommendation
from licensim.plan.run import Planned
from licensim.rules.license.profile import DEFAULT_FORGET_MS, EDITION_WORDS
from licensim.rules.options import OPTIONS
from licensim.rules.timeline import DAY_MS

VERSION: Final = 1
"""The version of the summary's shape."""


def summary(plan: Planned, prices: Prices | None = None, assumed: Assumed | None = None) -> dict[str, Any]:
    """Return all of a plan as a JSON value; with `prices` what each option would cost."""
    found = _summary(plan)
    assumed = assumed or Assumed(found["read"]["days"])
    if prices is not None:
        found["money"] = money(
            plan.figures,
            prices,
            lambda use, option: found["options"][option]["serves"][use]["why"],
            edition=plan.request.edition,
            forget_ms=plan.request.forgets_ms[0],
            assumed=assumed,
            uses=[use for use in USES if _deployments(plan, use)],
        )
    found["recommendation"] = recommendation(found)
    return found


def _summary(plan: Planned) -> dict[str, Any]:
    options = {name: _option(name, plan) for name in OPTIONS}
    barred = [one for one in plan.gates if not one.option or options[one.option]["unserved"] is None]
    return {
        "licensim": __version__,
        "version": VERSION,
        "read": _read(plan),
        "columns": _columns(plan),
        "quality": [
            _finding(plan, one.what, one.rows, one.left_out, one.examples) for one in plan.input.findings
        ],
        "missing_days": [{"from": first * DAY_MS, "to": (last + 1) * DAY_MS} for first, last in plan.holes],
        "gates": [
            {"option": one.option or None, "terms": dict(one.terms), "says": one.says} for one in barred
        ],
        "assumptions": assumptions(plan),
        "environments": _environments(plan),
        "editions": EDITION_WORDS,
        "edition": plan.request.edition,
        "forget_ms": plan.request.forgets_ms[0],
        "options": options,
        "money": None,
        "recommendation": [],
    }


def _read(plan: Planned) -> dict[str, Any]:
    found = plan.input
    return {
        "format": found.format,
        "files": list(found.files),
        "rows": found.rows,
        "sound": found.sound,
        "first_at": plan.survey.first_at,
        "last_at": plan.survey.last_at,
        "days": plan.survey.last_at // DAY_MS - plan.survey.first_at // DAY_MS + 1,
        "types": plan.survey.rows_of["types"],
        "deployments": plan.survey.rows_of["deployments"],
        "rows_are": plan.request.rows if found.fields is not None else "sightings",
        "where": plan.request.where,
        "product": plan.request.product,
    }


def _columns(plan: Planned) -> dict[str, Any] | None:
    fields = plan.input.fields
    if fields is None:
        return None
    missing = {name: FIELDS[name].without for name in fields.missing}
    return {
        "of": {name: list(parts) for name, parts in fields.of.items()},
        "missing": missing,
        "weak": fields.weak,
    }


def _finding(plan: Planned, what: str, rows: int, left_out: bool, examples: Sequence[str]) -> dict[str, Any]:
    share = rows / plan.input.rows if plan.input.rows else 0.0
    return {"what": what, "rows": rows, "share": share, "left_out": left_out, "examples": list(examples)}


def _environments(plan: Planned) -> dict[str, int]:
    """How many rows of browsers come from hosts of each environment."""
    found = dict.fromkeys(ENVIRONMENTS, 0)
    for host in plan.hosts:
        found[environment(host.host)] += host.rows
    return found


def assumptions(plan: Planned) -> list[str]:
    """The assumptions of the plan, in words."""
    found = [f"duplicateForgetTime is {plan.request.forgets_ms[0]} ms"]
    if plan.request.forgets_ms[0] == DEFAULT_FORGET_MS:
        found[0] += ", the default"
    if plan.input.fields is None:
        found.append("all keys of the trace are one project, and a page without https may ask")
        return found
    found.append(
        "rows are what a client's filters let through, and every code is trusted at once (SCAN-7, SCAN-8)"
    )
    if "close" not in plan.survey.rows_of["types"]:
        found.append("scanners run from load to load: no pause or close is in the data (SCAN-6)")
    if plan.known.accepted:
        found.append("rows are scans that the application accepted, not sightings")
    found += [
        f"{name}: {FIELDS[name].without}"
        for name in plan.input.fields.missing
        if name in ("event", "deployment")
    ]
    return found


def _option(name: str, plan: Planned) -> dict[str, Any]:
    option = OPTIONS[name]
    figures = [one for one in plan.figures if one.option == name]
    serves = {
        use: serving(name, use, _deployments(plan, use), plan.request.product)
        for use in USES
        if _deployments(plan, use)
    }
    return {
        "unit": option.unit,
        "products": dict(option.products),
        "planned": planner(name) is not None,
        "serves": {use: {"can": one.can, "why": one.why or None} for use, one in serves.items()},
        "unserved": _unserved(list(serves.values()), figures),
        "figures": [_figure(one) for one in figures],
    }


def _deployments(plan: Planned, use: str) -> tuple[str, ...]:
    """The deployments that have such a use."""
    return plan.survey.deployments_of[use]


def _unserved(serves: Sequence[Serves], figures: Sequence[Figure]) -> str | None:
    """Why an option serves nothing that is in the data; None if it serves some of it."""
    if not serves or any(one.can for one in serves) or any(one.used for one in figures):
        return None
    return "; ".join(one.why for one in serves)


def _figure(one: Figure) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "terms": dict(one.terms),
        "edition": one.edition,
        "forget_ms": one.forget_ms,
        "used": one.used,
        "rule": one.rule,
        **_label(one.label),
        "quotas": dict(one.quotas),
        "buy": one.buy,
        "spread": {name: dict(values) for name, values in one.spread.items()},
        "at": [_at(at) for at in one.at],
        "series": {name: _plain(values) for name, values in one.series.items()},
    }


def _at(one: QuotaEffect) -> dict[str, Any]:
    return {
        "why": one.why,
        "quota": one.quota,
        "over_at": one.over_at,
        "refused_at": one.refused_at,
        "refused": one.refused,
        "unused": one.unused,
        "exceptions": one.exceptions,
        "origins": dict(one.origins),
        **_label(one.label),
    }


def _label(label: Label) -> dict[str, Any]:
    return {"label": label.word, "because": list(label.because)}


def _plain(values: Any) -> Any:
    if isinstance(values, Mapping):
        return dict(values)
    return [list(one) if isinstance(one, tuple) else one for one in values]
