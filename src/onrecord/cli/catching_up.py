"""What commands do that ask for positions: what is new in the record is compared first, where that may be."""

from __future__ import annotations

from contextlib import suppress

from onrecord.cli.options import existing
from onrecord.cli.progress import Bar
from onrecord.cli.terminal import note
from onrecord.errors import RecordReadOnly


def compare(db: str) -> None:
    """Compare what is new in the record, with progress on a terminal; where it cannot be written to, leave it."""
    with suppress(RecordReadOnly), existing(db) as record, Bar("Comparing") as bar:
        record.compare(bar.update)


def tell_behind(behind: int, db: str) -> None:
    """Say of how many articles something is not compared yet."""
    if behind:
        some = "1 article is" if behind == 1 else f"{behind:,} articles are"
        note(f"{db}: {some} not compared yet, since there is no right to write to it", style="yellow")
