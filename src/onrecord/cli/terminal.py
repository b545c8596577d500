"""The one gate for what people read: no words of an article, a file's name or a server steer a terminal.

Tables go to `stdout()`, single lines to `tell`, notes about the work to `note` (standard error). What is for programs
is made safe without a loss: `json_line`.
"""

from __future__ import annotations

import json
import logging
import re
import select
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NoReturn

from rich.console import Console

from onrecord import interruption, logs
from onrecord.errors import InputError
from onrecord.exporting.steering import TURNS, harmless

if TYPE_CHECKING:
    from rich.progress import Progress

_UNSAFE = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff" + "".join(sorted(TURNS)) + "]")

_LEVELS = {"red": logging.ERROR, "yellow": logging.WARNING}
_BREAKS = re.compile(r"[^\S ]+")

_bar: Progress | None = None  # what is on the screen now


def printable(text: object) -> str:
    """The text on one line and without characters that steer a terminal or turn the direction of writing."""
    return "".join(filter(harmless, " ".join(str(text).split())))


def json_line(value: Any, indent: int | None = None) -> str:
    """JSON with its letters as they are, but for those that steer a terminal: these are escaped, so none is lost."""
    return _UNSAFE.sub(lambda m: f"\\u{ord(m[0]):04x}", json.dumps(value, ensure_ascii=False, indent=indent))


class Unheard(Exception):
    """Nobody reads our output any more: `head` has enough."""


def unheard() -> bool:
    """Whether nobody reads standard output any more."""
    poll = select.poll()
    poll.register(sys.stdout, 0)
    return any(event & select.POLLERR for _, event in poll.poll(0))


class _Console(Console):
    def on_broken_pipe(self) -> NoReturn:
        raise Unheard  # rich would end the program with status 1


def stdout(*, highlight: bool = False) -> Console:
    """Where tables and texts for people go."""
    return _Console(highlight=highlight)


def stderr() -> Console:
    """Where notes and progress go: by way of the bar that is on the screen, so that neither runs into the other."""
    return _bar.console if _bar is not None else _Console(stderr=True, highlight=False)


class _Notes(logging.Handler):
    """What is logged, on standard error: lines for people beside the bar, or JSON."""

    def emit(self, record: logging.LogRecord) -> None:
        if for_programs():
            sys.stderr.write(self.format(record) + "\n")
            sys.stderr.flush()
            return
        told = getattr(record, "words", None)
        line = _line(told if told is not None else self.format(record))
        style = getattr(record, "style", "yellow" if record.levelno >= logging.WARNING else "")
        stderr().print(line, style=style, markup=False, highlight=False, emoji=False, soft_wrap=True)


_notes = _Notes()
_log = logging.getLogger("onrecord")


def begin_notes(format: str, level: str) -> None:
    """Let notes, and what the library logs, go to standard error: `text` or `json`, at a level or above."""
    logs.begin(_notes, format, level)


def for_programs() -> bool:
    """Whether standard error is for programs."""
    return isinstance(_notes.formatter, logs.JsonLines)


def note(words: object, style: str = "", *, level: int | None = None) -> None:
    """Tell something on standard error; what is red is an error, what is yellow a warning, unless `level` says so."""
    if _notes.formatter is None:  # before the command line has looked what is asked for
        begin_notes("text", "info")
    facts = {}
    if isinstance(words, InputError):
        facts = {"error": type(words).__name__, "input": words.input, "reason": words.reason}
    extra = {"style": style, "words": words, "facts": facts}
    _log.log(level or _LEVELS.get(style, logging.INFO), "%s", words, extra=extra)


def tell(words: object) -> None:
    """Print a line for people on standard output."""
    write(_line(words) + "\n")


def _line(words: object) -> str:
    return "".join(filter(harmless, _BREAKS.sub(" ", str(words))))


def write(text: str) -> None:
    """Put text on standard output as it is, beside a bar that may be on the same screen."""
    try:
        with aside(), interruption.held():  # a line is written whole, so that what is printed stays JSON
            sys.stdout.write(text)
            sys.stdout.flush()
    except BrokenPipeError:
        raise Unheard from None


@contextmanager
def aside() -> Iterator[None]:
    """Take the bar off the screen while something is printed there: only where standard output is a terminal, too."""
    bar = _bar
    if bar is None or not sys.stdout.isatty():
        yield
        return
    bar.stop()
    try:
        yield
    finally:
        bar.start()


@contextmanager
def showing(bar: Progress) -> Iterator[None]:
    """Have a bar on the screen. One at a time."""
    global _bar
    before, _bar = _bar, bar
    bar.start()
    try:
        yield
    finally:
        bar.stop()
        _bar = before
