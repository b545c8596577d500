"""What a careful reader of unseen articles found read wrongly, on invented sentences of fictional people."""

from __future__ import annotations

from datetime import date

import pytest
from invented_reports import chosen, resolved

from onrecord.extraction import manner, occasions


def speakers(marked: str, published: date | None = date(2024, 11, 15)) -> list[tuple[str | None, str]]:
    return [(s.name, s.type) for s in resolved(marked, published)[1].speakers]


def targets(marked: str) -> list[tuple[str, ...]]:
    return [tuple(p.name for p in parties) for parties in chosen(*resolved(marked))[0]]


def modes(marked: str) -> list[str]:
    return [m.mode for m in manner.read(*resolved(marked))]


def polarities(marked: str) -> list[str]:
    return [m.polarity for m in manner.read(*resolved(marked))]


def kinds(marked: str) -> list[str]:
    return [o.kind for o in occasions.read(*resolved(marked))[0]]


def test_a_pronoun_is_no_family_name() -> None:
    marked = (
        "Mr. Bo He, the vice premier, met Tom Bramley in Geneva. Tom Bramley stayed for dinner. [1 He] {1 said} "
        "<1 the talks went well>."
    )
    assert speakers(marked) == [("Tom Bramley", "person")]
    assert speakers(marked.replace("[1 He]", "[1 Mr. He]")) == [("Bo He", "person")]


def test_a_speakers_own_he_is_not_whom_it_is_about() -> None:
    marked = "[1 Ruth Calloway] {1 said} on Monday <1 she would vote against Tom Bramley>."
    assert targets(marked) == [("Tom Bramley",)]
    assert targets("[1 Ruth Calloway] {1 said} on Monday <1 she was tired of her office>.") == [()]


def test_it_and_they_are_not_whom_it_is_about() -> None:
    marked = (
        "The Halden Institute opened in May. [1 Ruth Calloway] {1 said} <1 it was a waste of money>. [2 Tom Bramley] "
        "{2 said} <2 the Halden Institute was cheap, and that it would stay so>."
    )
    assert targets(marked) == [(), ("Halden Institute",)]


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("The automaker", "organization"),
        ("The orchard", "organization"),
        ("A bystander", "anonymous"),
        ("A cyclist", "anonymous"),
        ("Those who came", "group"),
        ("Some", "group"),
        ("The ledger", "document"),
    ],
)
def test_what_is_no_document(source: str, kind: str) -> None:
    assert speakers(f"[1 {source}] {{1 said}} <1 the pier would close>.")[0][1] == kind


def test_a_name_keeps_its_capital_at_a_sentences_start() -> None:
    assert speakers("[1 The French foreign ministry] {1 said} <1 it would close>.")[0][0] == "French foreign ministry"
    assert speakers("[1 The dockers' union] {1 said} <1 the pier would close>.")[0][0] == "dockers' union"
    assert speakers("[1 Local shopkeepers] {1 said} <1 the pier would close>.")[0][0] == "local shopkeepers"
    assert speakers("[1 Two shopkeepers] {1 said} <1 the pier would close>.")[0][0] == "two shopkeepers"


def test_no_medium_is_in_the_name_of_an_organization() -> None:
    assert modes("“It rained,” {1 said} [1 Ann Mwangi] of the Westhaven Post <1 >.") == ["speech"]
    assert modes("[1 Ann Mwangi] {1 said} on Facebook <1 the pier would close>.") == ["writing"]
    assert modes("[1 Ann Mwangi] {1 said} in an op-ed <1 the pier would close>.") == ["writing"]


def test_a_government_by_its_capital_can_be_it() -> None:
    marked = "Beijing rejected the offer on Monday. [1 It] {1 said} <1 the talks were over>."
    assert speakers(marked) == [("Beijing", "organization")]
    assert speakers(marked.replace("Beijing rejected", "A man in Beijing rejected")) == [(None, "unknown")]


def test_the_company_is_rather_one_that_has_spoken() -> None:
    marked = (
        "[1 Halden Motors Inc.] {1 said} on Monday <1 it would build a plant>. It will buy its steel from Bramley "
        "Steel Corp. next year. [2 The company] {2 said} <2 the plant would open in May>."
    )
    assert speakers(marked)[1] == ("Halden Motors Inc.", "organization")


def test_a_name_is_given_with_its_given_names() -> None:
    marked = (
        "Pedro Ignacio Quesada Bramante won the vote. Mr. Quesada Bramante cheered. [1 Mr. Quesada Bramante] {1 said} "
        "<1 the pier would close>. Mr. Quesada Bramante left."
    )
    assert speakers(marked)[0][0] == "Pedro Ignacio Quesada Bramante"


def test_shares_that_rally_hold_no_rally() -> None:
    assert kinds("The Sensex rallied in Mumbai on Monday after Ruth Calloway spoke.") == []


def test_what_the_content_denies_was_said_all_the_same() -> None:
    assert polarities("[1 Ruth Calloway] {1 is} <1 not a crook>.") == ["affirmed"]
    assert polarities("[1 Ruth Calloway] {1 would like} <1 to see the pier closed>.") == ["affirmed"]
    assert polarities("[1 Ruth Calloway] {1 could see} <1 that the pier was closed>.") == ["affirmed"]
    assert polarities("[1 Ruth Calloway] {1 could say} <1 that the pier was closed>.") == ["hypothetical"]


def test_a_description_after_a_comma_is_no_second_speaker() -> None:
    marked = "{1 According to} [1 Tom Early, senior vp partnerships and revenue], <1 it rained>."
    assert speakers(marked) == [("Tom Early", "person")]


def test_small_words_and_brackets_end_no_name() -> None:
    marked = "The Halden Institute (HI) shut in May. [1 The Halden Institute] {1 said} <1 it would reopen>."
    assert speakers(marked) == [("Halden Institute", "organization")]


@pytest.mark.parametrize(
    "source",
    [
        "Chairman, CEO and president Ann Mwangi",
        "Executive director of the Dallas chapter of the Council on Public Piers Ann Mwangi",
        "American academic and professor Ann Mwangi",
        "Study co-author Ann Mwangi, a Halden Institute fellow,",
        "CPUC President Ann Mwangi",
    ],
)
def test_a_post_leads_up_to_a_name(source: str) -> None:
    assert speakers(f"[1 {source}] {{1 said}} <1 the pier would close>.") == [("Ann Mwangi", "person")]


@pytest.mark.parametrize(
    "source",
    [
        "A spokesman for former senator Ann Mwangi",
        "Critics of senator Ann Mwangi",
        "An aide to Ann Mwangi",
        "Widow of actor Ann Mwangi",
    ],
)
def test_one_who_speaks_for_another_is_not_the_other(source: str) -> None:
    assert speakers(f"[1 {source}] {{1 said}} <1 the pier would close>.")[0][0] != "Ann Mwangi"


def test_a_prince_keeps_his_title() -> None:
    marked = "[1 Prince Rupert] {1 said} <1 it rained>. [2 Rupert] {2 said} <2 it was late>."
    assert speakers(marked)[1][0] == "Prince Rupert"


def test_a_family_name_that_comes_first() -> None:
    assert speakers("Lou Jiwen met Tom Bramley. [1 Mr. Lou] {1 said} <1 it rained>.") == [("Lou Jiwen", "person")]
