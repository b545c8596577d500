"""Fit the weights of `onrecord.comparison.contradiction`, write them into the package's model, and tell what to expect.

    python -m training.contradiction CORPORA RECORD

CORPORA is the folder of the articles whose pairs are labelled, RECORD a record of them, compared: what is learnt is how
far to trust the attitudes that the program finds. Real pairs are measured by leaving each fold out in turn; the
invented ones and those of `pairs.txt` are only learnt from. Printed are macro F1 over the three labels, precision and
recall of each where it is the likeliest, and of "opposed" the average precision and how many are found at some
precisions, or are right from some scores on.
"""

from __future__ import annotations

import json
import sys
from importlib.resources import files
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from onrecord.comparison.contradiction import EVIDENCE, MODEL
from onrecord.extraction.stance.weighing import likely
from training.contradiction import data, pairs
from training.stance.fitting import fitted

Doubles = NDArray[np.float64]
Labels = NDArray[np.int64]

_PRECISIONS: Final = (0.85, 0.75, 0.67, 0.5)
_LEAST: Final = (0.3, 0.5, 0.67, 0.8)
_SHARES: Final = (0.25, 0.5, 0.75, 1.0)  # of the training folds, for the learning curve


def written() -> tuple[Doubles, Labels]:
    """What is only learnt from."""
    own = [p for p in data.invented() if p.plain]
    old = [p for p in pairs.read(Path(__file__).parent / "pairs.txt") if p.plain]
    agrees = [data.AGREES if p.kind == "agreement" else data.UNRELATED for p in old]
    labels = [data.OPPOSED if p.opposes else other for p, other in zip(old, agrees, strict=True)]
    known = [*(p.known for p in own), *(p.known for p in old)]
    return np.array(known, dtype=np.float64), np.array([*(p.label for p in own), *labels])


def fit(x: Doubles, y: Labels, more: tuple[Doubles, Labels] | None) -> Doubles:
    """The weights by real pairs, and by `more` that are written: of those more oppose each other than of real ones,
    which is evidence of its own that is left out of what is returned."""
    if more is None:
        return fitted(x, y)
    every = np.vstack([np.hstack([rows, np.full((len(rows), 1), own)]) for rows, own in ((x, 0.0), (more[0], 1.0))])
    return fitted(every, np.concatenate([y, more[1]]))[:-1]


def held_out(x: Doubles, y: Labels, of: Labels, plain: NDArray[np.bool_], more: tuple[Doubles, Labels] | None,
             share: float = 1.0) -> Doubles:  # fmt: skip
    """What is said of each pair by weights fitted on `share` of the other folds' plain pairs, and on `more`."""
    found = np.zeros((len(y), 3))
    for fold in set(of.tolist()):
        rows = np.flatnonzero((of != fold) & plain)
        rows = np.random.default_rng(fold).permutation(rows)[: round(share * len(rows))]
        found[of == fold] = likely(x[of == fold], fit(x[rows], y[rows], more))
    found[~plain] = (0.0, 1.0, 0.0)
    return found


def report(said: Doubles, y: Labels) -> str:
    """One line."""
    chosen, parts, scores = said.argmax(axis=1), [], []
    for label, name in ((data.OPPOSED, "opposed"), (data.AGREES, "agrees"), (data.UNRELATED, "unrelated")):
        right = int(((chosen == label) & (y == label)).sum())
        precision, recall = right / max(int((chosen == label).sum()), 1), right / max(int((y == label).sum()), 1)
        scores.append(2 * precision * recall / max(precision + recall, 1e-9))
        parts.append(f"{name} {precision:.2f}/{recall:.2f}")
    order = np.argsort(-said[:, data.OPPOSED], kind="stable")
    hits = np.cumsum(y[order] == data.OPPOSED)
    precision_at = hits / np.arange(1, len(y) + 1)
    average = precision_at[y[order] == data.OPPOSED].mean()
    found = [float((hits[precision_at >= p] / hits[-1]).max(initial=0)) for p in _PRECISIONS]
    at = "  ".join(f"{recall:.2f} at {p}" for p, recall in zip(_PRECISIONS, found, strict=True))
    return f"{len(y)} pairs, {hits[-1]} opposed: F1 {np.mean(scores):.3f}  {'  '.join(parts)}  AP {average:.3f}  {at}"


def main(corpora: Path, record: Path) -> None:
    """Fit, report and write."""
    known = data.real(corpora, record)
    x, y = np.array([p.known for p in known], dtype=np.float64), np.array([p.label for p in known])
    of, plain = data.folds(known), np.array([p.plain for p in known])
    one, drawn = np.array([p.one_speaker for p in known]), np.array([p.drawn for p in known])
    more = written()
    groups = {"all": y >= 0, "one speaker": one}
    groups |= {name: np.array([d.startswith(name) for d in drawn]) for name in ("one-", "told-")}
    groups["drawn first"] = ~(groups["one-"] | groups["told-"])
    for name, extra in (("real pairs alone", None), ("and the written ones", more)):
        said = held_out(x, y, of, plain, extra)
        for group, rows in groups.items():
            print(f"{name}, {group}: {report(said[rows], y[rows])}")
    for share in _SHARES:
        some = held_out(x, y, of, plain, more, share)
        print(f"{share:.2f} of the real ones, one speaker: {report(some[one], y[one])}")
    opposite = x[:, EVIDENCE.index("attitudes opposed")] > 0
    for name, rows in (("attitudes opposite", one & opposite), ("not", one & ~opposite)):
        print(f"{name}: {report(said[rows], y[rows])}\n  {shown(said[rows, data.OPPOSED], y[rows] == data.OPPOSED)}")
    _write(fit(x[plain], y[plain], more))


def shown(scores: Doubles, right: NDArray[np.bool_]) -> str:
    """How many of those from some scores on oppose each other."""
    return "  ".join(f"{right[scores >= least].sum()} of {(scores >= least).sum()} from {least}" for least in _LEAST)


def _write(weights: Doubles) -> None:
    path = Path(str(files("onrecord") / "models" / MODEL / "config.json"))
    told = dict(zip(EVIDENCE, weights.round(3).tolist(), strict=True))
    path.write_text(json.dumps({"weights": told}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
