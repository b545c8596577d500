"""Alerts: feeds, webhooks and digests, sent to a real HTTP server and a real SMTP server on loopback."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from typer.testing import CliRunner

pytest.importorskip("aiosmtpd", reason="not installed")
pytest.importorskip("fastapi", reason="feeds need onrecord[web]")

from aiosmtpd.controller import Controller
from served import served

from onrecord.alerting.subscriptions import MOST_FAILURES, Subscriptions, beside
from onrecord.alerting.webhooks import signature
from onrecord.cli import app
from onrecord.errors import OnrecordError
from onrecord.model import Article, Entity, Extraction, SaidOn, Span, Speaker, Statement
from onrecord.record import Record

ATOM = {"a": "http://www.w3.org/2005/Atom"}


def printed(id: str, words: str, speaker: str = "Edda Quill", day: str = "2031-05-06") -> Extraction:
    """An invented article in which somebody says something."""
    text = f"{speaker} said: {words}.\n"
    start = text.index(words)
    said = Statement(
        id=f"{id}/{start}-{start + len(words)}", kind="indirect", mode="speech", polarity="affirmed",
        source=(Span(0, len(speaker)),), cue=(Span(len(speaker) + 1, len(speaker) + 5),),
        content=(Span(start, start + len(words)),), text=words,
        speaker=Speaker(speaker, "person", "e1", 0.9, (speaker,)), addressee=None, occasion=None,
        said_on=SaidOn(day, None, "given"), about=(), stance=(), nested_in=None, confidence=0.9,
    )  # fmt: skip
    article = Article(id, text, title="Pier", outlet="The Saltmarsh Courier", published=date.fromisoformat(day))
    who = Entity("e1", speaker, "person", (), (), (Span(0, len(speaker)),))
    return Extraction(article, (said,), entities=(who,))


class Hook(ThreadingHTTPServer):
    """A receiver of webhooks, which answers with `status`."""

    def __init__(self) -> None:
        self.status = 204
        self.got: list[tuple[dict[str, str], bytes]] = []
        super().__init__(("127.0.0.1", 0), _Answer)
        self.url = f"http://127.0.0.1:{self.server_address[1]}/hook"


class _Answer(BaseHTTPRequestHandler):
    server: Hook

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append(({k.lower(): v for k, v in self.headers.items()}, body))
        self.send_response(self.server.status)
        if self.server.status == 302:
            self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_POST  # noqa: N815

    def log_message(self, format: str, *arguments: object) -> None:
        pass


@pytest.fixture
def hook() -> Iterator[Hook]:
    with Hook() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


class Box:
    """What an SMTP server was given."""

    def __init__(self) -> None:
        self.got: list[EmailMessage] = []
        self.refuses = False

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.refuses:
            return "554 no"
        self.got.append(BytesParser(policy=default).parsebytes(envelope.content))
        return "250 OK"


@contextmanager
def smtp(box: Box) -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with Record(tmp_path / "r.db") as record:
        record.add(printed("old", "the pier would be rebuilt by the end of the year"))
    return tmp_path


@dataclass
class Done:
    """What a command has printed, and its exit status."""

    returncode: int
    stdout: str
    stderr: str


def onrecord(folder: Path, *arguments: str) -> Done:
    """Run a command of `onrecord alerts` within this process."""
    with chdir(folder):
        done = CliRunner().invoke(app, [*arguments, "--db", "r.db"])
    if isinstance(done.exception, OnrecordError):  # which `main` tells in a line
        return Done(1, done.stdout, str(done.exception))
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return Done(done.exit_code, done.stdout, done.stderr)


def add(folder: Path, *items: Extraction) -> None:
    with Record(folder / "r.db") as record:
        for item in items:
            record.add(item)


def test_a_webhook_is_told_what_is_new_once_and_signed(folder: Path, hook: Hook) -> None:
    added = onrecord(folder, "alerts", "add", hook.url, "--by", "Edda Quill")
    assert added.returncode == 0, added.stderr
    secret = added.stdout.split("secret: ")[1].strip()
    assert onrecord(folder, "alerts", "run").stdout == f"1: 0 items to {hook.url}\n"
    add(folder, printed("a", "nobody had asked the harbour board about it"), printed("b", "she agreed", "Victor Hale"))
    done = onrecord(folder, "alerts", "run")
    assert (done.returncode, done.stdout) == (0, f"1: 1 item to {hook.url}\n")
    assert onrecord(folder, "alerts", "run").stdout == f"1: 0 items to {hook.url}\n"
    ((headers, body),) = hook.got
    told = json.loads(body)
    assert (told["type"], told["alert"]) == ("onrecord.new", 1)
    with Record(folder / "r.db", read_only=True) as record:
        assert told["items"] == [record.statement("a/1").to_dict()]
    signed = signature(secret, headers["webhook-id"], headers["webhook-timestamp"], body)
    assert headers["webhook-signature"] == signed
    assert headers["content-type"] == "application/json"


def test_a_webhook_in_capitals_is_no_address_of_e_mail(folder: Path, hook: Hook) -> None:
    done = onrecord(folder, "alerts", "add", hook.url.replace("http://", "HTTP://"))
    assert "secret: whsec_" in done.stdout
    add(folder, printed("new", "the ferry would be sold"))
    assert onrecord(folder, "alerts", "run").returncode == 0
    assert len(hook.got) == 1


def test_what_fails_is_sent_the_next_time_and_an_address_that_goes_on_failing_is_unsubscribed(
    folder: Path, hook: Hook
) -> None:
    onrecord(folder, "alerts", "add", hook.url)
    hook.status = 500
    add(folder, printed("a", "nobody had asked the harbour board about it"))
    failed = onrecord(folder, "alerts", "run")
    assert failed.returncode == 1
    assert "it answered 500" in failed.stderr
    assert "next time again" in failed.stderr
    hook.status = 200
    assert "1 item" in onrecord(folder, "alerts", "run").stdout
    hook.status = 302  # a redirect is not followed
    add(folder, printed("b", "the money for it had never been there at all"))
    for _ in range(MOST_FAILURES):
        last = onrecord(folder, "alerts", "run")
    assert "it is unsubscribed" in last.stderr
    (line,) = onrecord(folder, "alerts", "list").stdout.splitlines()
    assert "5 failures, the last: it answered 302" in json.loads(line)["ended_why"]
    count = len(hook.got)
    assert onrecord(folder, "alerts", "run").returncode == 0
    assert len(hook.got) == count


def test_who_says_that_they_are_gone_is_unsubscribed_at_once(folder: Path, hook: Hook) -> None:
    onrecord(folder, "alerts", "add", hook.url)
    hook.status = 410
    add(folder, printed("a", "nobody had asked the harbour board about it"))
    assert "it is unsubscribed" in onrecord(folder, "alerts", "run").stderr


def test_nobody_there_is_a_failure_with_its_reason(folder: Path) -> None:
    onrecord(folder, "alerts", "add", "http://127.0.0.1:9/hook")
    add(folder, printed("a", "nobody had asked the harbour board about it"))
    failed = onrecord(folder, "alerts", "run")
    assert "Connection refused" in failed.stderr
    assert "Traceback" not in failed.stderr


def test_a_digest_goes_by_the_server_of_the_configuration(folder: Path) -> None:
    onrecord(folder, "alerts", "add", "desk@paper.example", "--text", "pier")
    onrecord(folder, "alerts", "add", "mailto:desk@paper.example", "--by", "Victor Hale")
    add(
        folder,
        printed("a", "the pier had been closed\x1b[31m since March"),
        printed("b", "the pier was his to close", "Victor Hale"),
    )
    box = Box()
    missing = onrecord(folder, "alerts", "run")
    assert "onrecord.toml has no [mail]" in missing.stderr
    with smtp(box) as port:
        (folder / "onrecord.toml").write_text(
            f'site = "https://record.example"\n[mail]\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\n'
            'from = "onrecord@paper.example"\n'
        )
        done = onrecord(folder, "alerts", "run")
    assert done.returncode == 0, done.stderr
    (message,) = box.got  # one for both
    assert message["To"] == "desk@paper.example"
    assert message["Subject"] == "onrecord: 3 new for you"
    text = message.get_content()
    assert "Edda Quill, 2031-05-06, The Saltmarsh Courier" in text
    assert "the pier was his to close" in text
    assert "https://record.example/article/a?at=" in text
    assert "\x1b" not in text
    assert "onrecord alerts remove 1" in text


def test_a_mail_server_that_refuses_loses_nothing(folder: Path) -> None:
    onrecord(folder, "alerts", "add", "desk@paper.example")
    add(folder, printed("a", "the pier had been closed since March"))
    box = Box()
    with smtp(box) as port:
        settings = f'[mail]\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\nfrom = "o@paper.example"\n'
        (folder / "onrecord.toml").write_text(settings)
        box.refuses = True
        refused = onrecord(folder, "alerts", "run")
        assert (refused.returncode, "554" in refused.stderr) == (1, True)
        box.refuses = False
        assert "1 item" in onrecord(folder, "alerts", "run").stdout
    assert len(box.got) == 1


def test_variants_and_shifts(shelf: Path, folder: Path, hook: Hook) -> None:
    onrecord(folder, "alerts", "add", hook.url, "--what", "variant")
    long = "the pier would be rebuilt by the end of the year whatever the council of the harbour had to say about it"
    add(folder, printed("first", long), printed("again", long.replace("rebuilt", "torn down")))
    with Record(folder / "r.db") as record:
        found = bool(record.statement("again/1").variants)
    assert "0 items" in (out := onrecord(folder, "alerts", "run").stdout) or found, out
    assert found is bool(hook.got)
    hook.got.clear()
    (folder / "r.db").write_bytes((shelf / "examples.db").read_bytes())
    beside(folder / "r.db").unlink()
    onrecord(folder, "alerts", "add", hook.url, "--what", "shift", "--by", "Okafor")
    assert "0 items" in onrecord(folder, "alerts", "run").stdout  # what was known is not new
    subscriptions = Subscriptions(beside(folder / "r.db"))
    with subscriptions._engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM told")
    subscriptions.close()
    assert "1 item" in onrecord(folder, "alerts", "run").stdout
    ((_, body),) = hook.got
    assert json.loads(body)["items"][0]["holder"] == "Daniel Okafor"
    assert "0 items" in onrecord(folder, "alerts", "run").stdout


def test_a_changed_article_tells_only_what_is_new_in_it(folder: Path, hook: Hook) -> None:
    onrecord(folder, "alerts", "add", hook.url)
    item = printed("a", "nobody had asked the harbour board about it")
    url = "https://paper.example/pier"
    add(folder, Extraction(_at(item.article, url), item.statements, entities=item.entities))
    assert "1 item" in onrecord(folder, "alerts", "run").stdout
    later = Article("a2", item.article.text + "\nMore.\n", title="Pier", outlet="The Saltmarsh Courier", url=url)
    said = Statement(**{f: getattr(item.statements[0], f) for f in Statement.__slots__} | {"id": "a2/1-2"})
    add(folder, Extraction(later, (said,), entities=item.entities))
    with Record(folder / "r.db", read_only=True) as record:
        assert record.head("a2").version == 2
    assert "0 items" in onrecord(folder, "alerts", "run").stdout


def _at(article: Article, url: str) -> Article:
    return Article(article.id, article.text, title=article.title, outlet=article.outlet, url=url)


WRONG = [
    (("add", "nowhere"), "is no address: write https://"),
    (("add", "a@b\nBcc: c@d"), "is no address"),
    (("add", "ftp://x"), "is no address"),
    (("add", "https://x.example", "--what", "loud"), "'loud' is none of new, shift, variant"),
    (
        ("add", "https://x.example", "--what", "shift", "--text", "pier"),
        "a shift is asked for by --by and --about",
    ),
    (("add", "https://x.example", "--by", " "), "by is blank"),
]


@pytest.mark.parametrize(("arguments", "why"), WRONG)
def test_what_is_wrong_is_said(folder: Path, arguments: tuple[str, ...], why: str) -> None:
    done = onrecord(folder, "alerts", *arguments)
    assert done.returncode in (1, 2)
    assert why in " ".join(done.stderr.replace("│", " ").split())
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ('[mail]\nfrom = "a@b"\n', "[mail] needs host"),
        ('[mail]\nhost = "x"\nfrom = "a@b"\nport = 0\n', "mail.port: 0 is not from 1 to 65535"),
        ('[mail]\nhost = "x"\nfrom = "a@b"\nsecurity = "some"\n', "mail.security: 'some' is none of"),
        ('[mail]\nhost = "x"\nfrom = "a@b"\npassword = "x"\n', "there is no setting 'mail.password'"),
        ("mail = 3\n", "onrecord.toml:"),
    ],
)
def test_a_wrong_configuration_is_named(folder: Path, settings: str, why: str) -> None:
    (folder / "onrecord.toml").write_text(settings)
    done = onrecord(folder, "alerts", "run")
    assert done.returncode in (1, 2)
    assert why in " ".join(done.stderr.replace("│", " ").split())
    assert "Traceback" not in done.stderr


def test_any_search_is_an_atom_feed(shelf: Path) -> None:
    with served(shelf / "examples.db") as client:
        answer = client.get("/feed", params={"by": "Daniel Okafor"})
        assert answer.headers["content-type"].startswith("application/atom+xml")
        tree: Any = etree.fromstring(answer.content)
        ids = tree.xpath("a:entry/a:id/text()", namespaces=ATOM)
        with Record(shelf / "examples.db", read_only=True) as record:
            found = record.find(by="Daniel Okafor")
        assert sorted(ids) == sorted(f"urn:onrecord:statement:{e.statement.id}" for e in found)
        for name in ("title", "id", "updated"):
            assert len(tree.xpath(f"a:{name}", namespaces=ATOM)) == 1
        stamp = datetime.fromisoformat(tree.xpath("a:updated/text()", namespaces=ATOM)[0])
        assert stamp <= datetime.now(UTC)
        page = tree.xpath("a:entry/a:link[@rel='alternate']/@href", namespaces=ATOM)[0]
        assert client.get(page).status_code == 200
        shifts: Any = etree.fromstring(client.get("/feed?what=shift").content)
        assert "then and now" in shifts.xpath("a:entry/a:title/text()", namespaces=ATOM)[0]
        assert etree.fromstring(client.get("/feed?by=Nobody").content).xpath("a:entry", namespaces=ATOM) == []
        assert client.get("/feed?since=soon").status_code == 400
        assert client.get("/feed?what=loud").status_code == 400


@pytest.mark.parametrize(("command", "status"), [(("list",), 0), (("run",), 0), (("remove", "1"), 1)])
def test_where_there_are_no_alerts_it_is_said_and_no_file_is_made(
    folder: Path, command: tuple[str, ...], status: int
) -> None:
    done = onrecord(folder, "alerts", *command)
    assert done.returncode == status
    assert "there are no alerts yet; add one with: onrecord alerts add URL --db" in " ".join(done.stderr.split())
    assert not list(folder.glob("*.alerts.db"))


def test_an_alert_that_there_is_not_is_named(folder: Path) -> None:
    assert onrecord(folder, "alerts", "add", "https://hook.example/").returncode == 0
    done = onrecord(folder, "alerts", "remove", "7")
    assert done.returncode == 1
    assert "there is no alert 7" in " ".join(done.stderr.split())
