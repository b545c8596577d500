"""`add`, `find`, `person` and `article` on the command line."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from record_strategies import invented
from test_record import sound
from test_record_search import said
from typer.testing import CliRunner, Result

from onrecord.cli import app, main
from onrecord.cli.article import marked
from onrecord.errors import RecordError
from onrecord.exporting.jsonl import extraction_from_line
from onrecord.model import Article, Statement
from onrecord.record import Record

ONRECORD = str(Path(sys.executable).with_name("onrecord"))
# Steers a terminal, is markup of rich, and is a formula to a spreadsheet.
HOSTILE = "=HYPERLINK(1) \x1b]0;owned\x07\x1b[31m[red]tide[/red] \u202eright to left"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture
def db(tmp_path: Path) -> Path:
    path = tmp_path / "test.db"
    with Record(path) as record:
        record.add(invented())
        record.add(replace(said(1, "Osric Vane", HOSTILE), article=Article("hostile", HOSTILE, title=HOSTILE)))
    return path


def test_find_prints_json_lines_when_piped(db: Path) -> None:
    result = run("find", "pier", "--by", "edda quill", "--db", db)
    (line,) = map(json.loads, result.stdout.splitlines())
    assert result.exit_code == 0
    assert line["article"] == {
        "id": "invented-1",
        "title": "Mayor and rival trade insults over pier",
        "outlet": "The Saltmarsh Courier",
        "published": "2024-09-26",
        "url": "https://courier.example/pier",
        "path": "pier.html",
        "sha256": "ab" * 32,
        "made_by": None,
    }
    assert line["text"] == "“We will rebuild the pier,” … “Whatever it costs.”"
    assert line["content"] == [[73, 100], [123, 143]]
    assert "chain" not in line["speaker"]


def test_every_option_of_find_narrows(db: Path) -> None:
    for options, found in (
        (["--about", "Vane"], 1),
        (["--since", "2024-09-26"], 2),
        (["--until", "2024-09-25"], 1),
        (["--outlet", "the saltmarsh courier"], 3),
        (["--kind", "indirect"], 2),
        (["--limit", "2"], 2),
        (["--by", "Vane", "--kind", "direct"], 0),
        ([], 4),
    ):
        result = run("find", "--db", db, *options)
        assert (result.exit_code, len(result.stdout.splitlines())) == (0, found), options


def test_nothing_found_is_said_and_is_no_error(db: Path) -> None:
    result = run("find", "unheard", "--db", db)
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.startswith(f"{db}: nothing fits; searched ")
    assert "nothing said by 'Nobody' about 'Vane'" in run("person", "Nobody", "--about", "Vane", "--db", db).stderr


def test_person_is_a_timeline(db: Path) -> None:
    result = run("person", "Quill", "--db", db, "--format", "json")
    assert [entry["said_on"] and entry["said_on"]["value"] for entry in json.loads(result.stdout)] == [
        "2024-09-24",
        None,
    ]
    result = run("person", "Quill", "--db", db, "--limit", "1")
    assert json.loads(result.stdout)["kind"] == "direct"  # the latest
    assert "1 of 2 statements" in result.stderr


@pytest.mark.parametrize("width", [80, 100, 120, 160])
def test_tables_are_as_wide_as_the_terminal(db: Path, width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    result = run("person", "Edda Quill", "--db", db, "--format", "table")
    assert all(len(line) <= width for line in result.stdout.splitlines())
    for shown in ("2024-09-24", "2024-09-26", "Edda Quill", "pirate”", "invented"):
        assert shown in result.stdout
    assert ("to" in result.stdout.splitlines()[0].split()) == (width >= 160)


@pytest.mark.parametrize("format", ["table", "csv"])
def test_words_of_articles_steer_nothing(db: Path, format: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    for command in (["find", "tide"], ["person", "Vane"], ["article", "hostile"]):
        out = run(*command, "--db", db, "--format", format).stdout
        assert "[red]tide[/red]" in out
        if format == "table":
            assert not {"\x1b", "\x07", "\u202e"} & set(out)
        else:
            what = next(csv.DictReader(io.StringIO(out)))["text"]
            assert not what.startswith("=")


def test_an_article_is_shown_with_its_statements_marked(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    shown = run("article", "inv", "--db", db, "--format", "table").stdout
    assert "[1] as a “harbour pirate”." in shown
    assert "[2] “We will rebuild the pier,”" in shown
    assert "[1] Edda Quill  mixed · speech · affirmed · 2024-09-24 · about Osric Vane · negative on Osric Vane" in shown
    assert "[2] Edda Quill  direct · speech · to reporters" in shown
    assert "Wren Abbot · The Saltmarsh Courier · 2024-09-26" in shown


def test_the_marks_stand_on_the_words_of_the_statement() -> None:
    extraction = invented()
    text = marked(extraction.article, extraction.statements)
    painted: dict[str, list[str]] = {}
    for span in text.spans:
        painted.setdefault(str(span.style), []).append(text.plain[span.start : span.end])
    assert painted["bold magenta"] == ["[1]", "[2]", "[3]"]
    assert painted["bold cyan"] == ["Mayor Edda Quill", "Quill", "Vane"]
    assert painted["yellow"] == ["denounced", "told", "said"]
    assert painted["green"] == [
        "as a “harbour pirate”",
        "“We will rebuild the pier,”",
        "“Whatever it costs.”",
        "the mayor had lost the plot",
    ]


def test_marks_of_nested_and_empty_contents() -> None:
    outer, inner = said(1, "A", "one two three").statements[0], said(2, "B", "two").statements[0]
    statements: tuple[Statement, ...] = (
        outer,
        replace(inner, content=(type(outer.content[0])(4, 7),)),
        replace(inner, content=()),
    )
    assert marked(Article("a", "one two three"), statements).plain == "[1] one [2] two three"
    assert marked(Article("a", ""), ()).plain == ""


def test_an_article_piped_is_its_line(db: Path) -> None:
    result = run("article", "invented-1", "--db", db)
    extraction = extraction_from_line(result.stdout)
    assert extraction.article.text == invented().article.text
    assert len(extraction.statements) == 3


@pytest.mark.parametrize(
    "arguments",
    [
        ["find", "--since", "yesterday"],
        ["find", "--kind", "quoted"],
        ["find", "--limit", "0"],
        ["find", "--format", "xml"],
        ["person"],
        ["article"],
        ["add"],
        ["article", "x", "--version", "0"],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_status_2(db: Path, arguments: list[str]) -> None:
    result = run(*arguments, *([] if len(arguments) == 1 else ["--db", str(db)]))
    assert result.exit_code == 2
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["find", "x", "--db", "absent.db"], "absent.db: there is no record here yet; make one with: onrecord add"),
        (["person", "x", "--db", "."], "this is a folder"),
        (["article", "nothing", "--db", "test.db"], "test.db: there is no article 'nothing'"),
        (["article", "invented-1", "--version", "7", "--db", "test.db"], "no version 7 of article 'invented-1'"),
        (["add", "notes.txt", "--db", "notes.txt"], "notes.txt: this file is not a record"),
        (["add", "notes.txt", "--db", "a/b/c.db"], "the folder a/b does not exist"),
        (["find", "x", "--db", "postgresql://u:secret@host/db"], "postgresql://u@host/db: no server answers there"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_record_that_cannot_be_used_is_one_line_and_status_1(
    db: Path, arguments: list[str], reason: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (db.parent / "notes.txt").write_text("Ada Stone said the pier was closed.")
    monkeypatch.chdir(db.parent)
    monkeypatch.setattr(sys, "argv", ["onrecord", *arguments])
    with pytest.raises(SystemExit) as end:
        main()
    error = capsys.readouterr().err
    assert end.value.code == 1
    assert reason in error
    assert len(error.splitlines()) == 1
    assert "secret" not in error


@pytest.mark.parametrize(
    "command",
    [["reextract"], ["verify"], ["people", "merge", "a", "b"], ["people", "rename", "a", "B"], ["people", "undo", "1"],
     ["people", "split", "a", "--article", "x"]],
    ids=" ".join,
)  # fmt: skip
def test_what_mends_a_record_makes_none(tmp_path: Path, command: list[str]) -> None:
    absent = tmp_path / "absent.db"
    result = run(*command, "--db", str(absent))
    assert result.exit_code == 1
    assert isinstance(result.exception, RecordError)
    assert not absent.exists()


def test_on_a_terminal_it_is_a_table(db: Path) -> None:
    main, terminal = pty.openpty()
    environment = {**os.environ, "COLUMNS": "100", "TERM": "xterm"}
    with subprocess.Popen([ONRECORD, "find", "pier", "--db", str(db)], stdout=terminal, env=environment) as process:
        os.close(terminal)
        out = b""
        try:
            while piece := os.read(main, 4096):
                out += piece
        except OSError:  # the other end is closed
            pass
    os.close(main)
    assert process.returncode == 0
    assert b"speaker" in out
    assert b"\x1b[" in out  # coloured
    assert b'"article"' not in out


def test_asking_a_record_loads_no_model(db: Path) -> None:
    code = """if True:
        import sys
        from onrecord.record import Record
        with Record(sys.argv[1], read_only=True) as record:
            assert record.find("pier", by="Quill") and record.article("invented-1")
        print(sorted({"spacy", "onnxruntime", "lxml", "alembic"} & set(sys.modules)))
    """
    done = subprocess.run([sys.executable, "-c", code, db], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_help_has_an_example_that_works(db: Path) -> None:
    for command in ("add", "find", "person", "article"):
        help = " ".join(run(command, "--help").stdout.split())
        assert f"Example: onrecord {command} " in help


def test_add_says_what_it_did_and_goes_on_where_it_was_stopped(tmp_path: Path) -> None:
    folder, db = tmp_path / "news", tmp_path / "x.db"
    folder.mkdir()
    for n in range(6):
        text = f"“The pier is closed until day {n},” said Ada Stone.\n\nShe told reporters that the harbour was open."
        (folder / f"{n}.txt").write_text(text, "utf-8")
    (folder / "empty.txt").touch()
    Record(db).close()

    command = [ONRECORD, "add", str(folder), "--db", str(db), "--workers", "2"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True) as process:
        while not db.with_name("x.db-shm").exists():  # until it has been opened
            time.sleep(0.02)
        time.sleep(0.3)
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: the workers get it, too
        _, error = process.communicate()
    assert process.returncode == 130
    assert error.endswith("; stopped: the same command again goes on\n"), error
    assert sound(db)

    result = run("add", folder, "--db", db)
    assert result.exit_code == 1
    assert result.stderr == f"{folder}/empty.txt: nothing in it\n"
    assert result.stdout.startswith(f"{db}: added ")
    assert result.stdout.endswith(", 1 failed\n")
    with Record(db, read_only=True) as record:
        assert record.counts().articles == 6
        assert len(record.person("Ada Stone")) >= 6

    (folder / "empty.txt").unlink()
    result = run("add", folder, "--db", db)
    assert result.exit_code == 0
    assert result.stdout == f"{db}: added 0 articles, 0 statements, 6 unchanged\n"
