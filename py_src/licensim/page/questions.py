"""Operations without a session: explain a rule, check a document, replay a trace.

Most pages call none of them while they boot: the modules that they need are imported at first use.
"""

# ruff: noqa: PLC0415

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import licensim
from licensim.rules.documents.document import Document, demo_document, parse_document
from licensim.rules.explain.describe import describe, describe_offers
from licensim.rules.input.fault import Fault, Malformed
from licensim.rules.license.profile import EDITIONS, PROFILES
from licensim.rules.options import OPTIONS

if TYPE_CHECKING:
    from licensim.sessions.trace import ParseOrigin

Fields = dict[str, Any]
AsciiHost = Callable[[str], str | None]


class Questions:
    """The operations that need no session, by name."""

    def __init__(self, ascii_host: AsciiHost, parse_origin: ParseOrigin) -> None:
        self._ascii_host = ascii_host
        self._parse_origin = parse_origin
        self.by_name: dict[str, Callable[[Fields], Fields]] = {
            "hello": self._hello,
            "explain": self._explain,
            "check": self._check,
            "verify": self._verify,
            "demo": self._demo,
            "replay": self._replay,
        }

    def document(self, text: str | None, now: int) -> Document:
        """The license document of a text; of None the demo license at `now`. Raises Malformed."""
        text = json.dumps(demo_document(now)) if text is None else text
        return parse_document(text, self._ascii_host)

    def _hello(self, fields: Fields) -> Fields:
        return {
            "version": licensim.__version__,
            "python": sys.version.split()[0],
            "profiles": list(PROFILES),
            "editions": list(EDITIONS),
            "options": list(OPTIONS),
        }

    def _explain(self, fields: Fields) -> Fields:
        from licensim.rules.explain.answers import answer_words, read_answer
        from licensim.rules.explain.plain import plain_words, read_at
        from licensim.rules.explain.topics import UnknownTermError, explain, rule_explanations

        if "answer" in fields:
            answer = read_answer(fields["answer"])
            words, plain = answer_words(answer), plain_words(answer, read_at(fields.get("at")))
            rule = rule_explanations().get(fields["answer"]["rule"])
            source = "" if rule is None else rule.source
            said = {"title": words.what, "text": f"{words.why}.", "plain": plain}
            return {**said, "source": source, "example": ""}
        terms = (fields.get(name) for name in ("rule", "reason", "option", "number", "term"))
        term = next((one for one in terms if one is not None), "")
        try:
            found = explain(term)
        except UnknownTermError as unknown:
            raise Malformed((Fault("term", str(unknown)),)) from None
        return {
            "title": found.title,
            "text": found.text,
            "source": found.source,
            "example": found.example,
            "offered": found.offered,
        }

    def _check(self, fields: Fields) -> Fields:
        document = parse_document(fields["document"], self._ascii_host)
        return {"grants": describe(document), "offered": describe_offers(document)}

    def _verify(self, fields: Fields) -> Fields:
        # Imported where it is needed: most pages have WebCrypto.
        from licensim.page.ed25519 import verify

        return {"verified": verify(fields["x"], fields["signed"], fields["signature"])}

    def _demo(self, fields: Fields) -> Fields:
        return {"document": demo_document(fields["now"])}

    def _replay(self, fields: Fields) -> Fields:
        document = self.document(fields.get("document"), fields.get("now", 0))
        reports, edition = fields.get("reports"), fields.get("edition")
        from licensim.sessions.replay import replay_text

        done = replay_text(document, fields["trace"], self._parse_origin, reports, edition)
        return {"answers": [json.loads(line) for line in done.answers], "summary": done.summary}
