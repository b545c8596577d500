"""PostgreSQL: what a user is told of a server, one answer with SQLite, several writers, and the way there and back."""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import postgres
import pytest
from alembic import command
from alembic.config import Config
from postgres import PASSWORD, Places, Server
from record_strategies import TEXT, invented
from sqlalchemy import Connection, Select, select, text
from terminals import COMMAND
from typer.testing import CliRunner

from onrecord.cli import app
from onrecord.errors import RecordError, RecordReadOnly
from onrecord.model import Article, Extraction, Span, Speaker, Statement
from onrecord.record import Query, Record, copying, cuts, migrations, urls
from onrecord.record import postgres as own
from onrecord.record.fulltext import matches, relevance, statement_search
from onrecord.record.schema import articles, statements
from onrecord.record.stems import stemmer


def say(id: str, *texts: str, title: str | None = None, day: int | None = None) -> Extraction:
    """An invented article that says these texts, one after the other."""
    whole, said = "", []
    for n, words in enumerate(texts):
        span = Span(len(whole), len(whole) + len(words))
        whole += words + "\n"
        speaker = Speaker("Edda Quill", "person")
        said.append(Statement(f"{id}/{n}", "direct", "speech", "affirmed", (), (), (span,), words, speaker, None, None,
                              None, (), (), None, 1.0))  # fmt: skip
    published = date(2024, 1, 1 + day) if day is not None else None
    return Extraction(Article(id, whole, title=title, published=published, url=id), tuple(said))


# ------------------------------------------------------------------------------------------------ one answer

WORDS = (
    "the The THE a of pier piers harbour harbours rebuilt rebuilding ran running generalizations relational ox is as "
    "José Jose naïve Ærø straße 𝔭ier ﬁne o’clock don't U.S. 3.5 ½ café cafe\u0301 ÉCOLE school schools woman-hating "
    "vietnamization triplicate hopping skies sky dies ties caresses ponies \u1ec7 Ж жук 東京 東京都 x_y \ufdd0 "
    "tab\tbed nul\0l"
).split(" ")
QUESTIONS = (
    *("the", "pier", "piers rebuilt", "harbour the a", "woman-hating", "hating woman", "José", "jose", "naive", "ÆRØ"),
    *("o'clock", "“don't”", "U.S.", '"the pier"', "“the harbours”", "is", "as is", "cafe", "ecole", "SCHOOL ox", "3 5"),
    *("𝔭ier", "ﬁne", "fine", "½", "東京", "x y", "x_y", "skies", "die tie", "the the", '"the the"', "nul", "жук"),
    *("generalize", "relation", "relate", "'; DROP", "\\", "harbour \ufdd0", "pier OR the", "not", "²", "a b c d e"),
)


@pytest.fixture(scope="module")
def both(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Record, Record]]:
    """The same articles in a file and on the server."""
    chance = random.Random(19)
    with Record(tmp_path_factory.mktemp("both") / "x.db") as one, Record(server.new()) as other:
        for n in range(60):
            texts = [" ".join(chance.choices(WORDS, k=chance.choice((1, 3, 8, 30)))) for _ in range(4)]
            said = say(f"a{n:02}", *texts, title=chance.choice(WORDS), day=chance.choice((None, n % 5, n % 3)))
            assert one.add(said) == other.add(said)
        one.edit("a07", title="the harbour’s new title", outlet="ÉCOLE")
        other.edit("a07", title="the harbour’s new title", outlet="ÉCOLE")
        for record in (one, other):
            record.correct("a08/2", reject=True)
        yield one, other


@pytest.mark.parametrize("words", QUESTIONS)
def test_words_find_the_same_in_the_same_order(both: tuple[Record, Record], words: str) -> None:
    one, other = both
    if not any(c.isalnum() for c in words):
        return
    found, also = ([e.statement.id for e in record.find(words, limit=None)] for record in both)
    assert found == also
    assert [h.id for h in one.articles(words)] == [h.id for h in other.articles(words)]


