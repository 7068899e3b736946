"""The built site below `/`, so that no second server is needed."""

from __future__ import annotations

from pathlib import Path

from anyio import to_thread
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from licensim.server.http.bodies import header
from licensim.site_files import TYPES, file_for
from licensim.site_server import ENCODINGS, SECURITY_HEADERS, accepted_encodings

NO_SITE = (
    "The page is not built: run ./build.sh build. The license server itself is at /v1/ (see /openapi.json).\n"
)


class Site:
    """Serves the files of a folder with the right types, compressed if the browser accepts it."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = None if folder is None else folder.resolve()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer GET and HEAD."""
        response = await to_thread.run_sync(self._response, scope)
        response.headers.update(SECURITY_HEADERS)
        await response(scope, receive, send)

    def _response(self, scope: Scope) -> Response:
        if scope["method"] not in ("GET", "HEAD"):
            return PlainTextResponse("Files are only read.\n", 405, {"Allow": "GET, HEAD"})
        if self._folder is None:
            return PlainTextResponse(NO_SITE, 404)
        file = file_for(self._folder, scope["path"])
        if file is not None:
            return _file(file, scope)
        if file_for(self._folder, scope["path"] + "/") is not None:
            last = scope["path"].rpartition("/")[2]
            return RedirectResponse(f"{last}/", 308)
        return PlainTextResponse("There is no such file.\n", 404)


def _file(file: Path, scope: Scope) -> Response:
    encoding, path = _best_form(file, header(scope, b"accept-encoding") or "")
    stat = path.stat()
    headers = {
        "etag": f'"{stat.st_mtime_ns:x}-{stat.st_size:x}{"-" + encoding if encoding else ""}"',
        "cache-control": "no-cache",  # keep, but ask: file names do not change with their content
        "vary": "accept-encoding",
    }
    held = header(scope, b"if-none-match") or ""
    if headers["etag"] in [tag.strip().removeprefix("W/") for tag in held.split(",")]:
        return Response(status_code=304, headers=headers)
    if encoding:
        headers["content-encoding"] = encoding
    media_type = TYPES.get(file.suffix, "application/octet-stream")
    return FileResponse(path, headers=headers, media_type=media_type, stat_result=stat)


def _best_form(file: Path, accepted: str) -> tuple[str | None, Path]:
    for encoding in accepted_encodings(accepted):
        encoded = file.with_name(file.name + ENCODINGS[encoding])
        if encoded.is_file():
            return encoding, encoded
    return None, file
