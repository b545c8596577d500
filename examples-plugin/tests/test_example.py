"""The example, tested as you would test yours."""

from __future__ import annotations

from pathlib import Path

from onrecord_example import german, markdown, subrip

from onrecord import testing

SUBTITLES = (Path(__file__).parent.parent / "articles" / "pier.srt").read_bytes()
TEXT = "„Wir bauen den Steg wieder auf“, sagte Ida Brandt. „Leichtsinn“, erklärte Otto Hain.\n\n„Ja“, sagte Ida Brandt."


def test_the_reader() -> None:
    article = testing.check_reader(subrip, SUBTITLES, "pier.srt")
    assert article.text.startswith("“We will rebuild the pier,” Mayor Edda Quill told reporters on Tuesday. “Whatever")
    assert "<i>" not in article.text


def test_the_exporter() -> None:
    written = testing.check_exporter(markdown).decode()
    assert "## Mayor and rival trade insults over pier" in written
    assert "- **Osric Vane**: the mayor had lost the plot" in written
    assert "- **=Ina \\<Moor\\>**: “שלום”" in written


def test_the_language() -> None:
    found = testing.check_language(german, testing.article(text=TEXT, language="de"))
    assert [(s.speaker.name, s.text) for s in found.statements] == [
        ("Ida Brandt", "„Wir bauen den Steg wieder auf“"),
        ("Otto Hain", "„Leichtsinn“"),
        ("Ida Brandt", "„Ja“"),
    ]
