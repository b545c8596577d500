"""The JSON Schema of each line that commands print, derived from the classes that are printed.

`jsonl` prints a class field by field, and so is its schema; for what it prints otherwise there is a shape here, made
from the fields of the same classes, so that a line and its schema cannot part.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from importlib import import_module
from typing import Any, Final, get_type_hints

import msgspec

from onrecord.exporting.jsonl import ARTICLE, HEAD, UNPRINTED
from onrecord.model import Article, Attitude, Statement
from onrecord.record.moments import Moment
from onrecord.record.search import Entry
from onrecord.record.shifts import Position, Shift
from onrecord.record.verify import Checked, Problem

VERSION: Final = 1

# The command, and the class whose line it prints: `module:Class`.
COMMANDS: Final[dict[str, str]] = {
    "read": "model:Article",
    "extract": "exporting.jsonl:ExtractionLine",
    "article": "exporting.jsonl:ExtractionLine",
    "find": "record.search:Entry",
    "person": "record.search:Entry",
    "shifts": "record.shifts:Shift",
    "stance": "record.shifts:Position",
    "voice": "record.voice:Tone",
    "occasions": "record.occasions:Held",
    "people": "people.resolution:Person",
    "decisions": "record.decisions:Decision",
    "verify": "record.verify:Problem",
    "check": "record.reports:Report",
    "quotation": "record.quotations:Quotation",
    "quotations": "record.quotations:Quotation",
}


def schema(command: str = "extract") -> dict[str, Any]:
    """The JSON Schema (2020-12) of the line that a command prints, with its version in `$id`.

    ValueError for what is no such command.
    """
    if command not in COMMANDS:
        raise ValueError(f"{command!r} prints no line that has a schema; there is one of {', '.join(COMMANDS)}")
    module, _, name = COMMANDS[command].partition(":")
    type = getattr(import_module(f"onrecord.{module}"), name)
    shapes = _shapes()
    _, components = msgspec.json.schema_components([type, *shapes.values()], ref_template="#/$defs/{name}")
    for of, shape in shapes.items():
        components[of] = components.pop(shape.__name__)
    for component_name, component in components.items():
        _settle(component_name, component)
    line = components[name]
    if name == "ExtractionLine" and command == "extract":
        line["required"].remove("text")  # only `--with-text`
    needed = _reached(line, components)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:onrecord:schema:{_ID.get(name, name.lower())}:{VERSION}",
        **line,
        "$defs": {key: components[key] for key in sorted(needed)},
    }


_ID: Final = {"ExtractionLine": "extraction"}


def _shapes() -> dict[str, Any]:
    """By the class: the shape of its line, where that is not its fields."""
    statement, entry, article = get_type_hints(Statement), get_type_hints(Entry), get_type_hints(Article)
    position, problem, checked = get_type_hints(Position), get_type_hints(Problem), get_type_hints(Checked)
    head = msgspec.defstruct("ArticleHead", [("id", str), *((name, entry[name]) for name in HEAD)])
    own = [item for item in entry.items() if item[0] not in {"statement", "article", *HEAD}]
    moment = get_type_hints(Moment)
    when = [("date", moment["date"]), ("dated_by", moment["by"]), ("earlier", moment["words"])]
    how = [*when, ("attitude", Attitude), ("value", float)]
    rest = [item for item in position.items() if item[0] not in {"holder", "about", "value", "entry", "when"}]
    where = [(name, checked[name]) for name in ("article", "version", "source")]
    told = [("article", head), *statement.items(), *own]
    side = msgspec.defstruct("DatedEntry", [*told, *when, ("told_by", str | None)])
    shift = get_type_hints(Shift) | {"then": side, "now": side}
    made: dict[type, list[tuple[str, Any]]] = {
        Article: [(name, article[name]) for name in ARTICLE],
        Statement: [*statement.items(), ("link", str | None), ("source_text", str)],
        Entry: told,
        Shift: [item for item in shift.items() if not item[0].endswith(("_when", "_told_by"))],
        Position: [("holder", str), ("about", str), *how, *rest, ("statement", Entry)],
        Problem: [*where, *problem.items()],
    }
    return {
        of.__name__: msgspec.defstruct(f"{of.__name__}Shape", fields, namespace={"__doc__": of.__doc__})
        for of, fields in made.items()
    }


def _settle(name: str, component: dict[str, Any]) -> None:
    """Every field that is printed is required, and has no default: it is always there."""
    if "description" in component:
        component["description"] = inspect.cleandoc(component["description"]).partition("\n\n")[0]
    if "title" in component:
        component["title"] = name
    if component.get("type") != "object" or "properties" not in component:
        return
    for field in UNPRINTED.get(name, ()):
        component["properties"].pop(field, None)
    for field in component["properties"].values():
        field.pop("default", None)
    component["required"] = list(component["properties"])


def _reached(schema: Any, components: Mapping[str, Any]) -> set[str]:
    """The names of the components to which a schema leads."""
    found: set[str] = set()
    todo = [schema]
    while todo:
        part = todo.pop()
        if isinstance(part, dict):
            name = str(part.get("$ref", "")).removeprefix("#/$defs/")
            if name in components and name not in found:
                found.add(name)
                todo.append(components[name])
            todo += part.values()
        elif isinstance(part, list):
            todo += part
    return found
