"""Who may: users, roles, sessions and tokens, on a real server."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

pytest.importorskip("argon2", reason="users need onrecord[web]")
pytest.importorskip("fastapi", reason="the pages need onrecord[web]")

from browsing import Browser, Page
from served import served

from onrecord.record import Record
from onrecord.web.access import Access, beside
from onrecord.web.access import store as access_store

WORD = "a long enough word"
STATEMENT = "/review/statement/d9f696dc/1"


@contextmanager
def open_to(db: Path, **roles: str) -> Iterator[Browser]:
    """A server whose users have these roles, all with one password."""
    access = Access(beside(db))
    for name, role in roles.items():
        access.add(name, role, WORD)  # type: ignore[arg-type]
    with served(db, access=access) as client:
        yield Browser(str(client.base_url).rstrip("/"))


def sign_in(browser: Browser, name: str, password: str = WORD, next: str = "/") -> Page:
    return browser.get(f"/login?next={next}").form("/login").send(name=name, password=password)


def test_nothing_is_shown_to_who_has_not_signed_in(desk: Path) -> None:
    with open_to(desk / "examples.db", ida="reader") as browser:
        for path in ("/", "/search?q=treaty", "/article/d9f696dc", "/review", "/decisions", "/nowhere"):
            page = browser.get(path)
            assert page.url.path == "/login"
            assert "statements in" not in page.text
        for path in ("/api/v1/statements", "/api/v1/openapi.json"):
            answer = browser.client.get(path)
            assert answer.status_code == 401
            assert answer.json()["type"] == "urn:onrecord:problem:not-signed-in"
        assert browser.client.get("/static/style.css").status_code == 200


def test_who_signs_in_comes_to_what_they_asked_for(desk: Path) -> None:
    with open_to(desk / "examples.db", ida="reader") as browser:
        asked = browser.get("/search?q=treaty&by=Okafor")
        page = asked.form("/login").send(name="ida", password=WORD)
        assert (page.url.path, page.url.params["by"]) == ("/search", "Okafor")
        assert "ida" in page.text
        out = page.form("/logout").send()
        assert out.url.path == "/login"
        assert browser.get("/search").url.path == "/login"


def test_roles(desk: Path) -> None:
    db = desk / "examples.db"
    with open_to(db, ida="reader", edda="editor", ann="admin") as browser:
        reader, editor, admin = (Browser(browser.origin) for _ in range(3))
        for one, name in ((reader, "ida"), (editor, "edda"), (admin, "ann")):
            sign_in(one, name)
        assert reader.get("/article/d9f696dc").status == 200
        assert reader.get(STATEMENT).status == 403
        assert "This needs the role of editor; yours is reader" in reader.get("/review").text
        token = dict(reader.get("/decisions").form("/logout").fields)["form_token"]
        assert reader.post(STATEMENT, [("form_token", token), ("action", "confirm")]).status == 403
        done = editor.get(STATEMENT).form("/265-392").send(button="confirm")
        assert done.status == 200
        with Record(db, read_only=True) as record:
            assert record.decisions()[0].by == "edda"
        assert editor.get("/review/article/d9f696dc").tree.xpath("//form[contains(@action, 'remove')]") == []
        fields = editor.get("/review/article/d9f696dc").form("22693d5b").fields
        assert editor.post("/review/article/d9f696dc22693d5b/remove", [*fields, ("sure", "yes")]).status == 403
        removing = admin.get("/review/article/d9f696dc").form("/remove")
        assert removing.send(sure="yes").url.path == "/decisions"
    log = [(event.user, event.what) for event in Access(beside(db)).log()]
    assert ("edda", "decision 1: confirm") in log
    assert ("ann", "decision 2: remove") in log


def test_a_token_lets_a_program_read_and_nothing_else(desk: Path) -> None:
    with open_to(desk / "examples.db", ann="admin") as browser:
        token = Access(beside(desk / "examples.db")).token("ann")
        bearer = {"Authorization": f"Bearer {token}"}
        with httpx.Client(base_url=browser.origin, trust_env=False) as client:
            assert client.get("/api/v1/statements", headers=bearer).status_code == 200
            assert client.get("/api/v1/statements", auth=("ann", token)).status_code == 200
            assert client.get("/api/v1/statements", headers={"Authorization": "Bearer no"}).status_code == 401
            assert client.get("/api/v1/statements", headers={"Authorization": "Basic ?"}).status_code == 401
            assert client.post(STATEMENT, headers=bearer, data={"action": "confirm"}).status_code == 303
            client.cookies.set("onrecord_session", token)
            assert client.get("/").status_code == 303


def test_a_session_ends_with_its_user_its_password_and_in_time(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    db = desk / "examples.db"
    with open_to(db, ida="reader") as browser:
        users = Access(beside(db))
        sign_in(browser, "ida")
        assert browser.get("/decisions").url.path == "/decisions"
        users.add("ida", "reader", "another long word")
        assert browser.get("/decisions").url.path == "/login"
        sign_in(browser, "ida", "another long word")
        assert browser.get("/decisions").url.path == "/decisions"
        monkeypatch.setattr(access_store, "IDLE", -1)
        assert browser.get("/decisions").url.path == "/login"


def test_neither_passwords_nor_tokens_are_in_the_file(desk: Path) -> None:
    db = desk / "examples.db"
    access = Access(beside(db))
    access.add("ida", "reader", WORD)
    token = access.token("ida")
    access.close()
    kept = beside(db).read_bytes()
    assert WORD.encode() not in kept
    assert token.encode() not in kept
    assert b"$argon2id$" in kept
    assert beside(db).stat().st_mode & 0o077 == 0


def test_a_folder_with_a_question_mark_has_its_users_in_it(tmp_path: Path) -> None:
    folder = tmp_path / "who?" / "50%20"
    folder.mkdir(parents=True)
    access = Access(beside(folder / "r.db"))
    access.add("ida", "reader", WORD)
    access.close()
    assert b"$argon2id$" in (folder / "r.users.db").read_bytes()
    assert sorted(tmp_path.rglob("*")) == [tmp_path / "who?", folder, folder / "r.users.db"]


def test_a_cookie_of_another_program_on_this_machine_is_in_nobodys_way(desk: Path) -> None:
    """Browsers send the cookies of a host to all its ports, in whatever form others have set them."""
    with open_to(desk / "examples.db", ida="editor") as browser:
        browser.client.cookies.set("prefs", '{"wide": 1}')
        assert "Sign out" in sign_in(browser, "ida").text
        assert browser.get("/review").url.path == "/review"


def test_behind_a_proxy_with_tls_the_cookie_is_for_tls_alone(desk: Path) -> None:
    access = Access(beside(desk / "examples.db"))
    access.add("ida", "reader", WORD)
    with served(desk / "examples.db", access=access, hosts=["record.example"]) as client:
        browser = Browser(str(client.base_url).rstrip("/"))
        browser.client.follow_redirects = False
        proxied = {
            "Host": "record.example",
            "X-Forwarded-Proto": "https",
            "X-Forwarded-For": "203.0.113.7",
            "Origin": "https://record.example",
        }
        page = Page(browser, browser.client.get("/login", headers=proxied))
        (visit,) = page.headers.get_list("set-cookie")
        assert visit.endswith("; Secure")
        fields = [*page.form("/login").fields, ("name", "ida"), ("password", WORD)]
        proxied["Cookie"] = visit.partition(";")[0]  # as over TLS
        done = browser.post("/login", fields, **proxied)
        assert done.status == 303
        (session,) = [c for c in done.headers.get_list("set-cookie") if c.startswith("onrecord_session")]
        assert "; Secure" in session
    assert [event.address for event in Access(beside(desk / "examples.db")).log() if event.what == "signed in"] == [
        "203.0.113.7"
    ]


# ------------------------------------------------------------------------------------------------ the command line


def onrecord(folder: Path, *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "onrecord", *arguments, "--db", "examples.db"]
    return subprocess.run(command, cwd=folder, input=given, capture_output=True, text=True, timeout=120, check=False)


def test_users_of_the_command_line(desk: Path) -> None:
    assert "it has no users yet" in onrecord(desk, "users", "list").stderr
    added = onrecord(desk, "users", "add", "ida", "--role", "editor", given=WORD + "\n")
    assert (added.returncode, added.stdout) == (0, "examples.users.db: ida is editor\n")
    (listed,) = onrecord(desk, "users", "list").stdout.splitlines()
    assert json.loads(listed)["role"] == "editor"
    assert len(onrecord(desk, "users", "token", "ida").stdout) > 40
    assert onrecord(desk, "users", "remove", "ida").returncode == 0
    gone = onrecord(desk, "users", "remove", "ida")
    assert (gone.returncode, "there is no user 'ida'" in gone.stderr) == (1, True)
    for arguments, word, why in (
        (("add", "ida"), "short", "the password is too short"),
        (("add", "i da"), WORD, "is no user's name"),
        (("add", "ida", "--role", "king"), WORD, "'king' is none of reader, editor, admin"),
    ):
        wrong = onrecord(desk, "users", *arguments, given=word + "\n")
        assert wrong.returncode == 2
        assert why in " ".join(wrong.stderr.replace("│", " ").split())
    assert "user ida removed" in onrecord(desk, "users", "log").stdout


def test_users_of_a_record_that_is_named_by_a_url(desk: Path) -> None:
    assert onrecord(desk, "users", "add", "ida", given=WORD + "\n").returncode == 0
    command = [sys.executable, "-m", "onrecord", "users", "list", "--db", f"sqlite:///{desk / 'examples.db'}"]
    done = subprocess.run(command, cwd=desk, capture_output=True, text=True, timeout=120, check=False)
    assert '"ida"' in done.stdout


@pytest.mark.parametrize("options", [("--host", "0.0.0.0"), ("--name", "record.example")])
def test_beyond_this_machine_nothing_is_served_without_users(desk: Path, options: tuple[str, str]) -> None:
    done = onrecord(desk, "serve", "--port", "0", *options)
    assert done.returncode == 1
    assert "it has no users" in done.stderr
    assert "onrecord users add NAME --role admin --db examples.db" in done.stderr
    assert not (desk / "examples.users.db").exists()
