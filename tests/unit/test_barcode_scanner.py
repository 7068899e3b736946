"""A client's barcode scanner: the answers to its settings."""

from random import Random

import pytest

from licensim.rules.client.scanner import ScannerState
from licensim.rules.license.profile import EDITIONS

T = 1_767_225_600_000


def test_a_clamped_setting_warns_with_its_rule() -> None:
    """SCAN-5: js-9.6 clamps to ten seconds with a warning; a shorter setting causes none."""
    scanner = ScannerState("browser", EDITIONS["js-9.6"])
    text = "duplicateForgetTime 60000 is clamped to 10000"
    told = scanner.configure({"duplicate_forget_time": 60_000}, T)
    assert told == [{"reason": "CLAMPED", "rule": "SCAN-5", "text": text}]
    assert scanner.configure({"duplicate_forget_time": 10_000}, T) == []


@pytest.mark.parametrize("edition", sorted(EDITIONS))
def test_a_scanner_that_rests_answers_as_one_that_does_not(edition: str) -> None:
    """SCAN-3, SCAN-8: the memory that it drops could no longer make a duplicate or give trust."""
    random, rested = Random(5), 0  # noqa: S311 - repeatable, not secret
    lasting, resting = ScannerState("browser", EDITIONS[edition]), ScannerState("browser", EDITIONS[edition])
    at = T
    for _ in range(600):
        at += random.choice((33, 2_000, 3_001, 20_000))
        if resting.rests(at) and not resting.is_set:
            resting, rested = ScannerState("browser", EDITIONS[edition], resting.trail), rested + 1
        if random.random() < 0.2:
            trusted = random.choice((None, None, None, 2, 5))
            setting = random.choice(
                ({"duplicate_forget_time": random.choice((0, None, None))}, {"one_d_trust_frames": trusted})
            )
            assert lasting.configure(setting, at) == resting.configure(setting, at)
        shown = [
            {"format": format_name, "text": text}
            for format_name in ("QRCode", "EAN13")
            for text in random.sample("AB", random.randint(0, 2))
        ]
        verdicts = [one.judge(one.keys_of(shown), at) for one in (lasting, resting)]
        assert verdicts[0] == verdicts[1]
        lasting.remember(verdicts[0])
        resting.remember(verdicts[1])
    assert rested > 100
