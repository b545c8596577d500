"""The stance model gives what it gave: its stances and the author's voice on the examples, stored.

After a new model: python tests/test_stance_reference.py
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import onrecord
from onrecord.extraction.stance.model import StanceModel
from onrecord.model import Stance

ROOT = Path(__file__).parents[1]
REFERENCE = ROOT / "tests/data/stance_reference.json"
TEXTS = sorted((ROOT / "examples").glob("*.txt"))


def outputs() -> dict[str, list[dict[str, Any]]]:
    found = {}
    for path in TEXTS:
        extraction = onrecord.extract(onrecord.read(path))
        text = extraction.article.text
        rows = [_row(s.text[:40], text, t) for s in extraction.statements for t in s.stance]
        found[path.name] = rows + [_row("voice", text, t) for t in extraction.voice]
    return found


def _row(of: str, text: str, stance: Stance) -> dict[str, Any]:
    words = [text[start:end] for start, end in stance.spans]
    return {"of": of, "target": stance.target, "attitude": stance.attitude, "score": stance.score, "words": words}


def test_outputs_are_the_stored_ones() -> None:
    """But for one in ten and some hundredths of the score, as not all processors multiply int8 alike."""
    stored = json.loads(REFERENCE.read_text(encoding="utf-8"))
    assert stored["model"] == StanceModel.load().name
    now = outputs()
    assert now.keys() == stored["outputs"].keys()
    expected = [row for rows in stored["outputs"].values() for row in rows]
    given = {(r["of"], r["target"], r["attitude"]): r for rows in now.values() for r in rows}
    same = 0
    for row in expected:
        other = given.get((row["of"], row["target"], row["attitude"]))
        same += other is not None and abs(row["score"] - other["score"]) <= 0.1
    assert len(expected) > 10
    assert same >= 0.9 * len(expected)


if __name__ == "__main__":
    stored_now = {"model": StanceModel.load().name, "outputs": outputs()}
    REFERENCE.write_text(json.dumps(stored_now, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
