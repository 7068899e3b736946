"""Each row of the stand-in's table: one use of it in a page of ours, in each generation that has it."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from licensim.testing import Licensim
from media.barcode_pictures import barcode

pytestmark = pytest.mark.licensim(engine="page")

HERE = Path(__file__).parent / "standin"
ROOT = Path(__file__).parents[2]
MEMBERS: list[dict[str, Any]] = json.loads((ROOT / "web/src/standin/members.json").read_text("utf-8"))

TEN = "dynamsoft-barcode-reader-bundle@{}.0/dist/dbr.bundle.js"
NINE = "dynamsoft-javascript-barcode@{}.20/dist/dbr.js"
VERSIONS = ["9.6", "10.5", "11.4"]
OLD = {"8", "9"}
"""The generations with names of their own; what came in 8 is in the page of 9."""

UNREACHABLE = {
    "DecodedBarcodeElement.formatString",
    "DecodedBarcodesUnit.decodedBarcodes",
    "IntermediateResultExtraInfo.isSectionLevelResult",
    "ParsedResult.parsedResultItems",
    "ParsedResultItem.CodeType",
    "ParsedResultItem.ResultInfo",
    "ParsedResultItem.codeType",
    "ParsedResultItem.exception",
    "ParsedResultItem.jsonString",
}
"""What only named members would give: a page gets none, or the plain text in its place."""

VIEW = '<div id="of-a-file"><div class="dce-video-container"></div></div>'
TEMPLATE = {
    "CaptureVisionTemplates": [{"Name": "OfAFile", "ImageROIProcessingNameArray": ["roi"]}],
    "TargetROIDefOptions": [{"Name": "roi", "TaskSettingNameArray": ["task"]}],
    "BarcodeReaderTaskSettingOptions": [{"Name": "task", "BarcodeFormatIds": ["BF_QR_CODE"]}],
}


def is_nine(version: str) -> bool:
    """Whether a version is of generation 9."""
    return version.startswith("9")


def simulated_in(version: str) -> list[str]:
    """The names that the table says are simulated in a version."""

    def has(row: dict[str, Any]) -> bool:
        if is_nine(version) or row["since"] in OLD:
            return is_nine(version) and row["since"] in OLD
        return tuple(map(int, row["since"].split("."))) <= tuple(map(int, version.split(".")))

    return [row["name"] for row in MEMBERS if row["simulated"] and has(row)]


def page_of(version: str, folder: Path) -> Path:
    """A page that uses every member of a version, with all that it asks for."""
    package = (NINE if is_nine(version) else TEN).format(version)
    html = (HERE / "page.html").read_text("utf-8").replace("PACKAGE", package)
    (folder / "index.html").write_text(html, "utf-8")
    shutil.copy(HERE / ("nine.js" if is_nine(version) else "ten.js"), folder / "uses.js")
    shutil.copy(HERE / "run.js", folder)
    (folder / "view.html").write_text(VIEW, "utf-8")
    (folder / "template.json").write_text(json.dumps(TEMPLATE), "utf-8")
    barcode("QRCode", "STILL", module=8).save(folder / "code.png")
    return folder


@pytest.mark.parametrize("version", VERSIONS)
def test_every_member_is_as_documented(
    licensim: Licensim, tmp_path: Path, version: str, subtests: pytest.Subtests
) -> None:
    """The simulated ones do what they say; the others say that they do not, once, and nothing else does."""
    licensim.item("per_barcode_scan", quota=1000)
    licensim.allow("unsimulated")
    shop = licensim.origin("https://shop.example.com", folder=page_of(version, tmp_path))
    sdk = shop.standin()
    shop.camera.show("MILK")
    shop.open(wait=False)
    shop.page.evaluate(f"globalThis.shadow = {json.dumps(version == '10.5')}")
    told = shop.page.evaluate("members => runAll(members)", simulated_in(version))
    assert told.keys() >= set(simulated_in(version)), told.get("prepare")
    for member in simulated_in(version):
        with subtests.test(member):
            assert told[member] == "ok"
    assert sdk.unsimulated == []
    shop.page.evaluate("touchAll()")
    assert ("CoreModule.loadWasm" in sdk.unsimulated) == is_nine(version)
    named = [
        row["name"] for row in MEMBERS if not row["simulated"] and is_nine(version) == (row["since"] in OLD)
    ]
    for member in named:
        if member not in UNREACHABLE and not (is_nine(version) and member.startswith("DWT.")):
            with subtests.test(member):
                assert member in sdk.unsimulated
