"""The pages in a real browser: Debian's Chromium, driven by Playwright. No request may leave this machine."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("fastapi", reason="the pages need onrecord[web]")
pytest.importorskip("playwright", reason="playwright is not installed")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
if CHROMIUM is None:
    pytest.skip("there is no Chromium here: apt-get install chromium", allow_module_level=True)

from hostile_article import ID, hostile, hostile_record  # noqa: E402
from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402
from served import served  # noqa: E402

from onrecord.web.access import Access, beside  # noqa: E402
from onrecord.web.addresses import article, original, person, quotation  # noqa: E402

DINNER = "d9f696dc22693d5b"
QUIET = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
PAGES = {
    "home": "/",
    "search": "/search?q=the",
    "nothing found": "/search?q=unicorn",
    "article": f"/article/{DINNER}?at=974-1022",
    "person": "/person/Daniel%20Okafor",
    "person on": "/person/Daniel%20Okafor?about=Victor+Hale",
    "people": "/people",
    "then and now": "/shifts",
    "turn": f"/shift?then={DINNER}%2F854-934&now={DINNER}%2F974-1022",
    "quotation": f"/quotation/{DINNER}%2F974-1022",
    "original": f"/original/{DINNER}%2F974-1022",
    "brief": "/brief?person=Daniel+Okafor&about=Victor+Hale",
    "occasions": "/occasions",
    "occasion": f"/occasion/{DINNER}?id=o1",
    "outlets": "/outlets",
    "outlet": "/outlet/The%20Harbour%20Gazette",
    "coverage": "/coverage",
    "matrix": "/matrix",
    "issues": "/issues",
    "issue": "/issue/2",
    "no brief yet": "/brief",
    "review": "/review",
    "statement under review": f"/review/statement/{DINNER}/974-1022",
    "article under review": f"/review/article/{DINNER}",
    "person under review": "/review/person/Daniel%20Okafor",
    "decisions": "/decisions",
    "how right": "/review/accuracy",
    "wrong query": "/search?kind=loud",
    "not found": "/article/feedbeef",
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield made
        made.close()


@pytest.fixture(scope="module")
def address(shelf: Path) -> Iterator[str]:
    with served(shelf / "examples.db") as client:
        yield str(client.base_url).rstrip("/")


class Watched:
    """What a page asked for and said on its console."""

    def __init__(self, page: Page, home: str) -> None:
        self.page, self.home = page, home
        self.asked: list[str] = []
        self.said: list[str] = []
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("console", lambda message: self.said.append(message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("dialog", lambda dialog: self.said.append(f"dialog {dialog.message}"))

    def left(self) -> list[str]:
        """The requests that went elsewhere."""
        return [url for url in self.asked if not url.startswith((f"{self.home}/", "data:", "about:"))]


def opened(browser: Browser, home: str, **options: object) -> Watched:
    return Watched(browser.new_page(**options), home)  # type: ignore[arg-type]


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_every_page_reads_and_asks_nothing_of_another_host(
    browser: Browser, address: str, path: str, scripts: bool
) -> None:
    seen = opened(browser, address, java_script_enabled=scripts)
    seen.page.goto(address + path)
    assert seen.page.locator("h1").count() == 1
    assert len(seen.page.locator("main").inner_text()) > 40
    assert seen.left() == []
    said = [line for line in seen.said if "autofocus" not in line.lower() and "404" not in line and "400" not in line]
    assert said == []
    seen.page.close()


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_axe_finds_no_serious_fault(browser: Browser, address: str, path: str) -> None:
    page = browser.new_page(bypass_csp=True)  # axe is put in as a script
    page.goto(address + path)
    assert serious(page) == []
    page.close()


def serious(page: Page) -> list[str]:
    """What axe finds on a page, light and dark."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    found = axe.run(page).response["violations"]
    page.emulate_media(color_scheme="dark")
    found += axe.run(page, options={"runOnly": ["color-contrast"]}).response["violations"]
    return [
        f"{v['id']}: {v['help']}: {[node['html'][:160] for node in v['nodes'][:3]]}"
        for v in found
        if v["impact"] in ("serious", "critical")
    ]