def test_the_figures_are_those_of_fts5(both: tuple[Record, Record]) -> None:
    asked = 'the pier harbours "the the" woman-hating a'
    many = " ".join(dict.fromkeys(WORDS))  # so many are ranked by a function of the server
    assert len(many.split()) > 8
    for words in (asked, many, *asked.split()):
        chosen = select(statement_search.c.rowid, relevance(statement_search, words)).where(
            matches(statement_search, words)
        )
        figures = []
        for record in both:
            with record.database.connect() as connection:
                figures.append({row[0]: row[1] for row in connection.execute(chosen)})
        assert figures[0] == pytest.approx(figures[1], rel=1e-12)
    assert any(figures)


def test_names_outlets_and_days_find_the_same(both: tuple[Record, Record]) -> None:
    one, other = both
    for asked in ({"by": "Quill"}, {"since": "2024-01-03"}, {"outlet": "ÉCOLE"}, {"outlet": "école"}, {"about": "x\0"}):
        assert one.find(**asked, limit=None) == other.find(**asked, limit=None)  # type: ignore[arg-type]
    assert len(one.find(outlet="ÉCOLE")) == 4  # as in SQLite, case matters beyond ASCII
    assert one.articles() == [
        replace(h, added_at=o.added_at) for h, o in zip(other.articles(), one.articles(), strict=True)
    ]


def test_words_of_any_length_and_texts_of_any_size(server: Server, tmp_path: Path) -> None:
    many = " ".join(f"word{n}" for n in range(150_000))  # more than an index of PostgreSQL holds
    long = "x" * 3000
    with Record(tmp_path / "x.db") as one, Record(server.new()) as other:
        for record in (one, other):
            record.add(say("many", many))
            record.add(say("long", f"{long}a and {long}b", "the " * 20_000 + "end"))
            assert [h.id for h in record.articles("word149999")] == ["many"]
            assert len(record.find("word7 word149998")) == 1
            assert [e.statement.id for e in record.find(f"{long}a")] == ["long/0"]
            assert record.find(f"{long}c") == []
            assert [e.statement.id for e in record.find('"the end"')] == ["long/1"]


def test_stems_are_those_of_the_index() -> None:
    assert stemmer.stems(["The piers’ rebuilding", "", "x\0y"]) == [["the", "pier", "rebuild"], [], ["x", "y"]]


def test_who_asks_for_no_stems_opens_no_database_for_them() -> None:
    with ThreadPoolExecutor(1) as fresh:
        assert fresh.submit(lambda: dict(vars(stemmer))).result() == {}


def test_any_character_comes_back(server: Server) -> None:
    odd = "nul \0, \ufdd0, \ufdd00 and \ufdd01, \U0010ffff"
    with Record(server.new()) as record:
        record.add(say("odd\0id", odd, title=odd))
        assert record.article("odd\0id").article.title == odd
        assert record.find()[0].statement.text == odd


# ------------------------------------------------------------------------------------------------ messages


def test_a_server_that_is_not_there_and_one_that_refuses(server: Server) -> None:
    here = f"127.0.0.1:{server.port}"
    for url, reason in (
        ("postgresql://newsroom:s3cret@127.0.0.1:1/x", "no server answers there: does it run"),
        (f"postgresql://newsroom:s3cret@{here}/record", "refuses this user or password"),
        (f"postgresql://nobody:s3cret@{here}/record", "refuses this user or password"),
        (f"postgresql://newsroom@{here}/record?password=s3cret", "refuses this user or password"),
        (server.url("nowhere"), "there is no such database on the server; make it with: createdb"),
        (f"postgresql://newsroom:s3cret@{here}", "it names no database; write postgresql://"),
        ("postgresql://newsroom:s3cret@host:port/x", "not the URL of a database"),
        ("mysql://newsroom:s3cret@host/x", "a record is a file or a PostgreSQL database"),
        ("postgres:/newsroom:x", "does not exist"),
    ):
        for read_only in (True, False):
            with pytest.raises(RecordError) as caught:
                Record(url, read_only=read_only)
            told = f"{caught.value} {caught.value.__cause__}"
            assert reason in told or (read_only and "no record here" in told)
            assert "s3cret" not in told
            assert PASSWORD not in told


