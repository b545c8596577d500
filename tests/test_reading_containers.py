"""Documents, archives and e-mails: the same articles as from the files in them, and no archive that eats us."""

from __future__ import annotations

import gzip
import io
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.errors import InputError, InputMalformed, InputTooLarge, InputUnknownType
from onrecord.model import Article
from onrecord.reading import Original, read, read_all

HERE = Path(__file__).parent
EXAMPLES = HERE.parent / "examples"
MADE = HERE / "data" / "reading"
BODY = "".join(f"<p>The mayor said on Monday that she would build the wall, number {i} of many.</p>" for i in range(6))
PAGE = f"<!doctype html><html><body><article>{BODY}</article></body></html>".encode()


@pytest.mark.parametrize(
    ("made", "source"), [("02-budget.docx", "02-budget.txt"), ("06-namesakes.odt", "06-namesakes.md")]
)
def test_a_document_is_read_as_the_text_that_it_was_made_from(made: str, source: str) -> None:
    article, true = read(MADE / made), read(EXAMPLES / source)
    assert article.text == true.text
    assert (article.title, article.byline, article.published) == (true.title, true.byline, true.published)
    assert Original((MADE / made).read_bytes()).mismatches(article) == []
    assert sum(a.end - a.start for a in article.anchors) == len(article.text.replace("\n\n", ""))


def docx(xml: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", xml)
    return out.getvalue()


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def test_what_a_document_does_not_show_is_not_read() -> None:
    runs = "<w:r><w:t>She said</w:t><w:tab/><w:t>so. </w:t></w:r><w:del><w:r><w:t>not</w:t></w:r></w:del>"
    more = "<w:r><w:instrText>PAGE</w:instrText><w:t>Twice,</w:t><w:br/><w:t>in fact.</w:t></w:r>"
    data = docx(f"<w:document {W}><w:body><w:p>{runs}{more}</w:p><w:p/></w:body></w:document>")
    article = read(data, name="a.docx")
    assert article.text == "She said so. Twice,\nin fact."
    assert Original(data).mismatches(article) == []


LAUGHS = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))


@pytest.mark.parametrize(
    "xml",
    [
        f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]><w:document {W}><w:p><w:t>&l9;</w:t></w:p></w:document>',
        f'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><w:document {W}><w:p><w:t>&f;</w:t></w:p></w:document>',
        "<not closed",
        "",
        "<a>" * 100_000,
    ],
)
def test_hostile_xml_is_an_error(xml: str) -> None:
    with pytest.raises(InputError) as caught:
        read(docx(xml), name="a.docx")
    assert "root:" not in str(caught.value)


