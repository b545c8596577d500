"""Gold of the record's fields from a file: articles as `shared/ANNOTATION.md` has them filled in, JSON lines."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from onrecord.errors import InputEmpty, InputMalformed, InputUnreadable
from onrecord.evaluation.gold import objects

Spans = list[tuple[int, int]]


class Spoken(msgspec.Struct):
    """One attribution: its number, and its spans."""

    n: int
    content: Spans
    source: Spans = []
    cue: Spans = []


class GoldVoice(msgspec.Struct):
    """Whose words they are; no name where nobody is told."""

    name: str | None
    type: str


class Attitude(msgspec.Struct):
    """The speaker's attitude toward a target."""

    target: str
    attitude: str


class Note(msgspec.Struct):
    """What an annotator says of the attribution of that number."""

    n: int
    speaker: GoldVoice
    mode: str
    polarity: str
    addressee: str | None = None
    said_on: str | None = None
    about: list[str] = []
    stance: list[Attitude] = []


class GoldEvent(msgspec.Struct):
    """An occasion."""

    kind: str
    participants: list[str] = []


class GoldArticle(msgspec.Struct):
    """One article of the gold."""

    id: str
    text: str
    attributions: list[Spoken]
    annotations: list[Note]
    events: list[GoldEvent] = []
    outlet: str | None = None
    publisher: str | None = None
    published: date | None = None
    date: date | None = None


def read(path: Path) -> list[GoldArticle]:
    """The articles of a file. InputError where it cannot be read or is not this, naming the line."""
    try:
        lines = path.read_bytes().splitlines()
    except OSError as e:
        raise InputUnreadable(str(path), e.strerror or "cannot be read") from e
    decoder = msgspec.json.Decoder(GoldArticle)
    found = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            found.append(decoder.decode(line))
        except (msgspec.DecodeError, UnicodeError) as e:
            raise InputMalformed(f"{path}:{number}", f"no annotated article: {e}") from None
    if not found:
        raise InputEmpty(str(path), "no articles in it")
    return found


def predictions(path: Path) -> dict[str, dict[str, Any]]:
    """The lines of `extract` in a file, by the ids of their articles. InputError, naming the line, for what is none."""
    found = {}
    for where, row in objects(path):
        if not {"statements", "occasions"} <= row.keys():
            raise InputMalformed(where, "not a line of `onrecord extract`")
        found[row["id"]] = row
    return found


def plain(article: GoldArticle) -> dict[str, Any]:
    """An article as the measures take it."""
    found: dict[str, Any] = msgspec.to_builtins(article)
    return found
