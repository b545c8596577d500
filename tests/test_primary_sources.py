"""Statements of primary sources: the given speaker, by name, once; what is told within a turn is somebody else's."""

from __future__ import annotations

import json
from datetime import date

import pytest

from onrecord.extraction import given
from onrecord.extraction.pipeline import Extractor
from onrecord.model import Article, Attribution, Extraction, Span, Statement, Turn
from onrecord.reading import read
from onrecord.reading.primary.article import with_turns

BROADCAST = """\
On Sunday, on “The Morning Desk”, Governor Joanne Orrin was asked about the harbour.

JAKE HALLORAN, HOST: Governor, good morning. What changed?

GOV. JOANNE ORRIN (I-VT): Well, I think we looked at the numbers again.

HALLORAN: Senator Osric Vane told reporters that the harbour was finished.

ORRIN: I never lied to anybody. We told the senator what we knew.

UNIDENTIFIED MALE: Liar!
"""


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor()


@pytest.fixture(scope="module")
def broadcast(extractor: Extractor) -> Extraction:
    return extractor.extract(with_turns(Article("a", BROADCAST, published=date(2024, 3, 3))))


def primary(extraction: Extraction) -> list[Statement]:
    return [s for s in extraction.statements if s.primary]


def test_each_turn_is_one_direct_statement_of_its_speaker(broadcast: Extraction) -> None:
    said = primary(broadcast)
    assert [s.speaker.name for s in said] == ["Jake Halloran", "Joanne Orrin", "Jake Halloran", "Joanne Orrin", None]
    assert {(s.kind, s.mode, s.confidence, s.nested_in) for s in said} == {("direct", "speech", 1.0, None)}
    assert said[0].polarity == "question"
    assert [said[0].text, said[-1].speaker.type] == ["Governor, good morning. What changed?", "unknown"]
    assert BROADCAST[slice(*said[2].source[0])] == "HALLORAN"
    assert BROADCAST[slice(*said[2].cue[0])] == ":"


def test_speakers_are_entities_under_their_full_names(broadcast: Extraction) -> None:
    people = {e.id: e.name for e in broadcast.entities if e.type == "person"}
    assert [people[s.speaker.entity] for s in primary(broadcast) if s.speaker.entity] == [
        "Jake Halloran", "Joanne Orrin", "Jake Halloran", "Joanne Orrin",
    ]  # fmt: skip
    assert len(set(people.values())) == len(people)


def test_what_is_told_within_a_turn_is_nested_and_nothing_is_doubled(broadcast: Extraction) -> None:
    turns = {s.id: s for s in primary(broadcast)}
    inner = [s for s in broadcast.statements if s.nested_in in turns]
    assert [(s.speaker.name, turns[s.nested_in or ""].speaker.name) for s in inner] == [("Osric Vane", "Jake Halloran")]
    assert not inner[0].primary
    contents = [s.content for s in broadcast.statements]
    assert len(set(contents)) == len(contents)


def test_the_holder_of_a_post_speaks_by_name_where_the_day_and_the_country_tell(extractor: Extractor) -> None:
    body = "We have listened to the people of Harwich, and I have decided that the harbour will remain open."
    title, url = "Statement by the Prime Minister on the harbour", "https://www.gov.uk/statement"
    told = extractor.extract(with_turns(Article("a", body, title=title, url=url, published=date(2024, 9, 25))))
    (statement,) = primary(told)
    assert (statement.speaker.name, statement.mode) == ("Keir Starmer", "writing")
    assert statement.said_on is not None
    assert (statement.said_on.value, statement.said_on.rule) == ("2024-09-25", "primary source")
    untold = extractor.extract(with_turns(Article("a", body, title=title)))
    assert primary(untold)[0].speaker.type == "anonymous"


def test_a_post_is_said_by_its_account_and_a_bare_repost_by_nobody_known(extractor: Extractor) -> None:
    post = {"user": "Donald J. Trump", "text": "The harbour is finished!", "created_at": "2024-09-25"}
    (own,) = primary(extractor.extract(read(json.dumps(post).encode(), name="a.jsonl")))
    assert own.speaker.name == "Donald Trump"
    repost = {**post, "text": "RT @tombeck: The harbour is finished!"}
    (other,) = primary(extractor.extract(read(json.dumps(repost).encode(), name="a.jsonl")))
    assert (other.speaker.name, other.speaker.candidates) == (None, ("@tombeck",))


def test_the_one_who_answers_is_the_one_person_before_the_questions(extractor: Extractor) -> None:
    asked = (
        "Q: Did they ask you?\n\nA: They did not. I was the harbour master.\n\nQ: Would you have agreed?\n\nA: I would."
    )
    told = extractor.extract(with_turns(Article("a", f"Osric Vane spoke to us at his house.\n\n{asked}")))
    assert [s.speaker.name for s in primary(told)] == ["the interviewer", "Osric Vane"] * 2
    reporter = "Osric Vane answered questions by Gazette reporter Ann Pell. Image: Tom Beck."
    signed = extractor.extract(with_turns(Article("a", f"{reporter}\n\n{asked}")))
    assert [s.speaker.name for s in primary(signed)] == ["Ann Pell", "Osric Vane"] * 2
    lead = "The Gazette put questions to Osric Vane, who had fallen out with Ann Pell."
    both = extractor.extract(with_turns(Article("a", f"{lead}\n\n{asked}")))
    assert primary(both)[1].speaker.name == "Osric Vane"
    alone = extractor.extract(with_turns(Article("a", asked)))
    assert [s.speaker.type for s in primary(alone)] == ["anonymous", "unknown"] * 2


def test_what_crosses_a_turn_is_left_out() -> None:
    text = "ORRIN: I said so. He said no."
    article = Article("a", text, turns=(Turn((Span(7, 29),), Span(0, 5)),))

    def attribution(source: tuple[int, int], cue: tuple[int, int], content: tuple[int, int]) -> Attribution:
        return Attribution((Span(*source),), (Span(*cue),), (Span(*content),), 0.9)

    found = [attribution((0, 5), (5, 6), (7, 16)), attribution((7, 8), (9, 13), (14, 16))]
    inner = attribution((18, 20), (21, 25), (26, 28))
    whole, turns = given.merged(article, [*found, inner])
    assert [a.content[0] for a in whole] == [(7, 29), (26, 28)]
    assert list(turns) == [0]
    assert given.prose(article) == "       I said so. He said no."
    assert given.merged(Article("a", text), found) == (tuple(found), {})
