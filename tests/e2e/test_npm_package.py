"""The npm package in use: typed and bundled in a fresh Vite project, and without a bundler."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from e2e.npm_project import CONFIG, install_packed, node
from e2e.watch import Watch
from licensim.testing.browser.files import handler
from licensim.testing.browser.served import folder

ORIGIN = "https://shop.example.com"
HTML = """<!doctype html><html lang="en"><link rel="icon" href="licensim/build.json"><title>opening</title>
{map}<script type="module" src="{script}"></script></html>
"""
IMPORT_MAP = '<script type="importmap">{"imports": {"licensim": "./licensim/client.js"}}</script>'

SCRIPT = """\
import { openLicense } from "licensim";
const license = await openLicense({ key: "DEMO-1", assets: "licensim/" });
const scanner = license.scanner();
const result = await scanner.frame([{ format: "QRCode", text: "A" }], { timestamp: 0 });
document.title = `${license.answer.answer} ${result.answer} ${result.counted}`;
"""
TYPED = f"""\
import {{ type Code, fromZxing, type License, type ScanResult }} from "licensim";
import {{ CaptureVisionRouter, type DecodedBarcodesResult }} from "licensim/standin";
import {{ BarcodeScanner }} from "licensim/standin/nine";
import {{ readBarcodes }} from "zxing-wasm/reader";
{SCRIPT}
export const typed: [License, ScanResult] = [license, result];
export async function read(image: ImageData): Promise<Code[]> {{
  return fromZxing(await readBarcodes(image), image);
}}
export const nine = [BarcodeScanner.createInstance];
const texts: string[] = [];
function take({{ barcodeResultItems }}: DecodedBarcodesResult): void {{
  texts.push(...barcodeResultItems.map((one) => one.text));
}}
export async function follow(): Promise<CaptureVisionRouter> {{
  const router: CaptureVisionRouter = await CaptureVisionRouter.createInstance();
  await router.addResultReceiver({{ onDecodedBarcodesReceived: take }});
  return router;
}}
// @ts-expect-error a code has a text
void scanner.frame([{{ format: "QRCode" }}]);
"""
COMPILER = {
    "compilerOptions": {
        "strict": True,
        "noEmit": True,
        "target": "es2023",
        "module": "esnext",
        "moduleResolution": "bundler",
        "lib": ["es2023", "dom"],
        "types": ["emscripten"],
        "skipLibCheck": True,
    },
    "files": ["main.ts", "bundled.ts"],
}


@pytest.fixture
def project(root: Path, tmp_path: Path) -> Path:
    """A project that has installed the packed package."""
    return install_packed(root, tmp_path)


def test_a_vite_project(root: Path, project: Path, page: Page, serve_folder: Callable[[Path], str]) -> None:
    """Tsc checks it, Vite bundles it, and the bundle counts a scan in a browser."""
    modules = project / "node_modules"
    for name in ("zxing-wasm", "@types"):
        (modules / name).symlink_to(root / "web" / "node_modules" / name)
    (project / "index.html").write_text(HTML.format(map="", script="./bundled.ts"), "utf-8")
    for name, text in (("bundled.ts", SCRIPT), ("main.ts", TYPED), ("vite.config.js", CONFIG)):
        (project / name).write_text(text, "utf-8")
    (project / "tsconfig.json").write_text(json.dumps(COMPILER), "utf-8")
    node(root, "typescript/bin/tsc", "-p", ".", cwd=project)
    node(root, "vite/bin/vite.js", "build", "--logLevel", "warn", cwd=project)
    bundle = "".join(one.read_text("utf-8") for one in (project / "dist" / "assets").glob("*.js"))
    assert "licensim.testing" in bundle
    page.goto(serve_folder(project / "dist"))
    expect(page).to_have_title("ok ok 1", timeout=30_000)


@pytest.mark.parametrize("specifier", ["licensim", "./licensim/client.js"])
def test_a_page_without_a_bundler(
    project: Path, page: Page, serve_folder: Callable[[Path], str], watch: Watch, specifier: str
) -> None:
    """Imported by an import map, or by the module's path."""
    site = project / "site"
    command = [str(project / "node_modules/.bin/licensim"), "copy", str(site / "licensim")]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    mapped = IMPORT_MAP if specifier == "licensim" else ""
    (site / "index.html").write_text(HTML.format(map=mapped, script="./main.js"), "utf-8")
    (site / "main.js").write_text(SCRIPT.replace('"licensim"', f'"{specifier}"'), "utf-8")
    if mapped:  # an import map is an inline script, which our server's policy forbids
        watch.allow(ORIGIN)
        page.route(f"{ORIGIN}/**", handler(folder(site)))
    page.goto(f"{ORIGIN}/index.html" if mapped else serve_folder(site))
    expect(page).to_have_title("ok ok 1", timeout=30_000)
