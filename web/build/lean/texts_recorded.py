"""While the engine is probed: runs source text as the built-in functions do, and remembers it compiled.

Imports nothing but what is built in: typing itself needs this.
"""

import builtins

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

compiled: dict[str, object] = {}
patterns: dict[tuple[object, int], tuple[object, ...]] = {}
"""Programs of regular expressions, by the pattern and its flags: the values for `_sre.compile`."""


def exec(text: str, *where: dict[str, object]) -> None:
    """Run statements."""
    compiled[text] = code = compile(text, "<string>", "exec")
    builtins.exec(code, *where)


def eval(text: str, *where: dict[str, object]) -> object:
    """Evaluate an expression."""
    compiled[text] = code = compile(text, "<string>", "eval")
    return builtins.eval(code, *where)


class _Programs:
    """The module _sre, whose last call of `compile` is remembered."""

    last: tuple[int, list[int], int, dict[str, int], tuple[str | None, ...]]

    def __init__(self, sre: "ModuleType") -> None:
        self._sre = sre

    def __getattr__(self, name: str) -> object:
        return getattr(self._sre, name)

    def compile(self, pattern: object, *program: object) -> object:
        """Make a pattern of its program."""
        self.last = program  # type: ignore[assignment]  # it always has these
        return self._sre.compile(pattern, *program)


def remembering(
    sre: "ModuleType", stock: "Callable[[object, int], object]"
) -> "tuple[_Programs, Callable[..., object]]":
    """Stand-ins for two names of re._compiler, by which it remembers each pattern's program."""
    programs = _Programs(sre)

    def compile_and_remember(pattern: object, flags: int = 0) -> object:
        found = stock(pattern, flags)
        if isinstance(pattern, (str, bytes)):
            all_flags, code, groups, names, by_number = programs.last
            program = (int(all_flags), [int(one) for one in code], groups, names, by_number)
            patterns[pattern, int(flags)] = program
        return found

    return programs, compile_and_remember
