"""Interviews printed as questions and answers without a name before them: whose words each paragraph is."""

from __future__ import annotations

from datetime import date

import pytest

from onrecord.extraction.pipeline import Extractor
from onrecord.model import INTERVIEWEE, INTERVIEWER, Article, Extraction
from onrecord.reading.primary.article import with_turns
from onrecord.reading.primary.interview import turns

# Invented, as are all who speak in it.
LEAD = "An interview with harbour master Joanne Orrin\n\nThe Ellery Post spoke with Joanne Orrin about the tunnel.\n\n"
TALK = """\
Why did you take the post?

I grew up beside the water. My father kept the light.

Nobody else wanted it.

Early days

Was there anybody who warned you?

My mother did. She told me that the harbour would be closed within a year.

And will you stay?

We shall see. I promised five years.

I keep what I promise.

The tunnel opens in May.
"""


def said(text: str) -> list[tuple[str | None, str]]:
    return [(t.name, " / ".join(text[s:e] for s, e in t.content)) for t in turns(text)]


def test_questions_and_answers_are_turns() -> None:
    assert said(LEAD + TALK) == [
        (INTERVIEWER, "Why did you take the post?"),
        (INTERVIEWEE, "I grew up beside the water. My father kept the light. / Nobody else wanted it."),
        (INTERVIEWER, "Was there anybody who warned you?"),
        (INTERVIEWEE, "My mother did. She told me that the harbour would be closed within a year."),
        (INTERVIEWER, "And will you stay?"),
        (INTERVIEWEE, "We shall see. I promised five years. / I keep what I promise."),
    ]


ESSAY = """\
What is a harbour for?

A town without one looks inland.

Who pays for it?

Those who never see it.

What would they say?

Nothing, as a rule.
"""
REPORT = """\
Why did you do it?

“I had no choice,” Orrin said.

Did you ask anybody?

“I asked my mother,” she said.

Would you do it again?

“I would,” Orrin told the council.
"""
FREQUENT = """\
How do I pay my fee?

You pay at the desk. You will be given a paper.

Where do I park?

You park behind the light.

Can I pay by card?

You can.
"""


@pytest.mark.parametrize("text", ["", "Why?\n", ESSAY, REPORT, FREQUENT, "Who are you?\n\nDo you hear?\n\nWill you?\n"])
def test_what_is_no_interview_has_no_turns(text: str) -> None:
    assert turns(text) == ()


def test_a_letter_glued_to_its_question_is_a_label_still() -> None:
    text = "Q&A with Joanne Orrin\n\n" + TALK.replace("I grew", "We grew")
    for opening in ("Why", "Was", "And will"):
        text = text.replace(opening, f"Q{opening}")
    for opening in ("We grew", "My mother", "We shall"):
        text = text.replace(opening, f"A{opening}")
    article = with_turns(Article("a", text))
    labels = [text[t.label.start : t.label.end] for t in article.turns if t.label is not None]
    assert labels == ["Q", "A", "Q", "A", "Q", "A"]
    assert text[article.turns[1].content[0].start :].startswith("We grew")


@pytest.fixture(scope="module")
def interview() -> Extraction:
    article = Article("a", LEAD + TALK, outlet="The Ellery Post", published=date(2024, 3, 3))
    return Extractor().extract(with_turns(article))


def test_who_asks_and_who_answers(interview: Extraction) -> None:
    turns = [s for s in interview.statements if s.primary]
    assert [s.speaker.name for s in turns] == ["The Ellery Post", "Joanne Orrin"] * 3
    assert [s.addressee and s.addressee.name for s in turns] == ["Joanne Orrin", "The Ellery Post"] * 3
    assert [s.polarity for s in turns] == ["question", "affirmed"] * 3
    assert {s.occasion for s in turns} == {o.id for o in interview.occasions if o.kind == "interview"}


def test_what_is_told_within_an_answer_is_somebody_elses(interview: Extraction) -> None:
    told = [s for s in interview.statements if not s.primary and "within a year" in s.text]
    assert [s.nested_in is not None for s in told] == [True]


def test_who_asks_is_nobody_where_no_outlet_is_named() -> None:
    article = with_turns(Article("a", TALK, outlet="The Ellery Post"))
    asking = [s for s in Extractor().extract(article).statements if s.primary][0::2]
    assert {(s.speaker.name, s.speaker.type) for s in asking} == {("the interviewer", "anonymous")}
