"""What users decide: it holds wherever the record is asked, outlives models and versions, and is undone exactly."""

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
from record_strategies import TEXT, invented, span_of
from sqlalchemy import select

from onrecord.errors import RecordError
from onrecord.model import Article, Extraction, MadeBy, SaidOn, Span, Statement
from onrecord.record import Record
from onrecord.record.decided import corrections
from onrecord.record.schema import decisions, originals


@pytest.fixture
def record(places: Places) -> Iterator[Record]:
    with Record(places / "decided.db") as record:
        yield record


def read(**changes: object) -> Extraction:
    """The invented report with ids as an extractor gives them."""
    extraction = invented(**changes)
    said = tuple(
        replace(s, id=f"{extraction.article.id}/{s.content[0].start}-{s.content[-1].end}")
        for s in extraction.statements
    )
    return replace(extraction, statements=said)


def state(record: Record) -> dict[str, Any]:
    """All that a record answers, but for the keys of its rows."""
    names = ("Edda Quill", "Osric Vane", "Wren Abbot", "Pell Orrin", "unknown")
    return {
        "articles": [record.article(head.id) for head in record.articles()],
        "found": sorted(record.find(limit=None), key=str),
        "words": {w: sorted(record.find(w), key=str) for w in ("pier", "pirate", "plot")},
        "by": {n: sorted(e.statement.id for e in record.find(by=n)) for n in names},
        "about": {n: sorted(e.statement.id for e in record.find(about=n)) for n in names},
        "days": {d: sorted(e.statement.id for e in record.find(since=d, until=d)) for d in ("2024-09", "2019", "2020")},
        "line": {n: [e.when for e in record.person(n)] for n in names},
        "count": record.counts(),
        "waiting": [d.n for d in record.decisions() if d.waiting],
    }


def test_a_corrected_speaker_is_the_speaker_everywhere_until_it_is_undone(record: Record) -> None:
    record.add(read())
    before = state(record)
    decision = record.correct("invented-1", 3, speaker="Wren Abbot", by="ann", reason="heard it")
    assert (decision.kind, decision.by, decision.reason, decision.waiting) == ("correct", "ann", "heard it", False)
    (entry,) = record.find(by="Wren Abbot")
    assert entry.statement.corrected == ("speaker",)
    assert (entry.statement.speaker.name, entry.statement.speaker.type) == ("Wren Abbot", "person")
    assert record.find(by="Osric Vane") == []
    assert record.person("Wren Abbot") == [entry]
    assert record.article("invented-1").statements[2] == entry.statement
    undone = record.undo(decision.n)
    assert undone.undone_at
    assert state(record) == before
    assert record.decisions() == [undone]
    with pytest.raises(RecordError, match="undone already"):
        record.undo(decision.n)
    with pytest.raises(RecordError, match="no decision 7"):
        record.undo(7)


def test_a_name_of_the_article_is_whom_it_is_there(record: Record) -> None:
    record.add(read())
    record.correct("invented-1", 3, speaker="Quill")
    speaker = record.article("invented-1").statements[2].speaker
    assert (speaker.name, speaker.type, speaker.entity, speaker.confidence) == ("Edda Quill", "person", "e1", 1.0)
    record.correct("invented-1", 3, speaker="unknown")
    assert [e.statement.text for e in record.find(by="unknown")] == ["the mayor had lost the plot"]


def test_every_field_can_be_corrected(record: Record) -> None:
    record.add(read())
    record.correct(
        "invented-1/2",
        said_on="2019",
        addressee="Osric Vane",
        kind="mixed",
        mode="writing",
        polarity="hypothetical",
        about=["Osric Vane", "the Saltmarsh Council"],
        attitude={"Vane": "negative"},
        content="will rebuild the pier",
        confirm=True,
    )
    said = record.article("invented-1").statements[1]
    assert said.said_on == SaidOn("2019", None, "corrected")
    assert said.addressee
    assert (said.addressee.name, said.addressee.entity) == ("Osric Vane", "e2")
    assert (said.kind, said.mode, said.polarity) == ("mixed", "writing", "hypothetical")
    assert [(p.name, p.type) for p in said.about] == [
        ("Osric Vane", "person"),
        ("the Saltmarsh Council", "organization"),
    ]
    assert [(s.target, s.attitude) for s in said.stance] == [("Vane", "negative")]
    assert (said.text, said.content) == ("will rebuild the pier", (span_of("will rebuild the pier"),))
    assert (said.confirmed, said.confidence) == (True, 1.0)
    assert set(said.corrected) == {
        *("said_on", "addressee", "kind", "mode", "polarity", "about", "stance", "content"),
    }
    assert record.find("whatever") == []
    assert [e.statement for e in record.find("rebuild", since="2019", until="2019", confirmed=True)] == [said]


