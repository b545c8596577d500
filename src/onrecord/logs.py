"""Logging by the standard library: what loggers named `onrecord…` tell, as words for people or as JSON for programs.

The command line sets it up on standard error; the processes that it starts follow it, by a variable. A program that
uses onrecord from Python sets up logging as it likes, and nothing here stands in its way.
"""

from __future__ import annotations

import json
import logging
import os
from datetime import UTC, datetime
from typing import Any, Final

_FOLLOWED: Final = "_ONRECORD_LOGS"  # a variable by which processes that are begun know it


class PlainLines(logging.Formatter):
    """The message alone, on one line, without what steers a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        return "".join(filter(str.isprintable, " ".join(super().format(record).split())))


class JsonLines(logging.Formatter):
    """One JSON object a line: `time` (UTC), `level`, `logger`, `message`, and what else the record's `facts` are."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "facts", {}),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line)  # in ASCII: nothing in it steers a terminal


def begin(handler: logging.Handler, format: str, level: str) -> None:
    """Let a handler have what our loggers tell at a level or above, and the warnings of all others; processes that are
    begun from here on follow."""
    os.environ[_FOLLOWED] = f"{format} {level}"
    handler.setFormatter(JsonLines() if format == "json" else PlainLines())
    root = logging.getLogger()
    if handler not in root.handlers:
        root.addHandler(handler)
    logging.getLogger("onrecord").setLevel(level.upper())


def follow() -> None:
    """In a process that the command line began: tell as it does. Elsewhere nothing is set up."""
    if followed := os.environ.get(_FOLLOWED):
        begin(logging.StreamHandler(), *followed.split())
