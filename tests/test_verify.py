"""The way back: originals are kept, and every entry is found in them again, or it is said which is not."""

from __future__ import annotations

import gzip
import io
import json
import sqlite3
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html
from record_strategies import invented
from typer.testing import CliRunner, Result

from onrecord.cli import app
from onrecord.model import Article, Entity, Extraction, Span
from onrecord.reading import Inputs, read
from onrecord.record import Record, originals
from onrecord.record.originals import Kept

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "examples"
FILES = sorted(
    p
    for folder in (EXAMPLES, ROOT / "tests" / "data" / "reading")
    for p in folder.rglob("*")
    if p.suffix in {".md", ".txt", ".html", ".pdf", ".docx", ".odt", ".eml", ".xml", ".mhtml", ".jsonl", ".csv", ".zip"}
    and p.stem not in {"README", "encrypted"}
)
PAGE = """<!doctype html><html><head><title>The pier</title></head><body><article>
<p>Mayor Edda Quill said on Monday that the pier&nbsp;would be <b>rebuilt</b> by the spring of next year.</p>
<p>“Whatever it costs,” she told reporters, “we will have it back before the season begins.”</p>
<p>Osric Vane, her rival, said that the mayor had lost the plot and that he would sell the harbour.</p>
</article></body></html>"""


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def covered(article: Article, spans: list[tuple[int, int]]) -> Extraction:
    """An extraction whose entries stand on these spans."""
    entities = (Entity(f"e{n}", "x", "person", (), (), (Span(*span),)) for n, span in enumerate(spans))
    return Extraction(article, (), entities=tuple(entities))


def added(record: Record, path: Path) -> list[Article]:
    """All articles of a file, in the record with their originals, every word of them an entry."""
    shelf: dict[str, Kept] = {}
    found = []
    inputs = Inputs([str(path)], keep=lambda sha, form, data: shelf.__setitem__(sha, Kept.of(form, data)))
    for article in inputs:
        assert isinstance(article, Article), article
        words, at = [], 0
        for word in article.text.split():
            at = article.text.index(word, at)
            words.append((at, at + len(word)))
            at += len(word)
        record.add(covered(article, words), original=shelf.get(article.sha256 or ""))
        found.append(article)
    return found


def faults(record: Record) -> Counter[str]:
    _, work = record.verify()
    return Counter(problem.fault for checked in work for problem in checked.problems)


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_every_word_of_every_format_is_found_in_its_original(path: Path, tmp_path: Path) -> None:
    with Record(tmp_path / "x.db") as record:
        articles = added(record, path)
        _, work = record.verify()
        checked = list(work)
    assert len(checked) == len(articles) > 0
    assert sum(c.entries for c in checked) == sum(len(a.text.split()) for a in articles)
    assert [(p.fault, p.words) for c in checked for p in c.problems] == []


def _words_of(page: bytes) -> str:
    return " ".join(" ".join(str(t) for t in html.fromstring(page).itertext()).split())


def _message(page: bytes) -> bytes:
    message = EmailMessage()
    message["Subject"] = "News"
    message.add_alternative(page.decode(), subtype="html")
    return message.as_bytes()


def _response(page: bytes) -> bytes:
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://x.example/1\r\n"
        "Content-Type: application/http; msgtype=response\r\nWARC-Date: 2024-01-01T00:00:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + http + b"\r\n\r\n")


def _archive(page: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("a.html", page)
    return packed.getvalue()


WRAPPED: dict[str, Callable[[bytes], bytes]] = {
    "a.eml": _message,
    "a.mhtml": lambda page: (
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n"
        b"--b\r\nContent-Type: text/html; charset=utf-8\r\nContent-Location: https://x.example/\r\n\r\n"
        + page
        + b"\r\n--b--"
    ),
    "a.html.gz": gzip.compress,
    "a.zip": _archive,
    "a.warc.gz": _response,
    "a.xml": lambda page: (
        "<?xml version='1.0'?><TEI xmlns='http://www.tei-c.org/ns/1.0'><text><body><div><u who='#a'><seg>"
        + _words_of(page)
        + "</seg></u></div></body></text></TEI>"
    ).encode(),
    "a.json": lambda page: json.dumps({"user": {"name": "Edda Quill"}, "text": _words_of(page)}).encode(),
}
TEXT = st.text("ab “é\u00a0\u00ad.,?", min_size=1, max_size=30)


@pytest.mark.parametrize("name", WRAPPED)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(piece=TEXT)
def test_what_is_packed_leads_back(tmp_path: Path, name: str, piece: str) -> None:
    if name == "a.warc.gz":
        pytest.importorskip("fastwarc", reason="WARC needs FastWARC")
    page = PAGE.replace("the plot", f"the plot {piece}").encode()
    folder = Path(tempfile.mkdtemp(dir=tmp_path))
    (folder / name).write_bytes(WRAPPED[name](page))
    with Record(folder / "x.db") as record:
        (article,) = added(record, folder / name)
        assert "lost the plot" in article.text
        assert faults(record) == {}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text("ab “é\u00a0\u00ad<&>\n.", min_size=1, max_size=30), min_size=1, max_size=6), st.booleans())
