"""The static pages of rules, reasons, numbers, options and words, from the texts of `explain`.

python -m licensim.rule_pages SITE STORIES

Each has its address, such as `/rules/SCAN-4/`, `/reasons/EXPIRED/`, `/numbers/120/` and `/terms/quota/`. They
are plain HTML without a script, for a reader who searched for what an app has said. A page links the stories
in which its rule, reason, number or option decides: each story is played once to find them.
"""

from __future__ import annotations

import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Final

from licensim.hosts import ascii_host, parse_origin
from licensim.page.simulation.session import SimulatedSession
from licensim.page.simulation.story import Story, begin_of, moved, play, read_story
from licensim.rules.answer import NUMBERS, Reason
from licensim.rules.documents.document import parse_document
from licensim.rules.explain.terms import TERMS
from licensim.rules.explain.topics import Explanation, explain, known_terms, rule_explanations
from licensim.rules.options import OPTIONS

KINDS: Final = {
    "rules": "Rules of the license",
    "reasons": "Reasons of an answer",
    "numbers": "Error numbers",
    "options": "License options",
    "terms": "Words",
}
"""The folders of the site that have pages, and their titles."""
RULE: Final = re.compile(r"\b[A-Z]+-[0-9]+\b")
POLICY: Final = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'"
ABOUT: Final = (
    "A simulation of the public license rules for Dynamsoft Barcode Reader, Web TWAIN and Label Recognizer. "
    "Not affiliated with or endorsed by Dynamsoft."
)
Places = Mapping[tuple[str, str], Sequence[tuple[str, Story]]]
"""By kind and name, the stories in which it decides, each with the name of its file."""


@dataclass(frozen=True, slots=True)
class Topic:
    """What one page is about."""

    kind: str
    name: str
    said: Explanation

    @property
    def title(self) -> str:
        """Its heading: a number with its reasons, an option as the page names it."""
        if self.kind == "numbers":
            reasons = [one.value for one, number in NUMBERS.items() if str(number) == self.name]
            return f"Error {self.name}{': ' if reasons else ''}{', '.join(reasons)}"
        if self.kind == "options":
            return f"License {self.name.replace('_', ' ')}"
        return self.said.title


def topics() -> list[Topic]:
    """Every topic that has a page, in the order of `explain`."""
    known = known_terms()
    names = {kind: list(TERMS) if kind == "terms" else known[kind] for kind in KINDS}
    return [Topic(kind, name, explain(name)) for kind, found in names.items() for name in found]


def places(stories: Mapping[str, str]) -> Places:
    """Play stories, given as texts by the names of their files; return where they decide."""
    found: dict[tuple[str, str], list[tuple[str, Story]]] = defaultdict(list)
    for name, text in stories.items():
        story = read_story(text)
        for place in _decided(story):
            found[place].append((name, story))
    return found


def _decided(story: Story) -> set[tuple[str, str]]:
    """The option of a story, and the rules, reasons and numbers of its answers."""
    document = parse_document(json.dumps(moved(story, story.begins, "STORY")), ascii_host)
    session = SimulatedSession(document, parse_origin)
    session.pass_to(begin_of(story, story.begins))
    found = {("options", story.option)}
    for step in story.steps:
        for _, answer, _ in play(session, step, "STORY"):
            found.add(("rules", answer.rule))
            if answer.reason is not None:
                found.add(("reasons", answer.reason.value))
                found.add(("numbers", str(NUMBERS.get(answer.reason))))
    return found


