"""The words for mistakes of a test that only TypeScript can see."""

from typing import Final

MISTAKES: Final = {
    "notAwaited": "this test ends and has not awaited `{call}`: write `await` before it",
    "promise": "{matcher} takes an answer, and was given a promise: expect(await ...).{matcher}()",
    "noAnswer": "{matcher} takes an answer of the kit, as `await client.open()` gives it, not {value}",
    "noKit": "{matcher} takes the fixture, as in `await expect(licensim).{matcher}(...)`, not {value}",
    "ended": "{call} was called after its test had ended",
}
"""With the figures of each in braces."""
