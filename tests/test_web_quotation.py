"""The pages of a quotation and of a correction, and the way to a brief; on a real server on loopback."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

pytest.importorskip("fastapi", reason="the pages need onrecord[web]")

from served import served

DINNER = "d9f696dc22693d5b"  # examples/01-dinner.md
SHOWMAN = "69555fd3ac6e54a0"  # examples/04-showman.txt, which names no outlet


@pytest.fixture(scope="module")
def web(shelf: Path) -> Iterator[httpx.Client]:
    with served(shelf / "examples.db") as client:
        yield client


def main(client: httpx.Client, address: str) -> str:
    page = client.get(address)
    assert page.status_code == 200, address
    return page.text.partition("<main")[2].partition("</main>")[0]


def shown(part: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", part)).split())


def test_a_printing_without_an_outlet_is_called_by_its_title(web: httpx.Client) -> None:
    part = main(web, f"/quotation/{DINNER}%2F854-934")
    printings = shown(part).partition("To cite")[0]
    assert SHOWMAN not in printings
    assert "2 printings in 2 articles of 1 outlet" in printings
    assert re.search(r"The earlier printing that it is nearest to: “[^”]+”", printings)
    assert "same words" in printings
    assert "verbatim" not in printings


def test_only_what_differs_is_underlined(web: httpx.Client) -> None:
    part = main(web, f"/quotation/{DINNER}%2F854-934")
    for quoted in re.findall(r'<p class="quoted">.*?</p>', part, re.DOTALL):
        assert "<a " not in quoted
    assert re.search(rf'href="/article/{SHOWMAN}\?at=\d+-\d+#s', part)
    assert re.search(rf'href="/quotation/{SHOWMAN}[^"]+">Cite this printing', part)


def test_who_has_no_brief_is_offered_none(web: httpx.Client) -> None:
    assert "/brief?" not in main(web, "/person/a%20government%20of%20his%20party")
    assert "/brief?" in main(web, "/person/Helen%20Ashworth")


def test_the_words_that_are_to_be_judged_are_seen_at_once(web: httpx.Client) -> None:
    part = main(web, f"/review/statement/{DINNER}/854-934")
    before_the_buttons = shown(part.partition("<form")[0])
    assert "In opposition, Okafor called Hale “a reckless showman” and “a danger" in before_the_buttons
    assert '<option value="mixed" selected>partly word for word</option>' in part
