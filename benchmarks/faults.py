"""What may go wrong, done on purpose: is anything lost, in part, doubled, or let in?

    python benchmarks/faults.py                        # all of it, some ten minutes
    python benchmarks/faults.py --quick                # under 40 s of processor time; a test runs it
    python benchmarks/faults.py kills damage --seed 7
    python benchmarks/faults.py mutations --count 5000 --keep FOLDER

`kills`: `onrecord add` is ended by SIGKILL at random moments. `disk`: it finds no room to write. `damage`: one value of
a record's rows is another, and every reading command runs over it. `mutations`: real files, mutated. `texts`: texts
that are made to be slow. `servers`: hostile ones, on this machine. Prints a row for each; exit status 1 where a fault
did not hold.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from mutations import FORMATS, PAGE, fuzz

from onrecord.errors import InputError, OnrecordError
from onrecord.record import Query, Record
from onrecord.record.people import People
from onrecord.record.schema import metadata
from onrecord.scaling.guarding import guarded

ARTICLES = 12
PEOPLE = ("Edda Quill", "Osric Vane", "Ann Orrin", "Bo Marten")
OPEN_SECONDS = 20.0


@dataclass(slots=True)
class Row:
    """One line of the table: how often it was tried, what did not hold, and what came of it."""

    fault: str
    tried: int
    wrong: list[str]
    came: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """What the user of this script chose."""

    quick: bool
    seed: int
    count: int
    keep: str | None
    folder: Path

    @property
    def chance(self) -> random.Random:
        """The same for the same seed."""
        return random.Random(self.seed)


# ------------------------------------------------------------------------------------------ kills, and a full disk


def _reports(folder: Path) -> Path:
    """A folder of invented reports, each its own."""
    folder.mkdir()
    for n in range(ARTICLES):
        who, other = PEOPLE[n % 4], PEOPLE[(n + 1) % 4]
        words = f"Pier {n} of the harbour will be built again. " * 20
        text = (
            f"Mayor {who} said on Monday that pier {n} would be rebuilt.\n\n“We will pay {n} million,” {who} said.\n\n"
        )
        (folder / f"{n:02}.txt").write_text(f"{text}{other} denied that there was money for it.\n\n{words}\n")
    return folder


def _add(folder: Path, db: Path, before: str = "") -> subprocess.Popen[str]:
    code = f"{before}\nfrom onrecord.cli import main\nmain()"
    command = [sys.executable, "-c", code, "add", str(folder), "--db", str(db)]
    return subprocess.Popen(command, stdout=-1, stderr=-1, text=True, start_new_session=True)


def _held(db: Path) -> dict[str, tuple[str, int, int, tuple[str | None, ...]]]:
    """What is in a record, by the articles' files: each with its versions, statements, entities and persons."""
    raw = sqlite3.connect(db)
    found = {}
    for pk, path, text in raw.execute("SELECT pk, path, text FROM articles").fetchall():
        if path in found:
            raise AssertionError(f"{path} is there twice")
        count = raw.execute("SELECT count(*) FROM statements WHERE article_pk = ?", (pk,)).fetchone()[0]
        persons = raw.execute("SELECT person FROM entities WHERE article_pk = ? AND type = 'person' ORDER BY n", (pk,))
        named = tuple(row[0] for row in persons.fetchall())
        found[path] = (text, count, len(named), named)
    raw.close()
    return found


def _count(db: Path) -> int:
    with suppress(sqlite3.Error):
        raw = sqlite3.connect(f"file:{db}?mode=ro", uri=True)
        try:
            return int(raw.execute("SELECT count(*) FROM articles").fetchone()[0])
        finally:
            raw.close()
    return 0


def _faults(db: Path, whole: dict[str, Any], *, done: bool) -> Iterator[str]:
    """What is wrong with a record beside the one that was never disturbed; `done`: nothing may be missing."""
    held = _held(db)
    for path, entry in held.items():
        if entry[:3] != whole[path][:3]:
            yield f"{Path(path).name} is there in part"
        if done and entry != whole[path]:
            yield f"the persons of {Path(path).name} are not assigned"
    if done and held.keys() != whole.keys():
        yield f"{len(whole) - len(held)} articles are lost"
    with Record(db) as record:
        yield from (f"verify: {p.reason}" for checked in record.verify()[1] for p in checked.problems)


def _whole(run: Run) -> tuple[Path, dict[str, Any]]:
    """The reports, and the record of them that was never disturbed (made once)."""
    folder, db = run.folder / "reports", run.folder / "whole.db"
    if not db.exists():
        process = _add(_reports(folder), db)
        assert process.wait() == 0, process.communicate()[1]
    return folder, _held(db)


