"""Find a Chromium: LICENSIM_CHROMIUM, the PATH, Playwright's cache.

Run as a script, it prints the path, or fails.
"""

import os
import shutil
import sys
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
IN_CACHE = (
    "chromium-*/chrome-linux*/chrome",
    "chromium-*/chrome-mac*/*.app/Contents/MacOS/*",
    "chromium-*/chrome-win*/chrome.exe",
)
# Chromium uses only the last of several lists, so this one repeats Playwright's. The last two are ours: they
# draw a window's invisible address bar, for 0.5 s of a core each time.
FEATURES_OFF = (
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "AimEnabled",
    "PreconnectToSearch",
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
)
ARGS = (
    f"--disable-features={','.join(FEATURES_OFF)}",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    # A host that no test serves does not exist.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
)

WITH_MOTION = {"reduced_motion": "no-preference"}
"""Options of a profile whose pages move, as those of most visitors do."""

# A page of a test ends within seconds: optimizing its WebAssembly costs 0.6 s of a core and gains nothing.
# Benchmarks leave it out.
BASELINE = "--js-flags=--liftoff-only"


def find_chromium() -> str | None:
    """Return the path of a Chromium on this machine, None if there is none."""
    chosen = os.environ.get("LICENSIM_CHROMIUM")
    if chosen:
        return shutil.which(chosen)
    on_path = next(filter(None, map(shutil.which, NAMES)), None)
    return on_path or _in_playwrights_cache()


def launch_options(path: str, *args: str) -> dict[str, Any]:
    """Return Playwright's options to launch the Chromium at ``path``, with further arguments."""
    # Chromium's sandbox refuses to run as root.
    for_root = ("--no-sandbox",) if hasattr(os, "getuid") and os.getuid() == 0 else ()
    return {"executable_path": path, "args": [*ARGS, *for_root, *args]}


def options_for_tests(path: str, *args: str) -> dict[str, Any]:
    """Return the options for a browser with short-lived pages."""
    return launch_options(path, BASELINE, *args)


def _in_playwrights_cache() -> str | None:
    home = Path.home()
    default = (home / ".cache/ms-playwright", home / "Library/Caches/ms-playwright")
    chosen = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    folders = (Path(chosen),) if chosen else default
    found = [path for folder in folders for pattern in IN_CACHE for path in folder.glob(pattern)]
    return str(max(found)) if found else None


if __name__ == "__main__":
    path = find_chromium()
    if path is None:
        sys.exit(1)
    sys.stdout.write(path + "\n")
