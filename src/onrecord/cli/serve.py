"""`onrecord serve`: the record in a browser."""

from __future__ import annotations

import multiprocessing
import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli import configuration
from onrecord.cli.configuration import DEFAULT_DB
from onrecord.cli.inputs import PrivateOption
from onrecord.cli.options import NewDbOption
from onrecord.cli.terminal import note, tell
from onrecord.cli.watch import a_period, addresses
from onrecord.errors import OnrecordError

if TYPE_CHECKING:
    from onrecord.web.access import Access

_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def _a_period(words: str) -> str:
    """A period, in the words that `onrecord watch` is given in its turn; BadParameter for what is none."""
    a_period(words)
    return words


def serve(
    sources: Annotated[
        list[str] | None,
        typer.Argument(metavar="[FILE|FOLDER|URL|-…]", help="Articles that are added to the record first."),
    ] = None,
    host: Annotated[str, configuration.option("serve.host", "The address to listen on.", metavar="HOST")] = "127.0.0.1",
    port: Annotated[int, configuration.option("serve.port", "The port; 0 takes a free one.")] = 8000,
    name: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="A name by which browsers reach it: behind a proxy, or in your network."),
    ] = None,
    compare: Annotated[
        bool, typer.Option(help="Compare what is new in the record beside it, for positions and turns.")
    ] = True,
    watch: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FILE|URL", help="Watch these feeds beside it, as `onrecord watch` does; may be repeated."
        ),
    ] = None,
    every: Annotated[
        str,
        configuration.option(
            "watch.every", "How often to look at them: 90s, 15m, 2h.", check=_a_period, metavar="PERIOD"
        ),
    ] = "15m",
    allow_private: PrivateOption = False,
    db: NewDbOption = DEFAULT_DB,
) -> None:
    """Show the record in a browser: search, articles with their statements marked, people, then and now.

    What is named is first added to the record, as by `onrecord add`; what is there already is skipped.

    On this machine alone nobody is asked who they are; with another --host, or a --name, users sign in (see `onrecord
    users`), and TLS is a proxy's work. What is new in the record is compared meanwhile, by a process of its own; pages
    say how far that has come. With --watch, feeds are watched by such a process, too. Stop it with Ctrl-C.

    Example: onrecord serve examples/ --db examples.db
    """
    try:
        import uvicorn

        from onrecord.web import application
    except ModuleNotFoundError as e:
        raise OnrecordError(f"serve needs {e.name}; install it with: pip install 'onrecord[web]'") from None
    if watch:
        addresses(watch)  # what is no list of feeds is known at once
    listening = _bind(host, port)  # before anything is added: what cannot be served is known at once
    if sources:
        from onrecord.cli.add import put

        put(sources, db, allow_private=allow_private)
    elif watch:
        from onrecord.record import Record

        Record(db).close()  # one that is filled as it is watched
    elif "://" not in db and not Path(db).exists():
        there = f"there is no record here yet; make one and see it with: onrecord serve examples/ --db {db}"
        raise OnrecordError(f"{db}: {there} (or name articles of your own)")
    names = name or []
    access = None if host in _LOOPBACK and not names else _users(db, host)
    app = application(db, hosts=[*names, *_names(host)], access=access)
    listening.listen(128)
    tell(f"http://{_bracketed(host)}:{listening.getsockname()[1]}/")
    note("onrecord: open that in a browser; stop it with Ctrl-C")
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # what is told to end ends as by Ctrl-C
    beside = ["shifts", "--limit", "1"] if compare else None
    if watch:
        more = [*(["--compare"] if compare else []), *(["--allow-private"] if allow_private else [])]
        beside = ["watch", *watch, "--every", every, *more]
    with suppress(KeyboardInterrupt), _beside(beside and [*beside, "--db", db], quiet=not watch):
        quiet = {"log_config": None, "log_level": "warning", "access_log": False}  # its loggers tell as ours do
        config = uvicorn.Config(app, server_header=False, lifespan="on", **quiet)  # type: ignore[arg-type]
        uvicorn.Server(config).run([listening])


@contextmanager
def _beside(arguments: list[str] | None, *, quiet: bool) -> Iterator[None]:
    """A command of ours in a process beside this one, which ends with it, however that ends; none: nothing."""
    if arguments is None:
        yield
        return
    context = multiprocessing.get_context("spawn")
    process = context.Process(target=_run, args=(arguments, quiet))
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # of Ctrl-C only this process knows, and ends the other
    process.start()
    signal.signal(signal.SIGINT, before)
    try:
        yield
    finally:
        process.terminate()
        process.join()


def _run(arguments: list[str], quiet: bool) -> None:
    from onrecord.cli import main
    from onrecord.scaling.lifeline import end_with_parent

    end_with_parent()
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2) if quiet else (0, 1):
        os.dup2(nowhere, stream)
    sys.argv = ["onrecord", *arguments]
    main()


def _users(db: str, host: str) -> Access:
    """The users of the record. OnrecordError where nobody could sign in."""
    from onrecord.record import Record
    from onrecord.web.access import Access, beside

    with Record(db, read_only=True) as record:
        path = beside(record.path)
    access = Access(path) if path.exists() else None
    if access is None or not access.users():
        raise OnrecordError(
            f"{db}: it has no users, and whoever reaches {host} could read and change it; "
            f"first add one: onrecord users add NAME --role admin --db {db}"
        )
    return access


def _names(host: str) -> list[str]:
    """By which names a machine that listens there is asked, as far as it knows."""
    if host in _LOOPBACK:
        return []
    if host not in ("0.0.0.0", "::"):
        return [_bracketed(host)]
    found = [socket.gethostname(), socket.getfqdn()]
    with suppress(OSError):
        found += [str(info[4][0]) for info in socket.getaddrinfo(socket.gethostname(), None)]
    return [_bracketed(one) for one in dict.fromkeys(found)]


def _bracketed(host: str) -> str:
    """As an address has it: one of IPv6 in brackets."""
    return f"[{host}]" if ":" in host else host


def _bind(host: str, port: int) -> socket.socket:
    """A socket that can listen there. OnrecordError where that cannot be."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((host, port))
    except OSError as e:
        made.close()
        raise OnrecordError(f"{host}:{port}: cannot listen there: {e.strerror or e}; give another --port") from None
    return made
