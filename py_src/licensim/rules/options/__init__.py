"""The seven license options, one file each, one shape (`rules.case.Option`), one line here.

The order is that of ITEM-1: where seats and expiry do not decide, an earlier option is charged first.
"""

from __future__ import annotations

from typing import Final

from licensim.rules.case import Option
from licensim.rules.options.per_barcode_scan import PerBarcodeScan
from licensim.rules.options.per_client_device import PerClientDevice
from licensim.rules.options.per_concurrent_device import PerConcurrentDevice
from licensim.rules.options.per_concurrent_instance import PerConcurrentInstance
from licensim.rules.options.per_domain import PerDomain
from licensim.rules.options.per_page import PerPage
from licensim.rules.options.per_server import PerServer

_IN_ORDER: Final[tuple[Option, ...]] = (
    PerDomain(),
    PerServer(),
    PerClientDevice(),
    PerConcurrentDevice(),
    PerConcurrentInstance(),
    PerBarcodeScan(),
    PerPage(),
)

OPTIONS: Final[dict[str, Option]] = {option.name: option for option in _IN_ORDER}
RANK: Final[dict[str, int]] = {option.name: rank for rank, option in enumerate(_IN_ORDER)}