def test_axe_finds_no_serious_fault_in_an_evidence_card(browser: Browser, address: str, tmp_path: Path) -> None:
    page = browser.new_page(bypass_csp=True, viewport={"width": 360, "height": 740})
    kept = tmp_path / "card.html"
    kept.write_bytes(page.request.get(f"{address}/card/{DINNER}%2F974-1022").body())
    page.goto(kept.as_uri())
    assert serious(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.close()


def test_axe_finds_no_serious_fault_in_signing_in(browser: Browser, desk: Path) -> None:
    pytest.importorskip("argon2", reason="users need onrecord[web]")
    access = Access(beside(desk / "examples.db"))
    access.add("ida", "reader", "a long enough word")
    with served(desk / "examples.db", access=access) as client:
        page = browser.new_page(bypass_csp=True, viewport={"width": 360, "height": 740})
        page.goto(f"{client.base_url}/login")
        assert serious(page) == []
        page.get_by_label("Name").fill("ida")
        page.get_by_label("Password").fill("another long word")
        with page.expect_navigation():
            page.get_by_role("button", name="Sign in").click()
        assert "do not fit" in page.get_by_role("alert").inner_text()
        assert serious(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        page.close()


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_nothing_is_wider_than_a_phone(browser: Browser, address: str, path: str) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 740})
    page.goto(address + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.close()


def test_a_reader_goes_from_a_search_to_the_words_in_the_original(browser: Browser, address: str) -> None:
    seen = opened(browser, address)
    page = seen.page
    page.goto(address)
    page.keyboard.press("/")  # goes to the box
    page.keyboard.type('"common ground"')
    page.keyboard.press("Enter")
    with page.expect_navigation():  # a click does not wait for the page that it leads to
        page.get_by_role("link", name="in the article").first.click()
    card = page.locator("details.card[open]")
    assert card.count() == 1
    assert card.is_visible()
    assert "he could “find common ground” with the candidate" in page.locator("mark.asked-for").first.inner_text()
    card.get_by_role("link", name="in the original").click()
    words = page.frame_locator("iframe").locator("main mark.content").first
    assert "common ground" in words.inner_text()
    page.go_back()
    assert page.locator("details.card[open]").count() == 1
    assert seen.left() == []


@pytest.mark.parametrize("width", [390, 800, 1180])
def test_the_original_opens_at_the_words_however_wide_it_is(browser: Browser, address: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 320})  # the frame is low, the article longer than it
    page.goto(f"{address}/original/{DINNER}%2F974-1022")
    page.locator("iframe").scroll_into_view_if_needed()
    words = page.frame_locator("iframe").locator("main mark.content").first
    words.wait_for()
    page.wait_for_timeout(300)
    box, frame = words.bounding_box(), page.locator("iframe").bounding_box()
    assert box is not None
    assert frame is not None
    assert -5 <= box["y"] - frame["y"] < frame["height"]
    page.close()


def test_layers_are_shown_and_hidden_without_a_script(browser: Browser, address: str) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto(f"{address}/article/{DINNER}")
    said = page.locator("mark.said").first
    assert said.evaluate("e => getComputedStyle(e).backgroundColor") != "rgba(0, 0, 0, 0)"
    page.get_by_label("what was said, by speaker").uncheck()
    assert said.evaluate("e => getComputedStyle(e).backgroundColor") == "rgba(0, 0, 0, 0)"
    page.close()


def test_all_can_be_reached_by_keys(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}/article/{DINNER}")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    inside = "document.activeElement.closest('main') !== null"
    assert page.evaluate(inside)
    page.locator("details.card summary").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("details.card[open]").count() == 1
    page.close()


def test_a_brief_prints_on_paper_without_forms(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}/brief?person=Daniel+Okafor&about=Victor+Hale")
    page.emulate_media(media="print")
    assert not page.get_by_role("button", name="Gather").is_visible()
    assert not page.locator(".top nav").is_visible()
    assert page.locator(".brief").first.is_visible()
    assert len(page.pdf()) > 5_000
    page.close()


def test_an_evidence_card_opens_from_a_file(browser: Browser, address: str, tmp_path: Path) -> None:
    page = browser.new_page(accept_downloads=True)
    page.goto(f"{address}/quotation/{DINNER}%2F974-1022")
    with page.expect_download() as download:
        page.get_by_role("link", name="Evidence card").click()
    kept = tmp_path / "card.html"
    download.value.save_as(kept)
    offline = browser.new_context(offline=True)
    seen = Watched(offline.new_page(), kept.as_uri())
    seen.page.goto(kept.as_uri())
    assert "find common ground" in seen.page.locator("blockquote mark").inner_text()
    assert "common ground" in seen.page.frame_locator("iframe").locator("main mark.content").first.inner_text()
    assert [url for url in seen.asked if not url.startswith(("file:", "data:", "about:"))] == []
    assert [line for line in seen.said if "autofocus" not in line.lower()] == []
    offline.close()


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    db = tmp_path_factory.mktemp("attacked") / "attacked.db"
    hostile_record(db)
    with served(db) as client:
        yield str(client.base_url).rstrip("/")


def test_an_article_that_attacks_does_nothing_in_a_browser(browser: Browser, attacked: str) -> None:
    home = attacked
    seen = opened(browser, home)
    said = hostile().statements[0]
    todo = ["/", article(ID, said.id), original(said.id), quotation(said.id), person(said.speaker.name or "")]
    done: set[str] = set()
    while todo and len(done) < 15:
        path = todo.pop(0)
        if path in done or path.startswith("/card/"):
            continue
        done.add(path)
        seen.page.goto(home + path)
        found = seen.page.eval_on_selector_all("a[href]", "links => links.map(a => a.getAttribute('href'))")
        todo += [url.partition("#")[0] for url in found if url.startswith("/")]
        for box in seen.page.locator("mark").all()[:5]:
            box.hover(force=True)
    assert any(path.startswith("/article/") for path in done)
    assert any(path.startswith("/original/") for path in done)
    assert seen.left() == []
    assert not [line for line in seen.said if "dialog" in line or "alert" in line.lower()]
