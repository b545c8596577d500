"""`onrecord cite`: citations of statements."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Annotated

import typer

from onrecord.cli.configuration import DEFAULT_DB
from onrecord.cli.options import DbOption
from onrecord.cli.terminal import json_line, tell, write


class Style(StrEnum):
    """How a citation is written."""

    TEXT = "text"
    BIBTEX = "bibtex"
    CSL_JSON = "csl-json"
    WIKIPEDIA = "wikipedia"


def cite(
    statements: Annotated[list[str], typer.Argument(metavar="STATEMENT", help="ARTICLE/NUMBER, or a statement's id.")],
    style: Annotated[Style, typer.Option(help="How the citation is written.")] = Style.TEXT,
    db: DbOption = DEFAULT_DB,
) -> None:
    """Print the citation of a statement: the words, who said them and when, and where they were published.

    The address opens the page at the words. What is not known is left out; no day of access is made up.

    Example: onrecord cite d9f696dc/2 --style bibtex --db examples.db
    """
    from onrecord.exporting import citation
    from onrecord.record import Record

    with Record(db, read_only=True) as record:
        found = citation.cite(record, *statements, style=style.value)
    if style is Style.CSL_JSON:
        write(json_line(json.loads(found), indent=2) + "\n")
        return
    for line in found.split("\n"):
        tell(line)
