"""One gate for what is printed: nothing from outside steers a terminal, and no pipe that closes is a fault."""

from __future__ import annotations

import http.server
import json
import os
import shlex
import signal
import subprocess
import threading
import unicodedata
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from record_strategies import invented
from terminals import COMMAND, Run

from onrecord.model import Entity
from onrecord.record import Record
from onrecord.record.people import People

# Clears the screen, sets the title, colours, turns the direction; in 7 and in 8 bits.
HOSTILE = "\x1b[2J\x1b]0;owned\x07\x9b31m\u202eevil"
DB = ["--db", "hostile.db"]


def harmless(output: bytes) -> bool:
    return not any(unicodedata.category(c) == "Cc" or c in "\u202e\u200f" for c in output.decode() if c not in "\n")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Files, columns, archives and a record whose names are hostile."""
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(f"{HOSTILE}.pdf", b"%PDF-1.4 no more")
        archive.writestr(f"{HOSTILE}.txt", b"")
    (tmp_path / f"{HOSTILE}.txt").write_text("")
    (tmp_path / f"x.{HOSTILE}").write_text("x")
    (tmp_path / "german.txt").write_text("Die Kanzlerin sagte am Montag in der Hauptstadt, das sei nicht wahr.\n" * 9)
    (tmp_path / "german.txt").rename(tmp_path / f"german {HOSTILE}.txt")
    (tmp_path / "ids.jsonl").write_text(
        json.dumps({"id": HOSTILE, "text": ""}) + "\n" + json.dumps({"id": HOSTILE, HOSTILE: "no text"}) + "\n"
    )
    (tmp_path / "columns.csv").write_text(f"id,{HOSTILE}\n1,2\n")
    (tmp_path / "people.csv").write_text(f"name,from\nIda Moss,{HOSTILE}\n")
    with Record(tmp_path / "hostile.db") as record:
        extraction = invented()
        article = replace(extraction.article, id=f"id{HOSTILE}", title=HOSTILE, outlet=HOSTILE, byline=HOSTILE)
        people = tuple(
            replace(e, name=f"{e.name} {HOSTILE}", offices=(HOSTILE,)) if e.type == "person" else e
            for e in (
                *extraction.entities,
                Entity("e99", f"Osric {HOSTILE} Vane", "person", (), (HOSTILE,), ()),
            )
        )
        statements = tuple(replace(s, speaker=replace(s.speaker, name=HOSTILE)) for s in extraction.statements)
        record.add(replace(extraction, article=article, entities=people, statements=statements, warnings=(HOSTILE,)))
        People(record).assign()
    return tmp_path


@pytest.mark.parametrize(
    "arguments",
    [
        ["read", ".", "-f", "jsonl"],
        ["read", ".", "-f", "csv"],
        ["extract", "."],
        ["read", "columns.csv", "--columns", f"text={HOSTILE}"],
        ["add", ".", "--db", f"new{HOSTILE}.db"],
        ["find", *DB],
        ["find", *DB, "-f", "table"],
        ["find", *DB, "-f", "csv"],
        ["person", HOSTILE, *DB, "-f", "table"],
        ["article", "id", *DB, "-f", "table"],
        ["article", HOSTILE, *DB],
        ["why", "id", "1", *DB, "-f", "table"],
        ["why", "id", "1", *DB],
        *(["cite", "id/1", "--style", style, *DB] for style in ("text", "bibtex", "csl-json", "wikipedia")),
        ["shifts", HOSTILE, *DB],
        ["voice", HOSTILE, *DB],
        ["occasions", *DB, "-f", "table"],
        ["verify", *DB, "-f", "table"],
        ["people", "show", *DB],
        ["people", "show", "Vane", *DB],
        ["people", "show", HOSTILE, *DB],
        ["people", "export", *DB],
        ["people", "import", "people.csv", *DB],
        ["people", "rename", HOSTILE, "x", *DB],
        ["extract", f"--{HOSTILE}"],
        [HOSTILE],
        ["find", "--since", HOSTILE],
        ["extract", "x", "--model", HOSTILE],
        ["watch", f"{HOSTILE}.txt", "--once", "--db", "new.db"],
    ],
    ids=lambda a: " ".join(a).replace(HOSTILE, "HOSTILE"),
)
def test_nothing_steers_the_terminal(folder: Path, arguments: list[str]) -> None:
    done = subprocess.run([*COMMAND, *arguments], cwd=folder, capture_output=True, check=False)
    assert harmless(done.stdout), done.stdout
    assert harmless(done.stderr), done.stderr
    assert b"Traceback" not in done.stderr
    assert done.stdout or done.stderr


def test_nor_does_a_server(tmp_path: Path) -> None:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.wfile.write(f"HTTP/1.0 404 {HOSTILE}\r\nX: {HOSTILE}\r\n\r\n".encode("latin-1", "ignore"))

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}/a"
    done = subprocess.run([*COMMAND, "read", url, "--allow-private"], capture_output=True, check=False)
    server.shutdown()
    server.server_close()
    assert done.returncode == 1
    assert b"404" in done.stderr
    assert harmless(done.stderr), done.stderr


def test_json_loses_nothing_by_it(folder: Path) -> None:
    done = subprocess.run([*COMMAND, "find", *DB], cwd=folder, capture_output=True, check=True)
    assert json.loads(done.stdout.splitlines()[0])["article"]["title"] == HOSTILE


@pytest.mark.parametrize(
    "command",
    [["read", "examples"], ["find", "--db", "examples.db"], ["find", "--db", "examples.db", "-f", "table"],
     ["schema"], ["people", "show", "--db", "examples.db"], ["--help"], ["extract", "examples", "--workers", "2"]],
    ids=" ".join,
)  # fmt: skip
def test_head_may_have_enough(shelf: Path, command: list[str]) -> None:
    here, there = os.pipe()
    process = subprocess.Popen([*COMMAND, *command], stdout=there, stderr=subprocess.PIPE, cwd=shelf)
    os.close(there)
    os.close(here)
    _, error = process.communicate(timeout=120)
    assert (process.returncode, error) == (0, b"")


@pytest.mark.parametrize("lines", [5, 25, 30, 34])
def test_head_may_have_enough_of_a_long_help(lines: int) -> None:
    """Typer writes a line end past what rich has written, when the reader may be gone."""
    shell = f"set -o pipefail; {shlex.join([*COMMAND, 'person', '--help'])} | head -n {lines}"
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}  # each write is felt at once
    done = subprocess.run(["bash", "-c", shell], env=environment, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("workers", ["1", "2"])
def test_ctrl_c_says_what_was_done(tmp_path: Path, workers: str) -> None:
    said = "“The pier is closed until day {n},” said Ada Stone. She told reporters that the harbour was open.\n\n"
    for n in range(200):
        (tmp_path / f"{n}.txt").write_text(said.format(n=n) * 20)
    command = [*COMMAND, "extract", str(tmp_path), "--workers", workers, "-f", "json"]
    pipe = subprocess.PIPE
    process = subprocess.Popen(command, stdout=pipe, stderr=pipe, start_new_session=True, bufsize=0)
    try:
        assert process.stdout
        start = process.stdout.readline() + process.stdout.readline()  # one article at least
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does
        out, error = process.communicate(timeout=60)
    finally:
        process.kill()
    articles = json.loads(start + out)
    assert process.returncode == 130
    assert error.decode() in (
        f"stopped: extracted {n} article{'s' * (n != 1)}\n" for n in (len(articles), len(articles) + 1)
    )


def test_a_terminal_of_another_encoding_is_no_fault(shelf: Path) -> None:
    environment = {"PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0"}
    run = Run(["find", "--db", "examples.db", "-f", "table"], "terminal", "file", shelf, environment).done()
    assert run.status == 0
    assert b"Error" not in run.stderr
    piped = Run(["find", "--db", "examples.db"], "file", "file", shelf, environment).done()
    assert piped.status == 0
    assert "“" in piped.stdout.decode("utf-8")
