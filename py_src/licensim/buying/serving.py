"""Which options could serve what the data show: by product, use and deployment (OPT-1, OPT-2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from licensim.rules.documents.document import parse_document
from licensim.rules.license.products import PRODUCT_OF_USE, offered_for
from licensim.rules.license.profile import DEFAULT_PROFILE
from licensim.rules.options import OPTIONS
from licensim.rules.options.case import MODULES, ClientIdentity, Use
from licensim.rules.timeline import YEAR_MS
from licensim.rules.words.english import listed

USES: Final = {"scans": "scan", "pages": "page"}
"""What is ranked, and the kind of its uses."""


@dataclass(frozen=True, slots=True)
class Serves:
    """Whether an option can serve a use on all its deployments; if not, `why`."""

    option: str
    use: str
    can: bool
    why: str = ""


def serving(option: str, use: str, deployments: Sequence[str], product: str | None) -> Serves:
    """Say whether an option could serve `scans` or `pages` of deployments, for a product (OPT-1, OPT-2)."""
    offered = OPTIONS[option].products
    kind = USES[use]
    wanted = product or PRODUCT_OF_USE[kind]
    if wanted not in offered:
        return Serves(
            option, use, can=False, why=f"not offered for {wanted}, only for {offered_for(offered)} (OPT-2)"
        )
    left = [one for one in deployments if not _takes(option, kind, one)]
    if left:
        return Serves(option, use, can=False, why=f"does not serve {use} of {listed(left)} (OPT-1)")
    return Serves(option, use, can=True)


def _takes(option: str, kind: str, deployment: str) -> bool:
    """Whether ample items of an option serve and take a use of a deployment."""
    term = {"starts_at": 0, "expires_at": YEAR_MS}
    items = [
        {"id": str(n), "option": option, **term, **fields}
        for n, fields in enumerate(OPTIONS[option].ample((deployment,)))
    ]
    document = {"profile": DEFAULT_PROFILE, "projects": [{"key": "K", "items": items}]}
    (project,) = parse_document(document, lambda host: host).projects
    client = ClientIdentity("", "K", deployment)
    uses = [Use("page", 1, module) for module in MODULES] if kind == "page" else [Use("scan", 1)]
    return all(
        any(
            OPTIONS[option].serves(item, client, use) and OPTIONS[option].takes(item, client, use)
            for item in project.items
        )
        for use in uses
    )
