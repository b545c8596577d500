"""`python -m training.stance train|export FOLDER`: see README.md."""

from __future__ import annotations

import argparse
import tomllib
from pathlib import Path

HERE = Path(__file__).parent


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m training.stance")
    commands = parser.add_subparsers(dest="command", required=True)
    training = commands.add_parser("train", help="train, or go on with an interrupted run")
    training.add_argument("--without", type=int, nargs="*", default=(), help="folds of the graph set to leave out")
    exporting = commands.add_parser("export", help="write the model's folder from a checkpoint")
    training.add_argument("run", type=Path, help="the folder of the run: checkpoint and log")
    exporting.add_argument("runs", type=Path, nargs="+", help="a run's folder, or several whose mean is taken")
    exporting.add_argument("--to", type=Path, required=True, help="the model's folder")
    for command in (training, exporting):
        command.add_argument("--graph", action="store_true", help="on the graph set too (graph.toml)")
    arguments = parser.parse_args()
    config = tomllib.loads((HERE / "config.toml").read_text(encoding="utf-8"))
    if arguments.graph:
        for part, values in tomllib.loads((HERE / "graph.toml").read_text(encoding="utf-8")).items():
            config[part] = config[part] | values if isinstance(values, dict) else values
    if arguments.command == "train":
        from training.stance.train import train

        train(config, arguments.run, arguments.without)
    else:
        from training.stance.export import export

        export(config, arguments.runs, arguments.to)


if __name__ == "__main__":
    main()
