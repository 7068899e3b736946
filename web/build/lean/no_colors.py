"""In place of _colorize: no terminal shows a traceback of the engine, so there is no theme of colours."""


class _Plain:
    """Every colour of every section is the empty text."""

    def __getattr__(self, name: str) -> "str | _Plain":
        return self if name == "traceback" else ""


_PLAIN = _Plain()


def can_colorize(**_: object) -> bool:
    """Never."""
    return False


def get_theme(**_: object) -> _Plain:
    """Return the theme without a colour."""
    return _PLAIN
