"""The database under a record: connections, transactions, and the one article or statement that a user names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from os import PathLike, fspath
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, RowMapping, and_, make_url, select
from sqlalchemy.exc import ArgumentError

from onrecord.errors import InputMalformed, RecordError
from onrecord.record import migrations, once, sqlite, urls
from onrecord.record.columns import DamagedValue
from onrecord.record.refusals import Missing, Refused
from onrecord.record.schema import articles, statements

_PLACE = re.compile(r"\d+-\d+")


class Stored(Protocol):
    """What lies in a database: a `Record`."""

    @property
    def database(self) -> Database:
        """Where it lies."""


class Database:
    """One record's database, made where there is none and brought up to date. RecordError where it cannot be used.

    `path` is a file or, of a server's, its URL without the password.
    """

    def __init__(self, path: str | PathLike[str], *, read_only: bool, timeout: float) -> None:
        self.path = _place(fspath(path))
        self._closed = False
        if isinstance(self.path, Path):
            self.engine = sqlite.open_engine(self.path, read_only=read_only, timeout=timeout)
        else:
            from onrecord.record import postgres

            self.engine = postgres.open_engine(self.path, read_only=read_only, timeout=timeout)
        try:
            self._prepare(read_only)
        except BaseException:
            self.engine.dispose()
            raise

    def close(self) -> None:
        """Let go of the file; nothing can be asked of it any more."""
        self._closed = True
        self.engine.dispose()

    def stamp(self) -> str:
        """What changes whenever something is written."""
        if not isinstance(self.path, Path):
            from onrecord.record import postgres

            with self.connect() as connection:
                return postgres.stamp(connection)
        parts = []
        for file in (self.path, self.path.with_name(self.path.name + "-wal")):
            try:
                stat = file.stat()
                parts += [stat.st_mtime_ns, stat.st_size]
            except OSError:
                parts.append(0)
        return "-".join(f"{part:x}" for part in parts)

    @contextmanager
    def connect(self, *, writes: bool = False, input: str | None = None) -> Iterator[Connection]:
        """A connection within one transaction, which is undone by any exception. RecordError where it is closed."""
        if self._closed:
            raise RecordError(f"{self.path}: this record is closed; open it again")
        try:
            with self._explained(), self.engine.connect() as connection:
                connection.execution_options(writes=writes, **once.memory(writes=writes))
                with connection.begin():
                    yield connection
        except DamagedValue as error:
            raise RecordError(
                f"{self.path}: a row of it is damaged: {error}; `onrecord verify --db {self.path}` names it"
            ) from None
        except OverflowError:  # before the database has seen it
            raise RecordError(f"{self.path}: a number is too large for the database") from None
        except UnicodeEncodeError as error:
            if input is None:
                raise Refused(f"{self.path}: {error.object!r} is not Unicode text, and cannot be in it") from None
            raise InputMalformed(input, f"its text cannot be stored: {error.reason}") from None

    def settle_deletions(self) -> None:
        """Leave nothing of what was deleted, as far as the database can and nobody reads meanwhile."""
        if isinstance(self.path, Path):
            sqlite.empty_log(self.engine)
            return
        from onrecord.record import postgres

        with self._explained():
            postgres.vacuum(self.engine)

    def _explained(self) -> AbstractContextManager[None]:
        if isinstance(self.path, Path):
            return sqlite.explained(self.path)
        from onrecord.record import postgres

        return postgres.explained(self.path)

    def article(self, connection: Connection, id: str, version: int | None = None) -> RowMapping:
        """The row of an article, by its id or a beginning that only one article's has; `version` None: the newest.

        RecordError where there is none, or several.
        """
        newest = articles.c["current", "version", "pk"]
        order = [column.desc() for column in newest]
        row = connection.execute(select(articles).where(articles.c.id == id).order_by(*order)).mappings().first()
        if row is None and id:
            begins = and_(articles.c.id >= id, articles.c.id < id + chr(0x10FFFF))
            series = connection.execute(select(articles.c.series).where(begins).distinct().limit(9)).scalars().all()
            if len(series) > 1:
                raise Missing(f"{self.path}: several articles have an id that begins with {id!r}; give more of it")
            if series:
                found = select(articles).where(articles.c.series == series[0]).order_by(articles.c.version.desc())
                row = connection.execute(found).mappings().first()
        if row is not None and version is not None and row["version"] != version:
            found = select(articles).where(articles.c.series == row["series"], articles.c.version == version)
            row = connection.execute(found).mappings().first()
        if row is None:
            which = f"article {id!r}" if version is None else f"version {version} of article {id!r}"
            raise Missing(f"{self.path}: there is no {which}")
        return row

    def statement(self, connection: Connection, id: str, number: int | None = None) -> RowMapping:
        """The row of a statement of a newest article version: by its id (`ARTICLE/120-180`), or by its number in
        `onrecord article` (`ARTICLE/3`, or `number`). ARTICLE may be a beginning, as for `article`.

        RecordError where there is none, and for an id of another form.
        """
        head, place = (id, str(number)) if number is not None else _parted(id)
        if not head:
            raise Missing(f"{self.path}: {id!r} is no statement's id; write ARTICLE/NUMBER, such as 3f9a01bc/2")
        article = self.article(connection, head)
        own = select(statements).where(statements.c.article_pk == article["pk"])
        n = int(place[:9]) - 1 if place.isdecimal() else None
        whole = f"{article['id']}/{place}"
        fits = statements.c.id == whole if n is None else statements.c.n == n
        row = connection.execute(own.where(fits)).mappings().first()
        if row is None:
            from onrecord.record.decided import overruled

            was = connection.execute(select(overruled).where(overruled.c.article_pk == article["pk"])).all()
            if any(r.n == n or r.was.id == whole for r in was):
                raise Missing(f"{self.path}: statement {place} of {head!r} was rejected; see `onrecord decisions`")
            held = len(connection.execute(own.with_only_columns(statements.c.pk)).all())
            raise Missing(f"{self.path}: article {head!r} has {held:,} statements, and none is {place!r}")
        return row

    def _prepare(self, read_only: bool) -> None:
        with self.connect() as connection:
            if (found := migrations.version(connection)) == migrations.HEAD:
                return
        if found == "":
            raise RecordError(f"{self.path}: damaged: it does not say of which version its tables are; restore a copy")
        if found is not None and not migrations.known(found):
            raise RecordError(
                f"{self.path}: a newer onrecord made this record (its schema is {found}); update onrecord"
            )
        if not read_only:
            with self.connect(writes=True) as connection:
                migrations.upgrade(connection)
        elif found is None:
            raise RecordError(f"{self.path}: this record is still empty; run: onrecord add FILE --db {self.path}")
        else:
            Database(self.path, read_only=False, timeout=30.0).close()  # brings one of an older onrecord up to date


def _parted(id: str) -> tuple[str, str]:
    """The article's id and the place within it: `a/120-180` (the second there: `a/120-180/2`), or `a/3`."""
    head, _, place = id.rpartition("/")
    before, _, spans = head.rpartition("/")
    return (before, f"{spans}/{place}") if before and "-" not in place and _PLACE.fullmatch(spans) else (head, place)


def article_of(id: str) -> str:
    """The id of the article that a statement's id begins with."""
    return _parted(id)[0]


def _place(path_or_url: str) -> Path | str:
    """The file that is meant, or the URL of a server's database, without its password."""
    bare = urls.open_url(path_or_url)
    if not urls.is_url(bare):
        return Path(bare)
    scheme = bare.partition("://")[0]
    if scheme in ("postgres", "postgresql", "postgresql+psycopg"):
        return bare
    try:
        url = make_url(bare)
    except (ArgumentError, ValueError):
        raise RecordError(f"{bare}: not a path, nor the URL of a database") from None
    if url.get_backend_name() != "sqlite" or not url.database:
        raise RecordError(f"{bare}: a record is a file or a PostgreSQL database; give a path or postgresql://…")
    return Path(url.database)
