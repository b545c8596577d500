"""The weights of occasions are those of what readers marked. The articles are invented, and so are their readers."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

import numpy as np
import pytest

from onrecord.extraction.folders import OCCASIONS
from onrecord.extraction.occasions import choosing
from training.graph import gold, occasions
from training.listening import listening

TEXT: Final = (
    "{0} met {1} in {2} on Monday. The town was quiet. {3} won the {4} Cup on Sunday. "
    "The meeting with {5} was short, a clerk said."
)
WHO: Final = """
Edda Quill, Osric Vane, Halden, Ruth Calloway, Ellery
Tom Bramley, Maud Kells, Westmoor, Ada Lunt, Harrow
Jonas Pryde, Wren Abbot, Ellery, Otto Finch, Halden
Clara Moss, Hugo Tarn, Marlow, Nell Garrick, Westmoor
Silas Brook, Iris Holt, Thornby, Amos Reed, Marlow
Nora Pell, Giles Crane, Ashby, Lena Frost, Thornby
Victor Hale, Edith Lowe, Corby, Mark Dunn, Ashby
Paula Stone, Simon Gale, Redham, Julia Marsh, Corby
Martin Oakes, Helen Firth, Kirkby, Peter Lang, Redham
Laura Swann, David Croft, Selby, Karen Wells, Kirkby
""".strip().splitlines()


def article(n: int, reader: str) -> gold.Article:
    """`reader` is whoever sees one meeting, two of them, only the cup, or the cup and a speech where the meeting is."""
    a, b, town, winner, cup = WHO[n].split(", ")
    text = TEXT.format(a, b, town, winner, cup, b.split()[-1])

    def at(words: str) -> list[int]:
        return [text.index(words), text.index(words) + len(words)]

    head: dict[str, Any] = {"date": None, "status": "happened", "place": None}
    both = head | {"kind": "meeting", "participants": ["E1", "E2"]}
    third = head | {"kind": "other", "participants": ["E3"], "spans": [at("won"), at(f"the {cup} Cup")]}
    seen = {
        "one": [both | {"spans": [at("met"), at("The meeting")]}],
        "two": [both | {"spans": [at("met")]}, both | {"spans": [at("The meeting")]}],
        "cup": [third],
        "speech": [third, both | {"kind": "speech", "spans": [at("met"), at("The meeting")]}],
    }[reader]
    return {
        "id": f"web-{n}",
        "outlet": f"Invented Post {n}",
        "text": text,
        "entities": {f"E{i}": {"name": x, "type": "person", "spans": [at(x)]} for i, x in enumerate((a, b, winner), 1)},
        "times": {},
        "occasions": {f"O{i}": row for i, row in enumerate(seen)},
        "statements": {},
        "voice": [],
    }


@pytest.fixture(scope="module")
def places() -> list[occasions.Read]:
    """The articles as the product reads them, once."""
    return [*occasions.read([article(n, "one") for n in range(len(WHO))])]


Told = tuple[choosing.Weights, list[dict[str, tuple[list[str], float]]]]


def told(places: list[occasions.Read], readers: Mapping[int, str], other: str) -> Told:
    """The weights, and by article each occasion's words, who took part, and how likely it is, by the others' folds."""
    marked = [article(n, readers.get(n, other)) for n in range(len(places))]
    rows = [occasions.of(gold_, one.fold, one.places) for gold_, one in zip(marked, places, strict=True)]
    weights, found = occasions.fits(rows)
    named = [
        {" + ".join(p.text for p in c.places): (sorted(x.name for x in c.parties), likely) for c, likely in choices}
        for _, choices in found
    ]
    return weights, named


def test_what_readers_mark_is_likely_elsewhere_and_what_they_pass_over_is_not(places: list[occasions.Read]) -> None:
    for n, found in enumerate(told(places, {}, "one")[1]):
        who, likely = found["met + the meeting"]
        assert who == sorted(WHO[n].split(", ")[:2])  # neither the town nor the winner
        assert likely > 0.7
        assert all(p < 0.5 for words, (_, p) in found.items() if "cup" in words)
    for n, found in enumerate(told(places, {}, "cup")[1]):
        ((who, likely),) = (value for words, value in found.items() if "cup" in words)
        a, b, _, winner, _ = WHO[n].split(", ")
        assert winner in who
        assert not {a, b} & {*who}
        assert likely > 0.7
        assert all(p < 0.5 for words, (_, p) in found.items() if "met" in words)


def test_places_are_one_occasion_where_readers_have_them_as_one(places: list[occasions.Read]) -> None:
    assert all({"met", "the meeting"} <= found.keys() for found in told(places, {}, "two")[1])


def test_a_fold_is_told_by_the_others_alone(places: list[occasions.Read]) -> None:
    fold = places[0].fold
    strange = {n: "cup" for n, one in enumerate(places) if one.fold == fold}
    assert 0 < len(strange) <= len(places) / 2
    given: dict[str, list[Any]] = {}
    with ExitStack() as stack:
        for step in ("attend", "name", "join"):
            given[step] = stack.enter_context(listening(choosing, step, lambda _, of: dict(of)))
        found = told(places, strange, "one")[1]
    assert all(found[n]["met + the meeting"][1] > 0.9 for n in strange)
    for heard in given.values():  # by weights that are not the other folds'
        theirs, others = ([of for n, of in enumerate(heard) if (n in strange) == is_theirs] for is_theirs in (1, 0))
        assert theirs[0] not in others
        assert all(of == theirs[0] for of in theirs)


def test_an_occasion_of_another_kind_is_not_the_one_that_a_place_names(places: list[occasions.Read]) -> None:
    told(places, {}, "speech")
    assert all(p.likely < 0.5 for one in places for p in one.places if p.found.kind == "meeting")
    told(places, {}, "one")
    assert all(p.likely > 0.5 for one in places for p in one.places if p.found.kind == "meeting")


def test_what_is_written_is_what_the_product_reads(
    places: list[occasions.Read], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "models" / OCCASIONS
    folder.mkdir(parents=True)
    monkeypatch.setattr(occasions, "files", lambda _: tmp_path)
    monkeypatch.setattr(occasions, "read", lambda _: places)
    monkeypatch.setattr(gold, "read", list)
    occasions.fit(Namespace())
    assert "web all 1.000 (1.00)" in capsys.readouterr().out.splitlines()[0]
    assert json.loads((folder / "config.json").read_text())["weights"] == told(places, {}, "one")[0]


def test_the_product_chooses_from_the_places_that_the_weights_are_fitted_on() -> None:
    marked = article(0, "one")
    ((first, *_),) = (row.places for row in occasions.read([marked]))
    assert first.text == "met"
    assert 0 < first.likely < 1  # by the weights in the package: nobody is kept from reading on
    assert {party.name for party, _ in first.parties} >= {"Edda Quill", "Osric Vane"}


def test_of_several_marks_the_one_of_its_group_counts_and_of_those_the_shortest(places: list[occasions.Read]) -> None:
    marked = article(0, "one")
    (whole, place) = [0, len(marked["text"])], places[0].places[0]
    row = marked["occasions"].pop("O0")
    for label, kind, spans in (("long", "visit", whole), ("speech", "speech", row["spans"][0])):
        marked["occasions"][label] = row | {"kind": kind, "spans": [spans]}
    assert occasions.of(marked, 0, [place]).label(place) == "long"
    marked["occasions"]["short"] = row
    assert occasions.of(marked, 0, [place]).label(place) == "short"
    marked["occasions"] = {"later": row | {"spans": [row["spans"][1]]}}
    assert occasions.of(marked, 0, [place]).label(place) is None


def test_an_occasion_is_right_once(places: list[occasions.Read]) -> None:
    one = places[0]
    choosing.attend(one.places, {})
    twice = choosing.join([p for p in one.places if p.text == "met"] * 2, {"always": -9.0})
    for choice, likely in zip(twice, (0.4, 0.6), strict=True):
        choice.known["likely"] = likely
        choice.parties[:] = [p for p, _ in one.places[0].parties if p.name in ("Edda Quill", "Osric Vane")]
    assert occasions.matched(one, twice) == {id(twice[1])}
    assert occasions.counted(one, twice) == {"right": 1, "told": 2, "seen": 1}
    both = occasions.of(article(0, "two"), 0, one.places)
    assert occasions.counted(both, twice) == {"right": 2, "told": 2, "seen": 2}
    assert occasions.counted(both, twice[:1]) == {"right": 1, "told": 1, "seen": 2}


def test_weights_make_what_is_right_likeliest_and_what_is_rare_has_none() -> None:
    random = np.random.default_rng(1)
    rows: occasions.Rows = []
    for n in range(400):
        known = {"always": 1.0, "size": float(random.normal())} | ({"rare": 1.0} if n < 3 else {})
        rows.append((0, known, bool(random.random() < 1 / (1 + np.exp(1 - 2 * known["size"])))))
    found = occasions.fitted("names", rows)
    assert found.keys() == {"always", "size"}
    odds = np.array([found["always"] + found["size"] * known["size"] for _, known, _ in rows])
    wrong = np.array([right for _, _, right in rows]) - 1 / (1 + np.exp(-odds))
    size = np.array([known["size"] for _, known, _ in rows])
    assert wrong.sum() == pytest.approx(0, abs=0.1)  # as often as it comes true
    assert wrong @ size == pytest.approx(occasions._RIDGE["names"] * found["size"], abs=0.1)  # but for the ridge
    assert found["size"] == pytest.approx(2, abs=0.4)
