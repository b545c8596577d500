"""`onrecord people`: who is who in a record, and what to do where it is wrong."""

from __future__ import annotations

from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli.configuration import DEFAULT_DB
from onrecord.cli.correct import tell_undo
from onrecord.cli.options import DbOption, NewDbOption, UserOption, existing
from onrecord.cli.tables import Format, Writer
from onrecord.cli.terminal import json_line, note, tell, write
from onrecord.errors import OnrecordError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from onrecord.people.resolution import IdentityDecision, Person

_ARTICLES = 10  # of a person, that are named

app = typer.Typer(
    no_args_is_help=True,
    help="""Show who is who in a record, and mend it: merge, split, rename, undo, import, export.

    Example: onrecord people show "Daniel Okafor" --db examples.db
    """,
)

PersonArgument = Annotated[str, typer.Argument(metavar="ID", help="A person's id, as `people show` prints it.")]
ReasonOption = Annotated[str, typer.Option(help="Why; kept in the history.")]


@app.command()
def show(
    name: Annotated[str | None, typer.Argument(help="A name or an id; without it, those most often seen.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many persons.")] = 20,
    db: DbOption = DEFAULT_DB,
    format: Annotated[Format | None, typer.Option("--format", "-f", help=r"\[default: lines to be read]")] = None,
) -> None:
    """Show persons: id, names, offices, identifiers, where they were seen, and what was decided about them.

    Example: onrecord people show "Daniel Okafor" --db examples.db
    """
    from onrecord.record import Record

    lines = format in (None, Format.TABLE)
    whole = lines and name is not None
    with Record(db, read_only=True) as record:
        people = record.people
        found = people.find(name) if name else people.persons
        decided = people.decisions()
        shown = [id for person in found[:limit] for id in _articles(person)[:_ARTICLES]] if whole else []
        titles = {id: shorten(record.article(id).article.title or "", 50, placeholder=" …") for id in set(shown)}
    if not found:
        unknown = f"nobody is called {name!r}; see who there is with: onrecord people show"
        note(f"{db}: {unknown if name else 'there is nobody in it yet'}")
    if lines:
        for person in found[:limit]:
            for line in _described(person, decided, titles, whole=whole):
                tell(line)
    else:
        from onrecord.exporting.sheet import field

        with Writer(format, [], fields=(field("id"), field("name"))) as out:
            for person in found[:limit]:
                out.write(person.to_dict())
    if len(found) > limit:
        note(f"… and {len(found) - limit} more; --limit shows them")


@app.command()
def resolve(
    folder: Annotated[str, typer.Argument(metavar="FOLDER", help="What `onrecord extract --output` wrote.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The Parquet file to write.")] = Path(
        "persons.parquet"
    ),
    memory: Annotated[str, typer.Option(help="What DuckDB may have of it; the rest waits on disk.")] = "2GB",
) -> None:
    """Judge who is who across the slices of a folder, larger than memory; needs the extra "duckdb".

    The person of each row of people/: the id, name and public figure that a record of all articles would give.

    Example: onrecord people resolve out/ --output persons.parquet
    """
    from onrecord.exporting.tables import needed

    for module in ("duckdb", "pyarrow", "fsspec"):
        needed(module, "duckdb")
    from onrecord.scaling import loading, persons

    slices = loading.people(folder)
    if not slices:
        raise OnrecordError(f"{folder}: there is no people/*.parquet in it; make it with: onrecord extract --output")
    done = persons.resolve(slices, output, memory=memory)
    tell(f"{output}: {done.persons:,} persons, seen {done.sightings:,} times")


@app.command()
def merge(
    person: PersonArgument,
    into: Annotated[str, typer.Argument(metavar="INTO", help="The id of who they are; it stays.")],
    reason: ReasonOption = "",
    by: UserOption = None,
    db: DbOption = DEFAULT_DB,
) -> None:
    """Say that two are one person.

    Example: onrecord people merge bramley tom-bramley --reason "the same one" --db examples.db
    """
    with existing(db) as record:
        _done(record.people.merge(person, into, reason=reason, by=by), db)


@app.command()
def split(
    person: PersonArgument,
    article: Annotated[list[str], typer.Option(metavar="ID", help="An article in which it is somebody else.")],
    reason: ReasonOption = "",
    by: UserOption = None,
    db: DbOption = DEFAULT_DB,
) -> None:
    """Say that the one in some articles is somebody else of the same name.

    Example: onrecord people split tom-bramley --article 90a4ea361550b2e6 --reason "the father" --db examples.db
    """
    with existing(db) as record:
        articles = [record.article(id).article.id for id in article]  # ids may be short, as tables print them
        _done(record.people.split(person, articles, reason=reason, by=by), db)


