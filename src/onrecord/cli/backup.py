"""`onrecord backup`: a copy of the record, whole, while others use it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from onrecord.cli.configuration import DEFAULT_DB
from onrecord.cli.options import DbOption
from onrecord.cli.saying import number
from onrecord.cli.terminal import tell


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The copy, which must not be there yet.")],
    db: DbOption = DEFAULT_DB,
) -> None:
    """Copy a record into a file, as it is at one moment, though others read or write it meanwhile.

    The copy is opened and checked before this says that it is done.

    Example: onrecord backup examples-backup.db --db examples.db
    """
    from onrecord.record import Record

    with Record(db, read_only=True) as record:
        record.backup(file)
    with Record(file, read_only=True) as copy:
        counts = copy.counts()
    tell(f"{file}: {number(counts.articles, 'article')}, {number(counts.statements, 'statement')}")
