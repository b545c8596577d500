"""What is done with the graph set.

python -m training.graph pack FOLDER… --to FILE [--text]   marked articles (shared/tools/markup.py) as they are kept
python -m training.graph count                             how much there is, by domain
python -m training.graph agree                             two readers of the same articles, by field
python -m training.graph score PRED                        the lines of `extract`, by domain, with intervals
python -m training.graph texts [--fold N]                  the articles as a corpus, for `extract`
python -m training.graph train RUN [--fold N]              teach the network, on all outlets but a fold's
python -m training.graph read RUN --large --to FILE        what a teacher says of texts that nobody has marked
python -m training.graph train RUN --taught FILE           teach the small one by it too
python -m training.graph held RUN --fold N                 what the network makes of the fold, as lines for `score`
python -m training.graph export RUN --name NAME            the network of a run as a model of the package
python -m training.graph choose [--without N]              fit of whom a content is about, into the package's model
python -m training.graph referents                         teach the shipped model whom "he" and "she" mean
python -m training.graph names                             teach it which words are names, and of what sort
python -m training.graph hearers                           teach the shipped model to whom a statement is said
python -m training.graph occasions                         fit the weights by which occasions are told
python -m training.graph gap RUN                           GAP's validation passages, names and pronoun given
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
import tomllib
from pathlib import Path
from typing import Any

from onrecord.evaluation import record
from training.graph import agreement, gold

_MARKS = {"source": "s", "cue": "q", "content": "c"}  # the last letter of a statement's labels


def main() -> None:
    """Run one of the commands."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    packing = commands.add_parser("pack")
    packing.add_argument("folders", nargs="+", type=Path)
    packing.add_argument("--to", required=True, type=Path)
    packing.add_argument("--text", action="store_true", help="keep the texts, where their licence allows it")
    packing.set_defaults(run=pack)
    for run in (count, agree):
        commands.add_parser(run.__name__).set_defaults(run=run)
    corpus = commands.add_parser("texts")
    corpus.add_argument("--fold", type=int, help="of this fold's outlets alone")
    corpus.set_defaults(run=texts)
    scoring = commands.add_parser("score")
    scoring.add_argument("pred", type=Path)
    scoring.add_argument("--only", action="store_true", help="of the articles that are there, such as those of a fold")
    scoring.set_defaults(run=score)
    teaching = commands.add_parser("train")
    teaching.add_argument("run_folder", type=Path)
    teaching.add_argument("--fold", type=int, help="leave this fold's outlets out")
    teaching.add_argument("--steps", type=int)
    teaching.add_argument("--begin", type=Path, help="go on from the weights of this run")
    teaching.add_argument("--epochs", type=float)
    teaching.add_argument("--rate", type=float, default=1.0, help="times the configuration's learning rates")
    teaching.add_argument("--taught", type=Path, help="what a teacher says of other texts (`read`)")
    teaching.set_defaults(run=teach)
    reading = commands.add_parser("read")
    reading.add_argument("run_folder", type=Path)
    reading.add_argument("--to", required=True, type=Path)
    reading.set_defaults(run=read)
    holding = commands.add_parser("held")
    holding.add_argument("run_folder", type=Path)
    holding.add_argument("--fold", type=int, required=True)
    holding.set_defaults(run=hold)
    passages = commands.add_parser("gap")
    passages.add_argument("run_folder", type=Path)
    passages.set_defaults(run=gap)
    asking = {run: commands.add_parser(run.__name__) for run in (choose, sure, referents, names, hearers)}
    for run, command in asking.items():
        command.add_argument("--model", help="the attribution model that goes before; without it, that of the package")
        command.set_defaults(run=run)
    for run in (choose, sure):
        asking[run].add_argument("--without", type=int, help="leave this fold's outlets out of what is written")
    asking[referents].add_argument("--counts", type=float, default=1.0, help="times the scores of 'he' and 'she'")
    for run in (antecedents, occasions):
        commands.add_parser(run.__name__).set_defaults(run=run)
    exporting = commands.add_parser("export")
    exporting.add_argument("run_folder", type=Path)
    exporting.add_argument("--name", required=True)
    exporting.set_defaults(run=export)
    for command in (teaching, reading, holding, passages, exporting):
        command.add_argument("--large", action="store_true", help="the teacher (config-large.toml)")
    options = parser.parse_args()
    options.run(options)


