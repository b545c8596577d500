"""An exporter to Markdown: a heading for each article, and under it who said what."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from onrecord import Exported

says = "a Markdown list of who said what"
text = True


def write(documents: Iterable[Exported], out: BinaryIO) -> None:
    """Write the articles, one after the other."""
    for document in documents:
        article = document.article
        head = ", ".join(str(known) for known in (article.outlet, article.published, article.url) if known)
        lines = [f"## {_plain(article.title or article.id)}", "", *([_plain(head), ""] if head else [])]
        for said in document.statements:
            who = said.speaker.name or f"({said.speaker.type})"
            lines.append(f"- **{_plain(who)}**: {_plain(said.text)}")
        out.write("\n".join([*lines, "", ""]).encode("utf-8", "replace"))


def _plain(words: str) -> str:
    """Words on one line, in which nothing is markup."""
    line = " ".join("".join(c if c.isprintable() else " " for c in words).split())
    return "".join(f"\\{c}" if c in "\\`*_{}[]<>#|" else c for c in line)
