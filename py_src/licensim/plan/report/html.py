"""HTML as text: elements whose words are escaped, and numbers that name their place in the summary."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from licensim.rules.words.english import utc_text


def el(name: str, *inside: str, **attributes: Any) -> str:
    """An element around what is HTML already; attributes are escaped, None leaves one out.

    >>> el("p", text("a < b"), class_="note")
    '<p class="note">a &lt; b</p>'
    """
    own = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(str(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{own}>{''.join(inside)}</{name}>"


def text(words: object) -> str:
    """Words as HTML."""
    return escape(str(words))


def breakable(name: str) -> str:
    """A name as HTML that may be broken after each underscore.

    >>> breakable("per_page")
    'per_<wbr>page'
    """
    return text(name).replace("_", "_<wbr>")


def number(value: float | None, of: str, tag: str = "td") -> str:
    """A number and its place in the summary; a dash for none."""
    if value is None:
        return el(tag, "-", class_="number", data_of=of)
    shown = f"{value:,}" if isinstance(value, int) else f"{value:,.2f}"
    return el(tag, shown, class_="number", data_of=of)


def instant(at: int | None, of: str) -> str:
    """An instant and its place in the summary."""
    return el("td", "-" if at is None else text(utc_text(at)), data_of=of)


def cells(*words: object) -> list[str]:
    """Cells of words."""
    return [el("td", text(one)) for one in words]


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], caption: str, **attributes: Any) -> str:
    """A table whose rows are cells already; it scrolls where it is too wide."""
    head = el("thead", el("tr", *(el("th", text(one), scope="col") for one in heads)))
    body = el("tbody", *(el("tr", *row) for row in rows))
    inside = el("table", el("caption", text(caption)), head, body, **attributes)
    return el("div", inside, class_="scrolls", tabindex="0", role="region", aria_label=caption)


def behind(summary: str, *inside: str) -> str:
    """What a chart shows, as a table that can be opened."""
    return el("details", el("summary", text(summary)), *inside)
