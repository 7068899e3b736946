"""Columns: what a row of a log must say, and which of its columns says it.

A field may be put together from several columns, `device_id+origin`, and may lie within one,
`context.page.url`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from licensim.rules.input.fault import Fault, Malformed, shown


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a row: the names under which logs have it, and what is not known without it."""

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
        Field("scanner", ("scanner", "scannerid", "scannername"), "a client is taken to have one scanner"),
        Field("format", ("format", "barcodeformat", "symbology", "codetype"), "no scan is known"),
        Field("text", ("text", "barcodetext", "barcode", "code", "value", "content"), "no scan is known"),
        Field("module", ("module",), "pages are taken for core"),
        Field("count", ("count", "pages", "pagecount", "quantity"), "a page operation is one page"),
        Field("origin", ("origin", "url", "pageurl", "href", "location", "host"), "no domain is known"),
        Field("deployment", ("deployment", "platform"), "every client is taken for a browser"),
        Field("server_id", ("serverid", "server", "machine", "hostname"), "servers go by their host"),
        Field("serves", ("serves", "serverclass"), "the class of a server goes by its deployment"),
    )
}  # fmt: skip
REQUIRED: Final = ("time", "client")
WEAK: Final = (("ip", "clientip", "remoteaddr", "remoteip", "address"), ("useragent", "ua", "httpuseragent"))
"""An address and a user agent: what a client is known by where nothing better is there."""
WEAK_CLIENT: Final = "a device is known by address and user agent only"


@dataclass(frozen=True, slots=True)
class Fields:
    """Which columns each field is made of, in the order of FIELDS; `weak` where clients are no devices."""

    of: Mapping[str, tuple[str, ...]]
    weak: bool = False

    @property
    def missing(self) -> tuple[str, ...]:
        """The fields that no column says."""
        return tuple(name for name in FIELDS if name not in self.of)

    def lines(self) -> list[str]:
        """The mapping as it is shown before a run."""
        width = max(map(len, FIELDS))
        return [
            f"{name:{width}}  {' + '.join(self.of[name]) if name in self.of else f'missing: {field.without}'}"
            for name, field in FIELDS.items()
        ]


def guess(columns: Sequence[str], given: Mapping[str, tuple[str, ...]]) -> Fields:
    """Guess the mapping from the names of columns; `given` goes first.

    Raises Malformed where a field or column is not known, or a required field has none.

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
        Fault(f"--map {name}", f"no column says it; there are {', '.join(columns)}")
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
    """Read `field=column+column,field=column`. Raises Malformed where it is no such list.

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
