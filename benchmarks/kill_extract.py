"""`onrecord extract --output`, killed at random moments: is the Parquet that of an unbroken run, to the byte?

    python benchmarks/kill_extract.py [--kills 20] [--engine ray] [--workers 2] [--articles 40] [--shard 3] [--seed 1]

Invented reports, in files and in a corpus with a broken line, are extracted once without a disturbance. Then again and
again: SIGKILL ends the command when some more shards are done or, now and then, before any is, six times at most; the
last run is let end, and every file is compared. Prints a line for each round; exit status 1 where a file differs.

Ray begins on this machine each time, in half a minute where it is busy; in seconds where `RAY_ADDRESS` names a cluster
that stands (`ray start --head`), of which `RAY_AUTH_TOKEN` then has the token.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

_PEOPLE = ("Edda Quill", "Piet Lund", "Anna Brask", "Ruben Falk")
_THINGS = ("pier", "ferry", "harbour", "lighthouse", "market hall")
_OF_A_ROUND = 6  # kills, at most


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--engine", default="ray")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--articles", type=int, default=40)
    parser.add_argument("--shard", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    dice = random.Random(asked.seed)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        write(folder / "news", asked.articles)
        shared = [sys.executable, "-m", "onrecord", "extract", "news", "--shard", str(asked.shard), "--output"]
        subprocess.run([*shared, "unbroken"], cwd=folder, capture_output=True, check=False)
        whole = files(folder / "unbroken")
        killed = rounds = different = 0
        while killed < asked.kills:
            out = folder / f"killed-{rounds}"
            command = [*shared, out.name, "--engine", asked.engine, "--workers", str(asked.workers)]
            for _ in range(_OF_A_ROUND):
                if not kill(command, folder, out, dice):
                    break
                killed += 1
            while "cannot be begun" in (said := finish(command, folder)):  # Ray's own daemons, on a busy machine
                print(said, file=sys.stderr, flush=True)
            rounds += 1
            found = files(out)
            wrong = sorted(name for name in found.keys() | whole.keys() if found.get(name) != whole.get(name))
            print(*(["differ:", *wrong, said] if wrong else []), file=sys.stderr, flush=True)
            different += bool(wrong)
            print(f"{asked.engine}: killed {killed} times in {rounds} rounds; {different} differ", flush=True)
    sys.exit(different > 0)


def finish(command: list[str], folder: Path) -> str:
    """Let it come to its end; what it says."""
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False).stderr


def write(folder: Path, many: int) -> None:
    """Half of them files, half of them rows."""
    folder.mkdir()
    for n in range(many // 2):
        (folder / f"{n:03}.txt").write_text(words(n))
    rows = [json.dumps({"id": f"r{n}", "text": words(n)}) for n in range(many // 2, many)]
    (folder / "rows.jsonl").write_text("\n".join([*rows, "{broken"]))


def words(n: int) -> str:
    """A report."""
    who, what = _PEOPLE[n % len(_PEOPLE)], _THINGS[n % len(_THINGS)]
    return f"“We will rebuild the {what} in {n + 2} years,” Mayor {who} told reporters on Monday. It was raining."


def kill(command: list[str], folder: Path, out: Path, dice: random.Random) -> bool:
    """Begin it, and end it at a random moment; False where it came to its end before."""
    before = done(out)
    wanted = before + dice.choice((0, 1, 1, 2))
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while process.poll() is None and done(out) < wanted:
        time.sleep(0.01)
    time.sleep(dice.random() * (3 if wanted == before else 0.3))
    if process.poll() is not None:
        return False
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    return True


def done(out: Path) -> int:
    """How many markers there are."""
    return len(list((out / "done").glob("*.json")))


def files(out: Path) -> dict[str, bytes]:
    """All that is in a folder."""
    return {str(p.relative_to(out)): p.read_bytes() for p in sorted(out.rglob("*")) if p.is_file()}


if __name__ == "__main__":
    main()
