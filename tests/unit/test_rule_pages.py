"""The static pages of rules: the texts of `explain`, and every link leads somewhere."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest

from licensim.rule_pages import KINDS, page_of, topics, write
from licensim.rules.explain.topics import explain, known_terms

STORIES = Path(__file__).resolve().parents[2] / "web/src/harness/stories"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with only these pages."""
    folder = tmp_path_factory.mktemp("site")
    (folder / "rules.css").touch()
    (folder / "index.html").touch()
    assert write(folder, STORIES) == len(topics()) + len(KINDS)
    return folder


def text_of(page: Path) -> str:
    """What a reader sees."""
    return html.unescape(re.sub(r"<[^>]+>", "", page.read_text("utf-8")))


def test_each_topic_says_what_explain_says(site: Path) -> None:
    """Every rule, reason, number and option that `explain` knows has its address."""
    for kind in ("rules", "reasons", "numbers", "options"):
        for name in known_terms()[kind]:
            said = explain(name)
            seen = text_of(site / kind / name / "index.html")
            assert all(one in seen for one in said.text.replace("`", "").split("\n\n"))
            assert f"Source: {said.source}." in seen


def test_each_link_leads_to_a_page(site: Path) -> None:
    """Relative links only, so that the site works at any path; a story's link names a story."""
    for page in site.rglob("*/index.html"):
        links = re.findall(r'(?:href)="([^"]*)"', page.read_text("utf-8"))
        assert links
        for link in links:
            path, _, fragment = link.partition("#")
            place = (page.parent / path).resolve()
            assert (place / "index.html" if path.endswith("/") else place).is_file(), (page, link)
            if fragment:
                assert (STORIES / f"{fragment.removeprefix('story=')}.json").is_file(), (page, link)


def test_a_page_has_no_script_and_no_style_of_its_own(site: Path) -> None:
    """The policy of each page allows the style sheet only."""
    for page in site.rglob("*/index.html"):
        text = page.read_text("utf-8")
        assert not re.search(r"<script|<style|style=|(?:src|href)=\"https?:", text)
        assert "default-src 'none'" in text


@pytest.mark.parametrize(("place", "story"), [
    ("numbers/151", "a_copied_profile"), ("rules/ITEM-2", "renewal_in_grace"), ("numbers/114", "app_origins"),
    ("reasons/ALLOWANCE_EXHAUSTED", "ten_servers_112_slots"), ("options/per_server", "staging_and_localhost"),
])  # fmt: skip
def test_a_page_links_the_story_in_which_it_decides(site: Path, place: str, story: str) -> None:
    """Found by playing the stories, not by a list."""
    assert f'#story={story}"' in (site / place / "index.html").read_text("utf-8")


def test_a_topic_without_a_story_has_no_empty_heading() -> None:
    """Most numbers that licensim never answers."""
    topic = next(one for one in topics() if (one.kind, one.name) == ("numbers", "123"))
    assert "See it happen" not in page_of(topic, [])
