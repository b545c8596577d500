"""Files that are no record, files that cannot be written, and several who use one record at a time.

Most of it is about files, and so SQLite's own; a server's twins are in `test_postgres`.
"""

from __future__ import annotations

import os
import sqlite3
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from postgres import Places
from record_strategies import invented
from sqlalchemy import Column, event, text

from onrecord.errors import RecordError
from onrecord.record import Record, eras, migrations, sqlite
from onrecord.record.schema import VERSION_TABLE, metadata


@contextmanager
def as_nobody() -> Iterator[Path]:
    """A folder, and no right to anything that is not granted: root would pass every lock."""
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o777)
        if os.geteuid() != 0:
            yield Path(folder)
            return
        os.seteuid(65534)
        try:
            yield Path(folder)
        finally:
            os.seteuid(0)
            for path in Path(folder).rglob("*"):
                path.chmod(0o777)


@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")
@pytest.mark.filterwarnings("ignore:autogenerate skipping metadata-specified expression-based index")
def test_the_tables_are_those_of_the_migrations(places: Places) -> None:
    indexes = [index for table in metadata.tables.values() for index in table.indexes]
    # Databases write an expression down each in its way, so that such an index is looked for by its name.
    by_name: set[str | None] = {i.name for i in indexes if not all(isinstance(e, Column) for e in i.expressions)}
    with Record(places / "new.db") as record, record.database.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            by_name |= eras.OWN  # the server's own, too
        context = MigrationContext.configure(
            connection,
            opts={
                "version_table": VERSION_TABLE,
                "include_name": lambda name, type, _: type != "table" or name in metadata.tables,
                "include_object": lambda _, name, *__: name not in by_name,
                "compare_type": False,
            },
        )
        assert compare_metadata(context, metadata) == []
        server = connection.dialect.name == "postgresql"
        names = "SELECT indexname FROM pg_indexes" if server else "SELECT name FROM sqlite_master WHERE type = 'index'"
        assert by_name <= set(connection.execute(text(names)).scalars())
    assert ScriptDirectory(str(Path(migrations.__file__).parent)).get_current_head() == migrations.HEAD
    assert migrations.known(migrations.HEAD)


def test_a_file_that_is_no_database_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("Not a database, but somebody's notes.")
    with pytest.raises(RecordError, match=r"notes\.txt: this file is not a record"):
        Record(path)
    assert path.read_text().startswith("Not a database")


def test_another_programs_database_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE articles (id INTEGER)")
    connection.close()
    before = path.read_bytes()
    for read_only in (False, True):
        with pytest.raises(RecordError, match="belongs to another program"):
            Record(path, read_only=read_only)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["other.db"]


def test_a_record_of_a_newer_onrecord_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    Record(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute(f"UPDATE {VERSION_TABLE} SET version_num = '9999'")
    connection.close()
    with pytest.raises(RecordError, match=r"a newer onrecord made this record .*update onrecord"):
        Record(path)


def test_a_record_of_an_older_onrecord_is_brought_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    engine = sqlite.open_engine(path, read_only=False, timeout=1)
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    engine.dispose()
    with Record(path, read_only=True) as record, record.database.connect() as connection:
        assert migrations.version(connection) == migrations.HEAD


def test_a_damaged_record_says_so(tmp_path: Path) -> None:
    path = tmp_path / "damaged.db"
    with Record(path) as record:
        record.add(invented())
    data = path.read_bytes()
    path.write_bytes(data[:100] + b"\0" * (len(data) - 100))
    with pytest.raises(RecordError, match="the file is damaged"):
        Record(path)


@pytest.mark.parametrize("read_only", [False, True])
def test_a_folder_is_no_record(tmp_path: Path, read_only: bool) -> None:
    with pytest.raises(RecordError, match="this is a folder"):
        Record(tmp_path, read_only=read_only)


def test_a_place_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match=r"the folder .*nowhere does not exist"):
        Record(tmp_path / "nowhere" / "x.db")
    with pytest.raises(RecordError, match="no record here yet; make one with: onrecord add FILE --db"):
        Record(tmp_path / "x.db", read_only=True)
    assert list(tmp_path.iterdir()) == []


def test_an_empty_file_becomes_a_record(tmp_path: Path) -> None:
    path = tmp_path / "empty.db"
    path.touch()
    with pytest.raises(RecordError, match="is still empty"):
        Record(path, read_only=True)
    with Record(path) as record:
        assert record.add(invented()).status == "added"


