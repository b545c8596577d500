"""The weights of how likely each field is right: what counts as right, and what they make of it (invented)."""

from __future__ import annotations

import json
from argparse import Namespace
from pathlib import Path
from typing import Any, Final

import numpy as np
import pytest

from onrecord.extraction.attribution.confidence import named
from onrecord.extraction.graph.model import GraphModel
from training.graph import gold, sureness
from training.graph.sureness import Field
from training.stance import fitting
from training.stance.fitting import UNTAUGHT

TEXT: Final = (
    "Mayor Edda Quill told Osric Vane in an interview on Monday that the pier was lost. "
    "“The port has betrayed Halden,” Quill said on Tuesday. Vane said Ruth Calloway was a brave woman."
)


def article(said: str = "S1", **marks: Any) -> gold.Article:
    """As a reader has it; `marks` are what another has of a statement."""

    def at(words: str) -> list[list[int]]:
        return [[TEXT.index(words), TEXT.index(words) + len(words)]]

    names = {"E1": "Edda Quill", "E2": "Osric Vane", "E3": "Ruth Calloway", "E4": "Halden", "E5": "Quill"}
    types = dict.fromkeys(names, "person") | {"E4": "place"}
    nothing: dict[str, Any] = {"addressee": None, "said_on": None, "occasion": None, "about": []}
    whole: dict[str, Any] = {"speaker": "E1", "addressee": "E2", "said_on": "2026-11-23", "occasion": "O1"}
    praise: dict[str, Any] = {"speaker": "E2", "about": [["E3", "positive", []]]}
    betrayed: dict[str, Any] = {"speaker": ["E1", "E2"], "said_on": "2026-11-23", "about": [["E4", "negative", []]]}
    statements = {
        "S1": whole | {"content": at("that the pier was lost")},
        "S2": betrayed | {"content": at("“The port has betrayed Halden,”")},
        "S3": praise | {"content": at("Ruth Calloway was a brave woman")},
        "S4": praise | {"content": at("Monday")},  # nobody else has found it
    }
    statements[said] |= marks
    return {
        "id": "web-invented",
        "outlet": "Invented Post",
        "published": "2026-11-26",
        "text": TEXT,
        "entities": {label: {"name": name, "type": types[label], "spans": at(name)} for label, name in names.items()},
        "occasions": {"O1": {"kind": "interview", "spans": at("an interview")}, "O2": {"spans": at("pier")}},
        "statements": {label: nothing | row for label, row in statements.items()},
    }


def told(said: str = "S1", **marks: Any) -> list[tuple[str, bool]]:
    return [(field.name, field.right) for field in sureness.fields([article(said, **marks)])]


def test_right_is_what_the_reader_has_too() -> None:
    rows = [*sureness.fields([article()])]
    found = {name: [row.right for row in rows if row.name == name] for name in ("speaker", "said_on", "stance")}
    assert found["speaker"] == [True, True, True]  # one of two whom the reader has is right
    assert sorted(found["said_on"]) == [False, True]
    assert [row.right for row in rows if row.name in ("addressee", "occasion")].count(True) == 2
    assert ("stance", True) in told()  # Vane's praise
    assert [right for name, right in told() if name == "about"].count(True) >= 2
    assert {row.part for row in rows} == {*fitting.parts([article()])}
    assert {row.domain for row in rows} == {"web"}


@pytest.mark.parametrize(
    ("field", "other"),
    [
        ("speaker", "E2"),
        ("speaker", "E5"),  # a name of one word is no person's of two
        ("speaker", None),
        ("addressee", "E3"),
        ("addressee", None),
        ("said_on", "2026-11-24"),
        ("said_on", None),
        ("occasion", "O2"),
        ("occasion", None),
    ],
)
def test_wrong_is_what_the_reader_has_otherwise_or_has_not(field: str, other: str | None) -> None:
    before, after = told(), told("S1", **{field: other})
    changed = [(a, b) for a, b in zip(before, after, strict=True) if a != b]
    assert changed == [((field, True), (field, False))]


def test_a_party_without_its_attitude_is_right_and_its_stance_is_not() -> None:
    def changed(about: list[Any]) -> list[str]:
        after = told("S3", about=about)
        return [a[0] for a, b in zip(told(), after, strict=True) if (a, b) == ((a[0], True), (a[0], False))]

    assert changed([["E3", "negative", []]]) == ["stance"]
    assert sorted(changed([])) == ["about", "stance"]


