"""What a page says of itself, where its markup and what it shows differ. All pages are invented."""

from __future__ import annotations

import json
from datetime import date

import pytest

from onrecord.model import Article
from onrecord.reading import read

PROSE = "<p>The mayor said on Monday that she would build the wall, whatever the council thought of it.</p>" * 4
URL = "https://www.westmoorcourier.example/2025/03/03/wall"


def page(
    *, head: str = "", body: str = "", title: str = "", url: str = URL, linked: dict[str, object] | None = None
) -> Article:
    data = {"@type": "NewsArticle", **linked} if linked else {}
    markup = (
        f"<html><head><title>{title}</title><link rel=canonical href='{url}'>{head}"
        f"<script type='application/ld+json'>{json.dumps(data)}</script></head>"
        f"<body>{body}<article>{PROSE}</article></body></html>"
    )
    return read(markup.encode(), name="page.html")


OG = "<meta property='og:title' content='{}'>"
WALL, MACHINE = "Mayor to build the wall after all", "Wall: what the mayor says and why it matters now"


@pytest.mark.parametrize(
    ("linked", "og", "h1", "title"),
    [
        (WALL, WALL, [WALL], WALL),
        (MACHINE, WALL, [WALL], WALL),  # what is printed
        (MACHINE, MACHINE, [WALL], WALL),
        (WALL, f"Opinion | {WALL}", [WALL], WALL),
        (MACHINE, WALL, [], WALL),
        (MACHINE, WALL, ["The Courier"], WALL),  # the site's name is no headline
        (MACHINE, None, ["The Courier"], MACHINE),
        (MACHINE, None, [WALL, "Most read of all this week"], MACHINE),
        (f"{WALL[:20]}…", WALL, [WALL], f"{WALL[:20]}…"),
        (None, f"{WALL} | WestmoorCourier", [], WALL),
    ],
)
def test_the_title_is_what_is_printed_where_the_machines_is_another(
    linked: str | None, og: str | None, h1: list[str], title: str
) -> None:
    article = page(
        linked={"headline": linked} if linked else None,
        head=OG.format(og) if og else "",
        body="".join(f"<h1>{h}</h1>" for h in h1),
    )
    assert article.title == title


@pytest.mark.parametrize(
    ("publisher", "site", "title", "outlet"),
    [
        ("Westmoor Courier", None, "", "Westmoor Courier"),
        ("Associated Wire", "Westmoor Courier", "", "Westmoor Courier"),  # a wire is not where it stood
        ("Associated Wire", None, "", "Associated Wire"),
        (None, "Westmoor Courier - News, sport and weather", "", "Westmoor Courier"),
        (None, "News | Sport | Westmoor Courier", "", "Westmoor Courier"),
        (None, None, f"{WALL} - The Westmoor Courier", "The Westmoor Courier"),
        (None, None, f"{WALL} - a long story", "westmoorcourier.example"),
        (None, None, WALL, "westmoorcourier.example"),
    ],
)
def test_the_outlet_is_the_sites_name_or_its_host(
    publisher: str | None, site: str | None, title: str, outlet: str
) -> None:
    article = page(
        linked={"headline": WALL, "publisher": {"name": publisher}} if publisher else {"headline": WALL},
        head=f"<meta property='og:site_name' content='{site}'>" if site else "",
        title=title,
    )
    assert article.outlet == outlet


def test_a_page_without_an_address_has_no_outlet_made_up() -> None:
    assert page(url="", title=f"{WALL} - a long story").outlet is None


PLAIN = "https://westmoor.example/wall"


@pytest.mark.parametrize(
    ("stamp", "body", "url", "day"),
    [
        ("2025-03-04T03:30:00Z", "", URL, 3),  # 3 March, 22:30, in New York
        ("2025-03-04T03:30:00-05:00", "", URL, 4),  # its own zone
        ("2025-03-04T03:30:00Z", "", PLAIN, 4),
        ("2025-03-04T15:30:00Z", "", URL, 4),  # nowhere the 3rd
        ("2025-03-02T15:30:00+00:00", "", URL, 3),  # 3 March in Auckland
        ("2025-03-02T08:30:00Z", "", URL, 2),  # nowhere the 3rd
        ("2025-03-04T03:30:00Z", "<time datetime='2025-03-03T22:30:00-0500'>late</time>", PLAIN, 3),
        ("2025-03-04T03:30:00Z", "<time datetime='2025-03-04T03:30:00Z'>March 3, 2025 10:30 p.m.</time>", PLAIN, 3),
        ("2025-03-04T03:30:00Z", "<time datetime='2025-03-02T09:00:00Z'>March 2, 2025</time>", PLAIN, 4),
        ("2025-03-04T99:99:99Z", "", URL, 4),
    ],
)
def test_the_day_is_that_of_the_pages_own_zone(stamp: str, body: str, url: str, day: int) -> None:
    article = page(linked={"headline": WALL, "datePublished": stamp}, body=body, url=url)
    assert article.published == date(2025, 3, day)
    assert article.published_evidence is not None
    assert article.published_evidence.text == stamp


@pytest.mark.parametrize("stamp", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "2025-03-04T03:30:00+99:99"])
def test_a_stamp_at_the_edge_of_time_is_no_fault(stamp: str) -> None:
    assert page(linked={"headline": WALL, "datePublished": stamp}).title == WALL
