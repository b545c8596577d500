"""`onrecord datasette-metadata`: what Datasette is to know of a record."""

from __future__ import annotations

from onrecord.cli.configuration import DEFAULT_DB
from onrecord.cli.options import DbOption
from onrecord.cli.terminal import json_line, write


def datasette_metadata(db: DbOption = DEFAULT_DB) -> None:
    """Print metadata for Datasette: what the views of the record show, descriptions, and queries to begin with.

    Then: datasette examples.db --metadata metadata.json

    Example: onrecord datasette-metadata --db examples.db > metadata.json
    """
    from sqlalchemy import inspect

    from onrecord.exporting.datasette import metadata
    from onrecord.record import Record

    with Record(db, read_only=True) as record, record.database.connect() as connection:
        tables = inspect(connection).get_table_names()
        write(json_line(metadata(record.path, tables), indent=2) + "\n")