def kills(run: Run) -> Iterator[Row]:
    """`add`, killed at random moments and begun again."""
    (folder, whole), chance = _whole(run), run.chance
    wrong, at = [], []
    rounds = 1 if run.quick else 5
    for number in range(rounds):
        db = run.folder / f"killed-{number}.db"
        for _ in range(1 if run.quick else 4):
            goal, later = chance.randrange(ARTICLES + 1), chance.random() * 0.4
            process = _add(folder, db)
            while process.poll() is None and _count(db) < goal:
                time.sleep(0.01)
            time.sleep(later)
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            at.append(_count(db) if db.exists() else 0)
            if db.exists():
                wrong += _faults(db, whole, done=False)
        assert _add(folder, db).wait() == 0
        wrong += _faults(db, whole, done=True)
    yield Row(
        "killed while adding", len(at), wrong, f"with {min(at)} to {max(at)} of {ARTICLES} articles in the record"
    )


# From the first article on: what reads is another process, and may write what it likes.
_LIMITED = """
import resource
from onrecord.record import store
add = store.add
def limited(*rest):
    resource.setrlimit(resource.RLIMIT_FSIZE, ({0}, {0}))
    return add(*rest)
store.add = limited
"""


def disk(run: Run) -> Iterator[Row]:
    """`add` where a file may not grow beyond a size, and on a small disk where one can be mounted."""
    folder, whole = _whole(run)
    wrong, left = [], []
    sizes = (1_000_000,) if run.quick else (300_000, 600_000, 900_000, 1_200_000)
    for size in sizes:
        db = run.folder / f"full-{size}.db"
        out, said = (process := _add(folder, db, _LIMITED.format(size))).communicate()
        if process.returncode != 1 or "Traceback" in said or not said.strip():
            wrong.append(f"at {size:,} bytes: exit {process.returncode}: {(out + said).strip()[-100:]}")
        if db.exists():
            with suppress(OnrecordError):  # not even the tables are there
                Record(db).close()
                wrong += _faults(db, whole, done=False)
        left.append(_count(db))
        assert _add(folder, db).wait() == 0
        wrong += _faults(db, whole, done=True)
    yield Row("no room for a file to grow", len(sizes), wrong, f"{min(left)} to {max(left)} articles were in by then")
    if run.quick:
        return
    place = run.folder / "disk"
    place.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(place)], capture_output=True).returncode:
        yield Row("a full disk", 0, [], "skipped: no right to mount one")
        return
    try:
        (place / "rest").write_bytes(b"\0" * 7_400_000)
        out, said = (process := _add(folder, place / "x.db")).communicate()
        bad = process.returncode != 1 or "Traceback" in said
        wrong = [f"exit {process.returncode}: {(out + said).strip()[-100:]}"] if bad else []
        (place / "rest").unlink()
        assert _add(folder, place / "x.db").wait() == 0
        yield Row(
            "a full disk", 1, [*wrong, *_faults(place / "x.db", whole, done=True)], said.strip().rpartition(": ")[2]
        )
    finally:
        subprocess.run(["umount", str(place)], check=True)


# ------------------------------------------------------------------------------------------ damage

VALUES: tuple[object, ...] = ("x", b"\xff\xfe", "[[9,3]]", "{", "", -1, 2**62, 1.5, None)
READERS: dict[str, Callable[[Record], object]] = {
    "find": lambda r: r.find("pier"),
    "person": lambda r: r.person("Quill"),
    "article": lambda r: [r.article(h.id) for h in r.articles()],
    "occasions": lambda r: r.occasions(),
    "stories": lambda r: r.stories(),
    "counts": lambda r: (r.count(Query()), r.counts()),
    "people": lambda r: (People(r).persons, People(r).decisions()),
    "verify": lambda r: list(r.verify()[1]),
    "shifts": lambda r: (r.compare(), r.shifts("Quill")),
    "stance": lambda r: r.stance("Quill", "Vane"),
}


