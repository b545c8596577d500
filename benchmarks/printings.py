"""Pairs of printings: are those of one utterance found to be that, and is what the one did to the other told rightly?

    python benchmarks/printings.py                    # 300 pairs, made by a seeded program from PolNeAR's quotations
    python benchmarks/printings.py --wrong            # and those that were judged wrongly
    python benchmarks/printings.py RECORD             # and what grouping all statements of a record costs
    python benchmarks/printings.py --scale 10000 --scale 40000     # or so many that are made up

Faults that seed 18 showed were mended; pairs of other seeds tell how good it is. Both halves of the articles are told.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import sys
import time
from collections import Counter, defaultdict
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path

from onrecord.comparison.families import grouped
from onrecord.comparison.genealogy import Form, one_utterance, relation
from onrecord.record import Record
from onrecord.record.quotations import of_record
from onrecord.record.who import same_speaker

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
from benchmarks.planting import Said, altered, bracketed, elided, half, partial, quotations  # noqa: E402

Pair = tuple[str, Said, str, Said]  # kind, the utterance, the form, and who is said to have said that

PLAN = {"verbatim": 45, "elided": 45, "bracketed": 35, "altered": 55, "partial": 40, "spliced": 20, "near miss": 60}
ONE = ("verbatim", "elided", "bracketed", "altered", "partial")


def pairs(folder: Path, seed: int = 18) -> list[Pair]:
    """The pairs: a quotation, and a form of it or, of the last two kinds, of no one utterance."""
    draw = random.Random(seed)
    pool = quotations(folder)
    vocabulary = sorted({w for s in pool for w in s.words.split() if w.isalpha() and w.islower() and len(w) > 3})
    by: dict[str, list[Said]] = defaultdict(list)
    for said in pool:
        by[said.speaker].append(said)
    made: list[Pair] = []
    for kind, many in PLAN.items():
        while sum(pair[0] == kind for pair in made) < many:
            said = draw.choice(pool)
            other = said
            form: str | None = None
            if kind == "verbatim":
                form = _styled(draw, said.words)
            elif kind == "altered":
                form = altered(draw, said, vocabulary)
            elif kind in ("spliced", "near miss"):
                others = [s for s in by[said.speaker] if s.article != said.article and _share(s, said) < 0.3]
                if not others:
                    continue
                other = draw.choice(sorted(others, key=lambda s: -_share(s, said))[:5])
                form = other.words
                if kind == "spliced":
                    a, b = said.words.split(), other.words.split()
                    size = min(len(a), len(b)) // 2
                    form = f"{' '.join(a[:size])} … {' '.join(b[-size:])}" if size > 5 else None
                elif draw.random() < 0.25:
                    strangers = [s for s in pool if s.speaker.split()[-1] != said.speaker.split()[-1]]
                    form, other = said.words, draw.choice(strangers)
            else:
                form = {"elided": elided, "bracketed": bracketed, "partial": partial}[kind](draw, said)
            if form:
                made.append((kind, said, form, other))
    return made


def _styled(draw: random.Random, words: str) -> str:
    """The same words in another house's style."""
    for mine, theirs in (("’", "'"), (" percent", " per cent"), (" two ", " 2 "), (" — ", " - "), (", ", " ")):
        if draw.random() < 0.6:
            words = words.replace(mine, theirs)
    return words[0].upper() + words[1:].rstrip(".") if draw.random() < 0.5 else words


def _share(a: Said, b: Said) -> float:
    one, two = set(a.words.lower().split()), set(b.words.lower().split())
    return len(one & two) / min(len(one), len(two))


def judged(pair: Pair) -> str:
    """What onrecord says of a pair: a kind, or "other"."""
    _, said, form, other = pair
    day = date(2016, 5, 1)
    one = Form(1, form, other.speaker, "person", True, day, 1)
    two = Form(2, said.words, said.speaker, "person", True, day, 2)
    if not one_utterance(one, two, same_speaker):
        return "other"
    return relation(one, two).kind


