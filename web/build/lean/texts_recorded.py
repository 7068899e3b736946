"""During the probe: runs source text as the built-in functions do, and records it in compiled form.

It imports only built-in modules, because typing needs it.
"""

import builtins

compiled: dict[str, object] = {}


def exec(text: str, *where: dict[str, object]) -> None:
    """Run statements."""
    compiled[text] = code = compile(text, "<string>", "exec")
    builtins.exec(code, *where)


def eval(text: str, *where: dict[str, object]) -> object:
    """Evaluate an expression."""
    compiled[text] = code = compile(text, "<string>", "eval")
    return builtins.eval(code, *where)
