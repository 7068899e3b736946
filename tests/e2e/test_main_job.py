"""The main job in one run: codes are counted, the quota is used up, the page shows why, a reload goes on."""

import re

import pytest
from playwright.sync_api import Page, expect

from e2e.chromium import WITH_MOTION
from e2e.harness_page import HarnessPage

pytestmark = pytest.mark.browser_context_args(**WITH_MOTION)


def test_codes_are_counted_until_the_quota_is_used_up(page: Page, site_url: str) -> None:
    """ITEM-3: a quota of 2 has a grace of 0: the third code is refused with 120."""
    harness = HarnessPage.visit(page, site_url, quota=2)
    expect(harness.headline).to_have_text("Refused", timeout=20_000)
    expect(harness.fact("number")).to_have_text("120")
    expect(harness.fact("reason")).to_have_text("QUOTA_EXHAUSTED")
    expect(harness.used).to_have_text("2")
    expect(harness.rows.filter(has_text=re.compile("refused", re.IGNORECASE)).first).to_be_visible()
    page.reload()
    harness.ready()
    expect(harness.used).to_have_text("2")
