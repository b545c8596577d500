"""What comparison needs is read at extraction and kept: the first comparison reads nothing anew. The reports are
invented."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from postgres import Places
from sqlalchemy import func, select

from onrecord.comparison.assertions import marks
from onrecord.model import Article, Extraction
from onrecord.record import Record, asserting
from onrecord.record.asserting import Asserted, AssertingExtractor
from onrecord.record.schema import assertions, issues, phrases, positions, readings
from onrecord.scaling import extract_all

THEN = """Edda Quill said on Friday that she opposed the harbour tunnel. "Osric Vane is a dangerous clown," Quill told
reporters in Westmoor, "and his harbour tunnel would ruin this town." Vane said the tunnel would be built."""
NOW = """Edda Quill said on Monday that she supports the harbour tunnel. "Osric Vane is a decent and honest man," Quill
told the council in Westmoor. "I admire Osric Vane, and I support the harbour tunnel." """

# Compares a record in a process of its own, and says whether a parser was loaded for it.
COMPARE = """
import sys
from onrecord.record import Record
with Record(sys.argv[1]) as record:
    record.compare()
print('spacy' in sys.modules)
"""


def _articles() -> list[Article]:
    return [
        Article("then", THEN, outlet="The Westmoor Post", published=date(2019, 3, 1), url="https://invented/then"),
        Article("now", NOW, outlet="The Westmoor Post", published=date(2024, 9, 27), url="https://invented/now"),
    ]


@pytest.fixture(scope="module")
def extractor() -> AssertingExtractor:
    return asserting.default()


@pytest.fixture(scope="module")
def asserted(extractor: AssertingExtractor) -> list[Asserted]:
    found = [extractor.extract(article) for article in _articles()]
    assert all(isinstance(one, Asserted) and one.assertions for one in found)
    return [one for one in found if isinstance(one, Asserted)]


def _plain(one: Extraction) -> Extraction:
    return Extraction(**{name: getattr(one, name) for name in Extraction.__slots__})


def _kept(record: Record) -> int:
    with record.database.connect() as connection:
        return connection.scalar(select(func.count()).select_from(assertions)) or 0


def _compared(record: Record) -> list[Any]:
    """All that comparison has written, and what it tells."""
    with record.database.connect() as connection:
        written = [connection.execute(select(t)).all() for t in (readings, positions, issues, phrases)]
    return [*written, record.shifts(every=True), record.stance("Edda Quill", "Osric Vane")]


def _compare_apart(path: Path) -> bool:
    done = subprocess.run([sys.executable, "-c", COMPARE, str(path)], capture_output=True, text=True, check=True)
    return done.stdout.strip() == "True"


def test_a_first_comparison_parses_nothing_and_comes_to_the_same(asserted: list[Asserted], tmp_path: Path) -> None:
    found = []
    for name, given in (("read", asserted), ("anew", list(map(_plain, asserted)))):
        with Record(tmp_path / f"{name}.db") as record:
            for one in given:
                record.add(one)
            assert (_kept(record) > 0) == (name == "read")
        assert _compare_apart(tmp_path / f"{name}.db") == (name == "anew")
        with Record(tmp_path / f"{name}.db") as record:
            assert _kept(record) == 0  # what is compared is kept once
            found.append(_compared(record))
    assert found[0] == found[1]
    assert found[0][-2], "the reports are to have a shift"


def test_what_a_user_has_corrected_meanwhile_is_read_anew(asserted: list[Asserted], places: Places) -> None:
    found = []
    for name, given in (("read", asserted), ("anew", list(map(_plain, asserted)))):
        with Record(places / f"{name}.db") as record:
            for one in given:
                record.add(one)
            entry, *_ = record.find("supports harbour tunnel")
            record.correct(entry.statement.id, polarity="denied", by="ann")
            record.edit("then", published="2020-02-02", by="ann")
            record.compare()
            found.append(_compared(record)[:-2])
            assert _kept(record) == 0
    assert found[0] == found[1]


def test_a_new_version_and_another_extraction_take_the_place(asserted: list[Asserted], places: Places) -> None:
    then, _ = asserted
    with Record(places / "versions.db") as record:
        record.add(then)
        first = _kept(record)
        assert first == len(then.assertions)
        record.replace(then)
        assert _kept(record) == first
        changed = Article("then", f"{THEN}\n\nNothing else was said.", published=date(2019, 3, 1), url=then.article.url)
        record.add(Extraction(changed, then.statements, entities=then.entities))
        assert _kept(record) == 0
        record.add(asserted[1])
        record.remove("now", by="ann")
        assert _kept(record) == 0


def test_what_cannot_be_read_for_comparison_costs_that_alone_and_is_told(
    extractor: AssertingExtractor, asserted: list[Asserted], caplog: pytest.LogCaptureFixture
) -> None:
    """Half a character, as an extractor of somebody's own may let it through: no model takes it."""
    whole = _plain(asserted[0])
    odd = replace(whole, statements=tuple(replace(s, text=f"{s.text} \ud800") for s in whole.statements))
    assert extractor.asserted(odd) is odd
    (said,) = caplog.messages
    assert said.startswith("then: not read for comparison yet: UnicodeEncodeError(")
    assert isinstance(extractor.asserted(whole), Asserted)


@pytest.mark.parametrize("workers", [1, 2])
def test_workers_read_it_for_a_record_alone(asserted: list[Asserted], workers: int) -> None:
    found = list(extract_all(_articles(), workers=workers, for_record=True))
    assert [getattr(one, "assertions", None) for one in found] == [one.assertions for one in asserted]
    bare = list(extract_all(_articles(), workers=workers))
    assert {type(one) for one in bare} == {Extraction}
    assert bare == list(map(_plain, asserted))


def test_adding_an_article_reads_it(places: Places) -> None:
    with Record(places / "added.db") as record:
        record.add(_articles()[0])
        assert _kept(record) > 0


def test_how_likely_a_party_is_right_is_not_in_the_mark(asserted: list[Asserted]) -> None:
    told = asserted[0].statements
    weighed = [replace(s, about=tuple(replace(party, confidence=0.5) for party in s.about)) for s in told]
    assert any(s.about for s in told)
    assert marks(None, told) == marks(None, weighed)
