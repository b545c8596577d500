"""Who is who across slices: the record's own judgement, given the persons of one family name at a time by DuckDB.

Persons of two family names are never one, so that all of a name are judged together and nobody else need be in memory.
DuckDB sorts what is larger than memory on disk. Ids are those that one record of all these articles would give.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from onrecord.errors import InputMalformed, OnrecordError
from onrecord.exporting.arrow import schema
from onrecord.exporting.slices import PEOPLE
from onrecord.people import names
from onrecord.people.resolution import Sighting, cluster
from onrecord.reading import stores

_ROWS: Final = 10_000  # at once
_SEEN: Final = pa.schema(
    [
        pa.field("n", pa.int64()),
        pa.field("family", pa.string()),
        *schema(PEOPLE, "people"),
    ]
)
_JUDGED: Final = pa.schema(
    [
        *(pa.field(name, pa.string()) for name in ("block", "slug", "name", "figure", "article", "entity")),
        *(pa.field(name, pa.int64()) for name in ("first", "n")),
    ]
)
# The number of a person is how many of that slug were seen before: as one pass over all articles would count.
_WRITTEN: Final = """
COPY (
    WITH persons AS (
        SELECT DISTINCT block, slug, first FROM judged
    ), numbered AS (
        SELECT block, first, slug, row_number() OVER (PARTITION BY slug ORDER BY first) AS number FROM persons
    )
    SELECT CASE numbered.number WHEN 1 THEN numbered.slug ELSE numbered.slug || '-' || numbered.number END AS person,
           judged.name, judged.figure, judged.article, judged.entity
    FROM judged JOIN numbered USING (block, first) ORDER BY judged.n
) TO '{}' (FORMAT parquet, COMPRESSION zstd, KV_METADATA {{onrecord: 'persons, version 1'}})
"""


@dataclass(frozen=True, slots=True)
class Resolved:
    """How many persons were seen how often."""

    persons: int
    sightings: int


def resolve(slices: Iterable[str], out: Path, *, memory: str = "2GB") -> Resolved:
    """Write which person each of `people/` is: `person`, `name`, `figure` (of the public figures), `article`, `entity`.

    `slices` are its files, in the order in which a record would be made of them. `memory` is what DuckDB may have of
    it. InputError for a file that is none of ours; OnrecordError where there is no room, on disk or in memory.
    """
    with tempfile.TemporaryDirectory(prefix="onrecord-") as folder:
        try:
            with duckdb.connect(str(Path(folder, "work.duckdb"))) as db:
                db.execute(f"SET memory_limit = '{memory}'")
                db.execute(f"SET temp_directory = '{folder}'")
                _fill(db, "seen", _SEEN, _seen(slices))
                ordered = db.cursor().execute("SELECT * FROM seen ORDER BY family, n")
                _fill(db, "judged", _JUDGED, _judged(_rows(ordered)))
                beside = out.with_name(f".{out.name}.part")
                db.execute(_WRITTEN.format(str(beside).replace("'", "''")))
                counted = db.execute("SELECT count(DISTINCT (block, first)), count(*) FROM judged").fetchone()
            beside.replace(out)
        except duckdb.Error as e:
            raise OnrecordError(f"{out}: {' '.join(str(e).split())[:300]}") from None
    assert counted is not None
    return Resolved(*counted)


def _fill(db: Any, table: str, schema: pa.Schema, rows: Iterable[dict[str, Any]]) -> None:
    """Make a table of these rows, some at a time."""
    cursor = db.cursor()
    batch = pa.Table.from_pylist([], schema=schema)
    cursor.register("batch", batch)
    cursor.execute(f"CREATE TABLE {table} AS SELECT * FROM batch")
    waiting: list[dict[str, Any]] = []

    def write() -> None:
        cursor.register("batch", pa.Table.from_pylist(waiting, schema=schema))
        cursor.execute(f"INSERT INTO {table} SELECT * FROM batch")
        waiting.clear()

    for row in rows:
        waiting.append(row)
        if len(waiting) == _ROWS:
            write()
    write()


def _seen(slices: Iterable[str]) -> Iterator[dict[str, Any]]:
    n = 0
    for name in slices:
        try:
            with stores.opened(name) as stream:
                file = pq.ParquetFile(stream)
                if not (file.schema_arrow.metadata or {}).get(b"onrecord", b"").startswith(b"people,"):
                    raise InputMalformed(name, "not a table of people that `extract --output` wrote")
                for batch in file.iter_batches(_ROWS):
                    for row in batch.to_pylist():
                        n += 1
                        if (parsed := names.parse(row["name"])) is not None:
                            yield {"n": n, "family": names.last_word(parsed), **row}
        except (pa.ArrowException, OSError) as e:
            raise InputMalformed(name, f"not Parquet that can be read: {' '.join(str(e).split())[:200]}") from None


def _rows(found: Any) -> Iterator[dict[str, Any]]:
    columns = [column[0] for column in found.description]
    while some := found.fetchmany(_ROWS):
        for row in some:
            yield dict(zip(columns, row, strict=True))


def _judged(rows: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Each row with its person: the family, and the number of the row in which that person was seen first."""
    for family, group in groupby(rows, key=lambda row: row["family"]):
        seen = [(row["n"], _sighting(row)) for row in group]
        at = {id(sighting): n for n, sighting in seen}
        for person in cluster((sighting for _, sighting in seen), new_id=_slug):
            for sighting in person.sightings:
                yield {
                    "block": family,
                    "slug": person.id,
                    "name": person.name,
                    "figure": person.figure.key if person.figure else None,
                    "article": sighting.article,
                    "entity": sighting.entity,
                    "first": at[id(person.sightings[0])],
                    "n": at[id(sighting)],
                }


def _slug(name: str) -> str:
    return names.slug(name) or "person"


def _sighting(row: dict[str, Any]) -> Sighting:
    known = (row["article"], row["entity"], row["name"], tuple(row["offices"]), row["published"], row["outlet"])
    return Sighting(*known, frozenset(row["companions"]))
