"""In place of pyodide.webloop: an event loop on the browser's timers, which nothing in the engine uses."""


def _initialize_event_loop() -> None:  # imported by pyodide/__init__.py
    """Start nothing."""
