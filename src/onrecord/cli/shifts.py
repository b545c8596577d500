"""`onrecord shifts` and `onrecord stance`: where somebody has turned, and how they have stood over time."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Annotated, Final

import typer
from rich.text import Text

from onrecord.cli.catching_up import compare, tell_behind
from onrecord.cli.configuration import DEFAULT_DB
from onrecord.cli.correct import ReasonOption, done
from onrecord.cli.entries import abbreviated
from onrecord.cli.nothing import explain
from onrecord.cli.options import DbOption, LimitOption, UserOption, existing, most, usage
from onrecord.cli.saying import said
from onrecord.cli.tables import BomOption, Column, FormatOption, Line, Writer, printable, words
from onrecord.cli.terminal import note

if TYPE_CHECKING:
    from onrecord.record.searched import Searched

_WHAT: Final = {"promise": "broken promise", "party": "against their own side"}  # by the basis; else it is a flip


def shifts(
    person: Annotated[str | None, typer.Argument(metavar="[PERSON]", help="Who turned; without it, anybody.")] = None,
    about: Annotated[
        str | None, typer.Option(metavar="X", help="On whom or what: a name, or words for an issue.")
    ] = None,
    min_score: Annotated[float, typer.Option(min=0.5, max=1, help="Leave out what is less sure than this.")] = 0.5,
    every: Annotated[bool, typer.Option("--all", help="All pairs, not only the surest on each target.")] = False,
    none: Annotated[
        tuple[str, str] | None,
        typer.Option("--none", metavar="THEN NOW", help="Decide that these two statements (their ids) are no shift."),
    ] = None,
    by: UserOption = None,
    reason: ReasonOption = "",
    limit: LimitOption = None,
    db: DbOption = DEFAULT_DB,
    format: FormatOption = None,
    bom: BomOption = False,
) -> None:
    """Show where people have turned: then and now, side by side, the surest first.

    So are promises that were not kept, and what is said against one's own party or government. What is new in the
    record is compared first, once. A half or a full flip is a matter of the score: 0.5 and 0.75.
    What a user has decided with --none to be no shift is left out, now and later; `onrecord decisions` undoes it.

    Example: onrecord shifts "Daniel Okafor" --about "Victor Hale" --db examples.db
    """
    from onrecord.exporting.jsonl import shift_line
    from onrecord.exporting.sheet import SHIFT, of_shift
    from onrecord.record import Query, Record

    compare(db)
    if none is not None:
        with existing(db) as record:
            done(record.no_shift(*none, by=by, reason=reason), db)
        return
    with Record(db, read_only=True) as record, usage():
        found = record.shifts(person, about=about, min_score=min_score, every=every)
        went = None if found else record.compared(person, about)
        others = record.count(Query(by=person)) if person and not found else 0
        ids = record.abbreviations(entry.article for shift in found for entry in (shift.then, shift.now))
    at_most = most(limit, format)
    columns = [
        Column("", lambda r: r["side"], style="bold", width=4),
        Column("date", _moment, style="dim", width=12),
        Column("what", words, wide=True, text=said),
        Column("outlet", lambda r: r["article"]["outlet"], style="dim", width=14, below="{}"),
        Column("statement", lambda r: abbreviated(r, ids), style="dim", width=20, below="{}"),
    ]
    numbers = count(1)
    writer = Writer(
        format,
        columns,
        rows=_sides,
        title=_title,
        fields=SHIFT,
        cells=lambda line: of_shift(line, next(numbers)),
        bom=bom,
    )
    with writer as out:
        for shift in found[:at_most]:
            out.write(shift_line(shift))
    tell_behind(found.behind, db)
    if went is not None:
        on = f" on {about!r}" if about else ""
        of = f" of {person!r}" if person else ""
        nothing = f"no shifts{of}{on} that are as sure as {min_score}{_left(went, others)}"
        explain(db, nothing, went, "positions on", verb="compared")
    elif at_most and len(found) > at_most:
        note(f"{at_most:,} of {len(found):,} shifts; see more with --limit")


def stance(
    person: Annotated[str, typer.Argument(metavar="PERSON", help="A whole name, or a family name.")],
    about: Annotated[str, typer.Option(metavar="X", help="Toward whom or what: a name, or words for an issue.")],
    limit: LimitOption = None,
    db: DbOption = DEFAULT_DB,
    format: FormatOption = None,
    bom: BomOption = False,
) -> None:
    """Show how somebody has stood to a person, a body or an issue, as a timeline: the earliest first.

    Example: onrecord stance "Daniel Okafor" --about "Victor Hale" --db examples.db
    """
    from onrecord.exporting.jsonl import position_line
    from onrecord.exporting.sheet import POSITION, of_position
    from onrecord.record import Query, Record

    compare(db)
    with Record(db, read_only=True) as record, usage():
        found = record.stance(person, about)
        went = None if found else record.compared(person)
        others = 0 if found else record.count(Query(by=person))
        ids = record.abbreviations(position.entry.article for position in found)
    whom = [
        Column("who", lambda r: r["holder"], style="bold cyan", width=18),
        Column("toward", lambda r: r["about"], width=18),
    ]
    outlet = Column("outlet", lambda r: r["statement"]["article"]["outlet"], style="dim", width=14, below="{}")
    columns = [
        Column("said (publ.)", _moment, style="dim", width=12),
        *([] if len({(p.holder, p.about) for p in found}) == 1 else whom),
        Column("stance", _bar, width=13),
        Column("what", lambda r: words(r["statement"]), wide=True, text=lambda r: said(r["statement"])),
        outlet,
        Column("statement", lambda r: abbreviated(r["statement"], ids), style="dim", width=20, below="{}"),
    ]
    at_most = most(limit, format)
    shown = found[-at_most:] if at_most else found
    with Writer(format, columns, fields=POSITION, cells=lambda line: [of_position(line)], bom=bom) as out:
        for position in shown:
            out.write(position_line(position))
    tell_behind(found.behind, db)
    if went is not None:
        nothing = f"nothing said by {person!r} about {about!r}{_left(went, others)}"
        explain(db, nothing, went, "positions on", verb="compared")
    elif len(shown) < len(found):
        note(f"the latest {len(shown):,} of {len(found):,} statements; see more with --limit")


def _left(compared: Searched, all: int) -> str:
    """Thoughts, groups and people of whom one name is known are not compared."""
    return f" ({all:,} by that name, none of a kind that is compared)" if all and not compared.statements else ""


def _title(line: Line) -> Text:
    about = f" on {printable(line['about'])}" if line["about"] else ""
    others = f", and {line['others']} more" if line["others"] else ""
    what = _WHAT.get(line["basis"], f"{line['kind']} flip")
    head = f"{printable(line['holder'])}{about}: {what} ({line['score']:.2f}{others})"
    weigh = f"\nTo weigh: {printable(' '.join(line['innocent']))}" if line["innocent"] else ""
    reason = Text(printable(line["reason"]), style="not bold italic")
    return Text(f"{head}\n", style="bold") + reason + Text(weigh, style="not bold dim")


def _sides(line: Line) -> list[Line]:
    if line["then"] == line["now"]:  # the author tells of both in one statement
        return [{**line["now"], "side": "told"}]
    them = "they" if line["basis"] == "party" else "then"
    return [{**line["then"], "side": them}, {**line["now"], "side": "now"}]


def _moment(told: Line) -> str | None:
    """When it was said; in parentheses when it was published, where the text does not tell, or that it was before."""
    date, by_author = told["date"], told["dated_by"] == "author"
    if told["dated_by"] == "text" or not date:
        return "(before)" if by_author else date
    return f"(before {date})" if by_author else f"({date})"


def _bar(line: Line) -> str:
    """A mark on a line from against to for: `--|      ` … `      |++`."""
    if line["attitude"] == "neutral":
        return "    0"
    strength = 1 + int(abs(line["value"]) * 3.99)
    return f"{'-' * strength:>4}|" if line["value"] < 0 else f"    |{'+' * strength}"
