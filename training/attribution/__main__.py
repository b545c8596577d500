"""`python -m training.attribution teach|train|export`: see README.md."""

from __future__ import annotations

import argparse
import tomllib
from functools import partial
from pathlib import Path
from typing import Any

from onrecord.extraction.attribution import AttributionModel

HERE = Path(__file__).parent


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m training.attribution")
    commands = parser.add_subparsers(dest="command", required=True)
    training = commands.add_parser("train", help="train, or go on with an interrupted run")
    training.add_argument("--steps", type=int, help="instead of the number that the epochs come to")
    teaching = commands.add_parser("teach", help="ask larger models of all texts, before a small one learns from them")
    exporting = commands.add_parser("export", help="write the model's folder from a checkpoint")
    exporting.add_argument("--to", type=Path, required=True, help="the model's folder")
    exporting.add_argument(
        "--weights",
        nargs="+",
        choices=("average", "last"),
        default=["average"],
        help="the moving average of a run's weights, its last ones, or the mean of both",
    )
    exporting.add_argument(
        "runs", type=Path, nargs="+", metavar="run", help="folders of runs, of which the mean is taken"
    )
    for command in (teaching, training):
        command.add_argument("run", type=Path, help="the folder of the run: its checkpoint and its log")
    for command in (teaching, training, exporting):
        command.add_argument("--config", type=Path, default=HERE / "config.toml")
    arguments = parser.parse_args()
    config = tomllib.loads(arguments.config.read_text(encoding="utf-8"))
    if arguments.command == "train":
        from training.attribution.train import train

        train(config, arguments.run, steps=arguments.steps)
    elif arguments.command == "teach":
        from training.attribution.teach import teach

        teach(config, partial(_teachers, config), arguments.run / "teacher")
    else:
        from training.attribution.export import export

        checkpoints = [run / "checkpoint.pt" for run in arguments.runs]
        export(config, checkpoints, arguments.to, arguments.weights)


def _teachers(config: dict[str, Any]) -> list[AttributionModel]:
    """The large model, and the small one that goes before."""
    from training.attribution.teach import teacher
    from training.attribution.train import untrained

    large = tomllib.loads((HERE / "config-large.toml").read_text(encoding="utf-8"))
    return [teacher(untrained(c), Path(config["teacher"][name])) for name, c in (("large", large), ("small", config))]


if __name__ == "__main__":
    main()
