"""`onrecord extract --output` over many articles: what each costs, and whether memory stays flat.

    python benchmarks/scale.py CORPUS.jsonl [--articles 500 2000] [--add 500 2000] [--workers 1] [--shard 500]

The articles are made of those of the corpus (JSON lines with `text`) by exchanging words for others of their kind, so
that no two are printings of one story. Times are processor time of all processes of the run; memory is the most that
they had at one moment together, and that of the largest one alone, shared pages counted for each. Prints a row a size.

`--add`: then slices of so many articles, made of what was last extracted by exchanging words again, are put into a
record by `onrecord add`, who is who with it, and measured in the same way.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from onrecord.errors import InputError
from onrecord.exporting.slices import Packer
from onrecord.scaling import loading

sys.path.insert(0, str(Path(__file__).parent.parent))
from benchmarks.grouping import EXCHANGED, Words, reworded

_WORD = re.compile(r"[A-Za-z]+")
_EXCHANGED = 0.25  # of the words that have others of their kind
_PAGE, _TICK = os.sysconf("SC_PAGE_SIZE"), os.sysconf("SC_CLK_TCK")


def made(corpus: Path, many: int) -> Iterator[dict[str, str]]:
    """So many articles, each of other words; the same ones always."""
    rows = [json.loads(line) for line in corpus.read_text("utf-8").splitlines()]
    kinds: dict[tuple[bool, str, int], list[str]] = defaultdict(list)
    for word in sorted({word for row in rows for word in _WORD.findall(row["text"])}):
        kinds[_kind(word)].append(word)
    for n in range(many):
        dice = random.Random(n)

        def other(match: re.Match[str], dice: random.Random = dice) -> str:
            same = kinds[_kind(match[0])]
            return dice.choice(same) if len(match[0]) > 4 and dice.random() < _EXCHANGED else match[0]

        yield {
            "id": f"made-{n:07}",
            "outlet": f"Outlet {n % 50}",
            "text": _WORD.sub(other, rows[n % len(rows)]["text"]),
        }


def _kind(word: str) -> tuple[bool, str, int]:
    return word[0].isupper(), word[-2:], len(word) // 3


def session(number: int) -> dict[int, tuple[float, int]]:
    """The processes of a session: processor time in seconds, and resident memory in bytes."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[3]) == number:
                found[int(entry.name)] = ((int(fields[11]) + int(fields[12])) / _TICK, int(fields[21]) * _PAGE)
    return found


def run(command: list[str], folder: Path) -> tuple[float, float, int, int]:
    """Run it: seconds by the clock, of the processor, the most memory together and of one process."""
    began = time.monotonic()
    process = subprocess.Popen(command, cwd=folder, start_new_session=True, stderr=subprocess.DEVNULL)
    spent: dict[int, float] = {}
    together = largest = 0
    while process.poll() is None:
        seen = session(process.pid)
        spent |= {pid: seconds for pid, (seconds, _) in seen.items()}
        together = max(together, sum(size for _, size in seen.values()))
        largest = max([largest, *(size for _, size in seen.values())])
        time.sleep(0.5)
    return time.monotonic() - began, sum(spent.values()), together, largest


def sliced(extracted: Path, many: int, to: Path) -> int:
    """Write Parquet of so many articles, those of a folder in other words; returns how many statements they have."""
    found = [e for e in loading.articles(loading.parted([str(extracted)])[0]) if not isinstance(e, InputError)]
    words, dice, packer, statements = Words(), random.Random(many), Packer(), 0
    for extraction, _ in found:
        words.take(extraction.article.text)
    for n in range(many):
        extraction = found[n % len(found)][0]
        text = words.exchanged(extraction.article.text, dice, EXCHANGED)
        packer.add(other := reworded(extraction, text, n), None)
        statements += len(other.statements)
    to.write_bytes(packer.close().files["articles"])
    return statements


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--articles", nargs="+", type=int, default=[500, 2000])
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--shard", type=int, default=500)
    parser.add_argument("--engine", default="local")
    parser.add_argument("--add", nargs="+", type=int, default=[])
    asked = parser.parse_args()
    print(
        "| articles | words | statements | s (clock) | s (processor) | ms an article | MB together | MB largest "
        "| Parquet, kB an article |"
    )
    print("|---:|---:|---:|---:|---:|---:|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as place:
        for many in asked.articles:
            (folder := Path(place, str(many))).mkdir()
            words = 0
            with (folder / "made.jsonl").open("w") as out:
                for row in made(asked.corpus, many):
                    words += len(row["text"].split())
                    out.write(json.dumps(row) + "\n")
            options = ["--engine", asked.engine, "--workers", str(asked.workers), "--shard", str(asked.shard)]
            command = [sys.executable, "-m", "onrecord", "extract", "made.jsonl", "--output", "out", *options]
            clock, processor, together, largest = run(command, folder)
            done = json.loads((folder / "out/done/000000.json").read_text())
            size = sum(path.stat().st_size for path in (folder / "out").rglob("*.parquet"))
            print(
                f"| {done['articles']:,} | {words:,} | {done['statements']:,} | {clock:.0f} | {processor:.0f} "
                f"| {1000 * processor / many:.0f} | {together >> 20:,} | {largest >> 20:,} "
                f"| {size / many / 1000:.1f} |",
                flush=True,
            )
        if asked.add:
            print("\n| added | statements | s (clock) | s (processor) | ms an article | MB | record, kB an article |")
            print("|---:|---:|---:|---:|---:|---:|---:|", flush=True)
        for many in asked.add:
            slice, db = folder / f"{many}.parquet", folder / f"{many}.db"
            statements = sliced(folder / "out", many, slice)
            command = [sys.executable, "-m", "onrecord", "add", slice.name, "--db", db.name]
            clock, processor, _, largest = run(command, folder)
            print(
                f"| {many:,} | {statements:,} | {clock:.0f} | {processor:.0f} | {1000 * processor / many:.0f} "
                f"| {largest >> 20:,} | {db.stat().st_size / many / 1000:.1f} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
