"""Stands behind re._compiler while the engine is probed: remembers what each pattern was compiled to.

The pattern's own names are those of the module above; `_sre.compile` is called once for each pattern.
"""

from _licensim_texts import patterns


class _Remembering:
    """The module _sre, whose last call of `compile` is remembered."""

    last: tuple = ()

    def __getattr__(self, name: str) -> object:
        return getattr(_module, name)

    def compile(self, pattern: object, *program: object) -> object:
        """Make a pattern of its program."""
        self.last = program
        return _module.compile(pattern, *program)


_module = _sre  # noqa: F821 - of the module above
_stock_compile = compile
_sre = _Remembering()


def compile(p: object, flags: int = 0) -> object:
    """Compile a pattern, and remember its program under the pattern and the flags that were given."""
    found = _stock_compile(p, flags)
    if isinstance(p, (str, bytes)):
        all_flags, code, groups, names, by_number = _sre.last
        patterns[p, int(flags)] = (int(all_flags), [int(one) for one in code], groups, names, by_number)
    return found
