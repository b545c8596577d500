"""Shifts and stances of a record: found over articles, at a cost in proportion to what is new, on the command line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from invented_reports import parser
from postgres import Places
from sqlalchemy import event, select, update
from typer.testing import CliRunner

from onrecord.cli import app
from onrecord.comparison.claims import claim
from onrecord.comparison.contradiction import Side
from onrecord.comparison.shifts import Shown, quoted, turned_attitude
from onrecord.model import Article, Attitude, Entity, Extraction, Party, SaidOn, Span, Speaker, Stance, Statement
from onrecord.record import Record
from onrecord.record.schema import shifts, statements

SONGS = "lullabies shanties ballads hymns madrigals carols dirges anthems arias rounds".split()


def add(
    record: Record,
    id: str,
    text: str,
    content: str,
    *,
    day: date,
    speaker: str = "Edda Quill",
    about: str | None = "Osric Vane",
    attitude: Attitude | None = None,
    said_on: str | None = None,
    shows: str | None = None,
    polarity: str = "affirmed",
) -> None:
    """An invented article with one statement: `[source] cue content`, the source being its first word."""
    text = " ".join(text.split())
    start = text.index(content)
    span = Span(start, start + len(content))
    first = speaker.split()[-1]
    source = Span(text.index(first), text.index(first) + len(first))
    entities = [Entity("e1", speaker, "person", (first,), (), (source,))]
    parties: tuple[Party, ...] = ()
    stance: tuple[Stance, ...] = ()
    if about:
        family = about.split()[-1]
        at = text.index(family, start) if family in content else start
        mention = Span(at, at + len(family))
        entities.append(Entity("e2", about, "person", (family,), (), (mention,)))
        parties = (Party(about, "person", "e2", (mention,)),)
        if attitude:
            shown = (Span(text.index(shows), text.index(shows) + len(shows)),) if shows else ()
            stance = (Stance(about, attitude, 0.9, shown),)
    said = Statement(
        id=f"{id}/0",
        kind="mixed",
        mode="speech",
        polarity=polarity,  # type: ignore[arg-type]
        source=(source,),
        cue=(Span(source.end + 1, start - 1),),
        content=(span,),
        text=content,
        speaker=Speaker(speaker, "person", "e1", 0.95, (speaker,)),
        addressee=None,
        occasion=None,
        said_on=SaidOn(said_on, None, "invented") if said_on else None,
        about=parties,
        stance=stance,
        nested_in=None,
        confidence=0.95,
    )
    article = Article(id, text, outlet="The Invented Post", published=day, url=f"https://invented/{id}")
    voice = (Stance("Osric Vane", "negative", 0.8, (Span(0, len(first)),)),)
    record.add(Extraction(article, (said,), entities=tuple(entities), voice=voice))


@pytest.fixture
def record(places: Places) -> Iterator[Record]:
    with Record(places / "shifts.db") as record:
        yield record


def _turn(record: Record) -> None:
    add(
        record,
        "then",
        "Quill called Vane a “dangerous clown” in the chamber.",
        "Vane a “dangerous clown”",
        day=date(2019, 3, 1),
        attitude="negative",
        shows="dangerous clown",
    )
    add(
        record,
        "now",
        "Quill said “I can find common ground with Vane.”",
        "“I can find common ground with Vane.”",
        day=date(2024, 9, 27),
        attitude="positive",
        shows="find common ground",
    )


def test_an_attitude_that_turned_is_a_shift(record: Record) -> None:
    _turn(record)
    record.compare()
    (shift,) = record.shifts("Edda Quill", about="Osric Vane")
    assert (shift.then.article, shift.now.article) == ("then", "now")
    assert (shift.basis, shift.about, shift.kind) == ("attitude", "Osric Vane", "full")
    assert shift.reason == (
        "then, published 1 March 2019: called ‘Vane a “dangerous clown”’; "
        "now, published 27 September 2024: said ‘I can find common ground with Vane’"
    )
    assert record.shifts("Osric Vane") == []


def test_what_contradicts_on_an_issue_is_a_shift(record: Record) -> None:
    add(record, "a", "Quill said she supported the harbour tunnel.", "she supported the harbour tunnel",
        day=date(2020, 1, 1), about=None)  # fmt: skip
    add(record, "b", "Quill said she was against the harbour tunnel.", "she was against the harbour tunnel",
        day=date(2021, 1, 1), about=None)  # fmt: skip
    record.compare()
    (shift,) = record.shifts()
    assert (shift.basis, shift.then.article, shift.now.article) == ("attitude", "a", "b")
    assert [s.about for s in record.shifts(about="the harbour tunnel")] == [shift.about]


def test_of_few_words_those_of_the_cue_tell_the_shift(record: Record) -> None:
    add(record, "a", "Quill criticized Osric Vane.", "Osric Vane", day=date(2020, 1, 1), about=None)
    add(record, "b", "Quill endorsed Osric Vane.", "Osric Vane", day=date(2021, 1, 1), about=None)
    record.compare()
    (shift,) = record.shifts()
    assert shift.basis == "content"
    assert shift.reason.startswith("then, published 1 January 2020: criticized ‘Osric Vane’; now,")


def test_what_is_only_called_the_deal_is_another_one_in_another_article(record: Record) -> None:
    add(record, "a", "Quill said she supports the deal.", "she supports the deal", day=date(2020, 1, 1), about=None)
    add(record, "b", "Quill said she opposes the deal.", "she opposes the deal", day=date(2021, 1, 1), about=None)
    record.compare()
    assert record.shifts() == []


@pytest.mark.parametrize(
    ("day", "said_on", "told"),
    [
        (date(2020, 2, 1), None, None),  # it may be told in retrospect
        (date(2020, 2, 1), "2020-02", "February 2020"),
        (date(2020, 2, 3), "2020-W06", "3 February 2020 to 9 February 2020"),
        (date(2020, 9, 1), None, "published 1 September 2020"),
    ],
)
def test_what_nothing_dates_may_have_come_first(day: date, said_on: str | None, told: str | None) -> None:
    def side(article: str, text: str, day: date, said_on: str | None) -> Side:
        read = claim(next(parser().parse([text])), text, "", "affirmed")
        return Side(article, text, "direct", read, 1.0, day, said_on is not None, None, False, "said", said_on)

    then = side("a", "Vane is a clown in every respect", date(2020, 1, 1), None)
    now = side("b", "I can find common ground with Vane", day, said_on)
    turn = turned_attitude(then, now, Shown(-0.8, "clown"), Shown(0.8, "common ground"))
    assert (turn is None) == (told is None)
    assert turn is None or turn.reason.endswith(f"; now, {told}: said ‘I can find common ground with Vane’")
    assert turned_attitude(then, now, Shown(-0.9, "clown"), Shown(0.9, "common ground")) is not None


def test_the_words_that_tell_are_shown_with_those_before_them() -> None:
    many = " ".join(["these very"] * 5)
    long = f"that after all that has been said and done in {many} long years she is not ready to support Vane"
    assert quoted("said", long, "ready to support Vane") == "said ‘… long years she is not ready to support Vane’"
    assert quoted("said", long) == f"said ‘that after all that has been said and done in {many} …’"
    assert quoted("once supported", "which", "supported") == "once supported it"


def test_whoever_is_criticized_for_one_deed_is_not_opposed_for_it(record: Record) -> None:
    add(record, "a", "Quill criticized Vane for closing the harbour.", "Vane for closing the harbour",
        day=date(2020, 1, 1), attitude="negative")  # fmt: skip
    add(record, "b", "Quill praised Vane as a great man.", "Vane as a great man", day=date(2021, 1, 1),
        attitude="positive")  # fmt: skip
    record.compare()
    assert record.shifts() == []


def test_what_another_tells_of_is_told_as_his() -> None:
    read = claim(next(parser().parse(["Vane is a clown"])), "Vane is a clown", "", "affirmed")
    then = Side("a", "Vane is a clown", "indirect", read, 1.0, date(2019, 1, 1), True, None, False, "said",
                teller="Tessa Moor")  # fmt: skip
    now = replace(then, article="b", text="I can find common ground with Vane", day=date(2020, 1, 1), teller=None)
    turn = turned_attitude(then, now, Shown(-0.9, "clown"), Shown(0.9, "common ground"))
    assert turn is not None
    assert "said ‘Vane is a clown’, as Tessa Moor tells it; now" in turn.reason


def test_a_reprint_is_no_shift(record: Record) -> None:
    text = "Quill said she was against the harbour tunnel and would never vote for it."
    said = "she was against the harbour tunnel and would never vote for it"
    add(record, "a", text, said, day=date(2020, 1, 1), attitude="negative")
    again, anew = (words.replace("harbour tunnel", "harbour- tunnel") for words in (text, said))
    add(record, "b", again, anew, day=date(2020, 1, 2), attitude="positive")
    record.compare()
    assert record.shifts() == []


def test_what_is_no_shift(record: Record) -> None:
    day, later = date(2019, 3, 1), date(2024, 9, 27)
    add(record, "then", "Quill called Vane a “clown”.", "Vane a “clown”", day=day, attitude="negative")
    praise = "“I like Vane.”"
    add(record, "other", "Moor said “I like Vane.”", praise, day=later, speaker="Tessa Moor", attitude="positive")
    add(record, "same day", "Quill said “I like Vane.”", praise, day=day, attitude="positive")
    add(record, "joke", "Quill joked “I like Vane.”", praise, day=later, attitude="positive")
    add(record, "question", "Quill asked “I like Vane?”", "“I like Vane?”", day=later, attitude="positive",
        polarity="question")  # fmt: skip
    add(record, "condition", "Quill said “If he pays, I like Vane.”", "“If he pays, I like Vane.”", day=later,
        attitude="positive")  # fmt: skip
    add(record, "others", "Quill said Moor called Vane honest.", "Moor called Vane honest", day=later,
        attitude="positive")  # fmt: skip
    record.compare()
    assert record.shifts() == []


def test_a_generation_apart_is_somebody_else(record: Record) -> None:
    add(record, "then", "Quill called Vane a “clown”.", "Vane a “clown”", day=date(1974, 3, 1), attitude="negative")
    add(record, "now", "Quill said “I like Vane.”", "“I like Vane.”", day=date(2024, 9, 27), attitude="positive")
    record.compare()
    assert record.shifts() == []


def test_what_the_author_places_in_the_past_comes_first_within_one_article(record: Record) -> None:
    text = "Quill, who once called Vane a “clown”, has changed her mind."
    add(record, "both", text, "Vane a “clown”", day=date(2024, 9, 27), attitude="negative", shows="clown")
    add(record, "now", "Quill said “I like Vane.”", "“I like Vane.”", day=date(2024, 9, 27), attitude="positive")
    record.compare()
    (shift,) = record.shifts("Quill")
    assert shift.reason.startswith("then: who once called ‘Vane a “clown”’; now, published 27 September 2024:")


def test_only_what_is_new_is_read_and_compared(record: Record) -> None:
    _turn(record)
    for n in range(10):
        add(record, f"more {n}", f"Moor said “Vane sang {SONGS[n]}.”", f"“Vane sang {SONGS[n]}.”",
            day=date(2020, 1, 1 + n), speaker="Tessa Moor")  # fmt: skip
    assert record.compare() == 12
    assert record.compare() == 0
    read: list[str] = []
    event.listen(record.database.engine, "before_cursor_execute", lambda *a: read.append(a[2]))
    add(record, "new", "Quill said Vane was “a liar”.", "Vane was “a liar”", day=date(2025, 1, 1), attitude="negative",
        shows="a liar")  # fmt: skip
    read.clear()
    assert record.compare() == 1
    assert len([s for s in read if s.startswith("INSERT INTO readings")]) == 1
    record.compare()
    assert len(record.shifts(every=True)) == 2


def test_the_surest_is_first_whatever_else_there_is_on_its_target(record: Record) -> None:
    for holder in ("Edda Quill", "Tessa Moor"):
        family = holder.split()[-1]
        add(record, f"{family} then", f"{family} called Vane a “clown”.", "Vane a “clown”", day=date(2019, 3, 1),
            speaker=holder, attitude="negative", shows="clown")  # fmt: skip
        add(record, f"{family} now", f"{family} said “I praise Vane.”", "“I praise Vane.”", day=date(2024, 9, 27),
            speaker=holder, attitude="positive", shows="praise")  # fmt: skip
    add(record, "new", "Quill said Vane was “a liar”.", "Vane was “a liar”", day=date(2025, 1, 1), attitude="negative",
        shows="a liar")  # fmt: skip
    record.compare()
    with record.database.connect(writes=True) as connection:
        key = {id: pk for pk, id in connection.execute(select(statements.c.pk, statements.c.id))}
        for then, now, score in (
            ("Quill then", "Quill now", 0.9),
            ("Moor then", "Moor now", 0.8),
            ("Quill now", "new", 0.7),
        ):
            this = (shifts.c.then_pk == key[f"{then}/0"]) & (shifts.c.now_pk == key[f"{now}/0"])
            assert connection.execute(update(shifts).where(this).values(score=score)).rowcount
    assert [(s.holder, s.score, s.others) for s in record.shifts()] == [("Edda Quill", 0.9, 1), ("Tessa Moor", 0.8, 0)]


def test_updating_costs_in_proportion_to_what_is_new(record: Record) -> None:
    """Statements that the database runs for a new article, with few and with many others in the record."""
    counts = []
    for size in (5, 30):
        for n in range(size):
            add(record, f"{size}.{n}", f"Moor said “Vane sang {SONGS[n % 10]}.”", f"“Vane sang {SONGS[n % 10]}.”",
                day=date(2020, 1, 1), speaker=f"{SONGS[n % 10].title()} Moor")  # fmt: skip
        record.compare()
        add(record, f"new {size}", "Quill said Vane was “a liar”.", "Vane was “a liar”", day=date(2025, 1, size % 28),
            attitude="negative")  # fmt: skip
        ran: list[str] = []
        event.listen(record.database.engine, "before_cursor_execute", lambda *a, ran=ran: ran.append(a[2]))
        record.compare()
        counts.append(len(ran))
    assert counts[1] <= counts[0] + 3


def test_a_merge_of_people_is_followed_and_undone(record: Record) -> None:
    add(record, "then", "Quill called Vane a “clown”.", "Vane a “clown”", day=date(2019, 3, 1), attitude="negative")
    add(record, "now", "Harbourgirl said “I like Vane.”", "“I like Vane.”", day=date(2020, 9, 27),
        speaker="Eddie Harbourgirl", attitude="positive")  # fmt: skip
    record.compare()
    assert record.shifts() == []
    people = record.people
    decision = people.merge("eddie-harbourgirl", "edda-quill")
    record.compare()
    assert len(record.shifts("Edda Quill")) == 1
    people.undo(decision.n)
    record.compare()
    assert record.shifts() == []


def test_a_changed_article_leaves_no_shift_of_its_earlier_version(record: Record) -> None:
    _turn(record)
    record.compare()
    assert len(record.shifts()) == 1
    add(record, "now", "Quill said nothing of Vane.", "nothing of Vane", day=date(2024, 9, 27))
    record.compare()
    assert record.shifts() == []


SEED = Path(__file__).parents[2] / "shared" / "seed" / "article.md"


@pytest.mark.skipif(not SEED.exists(), reason="the seed article is not here")
def test_the_seed_article(record: Record) -> None:
    import onrecord

    record.add(onrecord.read(str(SEED)))
    record.compare()
    (shift,) = record.shifts("David Lammy", about="Donald Trump")
    assert (shift.basis, shift.kind) == ("attitude", "half")  # he offers to get along with the other's running mate
    assert "dangerous clown" in shift.reason.partition("; now, 27 September 2024:")[0]
    assert "common ground" in shift.reason


def test_stance_is_a_timeline(record: Record) -> None:
    _turn(record)
    record.compare()
    values = [(p.entry.when, p.value > 0) for p in record.stance("Quill", "Osric Vane")]
    assert values == [("2019-03-01", False), ("2024-09-27", True)]
    record.compare()
    assert record.stance("Quill", "the price of fish") == []


def test_the_commands(record: Record) -> None:
    _turn(record)
    line = _run("shifts", "Edda Quill", "--db", record.path, "--format", "jsonl")[0]
    assert line["then"]["article"]["id"] == "then"
    assert line["now"]["stance"][0]["attitude"] == "positive"
    dates = [p["date"] for p in _run("stance", "Quill", "--about", "Vane", "--db", record.path, "--format", "jsonl")]
    assert dates == ["2019-03-01", "2024-09-27"]
    (tone,) = _run("voice", "the invented post", "--db", record.path, "--format", "jsonl")
    assert (tone["target"], tone["negative"], tone["words"][0]["count"]) == ("Osric Vane", 2, 2)
    table = CliRunner().invoke(app, ["shifts", "--db", str(record.path), "--format", "table"]).output
    assert "Edda Quill on Osric Vane: full flip" in table
    assert "(2019-03-01)" in table  # in brackets, as everywhere: published then, said who knows when


def test_a_record_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    for command in (["shifts"], ["stance", "Quill", "--about", "Vane"]):
        result = CliRunner().invoke(app, [*command, "--db", str(tmp_path / "none.db")])
        assert result.exit_code == 1
    assert not (tmp_path / "none.db").exists()


def _run(*arguments: object) -> list[Any]:
    result = CliRunner().invoke(app, [str(a) for a in arguments])
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]
