"""Review by keys and by selecting words, in Debian's Chromium."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("fastapi", reason="the pages need onrecord[web]")
pytest.importorskip("playwright.sync_api", reason="not installed")

from playwright.sync_api import sync_playwright
from served import served

from onrecord.record import Record

CHROMIUM = shutil.which("chromium")


@pytest.fixture
def db(desk: Path) -> Path:
    return desk / "examples.db"


@pytest.fixture
def page(db: Path) -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip("there is no Chromium here: apt install chromium")
    with served(db) as client, sync_playwright() as p:
        browser = p.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        shown = browser.new_page(base_url=str(client.base_url))
        wrong: list[str] = []
        shown.on("pageerror", lambda error: wrong.append(str(error)))
        shown.on("console", lambda told: wrong.append(told.text) if told.type == "error" else None)
        yield shown
        browser.close()
        assert not wrong


def test_the_queue_by_keys(page: Any, db: Path) -> None:
    page.goto("/review")
    first = page.locator("[data-item] blockquote").nth(0).inner_text()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    with page.expect_navigation():
        page.keyboard.press("c")
    assert "confirmed" in page.locator("[role=status]").inner_text()
    assert page.locator("[data-item] blockquote").nth(0).inner_text() != first
    with page.expect_navigation():
        page.keyboard.press("u")
    assert "Undone: 1" in page.locator("[role=status]").inner_text()
    page.go_back()  # the back button does nothing a second time
    with Record(db, read_only=True) as record:
        (decision,) = record.decisions()
    assert decision.undone_at


def test_typing_into_a_field_is_no_command(page: Any, db: Path) -> None:
    page.goto("/review/statement/d9f696dc/1")
    page.keyboard.press("e")
    page.keyboard.type("rc")
    assert page.locator("[name=speaker]").input_value() == "rc"
    with Record(db, read_only=True) as record:
        assert not record.decisions()


def test_the_ends_move_by_keys_and_by_selecting(page: Any, db: Path) -> None:
    with Record(db, read_only=True) as record:
        text = record.article("d9f696dc").article.text
        span = record.statement("d9f696dc/1").statement.content[0]
    page.goto("/review/statement/d9f696dc/1")
    for key, start, end in (
        ("]", text.index(" ", span.start) + 1, span.end),
        ("[", span.start, span.end),
        ("<", span.start, text.rindex(" ", span.start, span.end)),
        (">", span.start, span.end),
    ):
        page.keyboard.press(key)
        assert page.locator("#spans").input_value() == f"{start}-{end}", key
    page.evaluate(
        """() => {
          const walker = document.createTreeWalker(document.getElementById("passage"), NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) {
            const at = walker.currentNode.data.indexOf("have been good neighbours");
            if (at >= 0) document.getSelection().setBaseAndExtent(walker.currentNode, at, walker.currentNode, at + 26);
          }
        }"""
    )
    page.keyboard.press("s")
    at = text.index("have been good neighbours")
    assert page.locator("#spans").input_value() == f"{at}-{at + 25}"
    with page.expect_navigation():
        page.get_by_role("button", name="Save the corrections").click()
    with Record(db, read_only=True) as record:
        assert record.statement("d9f696dc/1").statement.text == "have been good neighbours"


def test_the_ends_move_by_fingers_on_a_phone(db: Path) -> None:
    if CHROMIUM is None:
        pytest.skip("there is no Chromium here: apt install chromium")
    with Record(db, read_only=True) as record:
        text = record.article("d9f696dc").article.text
        span = record.statement("d9f696dc/1").statement.content[0]
    with served(db) as client, sync_playwright() as p:
        browser = p.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        phone = browser.new_context(
            base_url=str(client.base_url), viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True
        )
        page = phone.new_page()
        page.goto("/review/statement/d9f696dc/1")
        for button, start, end in (
            ("Beginning a word later", text.index(" ", span.start) + 1, span.end),
            ("End a word earlier", text.index(" ", span.start) + 1, text.rindex(" ", span.start, span.end)),
            ("Beginning a word earlier", span.start, text.rindex(" ", span.start, span.end)),
            ("End a word later", span.start, span.end),
            ("End a word earlier", span.start, text.rindex(" ", span.start, span.end)),
        ):
            shown = page.get_by_role("button", name=button)
            box = shown.bounding_box()
            assert box is not None
            assert min(box["width"], box["height"]) >= 40  # a finger's
            shown.tap()
            assert page.locator("#spans").input_value() == f"{start}-{end}", button
        assert not page.locator("kbd").first.is_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        with page.expect_navigation():
            page.get_by_role("button", name="Save the corrections").tap()
        browser.close()
    with Record(db, read_only=True) as record:
        cut = text[span.start : text.rindex(" ", span.start, span.end)]
        assert record.statement("d9f696dc/1").statement.text == cut


PLACE = """words => {
  const walker = document.createTreeWalker(document.getElementById("passage"), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const at = walker.currentNode.data.indexOf(words);
    if (at >= 0) {
      const range = new Range();
      range.setStart(walker.currentNode, at);
      range.setEnd(walker.currentNode, at + words.length);
      const box = range.getBoundingClientRect();
      return [box.left, box.right, box.bottom];
    }
  }
}"""


@pytest.mark.parametrize("by", ["touch", "mouse"])
def test_the_ends_are_dragged(db: Path, by: str) -> None:
    if CHROMIUM is None:
        pytest.skip("there is no Chromium here: apt install chromium")
    with Record(db, read_only=True) as record:
        text = record.article("d9f696dc").article.text
        span = record.statement("d9f696dc/1").statement.content[0]
    first, last = text[span.start : span.end].split()[2], text[span.start : span.end].split()[-3]
    with served(db) as client, sync_playwright() as p:
        browser = p.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        touch = by == "touch"
        context = browser.new_context(
            base_url=str(client.base_url), viewport={"width": 360, "height": 740}, has_touch=touch, is_mobile=touch
        )
        page = context.new_page()
        pointer = context.new_cdp_session(page)

        def drag(ways: list[tuple[float, float]]) -> None:
            if not touch:
                page.mouse.move(*ways[0])
                page.mouse.down()
                for way in ways:
                    page.mouse.move(*way)
                page.mouse.up()
                return
            for n, (x, y) in enumerate(ways):
                kind = "touchMove" if n else "touchStart"
                pointer.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
            pointer.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

        page.goto("/review/statement/d9f696dc/1")
        page.locator("#passage").scroll_into_view_if_needed()
        start, end = text.index(first, span.start), text.index(last, span.end - 40) + len(last)
        for handle, words, side, expected in (
            (".begins", text[start : start + len(first) + 1], 0, f"{start}-{span.end}"),
            (".ends", text[end - len(last) : end + 1], 1, f"{start}-{end}"),
        ):
            box = page.locator(f".handle{handle}").bounding_box()
            assert box is not None
            x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
            edge = box["x"] + (0 if side else box["width"])
            place = page.evaluate(PLACE, words)
            inward = -4 if side else 4  # within the word: its end is found
            to = x + place[side] - edge + inward, y + place[2] - box["y"]
            drag([(x, y), ((x + to[0]) / 2, (y + to[1]) / 2), to])
            assert page.locator("#spans").input_value() == expected
        assert page.evaluate("document.getSelection().isCollapsed")
        with page.expect_navigation():
            page.get_by_role("button", name="Save the corrections").click()
        browser.close()
    with Record(db, read_only=True) as record:
        assert record.statement("d9f696dc/1").statement.text == text[start:end]


REVIEW = ["/review?done=1", "/review/statement/d9f696dc/1?done=1", "/review/article/d9f696dc", "/decisions",
          "/review/person/tom-bramley", "/article/d9f696dc?at=1", "/review?why=turns", "/review/accuracy"]  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(db: Path, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="not installed").Axe()
    if CHROMIUM is None:
        pytest.skip("there is no Chromium here: apt install chromium")
    with Record(db) as record:
        record.correct("d9f696dc/1", speaker="Ruth Calloway", reason="the video")
    with served(db) as client, sync_playwright() as p:
        browser = p.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_context(color_scheme=scheme, bypass_csp=True, base_url=str(client.base_url)).new_page()  # type: ignore[arg-type]
        for path in REVIEW:
            page.goto(path)
            found = axe.run(page).response["violations"]
            assert not [v for v in found if v["impact"] in ("serious", "critical")], path
        browser.close()
