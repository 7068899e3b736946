"""Columns: the fields that a row of a log can have, and the column of each.

A field may be joined from several columns, `device_id+origin`, and may be a part of one,
`context.page.url`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from licensim.rules.input.fault import Fault, Malformed, shown


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a row: the names of its column in logs, and what follows if there is no such column."""

    name: str
    names: tuple[str, ...]
    without: str


FIELDS: Final[dict[str, Field]] = {
    one.name: one
    for one in (
        Field(
            "time",
            ("time", "timestamp", "ts", "t", "at", "eventtime", "datetime", "createdat", "occurredat",
             "timeunixnano", "date"),
            "nothing can be planned",
        ),
        Field("event", ("event", "eventtype", "type", "eventname", "action"), "rows with a code are scans"),
        Field(
            "client",
            ("client", "clientid", "device", "deviceid", "uuid", "installationid", "anonymousid"),
            "nothing can be planned",
        ),
        Field("scanner", ("scanner", "scannerid", "scannername"), "a client is assumed to have one scanner"),
        Field("format", ("format", "barcodeformat", "symbology", "codetype"), "no scan is known"),
        Field("text", ("text", "barcodetext", "barcode", "code", "value", "content"), "no scan is known"),
        Field("module", ("module",), "pages are assumed to be of core"),
        Field("count", ("count", "pages", "pagecount", "quantity"), "a page operation is one page"),
        Field("origin", ("origin", "url", "pageurl", "href", "location", "host"), "no domain is known"),
        Field("deployment", ("deployment", "platform"), "every client is assumed to be a browser"),
        Field("server_id", ("serverid", "server", "machine", "hostname"), "the host identifies a server"),
        Field("serves", ("serves", "serverclass"), "the deployment decides the class of a server"),
    )
}  # fmt: skip
REQUIRED: Final = ("time", "client")
WEAK: Final = (("ip", "clientip", "remoteaddr", "remoteip", "address"), ("useragent", "ua", "httpuseragent"))
"""The columns of an address and a user agent: they identify clients if there is no better column."""
WEAK_CLIENT: Final = "a device is identified by address and user agent only"


@dataclass(frozen=True, slots=True)
class Fields:
    """The columns of each field, in the order of FIELDS; `weak`: clients are identified by WEAK columns."""

    of: Mapping[str, tuple[str, ...]]
    weak: bool = False

    @property
    def missing(self) -> tuple[str, ...]:
        """The fields that no column has."""
        return tuple(name for name in FIELDS if name not in self.of)

    def lines(self) -> list[str]:
        """The mapping as it is shown before a run."""
        width = max(map(len, FIELDS))
        return [
            f"{name:{width}}  {' + '.join(self.of[name]) if name in self.of else f'missing: {field.without}'}"
            for name, field in FIELDS.items()
        ]


def guess(columns: Sequence[str], given: Mapping[str, tuple[str, ...]]) -> Fields:
    """Guess the columns of the fields from their names; the mapping `given` goes first.

    Raises Malformed if a field or column is unknown, or a required field has no column.

    >>> guess(["@timestamp", "deviceId", "Symbology"], {}).of
    {'time': ('@timestamp',), 'client': ('deviceId',), 'format': ('Symbology',)}
    """
    faults = [Fault(f"--map {name}", "no such field") for name in given if name not in FIELDS]
    for name, parts in given.items():
        faults += [
            Fault(f"--map {name}", f"no such column: {shown(one)}")
            for one in parts
            if one.partition(".")[0] not in columns
        ]
    taken = {column for parts in given.values() for column in parts}
    of = {}
    for name, field in FIELDS.items():
        found = given.get(name) or _one(field.names, [one for one in columns if one not in taken])
        if found:
            of[name] = found
            taken.update(found)
    weak = False
    if "client" not in of:
        parts = tuple(one for names in WEAK for one in _one(names, columns))
        weak = len(parts) > 0
        if weak:
            of["client"] = parts
    faults += [
        Fault(f"--map {name}", f"no column has it; there are {', '.join(columns)}")
        for name in REQUIRED
        if name not in of
    ]
    if faults:
        raise Malformed(tuple(faults))
    return Fields({name: of[name] for name in FIELDS if name in of}, weak)


def _one(names: Iterable[str], columns: Sequence[str]) -> tuple[str, ...]:
    plain = {"".join(one for one in column.lower() if one.isalnum()): column for column in reversed(columns)}
    return next(((plain[name],) for name in names if name in plain), ())


def read_map(text: str) -> dict[str, tuple[str, ...]]:
    """Read `field=column+column,field=column`. Raises Malformed if the text is not such a list.

    >>> read_map("time=@timestamp,client=device_id+origin")
    {'time': ('@timestamp',), 'client': ('device_id', 'origin')}
    """
    found = {}
    for part in text.split(","):
        name, equals, columns = part.partition("=")
        parts = tuple(one.strip() for one in columns.split("+"))
        if not equals or not name.strip() or "" in parts:
            raise Malformed((Fault("--map", f"must be FIELD=COLUMN+COLUMN,...; not {shown(part)}"),))
        found[name.strip()] = parts
    return found
