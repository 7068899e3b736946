"""The sections of the report: what to buy, the options, the quotas, and the quality of the data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from licensim.plan.report.html import breakable, cells, el, instant, number, table, text

Json = dict[str, Any]


def mine(summary: Json, option: str) -> Iterator[tuple[str, Json]]:
    """The figures of an option under the edition and forget time of the summary, with their places in it."""
    for n, one in enumerate(summary["options"][option]["figures"]):
        if one["edition"] in (None, summary["edition"]) and one["forget_ms"] in (None, summary["forget_ms"]):
            yield f"options.{option}.figures.{n}", one


def of_kind(summary: Json, kind: str) -> Iterator[tuple[str, Json]]:
    """The same of every option whose figures are of a kind."""
    for option in summary["options"]:
        yield from ((place, one) for place, one in mine(summary, option) if one["kind"] == kind)


def words(terms: dict[str, str]) -> str:
    """The terms of a figure in words."""
    return " ".join(terms.values())


def advice(summary: Json) -> str:
    """The recommendation with its conditions."""
    read = summary["read"]
    what = f"From {read['sound']:,} of {read['rows']:,} rows of {read['days']:,} days."
    sentences = "".join(el("p", text(one)) for one in summary["recommendation"])
    return (
        el("h1", "Which license, and how much of it")
        + el("p", text(what), class_="dim")
        + el("div", sentences, class_="advice")
    )


def options(summary: Json) -> str:
    """The table of the options, with the reasons of all labels below it, each once."""
    heads = ("Option", "Terms", "Unit", "Used", "To buy", "No refusal from", "Rule", "Label")
    rows, reasons = [], _reasons(summary)
    for name, option in summary["options"].items():
        if option["unserved"] is not None:
            why = f"cannot serve these data: {option['unserved']}"
            rows.append([el("th", breakable(name), scope="row"), el("td", text(why), colspan=len(heads) - 1)])
            continue
        for place, one in mine(summary, name):
            with_grace = "grace" if "grace" in one["quotas"] else "ok"
            numbers = ", ".join(str(reasons.index(why) + 1) for why in one["because"])
            rows.append(
                [
                    el("th", breakable(name), scope="row"),
                    *cells(words(one["terms"]), option["unit"]),
                    number(one["used"], f"{place}.used"),
                    number(one["buy"], f"{place}.buy"),
                    number(one["quotas"][with_grace], f"{place}.quotas.{with_grace}"),
                    *cells(one["rule"], f"{one['label']} ({numbers})" if numbers else one["label"]),
                ]
            )
    how, forget_ms = summary["editions"][summary["edition"]], summary["forget_ms"]
    edition = f"Edition {summary['edition']} ({how}), forget time {forget_ms:,} ms"
    notes = el("ol", *(el("li", text(why)) for why in reasons), class_="dim") if reasons else ""
    inside = table(heads, rows, edition, class_="options") + notes
    return el("section", el("h2", "Options"), inside, _editions(summary), _served(summary))


def _reasons(summary: Json) -> list[str]:
    """The reasons of all labels, each once, in the order of the table."""
    ones = (one for name in summary["options"] for _, one in mine(summary, name))
    return list(dict.fromkeys(why for one in ones for why in one["because"]))


def _editions(summary: Json) -> str:
    """What the editions and forget times would have used."""
    rows = []
    for name, option in summary["options"].items():
        for n, one in enumerate(option["figures"]):
            if one["edition"] is not None and one["used"]:
                place = f"options.{name}.figures.{n}"
                head = el("th", text(name), scope="row")
                named = cells(words(one["terms"]), one["edition"], f"{one['forget_ms']:,} ms")
                rows.append([head, *named, number(one["used"], f"{place}.used"), *cells(one["label"])])
    heads = ("Option", "Terms", "Edition", "Forget time", "Used", "Label")
    inside = table(heads, rows, "What each edition and forget time would have used")
    return el("details", el("summary", "Editions and forget times side by side"), inside)


def _served(summary: Json) -> str:
    """Which options cannot serve what the data show."""
    lines = [
        f"{name}: {one['why']}"
        for name, option in summary["options"].items()
        for one in option["serves"].values()
        if not one["can"] and option["unserved"] is None
    ]
    return el("ul", *(el("li", text(line)) for line in lines), class_="dim")


def quotas(summary: Json) -> str:
    """What some quotas would have meant."""
    heads = (
        "Option",
        "Terms",
        "Quota",
        "Which",
        "First over",
        "First refused",
        "Refused",
        "Exceptions a year",
        "Unused",
        "Label",
    )
    rows = []
    for name in summary["options"]:
        for place, one in mine(summary, name):
            for n, at in enumerate(one["at"]):
                here = f"{place}.at.{n}"
                rows.append(
                    [
                        el("th", text(name), scope="row"),
                        *cells(words(one["terms"])),
                        number(at["quota"], f"{here}.quota"),
                        *cells(at["why"]),
                        instant(at["over_at"], f"{here}.over_at"),
                        instant(at["refused_at"], f"{here}.refused_at"),
                        number(at["refused"], f"{here}.refused"),
                        number(at["exceptions"], f"{here}.exceptions"),
                        number(at["unused"], f"{here}.unused"),
                        *cells(at["label"]),
                    ]
                )
    caption = "What a quota would have meant; refusals without retries"
    return el("section", el("h2", "Quotas"), table(heads, rows, caption), _refused_at(summary))


def _refused_at(summary: Json) -> str:
    """Where refused uses would have been."""
    rows = [
        [
            el("th", text(name), scope="row"),
            *cells(words(one["terms"])),
            number(at["quota"], f"{place}.at.{n}.quota"),
            *cells(origin),
            number(count, f"{place}.at.{n}.origins.{origin}"),
        ]
        for name in summary["options"]
        for place, one in mine(summary, name)
        for n, at in enumerate(one["at"])
        for origin, count in at["origins"].items()
    ]
    if not rows:
        return ""
    inside = table(("Option", "Terms", "Quota", "Origin", "Refused"), rows, "Refused uses by origin")
    return el("details", el("summary", "Where they would have been refused"), inside)


def quality(summary: Json) -> str:
    """What is wrong with the data, what may not be concluded, what is assumed."""
    heads = ("What", "Rows", "Share", "Then", "Examples")
    rows = [
        [
            el("th", text(one["what"]), scope="row"),
            number(one["rows"], f"quality.{n}.rows"),
            *cells(
                f"{one['share']:.2%}", "left out" if one["left_out"] else "kept", "; ".join(one["examples"])
            ),
        ]
        for n, one in enumerate(summary["quality"])
    ]
    found = table(heads, rows, "What is wrong with the rows") if rows else el("p", "Every row was sound.")
    gates = [
        " ".join(filter(None, [one["option"], *one["terms"].values()])) + f": {one['says']}"
        for one in summary["gates"]
    ]
    hosts = [
        [el("th", text(name), scope="row"), number(count, f"environments.{name}")]
        for name, count in summary["environments"].items()
    ]
    return el(
        "section",
        el("h2", "The data"),
        found,
        el("h3", "What may not be concluded"),
        el("ul", *(el("li", text(one.removeprefix(": "))) for one in gates)),
        el("h3", "Assumptions"),
        el(
            "ul",
            *(
                el("li", text(one))
                for one in [
                    *summary["assumptions"],
                    *(summary["money"] or {"assumptions": []})["assumptions"],
                ]
            ),
        ),
        _columns(summary),
        table(("Hosts", "Rows"), hosts, "Rows of browsers by environment of their hosts"),
    )


def _columns(summary: Json) -> str:
    if summary["columns"] is None:
        return ""
    of, missing = summary["columns"]["of"], summary["columns"]["missing"]
    rows = [[el("th", text(name), scope="row"), *cells(" + ".join(parts))] for name, parts in of.items()]
    rows += [
        [el("th", text(name), scope="row"), *cells(f"missing: {without}")]
        for name, without in missing.items()
    ]
    return table(("Field", "Column"), rows, "The columns of each field")
