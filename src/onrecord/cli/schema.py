"""`onrecord schema`: what the lines of other commands hold."""

from __future__ import annotations

from typing import Annotated

import typer

from onrecord.cli.terminal import json_line, write

WITH_SCHEMA = (
    "read extract article find person shifts stance voice occasions people decisions verify check quotation quotations"
).split()


def schema(
    command: Annotated[str, typer.Argument(metavar="[COMMAND]", help="The command whose lines are meant.")] = "extract",
) -> None:
    """Print the JSON Schema of the line that a command prints as JSON: read, extract, article, find, person, shifts,
    stance, voice, occasions, people (show), decisions, verify, check,
    quotation, quotations.

    Example: onrecord schema find > find.schema.json
    """
    from onrecord.exporting.schemas import schema as json_schema

    try:
        found = json_schema(command)
    except ValueError as e:
        raise typer.BadParameter(str(e)) from None
    write(json_line(found, indent=2) + "\n")
