"""An HTML tree as the blocks that a reader sees, each character of them knowing its text node.

A text node is named by its XPath (`/html/body/p[2]/text()[1]`) in the tree that `parse` makes, so that the same bytes
give the same names again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import takewhile

from lxml import etree, html

from onrecord.errors import InputMalformed
from onrecord.reading.initials import drawn, is_initial, stands_apart
from onrecord.reading.offsets import Piece, Pieces, collapse, plain

_UNSEEN = frozenset(
    "script style noscript template head title svg math iframe object embed applet canvas audio video select "
    "textarea button input datalist map".split()
)
_BLOCK = frozenset(
    "html body address article aside blockquote caption center dd details dialog dir div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr li main menu nav ol p pre section "
    "summary table tbody td tfoot th thead tr ul amp-img picture img".split()
)


_LETTERED = frozenset("h1 h2 h3 h4 h5 h6 li dt td th tr".split())  # where a letter alone heads an index
_SET_OFF = frozenset("h1 h2 h3 h4 h5 h6 b strong i em".split())
_NAME = re.compile(r"[a-zA-Z_][\w.-]*")


@dataclass(slots=True, eq=False)
class Block:
    """Inline content in a row: `element` is the nearest block element around it."""

    element: html.HtmlElement
    text: str
    linked: int  # how many of its characters stand in links
    texts: tuple[_Text, ...]

    @property
    def tag(self) -> str:
        """The element's tag."""
        return str(self.element.tag)

    def set_off(self) -> Iterator[str]:
        """Of each line that begins bold, slanted or as a heading the words up to where that ends."""
        line: list[_Text] = []
        for text in (*self.texts, _Text(self.element, self.element, -1, "\n", False)):
            if text.index >= 0 or text.text != "\n":
                line.append(text)
                continue
            lead = "".join(t.text for t in takewhile(lambda t: not t.text.strip() or self._is_set_off(t), line))
            if words := plain(collapse([Piece(lead.replace("\n", " "), None)])):
                yield words
            line.clear()

    def _is_set_off(self, text: _Text) -> bool:
        at = text.parent
        while at is not self.element and at is not None and at.tag not in _SET_OFF:
            at = at.getparent()
        return at is not None and at.tag in _SET_OFF


def parse(text: str, name: str) -> html.HtmlElement:
    """The tree of a page. InputMalformed where there is none."""
    # libxml2 would end the page at a NUL, and lone surrogates have no bytes; HTML reads both as U+FFFD.
    data = text.replace("\0", "\ufffd").encode("utf-8", "replace")
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True)
    try:
        tree = html.document_fromstring(data, parser=parser, ensure_head_body=False)
    except (etree.ParserError, etree.XMLSyntaxError, AssertionError) as e:
        raise InputMalformed(name, f"not HTML that can be parsed: {e}") from None
    return tree


def blocks(tree: html.HtmlElement) -> list[Block]:
    """The page's blocks in document order, without those that are empty."""
    found: list[Block] = []
    run: list[_Text] = []
    breaks = 0

    def flush() -> None:
        if run:
            block = _block(run)
            if block is not None:
                found.append(block)
            run.clear()

    for event in _walk(tree):
        if isinstance(event, _Text):
            if event.text.strip():
                breaks = 0
            run.append(event)
        elif event == "br":
            breaks += 1
            if breaks == 2:  # an empty line is a paragraph's end, whatever the markup
                flush()
            elif run:
                run.append(_Text(run[-1].block, run[-1].parent, -1, "\n", False))
        else:
            breaks = 0
            flush()
    flush()
    return _initials(_rows(found))


def _initials(found: list[Block]) -> list[Block]:
    """The blocks with a large first letter that is a block of its own put before the one that goes on from it."""
    out: list[Block] = []
    for block in found:
        last = out[-1] if out else None
        if last is not None and last.tag not in _LETTERED and is_initial(last.text, block.text):
            first, *rest = block.texts
            apart = stands_apart(last.text, first.text)
            cap = (_cut(t, t.text.rstrip()) for t in last.texts if t.text.strip())
            texts = (*cap, first if apart else _cut(first, first.text), *rest)
            text = f"{last.text}{' ' * apart}{block.text}"
            out[-1] = Block(block.element, text, last.linked + block.linked, texts)
        else:
            out.append(block)
    return out


def _cut(text: _Text, end: str) -> _Text:
    """A text node up to `end`, without the space that it begins with."""
    bare = end.lstrip()
    return replace(text, text=bare, start=text.start + len(end) - len(bare))


def _rows(found: list[Block]) -> list[Block]:
    """The blocks with the cells of each table row as one block, a tab between two of them."""
    out: list[Block] = []
    for block in found:
        row = block.element.getparent() if block.tag in ("td", "th") else None
        row = row if row is not None and row.tag == "tr" else None
        if row is not None and out and out[-1].element is row:
            last = out[-1]
            tab = _Text(row, row, -1, "\t", False)
            out[-1] = Block(
                row, f"{last.text}\t{block.text}", last.linked + block.linked, (*last.texts, tab, *block.texts)
            )
        else:
            out.append(block if row is None else Block(row, block.text, block.linked, block.texts))
    return out


