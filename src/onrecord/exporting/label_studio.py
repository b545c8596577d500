"""Label Studio tasks (https://labelstud.io/guide/tasks): an article each, its statements as predictions to review."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, BinaryIO, Final

from onrecord.exporting import json_text
from onrecord.exporting.beside import head
from onrecord.exporting.stream import Exported
from onrecord.exporting.utf16 import Units
from onrecord.model import Extraction, Statement

CONFIGURATION: Final = """\
<View>
  <Labels name="label" toName="text">
    <Label value="Source"/><Label value="Cue"/><Label value="Content"/>
  </Labels>
  <Relations><Relation value="source"/><Relation value="cue"/><Relation value="continues"/></Relations>
  <Text name="text" value="$text"/>
  <Choices name="kind" toName="text" perRegion="true" whenTagName="label" whenLabelValue="Content">
    <Choice value="direct"/><Choice value="mixed"/><Choice value="indirect"/>
  </Choices>
  <Choices name="polarity" toName="text" perRegion="true" whenTagName="label" whenLabelValue="Content">
    <Choice value="affirmed"/><Choice value="denied"/><Choice value="question"/><Choice value="hypothetical"/>
  </Choices>
  <TextArea name="speaker" toName="text" perRegion="true" whenTagName="label" whenLabelValue="Content"/>
</View>
"""


def write(documents: Iterable[Exported], out: BinaryIO) -> None:
    """Write the tasks as one list, a task a line."""
    json_text.array(tasks(documents), out)
    out.write(b"\n")


def tasks(documents: Iterable[Exported]) -> Iterator[dict[str, Any]]:
    """A task for each article; one prediction for each thing that made statements of it."""
    for document in documents:
        text = document.article.text
        units = Units(text)
        predictions = []
        for made_by in dict.fromkeys(entry.made_by for entry in document.entries):
            entries = [entry for entry in document.entries if entry.made_by == made_by]
            result = [part for entry in entries for part in _regions(text, units, entry.statement)]
            score = sum(entry.statement.confidence for entry in entries) / len(entries)
            model = {"model_version": str(made_by)} if made_by else {}
            predictions.append({**model, "score": score, "result": result})
        yield {"data": {"text": text, **head(document.article)}, "predictions": predictions}


def annotated(extraction: Extraction) -> dict[str, Any]:
    """A task of an article as it stands, its statements as an annotation; the labels are `source`, `cue`, `content`."""
    text = extraction.article.text
    units = Units(text)
    result = [part for said in extraction.statements for part in _regions(text, units, said, label=str)]
    return {"data": {"text": text, **head(extraction.article)}, "annotations": [{"result": result}]}


def _regions(
    text: str, units: Units, said: Statement, label: Callable[[str], str] = str.capitalize
) -> Iterator[dict[str, Any]]:
    """The regions of a statement, what is said of its first one, and how they belong together."""
    first = ""
    relations: list[tuple[str, str]] = []
    for role in ("content", "source", "cue"):
        for n, (start, end) in enumerate(getattr(said, role)):
            key = f"{said.id}:{role}:{n}"
            where = {"start": units.at(start), "end": units.at(end)}
            value = {**where, "text": text[start:end], "labels": [label(role)]}
            yield _part(key, "label", "labels", value, score=said.confidence)
            if not first:
                first = key
            else:
                relations.append((key, "continues" if role == "content" else role))
    if not first:
        return
    start, end = said.content[0] if said.content else (0, 0)
    place = {"start": units.at(start), "end": units.at(end), "text": text[start:end]}
    for name in ("kind", "polarity"):
        if value := getattr(said, name):
            yield _part(first, name, "choices", {**place, "choices": [value]})
    if said.speaker.name:
        shown = {**place, "text": [said.speaker.name]}
        yield _part(first, "speaker", "textarea", shown, score=said.speaker.confidence)
    for key, name in relations:
        yield {"type": "relation", "from_id": first, "to_id": key, "direction": "right", "labels": [name]}


def _part(key: str, name: str, type: str, value: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": key, "from_name": name, "to_name": "text", "type": type, "value": value, **more}
