"""The facts in TypeScript are those of this core."""

from __future__ import annotations

from pathlib import Path

from licensim.facts import typescript


def test_they_are_current(root: Path) -> None:
    """Update them with `.venv/bin/python -m licensim.facts > web/src/facts/core.ts`."""
    assert (root / "web/src/facts/core.ts").read_text("utf-8") == typescript()
