"""The stand-in SDK: its size, its start, and a frame, against the client with zxing-wasm alone."""

import base64
from statistics import median
from typing import Any

from bench.row import at_most
from bench.stage import SITE, stage
from media.barcode_pictures import Placed, picture, png

KILOBYTE = 1_000
WARM, ROUNDS, FRAMES = 2, 9, 40
SIZE = (1280, 720)


def rows() -> list[dict[str, Any]]:
    """The script's bytes; `createInstance` to the first code; a frame from the camera to the receiver."""
    script = max((SITE / f"licensim/standin/{name}.js.br").stat().st_size for name in ("bundle", "nine"))
    with stage() as here, here.page("standin.html") as page:
        page.evaluate("ready")
        shown = picture(SIZE, [Placed("QRCode", "STAND-IN", 500, 260, 6), Placed("Code128", "BENCH", 40, 40)])
        page.evaluate("show", base64.b64encode(png(shown)).decode())
        took: dict[str, list[float]] = {"standin": [], "alone": []}
        for _ in range(WARM + ROUNDS):
            for name, times in took.items():
                times.append(page.evaluate(f"{name}()"))
        told = page.evaluate("frames", FRAMES)
    start = median(took["standin"][WARM:]) / median(took["alone"][WARM:])
    frame = median(told["through"]) / median(told["decoding"])
    return [
        at_most("stand-in: its script, without decoder and engine", script / KILOBYTE, 40, "KB br"),
        at_most("stand-in: createInstance to the first code / the client with zxing alone", start, 1.2),
        at_most("stand-in: a frame from camera to receiver / decoded", frame, 1.25),
    ]
