"""What is gathered of somebody who has said very much, and what others ask of them. All texts are invented."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from onrecord.model import Article, Extraction, Party, Polarity, Span, Speaker, Statement
from onrecord.record import Record, brief, doubts, profile
from onrecord.record.reprints import once
from onrecord.record.schema import articles, statements

EACH = 70  # statements of an article
WHO = "Edda Quill"


def article(n: int, sentences: list[tuple[str, str, str, Polarity, str | None]]) -> Extraction:
    """An article of sentences: who, the word that reports it, the words, the polarity, and whom it is about."""
    text, made, id = "", [], f"a{n}"
    for k, (who, cue, words, polarity, about) in enumerate(sentences):
        start = len(text)
        text += f"{who} {cue} {words}. "
        at = start + len(who) + 1
        content = Span(at + len(cue) + 1, at + len(cue) + 1 + len(words))
        parties = (Party(about, "person", None, ()),) if about else ()
        made.append(
            Statement(
                f"{id}/{content.start}-{content.end}", "indirect", "speech", polarity, (Span(start, start + len(who)),),
                (Span(at, at + len(cue)),), (content,), text[content.start : content.end],
                Speaker(who, "person", None, 0.9, (who,)), None, None, None, parties, (), None, 0.9,
            )
        )  # fmt: skip
        assert k < 1000
    return Extraction(Article(id, text, outlet="The Bugle", published=date(2031, 1, 1) + timedelta(n)), tuple(made))


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    with Record(tmp_path_factory.mktemp("much") / "much.db") as record:
        for n in range(4):
            verbs = ["vowed" if n == 0 and k % 10 == 0 else "said" for k in range(EACH)]
            record.add(article(n, [(WHO, verb, f"that bridge {n} {k} will be mended", "affirmed", "Osric Vane")
                                   for k, verb in enumerate(verbs)]))  # fmt: skip
        asks: list[tuple[str, str, str, Polarity, str | None]] = [
            ("Tom Bramley", "asked", f"whether {WHO} had paid for harbour {k}", "question", WHO) for k in range(5)
        ]
        asks += [
            ("Ruth Calloway", "asked", f"whether {WHO} knew of the tunnel {k}", "question", WHO) for k in range(65)
        ]
        asks += [(WHO, "asked", f"whether {WHO} would have to pay for the tunnel", "question", WHO)]
        record.add(article(9, asks))
        with record.database.connect() as connection:
            yield connection


def test_promises_beyond_the_first_hundred_statements_are_found(connection: Connection) -> None:
    found = profile.promised(connection, WHO, None, 20)
    assert [e.statement.text for e in found] == [f"that bridge 0 {k} will be mended" for k in range(0, EACH, 10)]
    assert len(profile.promised(connection, WHO, None, 3)) == 3
    assert len(profile.promised(connection, WHO, "Osric Vane", 20)) == 7
    assert profile.promised(connection, WHO, "Tom Bramley", 20) == []


def test_a_brief_has_what_others_ask_and_not_what_they_ask_themselves(connection: Connection) -> None:
    gathered = brief.gather(connection, WHO, None, [])
    assert gathered is not None
    assert len(gathered.questions) == 8
    assert {line.speaker for line in gathered.questions} <= {"Tom Bramley", "Ruth Calloway"}


def test_a_brief_on_something_has_the_questions_that_name_it(connection: Connection) -> None:
    gathered = brief.gather(connection, WHO, "tunnel", [])
    assert gathered is not None
    assert len(gathered.questions) == 8
    assert all("tunnel" in line.sentence for line in gathered.questions)
    on_harbours = brief.gather(connection, WHO, "Harbour", [])
    assert on_harbours is not None
    assert [line.speaker for line in on_harbours.questions] == ["Tom Bramley"] * 5


def test_what_an_updated_article_says_again_still_counts(tmp_path: Path) -> None:
    asked = [("Tom Bramley", "asked", f"whether {WHO} had paid", "question", WHO)]
    first = article(1, [(WHO, "vowed", "that the bridge will be mended", "affirmed", "Osric Vane"), *asked])  # type: ignore[list-item]
    with Record(tmp_path / "r.db") as record:

        def add(of: Extraction, id: str, words: str, url: str) -> None:
            changed = replace(of.article, id=id, text=of.article.text + words, url=url, sha256=f"{len(words):064x}")
            record.add(replace(of, article=changed))

        add(first, "a1", "", "https://bugle.example/1")
        add(first, "a1", "More is to come.", "https://bugle.example/1")  # a second version
        with record.database.connect() as connection:
            assert [e.statement.text for e in profile.promised(connection, WHO, None, 5)] == [
                "that the bridge will be mended"
            ]
            assert len(doubts.least_sure(connection, "unsure", 9)) == 2
            assert doubts.left(connection) == (2, 2)
            both = select(statements.c.pk).join(articles).where(articles.c.current, once())
            assert len(connection.execute(both).all()) == 2