def page_of(topic: Topic, told: Sequence[tuple[str, Story]]) -> str:
    """Return the page of a topic as HTML."""
    said = topic.said
    parts = [f"<p>{_linked(paragraph, topic)}</p>" for paragraph in said.text.split("\n\n")]
    if said.example.startswith("see "):
        parts.append(f"<p>See {_linked(said.example[4:], topic)}.</p>")
    elif said.example:
        shown = (
            f"<code>{escape(said.example)}</code>"
            if topic.kind == "options"
            else _linked(said.example, topic)
        )
        parts.append(f'<p class="example"><b>Example:</b> {shown}</p>')
    parts += _reasons(topic)
    if told:
        links = (
            f'<li><a href="../../#story={name}">{escape(story.question)}</a> {escape(story.title)}</li>'
            for name, story in told
        )
        parts.append(f"<h2>See it happen</h2><ul>{''.join(links)}</ul>")
    parts.append(f'<p class="source">Source: {escape(said.source)}. licensim says it in its own words.</p>')
    return _document(topic.title, said.text, "".join(parts), KINDS[topic.kind], "../../")


def index_of(kind: str, found: Sequence[Topic]) -> str:
    """Return the page that lists the topics of one kind."""
    rows = (
        f'<li><a href="{escape(one.name)}/">{escape(one.title)}</a> {escape(_first(one.said.text))}</li>'
        for one in found
    )
    return _document(KINDS[kind], KINDS[kind], f"<ul>{''.join(rows)}</ul>", "", "../")


def write(site: Path, stories: Path) -> int:
    """Write all pages into the folder of a site; return how many."""
    told = places({one.stem: one.read_text("utf-8") for one in sorted(stories.glob("*.json"))})
    found = topics()
    for topic in found:
        _save(site / topic.kind / topic.name, page_of(topic, told.get((topic.kind, topic.name), ())))
    for kind in KINDS:
        _save(site / kind, index_of(kind, [one for one in found if one.kind == kind]))
    return len(found) + len(KINDS)


def _save(folder: Path, text: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "index.html").write_text(text, encoding="utf-8")


def _reasons(topic: Topic) -> Iterator[str]:
    """The links from a number to its reasons, and from a reason to its number."""
    links = []
    for reason, number in NUMBERS.items():
        if topic.kind == "numbers" and str(number) == topic.name:
            links.append(f'<a href="../../reasons/{reason.value}/">{reason.value}</a>')
        if topic.kind == "reasons" and reason is Reason(topic.name):
            links.append(f'<a href="../../numbers/{number}/">error {number}</a>')
    if links:
        yield f"<p>More: {', '.join(links)}.</p>"


def _linked(text: str, topic: Topic) -> str:
    """A text as HTML, with a link at each other rule and option that it names."""
    known = rule_explanations()

    def link(found: re.Match[str]) -> str:
        name = found[0]
        return f'<a href="../../rules/{name}/">{name}</a>' if name in known and name != topic.name else name

    def option(found: re.Match[str]) -> str:
        name = found[0]
        return name if name == topic.name else f'<a href="../../options/{name}/">{name}</a>'

    code = re.sub("`([^`]+)`", r"<code>\1</code>", escape(text))
    return re.sub(rf"\b({'|'.join(OPTIONS)})\b", option, RULE.sub(link, code))


def _first(text: str) -> str:
    return text.split(". ", 1)[0].rstrip(".") + "."


def _document(title: str, said: str, body: str, kind: str, root: str) -> str:
    """A whole HTML document; `root` leads to the site's own folder."""
    back = f' / <a href="../">{escape(kind)}</a>' if kind else ""
    menu = " ".join(f'<a href="{root}{one}/">{escape(words)}</a>' for one, words in KINDS.items())
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="description" content="{escape(_first(said))}">
<title>{escape(title)} · licensim</title>
<link rel="stylesheet" href="{root}rules.css">
</head>
<body>
<nav aria-label="Place"><a href="{root}">licensim</a>{back}</nav>
<main>
<h1>{escape(title)}</h1>
{body}
</main>
<footer>
<nav aria-label="All topics">{menu}</nav>
<p>{ABOUT}</p>
</footer>
</body>
</html>
"""


if __name__ == "__main__":
    write(Path(sys.argv[1]), Path(sys.argv[2]))
