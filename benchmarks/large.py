"""A record of millions of statements, and how long what users ask first takes there.

    python benchmarks/large.py RECORD --make PLACE [--statements 3000000]
    python benchmarks/large.py MADE --times 10 --make PLACE
    python benchmarks/large.py MADE --bring postgresql://… [--times 10]
    python benchmarks/large.py RECORD --ask PLACE [PLACE …] [--each 40] [--quick]

`--make` writes a SQLite record out of RECORD's articles (`onrecord add … --db RECORD`, then `onrecord shifts`), over
and over with other words, days and people: words are exchanged for others of the same length, people for those of
100,000 invented names, some of whom are quoted far more than others; those whom RECORD quotes most stay themselves in
one round of ten. What was compared comes along, with its shifts. Rows go in in bulk, keys and indexes as `add` leaves
them; full text is made at the end. Nothing is linked as a reprint.

`--times` writes a made record so many times over, by SQL alone: the same people say so many times as much, of the same
texts. It is nine tenths cheaper than to make as many rows.

`--bring` writes a made record into an empty database of a PostgreSQL server, as `onrecord copy` does, but in bulk and
without reading it again; the user must be the server's first (foreign keys are not looked at). With `--times`, so many
times over, which the server does by itself.

`--ask` asks what is there, each question about other people and words, and prints the median and the 95th percentile
in milliseconds of the processor (a server's, on this machine, with it) and by the clock; PLACE is a path or
`postgresql://…`. The most quoted come apart.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import re
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select

from onrecord.model import BETWEEN
from onrecord.people import names as people_names
from onrecord.record import (
    Query,
    Record,
    copying,
    covered,
    fulltext,
    hits,
    holding,
    played,
    postgres,
    postgres_text,
    urls,
    who,
)
from onrecord.record.hits import Criteria
from onrecord.record.schema import NO_DAY, articles, metadata, names, parties

sys.path.insert(0, str(Path(__file__).parent.parent))
from benchmarks.grouping import Words
from benchmarks.web import WORDS, p95

_WORD = re.compile(r"[A-Za-z]{3,}")
_EXCHANGED = 0.8  # of the words
_PEOPLE = 100_000
_STAY, _ROUNDS = 12, 10  # the most quoted, who stay themselves in one round of so many
_YEARS = 10
_OUTLETS = 300
_BANDS = 42  # of an article, as `minhash` has them
_NAMED = ("speaker_name", "speaker_candidates", "addressee", "about", "stance", "participants", "aliases", "name")

_WHOLE = (
    "/",
    "/shifts",
    "/coverage",
    "/matrix",
    "/issues",
    "/review",
    "/review/accuracy",
    "/outlets",
    "/people",
    "/occasions",
)

Row = dict[str, Any]
Parts = list[str | int]  # of a value: its text, and the numbers of the names within


class Cast:
    """The names of a record, and what each is called in a round."""

    def __init__(self, base: sqlite3.Connection, dice: random.Random) -> None:
        of_people = "SELECT name FROM names WHERE type = 'person'"
        self.called = sorted((name for (name,) in base.execute(of_people)), key=len, reverse=True)
        self.number = {name: n for n, name in enumerate(self.called)}
        quoted = "SELECT speaker_name FROM statements WHERE speaker_type = 'person' GROUP BY 1 ORDER BY count(*) DESC"
        self.most = {name for (name,) in base.execute(f"{quoted} LIMIT {_STAY}")}
        parsed = [p for name in self.called if (p := people_names.parse(name)) and not p.is_single]
        given, family = sorted({p.given[0] for p in parsed}), sorted({p.family for p in parsed})
        syllables = ("berg", "dale", "er", "ford", "ham", "in", "ley", "man", "o", "sen", "ski", "son", "ton", "wick")
        self.people = [
            f"{dice.choice(given)} {dice.choice(family).split()[-1]}{dice.choice(syllables)}" for _ in range(_PEOPLE)
        ]
        self._dice = dice

    def of_round(self, n: int) -> list[str]:
        """By the number of each name what it is called: some of the invented ones far more often than others."""
        stay = self.most if n % _ROUNDS == 0 else ()
        return [name if name in stay else self.people[int(_PEOPLE * self._dice.random() ** 2)] for name in self.called]


@cache
def _slug(name: str) -> str:
    parsed = people_names.parse(name)
    return people_names.slug(parsed.usual if parsed else name)


@cache
def _later(day: str | None, days: int) -> str | None:
    return day and date.fromordinal(date.fromisoformat(day).toordinal() + days).isoformat()


class Pattern:
    """The rows of a table, out of which others are made that differ in names, days and keys."""

    def __init__(self, base: sqlite3.Connection, table: str, order: str, cast: Cast) -> None:
        self.table = table
        self.rows = [dict(row) for row in base.execute(f"SELECT * FROM {table} ORDER BY {order}")]
        named = re.compile('"(' + "|".join(map(re.escape, map(_written, cast.called))) + ')"')
        bare = cast.number
        self.columns = list(self.rows[0]) if self.rows else []
        self.parts: list[dict[str, Parts]] = []
        for row in self.rows:
            own: dict[str, Parts] = {}
            for column in _NAMED:
                value = row.get(column)
                if value in bare:
                    own[column] = [bare[value]]
                elif isinstance(value, str) and value[:1] in "[{" and named.search(value):
                    pieces = named.split(value)
                    own[column] = [bare[json.loads(f'"{p}"')] if k % 2 else p for k, p in enumerate(pieces)]
            self.parts.append(own)

    def made(self, k: int, called: list[str], quoted: list[str], days: int) -> Row:
        """The row of that number with other names and days."""
        row = dict(self.rows[k])
        for column, parts in self.parts[k].items():
            if len(parts) == 1:
                row[column] = called[parts[0]]  # type: ignore[index]
            else:
                row[column] = "".join(quoted[p] if isinstance(p, int) else p for p in parts)
        for column in ("published", "first_day", "last_day", "day"):
            if row.get(column):
                row[column] = _later(row[column], days)
        return row


def _written(name: str) -> str:
    return json.dumps(name, ensure_ascii=False)[1:-1]


class Texts:
    """The texts of articles, with other words each time."""

    def __init__(self, texts: Sequence[str], dice: random.Random) -> None:
        words = Words()
        for text in texts:
            words.take(text)
        self._random = dice.random
        self._made: list[tuple[list[str], list[tuple[int, list[str], int]]]] = []
        for text in texts:
            pieces, slots, at = list[str](), list[tuple[int, list[str], int]](), 0
            for match in _WORD.finditer(text):
                if dice.random() < _EXCHANGED:
                    alike = words.alike[len(match[0]), match[0][0].isupper()]
                    pieces += [text[at : match.start()], match[0]]
                    slots.append((len(pieces) - 1, alike, len(alike)))
                    at = match.end()
            self._made.append(([*pieces, text[at:]], slots))

    def other(self, k: int) -> str:
        pieces, slots = self._made[k]
        drawn = self._random
        for at, alike, many in slots:
            pieces[at] = alike[int(drawn() * many)]
        return "".join(pieces)


class Making:
    """Rounds of rows, one after the other, each of all that the base holds."""

    def __init__(self, base: sqlite3.Connection, new: sqlite3.Connection) -> None:
        dice = random.Random(19)
        self.new, self.dice, self.cast = new, dice, Cast(base, dice)
        order = {"articles": "pk", "entities": "article_pk, n", "occasions": "article_pk, n", "statements": "pk",
                 "readings": "statement_pk", "positions": "pk", "shifts": "pk"}  # fmt: skip
        self.of = {table: Pattern(base, table, by, self.cast) for table, by in order.items()}
        self.texts = Texts([row["text"] for row in self.of["articles"].rows], dice)
        self.article = {row["pk"]: k for k, row in enumerate(self.of["articles"].rows, 1)}
        self.statement = {row["pk"]: k for k, row in enumerate(self.of["statements"].rows, 1)}
        self.spans = [json.loads(row["content"]) for row in self.of["statements"].rows]
        self.names: dict[tuple[str, str], int] = {}
        known = {row[0]: (row[1], row[2]) for row in base.execute("SELECT pk, name, type FROM names")}
        chosen = base.execute("SELECT name_pk, role, statement_pk FROM parties ORDER BY statement_pk")
        self.parts = [(known[row[0]], row[1], self.statement[row[2]]) for row in chosen]
        held = "SELECT pk FROM occasions ORDER BY article_pk, n"
        self.occasion = {row[0]: k for k, row in enumerate(base.execute(held), 1)}
        came = base.execute("SELECT name_pk, occasion_pk FROM attendees ORDER BY occasion_pk")
        self.came = [(known[row[0]], self.occasion[row[1]]) for row in came]
        self.slugs = {_slug(name): n for n, name in enumerate(self.cast.called)}
        for table in ("issues", "phrases"):
            self.write(table, [dict(row) for row in base.execute(f"SELECT * FROM {table}")])

    def write(self, table: str, rows: list[Row]) -> None:
        if rows:
            columns, places = ", ".join(f'"{name}"' for name in rows[0]), ", ".join("?" * len(rows[0]))
            values = [tuple(row.values()) for row in rows]
            self.new.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", values)

    def round(self, n: int) -> int:
        """Write the round of that number; returns how many statements there are by then."""
        called = self.cast.of_round(n)
        quoted = [json.dumps(name, ensure_ascii=False) for name in called]
        days = self.dice.randrange(365 * _YEARS)
        base_article, base_said = n * len(self.article), n * len(self.statement)

        def of(table: str) -> list[Row]:
            pattern = self.of[table]
            return [pattern.made(k, called, quoted, days) for k in range(len(pattern.rows))]

        heads = of("articles")
        for k, row in enumerate(heads):
            pk = base_article + k + 1
            row |= {"pk": pk, "series": pk, "story": pk, "id": f"made-{pk:08}", "text": self.texts.other(k),
                    "outlet": f"Outlet {int(_OUTLETS * self.dice.random() ** 2)}", "url": None, "path": f"{pk}.txt",
                    "sha256": f"{self.dice.getrandbits(256):064x}"}  # fmt: skip
        self.write("articles", heads)
        said = of("statements")
        for k, row in enumerate(said):
            head = heads[self.article[row["article_pk"]] - 1]
            text = head["text"]
            row |= {"pk": base_said + k + 1, "article_pk": head["pk"], "same_as": None, "variant_of": None,
                    "id": f"{head['id']}/{row['id'].rpartition('/')[2]}",
                    "text": BETWEEN.join(text[a:b] for a, b in self.spans[k])}  # fmt: skip
        self.write("statements", said)
        held: list[str] = []  # the days of the occasions
        for table in ("entities", "occasions", "readings", "positions"):
            rows = of(table)
            for row in rows:
                row.pop("pk", None)
                if table == "occasions":
                    row["pk"] = n * len(rows) + len(held) + 1
                    if len(row["date"] or "") == len(NO_DAY.isoformat()):  # a week stays
                        row["date"] = row["first_day"]
                    held.append(row["first_day"] or NO_DAY.isoformat())
                if "article_pk" in row:
                    row["article_pk"] = base_article + self.article[row["article_pk"]]
                if "statement_pk" in row:
                    row["statement_pk"] = base_said + self.statement[row["statement_pk"]]
                self._keyed(row, called)
            self.write(table, rows)
        turned = of("shifts")
        for row in turned:
            row.pop("pk")
            row |= {side: base_said + self.statement[row[side]] for side in ("then_pk", "now_pk")}
            self._keyed(row, called)
        self.write("shifts", turned)
        self.write("compared", [{"article_pk": row["pk"], "decisions": 0} for row in heads])
        self._parties(called, base_said, [row["first_day"] or NO_DAY.isoformat() for row in said])
        self._attendees(called, n * len(self.occasion), held)
        bands = [(self.dice.getrandbits(62), row["pk"]) for row in heads for _ in range(_BANDS)]
        self.new.executemany("INSERT INTO made_bands VALUES (?, ?)", bands)
        return base_said + len(said)

    def _keyed(self, row: Row, called: list[str]) -> None:
        """The keys of persons follow their names."""
        for column in ("person", "holder", "target"):
            if (n := self.slugs.get(row.get(column) or "")) is not None:
                row[column] = _slug(called[n])

    def _parties(self, called: list[str], base_said: int, days: list[str]) -> None:
        rows = [(self._named(called, *who), role, days[pk - 1], base_said + pk) for who, role, pk in self.parts]
        self.new.executemany("INSERT INTO made_parties VALUES (?, ?, ?, ?)", rows)

    def _attendees(self, called: list[str], base_held: int, days: list[str]) -> None:
        rows = [(self._named(called, *who), days[pk - 1], base_held + pk) for who, pk in self.came]
        self.new.executemany("INSERT INTO made_attendees VALUES (?, ?, ?)", rows)

    def _named(self, called: list[str], name: str, type: str) -> int:
        """The key of what a name is called."""
        key = (called[self.cast.number[name]], type) if type == "person" else (name, type)
        return self.names.setdefault(key, len(self.names) + 1)


def make(record: Path, place: Path, many: int) -> None:
    """Write the record; tells how long each step takes."""
    Record(place).close()  # makes the tables
    began = time.process_time()

    def told(what: str) -> None:
        print(f"{time.process_time() - began:7.0f} s: {what}", file=sys.stderr, flush=True)

    with (
        closing(sqlite3.connect(f"{record.resolve().as_uri()}?mode=ro", uri=True)) as base,
        closing(sqlite3.connect(place, isolation_level=None)) as new,
    ):
        base.row_factory = sqlite3.Row
        later = _bare(new)
        new.execute("CREATE TABLE made_parties (name_pk, role, day, statement_pk)")
        new.execute("CREATE TABLE made_attendees (name_pk, day, occasion_pk)")
        new.execute("CREATE TABLE made_bands (key, article_pk)")
        new.execute("BEGIN")
        making, n, done = Making(base, new), 0, 0
        while done < many:
            done = making.round(n)
            n += 1
        rows = [{"pk": pk, "name": k[0], "type": k[1], "key": who.key(*k)} for k, pk in making.names.items()]
        making.write("names", rows)
        new.execute("COMMIT")
        told(f"{done:,} statements")
        for table in ("parties", "attendees", "bands"):
            new.execute(f"INSERT OR IGNORE INTO {table} ({_keys(new, table)}) SELECT * FROM made_{table} ORDER BY 1, 2")
            new.execute(f"DROP TABLE made_{table}")
        for counted in (played.COUNT, covered.count("sqlite"), holding.COUNT):
            new.execute(counted)
        _dressed(new, later, told)
    size = place.stat().st_size
    print(f"{done:,} statements, {size / 1e9:.2f} GB, {size / done:,.0f} bytes a statement")


def _bare(new: sqlite3.Connection) -> list[tuple[str, str, str]]:
    """Take the indexes and triggers off a new record: their kinds, names and definitions."""
    for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -400000", "temp_store = FILE"):
        new.execute(f"PRAGMA {pragma}")
    chosen = "SELECT type, name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql IS NOT NULL"
    later = new.execute(chosen).fetchall()
    for type, name, _ in later:
        new.execute(f"DROP {type} {name}")
    return later


def _dressed(new: sqlite3.Connection, later: list[tuple[str, str, str]], told: Callable[[str], None]) -> None:
    """Put them on again, and make full text."""
    for type, _, sql in later:
        if type == "index":
            new.execute(sql)
    told("indexes")
    for index in ("statement_search", "article_search"):
        new.execute(f"INSERT INTO {index} ({index}) VALUES ('rebuild')")
    for type, _, sql in later:
        if type == "trigger":
            new.execute(sql)
    told("full text")


_KEYS = {"pk": None, "rowid": None, "article_pk": "articles", "series": "articles", "story": "articles",
         "statement_pk": "statements", "then_pk": "statements", "now_pk": "statements",
         "occasion_pk": "occasions"}  # fmt: skip
_ONCE = ("names", "issues", "phrases")  # what all copies share
_OVER = ("articles", "compared", "entities", "occasions", "statements", "readings", "positions", "shifts", "parties",
         "attendees", "bands")  # fmt: skip
_COUNTED = {"played": ("held",), "holders": ("held",), "covered": ("articles", "statements")}
_MADE_ID = 100_000_000  # and the key: as many figures in each


def multiply(made: Path, place: Path, times: int) -> None:
    """Write a made record so many times over; tells how long each step takes."""
    Record(place).close()
    began, clock = time.process_time(), time.monotonic()

    def told(what: str) -> None:
        spent, waited = time.process_time() - began, time.monotonic() - clock
        print(f"{spent:7.0f} s, {waited:,.0f} by the clock: {what}", file=sys.stderr, flush=True)

    with closing(sqlite3.connect(place, isolation_level=None)) as new:
        later = _bare(new)
        new.execute("ATTACH ? AS made", (str(made),))
        steps = {t: new.execute(f"SELECT max(rowid) FROM made.{t}").fetchone()[0]
                 for t in ("articles", "statements", "occasions", "entities", "positions", "shifts")}  # fmt: skip
        new.execute("CREATE TEMP TABLE copies (k INTEGER PRIMARY KEY)")
        new.executemany("INSERT INTO copies VALUES (?)", [(k,) for k in range(times)])
        for table in (*_ONCE, *_OVER, *_COUNTED):
            told_of = new.execute(f"PRAGMA made.table_info({table})").fetchall()
            columns = [f'"{row[1]}"' for row in told_of]
            keys = [row[1] for row in sorted(told_of, key=lambda row: row[5]) if row[5]]
            if table in _ONCE:
                chosen = f"SELECT * FROM made.{table}"
            elif table in _COUNTED:
                given = [f"{c} * {times}" if c[1:-1] in _COUNTED[table] else c for c in columns]
                chosen = f"SELECT {', '.join(given)} FROM made.{table}"
            else:
                given = [_moved(row[1], table, steps) for row in told_of]
                # Of one key after the other: all copies of a row, where the key begins with what they share.
                order = ", ".join(keys[:-1]) + ", k" if len(keys) > 1 else f"k, {keys[0]}"
                chosen = f"SELECT {', '.join(given)} FROM made.{table} CROSS JOIN copies ORDER BY {order}"
                if len(keys) == 1:
                    chosen = f"SELECT {', '.join(given)} FROM copies CROSS JOIN made.{table} ORDER BY {order}"
            new.execute(f"INSERT INTO {table} ({', '.join(columns)}) {chosen}")
            told(table)
        _dressed(new, later, told)
        (done,) = new.execute("SELECT count(*) FROM statements").fetchone()
    size = place.stat().st_size
    print(f"{done:,} statements, {size / 1e9:.2f} GB, {size / done:,.0f} bytes a statement")


def _moved(column: str, table: str, steps: dict[str, int]) -> str:
    """A column in the copy of number `k`."""
    if column in _KEYS:
        return f"{column} + k * {steps[_KEYS[column] or table]}"
    if column == "id" and table in ("articles", "statements"):
        pk = "pk" if table == "articles" else "article_pk"
        number = f"CAST({_MADE_ID} + {pk} + k * {steps['articles']} AS text)"
        return f"'made-' || substr({number}, 2) || substr(id, {len(f'made-{_MADE_ID}')})"
    return f'"{column}"'


def _keys(new: sqlite3.Connection, table: str) -> str:
    return ", ".join(f'"{row[1]}"' for row in new.execute(f"PRAGMA table_info({table})"))


# ---------------------------------------------------------------------------------------------- PostgreSQL


def bring(record: Path, url: str, times: int) -> None:
    """Write a record of SQLite into an empty database of PostgreSQL, so many times over; tells how long it takes."""
    import psycopg

    Record(url).close()  # makes the tables
    began = time.monotonic()

    def told(what: str) -> None:
        print(f"{time.monotonic() - began:7.0f} s by the clock: {what}", file=sys.stderr, flush=True)

    listed = (
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"
        " AND indexname NOT IN (SELECT conname FROM pg_constraint)"
    )
    with closing(sqlite3.connect(f"{record.resolve().as_uri()}?mode=ro", uri=True)) as old, Record(url) as new:
        with psycopg.connect(str(new.database.path), password=urls.password(str(new.database.path))) as connection:
            connection.execute("SET session_replication_role = replica")  # no triggers, no foreign keys
            connection.execute("SET maintenance_work_mem = '512MB'")
            indexes = connection.execute(listed).fetchall()
            for name, _ in indexes:
                connection.execute(f'DROP INDEX "{name}"'.encode())
            for table in copying._OWN:
                columns = ", ".join(f'"{column.name}"' for column in table.columns)
                order = ", ".join(f'"{column.name}"' for column in table.primary_key)
                with connection.cursor().copy(f'COPY "{table.name}" ({columns}) FROM STDIN'.encode()) as lines:
                    for row in old.execute(f"SELECT {columns} FROM {table.name} ORDER BY {order}"):
                        lines.write_row(row)
                told(table.name)
            for counted in (played.COUNT, covered.count("postgresql"), holding.COUNT):
                connection.execute(counted.encode())
        told("counts")
        with new.database.connect(writes=True) as connection:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            for index, of, words in (
                (fulltext.statement_search, "statements", "text"),
                (fulltext.article_search, "articles", "title, text"),
            ):
                rows = old.execute(f"SELECT pk, {words} FROM {of} ORDER BY pk")
                while some := rows.fetchmany(2000):
                    postgres_text.enter(connection, index, [(row[0], row[1:]) for row in some])
                connection.exec_driver_sql(
                    f"UPDATE search_totals SET (rows, tokens) = (SELECT count(*), sum(size) FROM {index.name})"
                    f" WHERE name = '{index.name}'"
                )
            told("full text")
        if times > 1:
            with new.database.connect(writes=True) as connection:
                _repeat(connection, times, told)
        with new.database.connect(writes=True) as connection:
            connection.exec_driver_sql("SET LOCAL maintenance_work_mem = '1GB'")
            for _, ddl in indexes:
                connection.exec_driver_sql(ddl)
            postgres.go_on_counting(connection)
        told("indexes")
        with new.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")
        told("vacuum")
        with new.database.connect() as connection:
            size, many = connection.exec_driver_sql(
                "SELECT pg_database_size(current_database()), (SELECT count(*) FROM statements)"
            ).one()
    print(f"{many:,} statements, {size / 1e9:.2f} GB, {size / many:,.0f} bytes a statement")


def _repeat(connection: Connection, times: int, told: Callable[[str], None]) -> None:
    """Let all that is there be there so many times, before there are indexes; as `multiply` does."""
    run = connection.exec_driver_sql
    for setting in ("session_replication_role = replica", "enable_seqscan = off", "enable_bitmapscan = off"):
        run(f"SET LOCAL {setting}")
    search = {"statement_search": "statements", "article_search": "articles"}
    of = {table.name: table for table in metadata.sorted_tables}
    steps = {name: run(f"SELECT max(pk) FROM {name}").scalar() or 0 for name in _OVER if "pk" in of[name].c}
    steps |= {index: steps[table] for index, table in search.items()}
    for name in (*_OVER, *search):
        if name in search:
            columns, keys = ["rowid", "words", "stems", "folded", "size"], ["rowid"]
        else:
            columns, keys = [column.name for column in of[name].c], [column.name for column in of[name].primary_key]
        given = ", ".join(_moved(column, name, steps) for column in columns)
        quoted = ", ".join(f'"{column}"' for column in columns)
        into = f"INSERT INTO {name} ({quoted}) SELECT {given}"
        if len(keys) > 1:  # all copies of a row, one after the other
            run(f"{into} FROM (SELECT *, generate_series(1, {times - 1}) AS k FROM {name}) AS copies")
        else:
            for k in range(1, times):
                here = f"{keys[0]} <= {steps[_KEYS[keys[0]] or name]}"
                run(f"{into} FROM {name}, (SELECT {k} AS k) AS copy WHERE {here} ORDER BY {keys[0]}")
        told(name)
    for name, counts in (*_COUNTED.items(), ("search_totals", ("rows", "tokens"))):
        run(f"UPDATE {name} SET {', '.join(f'{count} = {count} * {times}' for count in counts)}")


# ------------------------------------------------------------------------------------------------ asking


def _server_seconds(place: str) -> Callable[[], float]:
    """What the processes of the server have had of the processor, where it is PostgreSQL on this machine."""
    if not urls.is_url(place):
        return lambda: 0.0
    with Record(place, read_only=True) as record, record.database.connect() as connection:
        backend = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar()
        head = Path(f"/proc/{backend}/stat").read_text().rpartition(")")[2].split()[1]
    ended: dict[str, int] = {}  # a backend whose connection is closed keeps what it had

    def seconds() -> float:
        for pid in Path(f"/proc/{head}/task/{head}/children").read_text().split():
            with suppress(OSError):
                ended[pid] = int(Path(f"/proc/{pid}/schedstat").read_text().split()[0])
        return sum(ended.values()) / 1e9

    return seconds


def ask(place: str, each: int, *, pages: bool) -> None:
    """Print how long each question takes."""
    served = _server_seconds(place)
    gc.collect()
    gc.freeze()  # as a server does: to look through what is loaded takes a tenth of a second each time
    with Record(place, read_only=True) as record:
        with record.database.connect() as connection:
            most = select(names.c.name).join(parties).where(names.c.type == "person", parties.c.role == "speaker")
            ranked = most.group_by(names.c.pk).order_by(func.count().desc(), names.c.name)
            quoted = list(connection.execute(ranked.limit(5)).scalars())
            dice = random.Random(20)
            top = connection.scalar(select(func.max(articles.c.pk))) or 0
            pks = [dice.randint(1, top) for _ in range(each)]
            heads = connection.execute(select(*articles.c["id", "text"]).where(articles.c.pk.in_(pks))).all()
            listed = select(func.max(names.c.pk)).where(names.c.type == "person")
            last = connection.scalar(listed) or 0
            some = [dice.randint(1, last) for _ in range(4 * each)]
            chosen = select(names.c.name).where(names.c.type == "person", names.c.pk.in_(some)).order_by(names.c.pk)
            people = list(connection.execute(chosen).scalars())[:each]
        rare = [dice.choice(_WORD.findall(head.text)) for head in heads]
        ids = [head.id for head in heads]

        def counted(words: Sequence[str], *, facets: bool) -> Iterator[Callable[[], object]]:
            for word in words:
                yield lambda word=word: _hits(record, Criteria(Query(word)), facets)  # type: ignore[misc]

        questions: dict[str, Iterator[Callable[[], object]]] = {
            "a word, first page": counted(rare, facets=False),
            "a frequent word, first page": counted(WORDS, facets=False),
            "a word, facets": counted(rare, facets=True),
            "a frequent word, facets": counted(WORDS, facets=True),
            "an article": (lambda id=id: record.article(id) for id in ids),  # type: ignore[misc]
        }
        for whose, asked in (("somebody", people), ("the most quoted", quoted)):
            questions |= {
                f"{whose}: the latest fifty": (lambda n=n: record.find(by=n, limit=50) for n in asked),  # type: ignore[misc]
                f"{whose}: the last fifty of the timeline": (lambda n=n: record.person(n, limit=50) for n in asked),  # type: ignore[misc]
                f"{whose}: first page of a search": (
                    lambda n=n: _hits(record, Criteria(Query(by=n)), False)
                    for n in asked  # type: ignore[misc]
                ),
                f"{whose}: facets": (lambda n=n: _hits(record, Criteria(Query(by=n)), True) for n in asked),  # type: ignore[misc]
                f"{whose}: shifts": (lambda n=n: record.shifts(n) for n in asked),  # type: ignore[misc]
            }
        if pages:
            questions |= _pages(place, ids, people, quoted)
        print(f"| {place} | asked | median, ms | p95, ms | median by the clock | p95 |\n|---|---:|---:|---:|---:|---:|")
        for name, each_one in questions.items():
            cpu, clock = [], []
            for question in each_one:
                began, wall = time.process_time() + served(), time.perf_counter()
                question()
                took = time.perf_counter() - wall
                cpu.append(1000 * (time.process_time() + served() - began))
                clock.append(1000 * took)
            figures = [statistics.median(cpu), p95(cpu), statistics.median(clock), p95(clock)]
            print(f"| {name} | {len(cpu)} | " + " | ".join(f"{f:,.0f}" for f in figures) + " |", flush=True)


def _hits(record: Record, criteria: Criteria, facets: bool) -> object:
    with record.database.connect() as connection:
        return hits.find(connection, criteria, "best" if criteria.query.text else "latest", None, 20, facets=facets)


def _pages(
    place: str, ids: Sequence[str], people: Sequence[str], quoted: Sequence[str]
) -> dict[str, Iterator[Callable[[], object]]]:
    """The same in a browser: each page asked once, of a server that has started."""
    from fastapi.testclient import TestClient

    from onrecord.web import addresses, application
    from onrecord.web.preparing import prepare_for

    with Record(place, read_only=True) as record, record.database.connect() as connection:
        held = connection.execute(select(articles.c.outlet).distinct().where(articles.c.outlet.is_not(None)))
        outlets = random.Random(3).sample(sorted(held.scalars()), 5)
    app = application(place)
    prepare_for(app.state.record)
    client = TestClient(app, base_url="http://localhost")

    def asked(wanted: Sequence[str]) -> Iterator[Callable[[], object]]:
        for address in wanted:
            yield lambda address=address: client.get(address).raise_for_status()  # type: ignore[misc]

    return {
        "page of an article": asked([addresses.article(id) for id in ids]),
        "page of somebody": asked([addresses.person(name) for name in people]),
        "page of the most quoted": asked([addresses.person(name) for name in quoted]),
        "page of their shifts": asked([f"/shifts{addresses.query(person=name)}" for name in quoted]),
        "page of an outlet": asked([addresses.outlet(name) for name in outlets]),
        "page of a search by outlet": asked([addresses.search(outlet=name) for name in outlets]),
        "page of a brief": asked([f"/brief{addresses.query(person=name)}" for name in quoted]),
        **{f"page {path}": asked([path]) for path in _WHOLE},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("record", type=Path)
    parser.add_argument("--make", type=Path)
    parser.add_argument("--times", type=int, default=1)
    parser.add_argument("--bring", metavar="URL")
    parser.add_argument("--statements", type=int, default=3_000_000)
    parser.add_argument("--ask", nargs="+", default=[])
    parser.add_argument("--each", type=int, default=40)
    parser.add_argument("--quick", action="store_true", help="no pages of the web")
    given = parser.parse_args()
    if given.make and given.times > 1:
        multiply(given.record, given.make, given.times)
    elif given.make:
        make(given.record, given.make, given.statements)
    if given.bring:
        bring(given.record, given.bring, given.times)
    for place in given.ask:
        ask(place, given.each, pages=not given.quick)


if __name__ == "__main__":
    main()
