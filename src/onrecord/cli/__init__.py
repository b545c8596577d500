"""The command line: one module per group of commands, assembled here; of one command that is called, its module alone.

Exit status: 0 done, also where nobody reads the rest (`| head`); 1 some inputs failed (each named on stderr with its
reason) or the record cannot be used; 2 wrong usage; 130 interrupted.
"""

from __future__ import annotations

import gc
import inspect
import io
import logging
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from onrecord.cli.schema import WITH_SCHEMA
from onrecord.cli.terminal import Unheard, begin_notes, note, printable, tell, unheard
from onrecord.errors import OnrecordError
from onrecord.version import __version__


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
        if unheard():  # the last line of the help does not pass the gate
            raise typer.Exit(0) from None
        raise OnrecordError("a process that helps has come to an end; the same command again may go on") from None
    except Exception as e:
        if hasattr(e, "format_message") and hasattr(e, "message"):  # of wrong usage; it holds what the user gave
            e.message = printable(e.message.removeprefix("Value error, "))  # of a library's, and tells users nothing
        raise


def _flush() -> None:
    """Write out what waits, lest Python does so at its end and complains where nobody reads it."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


_COMMANDS = {  # the module of each, in the order of `--help`; its function is called as it is, but for `_FUNCTIONS`
    "Begin here": {"extract": "extract", "add": "add", "serve": "serve"},
    "Ask the record": {
        "find": "find", "person": "person", "shifts": "shifts", "stance": "shifts", "voice": "voice",
        "occasions": "occasions", "quotation": "quotation", "quotations": "quotation", "brief": "brief",
        "check": "check",
    },
    "One article or statement": {
        "article": "article", "why": "why", "open": "open", "cite": "cite",
    },
    "Correct it": {
        "correct": "correct", "edit": "correct", "remove": "correct", "decisions": "decisions",
        "corrections": "corrections", "people": "people",
    },
    "Bring more in": {"read": "extract", "watch": "watch", "reextract": "reextract"},
    "Take it out, and count": {
        "export": "export", "sample": "estimate", "estimate": "estimate", "evaluate": "evaluate", "schema": "schema",
        "datasette-metadata": "datasette",
    },
    "Keep it and share it": {
        "verify": "verify", "backup": "backup", "copy": "copy", "users": "users", "alerts": "alerts", "mcp": "mcp",
        "config": "config", "plugins": "plugins",
    },
}  # fmt: skip
_MODULES = {name: module for commands in _COMMANDS.values() for name, module in commands.items()}
_FUNCTIONS = {"open": "open_original", "datasette-metadata": "datasette_metadata"}
_GROUPS = {"people", "users", "alerts"}  # of commands, each with an `app` of its own
_DONE = "Exit status: 0 done, 1 the record cannot be used, 2 wrong usage."
_INPUTS = "Exit status: 0 done, 1 some inputs failed (each named with its reason), 2 wrong usage, 130 interrupted."
_STATUS = {  # where it tells more
    **dict.fromkeys(("read", "extract", "add", "watch"), _INPUTS),
    **dict.fromkeys(
        ("find", "person", "shifts", "stance", "voice", "occasions", "quotations"),
        _DONE.replace("done", "done (also where nothing is found)"),
    ),
    "verify": "Exit status: 0 all found, 1 something does not match, 2 wrong usage.",
    "reextract": "Exit status: 0 done, 1 some articles failed, 2 wrong usage, 130 interrupted.",
    "copy": "Exit status: 0 done, 1 not copied, or an original does not match, 2 wrong usage, 130 interrupted.",
    "evaluate": "Exit status: 0 done, 1 the gold cannot be used, 2 wrong usage.",
    "estimate": "Exit status: 0 done, 1 the reviews or the record cannot be used, 2 wrong usage.",
    "schema": "Exit status: 0 done, 2 wrong usage.",
    "plugins": "Exit status: 0 done, 1 one of them cannot be used, 2 wrong usage.",
    "config": "Exit status: 0 done, 1 something in a file or a variable is wrong, 2 wrong usage.",
    "check": "Exit status: 0 all is as a source has it, 1 something is to be looked at, 2 wrong usage or nothing read.",
    "open": "Exit status: 0 done, 1 there is no such statement or its original cannot be opened, 2 wrong usage.",
}


def _help(function: Callable[..., Any] | None) -> str | None:
    """The docstring of a command, each paragraph on one line: a terminal breaks it where its own lines end."""
    told = inspect.getdoc(function)
    return told and "\n\n".join(" ".join(paragraph.split("\n")) for paragraph in told.split("\n\n"))


def _epilog(name: str) -> str:
    """The last lines of a command's help: the schema of what it prints, and its exit status."""
    printed = f"The JSON lines have a schema: onrecord schema {name}\n\n" if name in WITH_SCHEMA else ""
    return printed + _STATUS.get(name, _DONE)


