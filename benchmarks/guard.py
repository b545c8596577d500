"""The guard on planted drafts: 60 drafts with 300 quotations, against a record of PolNeAR's articles.

    python benchmarks/guard.py RECORD [--show 20] [--half 0|1] [--seed 18]

RECORD holds PolNeAR's train and dev articles (`onrecord add train.jsonl dev.jsonl --db RECORD`); it is only read.
Faults that seed 18 showed in either half were mended; drafts of other seeds tell how good it is.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

from onrecord.comparison.findings import Finding
from onrecord.extraction.pipeline import Extractor
from onrecord.model import Article
from onrecord.reading.inputs import read
from onrecord.record import Record
from onrecord.record.guard import Guard

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
from benchmarks.planting import TRUE, Draft, Planted, drafts  # noqa: E402

DATA = ROOT.parent / "shared" / "data"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("record")
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--show", type=int, default=0)
    parser.add_argument("--half", type=int)
    parser.add_argument("--seed", type=int, default=18)
    parser.add_argument("--transcripts", action="store_true", help="only the drafts that are made from transcripts")
    parser.add_argument("--wrong", action="store_true", help="show what was judged wrongly")
    args = parser.parse_args()
    extractor = Extractor()
    extractor.extract(Article("warm", "Ann Lee said: “We will.”"))
    found: list[tuple[Draft, Planted, Finding | None]] = []
    seconds: list[tuple[float, float]] = []  # by the clock, and of the processor
    with Record(args.record, read_only=True) as record:
        known = {head.id for head in record.articles()}
        guard = Guard(record, extractor=extractor)
        for n, draft in enumerate(drafts(args.data, args.seed, known=known)):
            if (args.transcripts and not draft.transcript) or args.half not in (None, draft.half):
                continue
            given = [read(draft.transcript.encode(), name="transcript.txt")] if draft.transcript else []
            article = read(draft.text.encode(), name="draft.txt")
            own = Guard(record, given, extractor=extractor) if given else guard
            began, used = time.perf_counter(), time.process_time()
            report = own.check(article)
            if not given:
                seconds.append((time.perf_counter() - began, time.process_time() - used))
            if n < args.show:
                print(draft.text)
                for f in report.quotations:
                    kind = f.kind.upper() if f.wrong else f.kind
                    print(f"   {f.number}. {f.speaker} {kind}: {f.reason} {f.differences}")
            spans = {f.text: f for f in report.quotations}
            for planted in draft.planted:
                key = next((t for t in spans if _same(t, planted.words)), None)
                found.append((draft, planted, spans.get(key or "")))
    if args.wrong:
        for draft, planted, finding in found:
            if finding is None or finding.wrong != (planted.kind not in TRUE):
                told = f"{finding.kind} ({finding.reason}); as {finding.speaker}" if finding else "not found"
                print(f"- [{draft.half}] {planted.kind}: {told}\n    {planted.speaker}: {planted.words}")
                print(f"    of {planted.of.speaker}, {planted.of.article}: {planted.of.words}")
                if finding and finding.places:
                    p = finding.places[0]
                    print(f"    there: {p.speaker}, {p.article}: {p.context[:300]}")
    print(json.dumps({f"half {h}": _scores([f for f in found if f[0].half == h]) for h in (0, 1)}, indent=1))
    for name, some in zip(("seconds per draft", "of the processor"), zip(*seconds, strict=True), strict=False):
        took = sorted(some)
        print(json.dumps({name: {"median": round(took[len(took) // 2], 2), "most": round(took[-1], 2)}}))


def _same(a: str, b: str) -> bool:
    return "".join(c for c in a if c.isalnum()) == "".join(c for c in b if c.isalnum())


def _scores(found: list[tuple[Draft, Planted, Finding | None]]) -> dict[str, object]:
    by: dict[str, Counter[str]] = defaultdict(Counter)
    for _, planted, finding in found:
        by[planted.kind][finding.kind + (" !" if finding.wrong else "") if finding else "not found"] += 1
    flagged = {kind: sum(n for told, n in tolds.items() if told.endswith("!")) for kind, tolds in by.items()}
    true = [kind for kind in by if kind in TRUE]
    false = [kind for kind in by if kind not in TRUE]
    return {
        "quotations": len(found),
        "false flagged": f"{sum(flagged[k] for k in false)} of {sum(by[k].total() for k in false)}",
        "true flagged": f"{sum(flagged[k] for k in true)} of {sum(by[k].total() for k in true)}",
        "by kind": {kind: dict(tolds.most_common()) for kind, tolds in sorted(by.items())},
    }


if __name__ == "__main__":
    main()
