"""`onrecord schema`."""

from __future__ import annotations

import json

import typer


def schema() -> None:
    """Print the JSON Schema of the line that `extract` prints.

    Example: onrecord schema > onrecord.schema.json
    """
    from onrecord.exporting.jsonl import schema as json_schema

    typer.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))