def archive(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members.items():
            made.writestr(name, data)
    return out.getvalue()


def items(tmp_path: Path, name: str, data: bytes) -> list[Article | InputError]:
    (tmp_path / name).write_bytes(data)
    return list(read_all([str(tmp_path / name)]))


def test_a_zip_gives_the_articles_of_its_files(tmp_path: Path) -> None:
    members = {p.name: p.read_bytes() for p in sorted(EXAMPLES.glob("0[1-3]*"))}
    found = items(
        tmp_path, "a.zip", archive({**members, "bad.txt": b"", ".hidden.txt": b"x", "c.jsonl": b'{"text":"So."}'})
    )
    articles = [i for i in found if isinstance(i, Article)]
    assert [a.sha256 for a in articles[:3]] == [read(p).sha256 for p in sorted(EXAMPLES.glob("0[1-3]*"))]
    assert [a.path for a in articles[:1]] == [f"{tmp_path}/a.zip/01-dinner.md"]
    assert articles[3].text == "So."
    (error,) = (i for i in found if isinstance(i, InputError))
    assert error.input == f"{tmp_path}/a.zip/bad.txt"


def test_a_zip_bomb_is_refused_unopened(tmp_path: Path) -> None:
    (error,) = items(tmp_path, "a.zip", archive({"a.txt": b"0" * 90_000_000}))
    assert isinstance(error, InputTooLarge)


def test_a_member_without_a_name_is_passed_over(tmp_path: Path) -> None:
    data = archive({"a.txt": b"She said so.", "b.txt": b"He said no."}).replace(b"b.txt", b"\0.txt")
    (article,) = items(tmp_path, "a.zip", data)
    assert isinstance(article, Article)
    assert article.text == "She said so."


def test_archives_in_archives_end(tmp_path: Path) -> None:
    data = b"She said so."
    for _ in range(5):
        data = archive({"a.zip": data, "b.txt": b"He said so too."})
    found = items(tmp_path, "a.zip", data)
    assert isinstance(found[-1], Article)
    assert any(isinstance(i, InputUnknownType) and "deep" in i.reason for i in found)
    with pytest.raises(InputUnknownType, match="deep"):
        read(gzip.compress(gzip.compress(gzip.compress(gzip.compress(b"So.")))), name="a.gz.gz.gz.gz")


def test_a_packed_corpus_is_a_corpus(tmp_path: Path) -> None:
    found = items(tmp_path, "c.jsonl.gz", gzip.compress(b'{"id":"a","text":"So."}\n{"id":"b","text":"No."}\n'))
    assert [i.id for i in found if isinstance(i, Article)] == ["a", "b"]
    (error,) = items(tmp_path, "d.jsonl.gz", gzip.compress(b'{"text":"So."}' * 100)[:-9])
    assert isinstance(error, InputMalformed)


@pytest.mark.parametrize("with_html", [True, False])
def test_an_email_is_read_by_its_body(tmp_path: Path, with_html: bool) -> None:
    message = EmailMessage()
    message["From"], message["Subject"] = "post@example.org", "News"
    message.set_content("The mayor said on Monday that she would build the wall. Nobody believed her.")
    if with_html:
        message.add_alternative(PAGE.decode(), subtype="html")
    (article,) = items(tmp_path, "a.eml", message.as_bytes())
    assert isinstance(article, Article)
    assert ("number 5 of many" in article.text) == with_html


def record(url: str, body: bytes, status: str = "200 OK", kind: str = "text/html") -> bytes:
    http = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n\r\n".encode() + body
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nContent-Type: application/http; msgtype=response"
    )
    number = "WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>\r\nWARC-Date: 2024-01-01T00:00:00Z"
    return f"{head}\r\n{number}\r\nContent-Length: {len(http)}\r\n\r\n".encode() + http + b"\r\n\r\n"


@pytest.mark.parametrize("name", ["a.warc.gz", "a.warc"])
def test_a_warc_gives_its_pages(tmp_path: Path, name: str) -> None:
    pytest.importorskip("fastwarc", reason="WARC needs FastWARC")
    records = [
        record("https://x.example/1", PAGE),
        record("https://x.example/gone", b"", "404 Not Found"),
        record("https://x.example/a.png", b"\x89PNG", kind="image/png"),
        record("https://x.example/menu", b"<html><body><nav>Home</nav></body></html>"),
        record("https://x.example/2", PAGE.replace(b"Monday", b"Tuesday")),
    ]
    packed = b"".join(gzip.compress(r) for r in records) if name.endswith("gz") else b"".join(records)
    found = items(tmp_path, name, packed)
    assert [i.url for i in found if isinstance(i, Article)] == ["https://x.example/1", "https://x.example/2"]
    assert [type(i).__name__ for i in found] == ["Article", "InputWithoutArticle", "Article"]
    first = found[0]
    assert isinstance(first, Article)
    assert Original(PAGE).mismatches(first) == []


WHOLE = {
    "a.docx": (MADE / "02-budget.docx").read_bytes(),
    "a.odt": (MADE / "06-namesakes.odt").read_bytes(),
    "a.zip": archive({"a.txt": b"She said so. " * 20}),
    "a.txt.gz": gzip.compress(b"She said so. " * 20),
    "a.warc": record("https://x.example/1", PAGE),
    "a.eml": b"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/html\n\n" + PAGE,
}


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(sorted(WHOLE)),
    st.floats(0, 1),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=9),
)
def test_whatever_is_mutated_is_an_article_or_an_error(name: str, end: float, changes: list[tuple[float, int]]) -> None:
    data = bytearray(WHOLE[name])
    for at, byte in changes:
        data[int(at * (len(data) - 1))] = byte
    try:
        read(bytes(data[: int(end * len(data))]), name=name)
    except InputError as error:
        if not error.reason:
            raise AssertionError("an error without a reason") from error
