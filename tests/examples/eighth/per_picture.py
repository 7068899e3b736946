"""An eighth option, complete: a new option is a file like this, and a line that registers it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from licensim.rules.answer import Reason
from licensim.rules.input.fields import MAX_QUOTA, Integer
from licensim.rules.ledger.port import Ledger
from licensim.rules.license.items import Item
from licensim.rules.license.products import Product
from licensim.rules.license.profile import Profile
from licensim.rules.options.case import Case, ClientIdentity, Use, Weighed
from licensim.rules.options.quota import quota_of
from licensim.rules.options.shape import DEPLOYMENT, QUOTA, Fields, FormField, Option, takes_own_or_any
from licensim.rules.words.english import many
from licensim.rules.words.evidence import AnswerFacts
from licensim.rules.words.figures import change


class PerPicture(Option):
    """Every picture with a new code counts, however many codes it shows.

    Some pictures may be free; above them uses are `ok` up to the quota, then refused with 120.
    """

    name = "per_picture"
    rank = 7
    unit = "pictures"
    one = "picture"
    served = "scans"
    products: Mapping[Product, str] = {"barcode_reader": ""}
    form = (FormField("quota", "Quota, pictures", 3), FormField("free", "Free pictures"))
    samples = ({"id": "pictures", "quota": 100, "free": 10},)
    rules = """\
PICT-1 O A picture counts once
All new codes of one frame or image are one picture; without a new code it is none.
Example: a frame with three new codes is 1 picture.
"""

    def fields(self, profile: Profile) -> Fields:
        free = Integer(0, MAX_QUOTA, doc="pictures that are free, none when left out")
        return Fields({"quota": QUOTA}, {"deployment": DEPLOYMENT, "free": free})

    def defaults(self, found: Mapping[str, Any], profile: Profile) -> Mapping[str, Any]:
        return {"free": 0}

    def serves(self, item: Item, client: ClientIdentity, use: Use) -> bool:
        return use.kind in ("open", "scan")

    def takes(self, item: Item, client: ClientIdentity, use: Use) -> bool:
        return takes_own_or_any(item, client)

    def covers(self, case: Case) -> bool:
        return True

    def weigh(self, case: Case) -> Weighed:
        used, quota, free = case.ledger.used(case.item.id), quota_of(case.item), case.item.terms["free"]
        evidence = {"used": used, "adds": min(case.use.count, 1), "quota": quota, "free": free}
        if used >= quota + free:
            return Weighed("refused", "PICT-1", Reason.QUOTA_EXHAUSTED, evidence)
        return Weighed("ok", "PICT-1", None, evidence)

    def charge(self, case: Case) -> int:
        if case.use.count:
            case.ledger.add_used(case.item.id, 1)
        return 0

    def until(self, case: Case, end: int) -> int:
        return end

    def usage(self, item: Item, ledger: Ledger, now: int) -> Mapping[str, Any]:
        return {"used": ledger.used(item.id)}

    def bought(self, usage: Mapping[str, Any]) -> int:
        return int(usage["used"])

    def usage_words(self, usage: Mapping[str, Any]) -> str:
        return f"{usage['used']:,} of {many(usage['quota'], 'picture')}"

    def grants(self, item: Item, profile: Profile) -> str:
        free = item.terms["free"]
        return f"{many(quota_of(item), 'picture')}{f' and {free:,} free ones' if free else ''}"

    def words(self, told: AnswerFacts) -> str:
        used, most = told.whole("used"), told.whole("quota") + told.whole("free")
        if told.refused:
            return f"Pictures used: {change(used, most, used)}, and nothing more is counted"
        return f"Pictures used: {change(used, most, used + told.whole('adds'))}"
