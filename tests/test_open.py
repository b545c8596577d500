"""`open`: a statement shown in the original of its article, by a page of which nothing acts."""

from __future__ import annotations

import base64
import os
import re
import stat
import struct
import sys
import tempfile
import zlib
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html
from record_strategies import invented
from typer.testing import CliRunner, Result

from onrecord.cli import app
from onrecord.errors import InputUnreadable, OnrecordError, RecordError
from onrecord.exporting.marked import marked_page
from onrecord.exporting.marked_html import apart
from onrecord.model import Article, Extraction, Span, Speaker, Statement
from onrecord.reading import read
from onrecord.record import Record

ROOT = Path(__file__).parent.parent
PDF = ROOT / "tests" / "data" / "reading" / "01-dinner-chromium-2.pdf"
ENCRYPTED = ROOT / "tests" / "data" / "reading" / "encrypted.pdf"

# An invented report on a page that tries whatever a page can try.
HOSTILE = """<!doctype html><html><head><title>The pier</title><base href="https://evil.example/">
<meta http-equiv="refresh" content="0; url=https://evil.example/">
<link rel="stylesheet" href="https://evil.example/x.css"><link rel="preconnect" href="https://evil.example">
<style>@import url(https://evil.example/y.css); mark { display: none }</style>
<script>alert(1)</script></head><body onload="alert(2)" style="background: url(https://evil.example/a)"><article>
<p onclick="alert(3)" style="background: url(https://evil.example/z)" id="onrecord">Mayor Edda Quill said on Monday
that the pier&nbsp;would be <b><a href="javascript:alert(4)">rebuilt</a></b><!-- a comment --> by the
<custom-tag onfoo=1>spring of next year</custom-tag>, &lt;script&gt;alert(5)&lt;/script&gt; and all.</p>
<p>“Whatever it costs,” she told reporters, “we will have it back before the season begins.”</p>
<p>Osric Vane, her rival, said that the mayor had lost the plot and that he would sell the harbour.</p>
<iframe src="https://evil.example/"></iframe><object data="x"></object><embed src="x">
<form action="https://evil.example/"><input name="a"><button>Send</button></form>
<img src="https://evil.example/pixel.png" alt="a pier"><img src="data:image/svg+xml;base64,AAAA">
<svg onload="alert(6)"><script>1</script></svg><img src="data:image/png;base64,iVBORw0KGgo=" onerror="alert(7)">
<noscript><p title="</noscript><img src=x onerror=alert(8)>">x</p></noscript>
<p>The harbour office is closed.</p>
</article></body></html>"""


def run(*arguments: str | Path, env: dict[str, str] | None = None) -> Result:
    quiet = {"DISPLAY": "", "WAYLAND_DISPLAY": "", "BROWSER": "", **(env or {})}
    return CliRunner().invoke(app, [str(argument) for argument in arguments], env=quiet)


def said(article: Article, source: str, cue: str, *content: str) -> Extraction:
    """The article with one statement, whose parts are these words of its text."""

    def spans(*words: str) -> tuple[Span, ...]:
        return tuple(Span(at := article.text.index(w), at + len(w)) for w in words)

    statement = Statement(
        id=f"{article.id}/1-2",
        kind="mixed",
        mode="speech",
        polarity="affirmed",
        source=spans(source),
        cue=spans(cue),
        content=spans(*content),
        text=" … ".join(content),
        speaker=Speaker("Edda Quill", "person"),
        addressee=None,
        occasion=None,
        said_on=None,
        about=(),
        stance=(),
        nested_in=None,
        confidence=0.9,
    )
    return Extraction(article, (statement,))


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "pier.html"
    path.write_text(HOSTILE, "utf-8")
    return path


