"""Review in a browser without scripts: decide, take back, and two who decide at once; on a real server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("fastapi", reason="the pages need onrecord[web]")

from browsing import Browser
from served import served

from onrecord.record import Record

STATEMENT = "/review/statement/d9f696dc/1"


@pytest.fixture
def db(desk: Path) -> Path:
    return desk / "examples.db"


@pytest.fixture
def browser(db: Path) -> Iterator[Browser]:
    with served(db) as client:
        yield Browser(str(client.base_url).rstrip("/"))


def _statement(db: Path, id: str = "d9f696dc/1"):  # type: ignore[no-untyped-def]
    with Record(db, read_only=True) as record:
        return record.statement(id).statement


def test_a_statement_is_corrected_field_by_field(browser: Browser, db: Path) -> None:
    before = _statement(db)
    page = browser.get(STATEMENT)
    assert before.text.split()[0] in page.text
    done = page.form("/265-392").send(
        button="correct", speaker="Ruth Calloway", said_on="2025-03-12", reason="the video"
    )
    assert done.status == 200
    assert "Saved: 1, speaker: Ruth Calloway; said on: 2025-03-12" in done.text
    now = _statement(db)
    assert (now.speaker.name, now.said_on.value) == ("Ruth Calloway", "2025-03-12")
    assert (now.mode, now.about, now.stance, now.content) == (before.mode, before.about, before.stance, before.content)
    with Record(db, read_only=True) as record:
        (decision,) = record.decisions()
    assert (decision.reason, decision.kind) == ("the video", "correct")
    assert decision.by


def test_what_is_left_as_it_is_is_no_correction(browser: Browser, db: Path) -> None:
    answer = browser.get(STATEMENT).form("/265-392").send(button="correct")
    assert answer.status == 400
    assert "nothing is corrected" in answer.text
    with Record(db, read_only=True) as record:
        assert not record.decisions()


def test_attitude_addressee_targets_mode(browser: Browser, db: Path) -> None:
    form = browser.get(STATEMENT).form("/265-392")
    form.fields = [(k, v) for k, v in form.fields if k not in ("target", "attitude")]
    form.fields += [("target", "Victor Hale"), ("attitude", "negative")]
    done = form.send(button="correct", about="Victor Hale\nHelen Ashworth", addressee="Ingrid Solberg", mode="writing")
    assert done.status == 200, done.text
    now = _statement(db)
    assert {p.name for p in now.about} == {"Victor Hale", "Helen Ashworth"}
    assert {(s.target, s.attitude) for s in now.stance} >= {("Victor Hale", "negative")}
    assert (now.addressee.name, now.mode) == ("Ingrid Solberg", "writing")


def test_the_ends_of_the_content_move(browser: Browser, db: Path) -> None:
    said = _statement(db)
    span = said.content[0]
    with Record(db, read_only=True) as record:
        text = record.article("d9f696dc").article.text
    end = text.rindex(" ", span.start, span.end)
    form = browser.get(STATEMENT).form("/265-392")
    done = form.send(button="correct", spans=f"{span.start}-{end}")
    assert done.status == 200, done.text
    assert _statement(db).text == text[span.start : end]
    wrong = browser.get(STATEMENT).form("/265-392").send(button="correct", spans="5-5")
    assert wrong.status == 400
    assert "does not lie, in order, within the text" in wrong.text
    assert 'value="5-5"' in wrong.source  # what was written is still there


def test_confirm_then_undo(browser: Browser, db: Path) -> None:
    done = browser.get(STATEMENT).form("/265-392").send(button="confirm")
    assert "Saved: 1, confirmed" in done.text
    assert _statement(db).confirmed
    undone = done.form("/decisions/1/undo").send()
    assert "Undone: 1" in undone.text
    assert not _statement(db).confirmed
    again = browser.post(
        "/decisions/1/undo", [("form_token", dict(done.form("/decisions/1/undo").fields)["form_token"])]
    )
    assert again.status == 200  # the button pressed twice, or the page sent again by the back button
    assert browser.post("/decisions/99/undo", done.form("/decisions/1/undo").fields).status == 404


def test_reject_from_the_queue_and_take_back(browser: Browser, db: Path) -> None:
    queue = browser.get("/review")
    assert "Nobody has decided about 96 of 96 statements yet" in queue.text
    form = queue.tree.forms[-1]
    action = form.action.partition("?")[0]
    after = queue.form(action).send(button="reject")
    assert after.url.path == "/review"
    assert "Saved: 1, rejected" in after.text
    assert "95 of 95" in after.text
    assert browser.get(action).status == 404
    after.form("/decisions/1/undo").send()
    assert browser.get(action).status == 200


def test_of_two_editors_the_second_is_told_and_nothing_is_lost(browser: Browser, db: Path) -> None:
    first, second = browser.get(STATEMENT), Browser(browser.origin).get(STATEMENT)
    assert first.form("/265-392").send(button="correct", speaker="Ruth Calloway").status == 200
    told = second.form("/265-392").send(button="correct", said_on="2025-03-11", addressee="Tom Bramley")
    assert told.status == 409
    assert "Somebody has decided about this statement since you opened it" in told.text
    form = told.form("/265-392")
    values = dict(form.fields)
    assert (values["said_on"], values["addressee"], values["speaker"]) == ("2025-03-11", "Tom Bramley", "Ruth Calloway")
    assert form.send(button="correct").status == 200
    now = _statement(db)
    assert (now.speaker.name, now.said_on.value, now.addressee.name) == ("Ruth Calloway", "2025-03-11", "Tom Bramley")


def test_the_command_line_is_an_editor_too(browser: Browser, db: Path) -> None:
    page = browser.get(STATEMENT)
    with Record(db) as record:
        record.correct("d9f696dc/1", polarity="denied")
    assert page.form("/265-392").send(button="confirm").status == 409


def test_the_same_form_sent_twice_is_one_decision(browser: Browser, db: Path) -> None:
    page = browser.get(STATEMENT)
    for _ in range(2):
        assert page.form("/265-392").send(button="correct", speaker="Ruth Calloway").status == 200
    with Record(db, read_only=True) as record:
        assert len(record.decisions()) == 1


def test_an_article_is_edited_and_removed(browser: Browser, db: Path) -> None:
    page = browser.get("/review/article/d9f696dc")
    other = Browser(browser.origin).get("/review/article/d9f696dc")
    done = page.form("/review/article/d9f696dc22693d5b").send(outlet="The Pier Post", published="2025-03-15")
    assert "Saved: 1, outlet: The Pier Post; published: 2025-03-15" in done.text
    told = other.form("/review/article/d9f696dc22693d5b").send(title="Another")
    assert told.status == 409
    assert told.form("d9f696dc22693d5b").send().status == 200
    with Record(db, read_only=True) as record:
        head = record.head("d9f696dc")
    assert (head.outlet, head.title, str(head.published)) == ("The Pier Post", "Another", "2025-03-15")
    wrong = browser.get("/review/article/d9f696dc").form("22693d5b").send(published="soon")
    assert "not a day: 'soon'" in wrong.text
    page = browser.get("/review/article/d9f696dc")
    assert page.form("/remove").send().status == 400
    removed = page.form("/remove").send(sure="yes", reason="withdrawn")
    assert removed.url.path == "/decisions"
    with Record(db, read_only=True) as record:
        assert "d9f696dc22693d5b" not in {h.id for h in record.articles()}


def test_people_are_renamed_merged_split_and_taken_back(browser: Browser, db: Path) -> None:
    page = browser.get("/review/person/daniel-okafor")
    stale = Browser(browser.origin).get("/review/person/daniel-okafor")
    renamed = page.form("/review/person/daniel-okafor").send(button="rename", value="Dan Okafor")
    assert "Saved: 1, daniel-okafor is called Dan Okafor" in renamed.text
    assert stale.form("daniel-okafor").send(button="rename", value="D. Okafor").status == 409
    merged = browser.get("/review/person/ashworth").form("/ashworth").send(button="merge", value="helen-ashworth")
    assert "ashworth is helen-ashworth" in merged.text
    wrong = browser.get("/review/person/tom-bramley").form("/tom-bramley").send(button="merge", value="Nobody Atall")
    assert (wrong.status, "nobody is called" in wrong.text) == (400, True)
    split = browser.get("/review/person/tom-bramley")
    article = split.tree.xpath("//input[@name='article']/@value")[0]
    assert "tom-bramley~2" in split.form("/tom-bramley").send(button="split", value=None, article=article).text
    history = browser.get("/decisions")
    for n in (3, 2, 1):
        history = history.form(f"/decisions/{n}/undo").send()
    with Record(db, read_only=True) as record:
        assert all(d.undone_at for d in record.decisions())


def test_odd_characters_in_names_come_back_as_they_went(db: Path) -> None:
    with Record(db) as record:
        record.edit("d9f696dc", title="Two  spaces and a\u202e turn")
    with served(db) as client:
        page = Browser(str(client.base_url).rstrip("/")).get("/review/article/d9f696dc")
        done = page.form("22693d5b").send(outlet="The Pier Post")
    assert "Saved: 2, outlet: The Pier Post" in done.text
    with Record(db, read_only=True) as record:
        assert record.decisions()[-1].what == "outlet: The Pier Post"


def test_a_card_of_an_article_is_confirmed_and_rejected(browser: Browser, db: Path) -> None:
    page = browser.get("/article/d9f696dc")
    done = page.form("/265-392").send(button="confirm")
    assert (done.url.path, done.url.params["at"]) == ("/article/d9f696dc22693d5b", "265-392")
    assert "Saved: 1, confirmed" in done.text
    assert _statement(db).confirmed
    with Record(db, read_only=True) as record:
        second = record.statement("d9f696dc/2").statement.id
    place = second.rpartition("/")[2]
    gone = done.form(place).send(button="reject")
    assert "Saved: 2, rejected" in gone.text
    assert gone.url.path == "/article/d9f696dc22693d5b"
    assert page.form(place).send(button="confirm").status == 404  # it was rejected meanwhile
    back = gone.form("/decisions/2/undo").send()
    assert "Undone: 2" in back.text
