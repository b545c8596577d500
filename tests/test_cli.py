"""The command line as people and scripts meet it: what is printed where, and with which exit status."""

from __future__ import annotations

import csv
import json
import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from onrecord.cli.tables import printable

EXAMPLES = Path(__file__).parent.parent / "examples"


def run(*args: str | Path, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "onrecord", *map(str, args)]
    return subprocess.run(command, capture_output=True, text=True, input=stdin, check=False)


def lines(output: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.splitlines()]


def test_read_prints_one_line_per_article() -> None:
    done = run("read", EXAMPLES)
    assert (done.returncode, done.stderr) == (0, "")
    articles = lines(done.stdout)
    assert len(articles) == 10  # the README beside them is no article
    flood = next(a for a in articles if str(a["path"]).endswith("03-flood.html"))
    assert flood["title"] == "Mayor promises wall after Ellery flood"
    assert flood["published"] == "2024-12-03"
    assert flood["outlet"] == "The Harbour Gazette"
    assert flood["byline"] == "Samuel Brandt"
    keys = "id title byline outlet published url path sha256 language text repairs warnings".split()
    assert list(flood)[: len(keys)] == keys


def test_extract_prints_lines_that_keep_the_schema() -> None:
    schema = json.loads(run("schema").stdout)
    done = run("extract", EXAMPLES / "01-dinner.md", EXAMPLES / "08-pagebreak.txt", "--with-text")
    assert (done.returncode, done.stderr) == (0, "")
    dinner, fleet = lines(done.stdout)
    for line in (dinner, fleet):
        jsonschema.validate(line, schema)
    said = {(s["speaker"]["name"], s["text"]) for s in dinner["statements"]}
    assert ("Victor Hale", "he wants to tear up the fisheries treaty") in said
    boat = (
        '"Every week another boat crosses the line," … '
        '"Every week I am told that it was the wind. I no longer believe in this wind."'
    )
    assert ("Ingrid Solberg", boat) in {(s["speaker"]["name"], s["text"]) for s in fleet["statements"]}
    assert "contact" not in str(fleet["text"])


