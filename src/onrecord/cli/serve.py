"""`onrecord serve`: the record in a browser."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from typing import Annotated

import typer

from onrecord.cli.add import DEFAULT_DB
from onrecord.cli.find import DbOption
from onrecord.cli.terminal import note, tell
from onrecord.errors import OnrecordError

_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def serve(
    host: Annotated[str, typer.Option(metavar="HOST", help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 takes a free one.")] = 8000,
    compare: Annotated[
        bool, typer.Option(help="Compare what is new in the record beside it, for positions and turns.")
    ] = True,
    db: DbOption = DEFAULT_DB,
) -> None:
    """Show the record in a browser: search, articles with their statements marked, people, then and now.

    It listens on this machine alone, and asks nobody who they are. What is new in the record is compared meanwhile, by
    a process of its own; pages say how far that has come. Stop it with Ctrl-C.

    Example: onrecord serve --db examples.db
    """
    try:
        import uvicorn

        from onrecord.web import application
    except ModuleNotFoundError as e:
        raise OnrecordError(f"serve needs {e.name}; install it with: pip install 'onrecord[web]'") from None
    if host not in _LOOPBACK:
        raise typer.BadParameter(f"--host {host}: only this machine can be served yet: {', '.join(_LOOPBACK)}")
    app = application(db)
    listening = _listen(host, port)
    shown = f"[{host}]" if ":" in host else host
    tell(f"http://{shown}:{listening.getsockname()[1]}/")
    note("onrecord: stop it with Ctrl-C")
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # what is told to end ends as by Ctrl-C
    with suppress(KeyboardInterrupt), _comparing(db) if compare else nullcontext():
        config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False, lifespan="on")
        uvicorn.Server(config).run([listening])


@contextmanager
def _comparing(db: str) -> Iterator[None]:
    """What `onrecord shifts` does, in a process beside this one, which ends with it: an article is one transaction."""
    command = [sys.executable, "-m", "onrecord", "shifts", "--limit", "1", "--db", db]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet) as process:
        try:
            yield
        finally:
            process.terminate()


def _listen(host: str, port: int) -> socket.socket:
    """A socket that listens there. OnrecordError where that cannot be."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((host, port))
    except OSError as e:
        made.close()
        raise OnrecordError(f"{host}:{port}: cannot listen there: {e.strerror or e}; give another --port") from None
    made.listen(128)
    return made
