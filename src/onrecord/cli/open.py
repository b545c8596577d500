"""`onrecord open`: the place of a statement in the original of its article."""

from __future__ import annotations

import os
import sys
import tempfile
import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from onrecord.cli.configuration import DEFAULT_DB
from onrecord.cli.inputs import PasswordOption
from onrecord.cli.options import DbOption, writing
from onrecord.cli.terminal import note, tell


def open_original(
    id: Annotated[str, typer.Argument(metavar="STATEMENT", help="A statement: ARTICLE/NUMBER, or its id.")],
    number: Annotated[
        int | None, typer.Argument(metavar="[N]", min=1, help="Its number, where STATEMENT is an article's id.")
    ] = None,
    only_print: Annotated[bool, typer.Option("--print", help="Open nothing: print what would be opened.")] = False,
    output: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the page there, and open nothing.")] = None,
    password: PasswordOption = None,
    db: DbOption = DEFAULT_DB,
) -> None:
    """Open a statement in what its article was read from, its words marked: the saved page without its scripts, the
    PDF's pages with boxes drawn, the text.

    Where only the original's hash was kept and its file is gone, the live page is opened at the words. What is opened
    is printed: a temporary file that only you can read, or an address. Without a display nothing is opened.

    Example: onrecord open d9f696dc/2 --print --db examples.db
    """
    from onrecord.exporting.marked import ANCHOR, marked_page
    from onrecord.record import Record

    with Record(db, read_only=True) as record:
        place = record.original(id, number, password=password)
    if place.missing:
        note(f"onrecord: {place.entry.article}: {place.missing}")
    if place.data is None and place.entry.link and output is None:
        shown = address = place.entry.link
    else:
        shown = _written(marked_page(place), output)
        address = f"{Path(shown).absolute().as_uri()}#{ANCHOR}"
    tell(shown)
    if not (only_print or output) and _has_display():
        webbrowser.open(address)


def _written(page: str, output: Path | None) -> str:
    """Write the page, to a file of the user's own where none is named; the file's name."""
    if output is not None:
        with writing(output):
            output.write_text(page, "utf-8", errors="replace")
        return str(output)
    handle, name = tempfile.mkstemp(prefix="onrecord-", suffix=".html")  # readable by its owner only
    with os.fdopen(handle, "w", encoding="utf-8", errors="replace") as file:
        file.write(page)
    return name


def _has_display() -> bool:
    """Is there a screen for a browser? One that runs in the terminal would take it over."""
    if os.environ.get("BROWSER"):
        return True
    return sys.platform in ("darwin", "win32") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
