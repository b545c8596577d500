"""`cite`: what a citation says, what it leaves out, and that no words break out of its format."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from record_strategies import invented
from typer.testing import CliRunner

import onrecord
from onrecord.cli import app
from onrecord.errors import RecordError
from onrecord.exporting.bylines import Author, authors
from onrecord.exporting.citation import Citation, bibtex, cite, cited, csl_json, quotation, text, wikipedia
from onrecord.record import Record

FULL = Citation(
    id="invented-1/73-143",
    words="“We will rebuild the pier.”",
    speaker="Edda Quill",
    said_on="2024-09-24",
    authors=(Author("Abbot", "Wren"), Author("Roe", "John", "Jr.")),
    title="Mayor and rival trade insults over pier",
    outlet="The Saltmarsh Courier",
    published=date(2024, 9, 26),
    url="https://courier.example/pier#:~:text=We%20will%20rebuild",
    added=date(2026, 11, 28),
)
BARE = Citation(id="a/1-2", words="we will rebuild the pier")


def test_a_citation_to_be_read() -> None:
    assert text(FULL) == (
        "Edda Quill (24 September 2024): “We will rebuild the pier.” Wren Abbot, John Roe Jr., "
        "“Mayor and rival trade insults over pier”, The Saltmarsh Courier, 26 September 2024, "
        "https://courier.example/pier#:~:text=We%20will%20rebuild "
        "[invented-1/73-143; in the record since 28 November 2026]"
    )
    assert text(BARE) == "speaker not named: “we will rebuild the pier”. [a/1-2]"


@pytest.mark.parametrize(
    ("changes", "begins"),
    [
        ({"kind": "indirect"}, "Edda Quill (24 September 2024, reported in other words): “We"),
        ({"kind": "mixed", "said_on": None}, "Edda Quill (partly reported in other words): “We"),
        ({"polarity": "denied"}, "Edda Quill (24 September 2024, denied): “We"),
        ({"said_on": "2024-W39"}, "Edda Quill (2024-W39): “We"),
        ({"said_on": None, "words": "We\n will"}, "Edda Quill: “We will”"),
        ({"speaker": None, "said_on": "2024-09"}, "speaker not named (2024-09): “We"),
    ],
)
def test_the_quotation_says_what_is_the_speakers_own(changes: dict[str, str | None], begins: str) -> None:
    assert quotation(replace(FULL, **changes)).startswith(begins)  # type: ignore[arg-type]
    assert "“" not in quotation(replace(BARE, kind="indirect"))  # not their words: no quotation marks


def test_bibtex() -> None:
    assert bibtex(FULL) == (
        "@misc{onrecord-invented-1-73-143,\n"
        "  author = {Abbot, Wren and Roe, Jr., John},\n"
        "  title = {{Mayor and rival trade insults over pier}},\n"
        "  howpublished = {The Saltmarsh Courier},\n"
        "  year = 2024,\n  month = sep,\n  day = 26,\n"
        "  url = {https://courier.example/pier#:~:text=We%20will%20rebuild},\n"
        "  note = {Edda Quill (24 September 2024): “We will rebuild the pier.”},\n"
        "  annote = {In the record since 2026-11-28},\n}"
    )
    assert bibtex(BARE) == "@misc{onrecord-a-1-2,\n  note = {speaker not named: “we will rebuild the pier”},\n}"


def test_csl_json() -> None:
    assert csl_json(FULL) == {
        "id": "onrecord:invented-1/73-143",
        "type": "article-newspaper",
        "author": [
            {"family": "Abbot", "given": "Wren"},
            {"family": "Roe", "given": "John", "suffix": "Jr."},
        ],
        "title": "Mayor and rival trade insults over pier",
        "container-title": "The Saltmarsh Courier",
        "URL": "https://courier.example/pier#:~:text=We%20will%20rebuild",
        "issued": {"date-parts": [[2024, 9, 26]]},
        "note": "Edda Quill (24 September 2024): “We will rebuild the pier.”",
        "annote": "In the record since 2026-11-28",
    }
    assert list(csl_json(BARE)) == ["id", "type", "note"]
    assert csl_json(replace(BARE, authors=(Author("Reuters"),)))["author"] == [{"literal": "Reuters"}]


def test_wikipedia() -> None:
    assert wikipedia(FULL) == (
        "{{cite news |last1=Abbot |first1=Wren |last2=Roe Jr. |first2=John"
        " |title=Mayor and rival trade insults over pier |work=The Saltmarsh Courier |date=26 September 2024"
        " |url=https://courier.example/pier#:~:text=We%20will%20rebuild"
        " |quote=Edda Quill (24 September 2024): “We will rebuild the pier.”}}"
    )
    assert (
        wikipedia(BARE)
        == "{{cite news |title=&#91;Untitled&#93; |quote=speaker not named: “we will rebuild the pier”}}"
    )
    assert "|author1=Reuters |" in wikipedia(replace(BARE, authors=(Author("Reuters"),)))


@pytest.mark.parametrize("field", ["title", "outlet", "published", "url", "said_on", "speaker", "added"])
def test_what_is_not_known_is_left_out_of_every_style(field: str) -> None:
    without = replace(FULL, **{field: None})  # type: ignore[arg-type]
    for style in ("text", "bibtex", "csl-json", "wikipedia"):
        shown = cited([without], style)
        assert "None" not in shown
        assert "null" not in shown
        assert "access" not in shown.lower()


HOSTILE = st.text("aB \n\t\0{}[]|\\&%$#_^~'\"<>=“é\u202e", max_size=30)
_UNESCAPED = re.compile(
    r"(?<!\\)[&%$#_]|[\^~]|\\(?!text(?:backslash|brace(?:left|right)|ascii(?:tilde|circum))\{\}|[&%$#_])"
)


@given(HOSTILE, HOSTILE, HOSTILE, HOSTILE)
def test_no_words_break_out_of_a_format(words: str, title: str, name: str, url: str) -> None:
    c = replace(FULL, words=words, title=title, speaker=name, outlet=name, url=f"https://x.example/{url}",
                authors=(Author(name, title), Author(name)))  # fmt: skip
    entry = bibtex(c)
    depth = 0
    for n, character in enumerate(entry):
        depth += {"{": 1, "}": -1}.get(character, 0)
        assert depth > 0 or n in (*range(5), len(entry) - 1)  # it ends where it ends
    for line in entry.splitlines():
        if line.startswith(("  note", "  title", "  author")):
            assert not _UNESCAPED.search(line.partition(" = ")[2])
    (item,) = json.loads(cited([c], "csl-json"))
    assert item["type"] == "article-newspaper"
    inner = wikipedia(c).removeprefix("{{").removesuffix("}}")
    assert not re.search(r"[{}\[\]<>\n]|''|~~~", inner)
    assert [part.partition("=")[0] for part in inner.split("|")] == [
        "cite news ",
        *(f for n, a in enumerate(c.authors, 1) for f in _fields(n, a)),
        *(f for f in ("title", "work", "date", "url", "quote") if f != "work" or _shown(name)),
    ]
    assert "\n" not in text(c)


def _fields(n: int, author: Author) -> list[str]:
    found = [f"last{n}", f"first{n}"] if author.given else [f"author{n}"]
    shown = [author.family, author.given] if author.given else [author.family]
    return [f for f, words in zip(found, shown, strict=True) if _shown(words)]


def _shown(words: str) -> bool:
    return bool(words.replace("\0", "").split())


@pytest.mark.parametrize(
    ("byline", "found"),
    [
        (None, []),
        ("Wren Abbot", ["Wren Abbot"]),
        ("By Wren Abbot and Osric van der Vane", ["Wren Abbot", "Osric van der Vane"]),
        ("by Wren Abbot, Osric Vane & Edda Quill", ["Wren Abbot", "Osric Vane", "Edda Quill"]),
        ("By John Roe, Jr., and Wren Abbot", ["John Roe Jr.", "Wren Abbot"]),
        ("Wren Abbot, Political Editor", ["Wren Abbot"]),
        ("Wren Abbot in Ellery; Osric Vane (wren@courier.example)", ["Wren Abbot", "Osric Vane"]),
        ("By Wren Abbot for The Saltmarsh Courier", ["Wren Abbot"]),
        ("Reuters", ["Reuters"]),
        ("The Saltmarsh Courier", ["The Saltmarsh Courier"]),
        ("Courier staff", ["Courier staff"]),
        ("Associated Press", ["Associated Press"]),
    ],
)
def test_the_authors_of_a_byline(byline: str | None, found: list[str]) -> None:
    assert [a.name for a in authors(byline)] == found


def test_a_particle_belongs_to_the_family_name_and_a_body_has_none() -> None:
    assert authors("By Osric van der Vane and Associated Press") == (
        Author("van der Vane", "Osric"),
        Author("Associated Press"),
    )


def test_cite_on_the_command_line_and_in_python(tmp_path: Path) -> None:
    db = tmp_path / "x.db"
    with Record(db) as record:
        record.add(invented())
        head = record.head("invented")
        whole = cite(record, "invented-1/2", "invented-1/1", style="csl-json")
        with pytest.raises(ValueError, match="style='apa' is none of text, bibtex"):
            cite(record, "invented-1/2", style="apa")  # type: ignore[arg-type]
        with pytest.raises(RecordError, match="3 statements, and none is '9'"):
            onrecord.cite(record, "invented-1/9")
    assert head.added_at.tzinfo is not None
    first, second = json.loads(whole)
    assert first["note"] == "Edda Quill: “We will rebuild the pier,” … “Whatever it costs.”"
    assert second["note"].startswith("Edda Quill (24 September 2024, partly reported in other words): as a “harbour")
    assert first["URL"].startswith("https://courier.example/pier#:~:text=We%20will")
    assert first["author"] == [{"family": "Abbot", "given": "Wren"}]
    assert first["annote"] == f"In the record since {head.added_at.date()}"
    for style in ("text", "bibtex", "csl-json", "wikipedia"):
        result = CliRunner().invoke(app, ["cite", "invented-1/2", "--style", style, "--db", str(db)])
        assert result.exit_code == 0
        assert "Edda Quill" in result.stdout
    assert CliRunner().invoke(app, ["cite", "invented-1/2", "--style", "apa", "--db", str(db)]).exit_code == 2
