"""Copies of a story that share ever less: are their quotations still one family, and they still one story?

    python benchmarks/copies.py RECORD [--share 0.3 0.2 0.1] [--seed 18]

Takes the pairs of articles in RECORD that are printings of one story, and makes of the later one a copy that shares
only so much of the shorter one's runs of five words: what stands outside quotation marks is reworded (words exchanged
for others of the record), and where that is not enough paragraphs are left out, drawn by chance. All statements of the
record are then grouped, with the copies in place of the originals. Prints a line of JSON a share, the first as printed.

`families`: of the statements that were one utterance in the pair as printed and that the copy still has, how many are
still one family; `strangers` are families that join articles which none joined as printed; `stories` are the pairs
that adding the articles would find to be one story.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from onrecord.comparison import minhash
from onrecord.comparison.families import grouped
from onrecord.comparison.genealogy import Form
from onrecord.comparison.quoted import quoted
from onrecord.model import Extraction, Span, words_at
from onrecord.record import Record, duplicates, quotations
from onrecord.record.who import same_speaker

sys.path.insert(0, str(Path(__file__).parent.parent))
from benchmarks.grouping import Words

Rows = dict[int, Any]  # of the statements, by their keys

_STEP = 0.1  # of the words, that are exchanged more from try to try


@dataclass(frozen=True)
class Cut:
    """A copy: its text, as long as that of which it is made, and which paragraphs it leaves out."""

    text: str
    left_out: tuple[Span, ...]
    share: float


def cut(text: str, other: str, share: float, words: Words, dice: random.Random) -> Cut:
    """A text made to share at most so much of the runs with another. What is left out is filled with other words."""
    kept = [q.span for q in quoted(text)]
    made, left_out, exchanged = text, list[Span](), 0.0
    paragraphs = _paragraphs(text)
    dice.shuffle(paragraphs)
    while (shares := _share(made, other)) > share:
        if exchanged < 0.5:
            exchanged += _STEP
        elif paragraphs:
            left_out.append(paragraphs.pop())
        else:
            break
        made = _reworded(text, kept, left_out, exchanged, words)
    return Cut(made, tuple(left_out), shares)


def _reworded(text: str, kept: Sequence[Span], left_out: Sequence[Span], share: float, words: Words) -> str:
    made, at = "", 0
    dice = random.Random(len(text))  # the same words each time, and more
    for span in sorted(kept):
        made += words.exchanged(text[at : span.start], dice, share) + text[span.start : span.end]
        at = span.end
    made += words.exchanged(text[at:], dice, share)
    for start, end in left_out:
        made = made[:start] + words.exchanged(made[start:end], dice, 1.0) + made[end:]
    return made


def _paragraphs(text: str) -> list[Span]:
    found, at = [], 0
    for line in text.splitlines(keepends=True):
        found.append(Span(at, at + len(line)))
        at += len(line)
    return found


def _share(a: str, b: str) -> float:
    mine, theirs = minhash.runs(a), minhash.runs(b)
    return len(mine & theirs) / max(1, min(len(mine), len(theirs)))


def _one_story(a: str, b: str) -> bool:
    """Would adding the one find the other: by a band, and by what they share word for word?"""
    runs = minhash.runs(a), minhash.runs(b)
    found = all(len(r) >= minhash.LEAST for r in runs) and set(minhash.bands(runs[0])) & set(minhash.bands(runs[1]))
    return bool(found) and _share(a, b) > duplicates._SHARED


def _families(forms: Sequence[Form]) -> dict[int, int]:
    """Of the forms that are in a family, by their keys, which."""
    return {form.key: n for n, family in enumerate(grouped(forms, same_speaker)) for form in family}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("record", type=Path)
    parser.add_argument("--share", nargs="+", type=float, default=[0.3, 0.2, 0.1])
    parser.add_argument("--seed", type=int, default=18)
    asked = parser.parse_args()
    words = Words()
    with Record(asked.record, read_only=True) as record:
        pairs = [(s[0].article, s[1].article) for s in record.stories()]
        texts: dict[str, Extraction] = {id: record.article(id) for pair in pairs for id in pair}
        with record.database.connect() as connection:
            rows = {row.pk: row for row in quotations._rows(connection, quotations._chosen())}
            forms = quotations._forms(connection, rows.values())
    for extraction in texts.values():
        words.take(extraction.article.text)
    before = _families(forms)
    joined = {frozenset((a, b)) for family in _members(before, rows) for a in family for b in family}
    for share in (1.0, *asked.share):
        print(json.dumps(_measured(share, asked.seed, pairs, texts, words, forms, rows, before, joined)), flush=True)


def _measured(
    share: float,
    seed: int,
    pairs: Sequence[tuple[str, str]],
    texts: dict[str, Extraction],
    words: Words,
    forms: Sequence[Form],
    rows: Rows,
    before: dict[int, int],
    joined: set[frozenset[str]],
) -> dict[str, object]:
    dice = random.Random(seed)
    cuts = {b: cut(texts[b].article.text, texts[a].article.text, share, words, dice) for a, b in pairs}
    made = [new for form in forms if (new := _form(form, rows, texts, cuts)) is not None]
    after = _families(made)
    held = {form.key for form in made}
    right = all = 0
    for a, b in pairs:
        mine, theirs = ([k for k in before if rows[k].article == id] for id in (a, b))
        for k in theirs:
            firsts = [m for m in mine if before[m] == before[k]]
            if not firsts or k not in held:
                continue
            all += 1
            right += any(after.get(m) == after.get(k, -1) for m in firsts)
    new = [f for f in _members(after, rows) if any(frozenset((x, y)) not in joined for x in f for y in f)]
    story = sum(_one_story(cuts[b].text, texts[a].article.text) for a, b in pairs)
    return {
        "share": share,
        "shares": round(sum(c.share for c in cuts.values()) / len(cuts), 2),
        "paragraphs left out": sum(len(c.left_out) for c in cuts.values()),
        "families": f"{right} of {all}",
        "strangers": len(new),
        "stories": f"{story} of {len(pairs)}",
    }


def _form(form: Form, rows: Rows, texts: dict[str, Extraction], cuts: dict[str, Cut]) -> Form | None:
    """A form as the copy has it; None where that leaves it out."""
    row = rows[form.key]
    if row.article not in cuts:
        return form
    copy, own = cuts[row.article], next(s for s in texts[row.article].statements if s.id == row.id)
    if any(p.start < c.end and c.start < p.end for p in copy.left_out for c in own.content):
        return None
    text = words_at(copy.text, own.content)
    if form.quoted and row.kind == "mixed":
        text = " … ".join(text[q.span.start : q.span.end] for q in quoted(text))
    return replace(form, text=text)


def _members(families: dict[int, int], rows: Rows) -> list[set[str]]:
    found: dict[int, set[str]] = {}
    for key, family in families.items():
        found.setdefault(family, set()).add(rows[key].article)
    return list(found.values())


if __name__ == "__main__":
    main()
