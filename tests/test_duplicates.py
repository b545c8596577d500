"""Wire copy and reprints are one story, and what they all print counts once."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

import pytest
from postgres import Places
from test_record_search import said

from onrecord.comparison.minhash import bands, runs
from onrecord.model import Article, Extraction, Span, Statement
from onrecord.record import Record
from onrecord.record.duplicates import credit

WORDS = "harbour mayor pier council vote tide fish boat price storm budget road school law court rain".split()


def story(seed: int, words: int = 300) -> list[str]:
    """Invented paragraphs of fifty words."""
    draw = random.Random(seed)
    made = [f"{draw.choice(WORDS)}{draw.randrange(50)}" for _ in range(words)]
    return [" ".join(made[i : i + 50]) + "." for i in range(0, words, 50)]


def printed(id: str, paragraphs: list[str], outlet: str, day: int, **more: object) -> Extraction:
    """An article in which somebody says each paragraph."""
    text = "\n\n".join(paragraphs)
    model = said(1, "Edda Quill", "x").statements[0]
    statements: list[Statement] = []
    at = 0
    for n, paragraph in enumerate(paragraphs):
        content = (Span(at, at + len(paragraph)),)
        statements.append(replace(model, id=f"{id}/{n}", text=paragraph, content=content, about=(), said_on=None))
        at += len(paragraph) + 2
    article = Article(id, text, outlet=outlet, published=date(2024, 3, day), path=f"{id}.txt", **more)  # type: ignore[arg-type]
    return Extraction(article, tuple(statements))


def test_a_reprint_counts_once_and_names_the_others(places: Places) -> None:
    wire, other = story(1), story(2)
    with Record(places / "x.db") as record:
        record.add(printed("b", [*wire[:4], "The mayor of our own town was not there to see it."], "The Bugle", 3))
        record.add(printed("a", wire, "Newswire", 2))
        record.add(printed("c", [w.replace("mayor3", "major3") for w in wire], "The Courier", 4))
        record.add(printed("d", other, "The Echo", 2))
        (group,) = record.stories()
        assert [(c.article, c.outlet) for c in group] == [("a", "Newswire"), ("b", "The Bugle"), ("c", "The Courier")]
        entries = record.find(by="Quill")
        altered = sum("mayor3" in w for w in wire)  # other words: variants, which count by themselves
        once = 6 + 1 + altered + 6
        assert len(entries) == record.counts().statements == once
        first = next(e for e in record.find(f'"{wire[0][:40]}"') if e.statement.text == wire[0])
        assert (first.article, [c.article for c in first.also_in]) == ("a", ["b"])
        assert [v.article for v in first.variants] == ["c"]
        (own,) = record.find('"our own town"')
        assert (own.article, own.also_in) == ("b", ())
        assert [e.article for e in record.find(f'"{wire[0][:40]}"', outlet="The Courier")] == ["c"]
        assert len(record.person("Edda Quill")) == once
        assert len(record.find(by="Quill", limit=5)) == 5

        record.replace(printed("b", [*wire[:4], "The mayor of our own town was not there to see it."], "The Bugle", 3))
        assert record.counts().statements == once  # read out anew, the story is matched anew
        record.part("b")
        assert [c.article for c in record.stories()[0]] == ["a", "c"]
        assert record.counts().statements == once + 4


def test_a_new_version_stays_in_its_story(places: Places) -> None:
    wire = story(1)
    with Record(places / "x.db") as record:
        for outlet in ("a", "b"):
            record.add(printed(outlet, wire, outlet, 1, url=f"https://{outlet}.example/"))
        record.add(printed("a2", [*wire, "A correction."], "a", 1, url="https://a.example/"))
        assert [[c.article for c in group] for group in record.stories()] == [["b", "a2"]]
        assert record.counts().statements == 7


def test_articles_on_one_subject_are_no_reprints(places: Places) -> None:
    with Record(places / "x.db") as record:
        for n in range(8):  # a fifth of the words in common, as where all quote one speech
            record.add(printed(f"a{n}", [*story(0)[:1], *story(n + 1, 200)], f"o{n}", 1))
        assert record.stories() == []


@pytest.mark.parametrize("shared", [0.5, 0.8])
def test_the_bands_find_what_shares_its_runs(shared: float) -> None:
    draw, found = random.Random(1), 0
    for _ in range(40):
        common, rest = draw.sample(range(2**32), 300), draw.sample(range(2**32), 600)
        apart = round(300 * (1 - shared) / shared / 2)
        a, b = frozenset(common + rest[:apart]), frozenset(common + rest[apart : 2 * apart])
        found += bool(set(bands(a)) & set(bands(b)))
    assert found >= 39
    assert bands(runs("the figures stay the same from one version to the next"))[0] == KEPT


KEPT = -9180256424350387757


@pytest.mark.parametrize(
    ("byline", "text", "expected"),
    [
        (None, "WASHINGTON (AP) — The mayor said so.", "AP"),
        (None, "Mayor speaks.\n\nWASHINGTON (AP) — The mayor said so.", "AP"),
        (None, "LONDON, March 3 (Reuters) - The mayor said so.", "Reuters"),
        ("Edda Quill, Associated Press", "The mayor said so.", "AP"),
        ("By AFP", "The mayor said so.", "AFP"),
        (None, "The mayor told the AP that she would go (and went).", None),
        ("Ann Reutersson", "The mayor said so.", None),
    ],
)
def test_the_credit(byline: str | None, text: str, expected: str | None) -> None:
    assert credit(Article("x", text, byline=byline)) == expected
