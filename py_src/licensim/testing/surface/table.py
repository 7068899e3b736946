"""The whole table, and how a row is found."""

from __future__ import annotations

from typing import Final

from licensim.testing.surface import client_rows, clock_rows, kit_rows

ROWS: Final = (*kit_rows.ROWS, *client_rows.ROWS, *clock_rows.ROWS)
BY_CAMEL: Final = {(row.owner, row.camel): row for row in ROWS}
"""The rows by owner and the name in TypeScript."""
