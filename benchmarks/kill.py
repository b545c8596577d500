"""`onrecord add`, killed at random moments, on SQLite and on PostgreSQL: is an article in part, lost or doubled?

    python benchmarks/kill.py [--times 50] [--seed 1] [--on sqlite postgresql] [--of articles slices] [--workers 1 2]

Invented reports are added (`articles`: read and extracted; `slices`: Parquet of them, which asks for no model, so that
most of the time is the database's). Each round begins with no record, kills `add` up to four times, looks after each
kill whether what is there is whole, and lets the last run end: then the record is the undisturbed one, and `verify`
finds every entry. It is killed when a random number of articles is there and a moment later, or at a random moment of
the whole run, in which tables are made first and who is who is judged last. PostgreSQL is a server of its own, from the
programs that are installed. Prints a row for each; exit status 1 where anything did not hold.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from onrecord.errors import OnrecordError
from onrecord.record import Record
from onrecord.record.schema import articles, entities

ROOT = Path(__file__).parent.parent
PEOPLE = ("Edda Quill", "Osric Vane", "Ann Orrin", "Bo Marten")
REPORTS = 24
KILLS = 4  # of a round, at most
_LATER = 0.1  # seconds at most after the article at which it is killed
_ANYWHEN = 0.5  # of the kills, whatever is there


def reports(folder: Path) -> Path:
    """A folder of invented reports, each its own."""
    folder.mkdir()
    for n in range(REPORTS):
        who, other = PEOPLE[n % 4], PEOPLE[(n + 1) % 4]
        (folder / f"{n:02}.txt").write_text(
            f"Mayor {who} said on Monday that pier {n} would be rebuilt.\n\n“We will pay {n} million,” {who} said.\n\n"
            f"{other} denied that there was money for it. Nobody asked about quay {n * 7}.\n"
        )
    return folder


def add(source: Path, db: str, workers: int) -> subprocess.Popen[str]:
    """The command, begun."""
    command = [sys.executable, "-m", "onrecord", "add", source.name, "--db", db, "--workers", str(workers)]
    return subprocess.Popen(command, cwd=source.parent, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def ended(process: subprocess.Popen[str]) -> None:
    """Wait for a run that nobody disturbs."""
    said = process.communicate()[0]
    assert process.returncode == 0, said


def content(db: str) -> dict[str, Any]:
    """What is in a record: by its id each article with all that was read out of it, and who its persons are."""
    with Record(db) as record:
        with record.database.connect() as connection:
            counted = connection.execute(select(articles.c.id, func.count()).group_by(articles.c.id)).all()
            chosen = select(articles.c.id, entities.c.n, entities.c.person).join(
                articles, entities.c.article_pk == articles.c.pk
            )
            persons = connection.execute(chosen.order_by(articles.c.id, entities.c.n)).all()
        who: dict[str, list[object]] = {}
        for row in persons:
            who.setdefault(row.id, []).append(row.person)
        twice = [id for id, count in counted if count > 1]
        return {
            **{id: (record.article(id), who.get(id)) for id, count in counted if count == 1},
            **dict.fromkeys(twice, "twice"),
        }


def faults(db: str, whole: dict[str, Any], *, done: bool) -> Iterator[str]:
    """What is wrong with a record beside the undisturbed one; `done`: nothing may be missing."""
    held = content(db)
    for id, entry in held.items():
        if entry == "twice" or entry[0] != whole[id][0]:
            yield f"{id} is there {'twice' if entry == 'twice' else 'in part'}"
        elif done and entry != whole[id]:
            yield f"the persons of {id} are not assigned"
    if done and held.keys() != whole.keys():
        yield f"{len(whole.keys() - held.keys())} articles are lost"
    if done:
        with Record(db) as record:
            yield from (f"verify: {p.reason}" for checked in record.verify()[1] for p in checked.problems)


def count(db: str) -> int:
    """How many articles are in a record; 0 where there is none yet."""
    with suppress(OnrecordError), Record(db, read_only=True) as record, record.database.connect() as connection:
        return connection.scalar(select(func.count()).select_from(articles)) or 0
    return 0


def rounds(
    source: Path, new: Iterator[str], times: int, workers: int, chance: random.Random
) -> tuple[list[int], list[str]]:
    """Kill until it was done so often: with how many articles in the record each time, and what did not hold."""
    undisturbed, began = next(new), time.monotonic()
    ended(add(source, undisturbed, workers))
    took = time.monotonic() - began
    whole = content(undisturbed)
    at: list[int] = []
    wrong: list[str] = []
    while len(at) < times:
        db = next(new)
        for _ in range(min(KILLS, times - len(at))):
            process = add(source, db, workers)
            anywhen = chance.random() < _ANYWHEN
            goal = 0 if anywhen else chance.randrange(REPORTS + 1)
            while process.poll() is None and goal and count(db) < goal:
                time.sleep(0.005)
            time.sleep(chance.random() * (took if anywhen else _LATER))
            if process.poll() is not None:
                break
            os.kill(process.pid, signal.SIGKILL)
            process.communicate()
            at.append(count(db))
            wrong += list(faults(db, whole, done=False)) if at[-1] else []
        ended(add(source, db, workers))
        wrong += faults(db, whole, done=True)
    return at, wrong


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--on", nargs="+", default=["sqlite", "postgresql"], choices=["sqlite", "postgresql"])
    parser.add_argument("--of", nargs="+", default=["articles", "slices"], choices=["articles", "slices"])
    parser.add_argument("--workers", nargs="+", type=int, default=[1, 2])
    asked = parser.parse_args()
    print(
        "| database | added | workers | kills | did not hold | articles in the record at a kill |\n"
        "|---|---|---:|---:|---:|---|"
    )
    bad = False
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        source = reports(folder / "reports")
        if "slices" in asked.of:
            command = [sys.executable, "-m", "onrecord", "extract", source.name, "--output", "slices", "--shard", "24"]
            subprocess.run(command, cwd=folder, check=True, capture_output=True)
        for database in asked.on:
            new = _files(folder) if database == "sqlite" else databases(stack)
            for of in asked.of:
                for workers in asked.workers if of == "articles" else [1]:
                    chance = random.Random(asked.seed)
                    at, wrong = rounds(
                        folder / ("slices" if of == "slices" else "reports"), new, asked.times, workers, chance
                    )
                    spread = f"{min(at)} to {max(at)}, between them {len({*at})} counts" if at else "–"
                    print(
                        f"| {database} | {of} | {workers} | {len(at)} | {len(wrong)} | {spread} of {REPORTS} |",
                        flush=True,
                    )
                    print(*wrong, sep="\n", file=sys.stderr, end="\n" if wrong else "")
                    bad = bad or bool(wrong)
    sys.exit(bad)


def _files(folder: Path) -> Iterator[str]:
    for n in range(10**6):
        yield str(folder / f"{n}.db")


def databases(stack: ExitStack) -> Iterator[str]:
    """The URLs of empty databases, of a server that ends with the stack."""
    sys.path.insert(0, str(ROOT / "tests"))
    import postgres  # how the tests start a server

    server = stack.enter_context(postgres.running())
    os.environ["PGPASSWORD"] = postgres.PASSWORD
    while True:
        yield server.new(empty=True)


if __name__ == "__main__":
    main()
