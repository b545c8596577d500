"""Statements count once only where their words are the same; all others are variants, which name each other."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from alembic import command as alembic
from alembic.config import Config
from hypothesis import given
from hypothesis import strategies as st
from postgres import Places
from sqlalchemy import delete, select, update
from test_duplicates import printed, story
from typer.testing import CliRunner

from onrecord.cli import app
from onrecord.comparison.variants import differences, same, words
from onrecord.exporting.jsonl import entry_line
from onrecord.model import Extraction
from onrecord.record import Record, migrations
from onrecord.record.schema import articles, statements

NEVER = "I will never support this plan, which costs 3 million"
ALWAYS = "I will always support this plan, which costs 8 million"


# ------------------------------------------------------------------------------------------------ the words

SAME = [
    ("“We will rebuild the pier,”", '"We will rebuild the pier."'),
    ("that the plan – a good one – was late", "That the plan - a good one - was late"),
    ("a well-known man", "a well known  man"),
    ("don’t", "don't"),
    ("the U.S. fleet", "the US fleet"),
    ("‘We will,’ … ‘whatever it costs.’", "“We will. Whatever it costs”"),
    ("cafe\u0301 co\u00adoperation", "café cooperation"),
]
OTHER = [
    (NEVER, ALWAYS),
    ("we will pay", "we will not pay"),
    ("it cost 3 million", "it cost 8 million"),
    ("it cost 3.5 million", "it cost 35 million"),
    ("it cost $3 million", "it cost 3 million"),
    ("growth of -3 percent", "growth of 3 percent"),
    ("a rise of 3%", "a rise of 3"),
    ("[the] 900 million", "the 900 million"),
    ("you will pay", "you will pay?"),
    ("he gave us money", "he gave US money"),
    ("they would resign", "they would re-sign"),
    ("10² metres", "102 metres"),
    ("the plan", ""),
    ("I can", "I can't"),
]


@pytest.mark.parametrize(("a", "b"), SAME)
def test_marks_dashes_spaces_and_first_letters_do_not_count(a: str, b: str) -> None:
    assert same(a, b)
    assert differences(a, b) == ()


@pytest.mark.parametrize(("a", "b"), OTHER)
def test_any_other_word_number_or_negation_does(a: str, b: str) -> None:
    assert not same(a, b)
    assert differences(a, b)


def test_the_words_that_differ_are_shown_as_they_are_printed() -> None:
    assert differences(NEVER, f"“{ALWAYS},”") == (("never", "always"), ("3", "8"))
    assert differences("it cost $3.5 million", "It cost €4 million") == (("$3.5", "€4"),)
    assert differences("we will pay", "we will\nnot  ever pay") == (("", "not ever"),)


PHRASES = st.lists(
    st.sampled_from("I we will never not pay 3 8 3,000 million plan Plan – - “ ” ' . , … ? [ ] $ % U.S. don’t".split()),
    max_size=12,
).map(" ".join)  # fmt: skip
TEXTS = PHRASES | st.text(max_size=40)


@given(TEXTS, TEXTS, TEXTS)
def test_sameness_is_an_equivalence(a: str, b: str, c: str) -> None:
    assert same(a, a)
    assert same(a, b) == same(b, a)
    assert not (same(a, b) and same(b, c)) or same(a, c)


@given(TEXTS, TEXTS)
def test_what_differs_is_what_is_not_the_same(a: str, b: str) -> None:
    found = differences(a, b)
    assert same(a, b) == (not found)
    assert [(theirs, mine) for mine, theirs in found] == list(differences(b, a)) or len(found) > 1
    assert all(mine in " ".join(a.split()) or mine not in a for mine, _ in found)


@given(TEXTS, st.sampled_from(["not", "never", "8", "no", "%", "plan"]), st.data())
def test_one_word_more_is_never_the_same(text: str, word: str, data: st.DataObject) -> None:
    pieces = text.split(" ")
    at = data.draw(st.integers(0, len(pieces)))
    more = " ".join([*pieces[:at], word, *pieces[at:]])
    assert not same(text, more)
    assert len(words(more)) == len(words(text)) + 1


@given(TEXTS)
def test_quotation_marks_around_and_spaces_within_change_nothing(text: str) -> None:
    assert same(text, f"“{text}”")
    assert same(text, f"  {text}\n")


# ------------------------------------------------------------------------------------------------ in a record


def altered(id: str, outlet: str, day: int, said: str, *, speaker: str = "Edda Quill", seed: int = 1) -> Extraction:
    """One of several printings of an invented story, in whose third paragraph somebody says something."""
    paragraphs = story(seed)
    made = printed(id, [*paragraphs[:2], said, *paragraphs[2:]], outlet, day)
    them = made.statements[2]
    them = replace(them, speaker=replace(them.speaker, name=speaker))
    return replace(made, statements=(*made.statements[:2], them, *made.statements[3:]))


@pytest.fixture
def record(places: Places) -> Iterator[Record]:
    with Record(places / "x.db") as record:
        record.add(altered("a", "Coast Courier", 3, NEVER))
        record.add(altered("b", "Harbour Herald", 4, ALWAYS))
        record.add(altered("c", "The Echo", 5, f"“{NEVER}.”"))
        yield record


def test_an_altered_quotation_is_found_and_names_the_other(record: Record) -> None:
    assert record.counts().statements == 6 + 2
    (never,), (always,) = record.find("never support"), record.find("always support")
    assert [e.statement.text for e in (never, always)] == [NEVER, ALWAYS]
    assert [c.outlet for c in never.also_in] == ["The Echo"]
    assert always.also_in == ()
    (other,) = never.variants
    assert (other.id, other.article, other.outlet, other.published) == ("b/2", "b", "Harbour Herald", date(2024, 3, 4))
    assert (other.text, other.differences) == (ALWAYS, (("never", "always"), ("3", "8")))
    (back,) = always.variants
    assert (back.outlet, back.differences) == ("Coast Courier", (("always", "never"), ("8", "3")))
    assert {e.statement.text for e in record.person("Edda Quill")} >= {NEVER, ALWAYS}
    assert len(record.person("Edda Quill")) == 8
    assert [(c.outlet, c.variants) for c in record.stories()[0]] == [
        ("Coast Courier", 1), ("Harbour Herald", 1), ("The Echo", 1),
    ]  # fmt: skip
    assert record.statement("c/3").variants == (other,)
    line = json.loads(json.dumps(entry_line(never)))
    assert line["variants"][0]["differences"] == [["never", "always"], ["3", "8"]]


@pytest.mark.parametrize(
    "said",
    [
        f"{ALWAYS}, and I have said so at every meeting of the council since the storm",  # longer
        "this plan, which costs 3 million",  # a part of it
        "I never … support this plan, which costs 3 million",  # words left out
        "I will oppose this plan",  # few words of it, between the same words
        "I do not recall any plan of that kind, which is why I never gave an opinion on it",
    ],
)
def test_longer_shorter_and_reworded_ones_are_variants_where_they_stand_in_the_same_place(
    places: Places, said: str
) -> None:
    with Record(places / "x.db") as record:
        record.add(altered("a", "Coast Courier", 3, NEVER))
        record.add(altered("b", "Harbour Herald", 4, said))
        (entry,) = [e for e in record.find(outlet="Harbour Herald") if e.statement.text == said]
        assert [v.article for v in entry.variants] == (["a"] if "recall" not in said else [])


def test_the_same_words_of_another_speaker_are_shown_as_such(places: Places) -> None:
    with Record(places / "x.db") as record:
        record.add(altered("a", "Coast Courier", 3, NEVER))
        record.add(altered("b", "Harbour Herald", 4, NEVER, speaker="Osric Vane"))
        record.add(altered("c", "The Echo", 4, NEVER, speaker="Quill"))
        quill, vane = sorted(record.find("never support"), key=lambda e: e.article)
        assert (quill.statement.speaker.name, vane.statement.speaker.name) == ("Edda Quill", "Osric Vane")
        assert [c.article for c in quill.also_in] == ["c"]
        (other,) = quill.variants
        assert (other.speaker, other.other_speaker, other.differences) == ("Osric Vane", True, ())


def test_two_sayings_of_one_article_are_two(places: Places) -> None:
    paragraphs = story(1)
    with Record(places / "x.db") as record:
        for id, twice in (("a", [NEVER, NEVER]), ("b", [NEVER])):
            record.add(printed(id, [*paragraphs[:2], *twice, *paragraphs[2:]], id, 3))
        assert len(record.find("never support")) == 2


def test_an_altered_reprint_is_no_shift(places: Places) -> None:
    from test_shifts import add

    padding = " ".join(story(3, 120))
    with Record(places / "x.db") as record:
        for id, day, held in (("a", 3, "supported"), ("b", 9, "was against")):
            said = f"she {held} the harbour tunnel"
            add(record, id, f"Quill said {said}. {padding}", said, day=date(2024, 3, day), about=None)
        (first,) = record.find("supported")
        assert [v.differences for v in first.variants] == [(("supported", "was against"),)]
        record.compare()
        assert record.shifts() == []


def test_a_record_made_before_no_longer_hides_what_was_altered(record: Record) -> None:
    with record.database.connect(writes=True) as connection:  # as an older onrecord left it
        first = connection.scalar(select(statements.c.pk).where(statements.c.text == NEVER))
        connection.execute(update(statements).where(statements.c.text == ALWAYS).values(same_as=first))
        config = Config()
        config.set_main_option("script_location", str(Path(migrations.__file__).parent).replace("%", "%%"))
        config.attributes["connection"] = connection
        alembic.downgrade(config, "0006")
    record.close()
    with Record(record.path, read_only=True) as opened:
        with opened.database.connect() as connection:
            assert migrations.version(connection) == migrations.HEAD
        (always,) = opened.find("always support")
        assert always.statement.text == ALWAYS
        assert [v.outlet for v in always.variants] == ["Coast Courier"]
        assert opened.counts().statements == 8


def test_a_statement_that_is_read_anew_is_matched_anew(record: Record) -> None:
    record.replace(altered("b", "Harbour Herald", 4, NEVER))
    (never,) = record.find("support this plan")
    assert [c.outlet for c in never.also_in] == ["Harbour Herald", "The Echo"]
    record.replace(altered("a", "Coast Courier", 3, ALWAYS))
    assert len(record.find("support this plan")) == 2
    record.part("a")
    assert all(not e.variants for e in record.find("support this plan"))


def test_what_follows_a_statement_that_is_gone_hides_nothing(record: Record) -> None:
    if not isinstance(record.path, Path):
        pytest.skip("a server gives no key again")
    record.add(altered("d", "The Dispatch", 6, NEVER.replace("never", "hardly"), seed=5))
    record.add(altered("e", "The Evening Echo", 6, NEVER.replace("never", "hardly"), seed=5))
    with record.database.connect(writes=True) as connection:  # the keys of what is deleted last are given again
        connection.execute(update(statements).where(statements.c.article_pk == 4).values(same_as=29, variant_of=29))
        connection.execute(delete(articles).where(articles.c.id == "e"))
    record.add(altered("f", "The Other", 7, ALWAYS, seed=9))
    assert len(record.find(outlet="The Other")) == len(record.find(outlet="The Dispatch")) == 7


def test_the_command_line_says_the_same(record: Record) -> None:
    def run(*args: object) -> str:
        result = CliRunner().invoke(app, [*map(str, args), "--db", str(record.path)], env={"COLUMNS": "200"})
        assert result.exit_code == 0, result.output
        return result.stdout

    mark, back = (
        '≠ Harbour Herald: "always" for "never", "8" for "3"',
        '≠ Coast Courier: "never" for "always", "3" for "8"',
    )
    for command in (["find", "support this"], ["person", "Quill"]):
        shown = run(*command, "-f", "table")
        assert mark in shown
        assert back in shown
    assert mark in (shown := run("article", "a", "-f", "table"))
    assert "1 of its statements stand otherwise elsewhere" in shown
    line = json.loads(run("article", "c"))
    assert line["statements"][2]["variants"][0]["outlet"] == "Harbour Herald"
    assert [c["outlet"] for c in line["statements"][2]["also_in"]] == ["Coast Courier"]
    found = [json.loads(line) for line in run("find", "support this").splitlines()]
    assert [[v["id"] for v in line["variants"]] for line in found] == [["b/2"], ["a/2"]]
