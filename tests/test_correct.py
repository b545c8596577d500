"""Decisions on the command line, at a terminal and without one; and what they change in then and now."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from postgres import Places
from record_strategies import invented
from sqlalchemy import event
from test_shifts import add
from typer.testing import CliRunner

from onrecord.cli import app
from onrecord.model import SaidOn
from onrecord.record import Record, copying
from onrecord.record.people import People


@pytest.fixture
def db(places: Places) -> str:
    path = places / "decided.db"
    with Record(path) as record:
        record.add(invented())
    return path


def run(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(app, [str(a) for a in arguments])
    return result.exit_code, result.output + (str(result.exception) if result.exception else "")


def lines(*arguments: object) -> list[dict[str, Any]]:
    return [json.loads(line) for line in CliRunner().invoke(app, [str(a) for a in arguments]).stdout.splitlines()]


def test_correct_list_undo(db: str) -> None:
    status, output = run("correct", "invented/3", "--speaker", "Wren Abbot", "--by", "ann", "--reason", "x", "--db", db)
    assert status == 0
    assert "1: s3 “the mayor had lost the plot”: speaker: Wren Abbot" in output
    assert f"undo it with: onrecord decisions --undo 1 --db {db}" in output
    (line,) = lines("find", "--by", "Wren Abbot", "--db", db)
    assert (line["corrected"], line["confirmed"], line["confidence"]) == (["speaker"], False, 0.4)
    (listed,) = lines("decisions", "--db", db)
    assert (listed["kind"], listed["by"], listed["reason"], listed["waiting"]) == ("correct", "ann", "x", False)
    assert "0.40!" in run("find", "--by", "Wren Abbot", "--db", db, "-f", "table")[1]
    assert "corrected: speaker" in run("article", "invented", "--db", db, "-f", "table")[1]
    assert "decision 1: " in run("why", "invented", 3, "--db", db, "-f", "table")[1]
    assert lines("why", "invented/3", "--db", db)[0]["decisions"][0]["reason"] == "x"
    assert run("decisions", "--undo", 1, "--db", db)[0] == 0
    assert lines("find", "--by", "Wren Abbot", "--db", db) == []
    assert "undone" in run("decisions", "--db", db, "-f", "table")[1]
    status, output = run("decisions", "--undo", 1, "--db", db)
    assert (status, "undone already" in output) == (1, True)


def test_what_a_user_decides_has_no_confidence_of_a_model(places: Places) -> None:
    _, said, _ = invented().statements
    assert said.addressee
    vane = invented().statements[0].about[0]
    weighed = replace(
        said,
        addressee=replace(said.addressee, confidence=0.4),
        said_on=SaidOn("2024-09-24", None, "weekday", 0.3),
        about=(replace(vane, confidence=0.2),),
        occasion="o1",
        occasion_confidence=0.7,
    )
    path = places / "weighed.db"
    with Record(path) as record:
        record.add(replace(invented(), statements=(weighed,)))
        held = record.statement("invented-1", 1).statement
        assert held == weighed
        with Record(places / "copy.db") as target:
            copying.copy(record.database, target.database)
            assert target.article("invented-1") == record.article("invented-1")
        record.correct("invented-1/1", about=[vane.name], by="ann")  # as it was
        held = record.statement("invented-1", 1).statement
        assert (held.about, held.corrected) == ((vane,), ())
        record.correct("invented-1/1", said_on="2024-09-25", by="ann")
        held = record.statement("invented-1", 1).statement
        assert held.said_on == SaidOn("2024-09-25", None, "corrected")
        assert (held.addressee, held.occasion_confidence) == (weighed.addressee, 0.7)
        again = replace(weighed, addressee=replace(said.addressee, confidence=0.9))
        record.replace(replace(invented(), statements=(again,)))
        held = record.statement("invented-1", 1).statement
        assert held.said_on == SaidOn("2024-09-25", None, "corrected")
        assert held.addressee == again.addressee
        record.correct("invented-1/1", confirm=True, by="ann")
        held = record.statement("invented-1", 1).statement
        assert (held.addressee, held.occasion_confidence) == (said.addressee, None)
        for decision in record.decisions():
            record.undo(decision.n)
        assert record.statement("invented-1", 1).statement == again


def test_a_rejected_statement_leaves_the_numbers_of_the_others(db: str) -> None:
    assert run("correct", "invented/2", "--reject", "--db", db)[0] == 0
    output = run("article", "invented", "--db", db, "-f", "table")[1]
    assert "[1]" in output
    assert "[2]" not in output
    assert "[3]" in output
    status, output = run("why", "invented/2", "--db", db)
    assert (status, "was rejected" in output) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["correct", "invented/3"], 2, "nothing is corrected"),
        (["correct", "invented/3", "--said-on", "yesterday"], 2, "not a date"),
        (["correct", "invented/3", "--kind", "loud"], 2, "none of direct"),
        (["correct", "invented/3", "--attitude", "Vane"], 2, "NAME=ATTITUDE"),
        (["correct", "invented/3", "--content", "no such words"], 1, "does not say"),
        (["correct", "invented/9", "--confirm"], 1, "none is '9'"),
        (["correct", "nowhere/1", "--confirm"], 1, "no article"),
        (["edit", "invented"], 2, "nothing is edited"),
        (["edit", "invented", "--published", "2024"], 2, "not a day"),
        (["remove", "invented"], 2, "--yes"),
        (["decisions", "--undo", "9"], 1, "no decision 9"),
    ],
)
def test_what_cannot_be_done_is_told_in_a_line(db: str, arguments: list[str], status: int, words: str) -> None:
    found, output = run(*arguments, "--db", db)
    assert found == status
    assert words in " ".join(output.replace("│", " ").split())
    assert "Traceback" not in output


def test_edit_and_remove(db: str) -> None:
    assert run("edit", "invented", "--outlet", "The Herald", "--published", "2020-01-02", "--db", db)[0] == 0
    assert {e["article"]["outlet"] for e in lines("find", "--db", db)} == {"The Herald"}
    assert lines("article", "invented", "--db", db)[0]["corrected"] == ["outlet", "published"]
    status, output = run("remove", "invented", "--yes", "--keep-hash", "--by", "ann", "--db", db)
    assert (status, "removed for good, its hashes kept" in output) == (0, True)
    assert lines("find", "--db", db) == []
    with Record(db) as record:
        assert record.add(invented()).status == "removed"


@pytest.mark.parametrize(("answer", "left"), [(b"n\n", 1), (b"y\n", 0)])
def test_removal_asks_at_a_terminal(db: str, answer: bytes, left: int) -> None:
    parent, child = pty.openpty()
    command = [sys.executable, "-m", "onrecord", "remove", "invented", "--db", str(db)]
    process = subprocess.Popen(command, stdin=child, stdout=child, stderr=child, close_fds=True)
    os.close(child)
    shown = b""
    while b"cannot be undone" not in shown:
        shown += os.read(parent, 1000)
    os.write(parent, answer)
    process.wait(60)
    os.close(parent)
    assert b"3 statements" in shown
    with Record(db) as record:
        assert len(record.articles()) == left


def test_people_and_statements_share_one_list(db: str) -> None:
    with Record(db) as record:
        People(record).assign()
        People(record).rename("edda-quill", "Edda Quill the Elder", by="bo")
        record.correct("invented-1/1", confirm=True)
        assert [(d.n, d.kind) for d in record.decisions()] == [(1, "rename"), (2, "confirm")]
        with pytest.raises(Exception, match="no decision 2 on people"):
            People(record).undo(2)
        record.undo(1)
        assert [d.undone_at is None for d in record.decisions()] == [False, True]


# ----------------------------------------------------------------------------------------------- then and now


@pytest.fixture
def turned(places: Places) -> Iterator[Record]:
    record = Record(places / "turned.db")
    add(record, "a", "Quill called Vane a reckless pirate.", "called Vane a reckless pirate", day=date(2016, 5, 1),
        attitude="negative", shows="reckless pirate")  # fmt: skip
    add(record, "b", "Quill called Vane a brilliant captain.", "called Vane a brilliant captain", day=date(2024, 5, 1),
        attitude="positive", shows="brilliant captain")  # fmt: skip
    add(record, "c", "Quill said it was late in Saltmarsh.", "it was late in Saltmarsh", day=date(2020, 5, 1))
    yield record
    record.close()


def test_then_and_now_follow_a_correction_and_its_undoing(turned: Record) -> None:
    turned.compare()
    (before,) = turned.shifts()
    decision = turned.correct("a/1", speaker="Osbert Crane")
    turned.compare()
    assert turned.shifts() == []
    assert [p.value > 0 for p in turned.stance("Edda Quill", "Osric Vane") if p.value] == [True]
    assert [p.value < 0 for p in turned.stance("Osbert Crane", "Osric Vane")] == [True]
    turned.undo(decision.n)
    turned.compare()
    assert turned.shifts() == [before]
    decision = turned.correct("b/1", reject=True)
    turned.compare()
    assert turned.shifts() == []
    turned.undo(decision.n)
    turned.compare()
    assert turned.shifts() == [before]
    # Of what was said first, the day decides.
    decision = turned.edit("a", published="2025-01-01")
    turned.compare()
    (after,) = turned.shifts()
    assert (after.then.article, after.now.article) == ("b", "a")
    turned.undo(decision.n)
    turned.compare()
    assert turned.shifts() == [before]


def test_only_what_changed_is_compared_again(turned: Record) -> None:
    turned.compare()
    turned.shifts()
    written: list[str] = []
    event.listen(
        turned.database.engine, "before_cursor_execute",
        lambda *args: written.append(args[2]) if args[2].startswith("INSERT INTO readings") else None,
    )  # fmt: skip
    turned.correct("c/1", speaker="Osbert Crane")
    turned.compare()
    turned.shifts()
    assert len(written) == 1
    turned.compare()
    turned.shifts()
    assert len(written) == 1
