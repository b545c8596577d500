"""At a real terminal: what is printed is what is printed anywhere, whether or not a bar shows how far the work is."""

from __future__ import annotations

import ast
import json
import re
import shutil
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import get_args

import pytest
from terminals import Place, Run
from typer.main import get_command

from onrecord import cli
from onrecord.alerting import subscriptions
from onrecord.cli import app
from onrecord.record import Query
from onrecord.web import access

GOLD = {"id": "dam", "text": "“The dam will hold,” Ida Moss said.", "attributions": [
    {"source": [[21, 29]], "cue": [[30, 34]], "content": [[0, 20]]}]}  # fmt: skip

# Every command, at least once; what changes a record is given a copy of it. JSON lines where there is a choice.
SERVERS = {"serve", "mcp"}  # run until they are stopped: test_web_pages, test_mcp
COMMANDS: dict[str, str] = {
    "read": "read examples/ -f jsonl",
    "extract": "extract examples/04-showman.txt examples/02-budget.txt -f jsonl",
    "extract csv": "extract examples/04-showman.txt -f csv",
    "extract json": "extract examples/04-showman.txt -f json",
    "extract workers": "extract examples/04-showman.txt examples/02-budget.txt -f jsonl --workers 2",
    "add": "add examples/04-showman.txt --db new.db",
    "watch": "watch nothing.txt --once --db new.db",
    "find": "find --db examples.db -f csv",
    "find sure": "find --sure --db examples.db -f csv",
    "person": "person Okafor --db examples.db -f json",
    "shifts": "shifts --db examples.db -f jsonl",
    "stance": "stance Okafor --about Hale --db examples.db -f csv",
    "voice": "voice Gazette --db examples.db -f csv",
    "occasions": "occasions --db examples.db -f jsonl",
    "article": "article d9f696dc --db examples.db -f jsonl",
    "why": "why d9f696dc 1 --db examples.db -f jsonl",
    "open": "open d9f696dc/1 --output marked.html --db examples.db",
    "cite": "cite d9f696dc/1 --style csl-json --db examples.db",
    "correct": "correct d9f696dc/1 --confirm --by ann --db examples.db",
    "edit": "edit d9f696dc --outlet Gazette --by ann --db examples.db",
    "remove": "remove d9f696dc --yes --by ann --db examples.db",
    "decisions": "decisions -f csv --db examples.db",
    "verify": "verify --db examples.db -f json",
    "reextract": "reextract d9f696dc --db examples.db",
    "backup": "backup copy.db --db examples.db",
    "evaluate": "evaluate gold.jsonl -f json",
    "schema": "schema",
    "people": "people show --db examples.db",
    "people export": "people export --db examples.db",
    "quotation": "quotation d9f696dc/1 --db examples.db -f jsonl",
    "quotations": "quotations --db examples.db -f jsonl",
    "brief": "brief Okafor --db examples.db -f jsonl",
    "check": "check examples/04-showman.txt --db examples.db -f json",
    "copy": "copy examples.db other.db",
    "corrections": "corrections --form label-studio --db examples.db",
    "export": "export --format jsonl --db examples.db",
    "datasette-metadata": "datasette-metadata --db examples.db",
    "sample": "sample --about Hale --limit 3 --db examples.db",
    "estimate": "estimate reviewed.csv --about Hale --db examples.db -f json",
    "users": "users list --db examples.db -f csv",
    "alerts": "alerts list --db examples.db -f csv",
    "config": "config",
    "plugins": "plugins",
}
WITH_PROGRESS = {"read", "extract", "extract workers", "add", "verify", "reextract", "evaluate"}
MATRIX = [places for places in product(get_args(Place), repeat=2) if "terminal" in places and "same" not in places]


def desks(shelf: Path, tmp_path: Path) -> Iterator[Path]:
    """Folders that are alike and whose paths are, too: what is done in one is not seen in another."""
    for n in range(99):
        folder = tmp_path / str(n)
        shutil.copytree(shelf, folder)
        (folder / "gold.jsonl").write_text(json.dumps(GOLD))
        (folder / "nothing.txt").write_text("# no feed\n")
        access.Access(access.beside(folder / "examples.db")).add("ann", "reader", "a long enough password")
        path = subscriptions.beside(folder / "examples.db")
        subscriptions.Subscriptions(path).add("new", Query("harbour"), "ann@example.org", after=0)
        (folder / "reviewed.csv").write_text("statement,human\n7ac7e27d3be89693/409-485,no\n")
        yield folder


def timeless(output: bytes) -> bytes:
    return re.sub(rb"T\d\d:\d\d:\d\d", b"T", output)


def test_every_command_is_tried() -> None:
    assert set(get_command(app).commands) - SERVERS == {name.split()[0] for name in COMMANDS}  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", COMMANDS)
def test_a_terminal_for_progress_changes_nothing_in_a_file(name: str, shelf: Path, tmp_path: Path) -> None:
    arguments, folders = COMMANDS[name].split(), desks(shelf, tmp_path)
    plain = Run(arguments, folder=next(folders))
    watched = Run(arguments, "file", "terminal", folder=next(folders))
    plain.done()
    watched.done()
    assert plain.stdout or name == "plugins"  # none is installed, which the other stream tells
    assert (watched.status, timeless(watched.stdout)) == (plain.status, timeless(plain.stdout))
    assert (b"\x1b[" in watched.stderr) >= (name in WITH_PROGRESS)  # there was a bar
    assert b"\x1b" not in plain.stderr


@pytest.mark.parametrize("name", ["read", "find"])
def test_every_way_to_redirect(name: str, shelf: Path, tmp_path: Path) -> None:
    """Standard output and error each to a file, a pipe and a terminal."""
    arguments, folders = COMMANDS[name].split(), desks(shelf, tmp_path)
    plain = Run(arguments, "pipe", "pipe", folder=next(folders)).done()
    for out, err in MATRIX:
        run = Run(arguments, out, err, folder=next(folders)).done()
        assert (run.status, run.stdout) == (plain.status, plain.stdout), (out, err)


def test_on_one_terminal_the_bar_goes_aside_for_the_lines(desk: Path) -> None:
    arguments = COMMANDS["extract"].split()
    plain = Run(arguments, folder=desk).done()
    both = Run(arguments, "terminal", "same", folder=desk).done()
    assert b"Extracting" in both.stdout
    for line in plain.stdout.splitlines():
        assert line in both.stdout


def test_what_is_printed_passes_the_gate() -> None:
    """No module of the command line prints past `terminal`."""
    for path in Path(cli.__file__).parent.glob("*.py"):
        if path.name == "terminal.py":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                assert not re.fullmatch(r"print|typer\.echo|typer\.secho|Console|sys\.std(out|err)\.write", called), (
                    f"{path.name}:{node.lineno}: {called} prints past cli/terminal.py"
                )
