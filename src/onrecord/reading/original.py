"""The way back: what stands in the original where an anchor points."""

from __future__ import annotations

import re
from functools import cache, cached_property

from lxml import html

from onrecord.model import Anchor, Article
from onrecord.reading import plugin
from onrecord.reading.decoding import decode
from onrecord.reading.html.blocks import parse
from onrecord.reading.office import node_text
from onrecord.reading.pdf.document import pages
from onrecord.reading.primary import parliament


class Original:
    """The bytes that an article was read from, opened again."""

    def __init__(
        self, data: bytes, name: str = "-", *, encoding: str | None = None, password: str | None = None
    ) -> None:
        """`data` are the article's original bytes.

        For an article of a corpus they are its text in UTF-8, and `encoding` says so; it is found out otherwise.
        """
        self._data, self._name, self._encoding, self._password = data, name, encoding, password
        self._node = cache(self._find)

    def words(self, anchor: Anchor) -> str | None:
        """The characters of the original under an anchor; None where its node or place is not there."""
        node = self._node(anchor.node)
        end = anchor.offset + anchor.end - anchor.start
        return None if node is None or end > len(node) else node[anchor.offset : end]

    def mismatches(self, article: Article) -> list[Anchor]:
        """The anchors of an article at which the original says something else: none, if all is well.

        White space counts as equal to white space, for a line's end is read as a space.
        """
        return [a for a in article.anchors if not _same(article.text[a.start : a.end], self.words(a))]

    @cached_property
    def _text(self) -> str:
        return self._data.decode(self._encoding) if self._encoding else decode(self._data, self._name)[0]

    @cached_property
    def _pages(self) -> list[str]:
        return pages(self._data, self._password)

    @cached_property
    def _tree(self) -> html.HtmlElement:
        return parse(self._text, self._name)

    def _find(self, node: str) -> str | None:
        if not node:
            return self._text
        if page := re.fullmatch(r"page/(\d+)", node):
            number = int(page[1])
            return self._pages[number - 1] if 0 < number <= len(self._pages) else None
        if node.startswith(parliament.NODE):
            return parliament.node_text(self._data, node)
        if ".xml:" in node:
            return node_text(self._data, node)
        if not node.startswith("/"):
            return plugin.node_text(self._data, node)
        found = self._tree.getroottree().xpath(node)
        return str(found[0]) if isinstance(found, list) and len(found) == 1 else None


def _same(ours: str, theirs: str | None) -> bool:
    if theirs is None or len(ours) != len(theirs):
        return False
    return all(a == b or (a.isspace() and b.isspace()) for a, b in zip(ours, theirs, strict=True))
