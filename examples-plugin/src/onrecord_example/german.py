"""A little German, to show how a language is brought: `„…“, sagte Ida Brandt.` and nothing else."""

from __future__ import annotations

import re

from onrecord import Article, Entity, Extraction, Span, Speaker, Statement

_SAID = re.compile(
    r"(?P<content>„[^“”]+[“”]),?\s+(?P<cue>sagte|erklärte|betonte)\s+(?P<source>(?:[A-ZÄÖÜ]\w+\s?){1,3}\b)"
)


def extract(article: Article) -> Extraction:
    """The quotations that are followed by who said them."""
    statements: list[Statement] = []
    mentions: dict[str, list[Span]] = {}
    for found in _SAID.finditer(article.text):
        name = " ".join(found["source"].split())
        start, end = found.span("source")
        source = Span(start, end - len(found["source"]) + len(found["source"].rstrip()))
        mentions.setdefault(name, []).append(source)
        content = Span(*found.span("content"))
        statements.append(
            Statement(
                id=f"{article.id}/{content.start}-{content.end}",
                kind="direct",
                mode="speech",
                polarity=None,
                source=(source,),
                cue=(Span(*found.span("cue")),),
                content=(content,),
                text=found["content"],
                speaker=Speaker(name, "person", f"{article.id}/e/{name}", 0.8),
                addressee=None,
                occasion=None,
                said_on=None,
                about=(),
                stance=(),
                nested_in=None,
                confidence=0.8,
            )
        )
    entities = tuple(
        Entity(f"{article.id}/e/{name}", name, "person", (), (), tuple(spans)) for name, spans in mentions.items()
    )
    return Extraction(article, tuple(statements), entities=entities)
