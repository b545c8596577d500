"""Words as HTML: an article's text with what was found in it, each stretch in the marks that it stands in."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from onrecord.model import Span
from onrecord.record.context import Context
from onrecord.record.fulltext import pieces
from onrecord.web.printing import marked

_NOTHING: Final = Markup("")


@dataclass(frozen=True, slots=True)
class Layer:
    """A stretch of a text and the classes by which it is shown; `before` stands in front of its first letter.

    Of the layers of one `group` that overlap, only the one that began last is shown.
    """

    start: int
    end: int
    classes: str
    before: Markup = _NOTHING
    group: str = ""


def layered(text: str, layers: Sequence[Layer], start: int = 0, end: int | None = None) -> Markup:
    """A stretch of a text as HTML: each run of it within one mark that has the classes of all layers there.

    Takes time in proportion to the text and the number of layers, however these overlap.
    """
    end = len(text) if end is None else end
    opens: dict[int, list[Layer]] = defaultdict(list)
    closes: dict[int, list[Layer]] = defaultdict(list)
    edges = {start, end}
    for layer in layers:
        first, last = max(layer.start, start), min(layer.end, end)
        if first >= last:
            continue
        opens[first].append(layer)
        closes[last].append(layer)
        edges |= {first, last}
    active: dict[int, Layer] = {}
    out: list[str] = []  # of HTML
    ordered = sorted(edges)
    for at, upto in zip(ordered, [*ordered[1:], end], strict=True):
        for layer in closes.get(at, ()):
            active.pop(id(layer), None)
        for layer in opens.get(at, ()):
            active[id(layer)] = layer
            if layer.before and layer.start >= start:
                out.append(layer.before)
        if at >= upto:
            continue
        if active:
            inner = {layer.group: layer for layer in active.values() if layer.group}
            seen = (layer for layer in active.values() if not layer.group or inner[layer.group] is layer)
            names = dict.fromkeys(name for layer in seen for name in layer.classes.split())
            out += ['<mark class="', " ".join(names), '">', marked(text[at:upto]), "</mark>"]
        else:
            out.append(marked(text[at:upto]))
    return Markup("".join(out))


def sentence(context: Context | None, text: str, kind: str, sought: str | None = None) -> Markup:
    """The sentence in which a statement stands, its words set apart from the rest, and the words sought marked."""
    if context is None or not context.content:
        return Markup('<span class="words {}">{}</span>').format(kind, _sought(text, sought))
    out, at = [], 0
    for start, end in sorted(context.content):
        if start < at:
            continue
        said = Markup('<span class="words {}">{}</span>').format(kind, _sought(context.text[start:end], sought))
        out += [marked(context.text[at:start]), said]
        at = end
    return Markup("").join([*out, marked(context.text[at:])])


def _sought(text: str, sought: str | None) -> Markup:
    pattern = _pattern(sought)
    if pattern is None:
        return marked(text)
    out, at = [], 0
    for match in pattern.finditer(text):
        out += [marked(text[at : match.start()]), Markup('<span class="sought">{}</span>').format(marked(match[0]))]
        at = match.end()
    return Markup("").join([*out, marked(text[at:])])


def _pattern(sought: str | None) -> re.Pattern[str] | None:
    """The words that were looked for, in the forms that the index takes for the same, or nearly so."""
    if not sought or len(sought) > 300:
        return None
    words = [re.findall(r"\w+", piece) for piece, _ in pieces(sought)]
    forms = [r"\W+".join(_form(word) for word in some) for some in words if some]
    return re.compile(rf"\b(?:{'|'.join(forms)})\b", re.IGNORECASE) if forms else None


def _form(word: str) -> str:
    stem = re.sub(r"(?:ies|ied|ing|ed|es|s|e|y)$", "", word) if len(word) > 4 else word
    return re.escape(stem) + (r"\w{0,4}" if len(stem) > 3 else r"s?")


def paragraphs(text: str) -> Iterable[Span]:
    """The paragraphs of a text: its lines, without the empty ones."""
    at = 0
    for line in text.split("\n"):
        if line.strip():
            yield Span(at, at + len(line))
        at += len(line) + 1
