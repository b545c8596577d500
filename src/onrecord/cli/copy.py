"""`onrecord copy`: a record into another database, whole."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from onrecord.cli.progress import Bar, track
from onrecord.cli.saying import number
from onrecord.cli.terminal import note, tell
from onrecord.record import urls


def copy(
    source: Annotated[
        str,
        typer.Argument(metavar="SOURCE", callback=urls.open_url, help="The record: a file, or postgresql://…"),
    ],
    target: Annotated[
        str,
        typer.Argument(metavar="TARGET", callback=urls.open_url, help="Where it goes: a new file, an empty database."),
    ],
    verify: Annotated[
        bool, typer.Option("--verify/--no-verify", help="Find every entry in the originals of the copy, too.")
    ] = True,
) -> None:
    """Copy a record with all that is in it from a file into a PostgreSQL database, or back.

    All of it is there in the end, and read again to see that it is the same; or, whatever interrupts, nothing is.

    Example: onrecord copy examples.db copied.db
    """
    from onrecord.record import Record
    from onrecord.record.copying import copy as copied

    new_file = None if urls.is_url(target) or Path(target).exists() else Path(target)
    try:
        with Record(source, read_only=True) as old, Record(target) as new, Bar("Copying", counts="row") as bar:
            done = copied(old.database, new.database, lambda done, all: bar.update(done, all, done))
    except BaseException as error:
        if new_file is not None:
            for end in ("", "-wal", "-shm"):
                new_file.with_name(new_file.name + end).unlink(missing_ok=True)
        if isinstance(error, KeyboardInterrupt):
            note(f"{target}: stopped; nothing was copied, the same command again begins anew")
            raise typer.Exit(130) from None
        raise
    counted = (number(done.rows[f"{name}s"], name) for name in ("article", "statement", "decision"))
    tell(f"{target}: copied {', '.join(counted)}, {number(sum(done.rows.values()), 'row')} in all, each as it was")
    if verify:
        _verify(target)


def _verify(target: str) -> None:
    from onrecord.record import Record

    with Record(target, read_only=True) as record:
        total, work = record.verify()
        bad = sum(len(checked.problems) for checked in track(work, "Verifying", total))
    if bad:
        note(f"{target}: {number(bad, 'problem')} with originals, as in the record it came from; onrecord verify lists")
        raise typer.Exit(1)
    tell(f"{target}: every entry found in its original")