def damage(run: Run) -> Iterator[Row]:
    """One value of one row is another: a message or an answer, never a traceback."""
    _whole(run)
    sound, path = run.folder / "sound.db", run.folder / "damaged.db"
    shutil.copy(run.folder / "whole.db", sound)
    with Record(sound) as record:
        people = People(record)
        people.rename(people.persons[0].id, "Edda Quill")
        if not run.quick:
            record.compare()
    with sqlite3.connect(sound) as raw:
        raw.execute("PRAGMA journal_mode = DELETE")
    places = [(t, c.name, v) for t, table in metadata.tables.items() for c in table.columns for v in VALUES]
    tried, wrong = 0, []
    for table, column, value in run.chance.sample(places, 40) if run.quick else places:
        shutil.copy(sound, path)
        with suppress(sqlite3.Error):
            key = next(iter(metadata.tables[table].primary_key)).name
            raw = sqlite3.connect(path)
            raw.execute(f"UPDATE {table} SET {column} = ? WHERE {key} = (SELECT {key} FROM {table} LIMIT 1)", (value,))
            raw.commit()
        raw.close()
        tried += 1
        for name, read in READERS.items():
            if run.quick and name in ("shifts", "stance"):  # they load models
                continue
            try:
                with Record(path) as record:
                    read(record)
            except OnrecordError:
                pass
            except Exception as error:
                wrong.append(f"{table}.{column} = {value!r}: {name}: {error!r}"[:150])
    yield Row("a damaged value in a record", tried, wrong, f"{len(READERS)} readers over each")


# ------------------------------------------------------------------------------------------ inputs


def mutations(run: Run) -> Iterator[Row]:
    """Real files, mutated, through each reader."""
    for forms in (list(FORMATS),) if run.quick else [[form] for form in FORMATS]:
        found = guarded(_mutated, forms, run, name=forms[0], seconds=36_000, memory=8_000_000_000)
        good, bad, crashed, worst, memory = (
            of(row[n] for row in found) for n, of in enumerate((sum, sum, sum, max, max))
        )
        came = f"{good:,} articles, {bad:,} errors; at most {worst:.1f} s; {memory} MB"
        name = forms[0] if len(forms) == 1 else f"{len(forms)} formats"
        yield Row(f"mutated: {name}", run.count * len(forms), [f"{crashed} crashed"] if crashed else [], came)


def _mutated(forms: list[str], run: Run) -> list[tuple[int, int, int, float, int]]:
    return [fuzz(form, run.count, run.seed, run.keep) for form in forms]


