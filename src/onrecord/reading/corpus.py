"""Corpora: files that hold many articles, one to a line or row, read as a stream.

The text is taken as it stands, so that annotations made on it hold: no front block, no repairs. The original of such an
article is its text in UTF-8; that is what `sha256` is of, and what its one anchor leads to.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Any

from onrecord.errors import InputEmpty, InputError, InputMalformed, InputTooLarge, InputUndecodable
from onrecord.model import Anchor, Article, Evidence
from onrecord.reading import dates
from onrecord.reading.language import identify
from onrecord.reading.origin import Origin
from onrecord.reading.primary import posts
from onrecord.reading.primary.article import with_turns
from onrecord.reading.rows import FIELDS, Row, no_text
from onrecord.reading.text.document import too_large

_SHOWN = 80  # characters of an id in a message
_MAX_FIELD = 2_000  # characters of a title, id, …; a longer one is text gone astray
_WHOLE = 2**53  # below it a float tells one whole number from the next

Item = Article | InputError
Begin = Callable[[str, int], bool]


def articles(
    rows: Iterable[Row | InputError],
    columns: Mapping[str, str],
    *,
    path: str | None,
    max_text: int,
    begin: Begin = lambda name, size: True,
) -> Iterator[Item]:
    """The article of each row, or the error that the row is, and that costs no other.

    An id stands for one text: a row that gives it to another is an error.
    """
    ids: dict[int, int] = {}
    for row in rows:
        if isinstance(row, InputError):
            yield row
            continue
        try:
            wanted = begin(row.where, row.size)
            fields = row.fields()
            post = not columns and posts.is_tweet(fields)
            if not post:
                _check_id(fields.get(columns.get("id", "id")), fields.get(columns.get("text", "text")), row.where, ids)
            yield article(fields, row.where, columns, path=path, max_text=max_text) if wanted else known(row.where)
        except InputError as e:
            yield e


def known(name: str) -> InputError:
    """What stands for an input that was read before, and is not wanted once more."""
    return InputError(name, "read before")


def _check_id(value: object, text: object, where: str, ids: dict[int, int]) -> None:
    """InputMalformed where the id was met before, with another text. Hashes are kept, so that memory stays small."""
    id = _string(value)
    if id is not None and isinstance(text, str) and ids.setdefault(hash(id), hash(text)) != hash(text):
        reason = (
            f"its id {id[:_SHOWN]!r} was given before in this corpus, to another text; an id stands for one article"
        )
        raise InputMalformed(where, reason)


def article(row: Mapping[str, Any], where: str, columns: Mapping[str, str], *, path: str | None, max_text: int) -> Item:
    """The article of one row, whose fields stand in the columns that `columns` names (by default, their own names).

    A row that is a post (`tweets`) says so by its fields, and needs no column named.
    """
    post = not columns and posts.is_tweet(row)
    values = posts.fields(row) if post else {field: row.get(columns.get(field, field)) for field in FIELDS}
    text = values["text"]
    if not isinstance(text, str):
        return InputMalformed(where, no_text(columns.get("text", "text"), row))
    if not text.strip():
        return InputEmpty(where, "its text is empty")
    if len(text) > max_text:
        return InputTooLarge(where, too_large(len(text), "characters", max_text))
    try:
        digest = sha256(text.encode()).hexdigest()
    except UnicodeEncodeError:
        return InputUndecodable(where, "its text holds half of a surrogate pair, which is no character")
    origin = Origin(where, digest)
    known = {field: _string(values.get(field)) for field in FIELDS if field != "text"}
    warnings = []
    for field, value in known.items():
        if value is not None and len(value) > _MAX_FIELD:
            warnings.append(f"{field} left out: {len(value):,} characters are over the limit of {_MAX_FIELD:,}")
            known[field] = None
    published = known["published"]
    day = dates.iso(published) if published else None
    if day is None and not _is_missing(values["published"]):
        warnings.append(f"published {str(values['published'])[:40]!r} is not a date that can be read")
    url = known["url"]
    found = Article(
        id=known["id"] or origin.id,
        text=text,
        title=known["title"],
        byline=known["byline"],
        outlet=known["outlet"],
        published=day,
        published_evidence=Evidence("corpus column", published) if published and day else None,
        url=url if url and url.startswith(("http://", "https://")) else None,
        path=path,
        sha256=digest,
        language=known["language"] or identify(text),
        warnings=tuple(warnings),
        anchors=(Anchor(0, len(text), "", 0),),
    )
    return posts.turn(found) if post else with_turns(found)


def _string(value: object) -> str | None:
    """A value as text; None where it is empty, not a number (as pandas writes what is missing), or no single value."""
    if isinstance(value, (list, tuple)):
        value = ", ".join(str(v) for v in value)
    if isinstance(value, float):  # as pandas writes whole numbers in a column where some are missing
        value = int(value) if value.is_integer() and abs(value) < _WHOLE else value if math.isfinite(value) else None
    text = str(value).strip() if value is not None and not isinstance(value, (dict, bool)) else ""
    return text or None


def _is_missing(value: object) -> bool:
    return value in (None, "") or (isinstance(value, float) and not math.isfinite(value))


def check_columns(columns: Iterable[str]) -> None:
    """ValueError where a field is named that an article has not."""
    unknown = sorted(set(columns) - set(FIELDS))
    if unknown:
        raise ValueError(f"no such field: {', '.join(unknown)}; there are {', '.join(FIELDS)}")
