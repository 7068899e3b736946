"""Instants in a document: milliseconds, or ISO 8601 text (TIME-1)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from licensim.hosts import ascii_host
from licensim.rules.documents.document import parse_document
from licensim.rules.input.fault import Malformed
from licensim.rules.input.instants import read_instant

MS = timedelta(milliseconds=1)
ZONES = st.none() | st.integers(-1439, 1439).map(lambda one: timezone(timedelta(minutes=one)))


def document(**term: Any) -> dict[str, Any]:
    """A document of one item with these instants."""
    item = {"id": "x", "option": "per_server", "quota": 1, **term}
    return {"profile": "v2.2.19", "projects": [{"key": "a", "items": [item]}]}


@given(st.datetimes(timezones=ZONES))
def test_text_is_read_as_python_reads_it(value: datetime) -> None:
    """Law: the same instant as `datetime.fromisoformat`; without an offset it is UTC."""
    text = value.isoformat(timespec="milliseconds")
    read = datetime.fromisoformat(text)
    aware = read if read.tzinfo else read.replace(tzinfo=UTC)
    assert (aware - datetime(1970, 1, 1, tzinfo=UTC)) // MS == read_instant(text)


@given(st.dates())
def test_a_date_is_its_first_instant(value: Any) -> None:
    """Law: of every date that there is."""
    assert (value.toordinal() - 719_163) * 86_400_000 == read_instant(value.isoformat())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "2026-1-1",
        "2026-13-01",
        "2026-02-29",
        "2026-01-01T24:00",
        "2026-01-01T10",
        "2026-01-01T10:60",
        "2026-01-01T10:00+24:00",
        "2026-01-01Z",
        "2026-01-01\n",
        " 2026-01-01",
        "２０２６-01-01",  # noqa: RUF001 - digits of another script
    ],
)
def test_what_denotes_no_instant_is_refused(text: str) -> None:
    """With what is expected, at its path."""
    with pytest.raises(Malformed) as caught:
        parse_document(document(starts_at=text, expires_at=5), ascii_host)
    (fault,) = caught.value.faults
    assert fault.path == "projects[0].items[0].starts_at"
    assert fault.what.startswith('must be milliseconds, or a date such as "2026-01-01"')


def test_text_and_milliseconds_are_the_same_license() -> None:
    """Either may stand in a document, for each instant."""
    texts = document(starts_at="2026-01-01", expires_at="2027-01-01T00:00:00.000Z")
    numbers = document(starts_at=1_767_225_600_000, expires_at="2027-01-01")
    assert parse_document(texts, ascii_host) == parse_document(numbers, ascii_host)


def test_an_instant_before_1970_is_refused() -> None:
    """As its milliseconds are."""
    with pytest.raises(Malformed, match="must be 0 to"):
        parse_document(document(starts_at="1969-12-31", expires_at=5), ascii_host)
