"""Marked articles from files: JSON lines, and brat's standoff folders."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from onrecord.errors import InputEmpty, InputMalformed, InputUnreadable
from onrecord.evaluation.spans import ROLES, Marked
from onrecord.model import Attribution, Span, Spans

_NUMBER: Final = re.compile(r"\d+$")


def read_gold(path: Path) -> list[Marked]:
    """The articles of a JSON lines file or of a folder with pairs of .txt and .ann.

    A line is `{"id", "text", "attributions": [{"source", "cue", "content"}]}`, each a list of `[start, end)` code
    points of the text. InputError where the file cannot be read, or is not this.
    """
    articles = _brat(path) if path.is_dir() else list(_lines(path))
    if not articles:
        raise InputEmpty(str(path), "no articles in it")
    return articles


def read_predictions(path: Path, gold: Iterable[Marked]) -> dict[str, tuple[Attribution, ...]]:
    """The attributions of each article of `gold`, by id: JSON lines with "attributions" as in gold, or with
    "statements" as `onrecord extract` prints them. Articles may be missing, but none may be unknown."""
    texts = {article.id: article.text for article in gold}
    found: dict[str, tuple[Attribution, ...]] = {}
    for where, row in objects(path):
        id = row["id"]
        if id not in texts:
            raise InputMalformed(where, f"article {id} is not in the gold")
        if id in found:
            raise InputMalformed(where, f"article {id} occurs twice")
        if row.get("text", texts[id]) != texts[id]:
            raise InputMalformed(where, f"the text of article {id} is not that of the gold")
        key = "attributions" if "attributions" in row else "statements"
        found[id] = tuple(_attribution(where, texts[id], a) for a in _list(where, row, key))
    return found


def _lines(path: Path) -> Iterator[Marked]:
    seen = set()
    for where, row in objects(path):
        if not isinstance(row.get("text"), str):
            raise InputMalformed(where, 'no "text"')
        if row["id"] in seen:
            raise InputMalformed(where, f"article {row['id']} occurs twice")
        seen.add(row["id"])
        attributions = (_attribution(where, row["text"], a) for a in _list(where, row, "attributions"))
        yield Marked(row["id"], row["text"], tuple(attributions))


def objects(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each line's object, with where it stands; it has an "id". InputError for a line that is none."""
    for number, line in enumerate(_text(path).split("\n"), 1):
        where = f"{path}:{number}"
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as e:
            raise InputMalformed(where, f"not JSON: {e}") from e
        if not isinstance(row, dict) or not isinstance(row.get("id"), str):
            raise InputMalformed(where, 'not an object with an "id"')
        yield where, row


def _list(where: str, row: dict[str, Any], key: str) -> list[Any]:
    value = row.get(key)
    if not isinstance(value, list):
        raise InputMalformed(where, f'no list of "{key}"')
    return value


def _attribution(where: str, text: str, row: Any) -> Attribution:
    try:
        roles = {role: tuple(Span(int(start), int(end)) for start, end in row.get(role) or ()) for role in ROLES}
    except (AttributeError, TypeError, ValueError) as e:
        raise InputMalformed(where, f"not an attribution: {row!r:.80}") from e
    for role, spans in roles.items():
        for span in spans:
            if not 0 <= span.start < span.end <= len(text):
                raise InputMalformed(where, f"{role} span [{span.start}, {span.end}] is outside of the text")
    return Attribution(**roles, confidence=1.0)


def _brat(folder: Path) -> list[Marked]:
    return [_brat_article(path) for path in sorted(folder.rglob("*.ann"))]


def _brat_article(path: Path) -> Marked:
    """One pair of files. Attributions are brat's events, their arguments named Source, Cue and Content (with a number
    behind, where there are several); an event without a cue has its trigger for one. In a file without events, as
    `onrecord export` writes them, each Content is one, with what relations join to it."""
    text = _text(path.with_suffix(".txt"))
    bound: dict[str, tuple[str, Spans]] = {}
    events: list[tuple[str, str]] = []
    relations: list[list[str]] = []
    for number, line in enumerate(_text(path).split("\n"), 1):
        name, _, rest = line.rstrip("\r").partition("\t")
        try:
            if name.startswith("T"):
                kind, _, offsets = rest.split("\t")[0].partition(" ")
                ends = [tuple(map(int, part.split())) for part in offsets.split(";")]
                bound[name] = kind.lower(), tuple(Span(start, end) for start, end in ends)
            elif name.startswith("E"):
                events.append((f"{path}:{number}", rest))
            elif name.startswith("R"):
                relations.append([part.rpartition(":")[2] for part in rest.split()[1:]])
        except ValueError as e:
            raise InputMalformed(f"{path}:{number}", "not brat's standoff format") from e
    attributions = [_brat_event(where, text, event, bound) for where, event in events]
    if not events:
        attributions = [*_brat_relations(str(path), text, relations, bound)]
    return Marked(path.stem, text, tuple(attributions))


def _brat_event(where: str, text: str, event: str, bound: dict[str, tuple[str, Spans]]) -> Attribution:
    trigger, *arguments = (part.rpartition(":") for part in event.split())
    roles: dict[str, list[Span]] = {role: [] for role in ROLES}
    try:
        for name, _, target in arguments:
            role = _NUMBER.sub("", name).lower()
            if role in roles:
                roles[role] += bound[target][1]
        if not any(_NUMBER.sub("", name).lower() == "cue" for name, _, _ in arguments):
            roles["cue"] += bound[trigger[2]][1]
    except KeyError as e:
        raise InputMalformed(where, f"names {e.args[0]}, which is not there") from e
    return _attribution(where, text, {role: sorted(set(spans)) for role, spans in roles.items()})


def _brat_relations(
    where: str, text: str, relations: Iterable[list[str]], bound: dict[str, tuple[str, Spans]]
) -> Iterator[Attribution]:
    """An attribution for each content, the earliest first."""
    joined: dict[str, list[str]] = {name: [name] for name, (kind, _) in bound.items() if kind == "content"}
    for ends in relations:
        if missing := next((end for end in ends if end not in bound), None):
            raise InputMalformed(where, f"names {missing}, which is not there")
        content = next((end for end in ends if end in joined), None)
        if content is not None:
            joined[content] += [end for end in ends if end != content]
    for names in sorted(joined.values(), key=lambda names: bound[names[0]][1]):
        roles: dict[str, list[Span]] = {role: [] for role in ROLES}
        for kind, spans in map(bound.__getitem__, names):
            if kind in roles:
                roles[kind] += spans
        yield _attribution(where, text, {role: sorted(set(spans)) for role, spans in roles.items()})


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except OSError as e:
        raise InputUnreadable(str(path), e.strerror or "cannot be read") from e
    except UnicodeDecodeError as e:
        raise InputMalformed(str(path), "not UTF-8 text") from e