def test_urls(tmp_path: Path) -> None:
    with Record(f"sqlite:///{tmp_path}/x.db") as record:
        record.add(invented())
    assert (tmp_path / "x.db").exists()
    for url in ("postgresql://user:secret@127.0.0.1:1/db", "sqlite://", "nonsense://", "://"):
        with pytest.raises(RecordError) as caught:
            Record(url)
        assert "secret" not in str(caught.value)


def test_names_of_files_may_be_odd(tmp_path: Path) -> None:
    path = tmp_path / "what? #1 100% é.db"
    with Record(path) as record:
        record.add(invented())
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


def test_reading_leaves_nothing_beside_the_file(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    with Record(path) as record:
        record.add(invented())
    with Record(path, read_only=True) as record:
        assert len(record.find()) == 3
        with pytest.raises(RecordError, match="no right to write"):
            record.add(invented(id="b", url="b", sha256="b"))
    assert [p.name for p in tmp_path.iterdir()] == ["x.db"]


def test_a_file_without_the_right_to_write_can_be_read() -> None:
    with as_nobody() as folder:
        path = folder / "x.db"
        with Record(path) as record:
            record.add(invented())
        path.chmod(stat.S_IRUSR)
        with Record(path, read_only=True) as record:
            assert len(record.find("pier")) == 1
        with pytest.raises(RecordError, match=r"x\.db: there is no right to write"), Record(path) as record:
            record.add(invented(id="b", url="b", sha256="b"))


def test_a_folder_without_the_right_to_write() -> None:
    with as_nobody() as folder:
        path = folder / "inner" / "x.db"
        path.parent.mkdir()
        with Record(path) as record:
            record.add(invented())
        path.parent.chmod(stat.S_IRUSR | stat.S_IXUSR)
        with Record(path, read_only=True) as record:
            assert len(record.find("pier")) == 1
        with pytest.raises(RecordError, match="right to write"):
            Record(path).add(invented(id="b", url="b", sha256="b"))
        with pytest.raises(RecordError, match="right to write to its folder"):
            Record(path.with_name("new.db"))


def test_a_file_without_the_right_to_read() -> None:
    with as_nobody() as folder:
        path = folder / "x.db"
        Record(path).close()
        path.chmod(0)
        with pytest.raises(RecordError, match=r"x\.db: cannot be opened: Permission denied"):
            Record(path, read_only=True)


def test_a_second_writer_waits_and_then_says_why_it_stopped(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    with Record(path) as first, Record(path, timeout=0.1) as second:
        with first.database.connect(writes=True):
            with pytest.raises(RecordError, match="another program is writing to it"):
                second.add(invented())
            assert second.find() == []  # readers need not wait
        assert second.add(invented()).status == "added"


def test_a_full_disk_costs_the_article_that_did_not_fit(tmp_path: Path) -> None:
    with Record(tmp_path / "x.db") as record:
        record.add(invented())

        @event.listens_for(record.database.engine, "checkout")
        def fill(connection: sqlite3.Connection, *_: object) -> None:
            (pages,) = connection.execute("PRAGMA page_count").fetchone()
            connection.execute(f"PRAGMA max_page_count = {pages}")

        with pytest.raises(RecordError, match="the disk is full; what was added before is safe"):
            record.add(invented(id="b", url="b", sha256="b", text="Long. " * 50_000))
        event.remove(record.database.engine, "checkout", fill)
        assert record.counts().articles == 1


def test_readers_see_whole_articles_while_one_is_writing(places: Places) -> None:
    path = places / "x.db"
    Record(path).close()
    seen: list[tuple[int, int]] = []
    done = threading.Event()

    def read() -> None:
        with Record(path, read_only=True) as record:
            while not done.is_set():
                entries = record.find(limit=None)
                seen.append((len(entries), len({entry.article for entry in entries})))

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    with Record(path) as record:
        for n in range(40):
            record.add(invented(id=str(n), url=str(n), sha256=str(n)))
    done.set()
    for reader in readers:
        reader.join()
    assert seen
    assert all(statements == 3 * articles for statements, articles in seen)


def test_two_who_make_the_same_record_at_once(places: Places) -> None:
    path = places.new("x.db")
    failures: list[BaseException] = []

    def write(n: int) -> None:
        try:
            with Record(path) as record:
                record.add(invented(id=str(n), url=str(n), sha256=str(n)))
        except BaseException as error:
            failures.append(error)

    writers = [threading.Thread(target=write, args=(n,)) for n in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert failures == []
    with Record(path) as record:
        assert record.counts().articles == 4
