"""The request for a plan: its inputs, how to read them, and the settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, get_args

from licensim.rules.license.products import Product
from licensim.rules.license.profile import DEFAULT_EDITION, DEFAULT_FORGET_MS

Format = Literal["jsonl", "csv", "parquet", "trace"]
FORMATS: Final[tuple[Format, ...]] = get_args(Format)


@dataclass(frozen=True, slots=True)
class Request:
    """A request for a plan.

    `paths` are files, folders or patterns; with `format` None their names decide. `map` has the columns of a
    field, `preset` names a documented format. `from_at` (included) and `to_at` (not included)
    are instants. `where` is a condition in SQL on the columns of the files. `forgets_ms` are values of
    `duplicateForgetTime`, the first one for the recommendation. `max_bad` is the share of rows that may be
    left out.
    """

    paths: Sequence[str]
    format: Format | None = None
    map: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    preset: str | None = None
    product: Product | None = None
    forgets_ms: Sequence[int] = (DEFAULT_FORGET_MS,)
    edition: str = DEFAULT_EDITION
    from_at: int | None = None
    to_at: int | None = None
    where: str | None = None
    rows: Literal["sightings", "accepted"] = "sightings"
    max_bad: float = 0.05
