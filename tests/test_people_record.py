"""People in a record, on the command line: merged, split, renamed, undone, and kept when an article is added anew."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from postgres import Places
from sqlalchemy import Connection
from typer.testing import CliRunner

from onrecord.cli import app
from onrecord.errors import InputError, RecordError
from onrecord.model import Article, Entity, Extraction, Span, Speaker, Statement
from onrecord.people import imported
from onrecord.people.resolution import Person
from onrecord.record import Record
from onrecord.record import people as people_of_record
from onrecord.record.people import People


def add(record: Record, id: str, text: str, *people: str) -> None:
    article = Article(id, text, outlet="The Invented Post", published=date(2016, 5, 1), url=f"https://invented/{id}")
    entities = tuple(
        Entity(f"e{n}", name, "person", (), (), (Span(0, 1),)) for n, name in enumerate([*people, "Ann Lee", "Bo Dean"])
    )
    record.add(Extraction(article, (), entities=entities))


@pytest.fixture
def db(places: Places) -> str:
    path = places / "people.db"
    with Record(path) as record:
        add(record, "one", "An invented text.", "Osric Vane")
        add(record, "two", "Another invented text.", "Grandpa Vane")
        add(record, "three", "A third invented text.", "Osric Vane", "Osric Vane Jr.")
    return path


def run(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(app, [str(a) for a in arguments])
    return result.exit_code, result.output + (str(result.exception) if result.exception else "")


def test_merge_show_undo(db: str) -> None:
    status, output = run("people", "merge", "grandpa-vane", "osric-vane", "--reason", "a nickname", "--db", db)
    assert (status, "1: grandpa-vane is osric-vane" in output) == (0, True)
    status, output = run("people", "show", "grandpa-vane", "--db", db)
    assert "3 articles" in output
    assert "a nickname" in output
    assert run("people", "undo", 1, "--db", db)[0] == 0
    assert "2 articles" in run("people", "show", "osric-vane", "--db", db)[1]
    assert "undone" in run("people", "show", "osric-vane", "--db", db)[1]
    status, output = run("people", "undo", 1, "--db", db)
    assert status == 1
    assert "undone already" in output


def test_split_and_rename(db: str) -> None:
    code, output = run("people", "split", "osric-vane", "--article", "three", "--db", db)
    assert code == 0
    assert f"onrecord people undo 1 --db {db}" in output
    assert run("people", "rename", "osric-vane~2", "Osric Vane the Younger", "--db", db)[0] == 0
    output = run("people", "show", "Osric Vane", "--db", db)[1]
    assert "osric-vane~2  Osric Vane the Younger  1 article" in output


def test_the_son_is_not_the_father(db: str) -> None:
    with Record(db) as record:
        assert {p.id: len(p.sightings) for p in People(record).persons if "osric" in p.id} == {
            "osric-vane": 2,
            "osric-vane-jr": 1,
        }


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["merge", "osric-vane", "osric-vane"], "with itself"),
        (["merge", "osric-vane", "nobody"], "no person 'nobody'"),
        (["split", "osric-vane", "--article", "nine"], "no article 'nine'"),
        (["rename", "osric-vane", "12"], "not a name"),
        (["undo", "7"], "no decision 7"),
    ],
)
def test_what_cannot_be_done_is_one_line(db: str, arguments: list[str], words: str) -> None:
    status, output = run("people", *arguments, "--db", db)
    assert status == 1
    assert words in output


def test_a_cyclic_merge_is_refused(db: str) -> None:
    with Record(db) as record:
        people = People(record)
        people.merge("grandpa-vane", "osric-vane")
        with pytest.raises(RecordError, match="one person already"):
            people.merge("osric-vane", "grandpa-vane")


def test_decisions_outlive_a_new_version_of_an_article(db: str) -> None:
    with Record(db) as record:
        People(record).merge("grandpa-vane", "osric-vane")
        add(record, "two", "Another invented text, read out anew.", "Grandpa Vane")
        people = People(record)
        assert len(people.find("osric-vane")[0].sightings) == 3
        assert people.assign() > 0
        assert people.assign() == 0


def test_who_knew_less_undoes_nothing(db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    judged = people_of_record._persons

    def meanwhile(connection: Connection) -> list[Person]:
        found = judged(connection)
        monkeypatch.undo()
        with Record(db) as other:
            add(other, "four", "A fourth invented text.", "Grandpa Vane")
            other.people.merge("grandpa-vane", "osric-vane")  # which judges all of them
        return found

    monkeypatch.setattr(people_of_record, "_persons", meanwhile)
    with Record(db) as record:
        assert record.people.assign() == 0
        assert record.people.assign() == 0


def test_who_knew_less_leaves_nobody_unjudged(db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    judged = people_of_record._persons

    def meanwhile(connection: Connection) -> list[Person]:
        found = judged(connection)
        monkeypatch.undo()
        with Record(db) as other:  # which has not come to judging yet
            add(other, "four", "A fourth invented text.", "Osric Vane")
        return found

    monkeypatch.setattr(people_of_record, "_persons", meanwhile)
    with Record(db) as record:
        assert record.people.assign() == 10
        assert record.people.assign() == 3


def test_people_of_ones_own(db: str, tmp_path: Path) -> None:
    file = tmp_path / "imported.csv"
    file.write_text(
        "name,office,area,from,to,wikidata,aliases\n"
        "Osric Vane,Mayor of Oldham Bay,XX,2010-01-01,2018-01-01,Q1,Ozzy Vane\n"
        "Osric Vane,Dean,XX,31.12.2018,,Q1,\n"
        ",Mayor,XX,,,,\n"
        "Edda Quill,Mayor,XX,2012-01-01,2011-01-01,,\n",
        "utf-8",
    )
    status, output = run("people", "import", file, "--db", db)
    assert status == 1
    for words in (f"{file}:3: not a date: '31.12.2018'", f"{file}:4: not a name", f"{file}:5: the office ends"):
        assert words in output
    assert "wikidata:Q1" in run("people", "show", "osric-vane", "--db", db)[1]
    lines = [json.loads(line) for line in run("people", "export", "--db", db)[1].splitlines()]
    vane = next(e for e in lines if e["id"] == "osric-vane")
    assert vane["properties"]["wikidataId"] == ["Q1"]


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"", "nothing in it"), (b"a,b\n1,2\n", "no column 'name'"), (b"\xff\xfe\x00", "not UTF-8")],
)
def test_files_that_cannot_be_read(tmp_path: Path, data: bytes, words: str) -> None:
    file = tmp_path / "bad.csv"
    file.write_bytes(data)
    with pytest.raises(InputError, match=words):
        imported.read(file)
    with pytest.raises(InputError):
        imported.read(tmp_path / "missing.csv")


def test_more_fields_than_columns(tmp_path: Path) -> None:
    file = tmp_path / "imported.csv"
    file.write_text("name\nAnn Lee,oops\nBo Dean\n", "utf-8")
    figures, errors = imported.read(file)
    assert [f.name for f in figures] == ["Bo Dean"]
    assert [str(e) for e in errors] == [f"{file}:2: more fields than the first line has"]


def say(record: Record, id: str, name: str) -> None:
    """An article in which somebody says that it is late."""
    text = f"{name} said it was late."
    content = (Span(len(text) - 12, len(text) - 1),)
    said = Statement(
        f"{id}/1", "indirect", "speech", "affirmed", (Span(0, len(name)),), (), content,
        "it was late", Speaker(name, "person", "e0", 0.9, (name,)), None, None, None, (), (), None, 0.9,
    )  # fmt: skip
    article = Article(id, text, outlet="The Invented Post", published=date(2016, 5, 1), url=f"https://invented/{id}")
    record.add(Extraction(article, (said,), entities=(Entity("e0", name, "person", (), (), (Span(0, len(name)),)),)))


def test_find_and_person_follow_the_decisions(places: Places) -> None:
    with Record(places / "said.db") as record:
        for id, name in (("one", "Osric Vane"), ("two", "Grandpa Vane"), ("three", "Osric Vane"), ("four", "Bo Dean")):
            say(record, id, name)
        people = People(record)
        people.assign()

        def found(by: str) -> set[str]:
            assert {e.article for e in record.person(by)} == {e.article for e in record.find(by=by)}
            return {e.article for e in record.find(by=by)}

        assert found("Osric Vane") == {"one", "three"}
        merge = people.merge("grandpa-vane", "osric-vane")
        assert found("Osric Vane") == found("Grandpa Vane") == {"one", "two", "three"}
        people.undo(merge.n)
        assert (found("Osric Vane"), found("Grandpa Vane")) == ({"one", "three"}, {"two"})
        people.split("osric-vane", ["three"])
        assert (found("osric-vane"), found("osric-vane~2")) == ({"one"}, {"three"})
        people.rename("bo-dean", "Robert Dean the Elder")
        assert found("Robert Dean the Elder") == found("Bo Dean") == {"four"}


def test_why_this_speaker(places: Places) -> None:
    db = places / "said.db"
    with Record(db) as record:
        say(record, "one", "Osric Vane")
    status, output = run("why", "one", 1, "--db", db, "--format", "table")
    assert status == 0
    assert "Osric Vane (person, 0.90)" in output
    assert "[Osric Vane] said it was late." in output
    status, output = run("why", "one/1", "--db", db)
    assert status == 0  # its number
    assert "Osric Vane" in output
    status, output = run("why", "one", "--db", db)
    assert status == 1  # no place in it
    assert "no statement" in output
    assert run("why", "one", 7, "--db", db)[0] == 1
    assert run("why", "nowhere/1-2", "--db", db)[0] == 1
