"""The vectors in the page: the compiled rules answer as on the host, with the browser's URL parser."""

import json
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from e2e.client.license import NOW, YEAR
from vectors.cases import Case, all_cases

HOSTS = json.loads((Path(__file__).parents[2] / "vectors/hosts.json").read_text("utf-8"))["cases"]
REPLAYED = """
  (cases) => Promise.all(cases.map((fields) => license.call("replay", fields).catch(
    (error) => ({ faults: error.faults.map(({ path }) => path) }))))
"""


def replayed(page: Page, cases: list[Case]) -> list[dict[str, Any]]:
    """The page's results of cases: answers and summary, or the paths of the faults."""
    fields = [
        {
            "document": case.license_text,
            "trace": case.trace_text,
            "reports": case.reports,
            "edition": case.edition,
        }
        for case in cases
    ]
    done: list[dict[str, Any]] = page.evaluate(REPLAYED, fields)
    return done


def test_sessions(shared: Page) -> None:
    """Every valid case gets the expected answers and summary."""
    cases = [case for case in all_cases() if case.malformed is None]
    done = replayed(shared, cases)
    wrong = {
        case.name: differences
        for case, got in zip(cases, done, strict=True)
        if (differences := case.differences(got["answers"], got["summary"]))
    }
    assert wrong == {}
    assert len(cases) > 500


def test_malformed_documents(shared: Page) -> None:
    """All faults of every malformed case are named (ITEM-5)."""
    cases = [case for case in all_cases() if case.malformed is not None]
    done = replayed(shared, cases)
    assert [sorted(got["faults"]) for got in done] == [sorted(case.malformed or []) for case in cases]
    assert cases


def test_hosts(visit: Any) -> None:
    """DOM-1 to DOM-5: the hosts that an item covers, as people type them."""
    domains = list(dict.fromkeys(case["item_domain"] for case in HOSTS))
    items = [
        {"id": name, "option": "per_domain", "domain": name, "starts_at": NOW, "expires_at": NOW + YEAR}
        for name in domains
    ]
    document = {"profile": "v2.2.19", "projects": [{"key": "K-1", "items": items}]}
    page = visit()
    page.evaluate("open", {"at": NOW, "document": document})
    told = page.evaluate("(hosts) => Promise.all(hosts.map((host) => license.call('coverage', { host })))", [
        case["host"] for case in HOSTS
    ])  # fmt: skip
    got = [
        # An invalid host has neither items nor a unit.
        (case["item_domain"] in [item["id"] for item in one["items"] if item["covered"]], one.get("unit"))
        for case, one in zip(HOSTS, told, strict=True)
    ]
    assert got == [(case["covered"], case["unit"]) for case in HOSTS]
