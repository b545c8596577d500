"""`onrecord alerts`: what is new, sent to webhooks and by e-mail."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli import configuration
from onrecord.cli.configuration import DEFAULT_DB
from onrecord.cli.options import DbOption, existing, usage
from onrecord.cli.saying import number
from onrecord.cli.tables import Column, FormatOption, Writer
from onrecord.cli.terminal import note, tell
from onrecord.errors import OnrecordError

if TYPE_CHECKING:
    from onrecord.alerting.mail import Server
    from onrecord.alerting.subscriptions import Subscriptions

app = typer.Typer(
    no_args_is_help=True,
    help="""Tell webhooks and readers of e-mail what is new in a record. docs/api.md has the whole of it.

    Example: onrecord alerts list --db examples.db
    """,
)


@app.command()
def add(
    to: Annotated[str, typer.Argument(metavar="URL|ADDRESS", help="A webhook's URL, or an address of e-mail.")],
    what: Annotated[
        str,
        typer.Option(metavar="KIND", help="new: statements; shift: then and now; variant: printed otherwise."),
    ] = "new",
    text: Annotated[str | None, typer.Option(metavar="WORDS", help="Words of the statement.")] = None,
    by: Annotated[str | None, typer.Option(metavar="NAME", help="The speaker; of a shift, who turned.")] = None,
    about: Annotated[str | None, typer.Option(metavar="NAME", help="Whom or what it is about or names.")] = None,
    outlet: Annotated[str | None, typer.Option(metavar="NAME", help="The outlet that published it.")] = None,
    min_confidence: Annotated[float, typer.Option(min=0, max=1, help="At least so sure.")] = 0.0,
    db: DbOption = DEFAULT_DB,
) -> None:
    """Subscribe an address to what is new from now on. `onrecord alerts run`, by cron or after `watch`, sends it.

    A webhook is sent JSON, signed as the Standard Webhooks specification says with the secret that is printed here.

    Example: onrecord alerts add https://example.org/hook --by "Daniel Okafor" --db examples.db
    """
    from onrecord.alerting.running import start
    from onrecord.alerting.subscriptions import Subscriptions, beside
    from onrecord.record import Query

    with existing(db) as record, usage():
        query = Query(text, by, about, outlet=outlet, min_confidence=min_confidence)
        if what == "shift" and (text or outlet or min_confidence):
            raise ValueError("a shift is asked for by --by and --about alone")
        after, known = start(record, what)
        alert = Subscriptions(beside(record.path)).add(what, query, to, after=after, known=known)  # type: ignore[arg-type]
    tell(f"{alert.n}: {alert.told()} to {alert.to}")
    if alert.secret:
        tell(f"secret: {alert.secret}")


@app.command(name="list")
def list_(db: DbOption = DEFAULT_DB, format: FormatOption = None) -> None:
    """List the alerts, with those that have ended, and why.

    Example: onrecord alerts list --db examples.db
    """
    from onrecord.exporting.sheet import field

    names = ("n", "what", "query", "to", "added_at", "failures", "ended_at", "ended_why")
    found = _subscriptions(db).all() if _file(db).exists() else []
    columns = [
        Column("n", lambda a: str(a["n"]), style="bold", width=5),
        Column("what", lambda a: a["told"], wide=True),
        Column("to", lambda a: a["to"], wide=True),
        Column("state", lambda a: f"ended: {a['ended_why']}" if a["ended_at"] else _failing(a["failures"]), wide=True),
    ]
    with Writer(format, columns, fields=[field("told"), *(field(n) for n in names if n != "query")]) as out:
        for alert in found:
            line = {name: getattr(alert, name) for name in names} | {"query": alert.query.to_dict()}
            out.write(line | {"told": alert.told()})
    if not found:
        note(_none(db))


@app.command()
def remove(
    n: Annotated[int, typer.Argument(metavar="N", min=1, help="The alert's number.")], db: DbOption = DEFAULT_DB
) -> None:
    """End an alert.

    Example: onrecord alerts remove 1 --db examples.db
    """
    subscriptions = _subscriptions(db)
    subscriptions.remove(n)
    tell(f"{subscriptions.path}: alert {n} is removed")


@app.command()
def run(db: DbOption = DEFAULT_DB) -> None:
    """Send what is new since the last time, once. What cannot be sent is sent the next time; an address that fails five
    times in a row, or says that it is gone, is unsubscribed.

    Example: onrecord alerts run --db examples.db
    """
    from onrecord.alerting.running import run as round_

    server, site = _server(), configuration.value("site")
    if not _file(db).exists():
        note(_none(db))
        return
    subscriptions, failed = _subscriptions(db), False
    with existing(db) as record:
        if any(alert.what == "shift" and not alert.ended_at for alert in subscriptions.all()):
            record.compare()
        for outcome in round_(record, subscriptions, server, site if isinstance(site, str) else None):
            alert = outcome.alert
            if outcome.why is None:
                tell(f"{alert.n}: {number(outcome.sent, 'item')} to {alert.to}")
                continue
            failed = True
            ended = "; it is unsubscribed, add it again once it works" if outcome.ended else "; next time again"
            note(f"onrecord: alert {alert.n} to {alert.to}: {outcome.why}{ended}", style="red")
    if failed:
        raise typer.Exit(1)


def _subscriptions(db: str) -> Subscriptions:
    """The alerts of a record; where it has none, no file is made for them."""
    from onrecord.alerting.subscriptions import Subscriptions

    path = _file(db)
    if not path.exists():
        raise OnrecordError(_none(db))
    return Subscriptions(path)


def _file(db: str) -> Path:
    """Where the alerts of a record are kept."""
    from onrecord.alerting.subscriptions import beside
    from onrecord.record import Record

    with Record(db, read_only=True) as record:  # says what is missing
        return beside(record.path)


def _none(db: str) -> str:
    return f"{db}: there are no alerts yet; add one with: onrecord alerts add URL --db {db}"


def _server() -> Server | None:
    from onrecord.alerting.mail import Server

    settings = configuration.table("mail")
    if not settings:
        return None
    try:
        return Server.of(settings)
    except ValueError as e:
        raise OnrecordError(f"{configuration.FILE}: {e}") from None


def _failing(failures: int) -> str:
    return f"failed {failures} times" if failures else ""
