"""`onrecord evaluate`: the measures, the kinds of gold, and wrong input."""

import importlib.util
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from onrecord.cli.evaluate import evaluate as command
from onrecord.errors import InputEmpty, InputMalformed, InputUnreadable
from onrecord.evaluation.gold import read_gold, read_predictions
from onrecord.evaluation.spans import Comparison, evaluate, normalized
from onrecord.model import Attribution, Span

SHARED = Path(__file__).parents[2] / "shared"

# Invented.
TEXT = "“The dam will hold,” Ida Moss said. “It must.” Her deputy, Bo Lund, doubts that it will.\n"


def spans(*words: str) -> tuple[Span, ...]:
    return tuple(Span(TEXT.index(w), TEXT.index(w) + len(w)) for w in words)


DIRECT = Attribution(spans("Ida Moss"), spans("said"), spans("“The dam will hold,”", "“It must.”"), 1.0)
INDIRECT = Attribution(spans("Her deputy, Bo Lund,"), spans("doubts"), spans("that it will"), 1.0)


def row(attributions: list[Attribution], **more: Any) -> str:
    plain = [{"source": a.source, "cue": a.cue, "content": a.content} for a in attributions]
    return json.dumps({"id": "dam", "attributions": plain, **more})


def run(*arguments: str) -> Result:
    app = typer.Typer()
    app.command()(command)
    return CliRunner().invoke(app, list(arguments))


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    path = tmp_path / "gold.jsonl"
    path.write_text(row([DIRECT, INDIRECT], text=TEXT) + "\n", encoding="utf-8")
    return path


def test_perfect(gold: Path) -> None:
    articles = read_gold(gold)
    evaluation = evaluate(articles, {"dam": articles[0].attributions})
    assert evaluation.articles == 1
    assert all(score.f1 == 1 for (_, kind), score in evaluation.scores.items() if kind != "mixed")
    assert evaluation.scores["full", "mixed"].f1 == 0


@pytest.mark.parametrize(
    ("change", "right"),
    [
        ({"content": spans("The dam will hold", "It must")}, {"exact", "iou80", "iou30", "full", "full_text", "cue"}),
        ({"content": spans("“The dam will hold,”")}, {"iou30"}),
        ({"source": spans("Moss")}, {"exact", "iou80", "iou30", "full", "full_text", "cue"}),
        ({"source": ()}, {"exact", "iou80", "iou30", "cue"}),
        ({"source": spans("Bo Lund")}, {"exact", "iou80", "iou30", "cue"}),
        ({"cue": ()}, {"exact", "iou80", "iou30", "full", "full_text"}),
        ({"content": spans("that it will")}, set()),
    ],
)
def test_what_counts_as_right(change: dict[str, tuple[Span, ...]], right: set[str]) -> None:
    roles = {"source": DIRECT.source, "cue": DIRECT.cue, "content": DIRECT.content} | change
    predicted = Attribution(**roles, confidence=1.0)
    comparison = Comparison(TEXT, [DIRECT], [predicted])
    counts = comparison.counts()
    assert {m for m, k, what in counts if k == "all" and what == "gold hits" and not m.endswith("span")} - {
        "token"
    } == right
    assert comparison.right() == ["full" in right]


def test_contents_without_a_word_are_left_out() -> None:
    empty = Attribution(DIRECT.source, DIRECT.cue, spans("“"), 1.0)
    comparison = Comparison(TEXT, [DIRECT], [empty, DIRECT])
    assert comparison.counts()["left out", "all", "predicted"] == 1
    assert comparison.right() == [False, True]


def test_normalized() -> None:
    assert normalized("“Yes,” … “no.”", [(0, 6), (9, 14)]) == ((1, 12),)
    assert normalized("a b", [(2, 9), (-3, 1), (1, 1)]) == ((0, 3),)
    assert normalized("…", [(0, 1)]) == ()


def test_agrees_with_the_shared_scorer() -> None:
    script = SHARED / "tools" / "score_attributions.py"
    if not script.exists():
        pytest.skip("the shared scorer is not here")
    spec = importlib.util.spec_from_file_location("score_attributions", script)
    assert spec is not None
    assert spec.loader is not None
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    path = SHARED / "data/polnear/dev.jsonl"
    rows = scorer.load(path)
    # Predictions that are wrong in many ways: moved edges, other sources, lost, split and repeated attributions.
    shaken = {}
    for id, article in rows.items():
        length = len(article["text"])
        attributions = []
        for n, a in enumerate(article["attributions"]):
            if n % 7 == 0:
                continue
            content = [[max(0, s - n % 5), min(length, e + n * 3 % 40)] for s, e in a["content"]]
            source = article["attributions"][n - 1]["source"] if n % 6 == 0 else a["source"]
            attributions.append({"source": source, "cue": a["cue"] if n % 4 else [], "content": content})
            if n % 11 == 0:
                attributions += [{**a, "content": [piece]} for piece in a["content"]]
        shaken[id] = {"id": id, "attributions": attributions}
    theirs = scorer.evaluate(rows, shaken)
    articles = read_gold(path)
    predicted = {
        id: tuple(
            Attribution(**{r: tuple(Span(s, e) for s, e in a[r]) for r in ("source", "cue", "content")}, confidence=1.0)
            for a in row["attributions"]
        )
        for id, row in shaken.items()
    }
    ours = evaluate(articles, predicted)
    assert ours.left_out_predicted == theirs["skipped_no_content"]["pred"]
    for measure, kinds in theirs["metrics"].items():
        for kind, values in kinds.items():
            score = ours.scores[measure, kind]
            assert [score.precision, score.recall, score.f1] == [values["p"], values["r"], values["f1"]]