def test_any_text_and_any_page_lead_back(tmp_path: Path, pieces: list[str], page: bool) -> None:
    words = "The mayor said on Monday that she would build the wall again, and that it would be paid for."
    body = "".join(f"<p>{words} {piece}</p>" for piece in pieces) if page else "\n\n".join([words, *pieces])
    data = f"<html><body><article>{body}</article></body></html>".encode() if page else body.encode()
    file = tmp_path / ("x.html" if page else "x.txt")
    file.write_bytes(data)
    with Record(tmp_path / f"{abs(hash(data))}.db") as record:
        added(record, file)
        assert not faults(record)


def test_what_is_kept_outlives_its_file_and_is_kept_once(tmp_path: Path) -> None:
    for name in ("a.html", "b.html"):
        (tmp_path / name).write_text(PAGE)
    result = run("add", tmp_path / "a.html", tmp_path / "b.html", "--db", tmp_path / "x.db")
    assert result.exit_code == 0, result.output
    (tmp_path / "a.html").unlink()
    result = run("verify", "--db", tmp_path / "x.db")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "all found in their originals" in result.stderr
    with Record(tmp_path / "x.db") as record, record.database.connect() as connection:
        (article,) = record.articles()
        sha256 = record.article(article.id).article.sha256 or ""
        kept = originals.find(connection, sha256)
    assert kept is not None
    assert (kept.format, kept.unpacked(sha256)) == ("html", PAGE.encode())


def test_only_the_hash_is_kept_where_that_is_asked(tmp_path: Path) -> None:
    page, db = tmp_path / "a.html", tmp_path / "x.db"
    page.write_text(PAGE)
    assert run("add", page, "--db", db, "--originals", "hash").exit_code == 0
    assert run("verify", "--db", db).exit_code == 0  # the file is still there
    page.write_text(PAGE.replace("spring", "autumn"))
    changed = run("verify", "--db", db)
    assert changed.exit_code == 1
    assert json.loads(changed.stdout)["fault"] == "changed"
    page.unlink()
    assert json.loads(run("verify", "--db", db).stdout)["fault"] == "missing"
    page.write_text(PAGE)  # what was not kept can be kept later
    assert run("add", page, "--db", db).exit_code == 0
    page.unlink()
    assert run("verify", "--db", db).exit_code == 0


def test_what_does_not_match_is_listed(tmp_path: Path) -> None:
    page, db = tmp_path / "a.html", tmp_path / "x.db"
    page.write_text(PAGE)
    with Record(db) as record:
        added(record, page)
    with sqlite3.connect(db) as connection:
        connection.execute("UPDATE articles SET text = replace(text, 'plot', 'plan')")
    connection.close()
    with Record(db) as record:
        _, work = record.verify()
        (checked,) = work
    fault, other = checked.problems
    assert (fault.fault, fault.words) == ("not found", "plan")
    assert (other.fault, "read by onrecord" in other.reason) == ("read otherwise", True)
    with sqlite3.connect(db) as connection:
        connection.execute("UPDATE originals SET data = zeroblob(40)")
    connection.close()
    with Record(db) as record:
        assert faults(record) == {"damaged": 1}


def test_an_article_made_by_hand_has_no_original(tmp_path: Path) -> None:
    with Record(tmp_path / "x.db") as record:
        record.add(invented(path=None))
        assert faults(record) == {"missing": 1}


def test_python_keeps_the_file_that_was_read(tmp_path: Path) -> None:
    page = tmp_path / "a.html"
    page.write_text(PAGE)
    article = read(page)
    with Record(tmp_path / "x.db") as record:
        record.add(covered(article, []))
        page.unlink()
        assert not faults(record)
    with Record(tmp_path / "y.db", originals="hash") as record:
        record.add(covered(article, []))
        assert faults(record) == {"missing": 1}


def test_articles_are_read_out_again_and_judgements_stay(tmp_path: Path) -> None:
    from onrecord.record.people import People

    db = tmp_path / "x.db"
    (tmp_path / "a.html").write_text(PAGE)
    assert run("add", tmp_path / "a.html", "--db", db).exit_code == 0
    with Record(db) as record:
        (head,) = record.articles()
        before = record.article(head.id)
        people = People(record)
        person = people.find("Edda Quill")[0]
        people.rename(person.id, "Edda M. Quill", by="tester")
        assert before.made_by
        older = replace(before.made_by, onrecord="0.0.9")
        record.replace(replace(before, statements=before.statements[:1], made_by=older))
        assert len(record.article(head.id).statements) == 1
    result = run("reextract", "--db", db)
    assert result.exit_code == 0, result.output
    assert "extracted 1 of 1 articles" in result.stdout
    with Record(db) as record:
        assert record.article(head.id).statements[0].speaker.name == "Edda M. Quill"
        assert [p.name for p in People(record).find(person.id)] == ["Edda M. Quill"]
        People(record).undo(1)
        assert record.article(head.id) == before
    assert "nothing to extract again" in run("reextract", "--db", db).stdout
    assert run("verify", "--db", db).exit_code == 0
