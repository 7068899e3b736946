"""Fixtures of the shop's tests: the shop, on either engine."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from e2e.chromium import find_chromium, options_for_tests
from licensim.testing import Client, Licensim
from needs import missing

HERE = Path(__file__).parent
LIBRARY = Path(__file__).parents[2] / "web" / "node_modules" / "zxing-wasm"


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """How pytest-playwright launches the browser: that of this machine."""
    path = find_chromium()
    if path is None:
        missing("no Chromium: install one, or set LICENSIM_CHROMIUM to its path")
    return {**browser_type_launch_args, **options_for_tests(path)}


@pytest.fixture(scope="session")
def shop_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shop as deployed: its own files, and the library that it installed."""
    if not LIBRARY.is_dir():
        missing("zxing-wasm is not installed: run ./build.sh build")
    folder = tmp_path_factory.mktemp("shop")
    shutil.copytree(HERE / "shop", folder, dirs_exist_ok=True)
    for part in ("es", "reader"):
        shutil.copytree(LIBRARY / "dist" / part, folder / "node_modules" / "zxing-wasm" / "dist" / part)
    return folder


@pytest.fixture
def shop_at(licensim: Licensim, shop_folder: Path) -> Callable[..., Client]:
    """The shop at an origin: `shop_at("https://shop.example.com")`."""
    return lambda url, **options: licensim.origin(url, folder=shop_folder, **options)


@pytest.fixture
def shop(shop_at: Callable[..., Client]) -> Client:
    """The shop at its usual origin."""
    return shop_at("https://shop.example.com")