@pytest.fixture
def db(tmp_path: Path, page: Path) -> Path:
    article = read(page)
    with Record(tmp_path / "x.db") as record:
        content = "that the pier\u00a0would be rebuilt by the spring of next year"
        record.add(said(article, "Mayor Edda Quill", "said", _as_read(article.text, content)))
    page.unlink()
    return tmp_path / "x.db"


def _as_read(text: str, words: str) -> str:
    found = re.search(r"\s+".join(map(re.escape, words.split())), text)
    assert found, text
    return found[0]


def _statement(db: Path) -> str:
    with Record(db, read_only=True) as record:
        return f"{record.articles()[0].id}/1"


def _marks(shown: str, role: str) -> str:
    (main,) = html.document_fromstring(shown).iter("main")
    return " ".join("".join(str(m.text or "") for m in main.iter("mark") if m.get("class") == role).split())


def test_a_saved_page_is_shown_with_its_words_marked(db: Path, tmp_path: Path) -> None:
    result = run("open", _statement(db), "--db", db, "--output", tmp_path / "out.html")
    assert (result.exit_code, result.stdout) == (0, f"{tmp_path / 'out.html'}\n"), result.output
    shown = (tmp_path / "out.html").read_text("utf-8")
    assert _marks(shown, "content") == "that the pier would be rebuilt by the spring of next year"
    assert (_marks(shown, "source"), _marks(shown, "cue")) == ("Mayor Edda Quill", "said")
    assert "Osric Vane, her rival" in shown  # the page around it
    assert "The harbour office is closed" in shown
    tree = html.document_fromstring(shown)
    (first,) = (e for e in tree.iter() if e.get("id") == "onrecord")
    assert (first.tag, first.get("class"), (first.text or "").split()[0]) == ("mark", "content", "that")
    assert "<script>alert(5)</script>" in "".join(map(str, tree.itertext()))  # words of the text stay words


def test_nothing_of_a_saved_page_acts(db: Path) -> None:
    with Record(db, read_only=True) as record:
        shown = marked_page(record.original(_statement(db)))
    tree = html.document_fromstring(shown)
    policy, referrer = tree.findall(".//meta[@content]")
    assert policy.get("content", "").startswith(
        "default-src 'none'; img-src data:; form-action 'none'; base-uri 'none'"
    )
    assert referrer.get("content") == "no-referrer"
    (main,) = tree.iter("main")
    elements = [e for e in main.iter() if e is not main]
    assert {e.tag for e in elements} <= {"article", "p", "b", "a", "mark", "div", "span", "img"}
    attributes = {(e.tag, name) for e in elements for name in e.attrib}
    mark = {("mark", name) for name in ("class", "id", "tabindex", "autofocus")}
    assert attributes == mark | {("img", "alt"), ("img", "src")}
    assert [e.get("src") for e in main.iter("img") if e.get("src")] == ["data:image/png;base64,iVBORw0KGgo="]
    for trick in ("evil.example", "javascript:", "onload", "onerror=", "<script", 'http-equiv="refresh'):
        assert trick not in shown.replace(html.tostring(tree.find("head"), encoding="unicode"), "").replace(
            "onerror=alert(8)", ""
        ), trick


def test_what_is_written_by_itself_is_for_the_users_eyes_only(db: Path, tmp_path: Path) -> None:
    result = run("open", _statement(db), "--print", "--db", db, env={"TMPDIR": str(tmp_path)})
    file = Path(result.stdout.strip())
    assert result.exit_code == 0
    assert "Edda Quill" in file.read_text("utf-8")
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.unlink()


@pytest.mark.parametrize("options", [[], ["--print"]])
def test_the_browser_opens_it_where_there_is_one(db: Path, tmp_path: Path, options: list[str]) -> None:
    told = tmp_path / "told"
    script = tmp_path / "browser.py"
    script.write_text(f"import sys; open({str(told)!r}, 'w').write(sys.argv[1])")
    browser = {"BROWSER": f"{sys.executable} {script} %s", "TMPDIR": str(tmp_path)}
    result = run("open", _statement(db), *options, "--db", db, env=browser)
    assert result.exit_code == 0
    assert told.exists() == (not options)
    if told.exists():
        address = urlsplit(told.read_text())
        assert (address.scheme, unquote(address.path), address.fragment) == ("file", result.stdout.strip(), "onrecord")


