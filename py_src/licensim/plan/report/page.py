"""The report as a page: its policy allows the one style that it has, and nothing else."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from typing import Any

from licensim.plan.report.html import el
from licensim.plan.report.pictures import pictures
from licensim.plan.report.sections import advice, options, quality, quotas
from licensim.plan.report.style import STYLE


def report(summary: dict[str, Any]) -> str:
    """Return the report of a summary, one HTML document."""
    digest = b64encode(sha256(STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    head = (
        '<meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>licensim plan</title><style>{STYLE}</style>"
    )
    body = el("main", advice(summary), options(summary), pictures(summary), quotas(summary), quality(summary))
    return f'<!doctype html><html lang="en"><head>{head}</head><body>{body}</body></html>'