TEXTS: dict[str, tuple[str, Callable[[int], str]]] = {
    "spaces between two letters": ("a.md", lambda n: f"a{' ' * n}b"),
    "comments that never end": ("a.md", lambda n: "<!--" * n),
    "brackets": ("a.md", lambda n: "[" * n),
    "stars": ("a.md", lambda n: "*a " * n),
    "quotation marks": ("a.txt", lambda n: "“" * n),
    "percent signs": ("a.txt", lambda n: "%" * n),
    "one word": ("a.txt", lambda n: "a" * n),
    "line breaks": ("a.txt", lambda n: "a\n" * n),
    "speakers": ("a.txt", lambda n: "ANN VANE: So?\n\n" * (n // 8)),
    "attributes of one element": ("a.html", lambda n: f"<p {'a=b ' * n}>{'The mayor said so. ' * 9}</p>"),
    "nested elements": ("a.html", lambda n: "<div>" * n + "The mayor said so. " * 9),
    "angle brackets": ("a.html", lambda n: f"<p>{'<' * n}</p>"),
    "links to feeds": ("a.html", lambda n: "<link rel=x " * n),
    "dots in a date": ("a.txt", lambda n: f"1{'.' * n}2"),
}


def _read(name: str, *texts: str) -> list[float]:
    """The seconds of processor time that reading each text takes, whatever comes of it."""
    from onrecord.reading import read

    took = []
    for text in ("The mayor said so.", *texts):  # the first loads what reads
        start = time.process_time()
        with suppress(InputError):
            read(text.encode(), name=name)
        took.append(time.process_time() - start)
    return took[1:]


def texts(run: Run) -> Iterator[Row]:
    """Texts that are made to be slow: four times as much takes hardly more than four times as long."""
    size = 2_000 if run.quick else 25_000
    for kind, (name, made) in TEXTS.items():
        took, wrong = [], []
        try:
            took = guarded(_read, name, made(size), made(4 * size), name=name, seconds=OPEN_SECONDS)
        except InputError as error:
            wrong.append(error.reason)
        if took and took[1] > 8 * took[0] + 2:
            wrong.append(f"{took[0]:.1f} s, then {took[1]:.1f} s for four times as much")
        yield Row(f"a text of {kind}", 2, wrong, f"{4 * size:,} in {took[1]:.1f} s" if took else "given up")


# ------------------------------------------------------------------------------------------ hostile servers

FEED = '<rss version="2.0"><channel><title>T</title><item><link>{}</link></item></channel></rss>'
ANSWERS: dict[str, bytes] = {
    "waits for ever": b"HTTP/1.1 503 Later\r\nRetry-After: 99999999999999999\r\n\r\n",
    "leads to metadata": b"HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/latest/\r\n\r\n",
    "leads to metadata in IPv6": b"HTTP/1.1 302 Found\r\nLocation: http://[64:ff9b::a9fe:a9fe]/\r\n\r\n",
    "leads to a file": b"HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\n\r\n",
    "leads to no address": b"HTTP/1.1 302 Found\r\nLocation: http://[x\r\n\r\n",
    "leads in a circle": b"HTTP/1.1 302 Found\r\nLocation: /leads%20in%20a%20circle\r\n\r\n",
    "speaks no HTTP": b"\xff\0\xff\0" * 100,
    "sends endless headers": b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 10_000,
    "breaks off": b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n" + PAGE.encode(),
    "sends bad chunks": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    "sends a bad archive": b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n\x1f\x8b" + b"x" * 99,
    "feeds no character": b"HTTP/1.1 200 OK\r\n\r\n" + FEED.format("http://127.0.0.1:1/&#x110000;").encode(),
    "feeds a lone surrogate": b"HTTP/1.1 200 OK\r\n\r\n" + FEED.format("&#xD800;").encode(),
    "feeds no address": b"HTTP/1.1 200 OK\r\n\r\n" + FEED.format("http://[x").encode(),
    "escapes to the terminal": b"HTTP/1.1 404 \x1b]0;owned\x07\r\n\r\n",
}


class _Hostile(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        kind = self.path.strip("/").replace("%20", " ")
        self.wfile.write(ANSWERS.get(kind, b"HTTP/1.1 404 Not Found\r\n\r\n"))

    def log_message(self, format: str, *args: Any) -> None:
        pass


@contextmanager
def _site() -> Iterator[str]:
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), _Hostile)
    httpd.daemon_threads = True
    thread = threading.Thread(target=httpd.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{httpd.server_port}"
    httpd.shutdown()
    httpd.server_close()
    thread.join()


def servers(run: Run) -> Iterator[Row]:
    """One round of watching a site that answers so, which ends in an error that costs the site alone."""
    from datetime import timedelta

    from onrecord.reading.web import feeds
    from onrecord.record.watch import Watch

    feeds._TRIES = 1
    wrong, slowest = [], 0.0
    with _site() as site, Record(run.folder / "watched.db") as record:
        for kind in ANSWERS:
            start = time.monotonic()
            urls = [f"{site}/{kind}".replace(" ", "%20")]
            watch = Watch(
                record, urls, lambda a, o: record.add(a), every=timedelta(minutes=15), crawler=feeds.Crawler(True, 0)
            )
            try:
                found = list(watch.round())
            except Exception as error:
                wrong.append(f"{kind}: {error!r}")
                continue
            if any(not isinstance(item, InputError) for item in found) or not found:
                wrong.append(f"{kind}: {found}")
            slowest = max(slowest, time.monotonic() - start)
    yield Row("a hostile server", len(ANSWERS), wrong, f"at most {slowest:.1f} s")


FAULTS: dict[str, Callable[[Run], Iterator[Row]]] = {
    "kills": kills,
    "disk": disk,
    "damage": damage,
    "mutations": mutations,
    "texts": texts,
    "servers": servers,
}


def main() -> None:
    """Print a row for each fault."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("faults", nargs="*", metavar="FAULT", help=", ".join(FAULTS))
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--count", type=int, help="mutated inputs of each format")
    parser.add_argument("--keep", metavar="FOLDER", help="where mutated inputs that crash a reader are put")
    options = parser.parse_args()
    if unknown := set(options.faults) - set(FAULTS):
        parser.error(f"no such fault: {', '.join(sorted(unknown))}; there are {', '.join(FAULTS)}")
    failed = 0
    print("| fault | tried | did not hold | what came of it |\n|---|---:|---:|---|")
    with tempfile.TemporaryDirectory() as folder:
        count = options.count or (4 if options.quick else 500)
        run = Run(options.quick, options.seed, count, options.keep, Path(folder))
        for name in options.faults or FAULTS:
            for row in FAULTS[name](run):
                failed += bool(row.wrong)
                print(f"| {row.fault} | {row.tried:,} | {len(row.wrong)} | {row.came} |", flush=True)
                for line in dict.fromkeys(row.wrong):
                    print(f"{row.fault}: {line}", file=sys.stderr)
    used = [sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(f"{sum(used):.0f} s of processor time", file=sys.stderr)
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
