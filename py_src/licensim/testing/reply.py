"""The answers of a test. A reply notes whether the test has looked at it, for strictness."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final, NoReturn, overload

from licensim.rules.answer import SEVERITY
from licensim.rules.explain.answers import explain_answer

Wire = dict[str, Any]


class AnswerField:
    """A field of the answer; to read it is to look at the answer."""

    def __init__(self, doc: str, default: Any = None) -> None:
        self.__doc__ = doc
        self._default = default
        self._name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, reply: Reply | None, owner: type) -> Any:
        if reply is None:
            return self
        reply.looked_at = True
        return reply.wire.get(self._name, self._default)


class Reply:
    """The answer to one event: `ok`, `over` or `refused`, with reason, number, rule and evidence.

    It has no truth value, so that `assert shop.open()` cannot pass for a refusal.
    """

    answer = AnswerField("`ok`, `over` (allowed, recorded as overuse) or `refused`.")
    reason = AnswerField("Why, in capitals (SPEC section 13); None for a plain `ok` or `over`.")
    number = AnswerField("The vendor's number of that reason; None where it has none.")
    rule = AnswerField("The SPEC rule that decided.")
    item = AnswerField("The item that was charged; of a refusal the one that got furthest (ITEM-6).")
    counted = AnswerField(
        "Scans, pages, seats or instances that this added; None where nothing is counted by nature."
    )
    evidence = AnswerField("The facts that the decision rests on, by name.", {})
    warnings = AnswerField("Side remarks, each with `reason` and `text`.", ())
    unique = AnswerField("The codes that were counted, each [format, text].", ())
    duplicates = AnswerField("Codes inside their forget window, each [format, text, ms left, seen at].", ())
    untrusted = AnswerField("1D codes that were not in enough frames yet, each [format, text] (SCAN-8).", ())
    filtered = AnswerField("How many codes the filters removed (SCAN-7).", 0)
    late_ms = AnswerField("By how much the frame came after a later one (SCAN-11).", 0)

    def __init__(self, wire: Wire, at: int) -> None:
        self.wire: Final = wire
        self.at: Final = at
        self.looked_at = False

    @property
    def is_refusal(self) -> bool:
        """Whether it is a refusal; to read this is not to look at the answer."""
        return bool(self.wire["answer"] == "refused")

    def __bool__(self) -> NoReturn:
        """Refuse to be true or false."""
        __tracebackhide__ = True
        raise TypeError("a reply has no truth value: ask .answer, which is ok, over or refused")

    def __repr__(self) -> str:
        return f"<Reply {explain_answer(self.wire)}>"


class Replies(Sequence[Reply]):
    """The answers to several frames, in their order."""

    def __init__(self, replies: Sequence[Reply]) -> None:
        self._replies: Final = tuple(replies)

    @property
    def answer(self) -> str:
        """The worst of the answers; `ok` if there is none."""
        return max((str(one.answer) for one in self), key=SEVERITY.__getitem__, default="ok")

    @property
    def reason(self) -> str | None:
        """The reason of the first answer that has one."""
        return next((str(one.reason) for one in self if one.reason is not None), None)

    @property
    def number(self) -> int | None:
        """The number of the first answer that has one."""
        return next((int(one.number) for one in self if one.number is not None), None)

    @property
    def counted(self) -> int:
        """How many scans all of them counted."""
        return sum(one.counted or 0 for one in self)

    @property
    def unique(self) -> list[list[str]]:
        """The codes that were counted, in their order; each as often as it was counted."""
        return [code for one in self for code in one.unique]

    @overload
    def __getitem__(self, index: int) -> Reply: ...
    @overload
    def __getitem__(self, index: slice) -> Replies: ...
    def __getitem__(self, index: int | slice) -> Reply | Replies:
        return Replies(self._replies[index]) if isinstance(index, slice) else self._replies[index]

    def __len__(self) -> int:
        return len(self._replies)

    def __iter__(self) -> Iterator[Reply]:
        return iter(self._replies)

    def __bool__(self) -> NoReturn:
        """Refuse to be true or false, as a single reply does."""
        __tracebackhide__ = True
        raise TypeError("replies have no truth value: ask .answer or len()")

    def __repr__(self) -> str:
        return f"<Replies {len(self)}: {sum(one.wire.get('counted') or 0 for one in self)} counted>"
