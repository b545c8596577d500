"""What the record answers: by words, by name, by date."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from postgres import Places
from record_strategies import invented
from sqlalchemy import event

from onrecord.errors import RecordError
from onrecord.model import Article, Entity, Extraction, SaidOn, Span, Speaker, SpeakerType, Statement
from onrecord.periods import days
from onrecord.record import Query, Record, who
from onrecord.record.fulltext import pieces


def said(n: int, name: str | None, text: str, said_on: str | None = None, type: SpeakerType = "person") -> Extraction:
    """An invented article that is one statement and nothing else, published in 2024."""
    statement = Statement(
        id=f"a{n}/0",
        kind="indirect",
        mode="speech",
        polarity="affirmed",
        source=(),
        cue=(),
        content=(Span(0, len(text)),),
        text=text,
        speaker=Speaker(name, type),
        addressee=None,
        occasion=None,
        said_on=SaidOn(said_on, None, "test") if said_on else None,
        about=(),
        stance=(),
        nested_in=None,
        confidence=1.0,
    )
    return Extraction(Article(f"a{n}", text, published=date(2024, 1, 1 + n), outlet="Post"), (statement,))


@pytest.fixture(scope="module")
def record(module_places: Places) -> Iterator[Record]:
    record = Record(module_places / "test.db")
    named = said(5, "José Marrón", "the harbour needs Edda Quill, he said")
    named = replace(named, entities=(Entity("e", "Edda Quill", "person", (), (), (Span(18, 28),)),))
    for extraction in (
        said(0, "Edda Quill", "the pier will be rebuilt"),
        said(1, "Edda Quill", "rebuilt piers cost money", said_on="2023-W10"),
        said(2, "Ned Quill & Ann Orrin", "a woman-hating clown ran the harbour board", said_on="2020/2021"),
        said(3, "Quill campaign", "a harbour OR nothing", type="organization"),
        said(4, None, "nobody knows about the harbour", type="unknown"),
        named,
        replace(said(6, "Joanne Orrin", "no comment"), article=Article("a6", "no comment", outlet="Courier")),
    ):
        record.add(extraction)
    record.add(invented())
    yield record
    record.close()


def ids(entries: list[Any]) -> list[str]:
    return [entry.article for entry in entries]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("pier rebuilt", ["a0", "a1"]),
        ("piers rebuilt", ["a0", "a1"]),  # a word is found in its other forms,
        ('"piers will"', []),  # and a phrase as it stands
        ("HARBOURS nothing", ["a3"]),
        ('"will be rebuilt"', ["a0"]),
        ("“pier will”", ["a0"]),
        ('"rebuilt pier"', []),
        ("HARBOUR nothing", ["a3"]),
        ("harbour OR pier", []),  # "or" is a word like others: no statement holds all three
        ("harbour or nothing", ["a3"]),
        ("woman-hating", ["a2"]),
        ("hat", []),  # no piece of a word
        ("rebuil*", []),
        ('pier "', ["a0", "a1", "invented-1"]),
        ("text:pier", []),
    ],
)
def test_words_and_phrases(record: Record, text: str, found: list[str]) -> None:
    assert sorted(ids(record.find(text))) == found


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text() | st.text(alphabet="\"'*()^:-+{}[]\\ \0aORNEAT“”"))
def test_no_words_are_a_query_language(record: Record, text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        with pytest.raises(RecordError, match="is not Unicode text"):
            record.find(text + "a")
    else:
        if not any(c.isalnum() for c in text):
            with pytest.raises(ValueError, match="no words to look for"):
                record.find(text)
            return
        assert isinstance(record.find(text, by=text, about=text, outlet=text), list)
        record.articles(text)


def test_a_very_long_question_is_answered_or_refused(record: Record) -> None:
    assert record.find("harbour " * 50_000) != []
    assert record.find(" ".join(f"harbour{n}" for n in range(500))) == []
    with pytest.raises(RecordError, match="501 words are too many"):
        record.find(" ".join(f"harbour{n}" for n in range(501)))


def test_quotation_marks_and_nothing_else_mean_something() -> None:
    assert pieces('harbour "the pier" x"y z"') == [("harbour", False), ("the pier", True), ("x", False), ("y z", True)]
    assert pieces("NEAR(a b)") == [("NEAR(a", False), ("b)", False)]
    assert pieces("… – “”") == []


@pytest.mark.parametrize(
    ("by", "found"),
    [
        ("Edda Quill", ["a0", "a1", "invented-1", "invented-1"]),
        ("edda quill", ["a0", "a1", "invented-1", "invented-1"]),
        ("Mayor Edda Quill", ["a0", "a1", "invented-1", "invented-1"]),
        ("Quill", ["a0", "a1", "a2", "invented-1", "invented-1"]),
        ("Ann Orrin", ["a2"]),
        ("Ann", []),  # not Joanne
        ("Orrin", ["a2", "a6"]),
        ("the Quill campaign", ["a3"]),
        ("campaign", []),
        ("Jose Marron", ["a5"]),
        ("marrón", ["a5"]),
        ("Q", []),
        ("%", []),
    ],
)
def test_by_name(record: Record, by: str, found: list[str]) -> None:
    assert sorted(ids(record.find(by=by))) == found


@pytest.mark.parametrize(
    ("query", "name", "same"),
    [
        ("Donald Trump", "Donald J. Trump", True),
        ("Donald J. Trump", "Donald Trump", True),
        ("Donald Trump", "Donald Trump Jr.", False),
        ("Donald Trump Jr", "Donald Trump Jr.", True),
        ("Trump", "Donald Trump Jr.", True),
        ("Donald Trump", "Trump", False),
        ("Donald Trump", "Melania Trump", False),
        ("Sen. Bernie Sanders", "Bernie Sanders", True),
        ("Joe Biden", "Joseph Biden", True),
        ("Ursula von der Leyen", "Ursula von der Leyen", True),
        ("von der Leyen", "Ursula von der Leyen", True),
        ("J.D. Vance", "J. D. Vance", True),
        ("Ann", "Joanne Smith", False),
        ("smith", "Ann Smith-Jones", False),
        ("Mrs. Clinton", "Hillary Clinton", True),
        ("Mrs. Clinton", "Bill Clinton", False),
    ],
)
def test_a_name_means_a_person(query: str, name: str, same: bool) -> None:
    assert who.means(query, name, "person") is same
    if same:
        assert who.key(name, "person") in who.keys(query)


@given(st.text(max_size=12), st.text(max_size=12), st.sampled_from(["person", "organization"]))
def test_what_is_meant_is_found_by_its_key(query: str, name: str, type: str) -> None:
    assert who.means(name, name, type)
    if who.means(query, name, type):
        assert who.key(name, type) in who.keys(query)


def test_about_is_what_the_statement_is_about_or_names(record: Record) -> None:
    assert ids(record.find(about="Osric Vane")) == ["invented-1"]
    assert ids(record.find(about="Quill")) == ["a5"]
    assert ids(record.find(by="José Marrón", about="Edda Quill")) == ["a5"]
    assert record.find(by="Edda Quill", about="Edda Quill") == []


def test_a_timeline_begins_with_the_earliest_and_ends_with_the_undated(record: Record) -> None:
    entries = record.person("Quill")
    assert [entry.when for entry in entries] == ["2020/2021", "2023-W10", "2024-01-01", "2024-09-24", "2024-09-26"]
    assert ids(record.person("Quill", limit=2)) == ["invented-1", "invented-1"]
    assert [entry.when for entry in record.person("Orrin")] == ["2020/2021", None]
    assert ids(record.person("Edda Quill", about="Vane")) == ["invented-1"]


@pytest.mark.parametrize(
    ("since", "until", "found"),
    [
        ("2024-09-26", None, ["invented-1", "invented-1"]),
        ("2024-09", None, ["invented-1", "invented-1", "invented-1"]),
        (None, "2023", ["a1", "a2"]),
        (None, "2020-06-30", ["a2"]),  # some time in 2020 or 2021
        ("2021-12", "2023-03-06", ["a1", "a2"]),
        ("2023-W10", "2023-W10", ["a1"]),
        ("2024-01-01", "2024-01-02", ["a0"]),  # a1 was published then, but said before
        ("2025", None, []),
        ("2024", "2020", []),
    ],
)
def test_since_and_until_are_periods_with_both_ends_in(
    record: Record, since: str | None, until: str | None, found: list[str]
) -> None:
    assert sorted(ids(record.find(since=since, until=until))) == found


@pytest.mark.parametrize("value", ["yesterday", "2024-13", "24", "2024-02-30", "", "2024-W54", "０"])
def test_what_is_no_date_is_refused(record: Record, value: str) -> None:
    with pytest.raises(ValueError, match="not a date"):
        record.find(since=value)


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2024-09-25", "2024-09-25", "2024-09-25"),
        ("2024-W39", "2024-09-23", "2024-09-29"),
        ("2020-W53", "2020-12-28", "2021-01-03"),
        ("2024-W39-3", "2024-09-25", "2024-09-25"),
        ("2005/2007-06", "2005-01-01", "2007-06-30"),
        ("9999-W52", "9999-12-27", None),
    ],
)
def test_periods(value: str, first: str, last: str | None) -> None:
    expected = (date.fromisoformat(first), date.fromisoformat(last)) if last else None
    assert days(value) == expected


@pytest.mark.parametrize("value", ["0000", "2024-02-30", "2025/2024", "2024/", "/2024", "20000", "PAST_REF", "2024-1"])
def test_what_is_no_period(value: str) -> None:
    assert days(value) is None


def test_outlet_kind_and_limit(record: Record) -> None:
    assert ids(record.find(outlet="COURIER")) == ["a6"]
    assert [entry.statement.kind for entry in record.find(kind="mixed")] == ["mixed"]
    assert len(record.find(limit=2)) == 2
    assert record.count(Query()) == len(record.find(limit=None)) == 10
    assert record.count(Query("harbour", by="Quill")) == len(record.find("harbour", by="Quill")) == 2


def test_the_latest_come_first_without_words(record: Record) -> None:
    assert ids(record.find())[:4] == ["invented-1", "invented-1", "invented-1", "a5"]
    assert ids(record.find())[-1] == "a6"


def test_an_entry_brings_its_source(record: Record) -> None:
    (entry,) = record.find("rebuild", by="Quill")
    assert entry.statement == invented().statements[1]
    assert (entry.title, entry.outlet) == ("Mayor and rival trade insults over pier", "The Saltmarsh Courier")
    assert (entry.url, entry.published) == ("https://courier.example/pier", date(2024, 9, 26))


_MAY_BE_SCANNED = ("INDEX", "CONSTANT", "decisions", "anon_")  # decisions are few, and so is what a limit leaves


@pytest.mark.parametrize(
    "asked",
    [
        {"text": "pier"},
        {"by": "Edda Quill"},
        {"about": "Vane"},
        {"text": "pier", "by": "Quill"},
        {"since": "2024-09-26"},
    ],
    ids=str,
)
def test_questions_are_answered_from_indexes(tmp_path: Path, asked: dict[str, str]) -> None:
    record = Record(tmp_path / "plan.db")
    for n in range(100):
        record.add(invented(id=str(n), url=str(n), sha256=str(n), published=date(2000 + n % 20, 1, 1)))
    plans: list[str] = []

    def explain(connection: object, cursor: Any, sql: str, parameters: Any, *rest: object) -> None:
        if sql.startswith("SELECT"):
            plans.extend(row[3] for row in cursor.connection.execute(f"EXPLAIN QUERY PLAN {sql}", parameters))

    event.listen(record.database.engine, "before_cursor_execute", explain)
    record.find(**asked)  # type: ignore[arg-type]
    record.count(Query(**asked))  # type: ignore[arg-type]
    record.known(invented().article)
    record.add(invented(id="new", url="new"))
    record.article("new")
    scans = [step for step in plans if step.startswith("SCAN") and not any(w in step for w in _MAY_BE_SCANNED)]
    assert plans
    assert not scans, plans
