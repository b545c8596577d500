"""What README.md, the docs and every `--help` show is run as it is printed, in a folder with the examples.

The shell's blocks are ```sh and ```console; Python's are ```python. A line that cannot run here is in `NOT_RUN`, with
the reason.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from onrecord.cli import app

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
CHECKED = ROOT / "examples-check"
EXAMPLE = re.compile(r"Example: (onrecord .+)")

NOT_RUN = {
    "pip install": "installs",
    "onrecord watch": "asks the web, and goes on until it is stopped",
    "onrecord serve": "goes on until it is stopped; tests/test_web_pages.py asks its pages",
    "onrecord evaluate": "needs gold; tests/test_evaluate.py runs it",
    "onrecord estimate": "needs what people have reviewed; tests/test_estimate.py runs it",
    "onrecord mcp": "waits for an assistant; tests/test_mcp.py is one",
    "onrecord people resolve": "needs slices; tests/test_persons.py makes some",
    "--engine ray": "needs a cluster; tests/test_sharded.py runs one",
    "onrecord people merge": "needs people who are not in the examples; tests/test_people_record.py runs it",
    "onrecord people split": "the same",
    "onrecord people rename": "the same",
    "onrecord people undo": "the same",
    "onrecord users add": "asks for a password; tests/test_web_access.py runs it",
    "onrecord users remove": "the same",
    "onrecord users token": "the same",
    "onrecord alerts remove": "needs an alert; tests/test_alerts.py runs it",
    "postgresql://": "needs a server; tests/test_postgres.py runs it",
    "sudo ": "makes a server",
    "jq ": "another program",
}
COUNCILLORS = "name,office,from\nIda Moss,councillor,2018-05-04\n"


def examples() -> dict[str, str]:
    """The example of every command, by the command's name."""
    found: dict[str, str] = {}

    def look(command: Any, name: str) -> None:
        for sub, inner in getattr(command, "commands", {}).items():
            look(inner, f"{name} {sub}".strip())
        if not hasattr(command, "commands"):
            match = EXAMPLE.search(command.help or "")
            assert match, f"onrecord {name} --help has no example"
            found[name] = match[1]

    look(get_command(app), "")
    return found


def shell(page: Path) -> list[str]:
    """The onrecord commands of a page: those of its blocks, and of blocks that are indented."""
    text = page.read_text("utf-8")
    replayed = page.name == "tutorial.md" or page.parent.name in ("howto", "misleading")  # by tests/test_docs_site.py
    blocks = "\n".join(re.findall(rf"^```{'sh' if replayed else '(?:sh|console)'}\n(.*?)^```", text, re.S | re.M))
    indented = re.findall(r"^    (onrecord .+)$", text, re.M)
    return [line.removeprefix("$ ") for line in blocks.splitlines() if "onrecord " in line] + indented


def python(page: Path) -> list[str]:
    return re.findall(r"^```python\n(.*?)^```", page.read_text("utf-8"), re.S | re.M)


def runs(line: str) -> bool:
    return not any(line.startswith(start) or start in line.split("#")[0] for start in NOT_RUN)


def run(line: str, folder: Path) -> None:
    """Run a line in the shell; `onrecord` and `python` are those under test, and no record is meant but `shelf`'s."""
    bin = folder / "bin"
    bin.mkdir(exist_ok=True)
    for name, module in (("onrecord", "-m onrecord"), ("python", "")):
        (bin / name).write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} {module} "$@"\n')
        (bin / name).chmod(0o755)
    environment = {**os.environ, "PATH": f"{bin}:{os.environ['PATH']}"}
    done = subprocess.run(line, shell=True, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    found = "onrecord check" in line  # which ends so where something is to be looked at
    assert done.returncode in ((0, 1) if found else (0,)), f"{line}\n{done.stderr}"
    assert "Traceback" not in done.stderr
    # `voice` may come back empty: no outlet of the examples takes a side in its own name.
    assert not re.search(r"nothing (fits|said)|nobody is called|no such occasion|no shifts", done.stderr), (
        f"{line}\n{done.stderr}"
    )


@pytest.fixture(scope="module")
def folders(shelf: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """A folder by name, made at the first call: what a page does is seen further down on that page alone."""
    return cache(lambda name: _folder(shelf, tmp_path_factory.mktemp("documented")))


def _folder(shelf: Path, place: Path) -> Path:
    folder = place / "onrecord"
    shutil.copytree(shelf, folder)
    shutil.copy(folder / "examples.db", folder / "onrecord.db")
    shutil.copytree(CHECKED, folder / "examples-check")
    shutil.copy(folder / "examples" / "03-flood.html", folder / "speech.html")
    (folder / "councillors.csv").write_text(COUNCILLORS)
    return folder


EXAMPLES = {name: line for name, line in examples().items() if runs(line)}
SHOWN = [(page.name, line) for page in PAGES for line in dict.fromkeys(shell(page)) if runs(line)]
SOURCES = [(page.name, source) for page in PAGES for source in python(page)]


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_example_of_every_help_works(name: str, folders: Callable[[str], Path]) -> None:
    assert EXAMPLES[name].startswith(f"onrecord {name}")
    run(EXAMPLES[name], folders(f"help {name}"))


@pytest.mark.parametrize(("page", "line"), SHOWN, ids=[f"{page}: {line.split('#')[0].strip()}" for page, line in SHOWN])
def test_the_commands_of_the_pages_work(page: str, line: str, folders: Callable[[str], Path]) -> None:
    run(line.replace(" ID", " d9f696dc"), folders(page))


@pytest.mark.parametrize(("page", "source"), SOURCES, ids=[f"{page} {n}" for n, (page, _) in enumerate(SOURCES)])
def test_the_python_of_the_pages_works(page: str, source: str, folders: Callable[[str], Path]) -> None:
    folder = folders(f"python of {page}")
    head = "" if "import onrecord" in source else "import onrecord\n"
    (folder / "shown.py").write_text(head + source)
    run("python shown.py", folder)
