"""Runs inside Pyodide: the cheapest callable that takes a text and gives one back."""


def echo(text: str) -> str:
    """Return the same text."""
    return text
