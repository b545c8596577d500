"""How often a name speaks and is spoken of is kept by the database, whatever is done to a record. All is invented."""

from __future__ import annotations

import gzip
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from postgres import Places
from record_strategies import invented
from sqlalchemy import func, select, update
from stepping import counted

from onrecord.errors import RecordError
from onrecord.model import Article, Entity, Extraction, Party, Span, Speaker
from onrecord.people.names import slug
from onrecord.record import Record, behind, migrations, played, profile
from onrecord.record.schema import NOT_YET, articles, compared
from onrecord.record.schema import played as kept

RECORDS = Path(__file__).parent / "data" / "records"
PEOPLE = ("Edda Quill", "Osric Vane", "Ines Marr")


def _said(id: str, who: str, about: str, version: int = 0, times: int = 1) -> Extraction:
    words = f"The pier is shut, said {who} of {about}."
    text = "\n".join([f"Report {version}."] + [words] * times)
    article = Article(f"a-{id}", text, url=f"https://herald.example/{id}")
    said, entities = [], []
    for n in range(times):
        at = text.index(words) + n * (len(words) + 1)
        name = Span(at + words.index(who), at + words.index(who) + len(who))
        content = Span(at, at + len("The pier is shut"))
        said.append(
            replace(
                invented().statements[0],
                id=f"a-{id}/{n + 1}",
                source=(name,),
                cue=(),
                content=(content,),
                text="The pier is shut",
                speaker=Speaker(who, "person", "e1", 0.9),
                addressee=None,
                occasion=None,
                said_on=None,
                about=(Party(about, "person", None, ()),),
                stance=(),
                nested_in=None,
            )
        )
        entities.append(name)
    return Extraction(article, tuple(said), (), (Entity("e1", who, "person", (), (), tuple(entities)),))


_NAMES = st.sampled_from(PEOPLE)
_IDS = st.sampled_from("pqr")
_STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), _IDS, _NAMES, _NAMES, st.integers(0, 2), st.integers(1, 3)),
        st.tuples(st.just("replace"), _IDS, _NAMES, _NAMES, st.integers(0, 3)),
        st.tuples(st.just("remove"), _IDS),
        st.tuples(st.just("correct"), _IDS, _NAMES),
        st.tuples(st.just("reject"), _IDS),
        st.tuples(st.just("edit"), _IDS),
        st.tuples(st.just("undo"), st.integers(1, 6)),
        st.tuples(st.just("merge"), _NAMES, _NAMES),
        st.tuples(st.just("compare")),
    ),
    max_size=9,
)


def _do(record: Record, step: tuple[object, ...]) -> None:
    match step:
        case "add", str(id), str(who), str(about), int(version), int(times):
            record.add(_said(id, who, about, version, times))
        case "replace", str(id), str(who), str(about), int(times):
            text = record.article(f"a-{id}").article.text
            other = _said(id, who, about, 0, times)
            record.replace(Extraction(Article(f"a-{id}", text, url=other.article.url), other.statements[:times]))
        case "remove", str(id):
            record.remove(f"a-{id}", by="ann")
        case "correct", str(id), str(who):
            record.correct(f"a-{id}/1", speaker=who, by="ann")
        case "reject", str(id):
            record.correct(f"a-{id}/1", reject=True, by="ann")
        case "edit", str(id):
            record.edit(f"a-{id}", published="2031-05-06", by="ann")
        case "undo", int(n):
            record.undo(n)
        case "merge", str(one), str(other):
            record.people.assign()
            record.people.merge(slug(one), slug(other), by="ann")
        case _:
            record.compare()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
@given(steps=_STEPS)
def test_what_is_kept_is_what_is_there(places: Places, steps: list[tuple[object, ...]]) -> None:
    with Record(places.emptied("r.db")) as record:
        for step in steps:
            try:
                _do(record, step)
            except (RecordError, ValueError):  # there is no such article, decision or person
                continue
        with record.database.connect() as connection:
            assert played.wrong(connection) == []
            every = set(connection.execute(select(articles.c.pk)).scalars())
            assert set(connection.execute(select(compared.c.article_pk)).scalars()) == every
            current = select(articles.c.pk).join(compared).where(articles.c.current)
            waiting = connection.execute(current.where(compared.c.decisions == NOT_YET)).all()
            assert behind.count(connection) >= len(waiting)
        record.compare()
        with record.database.connect() as connection:
            assert behind.count(connection) == 0


def test_everybody_is_ranked_by_what_is_kept(places: Places) -> None:
    with Record(places / "r.db") as record:
        record.add(_said("p", "Osric Vane", "Ines Marr", times=3))
        record.add(_said("q", "Edda Quill", "Osric Vane"))
        with record.database.connect() as connection:
            found = profile.everybody(connection)
            assert [(n.name, n.says, n.spoken_of) for n in found] == [
                ("Osric Vane", 3, 1),
                ("Edda Quill", 1, 0),
                ("Ines Marr", 0, 3),
            ]
            assert [n.name for n in profile.everybody(connection, "quill")] == ["Edda Quill"]
            assert [n.name for n in profile.everybody(connection, most=1)] == ["Osric Vane"]
            (vane,) = profile.namesakes(connection, "Vane")
            assert (vane.says, vane.spoken_of) == (3, 1)


def test_verify_finds_a_count_that_is_wrong(places: Places) -> None:
    with Record(places / "r.db") as record:
        record.add(_said("p", "Osric Vane", "Ines Marr"))
        with record.database.connect(writes=True) as connection:
            connection.execute(update(kept).where(kept.c.role == "speaker").values(held=7))
        _, work = record.verify()
        (problem,) = [p for checked in work for p in checked.problems if not checked.article]
        assert problem.fault == "damaged"
        assert problem.reason == "the record counts 7 statements by Osric Vane, and holds 1"


def test_a_record_of_before_is_counted_when_it_is_opened_and_goes_back(tmp_path: Path) -> None:
    from alembic import command
    from alembic.config import Config

    path = tmp_path / "before.db"
    path.write_bytes(gzip.decompress((RECORDS / "0017.db.gz").read_bytes()))
    with closing(sqlite3.connect(path)) as before:
        rows = sorted(before.execute("SELECT * FROM compared"))
    with Record(path) as record:
        with record.database.connect() as connection:
            assert played.wrong(connection) == []
            assert connection.scalar(select(func.sum(kept.c.held))) or 0 > 0
            many = connection.scalar(select(func.count()).select_from(articles))
            assert connection.scalar(select(func.count()).select_from(compared)) == many
        with record.database.connect(writes=True) as connection:
            config = Config()
            config.set_main_option("script_location", str(Path(migrations.__file__).parent))
            config.attributes["connection"] = connection
            command.downgrade(config, "0017")
    with closing(sqlite3.connect(path)) as after:
        assert sorted(after.execute("SELECT * FROM compared")) == rows
        assert not after.execute("SELECT name FROM sqlite_master WHERE name LIKE 'played%'").fetchall()


def test_how_far_comparison_is_behind_costs_the_same_where_all_is_compared(tmp_path: Path) -> None:
    def steps(many: int) -> int:
        with Record(tmp_path / f"{many}.db") as record:
            for n in range(many):
                record.add(_said(str(n), PEOPLE[n % 3], PEOPLE[0]))
            with record.database.connect(writes=True) as connection:
                connection.execute(update(compared).values(decisions=0))
            with record.database.connect() as connection, counted(connection) as taken:
                assert behind.count(connection) == 0
        return taken[0]

    assert steps(200) == pytest.approx(steps(20), abs=20)
