"""Statements: SQL as data, one file a quantity. Nothing here knows an engine or runs anything.

They are written in DuckDB's dialect, for one table of rows: `rows` of logs (`columns.ROWS`), or the `lines`
of our own traces. Each makes a table of its name from those before it.
"""
