"""`onrecord evaluate`: how good extraction is, on your own gold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from onrecord.cli import terminal
from onrecord.cli.progress import track

if TYPE_CHECKING:
    from onrecord.evaluation.classes import Classification
    from onrecord.evaluation.record_data import GoldArticle
    from onrecord.evaluation.spans import Evaluation


class Task(StrEnum):
    """What is evaluated."""

    ATTRIBUTION = "attribution"
    RECORD = "record"
    DIRECTED_STANCE = "directed-stance"
    TARGET_STANCE = "target-stance"


class MeasuresFormat(StrEnum):
    """How the measures are printed."""

    TABLE = "table"
    JSON = "json"


def evaluate(
    gold: Annotated[
        Path,
        typer.Argument(
            metavar="GOLD",
            help="Marked articles: JSON lines, or a folder of brat's .txt and .ann. For record JSON lines with "
            "attributions, annotations and events; for directed-stance a TSV of sentence, p, q and class; for "
            "target-stance JSON lines with sentence, from, to and polarity.",
        ),
    ],
    task: Annotated[Task, typer.Option(help="What is evaluated.")] = Task.ATTRIBUTION,
    pred: Annotated[
        Path | None, typer.Option(metavar="FILE", help=r"Score these JSON lines. \[default: extract, and score that]")
    ] = None,
    model: Annotated[str | None, typer.Option(help="The model of the task: a name or a folder.")] = None,
    format: Annotated[
        MeasuresFormat, typer.Option("--format", "-f", help="How the measures are printed.")
    ] = MeasuresFormat.TABLE,
) -> None:
    """Measure how good extraction is, on articles that a human has marked: the spans of attributions, or (record) who
    speaks, to whom, when, about whom and how; or how well stance is told.

    Example: onrecord evaluate examples-check/gold.jsonl --format json
    """
    if task is Task.RECORD:
        _recorded(gold, pred, model, format)
        return
    if task is not Task.ATTRIBUTION:
        if pred is not None:
            raise typer.BadParameter(
                f"--pred is for the tasks attribution and record, not for {task}", param_hint="--pred"
            )
        _report(_classified(gold, task, model), format)
        return
    from onrecord.evaluation.gold import read_gold, read_predictions
    from onrecord.evaluation.spans import evaluate as score

    articles = read_gold(gold)
    if pred is not None:
        predicted = read_predictions(pred, articles)
    else:
        from onrecord.extraction.attribution import AttributionModel
        from onrecord.extraction.given import attributed
        from onrecord.model import Article
        from onrecord.reading.primary.article import with_turns

        reader = AttributionModel.load(model)
        rows = track(articles, "Extracting", len(articles))
        # As `extract` does it: the turns of transcripts are read first.
        predicted = {m.id: attributed(with_turns(Article(m.id, m.text)), reader) for m in rows}
    evaluation = score(articles, predicted)
    if format is MeasuresFormat.JSON:
        terminal.write(terminal.json_line(_plain(evaluation), indent=1) + "\n")
    else:
        _print(evaluation)


def _recorded(gold: Path, pred: Path | None, model: str | None, format: MeasuresFormat) -> None:
    from onrecord.evaluation import record, record_data

    articles = record_data.read(gold)
    lines = record_data.predictions(pred) if pred is not None else _extracted(articles, model)
    counts = [record.count(record_data.plain(article), lines.get(article.id)) for article in articles]
    scores = record.total(counts).scores()
    if format is MeasuresFormat.JSON:
        terminal.write(terminal.json_line({"articles": len(articles), "measures": scores}, indent=1) + "\n")
        return
    table = Table(box=None, pad_edge=False)
    table.add_column("measure")
    for header in ("value", "P", "R", "gold", "pred", "95 % over articles"):
        table.add_column(header, justify="right")
    for name, score in scores.items():
        parts = score if isinstance(score, dict) else {}
        main = "F1" if "F1" in parts else "R" if parts else ""
        low, high = record.interval(counts, f"{name}.{main}".rstrip("."), draws=200)
        shares = [f"{parts[part]:.3f}" if main == "F1" else "" for part in ("P", "R")]
        sizes = [str(parts.get(part, "")) for part in ("gold", "pred")]
        table.add_row(name, f"{parts[main] if main else score:.3f}", *shares, *sizes, f"{low:.3f} to {high:.3f}")
    console = terminal.stdout()
    console.print(f"{len(articles)} articles, {sum(a.id not in lines for a in articles)} without a prediction")
    console.print(table)


def _extracted(articles: Sequence[GoldArticle], model: str | None) -> dict[str, dict[str, Any]]:
    from onrecord.errors import InputError
    from onrecord.extraction.pipeline import Extractor
    from onrecord.model import Article

    given = [
        Article(a.id, a.text, outlet=a.outlet or a.publisher, published=a.published or a.date, language="en")
        for a in articles
    ]
    results = track(Extractor(model).extract_all(given), "Extracting", len(given))
    return {r.article.id: r.to_dict() for r in results if not isinstance(r, InputError)}


def _classified(gold: Path, task: Task, model: str | None) -> Classification:
    from onrecord.evaluation import stance, stance_data
    from onrecord.extraction.stance.model import StanceModel

    if task is Task.DIRECTED_STANCE:
        return stance.directed(stance_data.read_directed(gold), StanceModel.load(model))
    return stance.target(stance_data.read_targets(gold), StanceModel.load(model))


def _report(found: Classification, format: MeasuresFormat) -> None:
    per_class = found.per_class()
    if format is MeasuresFormat.JSON:
        plain = {
            "examples": len(found.gold),
            "accuracy": found.accuracy,
            "macro_f1": found.macro_f1,
            "per_class": {name: asdict(score) for name, score in per_class.items()},
        }
        terminal.write(terminal.json_line(plain, indent=1) + "\n")
        return
    table = Table(box=None, pad_edge=False)
    table.add_column("class")
    for header in ("P", "R", "F1", "gold", "pred"):
        table.add_column(header, justify="right")
    for name, score in per_class.items():
        numbers = (f"{value:.3f}" for value in (score.precision, score.recall, score.f1))
        table.add_row(name, *numbers, str(score.gold), str(score.predicted))
    console = terminal.stdout()
    console.print(f"{len(found.gold)} examples; accuracy {found.accuracy:.3f}, macro F1 {found.macro_f1:.3f}")
    console.print(table)


def _plain(evaluation: Evaluation) -> dict[str, Any]:
    measures: dict[str, dict[str, Any]] = {}
    for (measure, kind), score in evaluation.scores.items():
        measures.setdefault(measure, {})[kind] = {
            "p": score.precision,
            "r": score.recall,
            "f1": score.f1,
            "gold": score.gold,
            "pred": score.predicted,
        }
    left_out = {"gold": evaluation.left_out_gold, "pred": evaluation.left_out_predicted}
    return {"articles": evaluation.articles, "skipped_no_content": left_out, "metrics": measures}


def _print(evaluation: Evaluation) -> None:
    table = Table(box=None, pad_edge=False)
    for header in ("measure", "kind"):
        table.add_column(header)
    for header in ("P", "R", "F1", "gold", "pred"):
        table.add_column(header, justify="right")
    for (measure, kind), score in evaluation.scores.items():
        any_there = score.gold or score.predicted  # else it is neither bad nor good
        numbers = (f"{value:.3f}" if any_there else "" for value in (score.precision, score.recall, score.f1))
        table.add_row(measure, kind, *numbers, str(score.gold), str(score.predicted))
    console = terminal.stdout()
    console.print(
        f"{evaluation.articles} articles; left out for want of content: "
        f"{evaluation.left_out_gold} gold, {evaluation.left_out_predicted} predicted"
    )
    console.print(table)
