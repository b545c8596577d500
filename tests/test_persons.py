"""Who is who across slices, by DuckDB: what one record of all of it would say. The people are invented, but for two."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

import pytest

from onrecord.errors import InputMalformed
from onrecord.model import Article, Entity, Extraction
from onrecord.people.resolution import Person, Sighting, cluster

duckdb = pytest.importorskip("duckdb", reason="needs DuckDB: pip install 'onrecord[duckdb]'")
pq = pytest.importorskip("pyarrow.parquet", reason="Parquet needs pyarrow: pip install 'onrecord[tables]'")

_NAMES = (
    *("Edda Quill", "Quill", "Edda Marie Quill", "Ruben Quill", "Mrs. Quill", "Piet Lund", "Lund", "Anna Lund"),
    *("David Cameron", "Cameron", "Barack Obama", "Obama", "Zoë Brask", "Zoe Brask", "Father", "Al de la Roche"),
)
_OFFICES = ((), ("Mayor",), ("Prime Minister",), ("Transport Minister",))


def _extractions(many: int) -> list[Extraction]:
    dice = random.Random(5)
    found = []
    for n in range(many):
        day = date(2005, 1, 1) + timedelta(days=dice.randrange(7000))
        people = dice.sample(_NAMES, 4)
        entities = tuple(
            Entity(f"e{k}", name, "person", (), dice.choice(_OFFICES), ()) for k, name in enumerate(people)
        )
        place = Entity("e9", "Ellery", "place", (), (), ())
        article = Article(f"a{n}", "…", outlet=dice.choice(("Ellery Post", None)), published=dice.choice((day, None)))
        found.append(Extraction(article, (), entities=(*entities, place)))
    return found


def _slices(extractions: list[Extraction], folder: Path, size: int) -> list[str]:
    from onrecord.exporting.slices import Packer

    names = []
    for at in range(0, len(extractions), size):
        packer = Packer()
        for extraction in extractions[at : at + size]:
            packer.add(extraction, None)
        names.append(str(folder / f"{at:06}.parquet"))
        Path(names[-1]).write_bytes(packer.close().files["people"])
    return names


def _at_once(extractions: list[Extraction]) -> list[Person]:
    sightings = []
    for extraction in extractions:
        persons = [e for e in extraction.entities if e.type == "person"]
        for e in persons:
            others = frozenset(p.name for p in persons) - {e.name}
            article = extraction.article
            sightings.append(Sighting(article.id, e.id, e.name, e.offices, article.published, article.outlet, others))
    return cluster(sightings)


def test_slices_have_the_persons_that_one_record_has(tmp_path: Path) -> None:
    from onrecord.scaling.persons import resolve

    extractions = _extractions(150)
    out = tmp_path / "persons.parquet"
    done = resolve(_slices(extractions, tmp_path, 40), out, memory="100MB")
    expected = {
        (s.article, s.entity): (p.id, p.name, p.figure.key if p.figure else None)
        for p in _at_once(extractions)
        for s in p.sightings
    }
    rows = pq.read_table(out).to_pylist()
    assert {(r["article"], r["entity"]): (r["person"], r["name"], r["figure"]) for r in rows} == expected
    assert len({person for person, _, _ in expected.values()}) == done.persons > len({n.split()[-1] for n in _NAMES})
    assert done.sightings == len(expected) == len(rows)
    assert {figure for _, _, figure in expected.values()} > {None}


def test_another_table_is_refused(tmp_path: Path) -> None:
    from onrecord.exporting.slices import Packer
    from onrecord.scaling.persons import resolve

    packer = Packer()
    packer.add(_extractions(1)[0], None)
    other = tmp_path / "articles.parquet"
    other.write_bytes(packer.close().files["articles"])
    with pytest.raises(InputMalformed, match=r"articles\.parquet: not a table of people"):
        resolve([str(other)], tmp_path / "out.parquet")
    assert not (tmp_path / "out.parquet").exists()
