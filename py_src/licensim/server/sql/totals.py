"""The totals of a project: numbers by item, whose size does not grow with the number of clients."""

from __future__ import annotations

import json
from typing import Any, Final

from licensim.server.encode import to_json
from licensim.server.sql.undo import UndoLog

SECTIONS: Final = ("used", "seats", "peak", "next_end", "alerts", "worst", "years", "last", "log")
"""By item: scans or pages used; seats taken, the most at once, a lower bound of their nearest end; alerts;
the worst answer; exceptions by year; the last slot with activity. Also the number of the log's last entry."""


class Totals:
    """The totals of one project, by section and name."""

    def __init__(self, undo: UndoLog) -> None:
        self._undo = undo
        self._sections: dict[str, dict[str, Any]] = {section: {} for section in SECTIONS}

    def load(self, text: str) -> None:
        """Load the totals from the JSON of `text`."""
        found = json.loads(text)
        self._sections = {section: found.get(section, {}) for section in SECTIONS}

    def text(self) -> str:
        """The totals as JSON."""
        given = {section: of for section, of in self._sections.items() if of}
        return to_json(given)

    def get(self, section: str, name: str, default: Any = None) -> Any:
        """One total."""
        return self._sections[section].get(name, default)

    def put(self, section: str, name: str, value: Any) -> None:
        """Change one total; the change can be undone."""
        self._undo.change(self._sections[section], name, value)

    def set(self, section: str, name: str, value: Any) -> None:
        """Change one total for good, for a sweep (TIME-4)."""
        self._sections[section][name] = value

    def section(self, section: str) -> dict[str, Any]:
        """All totals of a section."""
        return dict(self._sections[section])
