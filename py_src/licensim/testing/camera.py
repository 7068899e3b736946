"""A camera that shows what the test says: generated barcodes, as a real media stream."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, Self

from licensim.testing.client import View, codes_of
from licensim.testing.errors import KitError

if TYPE_CHECKING:
    from types import TracebackType


MIDDLE = 128
"""Gray below it is dark."""


class InPage(Protocol):
    """The kit's end in the client's page."""

    def ask(self, name: str, argument: Any) -> Any:
        """Call one of its functions."""


class Camera:
    """Stands in for the cameras of one page: whoever asks `getUserMedia` from now on sees what is shown."""

    def __init__(self, page: InPage) -> None:
        self._page = page

    def show(self, view: View) -> Camera:
        """Show nothing, one code, or several side by side, until something else is shown.

        Raises KitError for what is no barcode of its format, and where the page can have no camera.
        """
        self._tell([symbol(code["format"], code["text"]) for code in codes_of(view)])
        return self

    def off(self) -> None:
        """End the stream; whoever asks next gets the browser's own camera."""
        self._tell(None)

    def _tell(self, symbols: list[dict[str, Any]] | None) -> None:
        trouble = self._page.ask("camera", symbols)
        if trouble:
            raise KitError(str(trouble))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.off()


def symbol(format_name: str, text: str) -> dict[str, Any]:
    """Return a barcode as modules: `width`, `height`, and `dark`, a digit each, row by row.

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
        raise KitError(f"{text!r} cannot be drawn as a {format_name}: {error}") from None
    rows, columns = image.shape or (0, 0)
    dark = "".join("1" if value < MIDDLE else "0" for value in image.tobytes())
    return {"width": columns, "height": rows, "dark": dark}
