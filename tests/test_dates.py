"""Expressions of time and when things were said. Friday 15 November 2024 is the invented reports' day."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented_reports import document, resolved

from onrecord.extraction import dates, occasions, timex
from onrecord.model import SaidOn
from onrecord.periods import days

FRIDAY = date(2024, 11, 15)


def values(text: str, published: date | None = FRIDAY) -> list[tuple[str, str | None]]:
    doc = document(text, published)
    return [(text[t.span.start : t.span.end], t.value) for t in timex.find(doc.doc, published)]


def said_on(marked: str, published: date | None = FRIDAY) -> list[SaidOn | None]:
    doc, resolution = resolved(marked, published)
    held, links = occasions.read(doc, resolution)
    return dates.read(doc, resolution, held, links)


@pytest.mark.parametrize(
    ("text", "words", "value"),
    [
        ("The mayor resigned on Wednesday.", "Wednesday", "2024-11-13"),
        ("The mayor resigned on Friday.", "Friday", "2024-11-15"),
        ("The mayor resigned last Friday.", "last Friday", "2024-11-08"),
        ("The mayor will resign on Wednesday.", "Wednesday", "2024-11-20"),
        ("The mayor will resign next Thursday.", "next Thursday", "2024-11-21"),
        ("The mayor resigned on Wednesday night.", "Wednesday night", "2024-11-13TNI"),
        ("She had called earlier this week.", "earlier this week", "2024-W46"),
        ("She had called last week.", "last week", "2024-W45"),
        ("She had called last month.", "last month", "2024-10"),
        ("She had called last year.", "last year", "2023"),
        ("The towers fell on Sept. 11.", "Sept. 11", "2024-09-11"),
        ("The towers fell on Sept. 11, 2001.", "Sept. 11, 2001", "2001-09-11"),
        ("The law passed on 4 May 1999.", "4 May 1999", "1999-05-04"),
        ("The law passed in December.", "December", "2023-12"),
        ("The law will pass in December.", "December", "2024-12"),
        ("The bridge was built in 2005.", "2005", "2005"),
        ("The bridge was built in May 2005.", "May 2005", "2005-05"),
        ("It happened two weeks ago.", "two weeks ago", "2024-W44"),
        ("It happened three days ago.", "three days ago", "2024-11-12"),
        ("It lasted two and a half years.", "two and a half years", "P2.5Y"),
        ("It grew in the third quarter of 2023.", "the third quarter of 2023", "2023-Q3"),
        ("It began yesterday morning.", "yesterday morning", "2024-11-14TMO"),
        ("It began on Tuesday at 18:00 UTC.", "18:00 UTC", "2024-11-12T18:00Z"),
    ],
)
def test_expressions_and_their_values(text: str, words: str, value: str) -> None:
    assert (words, value) in values(text)


@pytest.mark.parametrize("text", ["The bill may pass.", "They march on.", "It cost $2,005 and 1,999 people came."])
def test_what_is_no_time(text: str) -> None:
    assert values(text) == []


def test_days_and_years_that_do_not_exist() -> None:
    assert values("It fell on 31 February.") == [("31 February", None)]
    assert values("It fell on 31 February 2023.") == [("31 February 2023", None)]
    assert values("By the year 20000 it is over, or by 20,000.") == []


@pytest.mark.parametrize("published", [date.min, date.max])
def test_the_ends_of_the_calendar(published: date) -> None:
    for text in (
        "She had called last week.",
        "She will call tomorrow, next week, next month and next Sunday.",
        "In 999 years.",
    ):
        doc = document(text, published)
        for t in timex.find(doc.doc, published):
            dates.calendar(t.value)
    assert said_on("[1 Ruth Calloway] {1 said} yesterday <1 that taxes would rise>.", published) is not None


def test_time_zones_and_odd_hours_are_read_or_left() -> None:
    found = dict(values("He called at 6:40 p.m. (GMT +8) on Monday, at 25:00, and at 99:99 EST."))
    assert found["6:40 p.m. (GMT +8)"] == "2024-11-15T18:40"
    assert all(v is None for w, v in found.items() if w.startswith("99"))


def test_a_text_of_nothing_but_dates() -> None:
    assert len(values("Monday Tuesday 2024-01-01 2024-02-31 31/12/1999 Sept. 11\n\nMay 2005")) >= 5


def test_nothing_to_count_from() -> None:
    assert values("He resigns next Thursday, after 4 May 1999.", None) == [
        ("next Thursday", None),
        ("4 May 1999", "1999-05-04"),
    ]
    marked = "[1 Ruth Calloway] {1 said} on Thursday <1 that taxes would rise>."
    assert said_on(marked, None) == [None]
    assert dates.warnings(document(marked, None)) == ("no publication date, so 'Thursday' stays undated",)
    assert dates.warnings(document(marked)) == ()


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            "31 February 2024 20000 Sept. 11, Monday last next week ago 12:61 p.m. UTC – ' \n two the".split(" ")
        ),
        max_size=12,
    ),
    st.one_of(st.none(), st.dates()),
)
def test_no_text_and_no_day_of_publication_breaks_it(words: list[str], published: date | None) -> None:
    doc = document(" ".join(words), published)
    for t in timex.find(doc.doc, published):
        assert 0 <= t.span.start < t.span.end <= len(doc.article.text)
        if (value := dates.calendar(t.value)) is not None:
            period = days(value)
            assert period is not None
            assert period[0] <= period[1]


def test_said_on_is_not_the_day_of_publication() -> None:
    assert said_on("[1 Ruth Calloway] {1 said} <1 taxes would rise>.") == [None]


def test_the_cue_s_own_time() -> None:
    marked = "On Wednesday, [1 Finance Minister Ruth Calloway] {1 said} <1 taxes would rise next year>."
    assert [(s.value, s.rule) for s in said_on(marked) if s] == [("2024-11-13", "weekday")]


@pytest.mark.parametrize(
    "marked",
    [
        "[1 Ruth Calloway] ended the meeting on Wednesday by {1 announcing} <1 that taxes would rise>.",
        "[1 Ruth Calloway] caused alarm on Wednesday, when [1 she] {1 said} <1 that taxes would rise>.",
    ],
)
def test_the_time_of_what_is_done_by_saying_it(marked: str) -> None:
    assert [(s.value, s.rule) for s in said_on(marked) if s] == [("2024-11-13", "weekday")]


def test_a_time_in_the_content_is_not_the_saying_s() -> None:
    assert said_on("[1 Ruth Calloway] {1 said} <1 the bank had failed on Monday>.") == [None]


def test_a_time_that_sets_apart_is_not_the_saying_s() -> None:
    assert said_on("[1 Ruth Calloway] has {1 criticized} <1 the bank> since Monday's collapse.") == [None]


def test_a_document_s_own_time() -> None:
    marked = "[1 Figures released on Tuesday] {1 show} <1 that the bank lost money>."
    assert [s.value for s in said_on(marked) if s] == ["2024-11-12"]


def test_a_time_is_carried_over_its_run_and_no_further() -> None:
    marked = (
        "[1 Ruth Calloway] {1 said} last month <1 that taxes would rise>. [2 She] {2 added} "
        "<2 that wages would fall>.\n\n"
        "[3 Tom Bramley] {3 said} <3 that the plan was a fraud>. [4 Calloway] has {4 said} <4 that it is not>."
    )
    found = said_on(marked)
    assert [(s.value, s.rule) if s else None for s in found] == [
        ("2024-10", "near unit"), ("2024-10", "carried"), None, None,
    ]  # fmt: skip


def test_a_day_is_carried_by_any_verb_to_the_next_statement_alone() -> None:
    marked = (
        "[1 Ruth Calloway] {1 said} on Wednesday <1 that taxes would rise>. [2 She] {2 assailed} <2 the banks>.\n\n"
        "[3 Tom Bramley] {3 said} <3 that the plan was a fraud>. [4 Calloway] {4 mocked} <4 the bankers>."
    )
    wednesday = "2024-11-13"
    assert [s.value if s else None for s in said_on(marked)] == [wednesday, wednesday, None, None]


def test_the_day_of_an_occasion_is_that_of_what_was_said_at_it() -> None:
    marked = (
        "Ruth Calloway met with Tom Bramley on Sept. 26.\n\n"
        "[1 Calloway] {1 told} the press the day she met with Bramley <1 that the country faced ruin>."
    )
    assert [(s.value, s.rule) for s in said_on(marked) if s] == [("2024-09-26", "occasion")]


def test_the_month_of_an_occasion_is_no_day() -> None:
    marked = (
        "Ruth Calloway met with Tom Bramley last month.\n\n"
        "[1 Calloway] {1 told} the press the day she met with Bramley <1 that the country faced ruin>."
    )
    assert said_on(marked) == [None]


def headed(body: str) -> list[str | None]:
    more = "The treasury had been short of money for years, and no minister had found a way to fill its coffers again, "
    marked = f"[1 Ruth Calloway] {{1 says}} <1 that taxes will rise>\n\n{body} {more} whatever was tried."
    doc, resolution = resolved(marked, FRIDAY)
    return [s.value if s else None for s in dates.headed(doc, resolution, dates.read(doc, resolution))]


def test_a_headline_is_of_the_day_of_what_stands_below_it() -> None:
    assert headed("[2 Ruth Calloway] {2 said} on Monday <2 that she would raise taxes>.") == ["2024-11-11"] * 2
    assert headed("[2 Ruth Calloway] {2 said} last month <2 that she would raise taxes>.") == [None, "2024-10"]
    assert headed("[2 Tom Bramley] {2 said} on Monday <2 that he would raise taxes>.") == [None, "2024-11-11"]


def test_a_text_without_headline_has_none() -> None:
    marked = "[1 Ruth Calloway] {1 says} <1 that taxes will rise>. [2 She] {2 spoke} on Monday <2 of taxes>."
    doc, resolution = resolved(marked, FRIDAY)
    assert dates.headed(doc, resolution, dates.read(doc, resolution))[0] is None


def test_the_news_of_one_day_dates_nothing() -> None:
    marked = (
        "The finance committee voted Thursday to summon the governor of the bank.\n\n"
        "<1 “He will come,”> {1 said} [1 Ruth Calloway]. [2 Tom Bramley] has {2 called} <2 the bank a casino>."
    )
    assert said_on(marked) == [None, None]


def test_what_a_publication_dates_is_only_its_own() -> None:
    marked = (
        "[1 A Daily Courier poll released Thursday] {1 shows} <1 that most voters want lower taxes>.\n\n"
        "<2 “It is a fraud,”> {2 said} [2 Ruth Calloway]."
    )
    assert [s.value if s else None for s in said_on(marked)] == ["2024-11-14", None]


def test_when_somebody_died_is_not_when_he_spoke() -> None:
    marked = "[1 Ruth Calloway, who died Monday,] {1 wrote} <1 that banks were casinos>."
    assert said_on(marked) == [None]


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("last summer", "2024-06/2024-08"),
        ("last winter", "2023-12/2024-02"),
        ("last weekend", "2024-11-09/2024-11-10"),
        ("over the weekend", "2024-11-09/2024-11-10"),
        ("in the 1970s", "1970/1979"),
        ("in the second quarter of 2023", "2023-04/2023-06"),
    ],
)
def test_seasons_quarters_and_weekends_are_intervals(words: str, value: str) -> None:
    assert [
        s.value if s else None for s in said_on(f"[1 Ruth Calloway] {{1 said}} {words} <1 that taxes would rise>.")
    ] == [value]


def test_an_answer_is_of_the_day_of_its_question() -> None:
    marked = (
        "Last month [1 Ruth Calloway] {1 asked} <1 why taxes had risen>. "
        "<2 “They had to,”> {2 answered} [2 Tom Bramley]."
    )
    assert [s.value if s else None for s in said_on(marked)] == ["2024-10", "2024-10"]


def test_the_name_of_a_programme_is_no_day() -> None:
    marked = "[1 Ruth Calloway] {1 told} the Today programme on Friday <1 that taxes would rise>."
    assert [(s.value, s.rule) if s else None for s in said_on(marked)] == [("2024-11-15", "weekday")]
