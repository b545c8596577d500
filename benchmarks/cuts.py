"""A record's files as a cut of the power may leave them, at random moments of adding: whole, and nothing in part?

    python benchmarks/cuts.py [--times 50] [--seed 1]

A process adds invented articles to a SQLite record. At random moments it is stopped, the file and its log are copied as
they are, and it goes on; of half the copies the end of the log is cut off, for what the disk has not been told to write
may be lost. Each copy is opened: SQLite finds it sound, every article is there whole or not at all, none twice, in the
order in which they were added without a gap, and the rest can be added. Prints a row; exit status 1 where anything did
not hold.
"""

from __future__ import annotations

import argparse
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from onrecord.record import Record

sys.path.insert(0, str(Path(__file__).parent.parent))
from benchmarks.crowd import made

_MORE = 3  # articles that are added to each copy


def add(db: Path) -> None:
    """Add articles until somebody ends this process."""
    with Record(db) as record:
        for n in range(10**6):
            record.add(made(f"cut-{n}"))


def copied(process: subprocess.Popen[bytes], db: Path, to: Path, chance: random.Random) -> bool:
    """Copy a record's files as they are at this moment; whether the end of the log was left out."""
    process.send_signal(signal.SIGSTOP)
    while (Path("/proc") / str(process.pid) / "stat").read_text().rpartition(")")[2].split()[0] != "T":
        time.sleep(0.001)
    log, its = (path.with_name(path.name + "-wal") for path in (db, to))
    shutil.copy(db, to)
    shutil.copy(log, its)
    process.send_signal(signal.SIGCONT)
    if cut := chance.random() < 0.5:
        with its.open("r+b") as file:
            file.truncate(int(its.stat().st_size * chance.random()))
    return cut


def faults(copy: Path) -> Iterator[str]:
    """What is wrong with a copy; at last some more articles are added to it."""
    with closing(sqlite3.connect(copy)) as raw:
        if (said := raw.execute("PRAGMA integrity_check").fetchall()) != [("ok",)]:
            yield f"SQLite says {said[0][0]!r}"
    with Record(copy) as record:
        held = sorted((head.id for head in record.articles()), key=lambda id: int(id.removeprefix("cut-")))
        if held != [f"cut-{n}" for n in range(len(held))]:
            yield f"{len(held)} articles are there, with a gap or twice"
        for id in held:
            if record.article(id).statements != made(id).statements:
                yield f"{id} is in part"
        for n in range(len(held), len(held) + _MORE):
            if record.add(made(f"cut-{n}")).status != "added":
                yield f"cut-{n} was not added"
        words = record.find("harbour", limit=None)
        if len({e.article for e in words}) != sum("harbour" in made(f"cut-{n}").article.text for n in range(n + 1)):
            yield "the words of some are not found"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--add", type=Path, help=argparse.SUPPRESS)  # the process that adds
    asked = parser.parse_args()
    if asked.add:
        add(asked.add)
        return
    chance, wrong, cuts, counts = random.Random(asked.seed), list[str](), 0, list[int]()
    with tempfile.TemporaryDirectory() as place:
        db = Path(place) / "x.db"
        Record(db).close()
        process = subprocess.Popen([sys.executable, __file__, "--add", str(db)])
        while not db.with_name("x.db-wal").exists():
            time.sleep(0.1)
        copies = [Path(place) / f"copy-{n}.db" for n in range(asked.times)]
        for copy in copies:
            time.sleep(chance.random())
            cuts += copied(process, db, copy, chance)
        process.kill()
        process.wait()
        for copy in copies:
            with closing(sqlite3.connect(copy)) as raw:
                counts.append(raw.execute("SELECT count(*) FROM articles").fetchone()[0])
            wrong += faults(copy)
    print("| copies | of these with a shorter log | articles in them | did not hold |\n|---:|---:|---|---:|")
    print(f"| {len(counts)} | {cuts} | {min(counts)} to {max(counts)} | {len(wrong)} |")
    print(*wrong, sep="\n", file=sys.stderr, end="\n" if wrong else "")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
