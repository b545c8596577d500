"""Makes the pictures of the pages (needs Chromium): `python docs/screenshots.py`, from a record of the examples.

`python docs/screenshots.py --all FOLDER [--record RECORD]` makes every page of the examples, or of a copy of another
record, as a browser on a desk and a phone shows it, light and dark: to be looked at.
"""

from __future__ import annotations

import argparse
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import select

from onrecord.record import Record, profile
from onrecord.record.schema import articles, occasions, statements
from onrecord.web import addresses, application
from onrecord.web.access import Access

HERE = Path(__file__).parent
PICTURES = {
    "web-search": ("/search?by=Daniel+Okafor", 1180, 800, "light"),
    "web-review": ("/review", 1180, 700, "light"),
    "web-turn": ("/shifts?person=Daniel+Okafor", 1180, 560, "light"),
    "web-article": ("/article/d9f696dc22693d5b?at=974-1022", 1180, 900, "light"),
}
SCREENS: dict[str, dict[str, Any]] = {
    f"{device}-{scheme}": {"viewport": {"width": width, "height": 900}, "color_scheme": scheme, "has_touch": touch}
    for device, width, touch in (("desk", 1180, False), ("phone", 390, True))
    for scheme in ("light", "dark")
}
QUIET = "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync".split()


def pages(db: Path) -> dict[str, str]:
    """The address of one page of each kind: of who speaks most, of the surest turn, and so on."""
    with Record(db, read_only=True) as record, record.database.connect() as connection:
        who = profile.everybody(connection, most=1)[0].name
        turn = next(iter(record.shifts()), None)
        of = statements.join(articles, articles.c.pk == statements.c.article_pk)
        said = select(statements.c.id, articles.c.id).select_from(of).where(articles.c.current)
        reprinted = said.where(statements.c.same_as > 0).limit(1)
        (first, article) = connection.execute(reprinted).first() or connection.execute(said.limit(1)).one()
        held = select(articles.c.id, occasions.c.id).join(occasions).where(articles.c.current, occasions.c.n == 0)
        met = connection.execute(held.limit(1)).one()
        outlet = connection.scalar(select(articles.c.outlet).where(articles.c.outlet.is_not(None)).limit(1)) or ""
    found = {
        "home": "/", "search": "/search?q=said", "nothing": "/search?q=zebra", "people": "/people",
        "article": addresses.article(article, first).partition("#")[0], "person": addresses.person(who),
        "shifts": "/shifts", "quotation": addresses.quotation(first), "original": addresses.original(first),
        "occasions": "/occasions", "occasion": addresses.occasion(*met), "outlets": "/outlets",
        "outlet": addresses.outlet(outlet), "coverage": "/coverage", "matrix": "/matrix", "issues": "/issues",
        "issue": "/issue/1", "brief": f"/brief{addresses.query(person=who)}", "brief-form": "/brief",
        "review": "/review", "review-statement": addresses.review(first), "decisions": "/decisions",
        "review-article": addresses.review_article(article), "review-person": addresses.review_person(who),
        "accuracy": "/review/accuracy", "not-found": "/article/feedbeef", "wrong-query": "/search?kind=loud",
    }  # fmt: skip
    if turn is not None:
        found["shift"] = addresses.turn(turn.then.statement.id, turn.now.statement.id)
        found["person-about"] = addresses.person(turn.holder, turn.about)
    return found


@contextmanager
def serving(db: Path, access: Access | None = None) -> Iterator[str]:
    """The address of a server that shows a record."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(application(db, access=access), log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


def picture(browser: Browser, address: str, to: Path, *, whole: bool = False, **screen: Any) -> None:
    """A picture of a page."""
    page = browser.new_page(**screen)
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    page.screenshot(path=to, full_page=whole)
    page.close()


def everything(browser: Browser, db: Path, folder: Path) -> None:
    """Every page on every screen; at last with a turn of which a user has said that it is none, and the sign-in."""
    folder.mkdir(parents=True, exist_ok=True)
    with serving(db) as home:
        for name, path in pages(db).items():
            for screen, options in SCREENS.items():
                picture(browser, home + path, folder / f"{name}-{screen}.png", whole=True, **options)
        page = browser.new_page()
        page.goto(f"{home}/shifts")
        if (none := page.get_by_role("button", name="This is no turn")).count():
            none.first.click()
            for screen, options in SCREENS.items():
                for name, address in (("no-turn", page.url), ("decided", f"{home}/decisions")):
                    picture(browser, address, folder / f"{name}-{screen}.png", whole=True, **options)
        page.close()
    access = Access(db)
    with serving(db, access) as home:
        for screen, options in SCREENS.items():
            picture(browser, f"{home}/login", folder / f"login-{screen}.png", whole=True, **options)


def main() -> None:
    """Make the pictures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--all", type=Path, metavar="FOLDER", help="make every page, into this folder")
    parser.add_argument("--record", type=Path, help="with --all: of a copy of this record (a file of SQLite)")
    given = parser.parse_args()
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        sys.exit("there is no Chromium here; on Debian: apt-get install chromium")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        db = Path(folder) / "examples.db"
        if given.record is not None:
            shutil.copy(given.record, db)
        else:
            for command in (["add", str(HERE.parent / "examples")], ["shifts"]):
                subprocess.run(
                    [sys.executable, "-m", "onrecord", *command, "--db", str(db)], check=True, capture_output=True
                )
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        if given.all is not None:
            everything(browser, db, given.all)
        else:
            with serving(db) as home:
                for name, (path, width, height, scheme) in PICTURES.items():
                    screen = {"viewport": {"width": width, "height": height}, "color_scheme": scheme}
                    picture(browser, home + path, HERE / f"{name}.png", **screen)
        browser.close()


if __name__ == "__main__":
    main()
