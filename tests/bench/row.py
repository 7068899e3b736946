"""One line of the benchmarks' table."""

from typing import Any


def at_most(name: str, value: float, bound: float, unit: str = "x") -> dict[str, Any]:
    """Return a row whose value must not exceed ``bound``."""
    return {"name": name, "value": round(value, 4), "unit": unit, "at_most": bound, "ok": value <= bound}


def at_least(name: str, value: float, bound: float, unit: str = "x") -> dict[str, Any]:
    """Return a row whose value must reach ``bound``."""
    return {"name": name, "value": round(value, 4), "unit": unit, "at_least": bound, "ok": value >= bound}
