"""One utterance as several outlets print it. All texts are invented."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from postgres import Places
from test_duplicates import printed, story
from test_record_search import said
from typer.testing import CliRunner

from onrecord.cli import app
from onrecord.comparison.families import grouped
from onrecord.comparison.genealogy import Form, one_utterance, relation
from onrecord.comparison.tokens import shifted
from onrecord.errors import RecordError
from onrecord.model import Article, Extraction, Kind, Span
from onrecord.record import Record
from onrecord.record.who import same_speaker

PAIRS = Path(__file__).parent / "data" / "quotations" / "pairs.txt"
LONG = "I will never support the tunnel, which costs two billion crowns, unless the council pays its half."


def pairs() -> list[tuple[str, Form, Form]]:
    found = []
    for line in PAIRS.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            kind, one, two, apart, a, b = (part.strip() for part in line.split(" | "))
            then = date(2025, 3, 1)
            found.append((kind, form(a, one, then), form(b, two, then + timedelta(int(apart)), key=2)))
    return found


def form(text: str, speaker: str | None, day: date | None = None, *, key: int = 1, quoted: bool | None = None) -> Form:
    marked = text[0] in "\"“'" if quoted is None else quoted
    return Form(key, text, speaker, "person", marked, day, key)


@pytest.mark.parametrize(("kind", "one", "two"), pairs(), ids=[f"{n} {p[0]}" for n, p in enumerate(pairs(), 1)])
def test_sixty_pairs_by_hand(kind: str, one: Form, two: Form) -> None:
    assert one_utterance(one, two, same_speaker) == (kind != "other")
    assert one_utterance(two, one, same_speaker) == (kind != "other")
    if kind != "other":
        assert relation(one, two).kind == kind, relation(one, two)


def test_grouping_joins_what_is_one_and_nothing_else() -> None:
    forms = []
    for n, (kind, one, two) in enumerate(pairs()):
        if kind in ("elided", "bracketed"):
            forms += [replace(one, key=2 * n, article=2 * n), replace(two, key=2 * n + 1, article=2 * n + 1)]
    families = grouped(forms, same_speaker)
    assert [[f.key // 2 for f in family] for family in families] == [[f.key // 2] * 2 for f in forms[::2]]


def test_the_family_of_one_form_is_that_among_all() -> None:
    forms = []
    for n, (_, one, two) in enumerate(pairs()):  # those that are another's words, too
        forms += [replace(one, key=2 * n, article=2 * n), replace(two, key=2 * n + 1, article=2 * n + 1)]
    again = [replace(f, key=f.key + 1000, article=f.article + 1000) for f in forms[::5]]  # word for word
    forms += again

    def within(families: list[list[Form]], key: int) -> list[list[int]]:
        return [own for family in families if key in (own := [f.key for f in family])]

    families = grouped(forms, same_speaker)
    assert sum(len(family) > 2 for family in families) > 3
    for form in forms:
        assert within(grouped(forms, same_speaker, form.key), form.key) == within(families, form.key)


def test_person_and_tense_shift() -> None:
    assert shifted("i'll") == shifted("would")
    assert shifted("supported") == shifted("support") == shifted("supporting")
    assert shifted("tunnel") != shifted("bridge")


def add(record: Record, id: str, outlet: str, day: int, words: str, *, kind: Kind = "direct", **more: object) -> None:
    text = f"{outlet} {id}: Edda Quill said this. {words}"
    made = said(1, "Edda Quill", "x")
    content = (Span(len(text) - len(words), len(text)),)
    told = replace(
        made.statements[0],
        id=f"{id}/1",
        kind=kind,
        text=words,
        content=content,
        about=(),
        said_on=None,
        **more,  # type: ignore[arg-type]
    )
    article = Article(id, text, outlet=outlet, published=date(2025, 3, day), path=f"{id}.txt")
    record.add(Extraction(article, (told,)))


@pytest.fixture
def record(places: Places) -> Record:
    with Record(places / "x.db") as made:
        add(made, "a", "Coast Courier", 3, f"“{LONG}”")
        add(made, "b", "Harbour Herald", 4, "“I will always support the tunnel, which costs two billion crowns”")
        add(
            made,
            "c",
            "The Echo",
            5,
            "that she would never support the tunnel which cost two billion crowns",
            kind="indirect",
        )
        add(made, "d", "The Bugle", 4, "the minister would “support the tunnel” after all", kind="mixed")
        add(made, "e", "The Bugle", 6, "“I will never support the tunnel … unless the council pays its half,”")
        add(made, "f", "The Bugle", 6, "“Fishermen have paid for every stone of the breakwater twice,”")
    return Record(places / "x.db", read_only=True)


def test_the_printings_of_a_statement_from_first_to_last(record: Record) -> None:
    with record:
        found = record.quotation("e/1")
    assert (found.longest, found.altered, found.speaker) == ("a/1", True, "Edda Quill")
    assert [(p.article, p.kind) for p in found.printings] == [
        ("a", "verbatim"), ("b", "altered"), ("d", "partial"), ("c", "reported"), ("e", "elided"),
    ]  # fmt: skip
    by = {p.article: p for p in found.printings}
    assert by["b"].differences == (("always", "never"),)
    assert by["e"].cuts == ("which costs two billion crowns",)
    assert by["a"].came_from is None
    assert by["e"].came_from == "a/1"
    assert [(s.kind, s.words) for s in by["d"].signs] == [("negation", "never"), ("condition", "unless")]


def test_the_quotations_of_a_record_by_outlets(record: Record) -> None:
    with record:
        (found,) = record.quotations(by="Edda Quill", min_outlets=3, altered=True)
        assert found.outlets == ("Coast Courier", "Harbour Herald", "The Bugle", "The Echo")
        assert record.quotations(min_outlets=5) == []
        assert record.quotations(by="Osric Vane") == []
        with pytest.raises(ValueError, match="by is blank"):
            record.quotations(by=" ")
        with pytest.raises(RecordError, match="no article"):
            record.quotation("zz/1")


def test_what_stands_alone_has_one_printing(record: Record) -> None:
    with record:
        found = record.quotation("f", 1)
    assert [(p.article, p.kind) for p in found.printings] == [("f", "verbatim")]
    assert not found.altered


def test_a_primary_source_of_the_same_words_is_named(places: Places) -> None:
    with Record(places / "x.db") as record:
        add(record, "a", "Coast Courier", 3, "“I will support the tunnel, which costs two billion crowns”")
        add(record, "h", "Hansard", 2, f"Thank you, Mr Speaker. {LONG} The ferries sail on.", primary=True)
        found = record.quotation("a/1")
    assert found.source == "h/1"
    assert [(p.article, p.to_source) for p in found.printings] == [("h", None), ("a", "altered")]


def test_the_command_line_shows_them(record: Record) -> None:
    record.close()

    def run(*args: str) -> str:
        result = CliRunner().invoke(app, [*args, "--db", str(record.path)], env={"COLUMNS": "200"})
        assert result.exit_code == 0, result.output
        return result.output

    table = run("quotation", "e/1", "-f", "table")
    assert '≠ "always" for "never"' in table
    assert "… without which costs two billion crowns" in table
    line = json.loads(run("quotations", "--by", "Quill", "--min-outlets", "3", "-f", "jsonl"))
    assert line["longest"] == "a/1"
    rows = run("quotations", "--altered", "-f", "csv").splitlines()
    assert len(rows) == 6
    assert "no quotation is printed by 9 outlets" in CliRunner().invoke(
        app, ["quotations", "--min-outlets", "9", "--db", str(record.path)]
    ).stderr  # fmt: skip


def test_what_a_story_has_again_is_a_printing_however_few_its_words(places: Places) -> None:
    """Alike enough for another printing of one story is less than two reports of their own have to share."""
    wire = story(1)
    with Record(places / "x.db") as record:
        for id, ending, day in (("a", "They would meet.", 2), ("b", "They would meet.", 3), ("c", "They would.", 4)):
            record.add(printed(id, [*wire, ending], f"Paper {id}", day))
        entry = next(e for e in record.find('"would meet"') if e.article == "a")
        assert ([c.article for c in entry.also_in], [v.article for v in entry.variants]) == (["b"], ["c"])
        ids = [entry.statement.id, *(e.statement.id for e in record.find('"They would"') if e.article == "c")]
        for id in ids:
            assert [p.article for p in record.quotation(id).printings] == ["a", "b", "c"]
