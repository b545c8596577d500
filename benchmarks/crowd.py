"""Several who write and several who read one record at once: an error that a user sees, something lost or in part?

    python benchmarks/crowd.py [--on sqlite postgresql] [--seconds 180] [--writers N] [--readers N]

Each writer is a process that adds invented articles, each under an id of its own and some under ids that all of them
race for, corrects a statement and edits a head now and then. Each reader is a process that asks one question after
the other: words, a name, an article, counts, shifts. On SQLite two write and four read, on PostgreSQL (a server of its
own, from the programs that are installed) four and eight, unless told otherwise. Afterwards every article that a writer
was told is added is there once and whole, and every decision that was signed. Prints a row for each; exit status 1
where anything did not hold.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from onrecord.model import Article, Extraction, Span, Speaker, Statement
from onrecord.record import Record

sys.path.insert(0, str(Path(__file__).parent.parent))
from benchmarks.kill import PEOPLE, databases

_CROWD = {"sqlite": (2, 4), "postgresql": (4, 8)}
_SAID = 3  # statements of an article
_RACED = 0.2  # of the articles, that all writers add
_DECIDED = 0.2


def made(id: str) -> Extraction:
    """An invented article with three statements, the same ones always for an id."""
    dice = random.Random(id)
    text, said = "", list[Statement]()
    for n in range(_SAID):
        who = dice.choice(PEOPLE)
        words = " ".join(dice.choice(("pier", "ferry", "budget", "harbour", "council", "tunnel")) for _ in range(9))
        source = Span(len(text), len(text) + len(who))
        cue = Span(source.end + 1, source.end + 5)
        content = Span(cue.end + 1, cue.end + 1 + len(words))
        text += f"{who} said {words}.\n\n"
        speaker = Speaker(who, "person", None, 0.9, (who,))
        rest = {"addressee": None, "occasion": None, "said_on": None, "about": (), "stance": (), "nested_in": None}
        spans = (source,), (cue,), (content,)
        named = Statement(f"{id}/{n}", "indirect", "speech", "affirmed", *spans, words, speaker, **rest, confidence=0.9)
        said.append(named)
    return Extraction(Article(id, text, outlet=f"Outlet {dice.randrange(9)}", path=f"{id}.txt"), tuple(said))


def write(db: str, me: int, seconds: float) -> dict[str, object]:
    """Add and decide until the time is over; what was added, and how many decisions were signed."""
    dice, until = random.Random(me), time.monotonic() + seconds
    added, decided, waited = list[str](), 0, 0.0
    with Record(db) as record:
        while time.monotonic() < until:
            n = len(added)
            id = f"all-{n}" if dice.random() < _RACED else f"w{me}-{n}"
            began = time.monotonic()
            record.add(made(id))
            waited = max(waited, time.monotonic() - began)
            added.append(id)
            if dice.random() < _DECIDED:
                own = f"d{me}-{n}"
                record.add(made(own))
                record.correct(f"{own}/1", speaker="Somebody Else", by=f"w{me}", reason="heard it")
                record.edit(own, title=f"By {me}", by=f"w{me}")
                added.append(own)
                decided += 2
    return {"added": added, "decided": decided, "longest": waited}


def read(db: str, me: int, seconds: float) -> dict[str, object]:
    """Ask until the time is over; how often, and what was in part."""
    dice, until = random.Random(-me), time.monotonic() + seconds
    asked, bad = 0, list[str]()
    with Record(db, read_only=True) as record:
        questions: list[Callable[[], object]] = [
            lambda: record.find("harbour council", limit=20),
            lambda: record.find(by=dice.choice(PEOPLE), limit=20),
            lambda: record.person(dice.choice(PEOPLE), limit=20),
            lambda: record.counts(),
            lambda: record.shifts(dice.choice(PEOPLE)),
        ]
        while time.monotonic() < until:
            dice.choice(questions)()
            for entry in record.find(limit=3):
                found = record.article(entry.article)
                if len(found.statements) != _SAID:
                    bad.append(f"{entry.article} has {len(found.statements)} statements")
            asked += 1
    return {"asked": asked, "bad": bad}


def crowd(db: str, writers: int, readers: int, seconds: float) -> tuple[str, list[str]]:
    """Let them all at it: what came of it, and what did not hold."""
    Record(db).close()
    begun = {
        (what, n): subprocess.Popen(
            [sys.executable, __file__, "--as", what, "--me", str(n), "--db", db, "--seconds", str(seconds)],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for what, many in (("write", writers), ("read", readers)) for n in range(many)
    }  # fmt: skip
    wrong, told = list[str](), dict[str, list[dict[str, object]]](write=[], read=[])
    for (what, n), process in begun.items():
        out, error = process.communicate()
        if process.returncode or error.strip():
            wrong.append(f"{what}r {n}: {error.strip()[-300:]}")
        else:
            told[what].append(json.loads(out))
    wrong += [line for reader in told["read"] for line in reader["bad"]]  # type: ignore[attr-defined]
    added = {id for writer in told["write"] for id in writer["added"]}  # type: ignore[attr-defined]
    decided = sum(writer["decided"] for writer in told["write"])  # type: ignore[misc]
    with Record(db) as record:
        heads = [head.id for head in record.articles()]
        wrong += [f"{id} is lost" for id in sorted(added - set(heads))]
        wrong += [f"{id} is there twice" for id in sorted({id for id in heads if heads.count(id) > 1})]
        wrong += [f"{id} is in part" for id in heads if not _whole(record, id)]
        if len(record.decisions()) != decided:
            wrong.append(f"{decided} decisions were signed, {len(record.decisions())} are there")
    asked = sum(reader["asked"] for reader in told["read"])  # type: ignore[misc]
    longest = max((writer["longest"] for writer in told["write"]), default=0.0)  # type: ignore[type-var]
    return f"{len(heads):,} | {decided:,} | {asked:,} | {longest:.1f}", wrong


def _whole(record: Record, id: str) -> bool:
    found, sound = record.article(id), made(id)
    if id.startswith("d"):  # decided about
        said = found.statements
        return found.article.title is not None and len(said) == _SAID and said[0].speaker.name == "Somebody Else"
    return found.statements == sound.statements and replace(found.article, title=None) == sound.article


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--on", nargs="+", default=list(_CROWD), choices=list(_CROWD))
    parser.add_argument("--seconds", type=float, default=180)
    parser.add_argument("--writers", type=int)
    parser.add_argument("--readers", type=int)
    parser.add_argument("--as", dest="part", choices=["write", "read"], help=argparse.SUPPRESS)  # one of the crowd
    parser.add_argument("--me", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--db", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.part:
        done = (write if asked.part == "write" else read)(asked.db, asked.me, asked.seconds)
        print(json.dumps(done))
        return
    print(
        "| database | writers | readers | seconds | articles | decisions | questions | longest wait to add, s "
        "| did not hold |\n|---|---:|---:|---:|---:|---:|---:|---:|---:|"
    )
    bad = False
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        for database in asked.on:
            db = str(folder / "crowd.db") if database == "sqlite" else next(databases(stack))
            writers, readers = asked.writers or _CROWD[database][0], asked.readers or _CROWD[database][1]
            came, wrong = crowd(db, writers, readers, asked.seconds)
            print(f"| {database} | {writers} | {readers} | {asked.seconds:.0f} | {came} | {len(wrong)} |", flush=True)
            print(*wrong, sep="\n", file=sys.stderr, end="\n" if wrong else "")
            bad = bad or bool(wrong)
    sys.exit(bad)


if __name__ == "__main__":
    main()
