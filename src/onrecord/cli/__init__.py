"""The command line: one module per group of commands, assembled here.

Exit status: 0 done, also where nobody reads the rest (`| head`); 1 some inputs failed (each named on stderr with its
reason) or the record cannot be used; 2 wrong usage; 130 interrupted.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from onrecord import __version__
from onrecord.cli.add import add
from onrecord.cli.article import article
from onrecord.cli.backup import backup
from onrecord.cli.cite import cite
from onrecord.cli.correct import correct, edit, remove
from onrecord.cli.datasette import datasette_metadata
from onrecord.cli.decisions import decisions
from onrecord.cli.estimate import estimate, sample
from onrecord.cli.evaluate import evaluate
from onrecord.cli.export import export
from onrecord.cli.extract import extract, read
from onrecord.cli.find import find
from onrecord.cli.mcp import mcp
from onrecord.cli.occasions import occasions
from onrecord.cli.open import open_original
from onrecord.cli.people import app as people
from onrecord.cli.person import person
from onrecord.cli.reextract import reextract
from onrecord.cli.schema import WITH_SCHEMA, schema
from onrecord.cli.shifts import shifts, stance
from onrecord.cli.terminal import Unheard, note, printable, tell
from onrecord.cli.verify import verify
from onrecord.cli.voice import voice
from onrecord.cli.watch import watch
from onrecord.cli.why import why
from onrecord.errors import OnrecordError


class _Commands(TyperGroup):
    """All commands, with what holds for each: messages pass the gate, and where `head` has enough, all is well."""

    def make_context(self, *args: Any, **extra: Any) -> Any:
        with _gate():
            return super().make_context(*args, **extra)

    def invoke(self, ctx: Any) -> Any:
        with _gate():
            return super().invoke(ctx)


@contextmanager
def _gate() -> Iterator[None]:
    try:
        yield
    except (Unheard, SystemExit):  # rich raises the latter where the help is for nobody
        raise typer.Exit(0) from None
    except BrokenPipeError:  # typer would end with status 1, and say nothing
        raise OnrecordError("a process that helps has come to an end; the same command again may go on") from None
    except Exception as e:
        if hasattr(e, "format_message") and hasattr(e, "message"):  # of wrong usage; it holds what the user gave
            e.message = printable(e.message)
        raise


def _flush() -> None:
    """Write out what waits, lest Python does so at its end and complains where nobody reads it."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


app = typer.Typer(
    name="onrecord",
    cls=_Commands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Read the news and keep the record: who said what, about whom, to whom, when and where.",
    epilog="Start with: onrecord extract examples/",
)
_DONE = "Exit status: 0 done, 1 the record cannot be used, 2 wrong usage."
_INPUTS = "Exit status: 0 done, 1 some inputs failed (each named with its reason), 2 wrong usage, 130 interrupted."
_STATUS = {  # where it tells more
    **dict.fromkeys(("read", "extract", "add", "watch"), _INPUTS),
    **dict.fromkeys(
        ("find", "export", "person", "shifts", "stance", "voice", "occasions"),
        _DONE.replace("done", "done (also where nothing is found)"),
    ),
    "verify": "Exit status: 0 all found, 1 something does not match, 2 wrong usage.",
    "reextract": "Exit status: 0 done, 1 some articles failed, 2 wrong usage, 130 interrupted.",
    "evaluate": "Exit status: 0 done, 1 the gold cannot be used, 2 wrong usage.",
    "estimate": "Exit status: 0 done, 1 the reviews or the record cannot be used, 2 wrong usage.",
    "schema": "Exit status: 0 done, 2 wrong usage.",
    "open": "Exit status: 0 done, 1 there is no such statement or its original cannot be opened, 2 wrong usage.",
}


def _epilog(name: str) -> str:
    """The last lines of a command's help: the schema of what it prints, and its exit status."""
    printed = f"The JSON lines have a schema: onrecord schema {name}\n\n" if name in WITH_SCHEMA else ""
    return printed + _STATUS.get(name, _DONE)


for command in (
    read,
    extract,
    add,
    watch,
    find,
    person,
    shifts,
    stance,
    voice,
    occasions,
    article,
    cite,
    why,
    correct,
    edit,
    remove,
    decisions,
    verify,
    reextract,
    backup,
    export,
    sample,
    estimate,
    evaluate,
    schema,
    mcp,
):
    app.command(epilog=_epilog(command.__name__))(command)
app.command("datasette-metadata", epilog=_epilog("datasette-metadata"))(datasette_metadata)
app.command("open", epilog=_epilog("open"))(open_original)
app.add_typer(people, name="people")


def _version(asked: bool) -> None:
    if asked:
        tell(f"onrecord {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    pass


def main() -> None:
    """Run the command line; a user's mistake ends in one line on stderr, never in a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.isatty():
            stream.reconfigure(errors="replace")  # a terminal is given what it can show
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    try:
        try:
            app()
        finally:
            _flush()
    except OnrecordError as e:
        note(f"onrecord: {e}")
        sys.exit(1)
    except OSError as e:  # the disk is full, the output is gone
        note(f"onrecord: {e.strerror or e}")
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what cannot be written is not tried again
        sys.exit(1)
    except KeyboardInterrupt:
        note("onrecord: interrupted")
        sys.exit(130)