def test_words_of_a_content_are_found_however_their_marks_are_typed(record: Record) -> None:
    record.add(read())
    record.correct("invented-1/1", content='a "harbour   pirate"')
    said = record.article("invented-1").statements[0]
    assert (said.text, said.kind) == ("a “harbour pirate”", "mixed")
    with pytest.raises(RecordError, match="does not say 'a river pirate'"):
        record.correct("invented-1/1", content="a river pirate")
    assert len(record.decisions()) == 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "nothing is corrected"),
        ({"said_on": "yesterday"}, "not a date"),
        ({"kind": "loud"}, "'loud' is none of direct, mixed, indirect"),
        ({"attitude": {"Vane": "cross"}}, "'cross' is none of"),
        ({"reject": True, "speaker": "Vane"}, "no other correction"),
        ({"content": " "}, "no words"),
    ],
)
def test_what_cannot_be_is_refused(record: Record, fields: dict[str, Any], words: str) -> None:
    record.add(read())
    with pytest.raises(ValueError, match=words):
        record.correct("invented-1/1", **fields)
    with pytest.raises(ValueError, match="not a day"):
        record.edit("invented-1", published="2024-13-01")
    assert record.decisions() == []


def test_what_is_rejected_is_nowhere_and_the_others_keep_their_numbers(record: Record) -> None:
    record.add(read())
    before, third = state(record), record.statement("invented-1/3")
    decision = record.correct("invented-1/2", reject=True)
    assert (decision.kind, decision.words) == ("reject", "“We will rebuild the pier,” … “Whatever it costs.”")
    assert record.find("rebuild") == []
    assert record.counts().statements == 2
    assert [s.text for s in record.article("invented-1").statements] == [
        "as a “harbour pirate”",
        "the mayor had lost the plot",
    ]
    assert record.statement("invented-1/3") == third
    assert record.numbers("invented-1") == {
        s.id: n for s, n in zip(record.article("invented-1").statements, (1, 3), strict=True)
    }
    with pytest.raises(RecordError, match="was rejected"):
        record.statement("invented-1/2")
    with pytest.raises(RecordError, match="was rejected"):
        record.correct(decision.subject, speaker="Vane")
    record.undo(decision.n)
    assert state(record) == before


def test_of_two_decisions_on_a_field_the_later_holds_and_its_undoing_restores_the_earlier(record: Record) -> None:
    record.add(read())
    first = record.correct("invented-1/3", speaker="Wren Abbot", said_on="2020")
    second = record.correct("invented-1/3", speaker="Pell Orrin")
    third = record.correct("invented-1/3", reject=True)
    for last, speaker in ((third, "Pell Orrin"), (second, "Wren Abbot"), (first, "Osric Vane")):
        record.undo(last.n)
        said = record.statement("invented-1/3").statement
        assert said.speaker.name == speaker
        assert (said.said_on is not None) == (last is not first)


def test_decisions_outlive_another_reading(record: Record) -> None:
    extraction = read()
    record.add(extraction)
    record.correct("invented-1/3", speaker="Wren Abbot")
    record.correct("invented-1/1", confirm=True)
    first, second, third = extraction.statements
    # A later model: another first statement, the last begins a word earlier, and the confirmed one has other words.
    earlier = Span(third.content[0].start - 5, third.content[0].end)
    third = replace(third, id="invented-1/x", content=(earlier,), text=TEXT[earlier.start : earlier.end])
    wider = replace(first, content=(span_of("Osric Vane on Tuesday as a “harbour pirate”"),), text="otherwise")
    record.replace(replace(extraction, statements=(second, third, wider)))
    assert record.statement("invented-1/2").statement.speaker.name == "Wren Abbot"
    assert [d.waiting for d in record.decisions()] == [False, True]
    assert not record.statement("invented-1/3").statement.confirmed
    record.replace(replace(extraction, statements=(second,)))
    assert [d.waiting for d in record.decisions()] == [True, True]
    record.replace(extraction)
    assert [d.waiting for d in record.decisions()] == [False, False]
    assert record.statement("invented-1/3").statement.speaker.name == "Wren Abbot"
    assert record.statement("invented-1/1").statement.confirmed


