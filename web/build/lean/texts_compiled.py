"""In the engine: source texts that the build has recorded are not compiled again.

The methods of data classes and named tuples are made from the same text in every boot; to compile it takes
longer than the rest of their modules. It imports only built-in modules, because typing needs it.
"""

import builtins
import marshal

from _licensim_texts_data import DATA

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType

_COMPILED: "dict[str, CodeType]" = marshal.loads(DATA)
unseen: list[str] = []
"""Texts that had to be compiled."""


def exec(text: str, *where: dict[str, object]) -> None:
    """Run statements."""
    builtins.exec(_compiled(text), *where)


def eval(text: str, *where: dict[str, object]) -> object:
    """Evaluate an expression."""
    return builtins.eval(_compiled(text), *where)


def _compiled(text: str) -> "str | CodeType":
    if text not in _COMPILED:
        unseen.append(text)
    return _COMPILED.get(text, text)