def test_what_the_weights_are_fitted_on_is_what_the_product_weighs() -> None:
    weights = GraphModel.load().weights.fields
    rows = [row for row in sureness.fields([article()]) if row.name in weights]
    assert {row.name for row in rows} == {"speaker", "addressee", "said_on", "occasion"}
    for row in rows:
        assert row.shown == pytest.approx(named(row.known, weights[row.name]), abs=0.001)


def invented(count: int, *, name: str = "speaker", truth: float = 2.0) -> list[Field]:
    """Fields whose evidence `rules` tells how likely they are right; `heard` is noise but where it was taught."""
    random = np.random.default_rng(1)
    rows = []
    for n in range(count):
        part = n % (gold.FOLDS + 1)
        rules = float(random.normal())
        right = bool(random.random() < 1 / (1 + np.exp(-truth * rules)))
        taught = part not in (UNTAUGHT, gold.FOLDS)
        heard = float(right) * 2 - 1 if taught else float(random.choice((-1.0, 1.0)))
        known = {"always": 1.0, "rules": rules, "heard": heard} | ({"rare": 1.0} if n < sureness._RARE - 1 else {})
        rows.append(Field(name, "web" if n % 2 else "political", part, right, known, 0.5))
    return rows


def test_evidence_counts_as_far_as_it_tells_and_what_is_rare_does_not() -> None:
    found = sureness.weights([row for row in invented(24_000) if row.part in (UNTAUGHT, gold.FOLDS)])
    assert "rare" not in found
    assert found["rules"] == pytest.approx(2, abs=0.4)
    assert abs(found["always"]) < 0.3
    assert "rare" in sureness.weights(invented(300) * 2)


def test_little_tells_little() -> None:
    assert 0 < sureness.weights(invented(150))["rules"] < 0.8


def test_the_networks_word_counts_as_it_does_where_it_was_not_taught() -> None:
    for untaught in (UNTAUGHT, gold.FOLDS):  # either half of the fold
        rows = [row for row in invented(3000) if row.part in (0, 2, untaught)]
        assert abs(sureness.weights(rows).get("heard", 0.0)) < 0.6
    taught = [row for row in invented(3000) if row.part not in (UNTAUGHT, gold.FOLDS)]
    assert sureness.weights(taught)["heard"] > 1.5  # where nothing tells otherwise


def test_a_part_is_told_by_the_others_alone() -> None:
    rows = invented(1200)
    found = sureness.held_out(rows)
    turned = [row._replace(right=not row.right) if row.part == 2 else row for row in rows]
    again = sureness.held_out(turned)
    mine = np.array([row.part == 2 for row in rows])
    assert (again[mine] == found[mine]).all()
    assert (again[~mine] != found[~mine]).any()
    right = np.array([row.right for row in rows])
    assert found[right].mean() > 0.6 > 0.4 > found[~right].mean()


def test_how_much_is_told_at_nine_in_ten_right(capsys: pytest.CaptureFixture[str]) -> None:
    likely = np.linspace(0.99, 0.21, 40)
    right = np.array([*[True] * 18, False, *[True] * 6, *[False] * 10, True, *[False] * 4])
    sureness._tell("speaker", likely, right)
    counts = [right[:n].mean() for n in range(1, 41)]
    last = max(n for n, share in enumerate(counts) if share >= 0.9)
    area = np.mean([a > b for a in likely[right] for b in likely[~right]])
    found = capsys.readouterr().out.split()
    assert found[:6] == ["speaker", "40", "right", "0.625", "said", "0.600"]
    assert found[8:] == f"area {area:.3f} nine in ten from {likely[last]:.2f}: {(last + 1) / 40:.2f}".split()


def test_how_far_off_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    sureness._tell("speaker", np.repeat([0.85, 0.35], 10), np.arange(20) % 2 == 0)  # five of ten come true in each
    assert "off 0.250" in capsys.readouterr().out


def test_what_is_fitted_is_written_beside_the_rest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = tmp_path / "config.json"
    config.write_text(json.dumps({"name": "invented", "fields": {"speaker": {}}}))
    names = ("speaker", "addressee", "said_on", "occasion", "about", "stance")
    rows = [row for name in names for row in invented(300, name=name)]
    monkeypatch.setattr(sureness, "folder_of", lambda _: tmp_path)
    monkeypatch.setattr(sureness, "fields", lambda *_: iter(rows))
    monkeypatch.setattr(gold, "read", list)
    sureness.fit(Namespace(without=3, model=None))
    written = json.loads(config.read_text())
    kept = [row for row in rows if row.name == "addressee" and row.part != 3]
    assert written["name"] == "invented"
    assert written["fields"].keys() == {"speaker", "addressee", "said_on", "occasion"}  # others have fitted the rest
    assert written["fields"]["addressee"] == sureness.weights(kept)
