"""Primary sources: transcripts, proceedings, statements and posts give their speakers; ordinary news gives none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.errors import InputError, InputMalformed, InputUnknownType, InputWithoutArticle
from onrecord.model import Article
from onrecord.reading import Original, read, read_all
from onrecord.reading.primary.article import with_turns
from onrecord.reading.primary.transcript import turns

DATA = Path(__file__).parent.parent.parent / "shared" / "data"

BROADCAST = """\
On Sunday's “Morning Desk” Governor Joanne Orrin defended the harbour plan, and said that nobody had been misled by it.

Partial transcript:

JAKE HALLORAN, HOST: Governor, good morning. What changed?

GOV. JOANNE ORRIN (I-VT): Well, I think we looked at the numbers again.

They were better than we had thought.

(CROSSTALK)

VIDEO: The harbour is finished, and you all know it.

HALLORAN: Did you tell the senator?

ORRIN: We told him what we knew.

The governor's plan goes to the senate on Monday.
"""

BRIEFING = """\
THE PRESIDENT: Good afternoon. We have a deal on the harbour.

It was not easy.

Q    Mr. President, will the senate pass it?

THE PRESIDENT: I think so. We will see.

END
"""

COMMONS = """\
Harbours

The Minister for Ports (Tom Beck)

We have no plans to close it, as I told the House last week.

Jane Aldous (Harwich) (Con)

Will he tell us that again in March?

The Minister for Ports

I will.
"""

CONGRESS = """\
Mr. McVANE. Mr. President, I ask you to look at this harbour.

Mrs. ORRIN of Vermont. I yield to my friend.

Mr. McVANE. I thank the Senator. We need a new one.
"""

PANEL = """\
Ann Pell: We all saw it coming, didn't we?

Osric Vane: I did not. You did not tell me.

Pell: Because we did not know it ourselves.