def pack(options: argparse.Namespace) -> None:
    """Write what is complete and right in folders of marked articles; what is not is named."""
    markup = _markup()
    given = {row["id"]: row for row in gold.lines(gold.SHARED / "polnear" / "train.jsonl")}
    rows: list[gold.Article] = []
    for folder in options.folders:
        for head in sorted(folder.glob("*.head")):
            if faults := markup.faults(folder, head.stem):
                print(f"{head.stem}: left out: {faults[0]}", file=sys.stderr)
                continue
            rows.append(gold.standoff(_marked(markup, folder, head), given.get(head.stem), keep_text=options.text))
    options.to.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    print(f"{options.to}: {len(rows)} articles, {sum(len(row['statements']) for row in rows)} statements")


def _markup() -> Any:
    path = gold.SHARED.parent / "tools" / "markup.py"
    spec = importlib.util.spec_from_file_location("markup", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _marked(markup: Any, folder: Path, head: Path) -> gold.Article:
    id = head.stem
    text = (folder / f"{id}.txt").read_text(encoding="utf-8")
    _, spans = markup.strip((folder / f"{id}.marked").read_text(encoding="utf-8"))
    notes = json.loads((folder / f"{id}.json").read_text(encoding="utf-8"))
    for kind in ("entities", "times", "occasions"):
        for label, value in (notes.get(kind) or {}).items():
            value["spans"] = spans[label]
    for label, value in notes["statements"].items():
        if label.startswith("S"):
            value |= {
                role: spans.get(label + mark, []) for role, mark in (("source", "s"), ("cue", "q"), ("content", "c"))
            }
    known = dict(part.split(": ", 1) for part in head.read_text(encoding="utf-8").strip().split(" | ") if ": " in part)
    return {"id": id, **{k: known[k] for k in ("outlet", "published") if k in known}, "text": text, **notes}


def count(options: argparse.Namespace) -> None:
    """Articles, outlets, statements and mentions, by domain."""
    for domain, rows in _by_domain(gold.read()).items():
        statements = sum(len(row["statements"]) for row in rows)
        mentions = sum(len(e["spans"]) for row in rows for e in row["entities"].values())
        outlets = len({row.get("outlet") for row in rows})
        print(f"{domain}: {len(rows)} articles of {outlets} outlets, {statements:,} statements, {mentions:,} mentions")


def agree(options: argparse.Namespace) -> None:
    """Two readers of the same articles, the second against the first."""
    first = {row["id"]: row for row in gold.read()}
    pairs = [(first[row["id"]], row) for row in gold.read(second=True) if row["id"] in first]
    print(f"{len(pairs)} articles")
    _table(agreement.scores(pairs))


def texts(options: argparse.Namespace) -> None:
    """The articles with id, outlet, day and text, a JSON line each."""
    articles = gold.read()
    for row, fold in zip(articles, gold.folds(articles), strict=True):
        if options.fold in (None, fold):
            print(
                json.dumps({k: row[k] for k in ("id", "outlet", "published", "text") if k in row}, ensure_ascii=False)
            )


def score(options: argparse.Namespace) -> None:
    """What `extract` made of the articles, against their gold."""
    predicted = {row["id"]: row for row in gold.lines(options.pred)}
    articles = [a for a in gold.read() if not options.only or a["id"] in predicted]
    for domain, rows in _by_domain(articles).items():
        counts = [record.count(gold.as_record(row), predicted.get(row["id"])) for row in rows]
        print(f"{domain}: {len(rows)} articles")
        _table(record.total(counts).scores(), counts)


def teach(options: argparse.Namespace) -> None:
    """Teach the network of all fields."""
    from training.graph.train import train

    config = _config(options.large)
    if options.begin:
        config["start"]["run"] = str(options.begin)
    config["optimization"]["epochs"] = options.epochs or config["optimization"]["epochs"]
    for rate in ("encoder_rate", "head_rate"):
        config["optimization"][rate] *= options.rate
    train(config, options.run_folder, options.fold, options.steps, options.taught)


def read(options: argparse.Namespace) -> None:
    """Keep what the network of a run makes of texts that nobody has marked."""
    from training.graph import teach

    count = teach.write(_config(options.large), options.run_folder, options.to, [*teach.unmarked()])
    print(f"{options.to}: {count} texts")


def hold(options: argparse.Namespace) -> None:
    """The lines that `extract` would print of a fold's articles, by the network of a run."""
    from training.graph import held
    from training.graph.reading.assembly import fields

    for _, document, part in held.read(_config(options.large), options.run_folder, options.fold):
        print(json.dumps(held.line(document, fields(document, [part])), ensure_ascii=False))


def choose(options: argparse.Namespace) -> None:
    """Fit what tells whom a content is about."""
    from training.graph import choosing

    choosing.fit(options)


def export(options: argparse.Namespace) -> None:
    """Write the network of a run as the product reads it."""
    from training.graph import runs
    from training.graph.export import export, give_out
    from training.shipped import write_settings

    config = _config(options.large)
    base = Path(config["start"]["model"])
    give_out(base, config["network"]["frozen"])
    folder = base / "graph" if options.large else base.parent / options.name
    export(config, runs.network_of(config, options.run_folder), folder, options.name)
    write_settings(base, graph=folder.name)


def names(options: argparse.Namespace) -> None:
    """Teach the shipped model which words are names."""
    from training.graph import names

    names.fit(options)


def referents(options: argparse.Namespace) -> None:
    """Teach whom "he" and "she" mean."""
    from training.graph import referents

    referents.fit(options)


def hearers(options: argparse.Namespace) -> None:
    """Teach to whom a statement is said."""
    from training.graph import hearers

    hearers.fit(options)


def sure(options: argparse.Namespace) -> None:
    """Fit how likely each field of a statement is right."""
    from training.graph import sureness

    sureness.fit(options)


def antecedents(options: argparse.Namespace) -> None:
    """Fit the weights by which "they" and "it" are resolved, and write them into the package's model."""
    from training.graph import antecedents

    antecedents.main()


def occasions(options: argparse.Namespace) -> None:
    """Fit what tells occasions."""
    from training.graph import occasions

    occasions.fit(options)


def gap(options: argparse.Namespace) -> None:
    """GAP's F1 over its validation passages, in all and by the pronoun's gender."""
    from training.graph import held

    path = gold.SHARED / "coref" / "gap" / "gap-validation.tsv"
    for name, value in held.gap_f1(_config(options.large), options.run_folder, path).items():
        print(f"  {name:<20} {value:6.3f}")


def _config(large: bool) -> dict[str, Any]:
    """The choices; the teacher's are those of the small network but for what its own file says."""
    config, *others = (
        tomllib.loads((Path(__file__).parent / name).read_text(encoding="utf-8"))
        for name in ("config.toml", *(["config-large.toml"] if large else []))
    )
    for other in others:
        for part, values in other.items():
            config[part] |= values
    return config


def _by_domain(rows: list[gold.Article]) -> dict[str, list[gold.Article]]:
    found: dict[str, list[gold.Article]] = {name: [] for name in ("political", "web")}
    for row in rows:
        found[gold.domain(row)].append(row)
    return found


def _table(scores: dict[str, Any], counts: list[record.ArticleCounts] | None = None) -> None:
    for name, value in scores.items():
        part = "F1" if isinstance(value, dict) and "F1" in value else "R" if isinstance(value, dict) else ""
        line = f"  {name:<20} {value[part] if part else value:6.3f}"
        if part == "F1":
            line += f"   P {value['P']:.3f} R {value['R']:.3f} of {value['gold']}"
        if counts:
            low, high = record.interval(counts, f"{name}.{part}".rstrip("."), draws=300)
            line += f"   [{low:.3f}, {high:.3f}]"
        print(line)


if __name__ == "__main__":
    main()
