"""Options that several commands have: by which statements are chosen."""

from __future__ import annotations

from typing import Annotated

import typer


def a_date(value: str | None) -> str | None:
    """An ISO 8601 period, as it was given; BadParameter for what is none."""
    from onrecord.periods import days

    if value is not None and days(value) is None:
        raise typer.BadParameter(f"{value!r} is no date; write 2024, 2024-09, 2024-W39 or 2024-09-25")
    return value


def a_kind(value: str | None) -> str | None:
    """A kind of speech, as it was given; BadParameter for what is none."""
    if value not in (None, "direct", "mixed", "indirect"):
        raise typer.BadParameter(f"{value!r} is none of direct, mixed, indirect")
    return value


WordsArgument = Annotated[
    str | None, typer.Argument(metavar="[WORDS]", help="Words of the statement; '\"in this order\"' for a phrase.")
]
ByOption = Annotated[
    str | None, typer.Option(metavar="NAME", help="The speaker: a whole name, a family name, or unknown.")
]
AboutOption = Annotated[str | None, typer.Option(metavar="NAME", help="Whom or what it is about or names.")]
SinceOption = Annotated[
    str | None, typer.Option(metavar="DATE", callback=a_date, help="Said (else published) then or later: 2024-09.")
]
UntilOption = Annotated[
    str | None, typer.Option(metavar="DATE", callback=a_date, help="Said (else published) then or earlier.")
]
OutletOption = Annotated[str | None, typer.Option(metavar="NAME", help="The outlet that published it.")]
KindOption = Annotated[
    str | None, typer.Option(metavar="KIND", callback=a_kind, help="direct, mixed or indirect speech.")
]
MinConfidenceOption = Annotated[
    float, typer.Option(min=0, max=1, help="At least so sure: the statement and, with --by, its speaker.")
]
ConfirmedOption = Annotated[bool, typer.Option("--confirmed", help="Only what users have confirmed.")]
