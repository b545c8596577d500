"""A saved page with words marked in it, and nothing in it that acts: what is not known to be harmless is taken out.

Only the elements that text is made of stay, without their attributes; what else holds text becomes a plain block or
span, so that no style, script or form of the page can hide a word, load anything, or lead anywhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

from lxml import etree, html

from onrecord.reading.html.blocks import parse
from onrecord.record.places import Mark, Role

_TEXT = frozenset(
    "a abbr address article aside b bdi bdo big blockquote br caption cite code dd del dfn div dl dt em figcaption "
    "figure footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li nav ol p pre q s samp section small span strong sub "
    "sup table tbody td tfoot th thead time tr u ul var".split()
)
# Those in the second line are empty to a browser, but our parser finds the rest of a page in them.
_SPANS = frozenset(
    "button center data font input label mark nobr option output slot text tspan tt "
    "embed param picture source track wbr".split()
)
# What a browser does not show as text; it stays only where the words stand in it.
_SILENT = frozenset(
    "script style template head link meta base title iframe frame frameset object applet audio video "
    "canvas map area svg math noembed noframes".split()
)
_ATTRIBUTES = frozenset("alt colspan dir lang rowspan start".split())
_PICTURE = ("data:image/png;", "data:image/jpeg;", "data:image/gif;", "data:image/webp;")

Run = tuple[int, int, Role]


def body(page: str, name: str, marks: Sequence[Mark], anchor: str) -> tuple[str | None, bool]:
    """The page's body with the marks, the first of the content with `anchor` as its id; None where none is found.

    The second is whether some of the marks' words do not stand where they should. InputMalformed for what is no page.
    """
    tree = parse(page, name)
    found, lost = _mark(tree, marks)
    if not found:
        return None, True
    keep = {ancestor for mark in found for ancestor in (mark, *mark.iterancestors())}
    root = tree.find("body")
    root = tree if root is None or any(root not in mark.iterancestors() for mark in found) else root
    _tame(root, keep, set(found))
    first = next((mark for mark in root.iter("mark") if mark.get("class") == "content"), found[0])
    for attribute, value in (("id", anchor), ("tabindex", "-1"), ("autofocus", "")):
        first.set(attribute, value)
    root.tag, root.tail = "main", None
    return html.tostring(root, encoding="unicode", doctype=None), lost


def _mark(tree: html.HtmlElement, marks: Sequence[Mark]) -> tuple[list[etree._Element], bool]:
    """Put the marks into the tree: their elements in the order of the text nodes, and whether any is lost."""
    wanted: dict[tuple[etree._Element, bool], list[Run]] = defaultdict(list)
    lost = False
    for mark in marks:
        nodes = tree.getroottree().xpath(mark.node) if mark.node.startswith("/") else []
        node = nodes[0] if isinstance(nodes, list) and len(nodes) == 1 else None
        end = mark.offset + mark.end - mark.start
        parent = node.getparent() if isinstance(node, etree._ElementUnicodeResult) else None
        if parent is None or not same(str(node)[mark.offset : end], mark.words):
            lost = True
            continue
        assert isinstance(node, etree._ElementUnicodeResult)
        wanted[parent, bool(node.is_tail)].append((mark.offset, end, mark.role))
    found: list[etree._Element] = []
    for (element, is_tail), runs in wanted.items():
        found += _wrap(element, is_tail, apart(runs))
    return found, lost


def _wrap(element: etree._Element, is_tail: bool, runs: Sequence[Run]) -> list[etree._Element]:
    text = (element.tail if is_tail else element.text) or ""
    made = []
    for n, (start, end, role) in enumerate(runs):
        mark = etree.Element("mark")
        mark.set("class", role)
        mark.text = text[start:end]
        mark.tail = text[end : runs[n + 1][0] if n + 1 < len(runs) else len(text)]
        made.append(mark)
    before = text[: runs[0][0]]
    parent = element.getparent() if is_tail else element
    assert parent is not None
    at = parent.index(element) + 1 if is_tail else 0
    if is_tail:
        element.tail = before
    else:
        element.text = before
    for n, mark in enumerate(made):
        parent.insert(at + n, mark)
    return made


def _tame(root: html.HtmlElement, keep: set[etree._Element], marks: set[etree._Element]) -> None:
    """Leave the elements of text, without what could act; nothing on the way to a mark is left out."""
    for element in list(root.iter()):
        if element is root or element in marks:
            continue
        tag = element.tag
        if not isinstance(tag, str) or (tag.lower() in _SILENT and element not in keep):
            _drop(element)
            continue
        if tag not in _TEXT:
            element.tag = "span" if tag in _SPANS else "div"
        source = element.get("src", "") if element.tag == "img" else ""
        for name in list(element.attrib):
            if name not in _ATTRIBUTES:
                del element.attrib[name]
        if source.startswith(_PICTURE):
            element.set("src", source)
    root.attrib.clear()


def _drop(element: etree._Element) -> None:
    """Take an element out; what follows it stays."""
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return
    if element.tail:
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    element.tail = None
    parent.remove(element)


def apart(runs: Iterable[Run]) -> list[Run]:
    """Runs that do not overlap: words with several roles are the source's, then the cue's, then the content's."""
    rank = {"source": 0, "cue": 1, "content": 2}
    ordered = sorted(runs, key=lambda run: rank[run[2]])
    edges = sorted({edge for start, end, _ in ordered for edge in (start, end)})
    out: list[Run] = []
    for start, end in pairwise(edges):
        role = next((r for s, e, r in ordered if s <= start and end <= e), None)
        if role is None:
            continue
        if out and out[-1][1] == start and out[-1][2] == role:
            out[-1] = (out[-1][0], end, role)
        else:
            out.append((start, end, role))
    return out


def same(theirs: str, ours: str) -> bool:
    """Are they the same words? White space counts as equal to white space: a line's end is read as a space."""
    pairs = zip(theirs, ours, strict=False)
    return len(theirs) == len(ours) and all(a == b or (a.isspace() and b.isspace()) for a, b in pairs)
