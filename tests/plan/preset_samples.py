"""Logs in the formats that presets name, written after each format's public documentation."""

from __future__ import annotations

from typing import Any, Final

from plan.traces import DAY, START

CODE: Final = {"format": "QRCode", "text": "A"}


def preset_samples() -> dict[str, list[Any]]:
    """For each preset the lines of a file: the same code, seen by one page on two days."""
    attributes = {
        "device.id": "a",
        "barcode.format": "QRCode",
        "barcode.text": "A",
        "url.full": "https://a.example.com/x",
    }
    record = {
        "timeUnixNano": str(START * 1_000_000),
        "severityNumber": 9,
        "eventName": "barcode.scanned",
        "attributes": [{"key": name, "value": {"stringValue": value}} for name, value in attributes.items()],
    }
    later = {**record, "timeUnixNano": str((START + DAY) * 1_000_000)}
    request = {
        "resourceLogs": [
            {
                "resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "shop"}}]},
                "scopeLogs": [{"scope": {"name": "app"}, "logRecords": [record, later]}],
            }
        ]
    }  # fmt: skip
    track = {
        "type": "track",
        "event": "Barcode Scanned",
        "anonymousId": "a",
        "messageId": "m",
        "timestamp": "2026-01-01T00:00:00.000Z",
        "properties": CODE,
        "context": {"page": {"url": "https://a.example.com/x"}, "userAgent": "x"},
    }
    return {
        "otlp": [request],
        "segment": [track, {**track, "timestamp": "2026-01-02T00:00:00Z"}],
    }
