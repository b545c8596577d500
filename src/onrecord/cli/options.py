"""Options and arguments that several commands take."""

from __future__ import annotations

from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli import configuration
from onrecord.cli.tables import Format, chosen
from onrecord.errors import OnrecordError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from onrecord.record import Record

_ROWS = 50  # of a table, unless told otherwise

NewDbOption = Annotated[
    str, configuration.option("db", "The record: a file, made where there is none.", metavar="PATH|URL")
]
DbOption = Annotated[str, configuration.option("db", "The record that is asked.", metavar="PATH|URL")]
UserOption = Annotated[
    str | None, configuration.option("user", r"Who decides. \[default: the system's user]", metavar="NAME")
]
LimitOption = Annotated[
    int | None,
    typer.Option("--limit", "-n", min=1, help=rf"Statements at most. \[default: {_ROWS} in a table, else all]"),
]


class Originals(StrEnum):
    """What the record keeps of what articles were read from."""

    KEEP = "keep"
    HASH = "hash"


OriginalsOption = Annotated[
    Originals,
    configuration.option("originals", "Keep what the articles were read from, or only its hash."),
]


class Engine(StrEnum):
    """What extracts into a folder."""

    LOCAL = "local"
    RAY = "ray"


def existing(db: str) -> Record:
    """The record at a path, to be changed. RecordError where there is none, and none is made."""
    from onrecord.record import Record

    with Record(db, read_only=True):  # says what is missing
        pass
    return Record(db)


@contextmanager
def usage() -> Iterator[None]:
    """What is said of a wrong argument in Python is wrong usage on the command line."""
    try:
        yield
    except ValueError as e:
        raise typer.BadParameter(str(e)) from None


@contextmanager
def writing(file: Path) -> Iterator[None]:
    """Say of a file or folder that the user named why it cannot be written."""
    try:
        yield
    except OSError as e:
        raise OnrecordError(f"{file}: cannot be written: {e.strerror or e}") from None


def a_date(value: str | None) -> str | None:
    """An ISO 8601 period, as it was given; BadParameter for what is none."""
    from onrecord.periods import days

    if value is not None and days(value) is None:
        raise typer.BadParameter(f"{value!r} is no date; write 2024, 2024-09, 2024-W39 or 2024-09-25")
    return value


def a_kind(value: str | None) -> str | None:
    """`direct`, `mixed` or `indirect`; BadParameter for anything else."""
    if value not in (None, "direct", "mixed", "indirect"):
        raise typer.BadParameter(f"{value!r} is none of direct, mixed, indirect")
    return value


WordsArgument = Annotated[
    str | None, typer.Argument(metavar="[WORDS]", help="Words of the statement; '\"in this order\"' for a phrase.")
]
ByOption = Annotated[
    str | None, typer.Option(metavar="NAME", help="The speaker: a whole name, a family name, or unknown.")
]
AboutOption = Annotated[str | None, typer.Option(metavar="NAME", help="Whom or what it is about or names.")]
SinceOption = Annotated[
    str | None, typer.Option(metavar="DATE", callback=a_date, help="Said (else published) then or later: 2024-09.")
]
UntilOption = Annotated[
    str | None, typer.Option(metavar="DATE", callback=a_date, help="Said (else published) then or earlier.")
]
OutletOption = Annotated[str | None, typer.Option(metavar="NAME", help="The outlet that published it.")]
KindOption = Annotated[
    str | None, typer.Option(metavar="KIND", callback=a_kind, help="direct, mixed or indirect speech.")
]
MinConfidenceOption = Annotated[
    float, typer.Option(min=0, max=1, help="At least so sure: the statement and, with --by, its speaker.")
]
SureOption = Annotated[
    bool, typer.Option("--sure", help="Leave out each field of a statement that is less sure than its floor.")
]
ConfirmedOption = Annotated[bool, typer.Option("--confirmed", help="Only what users have confirmed.")]


def most(limit: int | None, format: Format | None) -> int | None:
    """How many entries to ask for: a pipe gets all, a terminal what can be looked through."""
    return limit or (_ROWS if chosen(format) is Format.TABLE else None)
