"""Who held an office on a day, and whom a bare surname means."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import pytest

from onrecord.people import figures, names, offices, titles

AUTUMN = date(2024, 9, 27)


@pytest.mark.parametrize(
    ("title", "day", "holder"),
    [
        ("the Foreign Secretary", AUTUMN, "David Lammy"),
        ("Foreign Secretary", date(2017, 3, 1), "Boris Johnson"),
        ("UK Prime Minister", AUTUMN, "Keir Starmer"),
        ("British prime minister", date(1985, 1, 1), "Margaret Thatcher"),
        ("Home Secretary", AUTUMN, "Yvette Cooper"),
        ("US president", AUTUMN, "Joe Biden"),
        ("American president", date(2016, 1, 1), "Barack Obama"),
        ("US vice president", AUTUMN, "Kamala Harris"),
        ("Italian premier", AUTUMN, "Giorgia Meloni"),
        ("US Secretary of State", date(2010, 1, 1), "Hillary Clinton"),
        ("governor of Florida", date(2001, 1, 1), "Jeb Bush"),
    ],
)
def test_holder_of_an_office_on_a_day(title: str, day: date, holder: str) -> None:
    assert [f.name for f in offices.holders(title, day)] == [holder]


@pytest.mark.parametrize("title", ["", "the", "Minister for Unicorns", "secretary", "the former"])
def test_no_office_no_holder(title: str) -> None:
    assert offices.holders(title, AUTUMN) == ()


def test_a_title_of_several_countries_has_several_holders() -> None:
    assert len(offices.holders("president", AUTUMN)) > 1
    assert [f.name for f in offices.holders("president", AUTUMN, "US")] == ["Joe Biden"]


def _meant(text: str, day: date | None) -> str:
    name = names.parse(text)
    assert name is not None
    return offices.prominent(name, day)[0][0].name


def test_a_surname_means_the_one_in_the_news() -> None:
    assert _meant("Clinton", date(2016, 5, 1)) == "Hillary Clinton"
    assert _meant("Clinton", date(1996, 5, 1)) == "Bill Clinton"
    assert _meant("Mr. Clinton", date(2016, 5, 1)) == "Bill Clinton"
    assert _meant("Bush", date(2005, 5, 1)) == "George W. Bush"
    assert _meant("Bush", date(2015, 10, 1)) == "Jeb Bush"
    assert _meant("Starmer", AUTUMN) == "Keir Starmer"


def test_nobody_long_dead_is_in_news_of_no_known_day() -> None:
    name = names.parse("Thomas Reed")
    assert name is not None
    assert any(f.born == 1787 for f in figures.by_family("Reed"))
    assert all(f.born is None or f.born > 1880 for f in offices.named(name))


def test_full_names_find_their_figures() -> None:
    for text, expected in (("Bernard Sanders", "Bernie Sanders"), ("Hillary Rodham Clinton", "Hillary Clinton")):
        name = names.parse(text)
        assert name is not None
        assert offices.named(name, date(2016, 1, 1))[0].name == expected
    unknown = names.parse("Osric Vane")
    assert unknown is not None
    assert offices.named(unknown, AUTUMN) == ()
    # A lord whose only known name is a family name is nobody's full name.
    stranger = names.parse("Amelize Joseph")
    assert stranger is not None
    assert offices.named(stranger, date(2016, 1, 1)) == ()


@pytest.mark.parametrize(
    ("name", "words", "fits"),
    [
        ("Jeb Bush", "the former Florida governor", 1.0),
        ("Marco Rubio", "the Florida senator", 1.0),
        ("Hillary Clinton", "the former secretary of state", 1.0),
        ("Hillary Clinton", "the former first lady", 1.0),
        ("Jason Chaffetz", "the Utah Republican", 0.6),
        ("Donald Trump", "the Vermont senator", -1.0),
        ("Hillary Clinton", "the Republican front-runner", -1.0),
        ("Barack Obama", "the president", 1.0),
        ("Donald Trump", "the president", -1.0),
    ],
)
def test_descriptions_fit_or_exclude(name: str, words: str, fits: float) -> None:
    day = date(2015, 12, 9)
    parsed = names.parse(name)
    assert parsed is not None
    assert titles.describes(words, offices.named(parsed, day)[0], day) == fits


def test_identifiers() -> None:
    name = names.parse("David Lammy")
    assert name is not None
    assert offices.named(name, AUTUMN)[0].ids["parliament"] == "206"
    name = names.parse("Barack Obama")
    assert name is not None
    assert offices.named(name, AUTUMN)[0].key == "wikidata:Q76"


def test_it_is_small_and_quick() -> None:
    folder = Path(offices.__file__).parent / "data"
    assert sum(f.stat().st_size for f in folder.iterdir()) < 5_000_000
    started = time.process_time()
    figures.rows.__wrapped__()
    assert time.process_time() - started < 0.5  # a tenth of that, where the machine is not busy
