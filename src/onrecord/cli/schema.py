"""`onrecord schema`."""

from __future__ import annotations

from onrecord.cli.terminal import json_line, write


def schema() -> None:
    """Print the JSON Schema of the line that `extract` prints.

    Example: onrecord schema > onrecord.schema.json
    """
    from onrecord.exporting.jsonl import schema as json_schema

    write(json_line(json_schema(), indent=2) + "\n")
