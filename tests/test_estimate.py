"""Shares corrected for the models' errors: the interval holds what it says; a review goes its whole way. Invented."""

from __future__ import annotations

import csv
import io
import json
import random
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from onrecord.cli import app
from onrecord.evaluation.estimation import share
from onrecord.model import Article, Entity, Extraction, Party, Span, Speaker, Stance, Statement
from onrecord.record import Record


@pytest.mark.parametrize(
    ("true", "found", "invented"),  # the true share, how many of the true a model finds, and of the others invents
    [(0.3, 0.9, 0.05), (0.3, 0.5, 0.3), (0.05, 0.7, 0.1), (0.5, 0.5, 0.5)],
)
def test_the_interval_holds_the_true_share(true: float, found: float, invented: float) -> None:
    chance = random.Random(20)
    so = [chance.random() < true for _ in range(5000)]
    model = [chance.random() < (found if one else invented) for one in so]
    real = sum(so) / len(so)
    held, errors, tries = 0, 0.0, 500
    for _ in range(tries):
        drawn = chance.sample(range(5000), 200)
        result = share(model, [(model[n], so[n]) for n in drawn])
        assert result.share is not None
        assert result.low is not None
        assert result.high is not None
        held += result.low <= real <= result.high
        errors += result.share - real
    assert held / tries >= 0.93
    assert abs(errors / tries) < 0.01
    assert result.naive == sum(model) / 5000


def test_a_good_model_narrows_the_interval_and_a_bad_one_does_no_harm() -> None:
    chance = random.Random(1)
    so = [chance.random() < 0.4 for _ in range(4000)]
    drawn = chance.sample(range(4000), 200)

    def width(model: list[bool]) -> float:
        result = share(model, [(model[n], so[n]) for n in drawn])
        assert result.low is not None
        assert result.high is not None
        return result.high - result.low

    good = [one if chance.random() < 0.95 else not one for one in so]
    none = [False] * 4000
    guess = [chance.random() < 0.5 for _ in so]
    assert width(good) < 0.65 * width(none)
    assert width(guess) < 1.03 * width(none)


def test_no_error_seen_is_not_no_error() -> None:
    result = share([True] * 50 + [False] * 950, [(True, True)] * 2 + [(False, False)] * 38)
    assert result.share == pytest.approx(0.05)
    assert result.high is not None
    assert result.high > 0.08
    assert share([True], []).share is None
    with pytest.raises(ValueError, match="2 reviewed of 1"):
        share([True], [(True, True)] * 2)


@pytest.fixture
def db(tmp_path: Path) -> Path:
    """Forty articles of two statements, one of them about Osric Vane: half of these the model calls negative."""
    path = tmp_path / "x.db"
    with Record(path) as record:
        for n in range(40):
            words = [
                f"the pier number {n} is lost for good",
                f"ship {n} of Osric Vane comes on time to the old harbour",
            ]
            text = f"Edda Quill said {words[0]}. Edda Quill said {words[1]}."
            said = []
            for k, content in enumerate(words):
                at = text.index(content)
                vane = Party("Osric Vane", "person", None, (Span(at, at + 4),))
                attitude = "negative" if (2 * n + k) % 4 == 1 else "positive"
                said.append(
                    Statement(
                        id=f"a{n}/{k}",
                        kind="indirect",
                        mode="speech",
                        polarity="affirmed",
                        source=(Span(0, 10),),
                        cue=(Span(11, 15),),
                        content=(Span(at, at + len(content)),),
                        text=content,
                        speaker=Speaker("Edda Quill", "person", "e1", 0.9),
                        addressee=None,
                        occasion=None,
                        said_on=None,
                        about=(vane,) if k else (),
                        stance=(Stance("Osric Vane", attitude, 0.9, ()),),  # type: ignore[arg-type]
                        nested_in=None,
                        confidence=0.9,
                    )
                )
            published = date(2024, 1 + n % 2, 1 + n // 2)
            article = Article(f"a{n}", text, outlet="Courier", published=published, sha256=f"{n:064x}")
            record.add(Extraction(article, tuple(said), entities=(Entity("e1", "Edda Quill", "person", (), (), ()),)))
    return path


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


CONDITIONS = ("--by", "Quill", "--that-are", "negative")


def reviewed(db: Path, tmp_path: Path, delimiter: str = ",") -> Path:
    drawn = run("sample", "--limit", "40", "--about", "Osric Vane", *CONDITIONS[2:], "--db", db)
    assert drawn.exit_code == 0, drawn.output
    rows = list(csv.DictReader(io.StringIO(drawn.stdout)))
    for n, row in enumerate(rows):
        row["human"] = "no" if n % 10 == 0 else row["model"]
    path = tmp_path / "reviewed.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_a_review_goes_its_whole_way(db: Path, tmp_path: Path) -> None:
    path = reviewed(db, tmp_path)
    result = run("estimate", path, "--about", "Osric Vane", "--that-are", "negative", "--by-month", "--db", db)
    assert result.exit_code == 0, result.output
    everything, *months = map(json.loads, result.stdout.splitlines())
    assert [one["period"] for one in (everything, *months)] == ["all", "2024-01", "2024-02"]
    assert everything["statements"] == 40  # those about Vane
    assert everything["reviewed"] == 40
    assert 0 <= everything["low"] <= everything["share"] <= everything["high"] <= 1
    assert everything["naive"] == 0.5
    assert everything["share"] <= everything["naive"]
    table = run("estimate", path, "--about", "Osric Vane", "--that-are", "negative", "--format", "table", "--db", db)
    assert "50.0 %" in table.stdout
    european = reviewed(db, tmp_path, ";")
    assert run("estimate", european, "--about", "Osric Vane", "--db", db).exit_code == 0


def test_a_sample_is_the_same_again_and_grows(db: Path) -> None:
    def drawn(*more: str) -> list[str]:
        result = run("sample", *CONDITIONS, "--about", "Osric Vane", *more, "--db", db)
        return [row["statement"] for row in csv.DictReader(io.StringIO(result.stdout))]

    ten, twenty, other = drawn("--limit", "10"), drawn("--limit", "20"), drawn("--limit", "10", "--seed", "2")
    assert twenty[:10] == ten
    assert other != ten


def test_what_cannot_be_used_is_said(db: Path, tmp_path: Path) -> None:
    path = reviewed(db, tmp_path)
    other = run("estimate", path, "--about", "Osric Vane", "--since", "2024-02", "--db", db)
    assert "are not among those that fit" in str(other.exception)
    bad = tmp_path / "bad.csv"
    bad.write_text("statement,human\na0/0,perhaps\n")
    assert "bad.csv:2: 'perhaps' in `human` is neither yes nor no" in str(
        run("estimate", bad, "--about", "Vane", "--db", db).exception
    )
    bad.write_text("a,b\n")
    assert "no columns" in str(run("estimate", bad, "--about", "Vane", "--db", db).exception)
    assert "Give --about" in run("sample", "--db", db).stderr
    assert "none of negative" in run("sample", "--that-are", "kind", "--db", db).stderr
    blank = tmp_path / "blank.csv"
    blank.write_text(path.read_text().replace(",yes\n", ",\n"))
    assert "have no answer" in run("estimate", blank, "--about", "Osric Vane", "--db", db).stderr