def test_decisions_outlive_a_new_version_by_their_words(record: Record) -> None:
    record.add(read())
    record.correct("invented-1/3", speaker="Wren Abbot")
    reject = record.correct("invented-1/1", reject=True)
    record.edit("invented-1", outlet="The Saltmarsh Herald")
    text = "Updated on Friday.\n\n" + TEXT.replace("harbour pirate", "river pirate")
    moved = tuple(replace(s, **_moved(s, text)) for s in read().statements)
    article = replace(read().article, id="invented-2", text=text, sha256="cd" * 32)
    record.add(Extraction(article, moved, entities=read().entities))
    assert record.statement("invented-2/3").statement.speaker.name == "Wren Abbot"
    assert record.article("invented-2").article.outlet == "The Saltmarsh Herald"
    # Other words are another statement: it waits.
    assert [d.waiting for d in record.decisions()] == [False, True, False]
    assert record.statement("invented-2/1").statement.text == "as a “river pirate”"
    # The earlier version has the decision, and is restored with it.
    assert len(record.article("invented-1", 1).statements) == 2
    record.undo(reject.n)
    assert len(record.article("invented-1", 1).statements) == 3


def _moved(said: Statement, text: str) -> dict[str, Any]:
    shift = len("Updated on Friday.\n\n")
    if "harbour" in said.text:
        words = said.text.replace("harbour", "river")
        return {"content": (span_of(words, text),), "text": words, "source": (), "cue": ()}
    after = shift - 2  # "river" is two letters shorter
    return {
        "content": tuple(Span(a + after, b + after) for a, b in said.content),
        "source": (),
        "cue": (),
        "id": said.id.replace("invented-1", "invented-2"),
    }


def test_which_of_several_equal_contents_is_told_by_what_stands_around_them(record: Record) -> None:
    def three(text: str) -> Extraction:
        places = [n for n in range(len(text)) if text.startswith("“Yes”", n)]
        said = read().statements[2]
        return Extraction(
            Article("yes", text, url="https://courier.example/yes"),
            tuple(
                replace(said, id=f"yes/{n}", source=(), cue=(), content=(Span(n, n + 5),), text="“Yes”") for n in places
            ),
        )

    record.add(three("“Yes”, said the mayor. “Yes”, said the clerk. “Yes”, said the baker."))
    record.correct("yes/2", speaker="Pell Orrin")
    record.add(three("It was late. “Yes”, said the baker. “Yes”, said the mayor. “Yes”, said the clerk."))
    assert [s.speaker.name for s in record.article("yes").statements] == ["Osric Vane", "Osric Vane", "Pell Orrin"]
    record.add(three("“Yes”, they said. “Yes”, they said."))
    assert [d.waiting for d in record.decisions()] == [True]


def test_an_edited_article_is_dated_and_found_by_its_new_head(record: Record) -> None:
    record.add(read())
    before = state(record)
    decision = record.edit("invented-1", published="2020-01-02", outlet="The Herald", byline="", title="Pirates")
    article = record.article("invented-1").article
    assert (article.title, article.byline, article.outlet, article.published) == (
        *("Pirates", None, "The Herald", date(2020, 1, 2)),
    )
    assert article.corrected == ("title", "byline", "outlet", "published")
    assert len(record.find(outlet="the herald")) == 3
    assert len(record.find(since="2020", until="2020")) == 2  # one is dated by the text
    assert [head.id for head in record.articles("pirates")] == ["invented-1"]
    # The same article as it was first read is the same, whatever was edited.
    again = invented(sha256="cd" * 32, id="cdcd")
    assert record.add(again).status == "unchanged"
    record.undo(decision.n)
    assert state(record) == before


