"""The pages, asked of a real server on loopback."""

from __future__ import annotations

import base64
import html
import re
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from string import ascii_lowercase

import httpx
import pytest

pytest.importorskip("fastapi", reason="the pages need onrecord[web]")

from served import served

from onrecord.errors import RecordError
from onrecord.record import Record

MANY = "+".join([a + b for a in ascii_lowercase for b in ascii_lowercase][:501])  # words
NESTED = b"[" * 1400  # as a cursor
BEYOND = b'["2024-09-25", 9223372036854775808]'
DINNER = "d9f696dc22693d5b"  # examples/01-dinner.md


def written(cursor: bytes) -> str:
    """Some bytes as a cursor is written."""
    return base64.urlsafe_b64encode(cursor).decode().rstrip("=")


@pytest.fixture(scope="module")
def web(shelf: Path) -> Iterator[httpx.Client]:
    with served(shelf / "examples.db") as client:
        yield client


def links(page: str) -> list[str]:
    """The addresses of this server that a page leads to, without the part after #."""
    found = (html.unescape(address).partition("#")[0] for address in re.findall(r'(?:href|src)="([^"]+)"', page))
    return [address for address in dict.fromkeys(found) if address.startswith("/") and not address.startswith("//")]


def shown(page: str) -> str:
    """The words of a page."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_every_link_of_every_page_leads_somewhere(web: httpx.Client) -> None:
    todo, seen = deque(["/", "/matrix", "/issues", "/brief"]), {"/"}
    kinds: dict[str, int] = {}
    while todo:
        address = todo.popleft()
        kind = address.split("?")[0].split("/")[1]
        kinds[kind] = kinds.get(kind, 0) + 1
        if kinds[kind] > 25:  # of each page
            continue
        answer = web.get(address)
        assert answer.status_code == 200, address
        if "html" in answer.headers["content-type"]:
            new = [link for link in links(answer.text) if link not in seen]
            seen.update(new)
            todo.extend(new)
    assert {"article", "person", "quotation", "original", "framed", "card", "occasion", "outlet", "shift"} <= set(kinds)


def test_the_first_page_says_how_much_is_in_the_record(web: httpx.Client) -> None:
    page = shown(web.get("/").text)
    assert "read out of 10 articles of 3 outlets, 21 June 2022 to 18 Mar 2025" in page
    assert "Daniel Okafor on Victor Hale" in page  # the turn
    assert "could be read" in page


def test_a_search_finds_words_in_their_sentence_and_leads_to_them(web: httpx.Client) -> None:
    page = web.get("/search", params={"q": "common ground", "by": "Okafor"}).text
    assert '<span class="sought">common</span> <span class="sought">ground</span>' in page
    assert "On Thursday the foreign secretary said" in shown(page)
    assert f"/article/{DINNER}?at=974-1022#s974-1022" in html.unescape(page)
    assert "by Okafor" in shown(page)  # what it is narrowed by, and can be taken away


def test_facets_count_what_a_click_on_them_finds(web: httpx.Client) -> None:
    page = web.get("/search").text
    found = re.findall(r'<li><a href="([^"]+)"><span class="[^"]*">[^<]+</span></a><span[^>]*>([\d,]+)</span>', page)
    assert len(found) > 10
    for address, count in found:
        narrowed = shown(web.get(html.unescape(address)).text)
        assert re.search(rf"\b{count} statements? that fit", narrowed), address


def test_pages_of_a_search_follow_each_other_without_a_gap(web: httpx.Client) -> None:
    for order in ("latest", "earliest", "best"):
        address, seen = f"/search?q=the&order={order}", []
        while address:
            page = web.get(address).text
            results = page[page.index('class="hits"') : page.index("</ol>")]
            seen += re.findall(r'class="go" href="([^"]+)"', results)
            more = re.search(r'href="([^"]+)" rel="next"', page)
            address = html.unescape(more[1]) if more else ""
        total = re.search(r"([\d,]+) statements that fit", shown(web.get("/search?q=the").text))
        assert total
        assert len(seen) == len(set(seen)) == int(total[1].replace(",", ""))


def test_what_finds_nothing_says_where_it_looked(web: httpx.Client) -> None:
    page = shown(web.get("/search", params={"q": "unicorn", "by": "Okafor"}).text)
    assert "Nothing fits." in page
    assert "in 10 articles of 3 outlets, published from 21 June 2022 to 18 Mar 2025" in page
    assert "How many statements fit each of these alone: the words 'unicorn' 0 statements" in page
    assert "each of these alone" not in shown(web.get("/search?q=unicorn").text)


def test_headings_say_what_a_page_is(web: httpx.Client) -> None:
    calloway = shown(web.get("/person/Ruth Calloway").text)
    assert calloway.count("finance minister") + calloway.count("Finance Minister") >= 1
    assert "Finance Minister; The finance minister" not in calloway
    assert "1 about them, by others" in calloway  # what she says of herself is not said of her
    of_her = calloway[calloway.index("What is said of them") : calloway.index("Whom they speak of")]
    assert "Glad the minister admits" in of_her
    assert "I would be glad to read it" not in of_her
    about = shown(web.get("/person/Daniel Okafor", params={"about": "Victor Hale"}).text)
    assert "What Victor Hale says of them" in about
    met = re.search(r'href="(/occasion/[^"]+)">Meeting</a>: <a [^>]*>Victor Hale', web.get("/occasions").text)
    assert met
    page = shown(web.get(html.unescape(met[1])).text)
    assert "Meeting: Victor Hale, Helen Ashworth 12 Mar 2025, 3 hours" in page
    assert "Brief: Daniel Okafor" in shown(web.get("/brief?person=Daniel Okafor").text)
    assert "1821-01-01" not in shown(web.get("/shifts?person=Ruth Calloway").text)


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("/search?kind=loud", "kind='loud' is none of direct, mixed, indirect"),
        ("/search?since=yesterday", "not a date: 'yesterday'"),
        ("/search?q=%3F%3F", "no words to look for"),
        ("/search?after=zzzz", "is no cursor"),
        (f"/search?after={written(NESTED)}", "is no cursor"),
        (f"/search?after={written(BEYOND)}", "is no cursor"),
        (f"/search?q={MANY}", "501 words are too many to look for at once"),
        (f"/feed?q={MANY}", "501 words are too many to look for at once"),
        ("/search?sure=much", "could not convert"),
        ("/search?attitude=angry", "attitude='angry' is none of"),
        ("/occasions?kind=party", "kind='party' is none of"),
    ],
)
def test_what_cannot_be_asked_is_answered_with_what_can(web: httpx.Client, address: str, told: str) -> None:
    answer = web.get(address)
    assert answer.status_code == 400
    assert told in shown(answer.text)


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("/no/such/page", "There is no page /no/such/page."),
        ("/article/feedbeef", "There is no article 'feedbeef'"),
        (f"/article/{DINNER}?version=7", "There is no version 7"),
        (f"/article/{DINNER}?at=1-2", "has no statement at 1-2"),
        ("/person/Nobody%20Atall", "Nobody called 'Nobody Atall' speaks or is spoken of."),
        ("/outlet/The%20Moon", "There is no article of an outlet called 'The Moon'. Known are"),
        (f"/quotation/{DINNER}/99", "none is '99'"),
        ("/quotation/zzz", "is no statement's id"),
        ("/shift?then=a/1-2&now=b/3-4", "No turn between these two statements is known."),
        (f"/occasion/{DINNER}?id=o99", "tells of no such occasion"),
        ("/issue/987654321", "There is no issue 987654321."),
        ("/brief?person=Nobody+Atall", "Nobody called 'Nobody Atall'"),
    ],
)
def test_what_is_not_there_says_so_and_what_was_searched(web: httpx.Client, address: str, told: str) -> None:
    answer = web.get(address)
    assert answer.status_code == 404
    assert told in shown(answer.text)
    if "page" not in told:
        assert "in 10 articles of 3 outlets" in shown(answer.text)


def test_an_article_shows_each_statement_in_its_text_and_on_a_card(web: httpx.Client) -> None:
    page = web.get(f"/article/{DINNER}?at=974-1022").text
    assert re.search(r'<mark class="said s\d asked-for">he could “find common ground” with the candidate</mark>', page)
    card = page[page.index('id="s974-1022"') :]
    card = shown(card[: card.index("</details>")])
    assert "Who Daniel Okafor" in card
    assert re.search(r"\b8\d % whose it is", card)
    assert "As printed the foreign secretary" in card
    assert "When 13 Mar 2025 , by “Thursday”" in card or "by “Thursday" in card
    assert "Why this speaker" in card
    assert 'class="chain"' in page or " chain" in page  # the mentions that led to the name are lit up
    assert page.count("<details class=") == page.count('class="n" href')  # a card for each number


def test_an_earlier_version_says_that_it_is_one(desk: Path) -> None:
    from onrecord import Record, read

    path = desk / "again.html"
    record = Record(desk / "examples.db")
    body = "<html><head><title>A vote</title></head><body><article><p>{}</p></article></body></html>"
    words = "Finance Minister Ruth Calloway said on Tuesday that the budget would {} by 2027, and that was that. "
    from dataclasses import replace

    for n, verb in enumerate(("balance", "tilt")):
        path.write_text(body.format(words.format(verb) * 3))
        record.add(replace(read(path), url="https://herald.example/vote", id=f"vote-{n}"))
    record.close()
    with served(desk / "examples.db") as web:
        assert "This is version 1. The newest is version 2" in shown(web.get("/article/vote-0?version=1").text)
        assert "This is version" not in shown(web.get("/article/vote-1").text)


def test_a_person_has_a_picture_whose_points_are_quotations(web: httpx.Client) -> None:
    page = web.get("/person/Daniel%20Okafor").text
    points = re.findall(r'<a href="(/article/[^"]+)" aria-label="Daniel Okafor on [^"]+"><path class="p-', page)
    assert points
    for address in points:
        assert web.get(html.unescape(address)).status_code == 200
    assert "opposition&#39;s spokesman" in page
    narrow = shown(web.get("/person/Daniel%20Okafor?about=Victor+Hale").text)
    assert "Daniel Okafor on Victor Hale" in narrow


def test_a_turn_is_shown_with_what_else_it_may_be(web: httpx.Client) -> None:
    page = web.get("/shifts?person=Okafor").text
    address = re.search(r'href="(/shift\?[^"]+)"', page)
    assert address
    turn = shown(web.get(html.unescape(address[1])).text)
    assert "“a reckless showman”" in turn
    assert "“find common ground”" in turn
    assert "What else it may be" in turn
    assert "Both stand in one article" in turn
    nobody = shown(web.get("/shifts?person=Calloway&about=fish").text)
    assert "No turn is known of Calloway on fish." in nobody
    assert "Compared:" in nobody


def test_a_brief_has_a_source_on_each_line(web: httpx.Client) -> None:
    page = web.get("/brief?person=Daniel+Okafor&about=Victor+Hale").text
    lines = page.split('<ol class="hits brief">')[1:]
    items = [item for part in lines for item in part.split("<li>")[1:]]
    assert len(items) >= 3
    assert all('href="/article/' in item for item in items)
    assert "reported in other words" in page


def test_a_brief_prints_a_sentence_once_with_all_that_it_shows(web: httpx.Client) -> None:
    positions = web.get("/brief", params={"person": "Daniel Okafor"}).text.split("</section>")[0]
    assert positions.count("launched a fierce attack") == 1
    said = positions[: positions.index("launched a fierce attack")]
    assert said.index("on Victor Hale") < said.index("on Norden")


def test_coverage_tells_by_outlet_and_month(web: httpx.Client) -> None:
    page = shown(web.get("/coverage").text)
    assert "What is covered, and what is not" in page
    assert re.search(r"Mar ?2025", page)
    assert "not known" in page  # those without an outlet


def test_the_original_is_framed_where_nothing_runs(web: httpx.Client) -> None:
    page = web.get(f"/original/{DINNER}%2F974-1022").text
    frame = re.search(r'<iframe src="([^"]+)" sandbox title', page)
    assert frame
    answer = web.get(html.unescape(frame[1]).partition("#")[0])
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("sandbox; default-src 'none'")
    assert "script-src" not in policy
    assert "frame-ancestors 'self'" in policy
    assert answer.headers["x-frame-options"] == "SAMEORIGIN"
    assert '<mark class="content"' in answer.text


def test_the_evidence_card_needs_nothing_else(web: httpx.Client) -> None:
    answer = web.get(f"/card/{DINNER}%2F974-1022")
    assert answer.headers["content-disposition"].startswith('attachment; filename="evidence-d9f696dc22693d5b-974-1022')
    card = answer.text
    assert not re.search(r'(?:src|href)="(?!data:)[^"#]', card.replace("srcdoc=", "x="))
    assert "SHA-256 of the original" in card
    assert "How to check this without onrecord" in card
    digest = re.search(r"SHA-256 of the original</th><td>([0-9a-f]{64})", card)
    from hashlib import sha256

    assert digest
    assert sha256((Path(__file__).parent.parent / "examples" / "01-dinner.md").read_bytes()).hexdigest() == digest[1]


def test_an_outlet_and_a_speaker_of_one_name_have_pages_of_their_own(desk: Path) -> None:
    with served(desk / "examples.db") as web:
        for first, second in (("outlet", "person"), ("person", "outlet")):
            with Record(desk / "examples.db") as record:
                record.edit(DINNER, outlet="Daniel Okafor", byline=first)  # all is worked out anew
            assert [web.get(f"/{kind}/Daniel%20Okafor").status_code for kind in (first, second)] == [200, 200]


def test_new_articles_are_shown_at_once(desk: Path) -> None:
    with served(desk / "examples.db") as web:
        assert "10 articles" in shown(web.get("/").text)
        subprocess.run(
            [sys.executable, "-m", "onrecord", "remove", DINNER, "--yes", "--db", "examples.db"],
            cwd=desk,
            check=True,
            capture_output=True,
        )
        assert "9 articles" in shown(web.get("/").text)


def test_no_page_tells_where_on_the_disk_the_record_is(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    db = desk / "examples.db"

    def damaged(*_: object, **__: object) -> None:
        raise RecordError(f"{db}: a row of it is damaged; `onrecord verify --db {db}` names it")

    with served(db) as web:
        monkeypatch.setattr("onrecord.record.store.whole", damaged)
        answer = web.get(f"/article/{DINNER}")
        assert (answer.status_code, "a row of it is damaged" in answer.text) == (503, True)
        assert str(db) not in answer.text


def test_a_record_that_is_damaged_says_so(desk: Path) -> None:
    with served(desk / "examples.db") as web:
        assert web.get("/").status_code == 200
        file = desk / "examples.db"
        file.write_bytes(b"ruined" * (file.stat().st_size // 6))
        asked = map(web.get, ("/search?q=ruin", "/people", "/matrix", "/shifts"))  # what is in memory is still told
        answer = next(answer for answer in asked if answer.status_code != 200)
        assert answer.status_code == 503
        assert "The record does not answer" in shown(answer.text)
        assert "damaged" in shown(answer.text)
        assert "Traceback" not in answer.text
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_serve_prints_its_address_answers_and_stops(desk: Path, how: signal.Signals) -> None:
    command = [sys.executable, "-m", "onrecord", "serve", "--db", "examples.db", "--port", "0"]
    with subprocess.Popen(command, cwd=desk, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout
        address = process.stdout.readline().strip()
        deadline = time.monotonic() + 60
        while True:
            try:
                answer = httpx.get(address, trust_env=False)
                break
            except httpx.TransportError:
                assert time.monotonic() < deadline
                time.sleep(0.1)
        assert answer.status_code == 200
        process.send_signal(how)
        _, told = process.communicate(timeout=30)
    assert process.returncode == 0
    assert "Traceback" not in told


def test_without_a_record_there_is_a_clear_message(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "onrecord", "serve", "--db", str(tmp_path / "none.db"), "--port", "0"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert "there is no record here yet" in done.stderr
    assert "Traceback" not in done.stderr
