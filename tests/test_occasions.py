"""Meetings, calls, visits, speeches and the like as entries of their own."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from invented_reports import resolved
from postgres import Places
from typer.testing import CliRunner

from onrecord.cli import app
from onrecord.extraction import occasions
from onrecord.extraction.occasions.plover import code
from onrecord.extraction.pipeline import Extractor
from onrecord.model import Article, Extraction, Occasion
from onrecord.reading import read_all
from onrecord.record import Record


def read(marked: str, published: date | None = date(2024, 11, 15)) -> tuple[tuple[Occasion, ...], list[str | None]]:
    return occasions.read(*resolved(marked, published))


@pytest.mark.parametrize(
    ("marked", "kind", "people", "status"),
    [
        (
            "Ruth Calloway had a two-hour dinner with Tom Bramley.",
            "meeting",
            {"Ruth Calloway", "Tom Bramley"},
            "happened",
        ),
        ("Ruth Calloway sat down with Tom Bramley.", "meeting", {"Ruth Calloway", "Tom Bramley"}, "happened"),
        ("Talks between Russia and Ukraine began in Geneva.", "meeting", {"Russia", "Ukraine"}, "happened"),
        ("Ruth Calloway hosted Tom Bramley.", "meeting", {"Ruth Calloway", "Tom Bramley"}, "happened"),
        ("Ruth Calloway will meet with Tom Bramley.", "meeting", {"Ruth Calloway", "Tom Bramley"}, "planned"),
        ("Ruth Calloway did not meet with Tom Bramley.", "meeting", {"Ruth Calloway", "Tom Bramley"}, "denied"),
        ("Ruth Calloway held a press conference on Monday.", "press conference", {"Ruth Calloway"}, "happened"),
        ("Ruth Calloway gave a speech in Boston.", "speech", {"Ruth Calloway"}, "happened"),
        (
            "Ruth Calloway cancelled her meeting with Tom Bramley.",
            "meeting",
            {"Ruth Calloway", "Tom Bramley"},
            "denied",
        ),
        ("Ruth Calloway wants to debate Tom Bramley.", "debate", {"Ruth Calloway", "Tom Bramley"}, "hypothetical"),
        ("Russia has been in secret talks with Ukraine.", "meeting", {"Russia", "Ukraine"}, "happened"),
        (
            "Ruth Calloway met with a group of lawmakers.",
            "meeting",
            {"Ruth Calloway", "a group of lawmakers"},
            "happened",
        ),
        (
            "<1 “I met Tom Bramley,”> {1 said} [1 Ruth Calloway].",
            "meeting",
            {"Ruth Calloway", "Tom Bramley"},
            "happened",
        ),
    ],
)
def test_kinds_participants_and_status(marked: str, kind: str, people: set[str], status: str) -> None:
    held, _ = read(marked)
    assert [(o.kind, set(o.participants), o.status) for o in held] == [(kind, people, status)]


@pytest.mark.parametrize(
    "marked",
    [
        "[1 Ruth Calloway] {1 said} on “Meet the Press” <1 that taxes would rise>.",
        "Ruth Calloway rallied her supporters.",
        "Her appearance on the campaign trail helped Ruth Calloway.",
        "Ruth Calloway, rattled by attacks at the debate, went home.",
    ],
)
def test_nothing_is_held_and_no_thing_takes_part(marked: str) -> None:
    held, _ = read(marked)
    assert not [o for o in held if o.kind in ("meeting", "visit", "rally")]
    assert not [p for o in held for p in o.participants if "attack" in p or "Press" in p]


@pytest.mark.parametrize(
    "text",
    [
        "Talks between Russia and Ukraine brokered by Turkey began in Geneva.",
        "Turkey brokered talks between Russia and Ukraine.",
        "Turkey-brokered talks between Russia and Ukraine began in Geneva.",
    ],
)
def test_talks_that_a_third_party_brokers(text: str) -> None:
    held, _ = read(text)
    assert [(set(o.participants), o.plover) for o in held] == [({"Russia", "Ukraine", "Turkey"}, "CONSULT/third-party")]


def test_a_day_that_is_spoken_of_is_not_that_of_the_speech() -> None:
    held, _ = read("[1 Ruth Calloway] {1 told} a crowd <1 that she would win the vote on May 10>.")
    assert [(o.date, o.status) for o in held] == [(None, "happened")]


def test_those_who_accompanied_took_part() -> None:
    held, _ = read("Accompanied by Anna Winter, Ruth Calloway met with Tom Bramley at the Grand Hotel on Monday.")
    assert len(held) == 1
    assert set(held[0].participants) == {"Ruth Calloway", "Tom Bramley", "Anna Winter"}
    assert (held[0].date, held[0].plover) == ("2024-11-11", "CONSULT/multilateral")


def test_one_occasion_named_several_times_is_one_entry() -> None:
    held, _ = read(
        "Ruth Calloway met with Tom Bramley on Monday. The meeting lasted two hours.\n\n"
        "Calloway's dinner with Bramley was their first. Calloway met with Bramley in Boston."
    )
    assert len(held) == 1
    assert len(held[0].spans) == 4
    assert held[0].date == "2024-11-11"


@pytest.mark.parametrize(
    ("marked", "lasted"),
    [
        ("Ruth Calloway had a two-hour dinner with Tom Bramley.", "PT2H"),
        ("Ruth Calloway met with Tom Bramley for 45 minutes.", "PT45M"),
        ("Ruth Calloway met with Tom Bramley. The meeting lasted two hours.", "PT2H"),
        ("Ruth Calloway met with Tom Bramley two hours later.", None),
        ("Ruth Calloway, who led the bank for three years, met with Tom Bramley.", None),
        ("Ruth Calloway met with Tom Bramley.", None),
    ],
)
def test_how_long_it_lasted(marked: str, lasted: str | None) -> None:
    held, _ = read(marked)
    assert [o.duration for o in held] == [lasted]


@pytest.mark.parametrize(
    ("marked", "kind", "people"),
    [
        ("The Democratic convention will be held in July.", "other", {"Democratic Party"}),
        (
            "Ruth Calloway leads the Republicans. Calloway spoke of the convention in July.",
            "other",
            {"Republican Party"},
        ),
        ("Ruth Calloway left on a flight to Japan.", "visit", {"Ruth Calloway"}),
        ("Ruth Calloway testified in a closed session of the Senate Harbor Committee.", "hearing", None),
    ],
)
def test_occasions_whose_parties_the_clause_does_not_name(marked: str, kind: str, people: set[str] | None) -> None:
    held, _ = read(marked)
    assert [o.kind for o in held] == [kind]
    assert people is None or set(held[0].participants) == people


@pytest.mark.parametrize(
    "marked",
    [
        "Ruth Calloway and Tom Bramley spoke. The debate over taxes goes on.",
        "Republicans spoke of the Geneva Convention and of a convention on refugees.",
        "Ruth Calloway dismissed his remarks.",
        "[1 Ruth Calloway] {1 tells} audiences <1 that taxes will rise>.",
    ],
)
def test_what_is_said_all_the_time_is_no_occasion(marked: str) -> None:
    assert read(marked)[0] == ()


def test_visits_to_two_places_are_apart() -> None:
    held, _ = read("Ruth Calloway traveled to Boston. Calloway traveled to Denver.")
    assert [o.place for o in held] == ["Boston", "Denver"]


@pytest.mark.parametrize("words", ["{1 told} CNN", "{1 said} on CNN", "{1 told} police"])
def test_who_is_told_is_no_occasion(words: str) -> None:
    assert read(f"[1 Ruth Calloway] {words} <1 that taxes would rise>.")[0] == ()


def test_whatever_verb_tells_what_one_did_at_an_occasion() -> None:
    _, links = read(
        "[1 Ruth Calloway] {1 said} at a rally in Leeds <1 that taxes would rise>.\n\n"
        "[2 She] {2 assailed} <2 the banks>. [3 She] has {3 called} <3 bankers thieves> before."
    )
    assert links == ["o1", "o1", None]


def test_hearings_of_one_day_are_one() -> None:
    held, _ = read(
        "Ruth Calloway spoke at a hearing on Monday. At Monday's hearing, Tom Bramley wept. "
        "Anna Winter laughed at the hearing."
    )
    assert [(o.kind, set(o.participants)) for o in held] == [
        ("hearing", {"Ruth Calloway", "Tom Bramley", "Anna Winter"})
    ]


def test_who_nobody_names_holds_no_occasion() -> None:
    assert read("A senior aide met with a neighbor on Monday.")[0] == ()


def test_a_party_s_debate_is_the_party_s() -> None:
    held, _ = read("Ruth Calloway leads the polls. Five Republican debates were held, and the GOP debates were loud.")
    assert [(o.kind, o.participants) for o in held] == [("debate", ("Republican Party",))]


def test_a_debate_whose_parties_nobody_names_is_not_given_any() -> None:
    assert read("Ruth Calloway and Tom Bramley are running. Voters await the second presidential debate.")[0] == ()


def test_who_was_not_at_the_meeting_was_not_at_that_one() -> None:
    held, _ = read("Ruth Calloway met with Tom Bramley. Anna Winter was not at the meeting.")
    assert [(set(o.participants), len(o.spans)) for o in held] == [({"Ruth Calloway", "Tom Bramley"}, 1)]


def test_who_does_not_come_to_a_debate_neither_takes_part_nor_denies_it() -> None:
    held, _ = read("Anna Winter will not be at the presidential debate between Ruth Calloway and Tom Bramley.")
    assert [(o.kind, set(o.participants)) for o in held] == [("debate", {"Ruth Calloway", "Tom Bramley"})]
    assert held[0].status != "denied"


def test_speeches_in_two_places_are_two() -> None:
    held, _ = read(
        "Ruth Calloway spoke at the United Nations General Assembly. "
        "On Wednesday, [1 Calloway] {1 attacked} <1 Russia> at the UN Security Council."
    )
    assert [(o.kind, o.date) for o in held] == [("speech", None), ("speech", "2024-11-13")]
    assert "UN Security Council" in held[1].participants


def test_two_days_are_two_occasions() -> None:
    held, _ = read("Ruth Calloway met with Tom Bramley on Monday. On Wednesday, Calloway met with Bramley again.")
    assert [o.date for o in held] == ["2024-11-11", "2024-11-13"]


def test_what_is_no_meeting() -> None:
    held, _ = read("The bank met its targets. Ruth Calloway met the deadline. Talks failed. A meeting was rumoured.")
    assert held == ()


def test_statements_belong_to_the_occasion_that_they_were_made_at() -> None:
    marked = (
        "[1 Ruth Calloway] {1 said} in an interview with CNN on Monday <1 that taxes would rise>. "
        "<2 “Soon,”> [2 she] {2 said}.\n\n"
        "[3 Calloway] {3 told} reporters <3 that wages would fall>. [4 She] has {4 said} <4 that the bank is safe>."
    )
    held, links = read(marked)
    assert [o.kind for o in held] == ["interview"]
    assert links == [held[0].id, held[0].id, None, None]


def test_no_people_and_no_text_is_no_occasion() -> None:
    assert read("") == ((), [])
    assert read("\n\n") == ((), [])
    assert read("There was a meeting.") == ((), [])


@pytest.mark.parametrize(
    ("kind", "status", "people", "expected"),
    [
        ("meeting", "happened", 2, "CONSULT/meet"),
        ("meeting", "happened", 3, "CONSULT/multilateral"),
        ("call", "happened", 2, "CONSULT/phone"),
        ("visit", "happened", 2, "CONSULT/visit"),
        ("meeting", "planned", 2, "AGREE/meet"),
        ("meeting", "denied", 2, "REJECT/meet"),
        ("meeting", "hypothetical", 2, None),
        ("rally", "happened", 2, None),
        ("visit", "happened", 1, None),
    ],
)
def test_plover(kind: str, status: str, people: int, expected: str | None) -> None:
    assert code(kind, status, people) == expected  # type: ignore[arg-type]


def _told(id: str, *held: Occasion) -> Extraction:
    return Extraction(Article(id, f"Invented report {id}."), (), occasions=held)


def _occasion(
    kind: str, people: tuple[str, ...], day: str | None, plover: str | None = None, lasted: str | None = None
) -> Occasion:
    return Occasion("o1", kind, plover, people, None, day, "happened", (), lasted)  # type: ignore[arg-type]


@pytest.fixture
def record(places: Places) -> str:
    path = places / "onrecord.db"
    met = _occasion("meeting", ("Ruth Calloway", "Tom Bramley"), "2024-11-11", "CONSULT/meet", "PT2H")
    with_winter = _occasion("meeting", ("Tom Bramley", "Ruth Calloway", "Anna Winter"), "2024-11-11")
    with Record(path) as r:
        r.add(_told("a", met))
        r.add(_told("b", with_winter, _occasion("speech", ("Ruth Calloway",), "2024-10")))
        r.add(_told("c", _occasion("meeting", ("Ruth Calloway", "Tom Bramley"), None)))
    return path


def _asked(record: str, *options: str) -> list[dict[str, object]]:
    result = CliRunner().invoke(app, ["occasions", *options, "--db", str(record), "--format", "jsonl"])
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_one_meeting_of_two_articles_is_one_entry_of_the_record(record: str) -> None:
    found = _asked(record, "Calloway", "--with", "Tom Bramley", "--kind", "meeting")
    assert [(o["date"], len(o["articles"])) for o in found] == [("2024-11-11", 2), (None, 1)]  # type: ignore[arg-type]
    assert found[0]["participants"] == ["Tom Bramley", "Ruth Calloway", "Anna Winter"]
    assert (found[0]["plover"], found[0]["duration"]) == ("CONSULT/meet", "PT2H")


def test_a_debate_of_which_each_article_names_others_is_one(places: Places) -> None:
    path = places / "onrecord.db"
    day = "2024-11-12"
    named = [("Ruth Calloway",), ("Tom Bramley", "Ruth Calloway"), ("Tom Bramley", "Anna Winter"), ("Tom Bramley",)]
    with Record(path) as r:
        for n, people in enumerate(named):
            r.add(_told(str(n), _occasion("debate", people, day)))
        r.add(_told("x", _occasion("rally", ("Ruth Calloway",), day)))
        r.add(_told("y", _occasion("speech", ("Ruth Calloway", "voters"), day)))
    debate, rally = sorted(_asked(path), key=lambda o: str(o["kind"] != "debate"))
    assert sorted(_asked(path, "Ruth Calloway"), key=str) == sorted([debate, rally], key=str)
    assert debate["participants"] == ["Tom Bramley", "Ruth Calloway"]
    assert len(debate["articles"]) == 4  # type: ignore[arg-type]
    assert rally["articles"] == ["x", "y"]


def test_the_record_is_asked_by_day_and_kind(record: str) -> None:
    assert [o["kind"] for o in _asked(record)] == ["meeting", "speech", "meeting"]
    assert [o["kind"] for o in _asked(record, "--since", "2024-11")] == ["meeting"]
    assert [o["kind"] for o in _asked(record, "--until", "2024-10-15")] == ["speech"]
    assert _asked(record, "Anna Winter", "--kind", "speech") == []


@pytest.mark.parametrize("options", [["--kind", "party"], ["--since", "next Thursday"]])
def test_a_wrong_question_is_wrong_usage(record: str, options: list[str]) -> None:
    result = CliRunner().invoke(app, ["occasions", *options, "--db", str(record)])
    assert result.exit_code == 2


@pytest.mark.parametrize(
    ("marked", "kind", "people"),
    [
        ("Ruth Calloway spoke by telephone with Tom Bramley on Monday.", "call", {"Ruth Calloway", "Tom Bramley"}),
        ("Ruth Calloway sat down with the Daily Courier.", "interview", {"Ruth Calloway", "Daily Courier"}),
        (
            "[1 Ruth Calloway] {1 told} the jury <1 that Tom Bramley had lied>.",
            "hearing",
            {"Ruth Calloway", "the jury"},
        ),
        (
            "Over dinner at the British embassy, Ruth Calloway told Tom Bramley about the tariffs.",
            "meeting",
            {"Ruth Calloway", "Tom Bramley"},
        ),
        (
            "[1 Ruth Calloway] {1 told} analysts on a conference call <1 that demand had weakened>.",
            "call",
            {"Ruth Calloway", "analysts"},
        ),
        (
            "Ruth Calloway flew to Oslo on Monday. She was accompanied by Tom Bramley.",
            "visit",
            {"Ruth Calloway", "Tom Bramley"},
        ),
    ],
)
def test_how_the_news_tells_of_occasions(marked: str, kind: str, people: set[str]) -> None:
    held, _ = read(marked)
    assert [(o.kind, set(o.participants)) for o in held] == [(kind, people)]


def test_what_is_told_in_an_email_is_no_interview() -> None:
    assert read("[1 Ruth Calloway] {1 told} the Daily Courier in an email <1 that taxes would rise>.")[0] == ()


def test_a_transcript_belongs_to_its_interview() -> None:
    held, links = read(
        "Ruth Calloway spoke to the Daily Courier last Tuesday.\n\n[1 Q]{1 :} <1 Will taxes rise?>\n\n"
        "[2 CALLOWAY]{2 :} <2 They will.>\n\n[3 Q]{3 :} <3 When?>\n\n[4 CALLOWAY]{4 :} <4 Soon enough.>"
    )
    assert [o.kind for o in held] == ["interview"]
    assert links == ["o1"] * 4


def test_a_planned_visit_is_not_where_the_visitor_speaks_now() -> None:
    held, links = read("[1 Ruth Calloway, who is expected to visit Oslo in March,] {1 said} <1 taxes would rise>.")
    assert [o.status for o in held] == ["planned"]
    assert links == [None]


def test_what_is_yet_to_come_is_not_where_it_is_spoken_of() -> None:
    assert read("[1 Ruth Calloway] {1 offered} advice on Friday <1 on taxes> in the upcoming debates.")[1] == [None]


def test_an_article_may_begin_with_whom_one_tells() -> None:
    result = Extractor().extract(Article("invented", "Tells CNN: I will not go, Ruth Calloway said on Friday."))
    assert result.statements


_SEED = Path(__file__).parents[2] / "shared" / "seed" / "article.md"


@pytest.mark.skipif(not _SEED.is_file(), reason="the seed article is not here")
def test_the_seed_article() -> None:
    article = next(a for a in read_all([str(_SEED)]) if isinstance(a, Article))
    held = Extractor().extract(article).occasions
    meetings = {frozenset(o.participants): (o.place, o.duration) for o in held if o.kind == "meeting"}
    assert meetings == {
        frozenset({"Keir Starmer", "Donald Trump", "David Lammy"}): ("Trump Tower", "PT2H"),
        frozenset({"Volodymyr Zelenskyy", "Joe Biden", "Kamala Harris"}): ("White House", None),
    }
    speeches = {(o.place, o.date) for o in held if o.kind == "speech"}
    assert ("UN Security Council", "2024-09-25") in speeches
    assert any("General Assembly" in (place or "") for place, _ in speeches)