def test_removal_is_for_good_and_says_so(record: Record, tmp_path: Path) -> None:
    page = tmp_path / "pier.txt"
    page.write_text(TEXT, "utf-8")
    import onrecord

    article = onrecord.read(page)
    record.add(Extraction(article, read().statements, entities=read().entities))
    record.add(invented(id="other", url="https://post.example", sha256="ef" * 32, text="An invented note on a pier."))
    record.correct(f"{article.id}/1", speaker="Wren Abbot", reason="heard it")
    decision = record.remove(article.id, keep_hash=True, by="ann", reason="asked to")
    assert [head.id for head in record.articles()] == ["other"]
    with pytest.raises(RecordError, match="no article"):
        record.article(article.id)
    with record.database.connect() as connection:
        assert connection.execute(select(originals.c.sha256)).all() == []
    assert [(d.kind, d.words, d.reason) for d in record.decisions()] == [
        ("correct", None, "heard it"),
        ("remove", None, "asked to"),
    ]
    assert record.add(onrecord.read(page)).status == "removed"
    with pytest.raises(RecordError, match="cannot be had back"):
        record.undo(1)
    record.undo(decision.n)  # it may be added again
    assert record.add(Extraction(article, ())).status == "added"
    second = record.remove(article.id)
    with pytest.raises(RecordError, match="for good"):
        record.undo(second.n)


def test_no_word_of_a_removed_article_is_left_in_the_file(tmp_path: Path) -> None:
    record = Record(tmp_path / "decided.db")  # SQLite's own: a server's files are the server's
    record.add(read())
    record.add(invented(id="other", url="https://post.example", sha256="ef" * 32, text="An invented note."))
    secret = TEXT.replace("harbour", "Zanzibarian")
    later = replace(read().article, text=secret, title="Zanzibarian pirates", sha256="cd" * 32)
    record.add(Extraction(later, read().statements))
    record.correct("invented-1/1", content="Zanzibarian", about=["Zanzibarian Pirates"])
    record.remove("invented-1")
    record.close()
    for file in tmp_path.glob("decided.db*"):
        assert b"zanzibarian" not in file.read_bytes().lower(), file


def printing(id: str) -> Extraction:
    """An invented story with one statement, as an outlet prints it."""
    text = f"{id}: " + " ".join(f"word{n}" for n in range(60)) + " “We will rebuild the pier.”"
    said = replace(read().statements[2], content=(span_of("“We will rebuild the pier.”", text),), source=(), cue=())
    said = replace(said, id=f"{id}/1-2", text="“We will rebuild the pier.”", speaker=replace(said.speaker, chain=()))
    return Extraction(Article(id, text, url=f"https://{id}.example", outlet=id), (said,))


def test_a_decision_holds_in_all_printings_of_its_words(record: Record) -> None:
    record.add(printing("one"))
    record.add(printing("two"))
    speaker = record.correct("two/1", speaker="Wren Abbot")
    record.add(printing("three"))
    (entry,) = record.find(by="Wren Abbot")
    assert [copy.article for copy in entry.also_in] == ["two", "three"]
    assert record.find(by="Osric Vane") == []
    rejected = record.correct("one/1", reject=True)
    record.add(printing("four"))
    assert record.find() == []
    assert [d.waiting for d in record.decisions()] == [False, False]
    record.undo(rejected.n)
    assert [len(e.also_in) for e in record.find(by="Wren Abbot")] == [3]
    record.undo(speaker.n)
    assert [len(e.also_in) for e in record.find(by="Osric Vane")] == [3]
    record.remove("two")
    assert [d.what for d in record.decisions()] == ["speaker: Wren Abbot", "rejected", "removed for good"]


def test_a_printing_that_gives_the_words_to_somebody_else_is_left_as_it_is(record: Record) -> None:
    record.add(printing("one"))
    two = printing("two")
    other = replace(two.statements[0], speaker=replace(two.statements[0].speaker, name="Edda Quill"))
    record.add(replace(two, statements=(other,)))
    record.correct("one/1", speaker="Wren Abbot")
    assert record.statement("two/1").statement == other


def test_a_removed_article_leaves_its_reprints_whole(record: Record) -> None:
    for id in ("one", "two", "three"):
        record.add(printing(id))
    assert record.counts().statements == 1
    record.remove("one")
    assert record.counts().statements == 1
    assert [len(story) for story in record.stories()] == [2]


