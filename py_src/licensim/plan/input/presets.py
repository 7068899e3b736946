"""Presets: documented formats of logs, and where their records have the fields that a plan needs.

`otlp` is a file of OpenTelemetry's log records in OTLP's JSON encoding, a request a line; its attributes
are named as here. `segment` is Segment's common fields of a track call, a message a line, its properties
named as here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Preset:
    """How to read records from a file, and which column has which field.

    `records` is a query over the table `source`, None for the rows as they are; `columns` are the columns of
    that table with their types; `of` is the mapping.
    """

    records: str | None
    columns: Mapping[str, str]
    of: Mapping[str, tuple[str, ...]]


_VALUE = "struct(stringValue varchar, intValue varchar, boolValue varchar)"
_ATTRIBUTES = f'struct("key" varchar, "value" {_VALUE})[]'
_RECORD = (
    f"struct(timeUnixNano varchar, observedTimeUnixNano varchar, eventName varchar, attributes {_ATTRIBUTES})"
)
_SCOPES = f"struct(logRecords {_RECORD}[])[]"
_PROPERTIES: Final = ("format", "text", "scanner", "module", "count")
_NAMES: Final = {
    "device_id": ("device.id", "app.installation.id"),
    "scanner": ("scanner.id",),
    "format": ("barcode.format",),
    "text": ("barcode.text",),
    "module": ("page.module",),
    "count": ("page.count",),
    "origin": ("url.full", "server.origin"),
    "deployment": ("deployment",),
    "server_id": ("host.id", "service.instance.id"),
    "event": ("event.name",),
}


def _attribute(names: tuple[str, ...]) -> str:
    listed = ", ".join(f"'{name}'" for name in names)
    found = f'list_filter(attributes, lambda a: a."key" in ({listed}))[1]."value"'
    return f"coalesce({found}.stringValue, {found}.intValue)"


_OTLP: Final = f"""
  select coalesce(nullif(record.timeUnixNano, '0'), record.observedTimeUnixNano) as "time",
    coalesce(record.eventName, {_attribute(_NAMES["event"])}) as event,
    {", ".join(f"{_attribute(names)} as {name}" for name, names in _NAMES.items() if name != "event")}
  from (select record, list_concat(record.attributes, resource_attributes) as attributes from (
    select unnest("scope".logRecords) as record, resource_attributes from (
      select unnest(resource_logs.scopeLogs) as "scope", resource_logs.resource.attributes as
        resource_attributes from (
        select unnest(resourceLogs) as resource_logs from "source"))))"""

PRESETS: Final[dict[str, Preset]] = {
    "otlp": Preset(
        _OTLP,
        {"resourceLogs": f"struct(resource struct(attributes {_ATTRIBUTES}), scopeLogs {_SCOPES})[]"},
        {
            "time": ("time",),
            "client": ("device_id",),
            "server_id": ("server_id",),
        },
    ),
    "segment": Preset(
        None,
        {
            "timestamp": "varchar",
            "event": "varchar",
            "anonymousId": "varchar",
            "properties": f"struct({', '.join(f'{name} varchar' for name in _PROPERTIES)})",
            "context": "struct(page struct(url varchar))",
        },
        {
            "time": ("timestamp",),
            "event": ("event",),
            "client": ("anonymousId",),
            "scanner": ("properties.scanner",),
            "format": ("properties.format",),
            "text": ("properties.text",),
            "module": ("properties.module",),
            "count": ("properties.count",),
            "origin": ("context.page.url",),
        },
    ),
}
