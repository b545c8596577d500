"""Interviews printed as questions and answers without a name before them: whose words each paragraph is."""

from __future__ import annotations

from datetime import date

import pytest

from onrecord.extraction.pipeline import Extractor
from onrecord.model import INTERVIEWEE, INTERVIEWER, Article, Extraction
from onrecord.reading import read
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


OPINION = """\
Do we need another bridge?

No. We have three, and I have counted the cars on each of them.

Yes, the ferry is slow.

Should we pay for it twice?

I would rather pay my teachers, and I say so to whoever asks me.

Who else will?

No, not the port. It has never paid for anything, and I doubt that it will begin with a bridge.
"""


@pytest.mark.parametrize(
    "text", ["", "Why?\n", ESSAY, REPORT, FREQUENT, OPINION, "Who are you?\n\nDo you hear?\n\nWill you?\n"]
)
def test_what_is_no_interview_has_no_turns(text: str) -> None:
    assert turns(text) == ()


# Two talk by turns, and the one who asks does not always ask.
BY_TURNS = """\
Was that the year of the storm?

No, the storm was in 2010. I had a year off after it.

Nobody had swum it before.

No, my aunt had, and we never heard the end of it.

They are talking of closing the strait.

Oh really.

Because of the ferries. Would you swim it again?

I would do it tomorrow, for two reasons:

the water is warm;

the ferries are few.

Picture: Ellery Post
"""
# Two answer, and none of their answers says whose it is.
TWO_ANSWER = """\
How did you two meet?

On the mole. I was mending a rope.

It's true. And I fell over it.

Who else is in your firm?

My sister keeps the books.

Yeah, and she keeps us honest.

What comes next?

We are building a third boat --

-- if the bank lets us.
"""


def test_of_two_who_talk_each_paragraph_is_a_turn() -> None:
    assert said("An interview with Tessa Marl\n\n" + BY_TURNS) == [
        (INTERVIEWER, "Was that the year of the storm?"),
        (INTERVIEWEE, "No, the storm was in 2010. I had a year off after it."),
        (INTERVIEWER, "Nobody had swum it before."),
        (INTERVIEWEE, "No, my aunt had, and we never heard the end of it."),
        (INTERVIEWER, "They are talking of closing the strait."),
        (INTERVIEWEE, "Oh really."),
        (INTERVIEWER, "Because of the ferries. Would you swim it again?"),
        (INTERVIEWEE, "I would do it tomorrow, for two reasons: / the water is warm; / the ferries are few."),
    ]
    assert said(BY_TURNS) == []  # two questions are few where nothing calls it an interview


def test_where_several_answer_nobody_is_named() -> None:
    found = said("Wikinews interviews Joanne Orrin and Piet Vance\n\n" + TWO_ANSWER)
    assert [name for name, _ in found] == [INTERVIEWER, None, None, INTERVIEWER, None, None, INTERVIEWER, None, None]
    assert [words for _, words in found][-2:] == ["We are building a third boat --", "-- if the bank lets us."]
    assert {name for name, _ in said(TWO_ANSWER)} == {None}  # a talk, of whom nothing is known


@pytest.mark.parametrize("question", ["So tell me about those who warned you.", "And why did you not hear her"])
def test_what_asks_without_a_mark(question: str) -> None:
    text = LEAD + TALK.replace("Was there anybody who warned you?", question)
    assert [name for name, _ in said(text)] == [INTERVIEWER, INTERVIEWEE] * 3


