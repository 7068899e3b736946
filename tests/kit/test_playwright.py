"""The kit for Playwright Test, installed from its tarball into a bare project, without Python on the PATH."""

from __future__ import annotations

import base64
import json
import re
import shutil
from importlib.metadata import version
from pathlib import Path

import pytest

from e2e.npm_project import node
from kit.playwright.project import Ran, make_project, run, use_browser
from kit.playwright.scenarios import SCENARIOS, called, transcript
from licensim.testing import Licensim
from licensim.testing.surface.row import camel
from licensim.testing.surface.table import ROWS
from needs import missing

HERE = Path(__file__).with_name("playwright")
EXAMPLES = Path(__file__).parents[1] / "examples"
SHOP, SHOP_PAGE = (EXAMPLES / f"shop_{name}.spec.ts" for name in ("license", "page"))
GUIDES = ("README.md", "py_src/licensim/testing/README.md")
STRICT = {"strict": True, "noEmit": True, "target": "es2022", "lib": ["es2022", "dom"], "types": ["node"]}


@pytest.fixture(scope="module")
def project(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with all tests in TypeScript, those of the guides, too."""
    folder = make_project(root, tmp_path_factory.mktemp("typescript"))
    for file in (*HERE.iterdir(), SHOP, SHOP_PAGE):
        if file.is_file():
            shutil.copy(file, folder)
    shutil.copytree(HERE / "app", folder / "app")
    for n, name in enumerate(GUIDES):
        [block] = re.findall(r"```ts\n(.*?)```", (root / name).read_text("utf-8"), re.DOTALL)
        (folder / f"guide{n}.spec.ts").write_text(block, "utf-8")
    return folder


@pytest.fixture(scope="module")
def ran(project: Path) -> dict[str, Ran]:
    """The tests that must pass, and the scenarios."""
    return run(project, "--workers=1", "fits.spec.ts", "/scenarios.spec.ts", SHOP.name, "retry.spec.ts")


def test_all_pass(ran: dict[str, Ran]) -> None:
    """Also `test.use`, `expect.not`, `await using`, the shop's own suite, and what is tried again."""
    assert {title: one.errors for title, one in ran.items() if one.errors} == {}
    assert len(ran) == len(SCENARIOS) + 5 + 7 + 1


def test_a_retry_starts_anew(ran: dict[str, Ran]) -> None:
    """The seat of the first try is free in the second one."""
    assert ran["a retry has a license of its own"].result["retry"] == 1


def test_the_examples_of_the_guides_pass(project: Path) -> None:
    """Unchanged, and in parallel."""
    ran = run(project, "--fully-parallel", "--workers=2", "guide")
    assert [(title, one.errors) for title, one in ran.items()] == [
        ("a second origin needs a second seat", [])
    ]
    assert len([*project.glob("guide*.spec.ts")]) == len(GUIDES)


def test_the_report_has_the_session(ran: dict[str, Ran]) -> None:
    """Log, trace and license are attached; actions are steps."""
    one = ran["a second origin waits for the first one's seat"]
    attached = {file["name"]: base64.b64decode(file["body"]).decode() for file in one.result["attachments"]}
    assert [*attached] == ["licensim log", "licensim trace.jsonl", "licensim license.json"]
    assert "https://shop.example.com opens   Licensed by item" in attached["licensim log"]
    assert json.loads(attached["licensim license.json"])["projects"][0]["items"][0]["quota"] == 1
    titles = [step["title"] for step in one.result["steps"]]
    assert "https://shop.example.com: open()" in titles
    assert 'licensim.clock.advance({"hours":24})' in titles


@pytest.fixture(scope="module")
def transcripts(project: Path, ran: dict[str, Ran]) -> Path:
    """The folder of the transcripts of TypeScript."""
    assert ran
    return project / "transcripts"


@pytest.mark.parametrize("name", SCENARIOS)
@pytest.mark.licensim(allow="all")
@pytest.mark.filterwarnings("ignore::licensim.testing.UnknownFormatWarning")
def test_both_kits_give_the_same_text(
    licensim: Licensim, transcripts: Path, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Byte for byte: the answers, the mistakes, the log, the ledger and the trace."""
    monkeypatch.chdir(tmp_path)
    theirs = (transcripts / f"{name}.txt").read_text("utf-8")
    ours = transcript(licensim, SCENARIOS[name])
    assert ours.replace(str(tmp_path), "") == theirs.replace(str(transcripts.parent), "")


def test_the_scenarios_use_every_name() -> None:
    """Of both kits; an answer's facts and assertions have tests of their own, and so have pages."""
    used = {camel(called(step)[1][-1]) for steps in SCENARIOS.values() for step in steps}
    used |= {*re.findall(r"\.(\w+)", (HERE / "pages.spec.ts").read_text("utf-8"))}
    names = {row.camel for row in ROWS if row.owner not in ("reply", "replies", "expect(licensim)")}
    assert names - used == {"off", "run"}


@pytest.fixture(scope="module")
def with_browser(project: Path) -> Path:
    """The project, with a browser for its pages."""
    if not use_browser(project):
        missing("no Chromium: install one, or set LICENSIM_CHROMIUM to its path")
    return project


@pytest.fixture(scope="module")
def pages(root: Path, with_browser: Path) -> dict[str, Ran]:
    """The tests on the page engine that must pass, those of the shop, too."""
    shutil.copytree(EXAMPLES / "shop", with_browser / "shop")
    library = Path("node_modules/zxing-wasm/dist")
    for part in ("es", "reader"):
        shutil.copytree(root / "web" / library / part, with_browser / "shop" / library / part)
    (with_browser / "top_steps.txt").touch()
    reporters = "--reporter=json,./top_steps.ts"
    return run(
        with_browser, reporters, "--workers=1", "/pages.spec.ts", "page_scenarios.spec.ts", SHOP_PAGE.name
    )


def test_pages_pass(pages: dict[str, Ran]) -> None:
    """A test of a device is skipped, with the reason; the others pass."""
    assert {title: one.errors for title, one in pages.items() if one.errors} == {}
    skipped = pages.pop("a device has no page")
    assert skipped.result["annotations"][0]["description"] == (
        "on the page engine a mobile client has no page: use the host engine"
    )
    assert {one.result["status"] for one in pages.values()} == {"passed"}
    assert len(pages) == 5 + 2 + 4


def test_what_the_kit_does_with_playwright_is_inside_of_its_steps(
    with_browser: Path, pages: dict[str, Ran]
) -> None:
    """A report shows the actions of the test; the kit's calls of Playwright are below them."""
    assert pages
    assert (with_browser / "top_steps.txt").read_text("utf-8") == ""


@pytest.fixture(scope="module")
def page_transcripts(with_browser: Path, pages: dict[str, Ran]) -> Path:
    """The folder of the transcripts of pages."""
    assert pages
    return with_browser / "page-transcripts"


@pytest.mark.parametrize("name", ["a scanner has settings", "offline a local license goes on"])
@pytest.mark.licensim(allow="all")
def test_a_page_gives_the_text_of_the_host_engine(
    licensim: Licensim, page_transcripts: Path, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same scenario, in TypeScript and in Python; the log names the engine."""
    monkeypatch.chdir(tmp_path)
    theirs = (page_transcripts / f"{name}.txt").read_text("utf-8")
    assert theirs == transcript(licensim, SCENARIOS[name]).replace("the host engine", "the page engine")


def test_the_mistakes_of_pages_stand_at_their_lines(with_browser: Path) -> None:
    """Each with its words; what a page has thrown comes first, at the line of its test."""
    client = (with_browser / "node_modules/licensim/dist/client.js").read_text("utf-8")
    (with_browser / "app/old_client.js").write_text(client.replace(version("licensim"), "0.0.9"), "utf-8")
    demand_mistakes(with_browser, "page_mistakes.spec.ts")


def test_mistakes_stand_at_their_lines(project: Path) -> None:
    """Each with its words, and at the line of the test that has made it."""
    demand_mistakes(project, "/mistakes.spec.ts")


def demand_mistakes(project: Path, name: str) -> None:
    """Run tests that fail, and compare their errors with the comments at their lines."""
    lines = (project / name.removeprefix("/")).read_text("utf-8").splitlines()
    ran = run(project, name)
    starts = [n for n, line in enumerate(lines) if re.match(r"(test|  test)(\.describe)?\(", line)]
    said = {n: line.partition("//= ")[2] for n, line in enumerate(lines, 1) if "//= " in line}
    found = {
        line: message for one in ran.values() for line, message in zip(one.lines, one.errors, strict=True)
    }
    assert len(ran) == len([n for n in starts if "describe" not in lines[n]])
    for line, words in said.items():
        near = [message for at, message in found.items() if at in (line - 1, line, line + 1)]
        assert any(words in message for message in near), (line, words, near)
    assert len(found) == len(said)


def test_types_are_strict_in_modules_and_in_commonjs(root: Path, project: Path) -> None:
    """`tsc --strict` accepts the examples, and rejects a wrong option, period, field and reason."""
    wrong = """
import { expect, test } from "licensim/playwright";
test.use({
  // @ts-expect-error an unknown option
  licensimOptions: { engines: "host" },
});
test("wrong", async ({ licensim }) => {
  // @ts-expect-error no option is called so
  licensim.item("per_picture", { quota: 1 });
  // @ts-expect-error no period is called so
  licensim.item("per_client_device", { period: "hourly" });
  // @ts-expect-error no field is called so
  licensim.item("per_client_device", { quotas: 1 });
  // @ts-expect-error no reason is called so
  expect(await licensim.origin("https://shop.example.com").open()).toBeRefused("SEATS");
  // @ts-expect-error a promise is no answer
  expect(licensim.origin("https://shop.example.com").open()).toBeLicensed();
});
"""
    for kind, options in (
        ("module", {"module": "nodenext", "moduleResolution": "nodenext"}),
        ("module", {"module": "esnext", "moduleResolution": "bundler"}),
        ("commonjs", {"module": "node16", "moduleResolution": "node16"}),
    ):
        (project / "package.json").write_text(json.dumps({"name": "shop", "private": True, "type": kind}))
        (project / "wrong.ts").write_text(wrong, "utf-8")
        config = {"compilerOptions": {**STRICT, **options}, "files": ["wrong.ts", "plain.ts", "own_page.ts"]}
        (project / "tsconfig.json").write_text(json.dumps(config), "utf-8")
        [own_page] = re.findall(r"```typescript\n(.*?)```", (root / GUIDES[1]).read_text("utf-8"), re.DOTALL)
        (project / "own_page.ts").write_text(own_page, "utf-8")
        plain = (project / "fits.spec.ts").read_text("utf-8").replace("await using _ = ", "await ")
        (project / "plain.ts").write_text(plain, "utf-8")
        node(root, "typescript/bin/tsc", "-p", "tsconfig.json", cwd=project)


PAGE = """
import { expect, test } from "licensim/playwright";
test.use({ licensimOptions: { engine: "page" } });
test("a page", async ({ licensim }) => {
  expect(await licensim.origin("https://shop.example.com").open()).toBeLicensed();
});
"""


def test_a_commonjs_project(tmp_path: Path, project: Path) -> None:
    """Its tests are compiled to `require`, those of pages too."""
    copy = tmp_path / "commonjs"
    shutil.copytree(project, copy, symlinks=True, ignore=shutil.ignore_patterns("*.ts", "test-results"))
    (copy / "package.json").write_text('{"name": "shop", "private": true, "type": "commonjs"}', "utf-8")
    (copy / "tsconfig.json").unlink(missing_ok=True)
    shutil.copy(HERE / "fits.spec.ts", copy)
    if not use_browser(copy):
        missing("no Chromium: install one, or set LICENSIM_CHROMIUM to its path")
    (copy / "page.spec.ts").write_text(PAGE, "utf-8")
    ran = run(copy)
    assert {title: one.errors for title, one in ran.items() if one.errors} == {}
    assert len(ran) == 6
