"""In place of re._compiler: a pattern that the build has seen is not parsed and compiled again.

The stock compiler and parser are imported for the first pattern that it has not seen.
"""

from importlib import import_module

from _licensim_texts import patterns as _compiled

_sre = import_module("_sre")
_constants = import_module("re._constants")
PatternError = _constants.PatternError
globals().update({name: flag for name, flag in vars(_constants).items() if name.startswith("SRE_FLAG_")})

unseen: list[str] = []
"""Patterns that had to be compiled."""


class _Parser:
    """The module re._parser, imported when somebody asks for one of its names."""

    def __getattr__(self, name: str) -> object:
        return getattr(import_module("re._parser"), name)


parser = _Parser()


def isstring(value: object) -> bool:
    """Whether a pattern is text."""
    return isinstance(value, (str, bytes))


def compile(p: object, flags: int = 0) -> object:
    """Make a pattern."""
    program = _compiled.get((p, flags)) if isstring(p) else None
    if program is None:
        unseen.append(repr(p))
        return import_module("re._stock_compiler").compile(p, flags)
    return _sre.compile(p, *program)
