"""Replaces _pyodide._base: the names that the engine's start uses, without a parser of source text.

The engine gets no source text; only Pyodide evaluates four lines while it starts.
"""

from importlib import import_module
from typing import Any

from _licensim_texts import eval, exec


class CodeRunner:
    """Imported by pyodide.code; the engine runs no foreign code."""


def _refuse(*_: Any, **__: Any) -> None:
    raise RuntimeError("licensim's engine runs no source text")


eval_code_async = find_imports = should_quiet = _refuse


def eval_code(source: str, scope: dict[str, Any] | None = None) -> Any:
    """Run statements, separated by semicolons, of which the last is an expression; return its value."""
    scope = {} if scope is None else scope
    *statements, expression = source.rsplit(";", 1)
    for statement in statements:
        exec(statement, scope)
    return eval(expression.strip(), scope)


def pyimport_impl(path: str) -> Any:
    """Import a module."""
    return import_module(path)
