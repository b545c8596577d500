"""A PostgreSQL server for the tests: a cluster of its own in a temporary folder, that ends with them.

It needs the programs alone (Debian: apt install postgresql). Where they are not, the tests skip, unless
ONRECORD_TEST_POSTGRES=required says that they must not.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from pathlib import Path

import pytest

from onrecord.record import urls

PASSWORD = "p@ss/w?rd of the tests"


def programs() -> Path | None:
    """The folder of initdb and postgres, the newest there is."""
    found = [Path(path).parent for name in ("initdb",) if (path := shutil.which(name))]
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name), reverse=True)
    return next((folder for folder in found if (folder / "initdb").exists() and (folder / "postgres").exists()), None)


@dataclass
class Server:
    """A running server; its superuser is `newsroom`, its default collation not that of code points."""

    port: int
    _numbers: Iterator[int] = field(default_factory=count)

    def url(self, database: str, *, password: str | None = PASSWORD) -> str:
        secret = "" if password is None else f":{password}"
        return f"postgresql://newsroom{secret}@127.0.0.1:{self.port}/{database}"

    def run(self, sql: str, database: str = "postgres") -> list[tuple[object, ...]]:
        import psycopg

        with psycopg.connect(
            host="127.0.0.1", port=self.port, user="newsroom", password=PASSWORD, dbname=database, autocommit=True
        ) as connection:
            cursor = connection.execute(sql.encode())
            return cursor.fetchall() if cursor.description else []

    def new(self, *, empty: bool = False) -> str:
        """The URL of a new database: of a record without articles or, where it is to be `empty`, of nothing."""
        name = f"record_{next(self._numbers)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {'template0' if empty else self._record}")
        return self.url(name)

    @cached_property
    def _record(self) -> str:
        from onrecord.record import Record

        self.run("CREATE DATABASE record TEMPLATE template0")
        Record(self.url("record")).close()
        return "record"


@contextmanager
def running() -> Iterator[Server]:
    """A server as long as it is needed. Skips, or fails where it must not, without the programs."""
    bin = programs()
    if bin is None:
        reason = "PostgreSQL's programs are not installed (Debian: apt install postgresql)"
        if os.environ.get("ONRECORD_TEST_POSTGRES") == "required":
            pytest.fail(reason)
        pytest.skip(reason)
    user = None
    if os.geteuid() == 0:  # as whom the server refuses to run
        user = next(name for name in ("postgres", "nobody") if _exists(name))
    folder = Path(tempfile.mkdtemp(prefix="onrecord-postgres-"))
    try:
        (folder / "password").write_text(PASSWORD)
        if user:
            for path in (folder, folder / "password"):
                shutil.chown(path, user)
        options = ["--auth=scram-sha-256", f"--pwfile={folder / 'password'}", "--username=newsroom", "--no-sync"]
        options += ["--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en"]
        made = subprocess.run(
            [bin / "initdb", "-D", folder / "data", *options],
            user=user, cwd=folder, env={"PATH": os.environ["PATH"]}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert made.returncode == 0, made.stderr
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        settings = {"listen_addresses": "127.0.0.1", "port": port, "unix_socket_directories": folder, "fsync": "off",
                    "synchronous_commit": "off", "full_page_writes": "off", "max_connections": 60}  # fmt: skip
        told = [f"--{name}={value}" for name, value in settings.items()]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [bin / "postgres", "-D", folder / "data", *told], user=user, cwd=folder, stdout=log, stderr=log
            )
        try:
            told_by = folder / "data" / "postmaster.pid"
            for _ in range(600):
                if process.poll() is not None or (told_by.exists() and "\nready" in told_by.read_text()):
                    break
                time.sleep(0.1)
            assert process.poll() is None, (folder / "log").read_text()
            yield Server(port)
        finally:
            process.terminate()
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.send_signal(2)  # without waiting for clients
                process.wait(20)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _exists(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


def _of(url: str) -> str:
    """The name of a URL's database."""
    return url.rpartition("/")[2]


class Places:
    """Where the records of a test lie: `places / "x.db"` is a file in its folder or a database of the server."""

    def __init__(self, folder: Path, server: Server | None = None) -> None:
        self.folder, self.server = folder, server
        self._urls: dict[str, str] = {}
        self._numbers = count()

    @property
    def is_file(self) -> bool:
        return self.server is None

    def __truediv__(self, name: str) -> str:
        if self.server is None:
            return str(self.folder / name)
        if name not in self._urls:
            self._urls[name] = urls.parted(self.server.new())[0]  # the password is in PGPASSWORD
        return self._urls[name]

    def new(self, name: str) -> str:
        """The place of a record that is yet to be made."""
        return str(self.folder / name) if self.server is None else urls.parted(self.server.new(empty=True))[0]

    def emptied(self, name: str) -> str:
        """The place of that name with nothing in it, however often it is asked for: for many examples of one test."""
        if self.server is None:
            return str(self.folder / f"{next(self._numbers)}-{name}")
        url = self / name
        named = "SELECT string_agg(tablename, ', ') FROM pg_tables WHERE schemaname = 'public'"
        ((tables,),) = self.server.run(f"{named} AND tablename NOT IN ('onrecord_schema', 'search_totals')", _of(url))
        self.server.run(f"TRUNCATE {tables} RESTART IDENTITY", _of(url))
        self.server.run("UPDATE search_totals SET rows = 0, tokens = 0", _of(url))
        return url


def sound(url: str) -> bool:
    """Do the full-text indexes have each statement and article once, in its words, and know how many there are?"""
    from onrecord.record import Record
    from onrecord.record.stems import folded

    def ask(sql: str) -> list[tuple[object, ...]]:
        return [tuple(row) for row in connection.exec_driver_sql(sql)]

    with Record(url, read_only=True) as record, record.database.connect() as connection:
        for index, of, words in (
            ("statement_search", "statements", "text"),
            ("article_search", "articles", "coalesce(title, '') || ' | ' || text"),
        ):
            totals = ask(f"SELECT rows, tokens FROM search_totals WHERE name = '{index}'")
            if totals != ask(f"SELECT count(*), coalesce(sum(size), 0) FROM {index}"):
                return False
            rows = ask(f"SELECT folded, {words} FROM {of} LEFT JOIN {index} ON rowid = pk")
            if any(folded(str(held)) != folded(str(text).replace("\ufdd00", "\0")) for held, text in rows):
                return False
    return True
