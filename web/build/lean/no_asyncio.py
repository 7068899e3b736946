"""In place of asyncio: the engine answers each call at once, nothing in it ever awaits.

Pyodide itself asks for one name, when Python awaits a JavaScript promise.
"""


def get_event_loop() -> None:
    """Refuse: there is no event loop.

    Raises:
        RuntimeError: always.
    """
    raise RuntimeError("licensim's engine has no event loop")
