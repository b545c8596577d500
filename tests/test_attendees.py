"""Who took part in occasions is found by name and day, the latest first, as far as it is asked for. All is invented."""

from __future__ import annotations

import gzip
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

from postgres import Places
from sqlalchemy import Connection, select
from stepping import counted

from onrecord.model import Article, Extraction, Occasion
from onrecord.periods import first_day
from onrecord.record import Record, occasions
from onrecord.record import schema as tables

RECORDS = Path(__file__).parent / "data" / "records"


def _told(n: int, kind: str, day: str | None, *who: str) -> Extraction:
    held = Occasion("o1", kind, None, who, None, day, "happened", ())  # type: ignore[arg-type]
    article = Article(f"a{n}", f"{' and '.join(who)} were there, {n}.", published=date(2031, 5, 6))
    return Extraction(article, (), (held,))


def _attended(connection: Connection) -> set[tuple[str, date, int]]:
    of = tables.attendees
    rows = connection.execute(select(tables.names.c.name, of.c.day, of.c.occasion_pk).join(of))
    return {(row[0], row[1], row[2]) for row in rows}


def _printed(connection: Connection) -> set[tuple[str, date, int]]:
    rows = connection.execute(select(*tables.occasions.c["pk", "participants", "date"]))
    return {(name, first_day(row.date) or tables.NO_DAY, row.pk) for row in rows for name in row.participants}


def test_the_latest_come_first_and_what_has_no_day_last(places: Places) -> None:
    held = ["2031-05-06", None, "2031-W10", "2031-03", "2030", "2031-05-07"]
    with Record(places / "r.db") as record:
        for n, day in enumerate(held):
            record.add(_told(n, "meeting", day, "Edda Quill", "Osric Vane"))
        record.add(_told(9, "speech", "2032", "Osric Vane"))
        with record.database.connect() as connection:
            assert _attended(connection) == _printed(connection)
        expected = ["2031-05-07", "2031-05-06", "2031-W10", "2031-03", "2030", None]
        assert [h.date for h in record.occasions("Edda Quill")] == expected
        assert [h.date for h in record.occasions("Edda Quill", "Osric Vane")] == expected
        assert [h.date for h in record.occasions()] == ["2032", *expected]
        assert [h.date for h in record.occasions("quill", since="2031-03")][-1] == "2031-03"


def test_a_kind_is_what_an_occasion_is_when_all_tell_of_it(places: Places) -> None:
    with Record(places / "r.db") as record:
        record.add(_told(1, "speech", "2031-05-06", "Edda Quill"))
        record.add(_told(2, "rally", "2031-05-06", "Edda Quill", "Osric Vane"))
        (rally,) = record.occasions("Edda Quill", kind="rally")
        assert rally.articles == ("a1", "a2")
        assert record.occasions("Edda Quill", kind="speech") == []


def test_whoever_goes_takes_their_rows_along(places: Places) -> None:
    """An article is read out anew, and taken out."""
    with Record(places / "r.db") as record:
        record.add(_told(1, "meeting", "2031-05-06", "Edda Quill", "Osric Vane"))
        record.add(_told(2, "meeting", None, "Edda Quill"))
        record.replace(_told(1, "meeting", "2031-05-08", "Edda Quill", "Ines Marr"))
        with record.database.connect() as connection:
            assert _attended(connection) == _printed(connection)
        assert record.occasions("Osric Vane") == []
        record.remove("a1", by="ann")
        with record.database.connect() as connection:
            assert _attended(connection) == _printed(connection)
            assert set(connection.execute(select(tables.names.c.name)).scalars()) == {"Edda Quill"}


def test_a_record_of_before_has_them_when_it_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "before.db"
    path.write_bytes(gzip.decompress((RECORDS / "0016.db.gz").read_bytes()))
    with Record(path) as record, record.database.connect() as connection:
        assert _attended(connection) == _printed(connection) != set()


def test_the_first_ones_cost_as_much_where_there_are_many(tmp_path: Path) -> None:
    def steps(many: int) -> int:
        with Record(tmp_path / f"{many}.db") as record:
            for n in range(many):
                day = str(date(2020, 1, 1) + timedelta(days=n)) if n % 20 else None
                record.add(_told(n, "speech", day, "Edda Quill"))
            with record.database.connect() as connection, counted(connection, 10) as count:
                assert len(list(islice(occasions.latest(connection, ["Edda Quill"]), 10))) == 10
                assert len(list(islice(occasions.latest(connection), 10))) == 10
        return count[0]

    small, large = steps(60), steps(360)
    assert 0 < large < 1.5 * small
