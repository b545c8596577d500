"""Attacks on what can be changed and who may, each by a request that carries it, against the real application."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from starlette.routing import Mount, Route

pytest.importorskip("argon2", reason="users need onrecord[web]")
pytest.importorskip("fastapi", reason="the pages need onrecord[web]")

from browsing import Browser
from served import served
from test_web_access import STATEMENT, WORD, open_to, sign_in

from onrecord.model import Article, Entity, Extraction, Party, SaidOn, Span, Speaker, Stance, Statement
from onrecord.record import Record
from onrecord.web import application
from onrecord.web.access import Access, beside

SCRIPT = "<script>alert(1)</script>"
BREAKS_OUT = "\"'><img src=x onerror=alert(2)>"
TEXT = f"{SCRIPT} said Edda {BREAKS_OUT} that {{{{7*7}}}} {{% raw %}} the pier </textarea></title> was \u202e safe.\n"


def hostile() -> Extraction:
    """An invented article whose every field carries an attack."""
    start = TEXT.index("the pier")
    said = Statement(
        id=f"hostile/{start}-{start + 8}", kind="indirect", mode="speech", polarity="affirmed",
        source=(Span(0, 25),), cue=(Span(26, 30),), content=(Span(start, start + 8),), text="the pier",
        speaker=Speaker(f"Edda {BREAKS_OUT}", "person", "e1", 0.4, (f"Edda {BREAKS_OUT}", SCRIPT), (Span(0, 8),)),
        addressee=Party(SCRIPT, "person", None, ()), occasion=None,
        said_on=SaidOn("2025-01-01", None, SCRIPT), about=(Party(BREAKS_OUT, "person", None, ()),),
        stance=(Stance(BREAKS_OUT, "negative", 0.9, ()),), nested_in=None, confidence=0.01,
    )  # fmt: skip
    article = Article(
        "hostile", TEXT, title=SCRIPT, byline=BREAKS_OUT, outlet=SCRIPT, url="javascript:alert(3)", path=SCRIPT
    )
    who = Entity("e1", f"Edda {BREAKS_OUT}", "person", (SCRIPT,), (BREAKS_OUT,), (Span(0, 8),))
    return Extraction(article, (said,), entities=(who,))


@pytest.fixture(scope="module")
def browser(shelf: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    db = tmp_path_factory.mktemp("attacked") / "record.db"
    db.write_bytes((shelf / "examples.db").read_bytes())
    with Record(db) as record:
        record.add(hostile())
        record.correct("hostile/1", speaker=f"Edda {BREAKS_OUT}", reason=SCRIPT, by=BREAKS_OUT)
    with served(db) as client:
        yield Browser(str(client.base_url).rstrip("/"))


# ------------------------------------------------------------------------------------------------ cross-site scripting

PAGES = [
    "/", "/search", "/search?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E", "/search?by=%3Cscript%3Ealert(1)%3C/script%3E",
    "/article/hostile", "/article/hostile?at=1", "/article/%3Cscript%3Ealert(1)%3C%2Fscript%3E",
    "/review", "/review/statement/hostile/1", "/review/article/hostile", "/decisions",
    "/review/statement/%3Cscript%3Ealert(1)%3C%2Fscript%3E/1", "/review/person/%3Cscript%3Ealert(1)%3C%2Fscript%3E",
    "/%3Cscript%3Ealert(1)%3C/script%3E", "/search?since=%3Cscript%3Ealert(1)%3C/script%3E", "/person/Edda", "/people",
    "/outlet/%3Cscript%3Ealert(1)%3C%2Fscript%3E", "/login?next=%22%3E%3Cscript%3E", "/quotation/hostile%2F1",
    "/feed?q=pier", "/feed?by=%3Cscript%3E", "/shifts", "/occasions", "/outlets", "/coverage",
]  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_what_an_article_or_an_address_carries_is_text(browser: Browser, path: str) -> None:
    page = browser.get(path)
    assert page.status < 500
    assert "<script>alert" not in page.source
    assert "<img src=x" not in page.source
    assert "\u202e" not in page.source
    assert 'href="javascript:' not in page.source
    assert not [a for element in page.tree.iter() for a in element.attrib if a.lower().startswith("on")]
    if page.headers["content-type"].startswith("text/html"):
        assert all(s.get("src", "").startswith("/static/") and not s.text for s in page.tree.iter("script"))


def test_what_is_answered_to_programs_is_no_page(browser: Browser) -> None:
    for path in ("/api/v1/articles/hostile", "/api/v1/statements?by=Edda", "/api/v1/<script>alert(1)</script>"):
        headers = browser.client.get(path).headers
        assert "json" in headers["content-type"]
        assert headers["x-content-type-options"] == "nosniff"
    assert browser.client.get("/api/v1/articles?format=csv").headers["content-type"].startswith("text/csv")


def test_the_policy_lets_no_script_of_a_page_run(browser: Browser) -> None:
    for path in PAGES:
        policy = browser.get(path).headers["content-security-policy"]
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy


# ------------------------------------------------------------------------------------------------ request forgery


def _posts(db: Path) -> list[str]:
    """The address of everything that can be changed, as the application has it."""
    found: list[str] = []
    app = application(db)
    todo = list(app.routes)
    while todo:
        route = todo.pop()
        if isinstance(route, Mount):
            todo += route.routes
        elif isinstance(route, Route) and (route.methods or set()) - {"GET", "HEAD"}:
            found.append(route.path)
        elif hasattr(route, "original_router"):
            todo += route.original_router.routes
    return sorted(set(found))


def test_no_form_is_taken_without_its_token(browser: Browser, shelf: Path) -> None:
    posts = _posts(shelf / "examples.db")
    assert len(posts) >= 6, posts
    given = {"id:path": "hostile/1", "id": "hostile", "n": "1"}
    for path in posts:
        address = re.sub(r"{([^}]+)}", lambda m: given[m[1]], path)
        for fields in ([], [("form_token", "")], [("form_token", "0" * 64)], [("form_token", "é")]):
            answer = browser.post(address, [*fields, ("action", "reject"), ("sure", "yes")])
            assert answer.status == 403, address
    assert browser.get("/review/statement/hostile/1").status == 200


def test_a_token_of_another_browser_is_worth_nothing(browser: Browser) -> None:
    stolen = dict(Browser(browser.origin).get("/review/statement/hostile/1").form("hostile/91-99").fields)
    assert browser.post("/review/statement/hostile/1", [*stolen.items(), ("action", "reject")]).status == 403
    forged = Browser(browser.origin)
    forged.client.cookies.set("onrecord_visit", "mine.0000")
    assert forged.post("/review/statement/hostile/1", [*stolen.items(), ("action", "reject")]).status == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_page_of_another_site_cannot_post(browser: Browser, headers: dict[str, str]) -> None:
    fields = browser.get("/review/statement/hostile/1").form("hostile/91-99").fields  # even with the token
    answer = browser.post("/review/statement/hostile/1", [*fields, ("action", "reject")], **headers)
    assert (answer.status, "A page of another site asked for this" in answer.source) == (403, True)


def test_nothing_is_changed_by_a_link(browser: Browser) -> None:
    assert browser.get("/decisions/1/undo").status == 405
    assert browser.get("/review/statement/hostile/1?action=reject").status == 200
    assert browser.get("/review/article/hostile/remove?sure=yes").status in (404, 405)


def test_a_name_of_another_that_leads_here_is_refused(browser: Browser) -> None:
    fields = browser.get("/review/statement/hostile/1").form("hostile/91-99").fields
    rebound = {"Host": "rebound.example", "Origin": "http://rebound.example"}
    assert browser.post("/review/statement/hostile/1", fields, **rebound).status == 421


def test_a_proxy_cannot_open_what_asks_nobody_who_they_are(browser: Browser) -> None:
    assert browser.client.get("/", headers={"X-Forwarded-For": "203.0.113.7"}).status_code == 403


# ------------------------------------------------------------------------------------------------ injection, traversal

INJECTED = [
    "' OR '1'='1",
    "'; DROP TABLE statements; --",
    '" OR 1=1 --',
    "a* NEAR b",
    "%' UNION SELECT 1 --",
    "\\",
    "pier AND",
]


@pytest.mark.parametrize("words", INJECTED)
def test_what_is_asked_is_never_part_of_the_query_language(browser: Browser, words: str) -> None:
    for parameter in ("text", "by", "about", "outlet"):
        answer = browser.client.get("/api/v1/statements", params={parameter: words})
        assert answer.status_code in (200, 400), answer.text
        if answer.status_code == 200 and parameter != "text":
            assert answer.json()["total"] == 0
    for path in (
        "/api/v1/articles/",
        "/api/v1/statements/",
        "/api/v1/people/",
        "/review/statement/",
        "/review/person/",
    ):
        assert browser.client.get(path + httpx.QueryParams({"x": words})["x"].replace("%", "%25")).status_code == 404
    assert browser.client.get("/search", params={"q": words}).status_code in (200, 400)
    assert browser.client.get("/api/v1/statements?after=" + "WyInIE9SIDEiLCAxXQ").status_code in (200, 400)
    assert browser.client.get("/api/v1/record").json()["statements"] == 97


@pytest.mark.parametrize(
    "path",
    [
        "/static/../access/store.py",
        "/static/..%2faccess%2fstore.py",
        "/static/%2e%2e/access/store.py",
        "/static/....//access/store.py",
        "/static/%2fetc/passwd",
        "/article/..%2f..%2f..%2fetc%2fpasswd",
        "/original/..%2f..%2fetc%2fpasswd",
        "/card/..%2f..%2fetc%2fpasswd",
        "/api/v1/articles/..%2f..%2fetc%2fpasswd",
        "/review/article/..%2f..%2fetc%2fpasswd",
        "/static/vendor%00.css",
    ],
)
def test_no_file_but_the_static_ones_is_given(browser: Browser, path: str) -> None:
    answer = browser.client.get(httpx.URL(browser.origin).copy_with(raw_path=path.encode()))
    assert answer.status_code in (400, 404)
    assert "root:" not in answer.text
    assert "argon2" not in answer.text


# ------------------------------------------------------------------------------------------------ signing in

ELSEWHERE = ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/\t/evil.example",
             "http:evil.example", "///evil.example", "\\\\evil.example", "/%0d%0aSet-Cookie:%20x=y"]  # fmt: skip


@pytest.mark.parametrize("next", ELSEWHERE)
def test_signing_in_leads_nowhere_else(desk: Path, next: str) -> None:
    with open_to(desk / "examples.db", ida="reader") as browser:
        browser.client.follow_redirects = False
        form = browser.get("/login").form("/login")
        answer = form.send(name="ida", password=WORD, next=next)
        assert answer.status == 303
        location = answer.headers["location"]
        assert location.startswith("/")
        assert not location.startswith(("//", "/\\"))
        assert "\n" not in location
        assert "x=y" not in answer.headers.get("set-cookie", "")


def test_a_session_that_was_planted_is_worth_nothing(desk: Path) -> None:
    with open_to(desk / "examples.db", ida="reader") as browser:
        browser.client.cookies.set("onrecord_session", "planted")
        sign_in(browser, "ida")
        own = [c for c in browser.client.cookies.jar if c.name == "onrecord_session" and c.value != "planted"]
        assert len(own) == 1
        assert browser.client.get("/decisions").url.path == "/decisions"
        thief = Browser(browser.origin)
        thief.client.cookies.set("onrecord_session", "planted")
        assert thief.get("/decisions").url.path == "/login"


def test_each_sign_in_has_a_session_of_its_own_and_signing_out_ends_it(desk: Path) -> None:
    with open_to(desk / "examples.db", ida="reader") as browser:
        sign_in(browser, "ida")
        first = browser.client.cookies["onrecord_session"]
        page = sign_in(browser, "ida")
        assert browser.client.cookies["onrecord_session"] != first
        thief = Browser(browser.origin)
        thief.client.cookies.set("onrecord_session", first)
        assert thief.get("/decisions").url.path == "/login"
        last = browser.client.cookies["onrecord_session"]
        page.form("/logout").send()
        thief.client.cookies.set("onrecord_session", last)
        assert thief.get("/decisions").url.path == "/login"


def test_the_cookie_is_for_no_script_and_no_other_site(desk: Path) -> None:
    with open_to(desk / "examples.db", ida="reader") as browser:
        browser.client.follow_redirects = False
        answer = browser.get("/login").form("/login").send(name="ida", password=WORD)
        (cookie,) = [c for c in answer.headers.get_list("set-cookie") if c.startswith("onrecord_session")]
        assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))


def test_guessing_is_slowed_down_and_told_from_nothing(desk: Path) -> None:
    db = desk / "examples.db"
    with open_to(db, ida="reader") as browser:
        for n in range(5):
            wrong = sign_in(browser, "ida", f"guess number {n}")
            assert (wrong.status, "Name and password do not fit." in wrong.text) == (401, True)
        assert sign_in(browser, "nobody", "guess").text == wrong.text  # the same, whether there is such a user
        held = sign_in(browser, "ida")  # the right one, too
        assert held.status == 429
        assert int(held.headers["retry-after"]) > 60
        for n in range(20):
            last = sign_in(browser, f"user{n}", "guess")
        assert last.status == 429
    log = Access(beside(db)).log()
    assert sum(event.what == "sign-in failed" and event.user == "ida" for event in log) == 5
    with sqlite3.connect(beside(db)) as raw:
        assert raw.execute("SELECT count(*) FROM attempts").fetchone()[0] <= 20
    raw.close()


def test_sign_in_itself_takes_no_foreign_form(desk: Path) -> None:
    with open_to(desk / "examples.db", ida="reader") as browser:
        assert browser.post("/login", [("name", "ida"), ("password", WORD)]).status == 403


# ------------------------------------------------------------------------------------------------ frames, sizes


@pytest.mark.parametrize("path", ["/", "/review", "/login", "/api/v1/record", "/nowhere", STATEMENT])
def test_no_page_elsewhere_frames_ours(browser: Browser, path: str) -> None:
    headers = browser.get(path).headers
    assert headers["x-frame-options"] == "DENY"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]


def test_a_form_that_is_too_large_is_refused(browser: Browser) -> None:
    fields = browser.get("/review/statement/hostile/1").form("hostile/91-99").fields
    assert browser.post("/review/statement/hostile/1", [*fields, ("reason", "x" * 1_100_000)]).status == 413

    def parts() -> Iterator[bytes]:
        yield b"form_token=x"

    answer = browser.client.post("/review/statement/hostile/1", content=parts())
    assert answer.status_code == 411
    many = browser.post("/review/statement/hostile/1", [*fields, *[("target", "x")] * 2000])
    assert many.status in (400, 403)


def test_headers_of_an_answer_cannot_be_written_by_a_query(browser: Browser) -> None:
    answer = browser.client.get("/api/v1/statements?limit=1&by=Okafor%0d%0aX-Evil:%201")
    assert "x-evil" not in answer.headers
    done = browser.client.get("/api/v1/statements?limit=1&format=jsonl&text=%0d%0aX-Evil:1%20pier")
    assert "x-evil" not in done.headers
