"""The record keeps whole articles, one transaction each, and gives them back without loss."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import postgres
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from postgres import Places
from record_strategies import TEXT, extractions, invented, span_of
from sqlalchemy import event

from onrecord.errors import InputMalformed, RecordError
from onrecord.model import Article, Entity, Extraction
from onrecord.record import Added, Counts, Record

slow_data = settings(
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
    deadline=None,
    max_examples=40,
)


@pytest.fixture
def record(places: Places) -> Iterator[Record]:
    with Record(places / "test.db") as record:
        yield record


def sound(path: Path | str) -> bool:
    """SQLite finds the file in order, foreign keys and full-text indexes included; PostgreSQL its counts of words."""
    if "://" in str(path):
        return postgres.sound(str(path))
    with sqlite3.connect(path) as connection:
        for index in ("statement_search", "article_search"):
            connection.execute(f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)")
        whole = connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        linked = connection.execute("PRAGMA foreign_key_check").fetchall() == []
    connection.close()
    return whole and linked


def test_an_article_comes_back_as_it_was_added(record: Record) -> None:
    assert record.add(invented()) == Added("added", "invented-1", 1)
    assert record.article("invented-1") == invented()
    assert record.counts() == Counts(articles=1, statements=3, earlier_versions=0)
    assert sound(record.path)


@slow_data
@given(st.lists(extractions(), min_size=1, max_size=3))
def test_any_extraction_comes_back_without_loss(module_places: Places, many: list[Extraction]) -> None:
    # An address and a hash each, so that none is taken for another or for its version.
    for n, e in enumerate(many):
        sha256 = None if e.article.sha256 is None else f"{n}{e.article.sha256}"
        many[n] = replace(e, article=replace(e.article, id=f"a{n}", url=f"u{n}", sha256=sha256))
    path = module_places.emptied("any.db")
    with Record(path) as record:
        assert [record.add(e).status for e in many] == ["added"] * len(many)
        assert [record.article(e.article.id) for e in many] == many
        before = record.counts()
        assert [record.add(e).status for e in many] == ["unchanged"] * len(many)
        assert record.counts() == before
    assert sound(path)


def test_the_same_bytes_change_nothing_wherever_they_lie(record: Record) -> None:
    record.add(invented(url=None))
    assert record.add(invented(url=None, path="copy/pier.html")).status == "unchanged"
    assert record.known(invented(url=None, path="copy/pier.html").article) == Added("unchanged", "invented-1", 1)
    # The reader got better: the same file gives another text, under the same id.
    assert record.add(invented(url=None, text=TEXT.replace("\n\n", "\n"))).status == "unchanged"
    assert record.counts().articles == 1


def test_the_same_text_in_other_bytes_at_its_address_changes_nothing(record: Record) -> None:
    record.add(invented())
    assert record.add(invented(sha256="cd" * 32, id="cdcd")) == Added("unchanged", "invented-1", 1)


def test_one_hash_for_a_whole_corpus_does_not_merge_its_articles(record: Record) -> None:
    record.add(invented(id="1", url=None))
    assert record.add(invented(id="2", url=None, text=TEXT + " More.")).status == "added"
    assert record.counts().articles == 2


def test_one_text_at_two_addresses_is_two_articles(record: Record) -> None:
    record.add(invented())
    assert record.add(invented(url="https://post.example/pier", outlet="Post")).status == "added"
    assert record.add(invented(url="https://post.example/pier", outlet="Post")).status == "unchanged"


def test_a_changed_article_is_a_new_version_beside_the_old(record: Record) -> None:
    first = invented()
    second = invented(id="invented-2", text=TEXT + "\n\nCorrection: the pier is older.", sha256="cd" * 32)
    second = replace(second, statements=second.statements[:1])
    record.add(first)
    assert record.add(second) == Added("new version", "invented-2", 2)
    assert record.counts() == Counts(articles=1, statements=1, earlier_versions=1)
    assert [entry.article for entry in record.find()] == ["invented-2"]
    assert record.find("lost the plot") == []
    assert record.article("invented-1") == first
    assert record.article("invented-2") == second
    assert record.article("invented-2", version=1) == first
    assert [head.version for head in record.articles()] == [2]
    # The page is put back as it was: nothing new about that.
    assert record.add(first) == Added("unchanged", "invented-1", 1)


def test_ids_of_two_files_may_be_equal(record: Record) -> None:
    record.add(invented(id="7", url=None, path="a.jsonl", sha256=None))
    assert record.add(invented(id="7", url=None, path="b.jsonl", sha256=None, text=TEXT + "!")).status == "added"
    assert record.add(invented(id="7", url=None, path="a.jsonl", sha256=None, text=TEXT + "?")).status == "new version"
    assert record.counts() == Counts(articles=2, statements=6, earlier_versions=1)


def test_the_beginning_of_an_id_will_do(record: Record) -> None:
    record.add(invented(id="abcd1"))
    record.add(invented(id="abce2", url="other", sha256="x"))
    assert record.article("abcd").article.id == "abcd1"
    for id, reason in (
        ("abc", "several articles"),
        ("x", "no article 'x'"),
        ("", "no article ''"),
        ("bcd", "no article"),
    ):
        with pytest.raises(RecordError, match=reason):
            record.article(id)
    with pytest.raises(RecordError, match="no version 3 of article 'abcd1'"):
        record.article("abcd1", version=3)


def test_ids_are_cut_as_short_as_they_can_be(record: Record) -> None:
    ids = [
        "0123456789abcdef",
        "0123456789fedcba",
        "ffffffffffffffff",
        "short",
        "shorter-than-most",
        "shorter-than-some",
    ]
    for id in ids:
        record.add(invented(id=id, url=id, sha256=id))
    short = record.abbreviations([*ids, ids[0]])
    assert list(short.values()) == [
        "0123456789a",
        "0123456789f",
        "ffffffff",
        "short",
        "shorter-than-m",
        "shorter-than-s",
    ]
    assert [record.article(cut).article.id for cut in short.values()] == ids


@pytest.mark.parametrize("table", ["articles", "entities", "statements", "names", "parties"])
@pytest.mark.parametrize("interruption", [KeyboardInterrupt, MemoryError])
def test_an_interrupted_article_leaves_nothing(record: Record, table: str, interruption: type[BaseException]) -> None:
    record.add(invented(id="before", url="before", sha256="before"))

    def interrupt(connection: object, cursor: object, sql: str, *rest: object) -> None:
        if sql.startswith(f"INSERT INTO {table}"):
            raise interruption

    event.listen(record.database.engine, "after_cursor_execute", interrupt)
    # Somebody else is named, so that a name is to be added, too.
    named = Entity("e2", "Pell Orrin", "person", (), (), (span_of("harbour pirate"),))
    extraction = replace(invented(), entities=(named,))
    with pytest.raises(interruption):
        record.add(extraction)
    event.remove(record.database.engine, "after_cursor_execute", interrupt)
    assert record.counts() == Counts(articles=1, statements=3, earlier_versions=0)
    assert [head.id for head in record.articles("pier")] == ["before"]
    assert sound(record.path)
    assert record.add(invented()).status == "added"


def test_a_killed_writer_leaves_a_sound_record(places: Places) -> None:
    code = """if True:
        import sys
        sys.path.insert(0, sys.argv[2])
        from record_strategies import invented
        from onrecord.record import Record
        with Record(sys.argv[1]) as record:
            for n in range(100_000):
                record.add(invented(id=str(n), url=str(n), sha256=str(n)))
                print(n, flush=True)
    """
    path = places / "killed.db"
    arguments = [sys.executable, "-c", code, str(path), str(Path(__file__).parent)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout
        for line in writer.stdout:
            if line == "20\n":
                writer.send_signal(signal.SIGKILL)
                break
    with Record(path) as record:
        counts = record.counts()
        assert counts.articles >= 21
        assert counts.statements == 3 * counts.articles
    assert sound(path)


def test_text_that_is_not_unicode_costs_itself_only(record: Record) -> None:
    broken = replace(invented(), article=Article("x", "half a pair: \ud800", path="broken.txt"))
    with pytest.raises(InputMalformed, match=r"broken\.txt: its text cannot be stored"):
        record.add(broken)
    assert record.counts().articles == 0
    assert record.add(invented()).status == "added"


def test_articles_are_listed_and_searched_by_their_text(record: Record) -> None:
    record.add(invented())
    record.add(
        invented(id="b", url="b", sha256="b", text="An invented note.", published=None, outlet="Post", title="B")
    )
    assert [head.id for head in record.articles()] == ["invented-1", "b"]
    assert [head.id for head in record.articles("invented")] == ["b"]
    assert [head.id for head in record.articles("insults")] == ["invented-1"]  # in the title
    assert [head.id for head in record.articles(outlet="post")] == ["b"]
    assert [head.id for head in record.articles(since="2024", until="2024")] == ["invented-1"]
    assert record.articles()[0].published == date(2024, 9, 26)
    assert record.articles()[0].statements == 3
