"""An eighth option from its own folder: registered by one line, it works everywhere like the seven."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from examples.eighth.per_picture import PerPicture
from examples.eighth.registering import registered
from licensim.hosts import ascii_host, parse_origin
from licensim.rules.documents.document import parse_document
from licensim.rules.documents.fields import document_schema
from licensim.rules.input.fault import Malformed
from licensim.rules.options.shape import Option
from licensim.sessions.replay import replay_text
from licensim.testing import Licensim
from server.served import TESTS, serving
from vectors.cases import Case, read

HERE = Path(__file__).parent / "eighth"
CASES = read(HERE / "per_picture.json")
MODULE = "examples.eighth.licensim_with_it"
ENVIRONMENT = {**os.environ, "PYTHONPATH": TESTS}


@pytest.fixture(autouse=True)
def _registered() -> Iterator[None]:
    with registered(PerPicture()):
        yield


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.comment[:40])
def test_its_vectors(case: Case) -> None:
    """Its documents are parsed, with faults, and its sessions are replayed."""
    if case.malformed is not None:
        with pytest.raises(Malformed) as caught:
            parse_document(case.license_text, ascii_host)
        assert sorted(case.malformed) == sorted(fault.path for fault in caught.value.faults)
        return
    done = replay_text(parse_document(case.license_text, ascii_host), case.trace_text, parse_origin)
    assert [] == case.differences([json.loads(line) for line in done.answers], done.summary)


def test_its_schema() -> None:
    """The schema knows its own fields."""
    license_, malformed = (case.license for case in CASES)
    schema = Draft202012Validator(document_schema())
    assert (True, False) == (schema.is_valid(license_), schema.is_valid(malformed))


def command(folder: Path, *arguments: str) -> str:
    """The output of the command line."""
    (folder / "license.json").write_text(CASES[0].license_text, "utf-8")
    (folder / "trace.jsonl").write_text(CASES[0].trace_text, "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", MODULE, *arguments],
        cwd=folder, env=ENVIRONMENT, check=True, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    return done.stdout


def test_it_is_checked(tmp_path: Path) -> None:
    """`check` prints the grants of its item in words."""
    assert "pictures: 2 pictures and 1 free ones, from 2026-01-01 00:00" in command(
        tmp_path, "check", "license.json"
    )


@pytest.mark.parametrize(
    ("term", "said"),
    [
        ("per_picture", "Every picture with a new code counts"),
        ("per_picture", "Offered for barcode_reader."),
        ("PICT-1", "All new codes of one frame or image are one picture"),
    ],
)
def test_it_is_explained(tmp_path: Path, term: str, said: str) -> None:
    """`explain` knows its name, and each of its rules."""
    assert said in command(tmp_path, "explain", term)


def test_an_answer_of_it_is_explained(tmp_path: Path) -> None:
    """The explanation has its figures."""
    told = command(tmp_path, "explain", "6", "--license", "license.json", "--trace", "trace.jsonl")
    assert "Pictures used: 3 of 3, before and now, and nothing more is counted (PICT-1)" in " ".join(
        told.split()
    )


def test_it_is_compared(tmp_path: Path) -> None:
    """`compare` has the quota that a session would need."""
    value = json.loads(command(tmp_path, "compare", "trace.jsonl", "--json"))
    found = value["options"]["per_picture"]
    assert ("pictures", 4) == (found["unit"], found["editions"]["js-9"]["use"])


def test_the_summary_has_it_in_words(tmp_path: Path) -> None:
    """The replay prints it."""
    assert "pictures: per_picture, refused: 3 of 2 pictures" in command(
        tmp_path, "replay", "--license", "license.json", "trace.jsonl"
    )


def test_a_server_serves_it(tmp_path: Path) -> None:
    """Over HTTP and SQL: reports are counted, and the last one is refused."""
    license_ = json.loads(CASES[0].license_text)
    with serving(tmp_path, license_, module=MODULE) as served, served.caller() as caller:
        caller.clock(set_to=1_767_225_600_000, frozen=True)
        asked = caller.authorize("5f1f2f5e-0000-4000-8000-000000000001", key="K")
        assert "pictures" == asked["item"]
        reports = [{"id": f"{n}", "slot": 9_817_920, "scans": 5, "decide": True} for n in range(4)]
        results = caller.report("5f1f2f5e-0000-4000-8000-000000000001", *reports, key="K")["results"]
        assert ["ok", "ok", "ok", "refused"] == [one["answer"] for one in results]
        assert 3 == caller.usage("pictures", "K")["used"]


def test_the_kit_knows_it(licensim: Licensim) -> None:
    """Like one of the seven; its words are in the log."""
    licensim.item("per_picture", quota=1)
    shop = licensim.origin("https://shop.example.com")
    shop.open()
    assert "ok" == shop.frames(["A"]).answer
    licensim.assert_refused(120, client=shop, times=0)
    assert "QUOTA_EXHAUSTED" == shop.frames(["B"]).reason
    licensim.assert_refused(120, client=shop, times=1)
    assert "Pictures used: 1 of 1" in licensim.log.text()


class Silent(Option):
    """An option without methods of its own."""


def test_deciding_methods_have_no_default() -> None:
    """An option must define its grants, refusals and texts: none is inherited."""
    with pytest.raises(TypeError) as raised:
        Silent()  # type: ignore[abstract]
    needed = ("charge", "covers", "fields", "grants", "serves", "takes", "until", "usage", "weigh", "words")
    assert [] == [name for name in needed if name not in str(raised.value)]
