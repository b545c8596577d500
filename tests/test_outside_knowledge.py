"""Outside knowledge acts only on evidence in the article (invented reports about public and invented figures)."""

from __future__ import annotations

from datetime import date

import pytest

import onrecord
from onrecord.people import places

DAY = date(2019, 11, 20)


def speakers(text: str) -> list[str | None]:
    article = onrecord.Article(id="invented", text=text, published=DAY)
    return [s.speaker.name for s in onrecord.extract(article).statements]


def test_a_printed_full_name_is_never_replaced() -> None:
    assert speakers('"Nobody asked us," Bill Gates said on Tuesday in Washington.') == ["Bill Gates"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('Speaking in Lagos, Minister Johnson told the hall: "We shall build it."', "Johnson"),
        ('"The dam will be built," Mr. Johnson said in Lusaka.', "Johnson"),
        ('The Russian government was not moved. "We shall build it," President Putin said.', "Vladimir Putin"),
    ],
)
def test_a_family_name_is_completed_where_the_article_tells_who_it_is(text: str, name: str) -> None:
    assert speakers(text) == [name]


def test_no_senate_is_the_american_one_without_a_reason() -> None:
    said = '"We regret the vote," the Senate said in a statement.'
    assert speakers(f"Nigerian lawmakers met on Tuesday in Abuja. {said}") == ["Senate"]
    assert speakers(f"Republicans from Ohio met on Tuesday. {said}") == ["US Senate"]


def test_countries_are_named_by_themselves_and_their_people() -> None:
    assert places.spoken_of("The British told us that Ohioans, the U.S. and Britain agreed.") == {
        "GB": 2,
        "US-OH": 1,
        "US": 1,
    }
    assert not places.is_american("The U.S. ambassador met German officials; the Germans were silent.")
