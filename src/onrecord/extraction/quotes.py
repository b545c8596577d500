"""Quotation marks: which characters stand inside them, and what that makes of a content (direct, mixed, indirect).

Two readings of the same marks. `quotation_mask` is the strict one, by which the kind of a content is judged.
`canonical_marks` and `mark_states` are what the attribution model is shown: every mark as an opening or a closing one,
each by its own surroundings, so that an unpaired mark spoils little.

Both start afresh on each line, as every paragraph of a long quotation opens with a mark of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from onrecord.model import Kind

OUTSIDE: Final = 0
INSIDE: Final = 1
OPENING: Final = 2
CLOSING: Final = 3

OPENING_MARKS: Final = "“„〝«"
CLOSING_MARKS: Final = "”〞»"

# Two apostrophes are how some newsrooms type a double mark.
_DOUBLE_MARK: Final = re.compile(r"''|[“„〝«”〞»\"″]")
_CANONICAL_MARK: Final = re.compile(r"[“”]")
_LINE: Final = re.compile(r"[^\n]+")
_SINGLE_QUOTED: Final = re.compile(r"(?:(?<=[\s(\[—–-])|^)[‘'](?=[\w$])([^\n‘]{2,1200}?)(?<=[\w.,!?])[’'](?![\w])")
_POSSESSIVE_END: Final = re.compile(r"s['’]$")


def quotation_mask(text: str) -> bytearray:
    """One byte per character of `text`: 1 inside double marks or a clearly delimited single-quoted stretch, else 0.

    The marks count as inside. A quotation left open runs to the end of its line: it is one of several paragraphs, or
    a slip. The rules are those of the project's scorer, and « » beside them. Linear in the length of the text.
    """
    mask = bytearray(len(text))
    text = text.replace("''", '"\0')  # one character for the mark, one that is nothing, so that offsets stay
    for line in _LINE.finditer(text):
        first, last = line.span()
        start: int | None = None
        for mark in _DOUBLE_MARK.finditer(text, first, last):
            at = mark.start()
            if start is None:
                if text[at] not in CLOSING_MARKS:
                    start = at
            elif text[at] not in OPENING_MARKS:
                mask[start : at + 1] = b"\1" * (at + 1 - start)
                start = None
        if start is not None:
            mask[start:last] = b"\1" * (last - start)
        for quoted in _SINGLE_QUOTED.finditer(line.group()):
            start, end = first + quoted.start(), first + quoted.end()
            if not any(mask[start:end]) and not _POSSESSIVE_END.search(quoted.group()):
                mask[start:end] = b"\1" * (end - start)
    return mask


def kind(text: str, spans: Iterable[tuple[int, int]], mask: bytearray | None = None) -> Kind:
    """Of the letters and digits of the spans, all (direct), some (mixed) or none (indirect) are inside marks.

    `mask` is `quotation_mask(text)`; give it where many contents of one text are judged.
    """
    if mask is None:
        mask = quotation_mask(text)
    inside = [mask[i] for start, end in spans for i in range(start, min(end, len(text))) if text[i].isalnum()]
    if not any(inside):
        return "indirect"
    return "direct" if all(inside) else "mixed"


def canonical_marks(text: str) -> str:
    """`text` with every quotation mark as “ or ”, at the same length: how the model reads all styles alike.

    A curly mark says which it is. A straight one opens between space and letter, closes between letter and space,
    and elsewhere does whichever is due. Single marks are taken where they clearly delimit a stretch outside double
    ones. Of two apostrophes for one mark, the inner becomes NUL, which is no word. Linear in the length of the text.
    """
    characters = list(text)
    for line in _LINE.finditer(text):
        opened = False
        for mark in _DOUBLE_MARK.finditer(text, *line.span()):
            start, end = mark.span()
            opened = _opens(text, start, end, due=not opened)
            characters[start:end] = ("“\0" if opened else "\0”") if end - start == 2 else ("“" if opened else "”")
    states = mark_states("".join(characters))
    for line in _LINE.finditer(text):
        for quoted in _SINGLE_QUOTED.finditer(line.group()):
            start, end = line.start() + quoted.start(), line.start() + quoted.end()
            if states[start] == OUTSIDE and not _POSSESSIVE_END.search(quoted.group()):
                characters[start], characters[end - 1] = "“", "”"
    return "".join(characters)


def mark_states(text: str) -> NDArray[np.uint8]:
    """OUTSIDE, INSIDE, OPENING or CLOSING for every character of a text with canonical marks."""
    states = np.zeros(len(text), dtype=np.uint8)
    for line in _LINE.finditer(text):
        opened: int | None = None
        for mark in _CANONICAL_MARK.finditer(text, *line.span()):
            at = mark.start()
            if opened is not None:
                states[opened:at] = INSIDE
            states[at] = OPENING if text[at] == "“" else CLOSING
            opened = at + 1 if text[at] == "“" else None
        if opened is not None:
            states[opened : line.end()] = INSIDE
    return states


def _opens(text: str, start: int, end: int, *, due: bool) -> bool:
    if text[start] in OPENING_MARKS:
        return True
    if text[start] in CLOSING_MARKS:
        return False
    space_before = start == 0 or text[start - 1].isspace()
    space_after = end == len(text) or text[end].isspace()
    return due if space_before == space_after else space_before