def test_brat(tmp_path: Path, gold: Path) -> None:
    """Discontinuous spans, several arguments of a role, and a trigger that is the cue."""
    (tmp_path / "dam.txt").write_text(TEXT, encoding="utf-8")
    lines = []
    bound = [
        ("Source", DIRECT.source),
        ("Cue", DIRECT.cue),
        ("Content", DIRECT.content),
        ("Attribution", DIRECT.cue),
        ("Source", INDIRECT.source),
        ("Cue", INDIRECT.cue),
        ("Content", INDIRECT.content[:1]),
    ]
    for number, (kind, where) in enumerate(bound, 1):
        offsets = ";".join(f"{start} {end}" for start, end in where)
        lines.append(f"T{number}\t{kind} {offsets}\t{' '.join(TEXT[s:e] for s, e in where)}")
    lines += ["E1\tAttribution:T4 Content:T3 Cue:T2 Source:T1", "E2\tCue:T6 Source2:T5 Content:T7", "#1\tNote\tnothing"]
    (tmp_path / "dam.ann").write_text("\n".join(lines), encoding="utf-8")
    assert read_gold(tmp_path)[0].attributions == read_gold(gold)[0].attributions == (DIRECT, INDIRECT)


def test_predictions_of_extract_are_read(tmp_path: Path, gold: Path) -> None:
    path = tmp_path / "extracted.jsonl"
    statement = {"source": [], "cue": [], "content": [[0, 5]], "speaker": {"name": None}}
    path.write_text(json.dumps({"id": "dam", "statements": [statement]}))
    assert read_predictions(path, read_gold(gold)) == {"dam": (Attribution((), (), (Span(0, 5),), 1.0),)}


def test_the_command(tmp_path: Path, gold: Path) -> None:
    path = tmp_path / "pred.jsonl"
    path.write_text(row([DIRECT]))
    result = run(str(gold), "--pred", str(path), "--format", "json")
    assert result.exit_code == 0
    metrics = json.loads(result.stdout)["metrics"]
    assert metrics["full"]["all"] == {"p": 1.0, "r": 0.5, "f1": pytest.approx(2 / 3), "gold": 2, "pred": 1}
    assert metrics["source span"]["all"]["r"] == 0.5
    table = run(str(gold), "--pred", str(path)).stdout
    assert "full_text" in table
    assert "0.667" in table
    assert re.search(r"full_text +mixed +0 +0$", table.replace(" \n", "\n"), re.M), "where there is nothing, no figure"


def test_the_command_extracts_where_no_predictions_are_given(gold: Path) -> None:
    result = run(str(gold), "-f", "json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["metrics"]["full"]["direct"]["r"] == 1


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "no articles"),
        ("{", "not JSON"),
        ("[1]", 'with an "id"'),
        ('{"id": "a", "attributions": []}', 'no "text"'),
        ('{"id": "a", "text": "x"}', 'no list of "attributions"'),
        ('{"id": "a", "text": "x", "attributions": [{"content": [[0, 2]]}]}', "outside of the text"),
        ('{"id": "a", "text": "x", "attributions": [{"content": [[0]]}]}', "not an attribution"),
        ('{"id": "a", "text": "x", "attributions": [7]}', "not an attribution"),
        ('{"id": "a", "text": "x", "attributions": []}\n' * 2, "occurs twice"),
    ],
)
def test_malformed_gold(tmp_path: Path, content: str, reason: str) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(content)
    with pytest.raises((InputMalformed, InputEmpty), match=reason):
        read_gold(path)


def test_unreadable_gold(tmp_path: Path) -> None:
    with pytest.raises(InputUnreadable):
        read_gold(tmp_path / "nothing.jsonl")
    (tmp_path / "binary.jsonl").write_bytes(b"\xff\xfe")
    with pytest.raises(InputMalformed, match="UTF-8"):
        read_gold(tmp_path / "binary.jsonl")
    (tmp_path / "alone.ann").write_text("T1\tSource 0 1\tx")
    with pytest.raises(InputUnreadable, match=r"alone\.txt"):
        read_gold(tmp_path)


@pytest.mark.parametrize(
    ("annotation", "reason"),
    [
        ("T1\tSource x 1\tx", "standoff"),
        ("T1\tSource 0 1\tx\nE1\tAttribution:T2 Source:T1", "T2"),
        ("T1\tSource 0 99\tx\nE1\tSource:T1", "outside"),
    ],
)
def test_malformed_brat(tmp_path: Path, annotation: str, reason: str) -> None:
    (tmp_path / "a.txt").write_text("xyz")
    (tmp_path / "a.ann").write_text(annotation)
    with pytest.raises(InputMalformed, match=reason):
        read_gold(tmp_path)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ('{"id": "else", "attributions": []}', "not in the gold"),
        ('{"id": "dam", "text": "x", "attributions": []}', "not that of the gold"),
        ('{"id": "dam"}', "no list"),
        ('{"id": "dam", "attributions": []}\n' * 2, "twice"),
    ],
)
def test_malformed_predictions(tmp_path: Path, gold: Path, content: str, reason: str) -> None:
    path = tmp_path / "pred.jsonl"
    path.write_text(content)
    with pytest.raises(InputMalformed, match=reason):
        read_predictions(path, read_gold(gold))


def test_help_loads_no_heavy_library() -> None:
    code = "import onrecord.cli.evaluate, sys; print(sorted({'spacy', 'onnxruntime', 'numpy'} & set(sys.modules)))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"