def scores(found: list[tuple[Pair, str]]) -> dict[str, object]:
    one = [(pair[0], told) for pair, told in found if pair[0] in ONE]
    other = [(pair[0], told) for pair, told in found if pair[0] not in ONE]
    right = sum(told != "other" for _, told in one)
    wrong = sum(told != "other" for _, told in other)
    same = [(kind, told) for kind, told in one if told != "other"]
    by: dict[str, Counter[str]] = defaultdict(Counter)
    for pair, told in found:
        by[pair[0]][told] += 1
    return {
        "pairs": len(found),
        "precision": round(right / max(1, right + wrong), 3),
        "recall": round(right / max(1, len(one)), 3),
        "kinds": round(sum(kind == told for kind, told in same) / max(1, len(same)), 3),
        "by kind": {kind: dict(tolds.most_common()) for kind, tolds in by.items()},
    }


def cost(path: str) -> dict[str, object]:
    with Record(path, read_only=True) as record:
        began, used = time.perf_counter(), time.process_time()
        found = of_record(record.database)
        statements = record.counts().statements
        took = time.perf_counter() - began, time.process_time() - used
        first = found[0].longest if found else None
        began = time.process_time()
        if first:
            record.quotation(first)
        one = time.process_time() - began
    return {
        "statements": statements,
        "quotations": len(found),
        "seconds": round(took[0], 1),
        "of the processor": round(took[1], 1),
        "MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "one quotation, seconds of the processor": round(one, 3),
    }


def scaled(many: int, seed: int = 18) -> dict[str, object]:
    """What grouping costs by itself, of statements of invented words; a tenth are reprints."""
    draw = random.Random(seed)
    words = [f"{a}{b}{c}" for a in "bdfgklmnprst" for b in ("a", "e", "i", "o", "u", "ai") for c in _ENDS]
    frequent = [*accumulate(1 / (n + 3) for n in range(len(words)))]
    forms: list[Form] = []
    while len(forms) < many:
        text = " ".join(draw.choices(words, cum_weights=frequent, k=draw.randint(8, 40)))
        if forms and draw.random() < 0.1:
            other = draw.choice(forms[-2000:]).text.split()
            text = " ".join(other[draw.randrange(3) :])
        speaker = f"Ann {words[draw.randrange(len(words))].title()}" if len(forms) % 10 else "Ann Lee"
        day = date(2020, 1, 1) + timedelta(len(forms) // 50)
        name = "Ann Lee" if draw.random() < 0.5 else speaker
        n = len(forms)
        forms.append(Form(n, f"“{text}”", name, "person", True, day, n))
    began, used = time.perf_counter(), time.process_time()
    found = grouped(forms, same_speaker)
    return {
        "statements": many,
        "quotations": len(found),
        "seconds": round(time.perf_counter() - began, 1),
        "of the processor": round(time.process_time() - used, 1),
        "MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


_ENDS = [f"{d}{e}{f}" for d in "bdfgklmnprst" for e in "aeiou" for f in ("", "n", "r", "s", "t", "l")]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("record", nargs="?")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--seed", type=int, default=18)
    parser.add_argument("--wrong", action="store_true")
    parser.add_argument("--scale", type=int, action="append", default=[])
    args = parser.parse_args()
    if args.scale:
        for many in args.scale:
            print(json.dumps(scaled(many)), flush=True)
        return
    found = [(pair, judged(pair)) for pair in pairs(args.data, args.seed)]
    if args.wrong:
        for (kind, said, form, other), told in found:
            if told != (kind if kind in ONE else "other"):
                print(f"- {kind}: {told}\n    {other.speaker}: {form}\n    {said.speaker}: {said.words}")
    result: dict[str, object] = {"all": scores(found)}
    for h in (0, 1):
        result[f"half {h}"] = scores([f for f in found if half(f[0][1].article) == h])
    if args.record:
        result["cost"] = cost(args.record)
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
