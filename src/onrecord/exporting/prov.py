"""PROV-O (JSON-LD): each statement, the article that it was derived from, and the extraction that made it.

https://www.w3.org/TR/prov-o/. The context is written out, so that nothing has to be fetched to read it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO, Final

from onrecord.exporting import iris, json_text
from onrecord.exporting.stream import Exported
from onrecord.model import Article, MadeBy
from onrecord.record import Entry

CONTEXT: Final = {
    "prov": "http://www.w3.org/ns/prov#",
    "dct": "http://purl.org/dc/terms/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "onrecord": iris.TERMS,
    "day": {"@id": "dct:issued", "@type": "xsd:date"},
    **{
        name: {"@id": f"prov:{name}", "@type": "@id"}
        for name in (
            *("wasDerivedFrom", "hadPrimarySource", "wasGeneratedBy", "wasAssociatedWith", "wasAttributedTo", "used"),
            *("wasQuotedFrom", "wasInfluencedBy", "actedOnBehalfOf"),
        )
    },
}


def write(documents: Iterable[Exported], out: BinaryIO) -> None:
    """Write one graph of entities, activities and agents."""
    json_text.holding({"@context": CONTEXT}, "@graph", nodes(documents), out)


def nodes(documents: Iterable[Exported]) -> Iterator[dict[str, Any]]:
    """The nodes: an agent once for each thing that made extractions, then each article and its statements."""
    agents: set[str] = set()
    for document in documents:
        for made_by in dict.fromkeys(entry.made_by for entry in document.entries):
            if made_by is not None and (agent := iris.of_software(made_by)) not in agents:
                agents.add(agent)
                yield from _software(made_by)
        yield from _article(document)
        for entry in document.entries:
            yield _statement(document.article, entry)


def _software(made_by: MadeBy) -> Iterator[dict[str, Any]]:
    parts = {"onrecord:model": [*made_by.models], "onrecord:parser": made_by.parser}
    agent = {"@id": iris.of_software(made_by), "@type": "prov:SoftwareAgent", "dct:title": str(made_by)}
    yield {**agent, "onrecord:version": made_by.onrecord, **parts}


def _activity(article: Article, made_by: MadeBy | None) -> str:
    return f"urn:onrecord:extraction:{iris.key(article.id, article.sha256 or '', str(made_by))}"


def _article(document: Exported) -> Iterator[dict[str, Any]]:
    article = document.article
    original = iris.of_original(article)
    if original:
        yield {"@id": original, "@type": "prov:Entity", "onrecord:sha256": article.sha256}
    yield json_text.known(
        {
            "@id": iris.of_article(article),
            "@type": "prov:Entity",
            "dct:title": article.title,
            "dct:publisher": article.outlet,
            "dct:identifier": article.id,
            "day": article.published and article.published.isoformat(),
            "onrecord:path": article.path,
            "hadPrimarySource": original,
        }
    )
    for made_by in dict.fromkeys(entry.made_by for entry in document.entries):
        yield json_text.known(
            {
                "@id": _activity(article, made_by),
                "@type": "prov:Activity",
                "used": [iris.of_article(article), *([original] if original else [])],
                "wasAssociatedWith": iris.of_software(made_by) if made_by else None,
            }
        )


def _statement(article: Article, entry: Entry) -> dict[str, Any]:
    said = entry.statement
    return json_text.known(
        {
            "@id": iris.of_statement(said),
            "@type": "prov:Entity",
            "prov:value": said.text,
            "wasDerivedFrom": iris.of_article(article),
            "wasQuotedFrom": iris.of_article(article) if said.kind == "direct" else None,
            "wasGeneratedBy": _activity(article, entry.made_by),
            "onrecord:speaker": said.speaker.name,
            "onrecord:speakerType": said.speaker.type,
            "onrecord:speakerConfidence": said.speaker.confidence,
            "onrecord:confidence": said.confidence,
            "onrecord:kind": said.kind,
            "onrecord:polarity": said.polarity,
            "onrecord:saidOn": said.said_on and said.said_on.value,
            **{
                f"onrecord:{role}Span": [f"{start}-{end}" for start, end in getattr(said, role)]
                for role in ("source", "cue", "content")
            },
            "onrecord:corrected": list(said.corrected),
            "onrecord:confirmed": said.confirmed or None,
        }
    )
