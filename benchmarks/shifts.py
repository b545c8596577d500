"""How well pairs of statements are judged, and what bringing a record's shifts up to date costs.

    python benchmarks/shifts.py                 # the pairs of tests/data/shifts
    python benchmarks/shifts.py RECORD          # and a record: the cost of an article by how many are there already

The record is copied, its comparisons are dropped, and its articles are compared anew in their order; nothing is written
to the record itself.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

from sqlalchemy import delete, func, select

from onrecord.record import Record
from onrecord.record.schema import compared, issues, phrases, positions, readings, shifts

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
_PARTS = 6


def judged() -> dict[str, object]:
    """Precision, recall and the rest on the stored pairs, and by kind (right, all)."""
    from training.contradiction import pairs

    return pairs.report(pairs.read(ROOT / "tests" / "data" / "shifts" / "pairs.txt"))


def cost(path: Path) -> dict[str, object]:
    """Processor seconds per article, for each sixth of a record's articles in turn; and how much is kept."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / path.name
        shutil.copy(path, copy)
        with Record(copy) as record:
            with record.database.connect(writes=True) as connection:
                for table in (compared, shifts, positions, phrases, issues, readings):
                    connection.execute(delete(table))
            marks: list[float] = []
            done = record.compare(lambda n, all: marks.append(time.process_time()))
            marks.append(time.process_time())
            with record.database.connect() as connection:
                kept = {
                    t.name: connection.scalar(select(func.count()).select_from(t)) for t in (readings, issues, shifts)
                }
    ends = [round(i * done / _PARTS) for i in range(_PARTS + 1)]
    parts = [round((marks[b] - marks[a]) / max(b - a, 1), 3) for a, b in pairwise(ends)]
    return {"articles": done, "seconds_per_article": parts, **kept}


if __name__ == "__main__":
    result: dict[str, object] = {"pairs": judged()}
    if len(sys.argv) > 1:
        result["cost"] = cost(Path(sys.argv[1]))
    print(json.dumps(result, indent=1))
