"""Charts as SVG: lines and heat maps, without script or style of their own. Each has its words in `title`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from licensim.plan.report.html import el, text

WIDTH: Final = 720
HEIGHT: Final = 240
LEFT: Final = 64
RIGHT: Final = WIDTH - 24
BOTTOM: Final = 28
TOP: Final = 12
LEVELS: Final = 5
"""How many shades a heat map has."""


@dataclass(frozen=True, slots=True)
class Axis:
    """An axis from `low` to `high`, with words at some of its values."""

    low: float
    high: float
    marks: Sequence[tuple[float, str]]

    def at(self, value: float, start: float, end: float) -> float:
        """Where a value lies between two places."""
        return start + (value - self.low) / ((self.high - self.low) or 1) * (end - start)


def amounts(most: float) -> Axis:
    """An axis of amounts from 0: marked at round numbers.

    >>> amounts(230).marks
    [(0, '0'), (50, '50'), (100, '100'), (150, '150'), (200, '200')]
    """
    step = 1.0
    while most / step > 5:
        step *= 2 if f"{step:e}"[0] in "15" else 2.5
    marks: list[tuple[float, str]] = []
    while len(marks) * step <= most:
        value = len(marks) * step
        marks.append((int(value), f"{int(value):,}"))
    return Axis(0, max(most, 1), marks)


def lines(
    title: str, across: Axis, series: Mapping[str, Sequence[tuple[float, float]]], *, stairs: bool = False
) -> str:
    """A line for each series, of points from left to right; at most eight have a style of their own."""
    most = max((y for points in series.values() for _, y in points), default=0)
    up = amounts(most)
    drawn = [_frame(across, up)]
    for n, points in enumerate(series.values()):
        drawn.append(el("path", d=_path(points, across, up, stairs), class_=f"line s{n % 8}"))
    legend = [
        el("li", el("span", "", class_=f"swatch s{n % 8}"), text(name)) for n, name in enumerate(series)
    ]
    return _figure(title, "".join(drawn), HEIGHT) + el("ul", *legend, class_="legend")


def _path(points: Sequence[tuple[float, float]], across: Axis, up: Axis, stairs: bool) -> str:
    found: list[str] = []
    for x, y in points:
        px, py = across.at(x, LEFT, RIGHT), up.at(y, HEIGHT - BOTTOM, TOP)
        found.append(
            f"H{px:.1f}V{py:.1f}" if stairs and found else f"{'L' if found else 'M'}{px:.1f} {py:.1f}"
        )
    return "".join(found)


def _frame(across: Axis, up: Axis) -> str:
    floor = HEIGHT - BOTTOM
    found = []
    for value, words in up.marks:
        y = up.at(value, floor, TOP)
        found.append(el("path", d=f"M{LEFT} {y:.1f}H{RIGHT}", class_="grid"))
        found.append(el("text", text(words), x=LEFT - 6, y=f"{y + 4:.1f}", text_anchor="end"))
    for value, words in across.marks:
        x = across.at(value, LEFT, RIGHT)
        found.append(el("text", text(words), x=f"{x:.1f}", y=HEIGHT - 8, text_anchor="middle"))
    return "".join(found)


def heat(
    title: str,
    rows: Sequence[Sequence[int]],
    names: Sequence[tuple[int, str]],
    below: Sequence[tuple[int, str]],
) -> str:
    """A heat map: rows of amounts, darker for more, with words beside some rows and below some columns."""
    columns = max(map(len, rows), default=1)
    tall = max(2.0, min(16.0, 400 / max(1, len(rows))))
    wide = (RIGHT - LEFT) / columns
    most = max((max(row, default=0) for row in rows), default=0)
    shades: dict[int, list[str]] = {}
    for y, row in enumerate(rows):
        x = 0
        for shade, run in groupby(row, key=lambda amount: shade_of(amount, most)):
            length = len(list(run))
            if shade:
                place = f"M{LEFT + x * wide:.1f} {TOP + y * tall:.1f}"
                shades.setdefault(shade, []).append(
                    f"{place}h{length * wide:.1f}v{tall:.1f}h-{length * wide:.1f}z"
                )
            x += length
    drawn = [el("path", d="".join(parts), class_=f"heat h{shade}") for shade, parts in sorted(shades.items())]
    floor = TOP + tall * len(rows)
    drawn += [
        el("text", text(words), x=LEFT - 6, y=f"{TOP + y * tall + 10:.1f}", text_anchor="end")
        for y, words in names
    ]
    drawn += [
        el("text", text(words), x=f"{LEFT + x * wide:.1f}", y=f"{floor + 18:.1f}") for x, words in below
    ]
    return _figure(title, "".join(drawn), floor + BOTTOM)


def shade_of(amount: int, most: int) -> int:
    """The shade of an amount: 0 for nothing, LEVELS for the most.

    >>> [shade_of(amount, 10) for amount in (0, 1, 5, 10)]
    [0, 1, 3, 5]
    """
    return 0 if amount <= 0 else -(-amount * LEVELS // most)


def _figure(title: str, drawn: str, height: float) -> str:
    box = f"0 0 {WIDTH} {height:.0f}"
    return el("svg", el("title", text(title)), drawn, viewBox=box, role="img", aria_label=title)