# What is set off asks, with a question mark or without; what an answer asks itself is its own.
SET_OFF = [
    ("Why did you take the post?", "I grew up beside the water. Does one need a better reason?"),
    ("You were alone then.", "My mother came. Who else?"),
    ("And will you stay?", "We shall see."),
]
BOLD = (
    "<p>The harbour master has run the port of Ellery for five years, and next month the tunnel opens without her.</p>"
    + "".join(f"<p><strong>{q}</strong></p><h3>A heading</h3><p>{a}</p>" for q, a in SET_OFF)
)
PAGE = f"<title>An interview with Joanne Orrin</title><h1>An interview with Joanne Orrin</h1><article>{BOLD}</article>"
MARKDOWN = "# An interview with Joanne Orrin\n\nFive years.\n\n" + "".join(
    f"{'## ' if n else '**'}{q}{'' if n else '**'}\n\n{a}\n\n" for n, (q, a) in enumerate(SET_OFF)
)
IN_ONE = "".join(  # question and answer in one paragraph
    f"<p><strong>{q}</strong>{'<br>' if n % 2 else ' '}{a}</p>"
    for n, (q, a) in enumerate(((q.replace("then.", "then?"), a) for q, a in SET_OFF))
)
ASKED_OFTEN = "".join(
    f"<p><b>{q}</b></p><p>{a}</p>"
    for q, a in (
        ("How do I pay my fee?", "You pay at the desk, on any day on which the harbour office is open to the public."),
        ("Where do I park?", "You park behind the light, where you will find a man who takes a pound for each hour."),
        ("Can you help me?", "The office can, from Monday to Friday. It does not answer letters that are unsigned."),
    )
)


@pytest.mark.parametrize(("name", "data"), [("a.html", PAGE), ("a.md", MARKDOWN)])
def test_what_is_set_off_asks(name: str, data: str) -> None:
    article = read(data.encode(), name=name)
    assert article.title == "An interview with Joanne Orrin"
    found = [(t.name, " / ".join(article.text[s:e] for s, e in t.content)) for t in article.turns]
    assert found == [turn for q, a in SET_OFF for turn in ((INTERVIEWER, q), (INTERVIEWEE, a))]


def test_a_question_set_off_in_its_answers_paragraph() -> None:
    lead = BOLD[: BOLD.index("</p>") + 4]
    article = read(f"<article>{lead}{IN_ONE}</article>".encode(), name="a.html")
    found = [" / ".join(article.text[s:e] for s, e in t.content) for t in article.turns]
    assert found == [words.replace("then.", "then?") for turn in SET_OFF for words in turn]
    markdown = "Five years.\n\n" + "".join(f"**{q.replace('then.', 'then?')}** {a}\n\n" for q, a in SET_OFF)
    article = read(markdown.encode(), name="a.md")
    assert [" / ".join(article.text[s:e] for s, e in t.content) for t in article.turns] == found


def test_questions_asked_often_are_no_interview() -> None:
    assert read(f"<article>{ASKED_OFTEN}</article>".encode(), name="a.html").turns == ()


def test_who_answers_may_be_named_by_the_title_alone() -> None:
    said = [s for s in Extractor().extract(read(PAGE.encode(), name="a.html")).statements if s.primary]
    assert {(s.speaker.name, s.addressee and s.addressee.name) for s in said} == {
        ("the interviewer", "Joanne Orrin"),
        ("Joanne Orrin", "the interviewer"),
    }


def test_whose_picture_it_is_does_not_answer() -> None:
    article = with_turns(Article("a", "Joanne Orrin on the mole. Image: Tom Bramley.\n\n" + TALK))
    answers = [s for s in Extractor().extract(article).statements if s.primary][1::2]
    assert {s.speaker.name for s in answers} == {"Joanne Orrin"}


def test_what_several_answer_is_told_to_the_interviewer() -> None:
    article = with_turns(Article("a", "An interview with the owners of a ferry\n\n" + TWO_ANSWER))
    found = [(s.speaker.name, s.addressee and s.addressee.name) for s in Extractor().extract(article).statements]
    assert set(found) == {("the interviewer", None), (None, "the interviewer")}


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
    assert [(s.nested_in is not None, s.addressee and s.addressee.name) for s in told] == [(True, "Joanne Orrin")]


def test_who_asks_is_nobody_where_no_outlet_is_named() -> None:
    article = with_turns(Article("a", TALK, outlet="The Ellery Post"))
    asking = [s for s in Extractor().extract(article).statements if s.primary][0::2]
    assert {(s.speaker.name, s.speaker.type) for s in asking} == {("the interviewer", "anonymous")}
