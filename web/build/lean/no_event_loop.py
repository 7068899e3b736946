"""Replaces pyodide.webloop, an event loop on the browser's timers, which the engine does not use."""


def _initialize_event_loop() -> None:  # imported by pyodide/__init__.py
    """Start nothing."""
