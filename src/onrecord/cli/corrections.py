"""`onrecord corrections`: what users decided, as data to learn from."""

from __future__ import annotations

import re
from enum import StrEnum
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli.configuration import DEFAULT_DB
from onrecord.cli.options import DbOption, writing
from onrecord.cli.saying import number
from onrecord.cli.terminal import json_line, note, write

if TYPE_CHECKING:
    from onrecord.model import Extraction


class CorrectionsForm(StrEnum):
    """As what they are given."""

    GRAPH = "graph"
    LABEL_STUDIO = "label-studio"
    BRAT = "brat"


def corrections(
    form: Annotated[
        CorrectionsForm, typer.Option(help="JSON lines of the graph set, Label Studio's tasks, or brat's files.")
    ] = CorrectionsForm.GRAPH,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FOLDER", help="For brat: where its files go.")
    ] = None,
    db: DbOption = DEFAULT_DB,
) -> None:
    """Give the articles about whose statements users have decided, as they stand, for training or as gold.

    JSON lines and tasks are printed; the articles' texts are in them. What a person decided is told from what a model
    read by `decided` and `rejected`.

    Example: onrecord corrections --form graph --db examples.db
    """
    from onrecord.exporting import label_studio
    from onrecord.exporting.corrections import graph
    from onrecord.record import Record
    from onrecord.record.taught import taught

    if (form is CorrectionsForm.BRAT) is (output is None):
        raise typer.BadParameter("brat's files go into a folder: --form brat --output FOLDER")
    many, tasks, taken = 0, [], set[str]()
    with Record(db, read_only=True) as record:
        for extraction, rejected in taught(record):
            many += 1
            if form is CorrectionsForm.GRAPH:
                write(json_line(graph(extraction, rejected)) + "\n")
            elif form is CorrectionsForm.LABEL_STUDIO:
                tasks.append(json_line(label_studio.annotated(extraction)))
            else:
                assert output is not None
                _write(output, _named(extraction.article.id, taken), extraction)
    if form is CorrectionsForm.LABEL_STUDIO:
        write("[\n" + ",\n".join(tasks) + "\n]\n")
    note(f"{db}: {number(many, 'article')} with decisions on statements")


def _write(folder: Path, name: str, extraction: Extraction) -> None:
    from onrecord.exporting import brat

    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.txt").write_text(extraction.article.text, "utf-8", errors="replace", newline="\n")
        (folder / f"{name}.ann").write_text(brat.of_extraction(extraction), "utf-8", errors="replace", newline="\n")


def _named(id: str, taken: set[str]) -> str:
    """A file's name for an article, which none before it has, whatever the case of its letters."""
    bare = name = re.sub(r"[^\w.-]", "_", id).lstrip(".") or "article"
    more = count(2)
    while name.lower() in taken:
        name = f"{bare}-{next(more)}"
    taken.add(name.lower())
    return name
