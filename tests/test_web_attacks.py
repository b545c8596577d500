"""Articles and requests that attack: nothing in them runs, steers, or leads anywhere. All invented."""

from __future__ import annotations

import html
import re
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

pytest.importorskip("fastapi", reason="the pages need onrecord[web]")

from hostile_article import ATTACKS, ID, SCRIPT, hostile_record
from served import served

from onrecord.model import Article, Extraction, Span, Speaker, Statement
from onrecord.record import Record
from onrecord.web.addresses import segment, web


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    db = tmp_path_factory.mktemp("attacked") / "attacked.db"
    hostile_record(db)
    with served(db) as client:
        yield client


def harmless(page: str) -> None:
    """No tag, attribute or character of the attacks is left as what it was."""
    assert "<script>" not in page.replace("<script src=", "")
    assert not re.search(r"<img[^>]+onerror", page)
    assert not re.search(r"<[^>]+\sonmouseover=", re.sub(r'"[^"]*"', '""', page))
    assert not re.search(r'href="\s*(?:javascript|data|vbscript):', page, re.IGNORECASE)
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\u202a-\u202e\u2066-\u2069]", page)


def test_an_article_that_attacks_is_text_on_every_page(attacked: httpx.Client) -> None:
    todo, pages = ["/", "/matrix", "/issues"], 0
    seen: set[str] = set()
    while todo:
        address = todo.pop()
        if address in seen or len(seen) > 150:
            continue
        seen.add(address)
        answer = attacked.get(address)
        assert answer.status_code in (200, 404), address
        if "html" not in answer.headers["content-type"]:
            continue
        pages += 1
        harmless(answer.text)
        found = (html.unescape(a).partition("#")[0] for a in re.findall(r'(?:href|src)="([^"]+)"', answer.text))
        for link in found:
            assert link == "" or link.startswith(("/", "data:image/")), (address, link)
            if link.startswith("/"):
                todo.append(link)
    assert pages > 12
    assert any(address.startswith("/framed/") for address in seen)
    assert any(address.startswith("/card/") for address in seen)


def test_characters_that_steer_are_shown_as_marks(attacked: httpx.Client) -> None:
    page = attacked.get(f"/article/{segment(ID)}").text
    assert '<span class="odd" title="right-to-left override">⟨202E⟩</span>' in page
    assert "⟨0007⟩" in page
    assert "⟨001B⟩" in page


def test_an_article_without_a_title_or_a_day_says_so(attacked: httpx.Client) -> None:
    page = attacked.get("/article/bare").text
    assert "Untitled:" in page
    assert "undated" in page
    assert "outlet not known" in page
    assert attacked.get("/article/empty").status_code == 200


@pytest.mark.parametrize(
    "attack", [*ATTACKS, "' OR 1=1 --", '" OR ""="', "x') UNION SELECT 1 --", "%", "_", "*", "NEAR(a b)"]
)
def test_what_is_asked_for_is_neither_markup_nor_a_query_language(attacked: httpx.Client, attack: str) -> None:
    for field in ("q", "by", "about", "outlet", "since", "kind", "attitude", "sure", "order", "after"):
        answer = attacked.get("/search", params={field: attack})
        assert answer.status_code in (200, 400), (field, attack)
        harmless(answer.text)
        if field in ("by", "about", "outlet") and answer.status_code == 200:
            assert "Nothing fits." in answer.text or attack in (SCRIPT,), (field, attack)
    for address in (
        "/person/",
        "/outlet/",
        "/article/",
        "/quotation/",
        "/card/",
        "/original/",
        "/framed/",
        "/occasion/",
    ):
        answer = attacked.get(address + segment(attack))
        assert answer.status_code in (200, 400, 404), address
        harmless(answer.text)
    for address, field in (("/people", "name"), ("/occasions", "person"), ("/shifts", "person"), ("/brief", "person")):
        harmless(attacked.get(address, params={field: attack}).text)


@pytest.mark.parametrize(
    "name", ["//evil.example", "https://evil.example/", "\\\\evil.example", "/\r\nSet-Cookie: a=b"]
)
def test_a_redirect_stays_here(attacked: httpx.Client, name: str) -> None:
    answer = attacked.get("/person", params={"name": name})
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/person/")
    assert not answer.headers["location"].startswith("//")
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("address", ["/", "/nowhere", "/static/style.css", "/search?kind=loud", "/person?name=a"])
def test_every_answer_loads_nothing_foreign_and_is_framed_by_nobody(attacked: httpx.Client, address: str) -> None:
    headers = attacked.get(address).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"
    assert "server" not in headers


def test_another_name_that_leads_here_is_refused(attacked: httpx.Client) -> None:
    assert attacked.get("/", headers={"Host": "rebound.example"}).status_code == 421
    assert attacked.get("/", headers={"Host": ""}).status_code == 421
    assert attacked.get("/", headers={"Host": "localhost:8000"}).status_code == 200


@pytest.mark.parametrize("path", ["/static/../../errors.py", "/static/..%2f..%2ferrors.py", "/static/%2e%2e/assets.py"])
def test_no_file_beside_the_static_ones_is_served(attacked: httpx.Client, path: str) -> None:
    raw = httpx.URL(str(attacked.base_url)).copy_with(raw_path=path.encode())
    assert attacked.get(raw).status_code == 404


def test_a_text_of_300000_words_is_shown_in_parts(tmp_path: Path) -> None:
    line = "The harbour board said that the quay would stay open until the ice had gone from it. "
    text = "\n\n".join(line * 10 for _ in range(1875))
    assert len(text.split()) >= 300_000
    spans = [(m.start(), m.end()) for m in re.finditer("that the quay would stay open", text)][:6000]
    board = Speaker("Harbour Board", "organization", None, 0.9)
    said = tuple(
        Statement(
            id=f"long/{start}-{end}",
            kind="indirect",
            mode="speech",
            polarity="affirmed",
            source=(Span(start - 22, start - 6),),
            cue=(Span(start - 5, start),),
            content=(Span(start, end),),
            text=text[start:end],
            speaker=board,
            addressee=None,
            occasion=None,
            said_on=None,
            about=(),
            stance=(),
            nested_in=None,
            confidence=0.9,
        )
        for start, end in spans
    )
    with Record(tmp_path / "long.db") as record:
        record.add(Extraction(Article("long", text), said))
    with served(tmp_path / "long.db") as client:
        began = time.process_time()
        page = client.get("/article/long")
        assert page.status_code == 200
        assert len(page.text) < 3_000_000
        assert "Part 1 of" in page.text
        last = said[-1].id.partition("/")[2]
        opened = client.get(f"/article/long?at={last}").text
        assert 'asked-for">that the quay would stay open' in opened
        assert time.process_time() - began < 30
        assert client.get("/article/long?part=99999").status_code == 200


def test_addresses_lead_to_the_web_alone() -> None:
    assert web("https://herald.example/a b?x=1") == "https://herald.example/a%20b?x=1"
    for address in (
        "javascript:alert(1)",
        "JAVASCRIPT:x",
        "data:text/html,x",
        "//evil.example",
        "file:///etc",
        "",
        None,
        "https://[x",
    ):
        assert web(address) is None
    assert segment("a/b?c#d") == "a%2Fb%3Fc%23d"
