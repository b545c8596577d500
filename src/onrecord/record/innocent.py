"""What else than a change of mind may lie behind a shift, as far as its two statements themselves show it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from onrecord.comparison.shifts import Basis
from onrecord.record.moments import Moment
from onrecord.record.search import Entry

_CONDITIONS: Final = (" if ", " unless ", " provided ", " as long as ", " only when ", " would ", " could ")
_SURE: Final = 0.8  # of who speaks
# By what the shift rests on.
_OF: Final[dict[Basis, str]] = {
    "attitude": "They may speak of different things about the same target: compare the sentences.",
    "told": "That it is a turn is the author's word: neither statement has to say so by itself.",
    "promise": "It may have been put off, kept in another way or out of their hands: read what came of it.",
    "party": "They may be at odds on a detail, or speak of another matter than their side does.",
}


def readings(
    basis: Basis, then: tuple[Entry, Moment, str | None], now: tuple[Entry, Moment, str | None]
) -> tuple[str, ...]:
    """The innocent readings that are to be weighed, a sentence each; of each side the entry, when it was said, and who
    tells of it, if not the author."""
    one = then[0].statement.id == now[0].statement.id
    sides = (("It", now),) if one else (("Then", then), ("Now", now))
    found = [told for label, (entry, moment, teller) in sides for told in _of_side(label, entry, moment, teller)]
    if then[0].article == now[0].article and not one:
        found.append("Both stand in one article: its author may set them against each other.")
    return (*found, *filter(None, [_OF.get(basis)]))


def _of_side(label: str, entry: Entry, moment: Moment, teller: str | None) -> Iterator[str]:
    said = entry.statement
    text = f" {entry.context.text if entry.context else said.text} ".lower()
    if teller:
        yield f"{label}: it is {teller} who tells of it."
    if said.kind == "indirect":
        yield f"{label}: only a paraphrase; the article does not give their own words."
    if any(word in text for word in _CONDITIONS):
        yield f"{label}: it may hang on a condition (“if”, “would”); read the sentence."
    if said.speaker.confidence < _SURE:
        yield f"{label}: who speaks is only {round(100 * said.speaker.confidence)} % sure."
    if said.polarity in ("question", "hypothetical"):
        yield f"{label}: it is no plain assertion ({said.polarity})."
    if moment.by == "publication":
        yield f"{label}: the day is that of publication; it may have been said earlier."
