"""The style sheet, the scripts and the fonts: all from here, none from another host."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from starlette.responses import Response
from starlette.staticfiles import StaticFiles

FOLDER: Final = Path(__file__).parent / "static"


class Files(StaticFiles):
    """The files of the folder; those asked for by their hash never change, and browsers keep them."""

    def __init__(self) -> None:
        super().__init__(directory=FOLDER)

    def file_response(self, full_path: Any, stat_result: Any, scope: Any, status_code: int = 200) -> Response:
        """A file."""
        answer = super().file_response(full_path, stat_result, scope, status_code)
        if b"v=" in scope["query_string"] or str(full_path).endswith(".woff2"):
            answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return answer


@cache
def asset(name: str) -> str:
    """The address of a file, with its hash, so that a browser asks again when it has changed."""
    digest = sha256((FOLDER / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={digest}"