Vane: Then you should have asked me.
"""


def said(text: str) -> list[tuple[str, str, str | None]]:
    """The turns of a text: label, words, name."""
    return [
        (text[t.label.start : t.label.end] if t.label else "", " | ".join(text[s:e] for s, e in t.content), t.name)
        for t in turns(text)
    ]


def test_a_transcript_in_an_article_has_its_turns_and_not_the_article() -> None:
    assert said(BROADCAST) == [
        ("JAKE HALLORAN", "Governor, good morning. What changed?", None),
        (
            "GOV. JOANNE ORRIN",
            "Well, I think we looked at the numbers again. | They were better than we had thought.",
            None,
        ),
        ("HALLORAN", "Did you tell the senator?", None),
        ("ORRIN", "We told him what we knew.", None),
    ]


def test_questions_and_answers_and_posts_are_labels() -> None:
    assert [(label, words) for label, words, _ in said(BRIEFING)] == [
        ("THE PRESIDENT", "Good afternoon. We have a deal on the harbour. | It was not easy."),
        ("Q", "Mr. President, will the senate pass it?"),
        ("THE PRESIDENT", "I think so. We will see."),
    ]


def test_a_label_may_stand_on_a_line_of_its_own_and_name_who_holds_the_post() -> None:
    assert [(label, name) for label, _, name in said(COMMONS)] == [
        ("The Minister for Ports", "Tom Beck"),
        ("Jane Aldous", None),
        ("The Minister for Ports", "Tom Beck"),
    ]


def test_the_congressional_record_and_a_panel_in_lower_case() -> None:
    assert [label for label, _, _ in said(CONGRESS)] == ["Mr. McVANE", "Mrs. ORRIN of Vermont", "Mr. McVANE"]
    assert [label for label, _, _ in said(PANEL)] == ["Ann Pell", "Osric Vane", "Pell", "Vane"]


@pytest.mark.parametrize(
    "text",
    [
        "Ingredients: two pounds of cod.\n\nMethod: Chop it. You can use a leek.\n\n"
        "Ingredients: for the sauce we need cream.\n\nMethod: Whisk it until you like it.",
        "Delegates.\n\nJoanne Orrin: 1,769.\n\nOsric Vane: 1,501.\n\nOrrin: 547.\n\nVane: 46.",
        "VANE: “I never said that you lied.”\n\nTHE FACTS: He did say that we lied.\n\n"
        "VANE: “I was there.”\n\nTHE FACTS: He was not.",
        "From: Ann\n\nTo: Bo\n\nSubject: you and me\n\nFrom: Bo\n\nTo: Ann\n\nSubject: Re: you and me",
        "Where: the quay, if you can.\n\nWhen: Monday, we think.\n\nCost: ask us.",
        "She said: “I will.”\n\nHe said: “We will.”\n\nShe said: “You will.”",
    ],
)
def test_lists_and_quotations_are_no_transcript(text: str) -> None:
    assert turns(text) == ()


def test_news_is_no_transcript() -> None:
    path = DATA / "polnear" / "dev.jsonl"
    if not path.exists():
        pytest.skip("the development articles are not here")
    found = {row["id"] for row in map(json.loads, path.read_text().splitlines()) if turns(row["text"])}
    assert found == {"breitbart_2016-09-25_pence-gennifer-flowers-won-t-be-"}


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from([*BROADCAST.split("\n"), *COMMONS.split("\n"), "Q", "A:", "(", "X:", ""]), max_size=30))
def test_turns_lie_in_the_text_in_order_and_apart(lines: list[str]) -> None:
    text = "\n".join(lines)
    end = 0
    for turn in turns(text):
        for span in ([turn.label] if turn.label else []) + list(turn.content):
            assert end <= span.start < span.end <= len(text)
            end = span.end


def test_a_statement_is_by_whom_its_title_names() -> None:
    body = (
        "We have listened, and I have decided.\n\nMy government will pay.\n\nENDS\n\nNotes to editors: built in 1857."
    )
    article = with_turns(Article("a", body, title="Statement by Joanne Orrin on the harbour"))
    (turn,) = article.turns
    assert (turn.name, turn.mode) == ("Joanne Orrin", "writing")
    assert body[turn.content[0].start : turn.content[-1].end].endswith("will pay.")
    report = "The governor said on Monday that “we have listened”. Nobody believed her, and the harbour was closed."
    assert with_turns(Article("a", report, title="Orrin's statement on the harbour falls flat")).turns == ()


TEI = """\
<?xml version="1.0"?><TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt>
<title>Invented parliament</title></titleStmt></fileDesc><profileDesc><settingDesc><setting>
<date when="2024-09-25"/></setting></settingDesc>{persons}</profileDesc></teiHeader><text><body><div>
<note type="speaker">Jane Aldous:</note><u who="#AldousJane"><seg>Thank you. The
harbour <gap/>closed. <vocal><desc>Laughter.</desc></vocal>I saw it.</seg><seg>So did he.</seg></u>
<note type="time">It is noon.</note></div></body></text></TEI>"""
PERSONS = """<listPerson xmlns="http://www.tei-c.org/ns/1.0"><person xml:id="AldousJane"><persName>
<surname>Aldous</surname><forename>Jane</forename></persName></person></listPerson>"""


@pytest.mark.parametrize("beside", [False, True])
def test_a_sitting_in_tei_has_its_day_its_persons_and_the_way_back(tmp_path: Path, beside: bool) -> None:
    data = TEI.format(persons="" if beside else f"<particDesc>{PERSONS}</particDesc>").encode()
    (tmp_path / "2024").mkdir()
    (tmp_path / "2024" / "sitting.xml").write_bytes(data)
    if beside:
        (tmp_path / "Invented-listPerson.xml").write_text(PERSONS)
    article = read(tmp_path / "2024" / "sitting.xml")
    assert article.text == "Jane Aldous:\n\nThank you. The harbour closed. I saw it.\n\nSo did he."
    (turn,) = article.turns
    assert (turn.name, turn.said_on, turn.label) == ("Jane Aldous", "2024-09-25", (0, 11))
    assert Original(data).mismatches(article) == []
    assert sum(a.end - a.start for a in article.anchors) == len(article.text.replace("\n\n", ""))
    assert [type(i).__name__ for i in read_all([str(tmp_path)])] == ["Article"]


def test_other_proceedings_in_xml() -> None:
    whip = b'<publicwhip><speech id="uk/2024-09-25a.1.0" speakername="Tom Beck"><p>I will.</p></speech></publicwhip>'
    (turn,) = read(whip, name="a.xml").turns
    assert (turn.name, turn.said_on) == ("Tom Beck", "2024-09-25")
    ntoso = (
        b'<akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0"><debate><meta><FRBRWork>'
        b'<FRBRdate date="2024-09-25"/></FRBRWork><TLCPerson eId="x" showAs="Tom Beck"/></meta><debateBody>'
        b'<speech by="#x"><from>Mr Beck:</from><p>I will.</p></speech></debateBody></debate></akomaNtoso>'
    )
    article = read(ntoso, name="a.xml")
    assert (article.text, article.turns[0].name) == ("Mr Beck:\n\nI will.", "Tom Beck")


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"<TEI><u who='#a'>cut off", InputMalformed),
        (b"<TEI><text/></TEI>", InputWithoutArticle),
        (b"<invoice><total>1</total></invoice>", InputUnknownType),
        (b"<TEI><u who='#a'><w>Cut</w><w>up</w></u></TEI>", InputUnknownType),
        (b"<TEI>" + b"<div>" * 100_000, InputMalformed),
        (b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><TEI><u who="#a">&f;</u></TEI>', InputWithoutArticle),
    ],
)
def test_xml_that_is_no_sitting_is_an_error(data: bytes, error: type[InputError]) -> None:
    with pytest.raises(error):
        read(data, name="a.xml")


POST = {
    "created_at": "Wed Sep 25 20:19:24 +0000 2024",
    "id_str": "1",
    "full_text": "Open &amp; final.",
    "user": {"name": "Joanne Orrin", "screen_name": "joanneorrin"},
}
OTHER = {**POST, "id_str": "9", "full_text": "I never said so.", "user": {"name": "Tom Beck", "screen_name": "tb"}}


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.jsonl", json.dumps(POST)),
        ("a.json", json.dumps([POST])),
        ("tweets.js", f"window.YTD.tweets.part0 = {json.dumps([{'tweet': POST}])}"),
        (
            "v2.json",
            json.dumps(
                {
                    "data": [
                        {"id": "1", "text": "Open & final.", "created_at": "2024-09-25T20:19:24Z", "author_id": "7"}
                    ],
                    "includes": {"users": [{"id": "7", "name": "Joanne Orrin", "username": "joanneorrin"}]},
                }
            ),
        ),
        ("plain.jsonl", json.dumps({"user": "Joanne Orrin", "text": "Open & final.", "created_at": "2024-09-25"})),
    ],
)
def test_a_post_is_said_by_its_account(name: str, data: str) -> None:
    article = read(data.encode(), name=name)
    assert (article.text, article.byline, str(article.published)) == ("Open & final.", "Joanne Orrin", "2024-09-25")
    (turn,) = article.turns
    assert (turn.name, turn.mode, turn.said_on) == ("Joanne Orrin", "writing", "2024-09-25")
    assert article.url in (None, "https://twitter.com/joanneorrin/status/1")
    assert Original(article.text.encode(), encoding="utf-8").mismatches(article) == []


def test_a_repost_is_by_the_one_who_is_repeated() -> None:
    article = read(
        json.dumps({**POST, "full_text": "RT @tb: I n…", "retweeted_status": OTHER}).encode(), name="a.jsonl"
    )
    assert (article.turns[0].name, article.text) == ("Tom Beck", "I never said so.")
    bare = read(json.dumps({**POST, "full_text": "RT @tb: I never said so."}).encode(), name="a.jsonl")
    (turn,) = bare.turns
    assert turn.name is None
    assert turn.label is not None
    assert bare.text[turn.label.start : turn.label.end] == "@tb"


def test_columns_that_are_named_outrank_the_fields_of_a_post(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps({**POST, "body": "A report."}))
    (item,) = read_all([str(tmp_path / "a.jsonl")], columns={"text": "body"})
    assert isinstance(item, Article)
    assert (item.text, item.turns) == ("A report.", ())


@pytest.mark.parametrize("data", [b"[", b"[]", b"[1, 2]", b"{}", b"\xff[]", b"[" * 100_000, b"null"])
def test_json_that_is_no_list_of_articles_is_an_error(data: bytes) -> None:
    with pytest.raises(InputError):
        read(data, name="a.json")


MHTML = (
    b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://x.example/harbour\r\nSubject: Harbour\r\n"
    b'MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="b"\r\n\r\n'
    b"--b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n"
    b"Content-Location: https://x.example/harbour\r\n\r\n<html><body><article>"
    + b"<p>The mayor said on Monday that she would build the wall, whatever it cos=\r\nts.</p>" * 4
    + b"</article></body></html>\r\n--b\r\nContent-Type: image/png\r\n\r\nx\r\n--b--\r\n"
)


@pytest.mark.parametrize("name", ["a.mhtml", "a.mht", "unnamed"])
def test_a_page_saved_as_mhtml_is_the_page(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(MHTML)
    (article,) = read_all([str(tmp_path / name)])
    assert isinstance(article, Article)
    assert article.url == "https://x.example/harbour"
    assert article.text.count("whatever it costs.") == 4
    with pytest.raises(InputError):
        read(MHTML[:300], name="a.mhtml")


def test_a_saved_page_is_one_article_with_its_address(tmp_path: Path) -> None:
    page = "<p>The mayor said on Monday that she would build the wall, whatever it costs.</p>" * 4
    (tmp_path / "a.html").write_text(
        "<!DOCTYPE html>\n<!-- saved from url=(0027)https://x.example/harbour -->\n"
        f"<html><body><article>{page}</article></body></html>"
    )
    for folder in ("a_files", "a"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "frame.html").write_text(f"<html><body><article>{page}</article></body></html>")
    found = list(read_all([str(tmp_path)]))
    assert [i.path for i in found if isinstance(i, Article)] == [
        str(tmp_path / "a" / "frame.html"),
        str(tmp_path / "a.html"),
    ]
    assert isinstance(found[1], Article)
    assert found[1].url == "https://x.example/harbour"
