"""`python -m training.attribution train|export FOLDER`: see README.md."""

from __future__ import annotations

import argparse
import tomllib
from pathlib import Path


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m training.attribution")
    parser.add_argument("command", choices=["train"])
    parser.add_argument("folder", type=Path, help="where the checkpoint and the log go")
    parser.add_argument("--config", type=Path, default=Path(__file__).with_name("config.toml"))
    parser.add_argument("--steps", type=int, help="instead of the number that the epochs come to")
    arguments = parser.parse_args()
    config = tomllib.loads(arguments.config.read_text(encoding="utf-8"))
    if arguments.command == "train":
        from training.attribution.train import train

        train(config, arguments.folder, steps=arguments.steps)


if __name__ == "__main__":
    main()