def _version(asked: bool) -> None:
    if asked:
        tell(f"onrecord {__version__}")
        raise typer.Exit


def _options(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
    log_format: Annotated[
        str | None, typer.Option(metavar="text|json", help="What goes to standard error: for people, or for programs.")
    ] = None,
    log_level: Annotated[
        str | None, typer.Option(metavar="LEVEL", help="The least that is told there: debug, info, warning or error.")
    ] = None,
) -> None:
    from onrecord.cli import configuration

    asked = {"log.format": log_format, "log.level": log_level}
    strict = context.invoked_subcommand != "config"  # which tells of mistakes itself
    chosen = [configuration.told(name, flag, strict=strict) for name, flag in asked.items()]
    begin_notes(*chosen)


def assembled(*names: str) -> typer.Typer:
    """The command line with the commands of these names, or with all: what is not called need not be loaded."""
    app = typer.Typer(
        name="onrecord",
        cls=_Commands,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
        help="Read the news and keep the record: who said what, about whom, to whom, when and where.",
        epilog="Start with: onrecord extract examples/",
    )
    panels = {name: panel for panel, commands in _COMMANDS.items() for name in commands}
    for name in names or _MODULES:
        module = import_module(f"onrecord.cli.{_MODULES[name]}")
        if name in _GROUPS:
            for command in module.app.registered_commands:
                command.help = _help(command.callback)
            app.add_typer(module.app, name=name, rich_help_panel=panels[name])
        else:
            function = getattr(module, _FUNCTIONS.get(name, name))
            panel = panels[name]
            app.command(name, help=_help(function), epilog=_epilog(name), rich_help_panel=panel)(function)
    app.callback()(_options)
    return app


def _asked(arguments: list[str]) -> str:
    """The command that is called: what comes after the options that stand before it."""
    rest = iter(arguments)
    for argument in rest:
        if argument in ("--log-format", "--log-level"):
            next(rest, None)
        elif not argument.startswith(("--log-format=", "--log-level=")):
            return argument
    return ""


def __getattr__(name: str) -> typer.Typer:
    """`app`: all commands, for those who run them from Python."""
    if name != "app":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    app = globals()[name] = assembled()
    return app


def main() -> None:
    """Run the command line; a user's mistake ends in one line on stderr, never in a traceback."""
    gc.set_threshold(100_000)  # what is imported is no garbage: looking for it takes a tenth of a `find`
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.isatty():
            stream.reconfigure(errors="replace")  # a terminal is given what it can show
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    try:
        try:
            asked = _asked(sys.argv[1:])
            (assembled(asked) if asked in _MODULES else assembled())()
        finally:
            _flush()
    except OnrecordError as e:
        from onrecord.cli.configuration import Mistake

        note(f"onrecord: {e}", level=logging.ERROR)
        sys.exit(2 if isinstance(e, Mistake) else 1)
    except OSError as e:  # the disk is full, the output is gone
        note(f"onrecord: {e.strerror or e}", level=logging.ERROR)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what cannot be written is not tried again
        sys.exit(1)
    except KeyboardInterrupt:
        note("onrecord: interrupted", level=logging.WARNING)
        sys.exit(130)
