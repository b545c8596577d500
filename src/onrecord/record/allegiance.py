"""To whose party or government somebody belongs, as far as the article tells, or is known of him."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from sqlalchemy import Connection, RowMapping, select

from onrecord import lexicon
from onrecord.model import words_at
from onrecord.people import names, offices
from onrecord.people.figures import Figure
from onrecord.record.people import figures_of
from onrecord.record.schema import entities

GOVERNMENT: Final = "government"
_IN_OFFICE: Final = re.compile(
    r"(?<!shadow )\b(?:minister|secretary|chancellor|attorney general|vice president)\b", re.IGNORECASE
)
_FORMER: Final = re.compile(r"\b(?:former|ex|one-time|shadow|press|late)\b", re.IGNORECASE)


def belongs(connection: Connection, row: RowMapping, text: str, day: date | None, side: str) -> bool:
    """Is the speaker of a statement (its row) of a party, or of the government (`side`, as the lexicon calls it)?"""
    described = [words_at(text, row["source"], " "), *_offices(connection, row)]
    if side == GOVERNMENT:
        if any(_IN_OFFICE.search(words) and not _FORMER.search(words) for words in described):
            return True
    elif any(_names_party(words, side) for words in described):
        return True
    figure = _figure(connection, row, day)
    return figure is not None and (_governs(figure, day) if side == GOVERNMENT else figure.party_on(day) == side)


def _offices(connection: Connection, row: RowMapping) -> tuple[str, ...]:
    """What an article calls a speaker."""
    own = entities.c.article_pk == row["article_pk"], entities.c.id == row["speaker_entity"]
    return connection.scalar(select(entities.c.offices).where(*own)) or ()


def _names_party(words: str, side: str) -> bool:
    """ "Sen. Edda Quill, R-Maine", "the Labour MP"."""
    called = [re.escape(word) for word in lexicon.groups("sides")[side]]
    letter = re.search(rf"[,(]\s*{side[0]}-\w", words) if side in ("Republican", "Democrat") else None
    return bool(letter or re.search(rf"\b(?:{'|'.join(called)})\b", words, re.IGNORECASE))


def _figure(connection: Connection, row: RowMapping, day: date | None) -> Figure | None:
    """Who is known by a speaker's full name, where it is one alone."""
    name = names.parse(row["speaker_name"] or "")
    found = figures_of(connection)(name, day) if name and row["speaker_type"] == "person" else ()
    return found[0] if found else None


def _governs(figure: Figure, day: date | None) -> bool:
    """Does somebody hold an office of a government, or is he of the party of the one who leads it?"""
    if day is None:
        return False
    if any(o.held_on(day) and _IN_OFFICE.search(o.title) for o in figure.offices):
        return True
    lead = offices.holders("president", day, figure.country) if figure.country == "US" else ()
    return any(f.key != figure.key and f.party_on(day) == figure.party_on(day) is not None for f in lead)
