"""A client's barcode scanner: what its settings answer."""

from licensim.rules.profile import EDITIONS
from licensim.rules.scanner import Scanner

T = 1_767_225_600_000


def test_a_clamped_setting_warns_with_its_rule() -> None:
    """SCAN-5: js-9.6 takes at most ten seconds, and says so; what it takes as it is, it does not mention."""
    scanner = Scanner("browser", EDITIONS["js-9.6"])
    text = "duplicateForgetTime 60000 is clamped to 10000"
    told = scanner.configure({"duplicate_forget_time": 60_000}, T)
    assert told == [{"reason": "CLAMPED", "rule": "SCAN-5", "text": text}]
    assert scanner.configure({"duplicate_forget_time": 10_000}, T) == []