def test_each_bad_input_costs_itself(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("")
    (tmp_path / "blank.txt").write_text(" \n\n ")
    (tmp_path / "binary.txt").write_bytes(bytes(range(256)) * 9)
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    (tmp_path / "menu.html").write_text("<html><body><nav><a href='/'>Home</a></nav></body></html>")
    (tmp_path / "big.txt").write_bytes(b"He said so. " * (50_000_000 // 12))
    (tmp_path / "broken.jsonl").write_text(
        '{"id": "a", "text": "“No,” said Peggy Bramley."}\n{"id": "b", "te\n{"id": "c"}\n'
    )
    bad = [
        "empty.txt",
        "blank.txt",
        "binary.txt",
        "picture.png",
        "menu.html",
        "big.txt",
        "broken.jsonl",
        "vanished.txt",
    ]
    done = run("extract", *(tmp_path / name for name in bad), EXAMPLES / "04-showman.txt")
    assert done.returncode == 1
    told = done.stderr.splitlines()
    assert "Traceback" not in done.stderr
    names = [f"{tmp_path}/{n}" for n in [*bad[:6], "broken.jsonl:2", "broken.jsonl:3", "vanished.txt"]]
    assert len(told) == len(names)
    for line, name in zip(told, names, strict=True):
        assert line.startswith(f"{name}: ")
        assert len(line) > len(name) + 10
    assert lines(done.stdout)[0]["id"] == "a"
    assert len(lines(done.stdout)) == 2


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give up its rights for a test")
def test_a_folder_without_rights_is_named(tmp_path: Path) -> None:
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o700)
    read = f"print(*read_all([{str(locked)!r}]))"
    script = f"import os; from onrecord.reading import read_all; os.seteuid(65534); {read}"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == f"{locked}: no right to read it"


def test_a_corpus_may_call_its_columns_otherwise(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus.csv"
    corpus.write_text("key,body,day\n7,“No.” said Adeyemi.,2024-12-03\n")
    done = run("read", corpus, "--columns", "id=key,text=body,published=day")
    assert (done.returncode, done.stderr) == (0, "")
    (article,) = lines(done.stdout)
    assert (article["id"], article["published"], article["text"]) == ("7", "2024-12-03", "“No.” said Adeyemi.")


def test_standard_input_is_read() -> None:
    done = run("extract", "-", "--format", "csv", stdin="“It is a gamble,” said Henrik Vass of the Ellery Institute.\n")
    assert done.returncode == 0
    (row,) = csv.DictReader(done.stdout.splitlines())
    assert (row["speaker"], row["text"]) == ("Henrik Vass", "“It is a gamble,”")
    assert (row["kind"], row["polarity"], row["said_on"], row["addressee"]) == ("direct", "affirmed", "", "")
    assert row["article"]


@pytest.mark.parametrize(
    "args",
    [
        ("extract",),
        ("nonsense",),
        ("extract", "x", "--format", "xml"),
        ("extract", "x", "--min-confidence", "2"),
        ("read", "x", "--columns", "text"),
        ("read", "x", "--columns", "nothing=body"),
    ],
)
def test_wrong_usage_is_status_2(args: tuple[str, ...]) -> None:
    done = run(*args)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_a_missing_model_is_wrong_usage() -> None:
    done = run("extract", EXAMPLES / "04-showman.txt", "--model", "no-such-model")
    assert done.returncode == 2
    assert "no-such-model" in done.stderr


def test_files_in_folders_that_are_of_no_kind_that_is_read_are_counted(tmp_path: Path) -> None:
    for name in ("a.png", "b.png", "README.md", "Makefile"):
        (tmp_path / name).write_text("x")
    (tmp_path / "c.txt").write_text("The mayor said on Monday that the pier would be rebuilt.")
    done = run("read", tmp_path)
    assert done.returncode == 0
    assert done.stderr == "3 files in folders are of no kind that is read: 2 .png, 1 Makefile\n"


def test_a_terminal_gets_a_table() -> None:
    """On a pseudo-terminal: a table, and no JSON."""
    leader, follower = pty.openpty()
    command = [sys.executable, "-m", "onrecord", "extract", str(EXAMPLES / "04-showman.txt")]
    with subprocess.Popen(
        command, stdout=follower, stderr=subprocess.DEVNULL, env={**os.environ, "COLUMNS": "100"}
    ) as p:
        os.close(follower)
        shown = b""
        while True:
            try:
                some = os.read(leader, 4096)
            except OSError:  # the other side is closed
                break
            if not some:
                break
            shown += some
    os.close(leader)
    assert p.returncode == 0
    table = shown.decode()
    assert "speaker" in table
    assert "Daniel Okafor" in table
    assert '{"id"' not in table


@pytest.mark.parametrize("text", ["\x1b[31mred", "a\x07b", "a\u202eb", "line\nbreak\ttab", "\x9b2J"])
def test_no_text_steers_the_terminal(text: str) -> None:
    assert not any(ord(c) < 32 or 127 <= ord(c) < 160 or c == "\u202e" for c in printable(text))


def test_every_command_has_help_with_an_example() -> None:
    from typer.main import get_command

    from onrecord.cli import app

    commands = get_command(app).commands  # type: ignore[attr-defined]
    assert {"read", "extract", "schema"} <= set(commands)
    for name, command in commands.items():
        assert f"Example: onrecord {name}" in command.help, name


def test_a_denial_is_marked_as_one_and_a_narrow_terminal_can_be_read() -> None:
    command = [sys.executable, "-m", "onrecord", "extract", str(EXAMPLES / "05-hearing.txt"), "--format", "table"]
    shown = subprocess.run(command, capture_output=True, text=True, check=True, env={**os.environ, "COLUMNS": "80"})
    assert "(denied) that he had ignored a warning before" in shown.stdout
    assert len(shown.stdout.splitlines()) < 40


def test_the_help_says_what_is_the_default() -> None:
    assert "[default: table on a terminal" in " ".join(run("extract", "--help").stdout.replace("│", " ").split())


def test_another_language_is_said(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("„Wir schaffen das“, sagte die Kanzlerin am Montag in der Hauptstadt.\n" * 9)
    done = run("extract", tmp_path)
    assert done.returncode == 0
    assert all("the language is 'de'" in line["warnings"][-1] for line in lines(done.stdout))
    named = f"{tmp_path}/a.txt (de), {tmp_path}/b.txt (de)"
    assert done.stderr == f"2 texts are not in English, and were not extracted: {named}\n"


def test_nothing_is_reported_to_anybody(tmp_path: Path) -> None:
    """The libraries below leave no device id and no report behind."""
    command = [sys.executable, "-m", "onrecord", "extract", str(EXAMPLES / "02-budget.txt")]
    subprocess.run(command, capture_output=True, check=True, env={**os.environ, "HOME": str(tmp_path)})
    assert list(tmp_path.rglob("*")) == []


def test_a_full_disk_is_one_line() -> None:
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "onrecord", "read", str(EXAMPLES)]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "No space left" in done.stderr