# --------------------------------------------------------------------------------------------- any sequence

FIRST = read()
_A, _B, _C = FIRST.statements
SECOND = replace(
    FIRST,
    statements=(
        replace(_A, speaker=_C.speaker, confidence=0.9),
        replace(_C, said_on=SaidOn("2024-09-20", None, "weekday")),
    ),
)
STEPS = st.one_of(
    st.tuples(
        st.just("correct"),
        st.integers(0, 2),
        st.sampled_from(
            [
                {"speaker": "Wren Abbot"},
                {"speaker": "unknown"},
                {"speaker": "Quill", "said_on": "2019"},
                {"said_on": "2020-01-02", "kind": "direct"},
                {"about": ["Pell Orrin"], "attitude": {"Pell Orrin": "positive"}},
                {"content": "harbour pirate"},
                {"content": "plot"},
                {"confirm": True},
                {"reject": True},
            ]
        ),
    ),
    st.tuples(st.just("edit"), st.sampled_from([{"published": "2020-05-06"}, {"outlet": "Herald"}, {"published": ""}])),
    st.tuples(st.just("undo"), st.integers(1, 8)),
    st.tuples(st.just("read"), st.sampled_from(["first", "second"])),
)


@settings(
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture], deadline=None, max_examples=25
)
@given(st.lists(STEPS, max_size=9))
def test_any_sequence_equals_the_standing_decisions_over_what_was_read_last(
    module_places: Places, steps: list[Any]
) -> None:
    last = FIRST
    with Record(module_places.emptied("lived.db")) as lived, Record(module_places.emptied("fresh.db")) as fresh:
        lived.add(FIRST)
        for what, *rest in steps:
            try:
                if what == "correct":
                    lived.correct(FIRST.statements[rest[0]].id, **rest[1])
                elif what == "edit":
                    lived.edit("invented-1", **rest[0])
                elif what == "undo":
                    lived.undo(rest[0])
                else:
                    last = FIRST if rest[0] == "first" else SECOND
                    lived.replace(replace(last, article=lived.article("invented-1").article))
            except RecordError:  # no such decision, or statement
                pass
        fresh.add(last)
        with lived.database.connect() as connection:
            standing = connection.execute(select(decisions).where(decisions.c.undone_at.is_(None))).mappings().all()
            numbers = [row["n"] for row in standing]
            told = connection.execute(select(corrections).where(corrections.c.n.in_(numbers))).mappings().all()
        with fresh.database.connect(writes=True) as connection:
            for table, rows in ((decisions, standing), (corrections, told)):
                for row in rows:
                    connection.execute(table.insert(), dict(row))
        fresh.replace(replace(last, article=fresh.article("invented-1").article))
        assert state(lived) == state(fresh)
        for decision in lived.decisions():
            if not decision.undone_at:
                lived.undo(decision.n)
        plain = Record(module_places.emptied("plain.db"))
        plain.add(last)
        assert state(lived) == state(plain)
        plain.close()


# ------------------------------------------------------------------------------------------------- finding, making


def test_finding_by_confidence_confirmation_and_unknown_speakers(record: Record) -> None:
    record.add(read())
    assert len(record.find(min_confidence=0.5)) == 2
    assert len(record.find(by="Osric Vane", min_confidence=0.3)) == 1
    assert record.find(by="Osric Vane", min_confidence=0.5) == []
    assert record.find(confirmed=True) == record.find(by="unknown") == []
    record.correct("invented-1/3", confirm=True)
    assert len(record.find(by="Osric Vane", min_confidence=0.95, confirmed=True)) == 1


def test_the_record_knows_what_made_each_extraction(record: Record) -> None:
    old = MadeBy("0.0.9", "attribution-en-1", "stance-en-1", "a pipeline 1.0")
    record.add(replace(read(), made_by=old))
    record.add(invented(id="b", url="b", sha256="b"))
    assert record.article("invented-1").made_by == old
    assert record.article("b").made_by is None
    assert record.outdated(old) == ["b"]
    assert record.outdated(replace(old, min_confidence=0.5)) == record.outdated() == ["invented-1", "b"]
    record.replace(replace(record.article("b"), made_by=old))
    assert record.outdated(old) == []