def test_the_pages_of_a_pdf_are_drawn_with_boxes_around_the_words(tmp_path: Path) -> None:
    article = read(PDF)
    content = "that the two countries “have been good neighbours for two hundred years"
    with Record(tmp_path / "x.db") as record:
        record.add(said(article, "Ashworth told".split()[0], "told", content))
        place = record.original(article.id, 1)
    assert (place.format, place.held) == ("pdf", "record")
    boxes = [box for mark in place.marks if mark.role == "content" for box in mark.boxes]
    assert (
        len(boxes) == len({bottom for _, bottom, _, _ in boxes}) == 3
    )  # a box for each line, and only for these words
    pictures = re.findall(r'src="data:image/png;base64,([^"]+)"', shown := marked_page(place))
    assert len(pictures) == 1
    assert 'id="onrecord"' in shown
    pixels = _pixels(base64.b64decode(pictures[0]))
    colored = (pixels == (255, 243, 163)).all(axis=2)
    left, bottom, right, top = boxes[0]
    height = _height(PDF)
    inside = colored[round(2 * (height - top)) : round(2 * (height - bottom)), round(2 * left) : round(2 * right)]
    assert inside.mean() > 0.6  # the rest are letters
    assert 0 < colored.mean() < 0.05


def _height(pdf: Path) -> float:
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        return float(document[0].get_height())
    finally:
        document.close()


def _pixels(png: bytes) -> np.ndarray:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    data = b""
    at = 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        kind, part = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        assert struct.unpack(">I", png[at + 8 + length : at + 12 + length])[0] == zlib.crc32(kind + part)
        data += part if kind == b"IDAT" else b""
        at += 12 + length
    rows = np.frombuffer(zlib.decompress(data), np.uint8).reshape(height, 1 + 3 * width)
    assert not rows[:, 0].any()  # no filter
    return rows[:, 1:].reshape(height, width, 3)


def test_an_encrypted_pdf_asks_for_its_password(tmp_path: Path) -> None:
    article = read(ENCRYPTED, password="harbour")
    words = article.text.split()
    with Record(tmp_path / "x.db") as record:
        record.add(said(article, words[0], words[1], " ".join(words[2:5])))
        with pytest.raises(InputUnreadable, match="--password"):
            record.original(article.id, 1)
        assert "data:image/png" in marked_page(record.original(article.id, 1, password="harbour"))
    refused = run("open", f"{article.id}/1", "--db", tmp_path / "x.db")
    assert refused.exit_code == 1


@pytest.mark.parametrize("name", ["02-budget.txt", "06-namesakes.md", "10-wire.html"])
def test_every_kind_of_text_is_marked_where_it_stands(name: str, tmp_path: Path) -> None:
    article = read(ROOT / "examples" / name)
    words = [w for w in article.text.split("\n\n")[1].split(" ") if w.isalpha()][:2]
    content = article.text.split("\n\n")[2]
    with Record(tmp_path / "x.db") as record:
        record.add(said(article, words[0], words[1], content))
        shown = marked_page(record.original(article.id, 1))
    assert _marks(shown, "content") == " ".join(content.split())
    assert "as it was read" not in shown


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text("ab “é\u00a0\u00ad<&>\n.", min_size=1, max_size=30), min_size=1, max_size=4), st.booleans())
def test_any_page_and_any_text_are_marked_at_the_words(tmp_path: Path, pieces: list[str], page: bool) -> None:
    words = "The mayor said on Monday that she would build the wall again, and that it would be paid for."
    inner = [p.replace("&", "&amp;").replace("<", "&lt;") if n % 2 else f"<b>{p}</b>" for n, p in enumerate(pieces)]
    body = "".join(f"<p>{words} {piece} It stands.</p>" for piece in inner) if page else "\n\n".join([words, *pieces])
    data = f"<html><body><article>{body}</article></body></html>" if page else body
    folder = Path(tempfile.mkdtemp(dir=tmp_path))
    file = folder / ("x.html" if page else "x.txt")
    file.write_bytes(data.encode())
    article = read(file)
    content = article.text[article.text.index("and that it") :]
    with Record(folder / "x.db") as record:
        record.add(said(article, "The mayor", "said", content))
        shown = marked_page(record.original(article.id, 1))
    assert "do not stand there" not in shown
    bare = str.maketrans("", "", " \n\u00a0\u00ad")
    assert _marks(shown, "content").translate(bare) == content.translate(bare)


