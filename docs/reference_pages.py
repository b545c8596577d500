"""What the reference pages say of commands, schemas and tables: cog writes it into them.

python -m cogapp -r -I docs docs/reference/*.md
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from typer.main import get_command

from onrecord.cli import app
from onrecord.cli.settings import SETTINGS
from onrecord.exporting.schemas import COMMANDS, schema
from onrecord.record.schema import metadata


def commands() -> str:
    """Every command: what its `--help` says."""
    return "\n".join(_command(name, command) for name, command in each_command())


def slices() -> str:
    """The tables that `extract --output` writes, but for the statements, whose columns are those of all exports."""
    from onrecord.exporting.slices import TABLES

    shown = {name: columns for name, columns in TABLES.items() if name != "statements"}
    return "\n".join(
        f"**{name}**\n\n| column | type | what |\n|---|---|---|\n"
        + "".join(f"| `{c.name}` | {c.type} | {c.says} |\n" for c in columns)
        for name, columns in shown.items()
    )


def each_command() -> Iterator[tuple[str, Any]]:
    """Every command that can be called, by its name: `find`, `people merge`."""

    def walk(command: Any, name: str) -> Iterator[tuple[str, Any]]:
        inner = getattr(command, "commands", None)
        if inner is None:
            yield name, command
        for sub, one in (inner or {}).items():
            yield from walk(one, f"{name} {sub}".strip())

    return walk(get_command(app), "")


def _command(name: str, command: Any) -> str:
    context = command.make_context(name, [], resilient_parsing=True)
    usage = " ".join(["onrecord", name, *command.collect_usage_pieces(context)])
    text, _, example = command.help.partition("Example: ")
    lines = [
        f"## onrecord {name}\n",
        f"```text\n{usage}\n```\n",
        _unwrapped(text),
        f"```text\n$ {example.strip()}\n```\n",
    ]
    lines += ["| | |", "|---|---|"]
    for parameter in command.params:
        record = parameter.get_help_record(context)
        if record is not None:
            lines.append(f"| `{_cell(record[0])}` | {_cell(record[1])} |")
    lines.append("")
    lines += [f"{_unwrapped(part)}" for part in (command.epilog or "").split("\n\n") if part]
    return "\n".join(lines)


def settings() -> str:
    """Every setting: its name, its flag and variable, and what it is."""
    lines = ["| setting | flag | variable | what |", "|---|---|---|---|"]
    for setting in SETTINGS.values():
        flag = f"`{setting.flag}`" if setting.flag else ""
        known = [f"from {setting.least:g} to {setting.most:g}"] if setting.most is not None else []
        known += [f"one of {', '.join(f'`{one}`' for one in setting.choices)}"] if setting.choices else []
        known += [f"else `{setting.default}`"] if setting.default is not None else []
        what = "; ".join([setting.says, *known])
        lines.append(f"| `{setting.name}` | {flag} | `{setting.variable}` | {_cell(what)} |")
    return "\n".join(lines)


def schemas() -> str:
    """Every line that has a schema, and the objects in them: each field with its type."""
    lines, objects = [], {}
    for command in COMMANDS:
        found = schema(command)
        objects.update(found["$defs"])
        lines += [
            f"## {command}\n",
            f"`onrecord schema {command}`, `{found['$id']}`. {_first(found)}\n",
            *_fields(found),
        ]
    lines.append("## The objects in them\n")
    for name, found in sorted(objects.items()):
        if found.get("properties"):
            lines += [f"### {name}\n", f"{_first(found)}\n" if _first(found) else "", *_fields(found)]
        else:
            lines += [f"### {name}\n", f"{_type(found)}. {_first(found)}\n"]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))


def _fields(found: dict[str, Any]) -> list[str]:
    rows = [f"| `{name}` | {_cell(_type(field))} |" for name, field in found["properties"].items()]
    return ["| field | type |", "|---|---|", *rows, ""]


def _first(found: dict[str, Any]) -> str:
    return _unwrapped(found.get("description", "")).strip()


def _type(field: dict[str, Any]) -> str:
    """A type in words."""
    if "$ref" in field:
        return str(field["$ref"]).rpartition("/")[2]
    if "anyOf" in field:
        return " or ".join(_type(one) for one in field["anyOf"])
    if "enum" in field:
        return ", ".join(f"`{one}`" for one in field["enum"])
    if "prefixItems" in field:
        return "[" + ", ".join(_type(one) for one in field["prefixItems"]) + "]"
    if field.get("type") == "array":
        return f"list of {_type(field['items'])}" if "items" in field else "list"
    kind = str(field.get("type", "anything"))
    return f"{kind} ({field['format']})" if "format" in field else kind


def database() -> str:
    """Every table of the record: its columns, their types, and where their keys lead."""
    lines = []
    for table in sorted(metadata.tables.values(), key=lambda table: table.name):
        lines += [f"## {table.name}\n", "| column | type | empty? | |", "|---|---|---|---|"]
        for column in table.columns:
            leads = [f"→ `{key.target_fullname}`" for key in column.foreign_keys]
            role = "; ".join([*(["primary key"] if column.primary_key else []), *leads])
            kind = "JSON" if type(column.type).__name__ in ("Packed", "Anchors") else type(column.type).__name__
            lines.append(f"| `{column.name}` | {kind} | {'may be' if column.nullable else 'no'} | {role} |")
        lines.append("")
    return "\n".join(lines)


def drawing() -> str:
    """The tables and what hangs on each, as a tree: a child's rows are of one row of its parent."""
    parents: dict[str, list[str]] = {}
    for table in metadata.tables.values():
        for parent in sorted({key.column.table.name for key in table.foreign_keys} - {table.name}):
            parents.setdefault(parent, []).append(table.name)
    roots = [name for name in sorted(metadata.tables) if not metadata.tables[name].foreign_keys]

    def branch(name: str, before: str) -> Iterator[str]:
        children = sorted(parents.get(name, []))
        for child in children:
            last = child == children[-1]
            yield f"{before}{'└── ' if last else '├── '}{child}"
            yield from branch(child, before + ("    " if last else "│   "))

    return "\n".join(line for root in roots for line in (root, *branch(root, "")))


def _unwrapped(text: str) -> str:
    """Paragraphs on a line each."""
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in text.strip().split("\n\n")) + "\n"


def _cell(text: str) -> str:
    return " ".join(text.replace("\\[", "[").replace("|", "\\|").split())
