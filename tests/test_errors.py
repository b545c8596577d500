"""What a wrong call raises: as the docstrings say, with the argument, the reason, and what to do."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from record_strategies import invented
from typer.testing import CliRunner

import onrecord
from onrecord import errors
from onrecord.cli import app
from onrecord.errors import InputUnreadable, ModelError, OnrecordError, RecordError
from onrecord.record import Query, Record

ARTICLE = Path(__file__).parent.parent / "examples" / "01-dinner.md"


@pytest.fixture
def record(tmp_path: Path) -> Record:
    record = Record(tmp_path / "x.db")
    record.add(invented())
    return record


def test_the_tree_that_is_drawn_is_the_tree() -> None:
    for module in pkgutil.walk_packages(onrecord.__path__, "onrecord."):
        if not module.name.endswith("__main__") and ".migrations." not in module.name:
            importlib.import_module(module.name)
    drawn: dict[str, str | None] = {}
    above: list[str] = []
    for line in (errors.__doc__ or "").splitlines():
        name = next((w for w in line.split() if w.isidentifier() and hasattr(errors, w)), None)
        if name is None:
            continue
        depth = line.index(name) // 4
        above[depth:] = [name]
        drawn[name] = above[depth - 1] if depth else None
    real: dict[str, str | None] = {"OnrecordError": None}
    todo = [OnrecordError]
    while todo:
        parent = todo.pop()
        for child in parent.__subclasses__():
            todo.append(child)
            if child.__module__ == errors.__name__:  # elsewhere: what only our own modules tell apart
                real[child.__name__] = parent.__name__
    assert drawn == real
    for name in real:
        assert (getattr(errors, name).__doc__ or "").strip()


WRONG: list[tuple[str, Callable[[Record], object], str]] = [
    ("find a word", lambda r: r.find(""), "no words to look for in ''; leave the text out"),
    ("find a mark", lambda r: r.find("—"), "no words to look for"),
    ("find by nobody", lambda r: r.find(by=" "), "by is blank; give a name, or leave it out"),
    ("find about nobody", lambda r: r.find(about=""), "about is blank"),
    ("find nowhere", lambda r: r.find(outlet=""), "outlet is blank"),
    ("find a kind", lambda r: r.find(kind="foo"), "kind='foo' is none of direct, mixed, indirect"),  # type: ignore[arg-type]
    ("find since", lambda r: r.find(since="soon"), "not a date: 'soon'; write 2024"),
    ("find until", lambda r: r.find(until="2024-13"), "not a date: '2024-13'"),
    ("find at most", lambda r: r.find(limit=-1), "limit=-1 is below 0"),
    ("search", lambda r: r.search(Query("pier"), limit=-2), "limit=-2 is below 0"),
    ("query", lambda r: Query(kind="foo"), "kind='foo'"),
    ("person", lambda r: r.person(""), "by is blank"),
    ("person at most", lambda r: r.person("Quill", limit=-1), "limit=-1"),
    ("articles", lambda r: r.articles("!"), "no words to look for in '!'"),
    ("articles since", lambda r: r.articles(since="soon"), "not a date"),
    ("occasions", lambda r: r.occasions(kind="foo"), "kind='foo' is none of meeting, call"),  # type: ignore[arg-type]
    ("occasions with", lambda r: r.occasions("Quill", ""), "person is blank"),
    ("occasions since", lambda r: r.occasions(since="soon"), "'soon' is no date"),
    ("shifts", lambda r: r.shifts(""), "person is blank"),
    ("shifts score", lambda r: r.shifts(min_score=2), "min_score=2 is not from 0 to 1"),
    ("stance", lambda r: r.stance("Quill", ""), "about is blank"),
    ("voice", lambda r: r.voice(" "), "outlet is blank"),
    ("originals", lambda r: Record(r.path, originals="some"), "originals='some' is neither 'keep' nor 'hash'"),  # type: ignore[arg-type]
    ("cite", lambda r: onrecord.cite(r, "invented-1/1", style="apa"), "style='apa' is none of text"),  # type: ignore[arg-type]
    ("confidence", lambda r: onrecord.Extractor(min_confidence=2), "min_confidence=2 is not from 0 to 1"),
]


@pytest.mark.parametrize(("name", "call", "why"), WRONG, ids=lambda v: v if isinstance(v, str) else "")
def test_a_wrong_argument_is_a_value_error_that_names_it(
    record: Record, name: str, call: Callable[[Record], object], why: str
) -> None:
    with pytest.raises(ValueError, match=re.escape(why)):
        call(record)


MISSING: list[tuple[str, Callable[[Record], object], str]] = [
    ("article", lambda r: r.article("nowhere"), "there is no article 'nowhere'"),
    ("head", lambda r: r.head("nowhere"), "there is no article 'nowhere'"),
    ("version", lambda r: r.article("invented-1", 7), "there is no version 7 of article 'invented-1'"),
    ("statement", lambda r: r.statement("invented-1/9"), "has 3 statements, and none is '9'"),
    ("no statement", lambda r: r.statement("words"), "is no statement's id; write ARTICLE/NUMBER"),
    ("original", lambda r: r.original("nowhere/1"), "there is no article 'nowhere'"),
    ("cite", lambda r: onrecord.cite(r, "nowhere/1"), "there is no article 'nowhere'"),
    ("verify", lambda r: r.verify("nowhere"), "there is no article 'nowhere'"),
    ("part", lambda r: r.part("nowhere"), "there is no article 'nowhere'"),
    ("merge", lambda r: onrecord.People(r).merge("nobody", "edda-quill"), "nobody"),
    ("split", lambda r: onrecord.People(r).split("edda-quill", ["nowhere"]), "is not in article 'nowhere'"),
    ("rename", lambda r: onrecord.People(r).rename("nobody", "Edda"), "nobody"),
    ("undo", lambda r: onrecord.People(r).undo(9), "there is no decision 9"),
    ("words", lambda r: r.find(" ".join(f"w{n}" for n in range(501))), "501 words are too many"),
    ("unicode", lambda r: r.find("a\ud800"), "is not Unicode text"),
]


@pytest.mark.parametrize(("name", "call", "why"), MISSING, ids=lambda v: v if isinstance(v, str) else "")
def test_what_is_not_there_is_a_record_error(
    record: Record, name: str, call: Callable[[Record], object], why: str
) -> None:
    with pytest.raises(RecordError, match=re.escape(why)):
        call(record)


CLOSED: dict[str, Callable[[Record], object]] = {
    "add": lambda r: r.add(invented(id="new", url="new")),
    "known": lambda r: r.known(invented().article),
    "find": lambda r: r.find("pier"),
    "search": lambda r: r.search(Query()),
    "person": lambda r: r.person("Quill"),
    "count": lambda r: r.count(Query()),
    "article": lambda r: r.article("invented-1"),
    "head": lambda r: r.head("invented-1"),
    "replace": lambda r: r.replace(invented()),
    "outdated": lambda r: r.outdated(),
    "verify": lambda r: r.verify(),
    "stories": lambda r: r.stories(),
    "part": lambda r: r.part("invented-1"),
    "statement": lambda r: r.statement("invented-1/1"),
    "original": lambda r: r.original("invented-1/1"),
    "abbreviations": lambda r: r.abbreviations(["invented-1"]),
    "articles": lambda r: r.articles(),
    "occasions": lambda r: r.occasions(),
    "numbers": lambda r: r.numbers("invented-1"),
    "correct": lambda r: r.correct("invented-1/1", confirm=True),
    "edit": lambda r: r.edit("invented-1", title="Another"),
    "remove": lambda r: r.remove("invented-1"),
    "decisions": lambda r: r.decisions(),
    "undo": lambda r: r.undo(1),
    "compare": lambda r: r.compare(),
    "quotation": lambda r: r.quotation("invented-1/1"),
    "quotations": lambda r: r.quotations(),
    "no_shift": lambda r: r.no_shift("invented-1/1", "invented-1/2"),
    "compared": lambda r: r.compared(),
    "shifts": lambda r: r.shifts(),
    "stance": lambda r: r.stance("Quill", "Vane"),
    "voice": lambda r: r.voice("The Saltmarsh Courier"),
    "counts": lambda r: r.counts(),
    "searched": lambda r: r.searched(Query()),
    "entries": lambda r: r.entries("invented-1"),
    "backup": lambda r: r.backup("copy.db"),
}


def test_after_close_every_method_says_so(record: Record) -> None:
    _, work = record.verify()
    with record:
        people = onrecord.People(record)
    for name, call in CLOSED.items():
        with pytest.raises(RecordError, match=r"x\.db: this record is closed; open it again"):
            call(record)
        assert hasattr(Record, name)
    with pytest.raises(RecordError, match="closed"):
        next(work)
    with pytest.raises(RecordError, match="closed"):
        _ = people.persons
    record.close()  # twice is once
    with Record(record.path) as again:
        assert again.find("pier")


def test_no_method_of_a_record_is_forgotten_here() -> None:
    public = {name for name, member in vars(Record).items() if inspect.isfunction(member) and not name.startswith("_")}
    assert public - {"close"} <= set(CLOSED), "say what it does after close()"


@pytest.mark.parametrize("value", ["He said so.", b"He said so.", ARTICLE, None])
def test_what_is_no_article_is_a_type_error_that_says_what_to_do(record: Record, value: Any) -> None:
    for call in (
        onrecord.extract,
        onrecord.Extractor().extract,
        lambda v: list(onrecord.Extractor().extract_all([v])),
        record.add,
    ):
        with pytest.raises(TypeError, match=r"takes an Article.*, not .*; read it first: onrecord\.read\("):
            call(value)
    assert onrecord.extract(onrecord.read(b"\xe2\x80\x9cNo,\xe2\x80\x9d said Edda Quill.")).statements


def test_what_cannot_be_read_or_loaded(tmp_path: Path) -> None:
    with pytest.raises(InputUnreadable, match=r"nowhere\.html: no such file"):
        onrecord.read(tmp_path / "nowhere.html")
    with pytest.raises(ModelError):
        onrecord.Extractor("no-such-model")
    with pytest.raises(RecordError, match="this is a folder"):
        Record(tmp_path)


@pytest.mark.parametrize(
    "words",
    [["find", ""], ["find", "—"], ["find", "--by", " "], ["find", "--kind", "foo"], ["find", "--since", "soon"],
     ["person", ""], ["occasions", " "]],
    ids=" ".join,
)  # fmt: skip
def test_on_the_command_line_a_wrong_argument_is_wrong_usage(record: Record, words: list[str]) -> None:
    result = CliRunner().invoke(app, [*words, "--db", str(record.path)])
    assert result.exit_code == 2
    assert "Traceback" not in result.output