@dataclass(frozen=True, slots=True)
class _Text:
    block: html.HtmlElement
    parent: html.HtmlElement
    index: int  # which text node of its parent, from 1; -1 for a line break
    text: str
    linked: bool
    start: int = 0  # where in its text node


def _walk(tree: html.HtmlElement) -> Iterator[_Text | str]:
    """Text nodes, "br" and "block" (where a block begins or ends) in document order, without recursion."""
    # One frame per open element: [element, its next child's index, text nodes seen, block around it, in a link].
    stack: list[tuple[html.HtmlElement, Iterator[html.HtmlElement], list[int], html.HtmlElement, bool]] = []

    def enter(element: html.HtmlElement, block: html.HtmlElement, linked: bool) -> Iterator[_Text]:
        count = [0]
        stack.append((element, iter(element), count, block, linked))
        if element.text:
            count[0] = 1
            yield _Text(block, element, 1, element.text, linked)

    yield from enter(tree, tree, False)
    while stack:
        parent, children, _, block, linked = stack[-1]
        child = next(children, None)
        if child is None:
            stack.pop()
            if parent.tag in _BLOCK:
                yield "block"
            if stack:
                yield from _tail(parent, stack[-1])
            continue
        tag = child.tag
        if tag in ("img", "svg") and (letter := drawn(child)):
            yield _Text(block, parent, -1, letter, linked)
            yield from _tail(child, stack[-1])
        elif not isinstance(tag, str) or tag in _UNSEEN or _hidden(child):
            yield from _tail(child, stack[-1])
        elif tag == "br":
            yield "br"
            yield from _tail(child, stack[-1])
        elif tag in _BLOCK:
            yield "block"
            yield from enter(child, child, linked)
        else:
            yield from enter(child, block, linked or tag == "a")


def _tail(
    child: html.HtmlElement, frame: tuple[html.HtmlElement, object, list[int], html.HtmlElement, bool]
) -> Iterator[_Text]:
    parent, _, count, block, linked = frame
    if child.tail:
        count[0] += 1
        yield _Text(block, parent, count[0], child.tail, linked)


def _hidden(element: html.HtmlElement) -> bool:
    style = element.get("style")
    return element.get("hidden") is not None or (style is not None and "display:none" in style.replace(" ", "").lower())


def _block(run: list[_Text]) -> Block | None:
    """One block of the text nodes in a row."""
    at = next((i for i, t in enumerate(run) if t.index < 0 and t.text == "\n"), 0)
    if at and is_initial(
        "".join(t.text for t in run[:at]), next((t.text for t in run[at + 1 :] if t.text.strip()), "")
    ):
        del run[at]  # the line ends because the letter is large
    if not any(t.text.strip() for t in run):
        return None
    text = "".join(t.text if t.index < 0 else t.text.replace("\n", " ") for t in run)
    shown = plain(collapse([Piece(text, None)], keep_lines=True))
    linked = sum(len(t.text.strip()) for t in run if t.linked)
    return Block(run[0].block, shown, linked, tuple(run)) if shown else None


class Paths:
    """The XPaths of a tree's text nodes, in time linear in the tree (libxml2's own are quadratic in siblings)."""

    def __init__(self) -> None:
        self._paths: dict[etree._Element, str] = {}
        self._steps: dict[etree._Element, dict[etree._Element, str]] = {}

    def pieces(self, block: Block) -> Pieces:
        """The block's characters, as a browser shows them, with their places."""
        done: list[Piece] = []
        cell: list[Piece] = []
        for t in block.texts:
            if t.text == "\t" and t.index < 0:
                done += [*collapse(cell, keep_lines=True), Piece("\t", None)]
                cell = []
            elif t.index < 0:
                cell.append(Piece(t.text, None))
            else:
                # Line feeds of the source are spaces to a browser; those that are kept are `<br>`.
                cell.append(Piece(t.text.replace("\n", " "), f"{self.of(t.parent)}/text()[{t.index}]", t.start))
        return (*done, *collapse(cell, keep_lines=True))

    def of(self, element: etree._Element) -> str:
        """The XPath of an element."""
        todo = []
        current: etree._Element | None = element
        while current is not None and current not in self._paths:
            todo.append(current)
            current = current.getparent()
        path = self._paths[current] if current is not None else ""
        for e in reversed(todo):
            parent = e.getparent()
            path = f"{path}/{self._step(parent, e) if parent is not None else '*'}"
            self._paths[e] = path
        return path

    def _step(self, parent: etree._Element, child: etree._Element) -> str:
        if parent not in self._steps:
            seen: dict[str, int] = {}
            steps: dict[etree._Element, str] = {}
            children = [c for c in parent if isinstance(c.tag, str)]
            for i, c in enumerate(children, 1):
                tag = str(c.tag)
                seen[tag] = seen.get(tag, 0) + 1
                # A tag like `o:p` is no name in XPath: such an element is given by its place among all.
                steps[c] = f"{tag}[{seen[tag]}]" if _NAME.fullmatch(tag) else f"*[{i}]"
            self._steps[parent] = steps
        return self._steps[parent][child]
