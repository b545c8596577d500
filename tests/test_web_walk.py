"""A walk through a whole record in Debian's Chromium: search, open, correct, undo, compare, brief, print; on a phone
and without scripts too. Over the examples, or over a copy of the record that ONRECORD_WALK names (SQLite's file)."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("fastapi", reason="the pages need onrecord[web]")
pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from playwright.sync_api import sync_playwright
from served import served

from onrecord.record import Record, profile

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
KINDS: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1180, "height": 900}},
    "no scripts": {"viewport": {"width": 1180, "height": 900}, "java_script_enabled": False},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
    "phone, no scripts": {"viewport": {"width": 390, "height": 844}, "java_script_enabled": False},
}


@pytest.fixture
def db(desk: Path, tmp_path: Path) -> Path:
    named = os.environ.get("ONRECORD_WALK")
    return Path(shutil.copy(named, tmp_path / "walk.db")) if named else desk / "examples.db"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip("there is no Chromium here: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args="--no-sandbox --disable-gpu --disable-background-networking".split()
        )
        yield browser
        browser.close()


@pytest.mark.parametrize("kind", KINDS)
def test_a_walk(chromium: Any, db: Path, kind: str) -> None:
    with Record(db) as record, record.database.connect() as connection:
        speaker = next(iter(record.shifts())).holder
        most = profile.everybody(connection, most=1)[0].name
    context = chromium.new_context(**KINDS[kind])
    page = context.new_page()
    with served(db) as client:
        home = str(client.base_url).rstrip("/")
        asked: list[str] = []
        wrong: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: wrong.append(str(error)))

        def fits() -> None:
            assert page.evaluate("document.documentElement.scrollWidth") <= KINDS[kind]["viewport"]["width"], page.url
            assert page.locator("h1").count() == 1, page.url

        def follow(to: Any) -> None:
            with page.expect_navigation():  # a click does not wait for the page that it leads to
                to.click()
            fits()

        page.goto(home)  # search
        fits()
        page.get_by_placeholder("Words, or").fill("said")
        follow(page.get_by_role("button", name="Search"))
        page.goto(f"{home}/person/{speaker}")
        fits()
        follow(page.get_by_role("link", name="in the article").first)  # open
        card = page.locator("details.card[open]")
        assert card.count() == 1
        follow(card.get_by_role("link", name="correct").first)
        page.get_by_label("Speaker").fill("Somebody Else")  # correct
        follow(page.get_by_role("button", name="Save the corrections"))
        assert "Saved" in page.locator("[role=status]").inner_text()
        with Record(db, read_only=True) as record:
            (taken,) = record.decisions()
            assert "Somebody Else" in taken.what
        page.go_back()
        page.go_forward()
        follow(page.get_by_role("button", name="Undo").first)  # undo
        assert "Undone" in page.locator("[role=status]").inner_text()
        with Record(db) as record:
            (taken,) = record.decisions()
            assert taken.undone_at
            assert not record.find(by="Somebody Else")
            record.compare()  # as a process beside `onrecord serve` does
            turn = next(iter(record.shifts()))
        page.goto(f"{home}/shifts")  # compare
        fits()
        follow(page.locator(".turn h3 a").first)
        assert page.locator(".side").count() == 2
        assert page.locator(".side blockquote").all_inner_texts() == [
            " ".join((s.context.text if s.context else s.statement.text).split()) for s in (turn.then, turn.now)
        ]
        page.goto(f"{home}/brief?person={speaker}")  # brief
        fits()
        page.emulate_media(media="print")
        assert not page.locator(".top nav").is_visible()
        assert len(page.pdf()) > 5_000
        page.emulate_media(media="screen")
        for path in (
            f"/person/{most}",
            "/people",
            "/occasions",
            "/outlets",
            "/coverage",
            "/matrix",
            "/issues",
            "/review",
        ):
            answer = page.goto(home + path)
            assert answer is not None
            assert answer.status == 200
            fits()
        assert [url for url in asked if not url.startswith((f"{home}/", "data:", "about:"))] == []
        assert not wrong
    context.close()
