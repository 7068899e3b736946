"""The stories of the page: each is played through the core, and its captions say what happened."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from doors import Door
from licenses import DAY, START
from licensim.rules.answer import NUMBERS, Reason
from licensim.rules.options import OPTIONS

STORIES = sorted((Path(__file__).resolve().parents[2] / "web/src/harness/stories").glob("*.json"))
NOW = START + 330 * DAY + 1
"""Another day and another time than those of the stories."""
NAMES = re.compile(r"js-[\d.]+|127\.0\.0\.1|[a-z]+://\S+")
"""What has digits and is no figure."""
NUMBER = re.compile(r"(?<![\w.])-?\d[\d,]*(?![\w])")
GIVEN = {
    "days",
    "day",
    "windows",
    "window",
    "extra",
    "more",
    "tills",
    "frames",
    "devices",
    "kept",
    "tests",
    "browser",
}
"""Figures that a caption states of its own events; the others are computed."""


def told(door: Door, step: dict[str, Any]) -> dict[str, Any]:
    """The figures after a step: of its answers, and of the item that the last one names."""
    last, client = step["answers"][-1]["answer"], step["answers"][-1]["client"]
    items = {one["id"]: one for one in door.call("sim_status", client=client or "this-browser")["items"]}
    item = items.get(last["item"]) or next(iter(items.values()))
    found = {name: item.get(name) for name in ("used", "seats", "active", "exceptions", "allowance", "quota")}
    found |= {name: step[name] for name in ("ok", "over", "refused", "counted")}
    return {**found, "item": last["item"], "number": last["number"], "cloned": NUMBERS[Reason.CLONED]}


def whole_numbers(value: Any) -> set[str]:
    """The numbers in an event, and in its texts."""
    return set(re.findall(r"\d+", json.dumps(value)))


@pytest.mark.parametrize("file", STORIES, ids=lambda file: file.stem)
def test_the_figures_of_its_captions_are_those_of_the_core(file: Path) -> None:
    """Each stated figure is computed, and each number of a caption is a stated figure."""
    story = json.loads(file.read_text("utf-8"))
    door = Door()
    begun = door.call("sim_story", story=file.read_text("utf-8"), key="DEMO-7", now=NOW)
    assert NOW - DAY < begun["t"] <= NOW
    assert begun["captions"] == [step["caption"] for step in story["steps"]]
    for step in story["steps"]:
        found = told(door, door.call("sim_step"))
        stated = step["figures"]
        computed = {name: one for name, one in stated.items() if name not in GIVEN}
        assert computed, step["caption"]
        assert computed == {name: found[name] for name in computed}, step["caption"]
        said = {one.replace(",", "") for one in NUMBER.findall(NAMES.sub("", step["caption"]))}
        ports = whole_numbers([one.get("origin") for one in step["events"]])
        assert said <= {str(one) for one in stated.values()} | ports, step["caption"]
    with pytest.raises(AssertionError, match="no further step"):
        door.call("sim_step")


def test_the_fifteen_questions_have_their_story() -> None:
    """Each has a title, a question and what to look at; no two have the same."""
    stories = [json.loads(file.read_text("utf-8")) for file in STORIES]
    assert len(stories) == 15
    assert {story["option"] for story in stories} == {*OPTIONS} - {"per_page"}
    for story in stories:
        assert story["license"]["projects"][0]["items"][0]["option"] == story["option"]
    for name in ("title", "question", "watch"):
        assert len({story[name] for story in stories}) == 15


@pytest.mark.parametrize(("change", "path"), [
    ({"title": 7}, "title"), ({"begins": "soon"}, "begins"), ({"steps": {}}, "steps"), ({"more": 1}, "more"),
    ({"license": []}, "license"), ({"license": {}}, "license.projects"),
    ({"steps": [{"caption": "x", "events": [{"type": "open", "times": 20_001}]}]}, "steps"),
])  # fmt: skip
def test_a_story_at_fault_is_not_played(change: dict[str, Any], path: str) -> None:
    """It comes from outside: all faults are named with their paths."""
    story = {**json.loads(STORIES[0].read_text("utf-8")), **change}
    reply = Door().reply("sim_story", story=json.dumps(story), key="K", now=NOW)
    assert [fault["path"] for fault in reply["error"]["faults"]] == [path]
