"""Folders, archives and letters: nothing is read from outside of them, and what is in them and not read is said."""

from __future__ import annotations

import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest

from onrecord.errors import InputError
from onrecord.model import Article
from onrecord.reading import read_all

SAID = "The mayor said on Monday that she would build the wall."


def test_a_link_leads_nowhere_out_of_its_folder(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    (folder / "sub").mkdir(parents=True)
    (tmp_path / "secret.txt").write_text("The chancellor said nothing of this to anybody.")
    (folder / "a.txt").write_text(SAID)
    (folder / "sub" / "inside.txt").symlink_to(folder / "a.txt")
    (folder / "b.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "c.txt").symlink_to("b.txt")
    found = list(read_all([str(folder)]))
    assert [type(i).__name__ for i in found] == ["Article", "InputUnreadable", "InputUnreadable", "Article"]
    assert isinstance(found[1], InputError)
    assert found[1].input == str(folder / "b.txt")
    assert found[1].reason == f"a link out of {folder}, not followed; name its target to have it read"
    (named,) = read_all([str(folder / "b.txt")])  # what the user names is read
    assert isinstance(named, Article)
    (tmp_path / "way").symlink_to(folder)
    assert [type(i).__name__ for i in read_all([str(tmp_path / "way")])].count("Article") == 2


def test_an_archive_without_anything_to_read_says_what_is_in_it(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for name in ("a.png", "b/c.png", "d.exe", "e/"):
            archive.writestr(name, b"x")
    with zipfile.ZipFile(tmp_path / "b.zip", "w"):
        pass
    reasons = [i.reason for i in read_all([str(tmp_path)]) if isinstance(i, InputError)]
    assert reasons == [
        "no file of a kind that is read in it (2 .png, 1 .exe)",
        "no file of a kind that is read in it (it is empty)",
    ]


def test_a_web_archive_without_a_page_says_what_is_in_it(tmp_path: Path) -> None:
    pytest.importorskip("fastwarc", reason="WARC needs FastWARC")
    records = b""
    for status, kind in ((b"404 Not Found", b"text/html"), (b"404 Not Found", b"text/html"), (b"200 OK", b"image/png")):
        answer = b"HTTP/1.1 " + status + b"\r\nContent-Type: " + kind + b"\r\n\r\nnothing"
        records += (
            b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://x.example/\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
            b"WARC-Date: 2025-01-01T00:00:00Z\r\nContent-Type: application/http; msgtype=response\r\n"
            b"Content-Length: " + str(len(answer)).encode() + b"\r\n\r\n" + answer + b"\r\n\r\n"
        )
    (tmp_path / "a.warc").write_bytes(records)
    (error,) = read_all([str(tmp_path / "a.warc")])
    assert isinstance(error, InputError)
    assert error.reason == (
        "no HTML page with status 200 in it, but 3 other answers: 2 of status 404, 1 of type image/png"
    )


@pytest.mark.parametrize("kind", ["multipart/mixed", "message/rfc822"])
def test_a_letter_nested_3000_deep_is_refused_in_words(tmp_path: Path, kind: str) -> None:
    inner = "Content-Type: text/plain\n\nThe mayor said so.\n"
    for i in range(3_000):
        before = f"--b{i}\n" if kind.startswith("multipart") else ""
        inner = f"Content-Type: {kind}; boundary=b{i}\n\n{before}{inner}"
    (tmp_path / "a.eml").write_text(f"Subject: x\nMIME-Version: 1.0\n{inner}")
    (error,) = read_all([str(tmp_path / "a.eml")])
    assert isinstance(error, InputError)
    assert error.reason == "its parts are nested deeper than can be read"


def letter(body: str, *attachments: tuple[str, bytes, str]) -> bytes:
    message = EmailMessage()
    message["Subject"], message["Date"] = "The wall", "Mon, 03 Mar 2025 10:00:00 +0000"
    message.set_content(body)
    for name, data, kind in attachments:
        main, _, sub = kind.partition("/")
        message.add_attachment(data, maintype=main, subtype=sub, filename=name)
    return message.as_bytes()


def test_what_is_attached_to_a_letter_is_read_or_named(tmp_path: Path) -> None:
    statement = b"<html><body><article>" + f"<p>{SAID} {SAID}</p>".encode() * 3 + b"</article></body></html>"
    sent = letter(
        SAID,
        ("statement.html", statement, "text/html"),
        ("note.txt", b"The minister said no.", "application/octet-stream"),
        ("logo.png", b"\x89PNG", "image/png"),
        ("table.csv", b"a,b\n", "text/csv"),
    )
    (tmp_path / "a.eml").write_bytes(sent)
    found = [i for i in read_all([str(tmp_path / "a.eml")]) if isinstance(i, Article)]
    assert [a.path and a.path.removeprefix(str(tmp_path)) for a in found] == [
        "/a.eml", "/a.eml/statement.html", "/a.eml/note.txt"
    ]  # fmt: skip
    assert found[0].title == "The wall"
    assert found[0].warnings == ("attachments that are not read: logo.png, table.csv",)
    assert found[2].text == "The minister said no."


def test_a_letter_without_words_is_its_attachments(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(letter("", ("note.txt", SAID.encode(), "text/plain")))
    (found,) = read_all([str(tmp_path / "a.eml")])
    assert isinstance(found, Article)
    assert found.text == SAID
    (tmp_path / "b.eml").write_bytes(letter("", ("logo.png", b"\x89PNG", "image/png")))
    (error,) = read_all([str(tmp_path / "b.eml")])
    assert isinstance(error, InputError)
    assert error.reason == "no text in it; attachments that are not read: logo.png"


def test_a_letter_forwarded_as_an_attachment_is_read(tmp_path: Path) -> None:
    message = EmailMessage()
    message["Subject"] = "See below"
    message.set_content("The letter is attached, and nobody else has it yet.")
    inner = EmailMessage()
    inner["Subject"] = "The wall"
    inner.set_content(SAID)
    message.add_attachment(inner)
    (tmp_path / "a.eml").write_bytes(message.as_bytes())
    found = [i for i in read_all([str(tmp_path / "a.eml")]) if isinstance(i, Article)]
    assert [(a.title, a.text.strip()) for a in found][1] == ("The wall", SAID)
