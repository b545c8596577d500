"""Whom an outlet quotes: with which titles, and women and men as far as names tell."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from test_shifts import add

from onrecord.record import Record, quoting


def _fill(db: Path) -> None:
    with Record(db) as record:
        speakers = ("Mary Quill", "Robert Vane", "Mr. Stone", "J. Holt", "Zzyx Moor", "Robert Vane")
        for n, speaker in enumerate(speakers):
            family = speaker.split()[-1]
            words = f"the pier number {n} is closed for good"
            day = date(2024, 1, 1 + n)
            add(record, f"a{n}", f"{family} said that {words}.", words, day=day, speaker=speaker, about=None)
            if speaker == "Robert Vane":
                extraction = record.article(f"a{n}")
                entities = (replace(extraction.entities[0], offices=("harbour master", "Dr")), *extraction.entities[1:])
                record.replace(replace(extraction, entities=entities))


def test_titles_and_counts_by_what_names_show(tmp_path: Path) -> None:
    _fill(tmp_path / "x.db")
    with Record(tmp_path / "x.db", read_only=True) as record, record.database.connect() as connection:
        told = quoting.quoting(connection, "The Invented Post").genders
        titles = quoting.titles(connection, "The Invented Post")
    assert (told.women, told.men, told.unknown) == ((1, 1), (2, 3), (2, 2))
    assert [(t.title, t.articles, t.names) for t in titles] == [("harbour master", 2, ("Robert Vane",))]


def test_the_page_says_what_is_not_known(tmp_path: Path) -> None:
    pytest.importorskip("fastapi", reason="the pages need onrecord[web]")
    from browsing import Browser
    from served import served

    _fill(tmp_path / "x.db")
    with served(tmp_path / "x.db") as client:
        page = Browser(str(client.base_url).rstrip("/")).get("/outlet/The%20Invented%20Post").text
    assert "women11 men23 not known22" in page  # persons and statements, in cells
    assert "harbour master Robert Vane2 articles" in page.replace("\n", "")