def test_what_a_browser_does_not_show_is_given_as_it_was_read(tmp_path: Path) -> None:
    article = read(ROOT / "tests" / "data" / "reading" / "02-budget.docx")
    content = article.text.split("\n\n")[1]
    with Record(tmp_path / "x.db") as record:
        record.add(said(article, article.text.split()[0], article.text.split()[1], content))
        shown = marked_page(record.original(article.id, 1))
    assert "the text as it was read from a Word file" in shown
    assert _marks(shown, "content") == " ".join(content.split())


def test_where_only_the_hash_was_kept_the_live_page_is_opened(tmp_path: Path, page: Path) -> None:
    article = replace(read(page), url="https://courier.example/pier")
    db = tmp_path / "hash.db"
    with Record(db, originals="hash") as record:
        record.add(said(article, "Osric Vane", "said", "the mayor had lost the plot"))
        assert record.original(article.id, 1).held == "file"  # which is still what it was
        page.write_text(HOSTILE.replace("spring", "autumn"))
        place = record.original(article.id, 1)
    assert place.held == "no"
    assert place.data is None
    result = run("open", article.id, "1", "--db", db)
    assert result.stdout == "https://courier.example/pier#:~:text=the%20mayor%20had%20lost%20the%20plot\n"
    assert "has other bytes than when it was read" in result.stderr
    page.unlink()
    run("open", f"{article.id}/1", "--db", db, "--output", tmp_path / "text.html")
    shown = (tmp_path / "text.html").read_text("utf-8")
    assert "its original is not kept, nor is it where it was read" in shown
    assert _marks(shown, "content") == "the mayor had lost the plot"


def test_without_original_and_address_the_text_of_the_record_is_shown(tmp_path: Path) -> None:
    with Record(tmp_path / "x.db") as record:
        record.add(invented(url=None, path=None))
        shown = marked_page(record.original("invented-1/2"))
    assert _marks(shown, "content") == "“We will rebuild the pier,”“Whatever it costs.”"
    assert "not kept" in shown


def test_a_page_that_cannot_be_written_is_told_by_name(db: Path, tmp_path: Path) -> None:
    result = run("open", _statement(db), "--output", tmp_path / "nowhere" / "x.html", "--db", db)
    assert isinstance(result.exception, OnrecordError)
    assert "x.html: cannot be written: No such file" in str(result.exception)


def test_what_is_no_statement_is_told(db: Path) -> None:
    for id, why in (("nowhere/1", "there is no article"), (_statement(db)[:-1] + "9", "none is '9'")):
        result = run("open", id, "--db", db)
        assert result.exit_code == 1
        assert isinstance(result.exception, RecordError)
        assert why in str(result.exception)


def test_words_with_several_roles_are_marked_once() -> None:
    runs = apart([(0, 10, "content"), (4, 6, "source"), (5, 8, "cue"), (12, 14, "content")])
    assert runs == [(0, 4, "content"), (4, 6, "source"), (6, 8, "cue"), (8, 10, "content"), (12, 14, "content")]