@app.command()
def rename(
    person: PersonArgument,
    name: Annotated[str, typer.Argument(help="How they are called from now on.")],
    reason: ReasonOption = "",
    by: UserOption = None,
    db: DbOption = DEFAULT_DB,
) -> None:
    """Say how a person is called.

    Example: onrecord people rename liz-marchetti "Elizabeth Marchetti" --db examples.db
    """
    with existing(db) as record:
        _done(record.people.rename(person, name, reason=reason, by=by), db)


@app.command()
def undo(
    number: Annotated[int, typer.Argument(min=1, help="The decision's number, as it was printed.")],
    db: DbOption = DEFAULT_DB,
) -> None:
    """Take a decision back; it stays in the history.

    Example: onrecord people undo 1 --db examples.db
    """
    with existing(db) as record:
        _done(record.people.undo(number), db)


@app.command(name="import")
def bring(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV with the columns that docs/people.md names.")],
    db: NewDbOption = DEFAULT_DB,
) -> None:
    """Bring people and offices of your own along; wrong lines are told and left out.

    Example: onrecord people import councillors.csv
    """
    from onrecord.people import imported
    from onrecord.record import Record

    figures, errors = imported.read(file)
    for error in errors:
        note(f"onrecord: {error}")
    with Record(db) as record:
        count = record.people.bring(figures)
    tell(f"{db}: {count} people from {file}")
    if errors:
        raise typer.Exit(1)


@app.command()
def export(db: DbOption = DEFAULT_DB) -> None:
    """Print people, their offices and the organizations as FollowTheMoney entities, one JSON line each.

    Example: onrecord people export --db examples.db > people.ftm.json
    """
    import msgspec

    from onrecord.people import followthemoney
    from onrecord.record import Record

    with Record(db, read_only=True) as record:
        people = record.people
        for entity in followthemoney.entities(people.persons, people.bodies()):
            write(json_line(msgspec.to_builtins(entity)) + "\n")


def _articles(person: Person) -> list[str]:
    return sorted({s.article for s in person.sightings})


def _described(person: Person, decided: list[IdentityDecision], titles: Mapping[str, str], *, whole: bool) -> list[str]:
    """A person in lines of text; the `whole` of it, or the first line only."""
    articles = _articles(person)
    known = f" · {person.figure.key}" if person.figure else ""
    lines = [f"{person.id}  {person.name}  {len(articles)} article{'s' * (len(articles) != 1)}{known}"]
    if not whole:
        return lines
    seen = sorted({s.name for s in person.sightings} - {person.name})
    held = dict.fromkeys(o for s in person.sightings for o in s.offices)
    days = sorted(s.day for s in person.sightings if s.day)
    for label, values in (
        ("seen as", seen),
        ("called", list(held)[:8]),
        ("from", [f"{days[0]} to {days[-1]}"] if days else []),
        ("because", sorted({f"{o.reason} ({o.score:.2f})" for o in person.opinions})[:4]),
        ("may be", [f"{id} ({o.reason}, {o.score:.2f})" for id, o in person.doubts]),
        ("in", [f"{id}  {titles.get(id, '')}".rstrip() for id in articles[:_ARTICLES]]),
        ("", [f"… and {len(articles) - _ARTICLES:,} more"] if len(articles) > _ARTICLES else []),
        ("decided", [_told(d) for d in decided if person.id in (d.person, d.other)]),
    ):
        lines += [f"  {label:8s} {value}" for value in values]
    return lines


def _told(d: IdentityDecision) -> str:
    what = {"merge": f"{d.person} is {d.other}", "rename": f"{d.person} is called {d.other}"}.get(
        d.kind, f"{d.person} is {d.other} in {', '.join(d.articles)}"
    )
    signed = f" by {d.by}" if d.by else ""
    gone = f"; undone {d.undone_at}" if d.undone_at else ""
    return f"{d.n}: {what} ({d.at}{signed}{': ' + d.reason if d.reason else ''}{gone})"


def _done(decision: IdentityDecision, db: str) -> None:
    tell(_told(decision))
    if decision.undone_at is None:
        tell_undo(f"people undo {decision.n}", db)