def test_without_the_driver(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(RecordError, match=r"pip install 'onrecord\[postgres\]'"):
        Record("postgresql://newsroom@127.0.0.1/x")


def test_a_database_that_is_no_record(server: Server) -> None:
    url = server.new(empty=True)
    with pytest.raises(
        RecordError, match="this record is still empty; run: onrecord add FILE --db postgresql://newsroom@"
    ):
        Record(url, read_only=True)
    server.run("CREATE TABLE articles (id integer)", url.rpartition("/")[2])
    for read_only in (True, False):
        with pytest.raises(RecordError, match="belongs to another program, it was left as it is"):
            Record(url, read_only=read_only)
    server.run("DROP TABLE articles", url.rpartition("/")[2])
    with Record(url) as record:
        assert record.add(invented()).status == "added"
    server.run("UPDATE onrecord_schema SET version_num = '9999'", url.rpartition("/")[2])
    with pytest.raises(RecordError, match="a newer onrecord made this record"):
        Record(url)


def test_who_may_only_read(server: Server) -> None:
    url = server.new()
    with Record(url) as record:
        record.add(invented())
    with Record(url, read_only=True) as record:
        assert len(record.find("pier")) == 1
        with pytest.raises(RecordReadOnly, match="no right to write"):
            record.add(invented(id="b", url="b", sha256="b"))
        with pytest.raises(RecordError, match=r"pg_dump -Fc -f copy\.db postgresql://newsroom@127"):
            record.backup("copy.db")
    name = url.rpartition("/")[2]
    server.run(f"CREATE ROLE reader_{name} LOGIN PASSWORD 'readers'")
    server.run(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader_{name}", name)
    with Record(url.replace("newsroom:" + PASSWORD, f"reader_{name}:readers")) as record:
        assert len(record.find("pier")) == 1
        with pytest.raises(RecordReadOnly, match="no right to do that"):
            record.add(invented(id="b", url="b", sha256="b"))


@pytest.mark.parametrize(
    ("url", "bare", "password"),
    [
        ("postgresql://u:p@h/d", "postgresql://u@h/d", "p"),
        ("postgresql://u@h/d", "postgresql://u@h/d", None),
        ("postgresql://h/d", "postgresql://h/d", None),
        ("postgresql://u:@h/d", "postgresql://u@h/d", ""),
        ("postgresql://u:a%40b%3A@h:5432/d?sslmode=require", "postgresql://u@h:5432/d?sslmode=require", "a@b:"),
        ("postgresql://u:p@ss/w?rd@h/d", "postgresql://u@h/d", "p@ss/w?rd"),
        ("postgresql://u:p@h/d?application_name=me@desk", "postgresql://u@h/d?application_name=me@desk", "p"),
        ("postgresql://h/d?user=u&password=p%20q&sslmode=require", "postgresql://h/d?user=u&sslmode=require", "p q"),
        ("postgresql:///d?host=/var/run&password=p", "postgresql:///d?host=/var/run", "p"),
        ("mysql://u:p@h", "mysql://u@h", "p"),
    ],
)
def test_a_password_is_parted_from_its_url(url: str, bare: str, password: str | None) -> None:
    found, told = urls.parted(url)
    assert found.replace("%2F", "/") == bare
    assert told == password


def test_commands_take_a_url_wherever_they_take_a_path(server: Server, tmp_path: Path) -> None:
    url = server.new()
    with Record(url) as record:
        record.add(invented())
        record.people.assign()
    environment = {key: value for key, value in os.environ.items() if key not in ("PGPASSWORD", "ONRECORD_DB")}

    def run(*arguments: str, status: int = 0, **more: str) -> str:
        done = subprocess.run([*COMMAND, *arguments], cwd=tmp_path, capture_output=True, text=True, check=False,
                              env={**environment, "HOME": str(tmp_path), **more})  # fmt: skip
        assert done.returncode == status, done.stderr
        told = done.stdout + done.stderr
        assert not any(part in told for part in (PASSWORD, "rd of the tests"))
        return told

    assert "rebuild" in run("find", "piers", "--db", url)
    assert f"{urls.parted(url)[0]}: nothing fits" in run("find", "nobody", "--db", url)
    assert "rebuild" in run("find", "piers", ONRECORD_DB=url)
    assert "refuses this user or password" in run("find", "piers", "--db", urls.parted(url)[0], status=1)
    (tmp_path / "onrecord.toml").write_text(f'db = "{url}"\n')
    assert "rebuild" in run("find", "piers")
    assert "--db postgresql://newsroom@127" in run("correct", "invented/1", "--reject", "--db", url)


# ------------------------------------------------------------------------------------------------ several at once

WRITER = """if True:
    import sys
    sys.path.insert(0, sys.argv[2])
    from record_strategies import invented, TEXT
    from onrecord.record import Record
    me = sys.argv[3]
    with Record(sys.argv[1]) as record:
        for n in range(15):
            record.add(invented(id=f"{me}-{n}", url=f"{me}-{n}", sha256=f"{me}-{n}"))
            record.add(invented(id=f"all-{n}", url=f"all-{n}", sha256=f"all-{n}"))
            record.edit(f"{me}-{n}", title=f"by {me}", by=me)
"""


def test_four_writers_at_once_lose_nothing(places: Places) -> None:
    """Each adds articles of its own and, in a race with the others, the same ones; each signs decisions."""
    path = places / "x.db"
    Record(path).close()
    arguments = [sys.executable, "-c", WRITER, path, str(Path(__file__).parent)]
    writers = [subprocess.Popen([*arguments, f"w{n}"], stderr=subprocess.PIPE, text=True) for n in range(4)]
    seen = []
    with Record(path, read_only=True) as record:
        while any(writer.poll() is None for writer in writers):
            entries = record.find(limit=None)
            seen.append((len(entries), len({e.article for e in entries})))
    for writer in writers:
        assert writer.communicate()[1] == ""
        assert writer.returncode == 0
    assert all(statements == 3 * articles for statements, articles in seen)
    with Record(path) as record:
        heads = record.articles()
        own = [f"w{w}-{n}" for w in range(4) for n in range(15)]
        assert sorted(h.id for h in heads) == sorted([*own, *(f"all-{n}" for n in range(15))])
        assert all(h.statements == 3 and h.version == 1 for h in heads)
        assert [d.n for d in record.decisions()] == list(range(1, 61))
        with record.database.connect() as connection:
            assert connection.scalar(text("SELECT count(*) - count(DISTINCT name) FROM names")) == 0
    if not places.is_file:
        assert postgres.sound(path)


def test_a_second_writer_waits_and_then_says_why_it_stopped(server: Server) -> None:
    url = server.new()
    with Record(url) as first, Record(url, timeout=0.1) as second:
        with first.database.connect(writes=True):
            with pytest.raises(RecordError, match="another program is writing to it"):
                second.add(invented())
            assert second.find() == []  # readers need not wait
        assert second.add(invented()).status == "added"


def test_a_reader_sees_one_moment(server: Server) -> None:
    url = server.new()
    with Record(url) as writer, Record(url, read_only=True) as reader, reader.database.connect() as connection:
        count = text("SELECT count(*) FROM articles")
        assert connection.scalar(count) == 0
        writer.add(invented())
        assert connection.scalar(count) == 0
    with Record(url) as record:
        assert record.counts().articles == 1


def test_the_stamp_changes_with_what_is_written_and_not_with_the_servers_log(server: Server) -> None:
    def logged() -> bool:
        before, at = record.database.stamp(), server.run("SELECT pg_current_wal_lsn()")
        server.run("CHECKPOINT")
        assert server.run("SELECT pg_current_wal_lsn()") != at
        return record.database.stamp() == before

    with Record(server.new()) as record:
        assert any(logged() for _ in range(5))  # the server may write something of its own meanwhile
        before = record.database.stamp()
        record.add(invented())
        assert record.database.stamp() != before


def test_a_connection_that_the_server_has_closed_is_opened_again(server: Server) -> None:
    url = server.new()
    end = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{url.rpartition('/')[2]}'"
    with Record(url) as record:
        record.add(invented())
        server.run(end)
        assert len(record.find()) == 3
        safe = pytest.raises(RecordError, match="what was added before is safe")
        with safe, record.database.connect(writes=True) as connection:
            server.run(end)
            connection.execute(text("SELECT 1"))
        assert record.add(invented(id="b", url="b", sha256="b")).status == "added"


# ------------------------------------------------------------------------------------------------ schema


def test_down_and_up_again_with_data(places: Places) -> None:
    path = places / "x.db"
    with Record(path) as record:
        record.add(invented())
        config = Config()
        config.set_main_option("script_location", str(Path(migrations.__file__).parent))
        with record.database.connect(writes=True) as connection:
            config.attributes["connection"] = connection
            command.downgrade(config, "0001")
    with Record(path) as record:
        with record.database.connect() as connection:
            assert migrations.version(connection) == migrations.HEAD
        assert record.article("invented-1") == invented()
        assert len(record.find("piers rebuilt")) == 0
        assert [e.statement.id for e in record.find("piers rebuild")] == ["s2"]
        assert record.add(invented(id="b", url="b", sha256="b", text=TEXT + " More.")).status == "added"


def test_columns_are_alike_whoever_made_them(server: Server) -> None:
    """Texts in the order of their code points, numbers of 64 bits: a server's own collation is another here."""
    url = server.new()
    odd = """SELECT table_name, column_name FROM information_schema.columns
        JOIN information_schema.tables USING (table_schema, table_name)
        WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
        AND (data_type = 'integer' AND column_name <> 'size'
             OR data_type = 'text' AND collation_name IS DISTINCT FROM 'C' AND table_name <> 'search_totals')"""
    assert server.run(odd, url.rpartition("/")[2]) == []
    with Record(url) as record:
        for n, id in enumerate(("b", "a", "B", "é", "Z", "_")):
            record.add(say(id, f"the pier, time {n}"))
        with record.database.connect() as connection:
            ids = connection.execute(text("SELECT id FROM articles ORDER BY id")).scalars().all()
        assert ids == sorted(ids)


def test_what_was_added_last_is_found_and_counted_by_index(server: Server) -> None:
    with Record(server.new()) as record:
        for n in range(3):
            record.add(say(str(n), "the pier is closed"))
        own.vacuum(record.database.engine)
        with record.database.connect() as connection:
            connection.execute(text("SET enable_seqscan = off"))
            keys = cuts.first(connection, Query("pier"), True, 2)
            assert keys is not None
            of_era = r"on statement_search_words .*\n *Index Cond: .*ARRAY\[\(rowid >> 13\), .*@> ARRAY\["
            assert re.search(of_era, _plan(connection, keys))
            counted = select(statements.c.same_as).join(articles).where(articles.c.current, statements.c.pk == 1)
            for table in (statements, articles):
                assert f"Index Only Scan using {table.name}_counted" in _plan(connection, counted)


def _plan(connection: Connection, asked: Select[Any]) -> str:
    compiled = asked.compile(connection)
    return "\n".join(connection.exec_driver_sql(f"EXPLAIN {compiled}", dict(compiled.params)).scalars())


# ------------------------------------------------------------------------------------------------ there and back


def dump(record: Record) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables."""
    from onrecord.record.decided import corrections

    with record.database.connect() as connection:
        tables = corrections.metadata.sorted_tables
        return {t.name: sorted((tuple(row) for row in connection.execute(t.select())), key=repr) for t in tables}


@pytest.fixture
def full(tmp_path: Path) -> Path:
    """A record with something in every table that users fill: originals, versions, decisions, people, shifts."""
    from test_shifts import _turn

    from onrecord.people.figures import Figure
    from onrecord.record.originals import Kept

    path = tmp_path / "full.db"
    with Record(path) as record:
        _turn(record)
        page = b"<p>An invented page.</p>"
        record.add(invented(), original=Kept.of("html", page))
        record.add(invented(id="invented-2", text=TEXT + "\n\nCorrection: older.", sha256="cd" * 32))
        record.correct("invented-2/1", speaker="Wren Abbot", by="ann", reason="heard")
        record.edit("invented-2", outlet="The Herald", by="ann")
        record.add(say("gone", "the ferry is closed"))
        record.remove("gone", keep_hash=True, by="ann")
        record.people.assign()
        record.people.bring([Figure("Osric Vane", ("Grandpa Vane",), None, 1950, {}, "GB", ())])
        record.compare()
        assert len(record.shifts()) == 1
    return path


def test_there_and_back(full: Path, server: Server, tmp_path: Path) -> None:
    url, back = urls.parted(server.new(empty=True))[0], tmp_path / "back.db"
    done = CliRunner().invoke(app, ["copy", str(full), url, "--no-verify"], env={"COLUMNS": "200"})
    assert done.exit_code == 0, done.output
    assert f"{url}: copied 4 articles, " in done.output
    done = CliRunner().invoke(app, ["copy", url, str(back), "--no-verify"])
    assert done.exit_code == 0, done.output
    with Record(full) as one, Record(url) as two, Record(back) as three:
        assert dump(one) == dump(two) == dump(three)
        assert one.shifts() == two.shifts() == three.shifts()
        for words in ("pier", '"the pier"', "called"):
            assert one.find(words) == two.find(words) == three.find(words)
        for record in (two, three):  # it goes on from there
            assert record.add(invented(id="new", url="new", sha256="new")).status == "added"
            assert record.correct("new/2", reject=True).n == 4
    assert postgres.sound(url)


@pytest.mark.skipif(not shutil.which("pg_dump"), reason="pg_dump is not installed")
def test_a_dump_brings_all_of_it_back(server: Server) -> None:
    """The commands of docs/postgresql.md."""
    url, again = (urls.parted(server.new())[0] for _ in range(2))
    with Record(url) as record:
        record.add(invented())
        found = record.find("pier")
    dumped = subprocess.run(["pg_dump", "--format=custom", url], capture_output=True, check=True).stdout
    command = ["pg_restore", "--clean", "--if-exists", "--exit-on-error", "--dbname", again]
    subprocess.run(command, input=dumped, check=True)
    with Record(again) as record:
        assert record.find("pier") == found
        assert record.add(invented(id="b", url="b", sha256="b")).status == "added"
    assert postgres.sound(again)


def test_a_copy_is_whole_or_not_at_all(full: Path, server: Server, tmp_path: Path) -> None:
    class Stop(Exception):
        pass

    def stop(done: int, all: int) -> None:
        if done > all * 0.4:
            raise Stop

    url = server.new()
    with Record(full, read_only=True) as old, Record(url) as new:
        with pytest.raises(Stop):
            copying.copy(old.database, new.database, stop)
        assert all(rows == [] for rows in dump(new).values())
        copying.copy(old.database, new.database)
        with pytest.raises(RecordError, match=r"there is a record already, with articles; copy into a new one"):
            copying.copy(old.database, new.database)
        with pytest.raises(RecordError, match="into itself"):
            copying.copy(new.database, new.database)
    with Record(full) as old, old.database.connect(writes=True) as connection:
        connection.execute(text("CREATE TABLE notes (id INTEGER)"))
    done = CliRunner().invoke(app, ["copy", str(full), str(tmp_path / "new.db")])
    assert done.exit_code == 1
    assert "its table 'notes' is unknown" in str(done.exception)
    assert not (tmp_path / "new.db").exists()
