"""The seven license options, one file each, one line here; the order is that of SPEC.

No other file lists options: everything about an option comes from its own file.
"""

from __future__ import annotations

from typing import Final

from licensim.rules.options.per_barcode_scan import PerBarcodeScan
from licensim.rules.options.per_client_device import PerClientDevice
from licensim.rules.options.per_concurrent_device import PerConcurrentDevice
from licensim.rules.options.per_concurrent_instance import PerConcurrentInstance
from licensim.rules.options.per_domain import PerDomain
from licensim.rules.options.per_page import PerPage
from licensim.rules.options.per_server import PerServer
from licensim.rules.options.shape import Option

OPTIONS: Final[dict[str, Option]] = {}
"""Each option by its name."""


def register(option: Option) -> None:
    """Add an option everywhere, from now on."""
    OPTIONS[option.name] = option


for _option in (
    PerBarcodeScan(),
    PerPage(),
    PerClientDevice(),
    PerServer(),
    PerDomain(),
    PerConcurrentDevice(),
    PerConcurrentInstance(),
):
    register(_option)
