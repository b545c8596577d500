"""The public face: every type that a promised function returns is promised, prints itself, and has a schema."""

from __future__ import annotations

import dataclasses
import inspect
import json
import re
import shutil
import subprocess
import sys
import typing
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from record_strategies import invented
from typer.testing import CliRunner, Result

import onrecord
from onrecord.cli import app
from onrecord.cli.schema import WITH_SCHEMA
from onrecord.exporting.schemas import COMMANDS, schema
from onrecord.model import Printed
from onrecord.record import Record
from onrecord.record.originals import Kept

EXAMPLES = Path(__file__).parent.parent / "examples"
PROMISED = {name: getattr(onrecord, name) for name in onrecord._HOME_OF}
_LISTS = {name: value for name, value in PROMISED.items() if name == "Span"}  # printed as [start, end]


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def lines(*arguments: str | Path) -> list[dict[str, Any]]:
    result = run(*arguments)
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


# ------------------------------------------------------------------------------------------------ types


def _functions() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every promised function, and every public method of a promised class."""
    for name, value in PROMISED.items():
        if inspect.isfunction(value):
            yield name, value
        for attribute, member in vars(value).items() if inspect.isclass(value) else ():
            function = getattr(member, "fget", None) or getattr(member, "func", None) or member
            if not attribute.startswith("_") and inspect.isfunction(function):
                yield f"{name}.{attribute}", function


def _ours(annotation: Any, seen: set[type]) -> set[type]:
    """The classes of ours in an annotation, and in the fields of those."""
    if inspect.isclass(annotation) and annotation.__module__.startswith("onrecord.") and annotation not in seen:
        seen.add(annotation)
        for hint in typing.get_type_hints(annotation).values():
            _ours(hint, seen)
    for argument in typing.get_args(annotation):
        _ours(argument, seen)
    return seen


@pytest.mark.parametrize(("name", "function"), list(_functions()), ids=lambda f: f if isinstance(f, str) else "")
def test_what_is_returned_is_promised(name: str, function: Callable[..., Any]) -> None:
    space = {n: getattr(onrecord, n) for n in PROMISED} | vars(sys.modules[function.__module__])
    space["Kept"] = Kept  # which the record's face loads only where it is kept
    returned = typing.get_type_hints(function, space)["return"]
    for type in _ours(returned, set()):
        assert getattr(onrecord, type.__name__, None) is type, (
            f"{name} returns {type.__name__}, which is not in __all__"
        )


@pytest.mark.parametrize("type", PROMISED.values(), ids=PROMISED)
def test_what_is_promised_prints_itself(type: Any) -> None:
    if dataclasses.is_dataclass(type):
        assert issubclass(type, Printed)  # type: ignore[arg-type]


def test_to_dict_is_plain_json_and_what_is_hidden_is_hidden() -> None:
    extraction = invented()
    line = extraction.to_dict()
    assert "text" not in line
    assert extraction.to_dict(with_text=True)["text"] == extraction.article.text
    speaker = extraction.statements[0].speaker.to_dict()
    assert list(speaker) == ["name", "type", "entity", "confidence", "candidates"]
    assert line["statements"][0]["speaker"] == speaker
    assert "anchors" not in extraction.article.to_dict()
    assert extraction.statements[0].to_dict()["content"] == [list(s) for s in extraction.statements[0].content]
    for value in (extraction, extraction.article, *extraction.statements, *extraction.article.anchors):
        assert json.loads(json.dumps(value.to_dict())) == value.to_dict()


def test_the_package_wires_the_printing_whatever_is_imported_first() -> None:
    code = "from onrecord.model import Article; print(Article('a', 'Text.').to_dict()['text'])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout == "Text.\n"


# ------------------------------------------------------------------------------------------------ schemas


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("public") / "examples.db"
    names = ("01-dinner.md", "04-showman.txt", "10-wire.html")
    result = run("add", *(EXAMPLES / name for name in names), "--db", path)
    assert result.exit_code == 0, result.output
    with Record(path) as record:
        record.add(invented())
    return path


COMMAND_LINES: dict[str, list[str | Path]] = {
    "read": ["read", EXAMPLES / "01-dinner.md"],
    "extract": ["extract", EXAMPLES / "01-dinner.md"],
    "article": ["article", "d9f696dc"],
    "find": ["find"],
    "person": ["person", "Daniel Okafor"],
    "shifts": ["shifts", "Daniel Okafor"],
    "stance": ["stance", "Daniel Okafor", "--about", "Victor Hale"],
    "voice": ["voice", "The Saltmarsh Courier"],
    "occasions": ["occasions"],
    "people": ["people", "show", "--format", "jsonl"],
}


@pytest.mark.parametrize("command", COMMAND_LINES)
def test_every_line_that_a_command_prints_fits_its_schema(command: str, db: Path) -> None:
    where: list[str | Path] = [] if command in ("read", "extract") else ["--db", db]
    printed = lines(*COMMAND_LINES[command], *where)
    assert printed
    validator = jsonschema.Draft202012Validator(schema(command))
    for line in printed:
        validator.validate(line)
        for key in line:
            if key != "text":
                with pytest.raises(jsonschema.ValidationError, match=key):
                    validator.validate({k: v for k, v in line.items() if k != key})
        assert set(line) <= set(schema(command)["properties"])  # what is printed is described


def test_decisions_print_what_their_schema_says(db: Path, tmp_path: Path) -> None:
    own = shutil.copy(db, tmp_path / "own.db")
    with Record(own) as record:
        made = record.correct("d9f696dc/1", confirm=True, by="ann", reason="heard it")
        record.edit("d9f696dc", outlet="The Harbour Gazette and Post", by="ann")
    printed = lines("decisions", "--db", own)
    assert printed[0] == made.to_dict()
    for line in printed:
        jsonschema.Draft202012Validator(schema("decisions")).validate(line)


def test_python_gives_what_the_command_line_prints(db: Path) -> None:
    with Record(db) as record:
        record.compare()
        found: dict[str, list[dict[str, Any]]] = {
            "find": [e.to_dict() for e in record.find(limit=None)],
            "person": [e.to_dict() for e in record.person("Daniel Okafor")],
            "shifts": [s.to_dict() for s in record.shifts("Daniel Okafor")],
            "stance": [p.to_dict() for p in record.stance("Daniel Okafor", "Victor Hale")],
            "voice": [t.to_dict() for t in record.voice("The Saltmarsh Courier")],
            "occasions": [h.to_dict() for h in record.occasions()],
            "article": [record.article("d9f696dc").to_dict(with_text=True)],
            "people": [p.to_dict() for p in record.people.persons[:20]],
        }
        article = onrecord.read(EXAMPLES / "01-dinner.md")
        place = record.original("d9f696dc/1").to_dict()
    found["read"] = [article.to_dict()]
    for command, expected in found.items():
        where: list[str | Path] = [] if command == "read" else ["--db", db]
        printed = lines(*COMMAND_LINES[command], *where)
        for statement in printed[0]["statements"] if command == "article" else ():
            del statement["also_in"], statement["variants"]  # what the record adds to an article of its own
        assert printed == expected, command
    assert place["entry"] in found["find"]
    assert not {"data", "text", "password"} & set(place)


def test_verify_prints_what_its_schema_says(tmp_path: Path) -> None:
    with Record(tmp_path / "x.db") as record:
        record.add(invented(path=None))
        _, work = record.verify()
        (checked,) = work
    result = run("verify", "--db", tmp_path / "x.db")
    (line,) = map(json.loads, result.stdout.splitlines())
    jsonschema.validate(line, schema("verify"))
    (problem,) = checked.to_dict()["problems"]
    assert line == {"article": "invented-1", "version": 1, "source": "https://courier.example/pier", **problem}


@pytest.mark.parametrize("command", [c.name or c.callback.__name__ for c in app.registered_commands if c.callback])
def test_the_help_of_every_command_tells_what_it_prints_and_its_exit_status(command: str) -> None:
    shown = " ".join(run(command, "--help").stdout.split())
    assert "Exit status: 0" in shown
    assert (f"have a schema: onrecord schema {command}" in shown) == (command in COMMANDS)


def test_every_schema_is_one_and_is_printed() -> None:
    assert set(WITH_SCHEMA) == set(COMMANDS)
    for command in COMMANDS:
        found = schema(command)
        jsonschema.Draft202012Validator.check_schema(found)
        assert re.fullmatch(r"urn:onrecord:schema:[a-z]+:\d+", found["$id"])
        assert not set(re.findall(r'"#/\$defs/(\w+)"', json.dumps(found))) ^ set(found["$defs"])
        assert "chain" not in json.dumps(found)
    result = run("schema", "find")
    assert json.loads(result.stdout) == schema("find")
    assert json.loads(run("schema").stdout) == schema("extract")
    refused = run("schema", "nonsense")
    assert refused.exit_code == 2
    assert "'nonsense' prints no line" in refused.stderr
