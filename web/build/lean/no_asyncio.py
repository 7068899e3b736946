"""Replaces asyncio: the engine answers each call at once and never awaits.

Pyodide itself uses one name, when Python awaits a JavaScript promise.
"""


def get_event_loop() -> None:
    """Refuse: there is no event loop.

    Raises:
        RuntimeError: always.
    """
    raise RuntimeError("licensim's engine has no event loop")
