"""People and offices that users bring along, as a CSV file; what is wrong in it is told line by line."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final

from onrecord.errors import InputEmpty, InputError, InputMalformed, InputUndecodable, InputUnreadable
from onrecord.people import names
from onrecord.people.figures import Figure, Office

COLUMNS: Final = ("name", "office", "area", "from", "to", "party", "gender", "wikidata", "aliases")


def read(path: Path) -> tuple[list[Figure], list[InputError]]:
    """The persons of a CSV file, and an error for each line that cannot be used, named `FILE:LINE`.

    Columns: `name` (needed), `office`, `area`, `from`, `to` (YYYY-MM-DD), `party`, `gender` (f or m), `wikidata`,
    `aliases` (between semicolons). Lines of one name (and identifier, where given) are one person's offices. Raises
    InputError where the file cannot be read at all.
    """
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise InputUndecodable(str(path), "not UTF-8 text") from None
    except OSError as e:
        raise InputUnreadable(str(path), e.strerror or "cannot be read") from None
    reader = csv.DictReader(text.splitlines())
    if not reader.fieldnames:
        raise InputEmpty(str(path), "there is nothing in it")
    if "name" not in reader.fieldnames:
        raise InputMalformed(str(path), f"no column 'name'; known columns: {', '.join(COLUMNS)}")
    figures: dict[tuple[str, str], Figure] = {}
    errors: list[InputError] = []
    for row in _rows(reader, str(path), errors):
        try:
            figure = _figure(row)
        except ValueError as e:
            errors.append(InputMalformed(f"{path}:{reader.line_num}", str(e)))
            continue
        key = names.fold(figure.name), figure.ids.get("wikidata", "")
        old = figures.get(key)
        figures[key] = figure if old is None else _joined(old, figure)
    return list(figures.values()), errors


def _rows(reader: csv.DictReader[str], path: str, errors: list[InputError]) -> Iterator[dict[str, str]]:
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as e:
            errors.append(InputMalformed(f"{path}:{reader.line_num}", str(e)))
            continue
        if None in row:
            errors.append(InputMalformed(f"{path}:{reader.line_num}", "more fields than the first line has"))
            continue
        yield {k: (v or "").strip() for k, v in row.items()}


def _figure(row: dict[str, str]) -> Figure:
    name = row["name"]
    if not name or names.parse(name) is None:
        raise ValueError(f"not a name: {name!r}")
    gender = row.get("gender", "").lower()[:1]
    if gender not in ("", "f", "m"):
        raise ValueError(f"not a gender: {row['gender']!r}; write f, m or nothing")
    start, end = _day(row.get("from", "")), _day(row.get("to", ""))
    if start and end and end < start:
        raise ValueError(f"the office ends ({end}) before it begins ({start})")
    held: tuple[Office, ...] = ()
    if row.get("office"):
        held = (Office(row["office"], row.get("area", ""), start, end, row.get("party") or None),)
    ids = {"wikidata": row["wikidata"]} if row.get("wikidata") else {}
    aliases = tuple(a.strip() for a in row.get("aliases", "").split(";") if a.strip())
    shown: names.Gender | None = "f" if gender == "f" else "m" if gender == "m" else None
    return Figure(name, aliases, shown, None, ids, row.get("area", ""), held)


def _joined(a: Figure, b: Figure) -> Figure:
    aliases = tuple(dict.fromkeys((*a.aliases, *b.aliases)))
    return Figure(a.name, aliases, a.gender or b.gender, a.born, a.ids, a.country, (*a.offices, *b.offices))


def _day(value: str) -> date | None:
    if not value:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError(f"not a date: {value!r}; write YYYY-MM-DD") from None
