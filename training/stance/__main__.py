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
    exporting = commands.add_parser("export", help="write the model's folder from a checkpoint")
    exporting.add_argument("--to", type=Path, required=True, help="the model's folder")
    for command in (training, exporting):
        command.add_argument("run", type=Path, help="the folder of the run: the record's pairs, checkpoint and log")
        command.add_argument("--config", type=Path, default=HERE / "config.toml")
    arguments = parser.parse_args()
    config = tomllib.loads(arguments.config.read_text(encoding="utf-8"))
    if arguments.command == "train":
        from training.stance.train import train

        train(config, arguments.run)
    else:
        from training.stance.export import export

        export(config, arguments.run, arguments.to)


if __name__ == "__main__":
    main()
