"""`onrecord users`: who may use a record that is served beyond this machine."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli.configuration import DEFAULT_DB
from onrecord.cli.options import DbOption
from onrecord.cli.tables import Column, FormatOption, Writer
from onrecord.cli.terminal import note, tell
from onrecord.errors import OnrecordError

if TYPE_CHECKING:
    from onrecord.web.access import Access

app = typer.Typer(
    no_args_is_help=True,
    help="""Who may use a record that is served beyond this machine: readers, editors and admins.

    Example: onrecord users list --db examples.db
    """,
)

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="The user's name: letters, digits, and . _ @ -")]


@app.command()
def add(
    name: NameArgument,
    role: Annotated[
        str, typer.Option(metavar="ROLE", help="reader: reads; editor: corrects too; admin: removes articles too.")
    ] = "reader",
    db: DbOption = DEFAULT_DB,
) -> None:
    """Add a user, or give one another role and password. The password is asked for, or read from a pipe.

    Users and their sessions are in a file beside the record, which holds no password, only its argon2 hash.

    Example: onrecord users add ida --role editor --db examples.db
    """
    from onrecord.web.access import ROLES

    if role not in ROLES:
        raise typer.BadParameter(f"{role!r} is none of {', '.join(ROLES)}", param_hint="--role")
    access = _access(db, makes=True)
    try:
        access.add(name, role, _password())
    except ValueError as e:
        raise typer.BadParameter(str(e)) from None
    tell(f"{access.path}: {name} is {role}")


@app.command()
def remove(name: NameArgument, db: DbOption = DEFAULT_DB) -> None:
    """Remove a user; their sessions and tokens end at once. What they decided stays, with their name.

    Example: onrecord users remove ida --db examples.db
    """
    access = _access(db)
    access.remove(name)
    tell(f"{access.path}: {name} is removed")


@app.command(name="list")
def list_(db: DbOption = DEFAULT_DB, format: FormatOption = None) -> None:
    """List the users.

    Example: onrecord users list --db examples.db
    """
    from onrecord.exporting.sheet import field

    found = _access(db).users() if _file(db).exists() else []
    columns = [Column(n, lambda u, n=n: u[n]) for n in ("name", "role", "added_at")]  # type: ignore[misc]
    with Writer(format, columns, fields=[field(n) for n in ("name", "role", "added_at")]) as out:
        for user in found:
            out.write({"name": user.name, "role": user.role, "added_at": user.added_at.isoformat(timespec="seconds")})
    if not found:
        note(f"{db}: it has no users yet; add one with: onrecord users add NAME --role admin --db {db}")


@app.command()
def token(name: NameArgument, db: DbOption = DEFAULT_DB) -> None:
    """Print a token by which a program or a reader of feeds is that user. It is shown once, and ends with the user.

    Example: onrecord users token ida --db examples.db
    """
    tell(_access(db).token(name))


@app.command()
def log(
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="So many lines at most.")] = 100,
    db: DbOption = DEFAULT_DB,
    format: FormatOption = None,
) -> None:
    """Show the audit log, the latest first: who signed in, tried to, decided, was added or removed.

    Example: onrecord users log --db examples.db
    """
    from onrecord.exporting.sheet import field

    names = ("at", "user", "address", "what")
    found = _access(db).log(limit) if _file(db).exists() else []
    columns = [Column(n, lambda e, n=n: e[n], wide=n == "what") for n in names]  # type: ignore[misc]
    with Writer(format, columns, fields=[field(n) for n in names]) as out:
        for event in found:
            at = event.at.isoformat(timespec="seconds")
            out.write({"at": at, "user": event.user, "address": event.address, "what": event.what})
    if not found:
        note(f"{db}: nothing is in the log yet")


def _access(db: str, *, makes: bool = False) -> Access:
    path = _file(db)
    from onrecord.web.access import Access

    if not makes and not path.exists():
        raise OnrecordError(f"{db}: it has no users yet; add one with: onrecord users add NAME --role admin --db {db}")
    return Access(path)


def _file(db: str) -> Path:
    """Where the users of a record are kept."""
    from onrecord.record import Record

    try:
        from onrecord.web.access import beside
    except ModuleNotFoundError as e:
        raise OnrecordError(f"users need {e.name}; install it with: pip install 'onrecord[web]'") from None
    with Record(db, read_only=True) as record:  # says what is missing
        return beside(record.path)


def _password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass("Password: ")
    if getpass.getpass("Once more: ") != first:
        raise typer.BadParameter("the two are not the same; nothing was changed")
    return first
