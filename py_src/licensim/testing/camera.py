"""A camera that shows barcodes of the test, as a real media stream."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol, Self

from licensim.rules.client.formats import is_known, nearest
from licensim.rules.origins.origin import Origin, is_secure
from licensim.testing.errors import KitError
from licensim.testing.input.codes import View, codes_of
from licensim.testing.input.event_check import demand_sound

if TYPE_CHECKING:
    from types import TracebackType


MIDDLE = 128
"""A gray value below this is dark."""


class CameraPage(Protocol):
    """The client's page."""

    def show(self, symbols: list[dict[str, Any]] | None) -> str | None:
        """Show symbols, now and in every later load; returns why that is not possible, if so."""


class Camera:
    """Replaces the cameras of one page: later calls of `getUserMedia` get a stream of what is shown.

    Before the page is opened: it works from the page's first script on. `enumerateDevices` lists it.
    """

    def __init__(self, page: Callable[[], CameraPage], origin: Origin | None, name: str = "camera") -> None:
        self.name = name
        self._page = page
        self._is_secure = origin is None or is_secure(origin)

    def show(self, view: View) -> Camera:
        """Show nothing, one code, or several side by side, until something else is shown.

        Raises KitError for a text that its format cannot encode, and if the page can have no camera.
        """
        codes = codes_of(view)
        demand_sound({"type": "image", "codes": codes}, 0)
        self._set_symbols([symbol(code["format"], code["text"]) for code in codes])
        return self

    def off(self) -> None:
        """End the stream; later calls get the browser's own camera."""
        self._set_symbols(None)

    def _set_symbols(self, symbols: list[dict[str, Any]] | None) -> None:
        if not self._is_secure:
            raise KitError("this page has no mediaDevices: only a secure context has (https or localhost)")
        trouble = self._page().show(symbols)
        if trouble:
            raise KitError(trouble)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.off()


def symbol(format_name: str, text: str) -> dict[str, Any]:
    """Return a barcode as modules: `width`, `height`, and `dark`, one digit for each module, row by row.

    Needs zxing-cpp, which `licensim[playwright]` installs.
    """
    try:
        import zxingcpp  # noqa: PLC0415 - only a camera needs it
    except ImportError:
        raise KitError("barcodes are drawn with zxing-cpp: pip install 'licensim[playwright]'") from None
    try:
        wanted = zxingcpp.barcode_format_from_str(format_name)
        image = memoryview(zxingcpp.create_barcode(text, wanted).to_image())  # type: ignore[arg-type]
    except ValueError as error:
        meant = None if is_known(format_name) else nearest(format_name)
        hint = f" (did you mean {meant!r}?)" if meant else ""
        raise KitError(f"{text!r} cannot be drawn as a {format_name}{hint}: {error}") from None
    rows, columns = image.shape or (0, 0)
    dark = "".join("1" if value < MIDDLE else "0" for value in image.tobytes())
    return {"width": columns, "height": rows, "dark": dark}
