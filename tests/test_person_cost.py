"""What somebody said last is found by key, as fast if they have said fifty things or thousands. All is invented."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from postgres import Places
from record_strategies import invented
from sqlalchemy import insert, select
from stepping import counted

from onrecord.record import Query, Record, search
from onrecord.record.schema import NO_DAY, articles, names, parties, readings, shifts, statements

WHO = "Edda Quill"


def _grown(path: Path | str, many: int) -> Path | str:
    """A record in which one person has said so much more, on one day after the other, one in fifty without a day."""
    with Record(path) as record:
        record.add(invented())
        with record.database.connect(writes=True) as connection:
            row = dict(connection.execute(select(statements).limit(1)).mappings().one())
            (head,) = connection.execute(select(articles.c.pk)).all()
            name = connection.scalar(select(names.c.pk).where(names.c.name == WHO))
            said, played = [], []
            for n in range(many):
                day = date(2020, 1, 1) + timedelta(days=n // 3) if n % 50 else None
                more = {"pk": 1000 + n, "n": 1000 + n, "id": f"more/{n}", "first_day": day, "last_day": day}
                said.append({**row, **more, "article_pk": head.pk, "speaker_name": WHO})
                played.append({"name_pk": name, "role": "speaker", "day": day or NO_DAY, "statement_pk": 1000 + n})
            if many:
                connection.execute(insert(statements), said)
                connection.execute(insert(parties), played)
    return path


def _steps(path: Path | str) -> int:
    """What the latest take, in steps of SQLite's machine: the same on a busy machine."""
    with Record(path) as record, record.database.connect() as connection, counted(connection, 10) as count:
        assert len(search.find(connection, Query(by=WHO), 20)) == 20
    return count[0]


def test_the_latest_take_as_many_steps_in_a_large_record(tmp_path: Path) -> None:
    small, large = (_steps(_grown(tmp_path / f"{many}.db", many)) for many in (400, 4000))
    assert 0 < large < 1.2 * small


def test_they_are_those_that_a_look_at_all_finds(places: Places) -> None:
    with Record(_grown(places / "x.db", 400)) as record:
        every = [e.statement.id for e in record.find(by=WHO, limit=None)]
        days = [e.when or "" for e in record.person(WHO)]
        assert len(every) > 400
        for limit in (1, 7, 100):
            assert [e.statement.id for e in record.find(by=WHO, limit=limit)] == every[:limit]
            held = record.person(WHO, limit=limit)
            assert len(held) == limit
            assert [e.when for e in held] == sorted(e.when or "" for e in held)
            assert held[-1].when == max(days)


def test_of_many_shifts_on_one_target_only_the_surest_is_written_out(places: Places) -> None:
    with Record(_grown(places / "x.db", 60)) as record:
        with record.database.connect(writes=True) as connection:
            rest: dict[str, Any] = {
                "holder": "edda-quill",
                "target": "osric-vane",
                "name": "Osric Vane",
                "kind": "full",
                "reason": "",
            }
            rest |= {"basis": "attitude", "claim": None, "dated": True, "drawn": False, "vector": b""}
            heard = [{"statement_pk": 1000 + n, "article_pk": 1, **rest} for n in range(60)]
            connection.execute(insert(readings), [{c.name: r.get(c.name) for c in readings.c} for r in heard])
            turned = [{"then_pk": 1001 + n, "now_pk": 1031 + n, "score": 0.6 + n / 100, **rest} for n in range(20)]
            connection.execute(
                insert(shifts), [{c.name: r[c.name] for c in shifts.c if c.name != "pk"} for r in turned]
            )
        every = record.shifts(WHO, every=True)
        (surest,) = record.shifts(WHO)
    assert len(every) == 20
    assert (surest.score, surest.others) == (every[0].score, 19)
    assert surest.then == every[0].then


def test_a_day_that_a_user_decides_is_followed(places: Places) -> None:
    """The day of publication is edited: what no text dates is found by it from then on."""
    with Record(_grown(places / "x.db", 0)) as record:
        record.edit("invented-1", published="2031-05-06", by="ann")
        with record.database.connect() as connection:
            rows = connection.execute(select(statements.c.first_day, parties.c.day).join(parties)).all()
        assert all(row.day == (row.first_day or NO_DAY) for row in rows)
        assert date(2031, 5, 6) in {row.day for row in rows}
