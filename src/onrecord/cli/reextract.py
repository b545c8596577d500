"""`onrecord reextract`: the record's articles read out again, by a newer model."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli.configuration import DEFAULT_DB
from onrecord.cli.inputs import ConfidenceOption, ModelOption, WorkersOption
from onrecord.cli.options import DbOption, existing
from onrecord.cli.progress import track
from onrecord.cli.terminal import note, tell
from onrecord.errors import InputError

if TYPE_CHECKING:
    from onrecord.model import Article
    from onrecord.record import Record


def reextract(
    articles: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]…", help="Only these articles, whatever read them out before.")
    ] = None,
    min_confidence: ConfidenceOption = 0.0,
    model: ModelOption = None,
    workers: WorkersOption = 1,
    db: DbOption = DEFAULT_DB,
) -> None:
    """Extract the articles of a record again, where another version, model or setting read them out.

    What users decided stays. Ctrl-C stops; the same command again goes on.

    Example: onrecord reextract --db examples.db
    """
    from onrecord.extraction import languages
    from onrecord.extraction.provenance import made_by
    from onrecord.scaling import extract_all

    done, statements, failed = 0, 0, 0
    with existing(db) as record:
        others = {code: languages.made_by(code, min_confidence=min_confidence) for code in languages.languages()}
        ids = list(articles or record.outdated(made_by(model, min_confidence=min_confidence), languages=others))
        read = track(_articles(record, ids), "Extracting", len(ids))
        try:
            work = extract_all(read, workers=workers, model=model, min_confidence=min_confidence, for_record=True)
            with closing(work) as results:
                for result in results:
                    if isinstance(result, InputError):
                        failed += 1
                        note(str(result))
                        continue
                    record.replace(result)
                    done, statements = done + 1, statements + len(result.statements)
            status = 1 if failed else 0
        except KeyboardInterrupt:
            status = 130
        people = record.people
        people.assign() if done else people.catch_up()
    parts = [f"{done:,} of {len(ids):,} articles", f"{statements:,} statements"]
    parts += [f"{failed:,} failed"] if failed else []
    stopped = "; stopped: the same command again goes on" if status == 130 else ""
    if not ids and not stopped:
        tell(f"{db}: nothing to extract again: this version, model and setting read every article out")
        return
    (note if stopped else tell)(f"{db}: extracted {', '.join(parts)}{stopped}")
    if status:
        raise typer.Exit(status)


def _articles(record: Record, ids: list[str]) -> Iterator[Article]:
    for id in ids:
        yield record.article(id).article
