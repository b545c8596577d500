"""Grouping all statements of a large record into utterances: time, memory, and what one more article costs there.

    python benchmarks/grouping.py RECORD [--statements 10000 100000 1000000] [--articles 20]

The records are made of RECORD's articles (`onrecord add … --db RECORD`) by exchanging most words of three letters and
more for others of the same length, drawn as often as they occur; every tenth article is a reprint of an earlier one
with two words in a hundred exchanged. They are written to a folder that is removed again (1.5 kB a statement). Each is
grouped in a process of its own, whose peak memory is told; then articles are added to it, and the utterances that they
print asked for (`onrecord quotation`), of which adding needs nothing. Prints a row a size.
"""

from __future__ import annotations

import argparse
import json
import platform
import random
import re
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

from onrecord.model import BETWEEN, Extraction, words_at
from onrecord.record import Record

_WORD = re.compile(r"[A-Za-z]{3,}")
EXCHANGED, _REWORDED = 0.8, 0.02  # of the words, in a new article and in a reprint
_REPRINTS = 10  # one in so many articles
_OUTLETS = 50


@dataclass
class Words:
    """The words of a record by their length and first letter's case, each as often as it occurs there."""

    alike: dict[tuple[int, bool], list[str]] = field(default_factory=lambda: defaultdict(list))

    def take(self, text: str) -> None:
        for word in _WORD.findall(text):
            self.alike[len(word), word[0].isupper()].append(word)

    def exchanged(self, text: str, dice: random.Random, share: float) -> str:
        def other(match: re.Match[str]) -> str:
            word = match[0]
            return dice.choice(self.alike[len(word), word[0].isupper()]) if dice.random() < share else word

        return _WORD.sub(other, text)


def made(record: Path, many: int, place: Path) -> int:
    """Write a record of so many statements, or a few more; returns how many."""
    with Record(place):
        pass  # makes the tables
    with closing(sqlite3.connect(f"{record.resolve().as_uri()}?mode=ro", uri=True)) as kept:
        kept.row_factory = sqlite3.Row
        rows = kept.execute("SELECT * FROM articles WHERE current ORDER BY pk").fetchall()
        said: dict[int, list[sqlite3.Row]] = defaultdict(list)
        for row in kept.execute("SELECT * FROM statements ORDER BY article_pk, n"):
            said[row["article_pk"]].append(row)
    words = Words()
    for row in rows:
        words.take(row["text"])
    done = 0
    with closing(sqlite3.connect(place)) as new:
        new.execute("PRAGMA synchronous = OFF")
        for n, (row, text) in enumerate(_texts(rows, words), 1):
            own = [_statement(s, text, n, done + k) for k, s in enumerate(said[row["pk"]], 1)]
            head = {**row, "pk": n, "series": n, "story": n, "id": f"made-{n:07}", "text": text, "anchors": "[]",
                    "outlet": f"Outlet {n % _OUTLETS}", "url": None, "sha256": f"{n:064x}", "path": None}  # fmt: skip
            _write(new, "articles", [head])
            _write(new, "statements", own)
            done += len(own)
            if done >= many:
                break
        new.commit()
    return done


def _texts(rows: list[sqlite3.Row], words: Words) -> Iterator[tuple[sqlite3.Row, str]]:
    """Rows of articles, over and over, with other words each time; every tenth nearly has those of one before it."""
    dice = random.Random(18)
    before: list[tuple[sqlite3.Row, str]] = []
    while True:
        for row in rows:
            if len(before) and dice.random() < 1 / _REPRINTS:
                old, text = dice.choice(before)
                yield old, words.exchanged(text, dice, _REWORDED)
                continue
            text = words.exchanged(row["text"], dice, EXCHANGED)
            before = [*before[-50:], (row, text)]
            yield row, text


def _statement(row: sqlite3.Row, text: str, article: int, pk: int) -> dict[str, object]:
    spans = json.loads(row["content"])
    words = BETWEEN.join(text[start:end] for start, end in spans)
    id = f"made-{article:07}/{row['id'].rpartition('/')[2]}"
    return {**row, "id": id, "pk": pk, "article_pk": article, "text": words, "same_as": None, "variant_of": None}


def _write(to: sqlite3.Connection, table: str, rows: list[dict[str, object]]) -> None:
    if rows:
        names, places = ", ".join(f'"{name}"' for name in rows[0]), ", ".join("?" * len(rows[0]))
        to.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", [tuple(row.values()) for row in rows])


def group(place: Path) -> dict[str, float]:
    """Group a record's statements, in this process."""
    with Record(place, read_only=True) as record:
        began, used = time.perf_counter(), time.process_time()
        found = record.quotations()
        took = time.perf_counter() - began, time.process_time() - used
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {"quotations": len(found), "clock": took[0], "processor": took[1], "MB": peak}


def add(place: Path, record: Path, many: int) -> dict[str, float]:
    """What one more article costs, and asking for an utterance that it prints: seconds of the processor."""
    with Record(record, read_only=True) as kept:
        taken = [kept.article(head.id) for head in kept.articles()[: many + 5]]
    words, dice = Words(), random.Random(19)
    for e in taken:
        words.take(e.article.text)
    spent, asked, questions = 0.0, 0.0, 0
    with Record(place) as grown:
        for n, e in enumerate(taken):
            if n == 5:  # the first ones load what the others find loaded
                spent, asked, questions = 0.0, 0.0, 0
            own = reworded(e, words.exchanged(e.article.text, dice, EXCHANGED), n)
            began = time.process_time()
            grown.add(own)
            spent += time.process_time() - began
            for s in own.statements[:5]:
                began = time.process_time()
                grown.quotation(s.id)
                asked += time.process_time() - began
                questions += 1
    return {"add": spent / many, "ask": asked / max(1, questions)}


def reworded(e: Extraction, text: str, n: int) -> Extraction:
    """An article of its own with another text, whose words are as long as before."""
    article = replace(e.article, id=f"new-{n}", text=text, sha256=None, url=None, path=f"new-{n}.txt", anchors=())
    ids = (f"new-{n}/{s.id.rpartition('/')[2]}" for s in e.statements)
    own = (replace(s, id=id, text=words_at(text, s.content)) for s, id in zip(e.statements, ids, strict=True))
    return replace(e, article=article, statements=tuple(own))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("record", type=Path)
    parser.add_argument("--statements", nargs="+", type=int, default=[10_000, 100_000])
    parser.add_argument("--articles", type=int, default=20, help="that are added to each")
    parser.add_argument("--of", type=Path, help=argparse.SUPPRESS)  # what a process of its own is to group
    asked = parser.parse_args()
    if asked.of:
        print(json.dumps(group(asked.of)))
        return
    print(f"{platform.machine()}, Python {platform.python_version()}", file=sys.stderr)
    print("| statements | made, s | group: s (clock) | s (processor) | MB | utterances | add, ms | ask, ms |")
    print("|---:|---:|---:|---:|---:|---:|---:|---:|", flush=True)
    for many in asked.statements:
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder) / "made.db"
            began = time.process_time()
            written = made(asked.record, many, place)
            making = time.process_time() - began
            command = [sys.executable, __file__, str(asked.record), "--of", str(place)]
            told = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
            more = add(place, asked.record, asked.articles)
        print(
            f"| {written:,} | {making:.0f} | {told['clock']:.1f} | {told['processor']:.1f} | {told['MB']:,} "
            f"| {told['quotations']:,} | {1000 * more['add']:.0f} | {1000 * more['ask']:.0f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
