"""What there is of each outlet and month is kept by the database, and whose what a name says is, whatever is done to a
record; and pages ask for no more of a large one. All is invented."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from postgres import Places
from sqlalchemy import Connection, delete, insert, select, update
from stepping import counted
from test_played import _STEPS, _do, _said

from onrecord.errors import RecordError
from onrecord.model import Article, Extraction
from onrecord.record import Record, coverage, covered, holding, turning, whose
from onrecord.record.schema import articles, readings, shifts, statements
from onrecord.record.schema import covered as cells
from onrecord.record.schema import holders as kept

_OUTLETS = st.sampled_from(["The Tide", "THE TIDE", "Żagiel", "", None])
_DAYS = st.one_of(st.none(), st.dates(date(2029, 12, 1), date(2031, 3, 5)))


def _article(id: str, outlet: str | None, day: date | None) -> Extraction:
    return Extraction(Article(id, f"A report, {id}, of the pier.", outlet=outlet, published=day), ())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=15)
@given(steps=_STEPS, printed=st.lists(st.tuples(_OUTLETS, _DAYS), max_size=6))
def test_what_is_kept_is_what_is_there(
    places: Places, steps: list[tuple[object, ...]], printed: list[tuple[str | None, date | None]]
) -> None:
    with Record(places.emptied("r.db")) as record:
        for n, (outlet, day) in enumerate(printed):
            record.add(_article(f"b{n}", outlet, day))
        for step in steps:
            try:
                _do(record, step)
            except (RecordError, ValueError):  # there is no such article, decision or person
                continue
        for n, (outlet, day) in enumerate(reversed(printed)):
            if n % 2:
                record.remove(f"b{n}", by="ann")
            elif outlet:
                record.edit(f"b{n}", published=str(day or "2030-02-02"), outlet=outlet, by="ann")
        with record.database.connect() as connection:
            assert (covered.wrong(connection), holding.wrong(connection)) == ([], [])
            _counted(connection)


def _counted(connection: Connection) -> None:
    """What is told of outlets is what a look at all articles tells."""
    chosen = select(articles.c.pk, *articles.c["outlet", "published"]).where(articles.c.current)
    rows = connection.execute(chosen).all()
    own = Counter(connection.execute(select(statements.c.article_pk)).scalars())
    told = {c.outlet: c for c in coverage.by_outlet(connection)}
    assert set(told) == {row.outlet or None for row in rows}
    for outlet, c in told.items():
        mine = [row for row in rows if (row.outlet or None) == outlet]
        days = sorted({row.published for row in mine if row.published})
        assert (c.articles, c.statements) == (len(mine), sum(own[row.pk] for row in mine))
        assert (c.days, c.undated) == (len(days), sum(row.published is None for row in mine))
        assert (c.first, c.last) == ((days[0], days[-1]) if days else (None, None))
        assert c.months == Counter(str(row.published)[:7] for row in mine if row.published)
    extent, all = coverage.extent(connection), sorted({row.published for row in rows if row.published})
    assert (extent.articles, extent.undated) == (len(rows), sum(row.published is None for row in rows))
    assert (extent.first, extent.last) == ((all[0], all[-1]) if all else (None, None))


def test_gaps_are_those_between_days(tmp_path: Path) -> None:
    dice = random.Random(4)
    days = sorted({date(2027, 11, 3) + timedelta(days=int(900 * dice.random() ** 3)) for _ in range(90)})
    with Record(tmp_path / "r.db") as record:
        for day in days:
            record.add(_article(str(day), "The Tide", day))
        with record.database.connect() as connection:
            (tide,) = coverage.by_outlet(connection)
            (lately,) = coverage.by_outlet(connection, since="2029-01")
            months = coverage.months(connection)
    apart = [(a, b) for a, b in itertools.pairwise(days)]
    usual = sorted((b - a).days for a, b in apart)[len(apart) // 2]
    wide = sorted((g for g in apart if (g[1] - g[0]).days > max(7, 3 * usual)), key=lambda g: (g[0] - g[1], g[0]))[:5]
    one = timedelta(days=1)
    assert wide
    assert tide.gaps == tuple(coverage.Gap(a + one, b - one) for a, b in sorted(wide))
    assert months == sorted({str(day)[:7] for day in days})
    late = [day for day in days if day >= date(2029, 1, 1)]
    assert (lately.articles, lately.first, lately.days) == (len(days), days[0], len(late))
    assert min(lately.months) >= "2029-01"


def test_outlets_one_page_after_the_other(places: Places) -> None:
    with Record(places / "r.db") as record:
        for n, outlet in enumerate(["Tide"] * 3 + ["Buoy", "Anchor", "Anchor", None, "Cove"]):
            record.add(_article(f"a{n}", outlet, None))
        with record.database.connect() as connection:
            every = [c.outlet for c in coverage.by_outlet(connection)]
            assert every == ["Tide", "Anchor", None, "Buoy", "Cove"]
            paged, after = [], None
            for _ in range(3):
                found = coverage.by_outlet(connection, most=2, after=after)
                paged += [c.outlet for c in found]
                after = found[-1].outlet or ""
            assert paged == every


def test_verify_finds_what_is_kept_wrong(places: Places) -> None:
    with Record(places / "r.db") as record:
        record.add(_said("p", "Osric Vane", "Ines Marr"))
        record.compare()
        with record.database.connect(writes=True) as connection:
            connection.execute(update(cells).where(cells.c.month == covered.ALL).values(statements=7))
            connection.execute(insert(kept).values(name_pk=1, holder="nobody", held=3))
        _, work = record.verify()
        told = [p.reason for checked in work for p in checked.problems if not checked.article]
        assert told[0] == "what the record counts of no outlet (all) is not so"
        assert told[1].endswith("as 'nobody' is not what it holds")


def _turned(record: Record, many: int, seed: int = 7) -> None:
    """Statements of three people with so many shifts among them, of as many topics as chance gives."""
    dice = random.Random(seed)
    with record.database.connect(writes=True) as connection:
        (pks,) = [list(connection.execute(select(statements.c.pk)).scalars())]
        connection.execute(delete(readings))
        held = {pk: f"h{pk % 3}" for pk in pks}
        rest = {"dated": True, "drawn": False, "vector": b"", "claim": None, "day": None, "earlier": None}
        heads = dict(map(tuple, connection.execute(select(*statements.c["pk", "article_pk"]))))
        rows = [{"statement_pk": pk, "article_pk": heads[pk], "holder": held[pk], **rest} for pk in pks]
        connection.execute(insert(readings), rows)
        turned: dict[tuple[int, int, str], dict[str, object]] = {}
        while len(turned) < many:
            then, now = dice.sample(pks, 2)
            target = dice.choice(["", "x", "content:x", "y", "content:y", "z"])
            turned[then, now, target] = {
                "then_pk": then, "now_pk": now, "holder": held[now], "target": target, "name": target[-1:].upper(),
                "kind": "full", "basis": "attitude", "score": dice.choice([0.5, 0.6, 0.7, 0.8]), "reason": "",
            }  # fmt: skip
        connection.execute(insert(shifts), list(turned.values()))


@pytest.mark.parametrize("person", [None, "Osric Vane"])
@pytest.mark.parametrize("every", [False, True])
def test_the_surest_shifts_are_the_first_of_all(places: Places, person: str | None, every: bool) -> None:
    with Record(places / "r.db") as record:
        for n in range(12):
            record.add(_said(str(n), ["Osric Vane", "Ines Marr", "Edda Quill"][n % 3], "Bo Marten", times=2))
        _turned(record, 60)
        with record.database.connect() as connection:
            whole = turning.turns(connection, person, None, every=every)
            assert len(whole) > 5
            seen = set()
            for of in (1, 3, 10, 30, 60, 100):
                first = turning.turns(connection, person, None, every=every, of=of)
                assert first == whole[: len(first)]
                assert first.more or len(first) == len(whole)
                seen.add(len(first))
            assert len(seen) > 3
            about = turning.turns(connection, person, "Y", every=every)
            assert about == [t for t in whole if t.about == "Y"]


def test_whose_what_a_name_says_is(places: Places) -> None:
    with Record(places / "r.db") as record:
        record.add(_said("p", "Osric Vane", "Ines Marr", times=2))
        record.add(_said("q", "Edda Quill", "Ines Marr"))
        record.compare()
        with record.database.connect() as connection:
            spoken = whose.spoken_by(connection, "Vane")
            looked = select(readings.c.holder).where(readings.c.statement_pk.in_(spoken))
            held = select(whose.held_by(connection, "Vane").subquery())
            assert set(connection.execute(looked).scalars()) == set(connection.execute(held).scalars())
            assert connection.execute(select(kept.c.held).order_by(kept.c.held)).scalars().all() == [1, 2]


def test_what_a_page_of_outlets_asks_is_as_much_in_a_large_record(tmp_path: Path) -> None:
    """Ten times the articles of the same outlets and months take as many steps of SQLite's."""

    def steps(many: int) -> int:
        with Record(tmp_path / f"{many}.db") as record:
            record.add(_article("first", "The Tide", date(2030, 1, 1)))
            with record.database.connect(writes=True) as connection:
                head = dict(connection.execute(select(articles)).mappings().one())
                rows = [
                    {**head, "pk": n, "series": n, "story": n, "id": str(n), "outlet": f"Outlet {n % 7}",
                     "published": date(2030, 1 + n % 11, 1 + n % 5)}
                    for n in range(2, many)
                ]  # fmt: skip
                connection.execute(insert(articles), rows)
            with record.database.connect() as connection:
                coverage.extent(connection)
                with counted(connection) as taken:
                    assert len(coverage.by_outlet(connection)) == 8
                    coverage.extent(connection)
                assert covered.wrong(connection) == []
        return taken[0]

    assert steps(4000) == pytest.approx(steps(400), rel=0.05)
