"""How far what is read of statements beyond their spans agrees with gold: speakers, days, targets, stances, occasions.

A predicted statement is matched to a gold one by the overlap of their contents (IoU of at least 0.5, best first, one to
one). Over the matched: `speaker`, `mode` and `polarity` are shares; `addressee`, `said_on`, `about` and `directed`
(attitudes that are not neutral) are precision, recall and F1. `pronoun` is the recall over all gold statements whose
source is a pronoun; `occasions` of one group agree where they share half of the participants. `undated` is the share of
matched statements without a day in the gold that are given one.

Everything is counted by article (`ArticleCounts`): articles can be put together by outlet or fold, or drawn anew.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from onrecord.evaluation.names import PRONOUNS, either, group, same, same_day, words

_LEAST: Final = 0.5  # IoU of two contents that are one statement's

Object = Mapping[str, Any]
"""A JSON object of the gold or of what `extract` prints."""


@dataclass(slots=True)
class ArticleCounts:
    """What is counted: `n` by name, and pairs of (gold, predicted) values of `polarity` and of `attitude`."""

    n: Counter[str] = field(default_factory=Counter)
    polarity: Counter[tuple[str | None, str | None]] = field(default_factory=Counter)
    attitude: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, other: ArticleCounts) -> None:
        """Take another's counts in."""
        self.n.update(other.n)
        self.polarity.update(other.polarity)
        self.attitude.update(other.attitude)

    def _part(self, right: str, predicted: str, gold: str) -> dict[str, float]:
        tp, p, g = self.n[right], self.n[predicted], self.n[gold]
        precision, recall = tp / p if p else 0.0, tp / g if g else 0.0
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        return {"P": precision, "R": recall, "F1": f1, "gold": g, "pred": p}

    def _share(self, part: int, whole: int) -> float:
        return part / whole if whole else 0.0

    def scores(self) -> dict[str, Any]:
        """Every measure: a share from 0 to 1, or an object of `P`, `R`, `F1`, `gold` and `pred`."""
        n, found = self.n, self.n["found"]
        parts = {
            name: self._part(name, f"{name}_pred", f"{name}_gold")
            for name in ("addressee", "said_on", "about", "directed", "occasions")
        }
        right = sum(count for (gold, predicted), count in self.attitude.items() if gold == predicted)
        return {
            "found": self._part("found", "found_pred", "found_gold"),
            "speaker": self._part("speaker", "found_pred", "found_gold"),
            "speaker_of_found": self._share(n["speaker"], found),
            "pronoun": {"R": self._share(n["pronoun"], n["pronoun_gold"]), "gold": n["pronoun_gold"]},
            "mode": self._share(n["mode"], found),
            "polarity": self._share(n["polarity"], found),
            "macro_polarity": _macro(self.polarity),
            "addressee": parts["addressee"],
            "said_on": parts["said_on"],
            "undated": self._share(n["undated_pred"], n["undated"]),
            "about": parts["about"],
            "stance": self._share(right, self.attitude.total()),
            "stance_macro": _macro(self.attitude),
            "directed": parts["directed"],
            "occasions": parts["occasions"],
        }


def total(counts: Iterable[ArticleCounts]) -> ArticleCounts:
    """The counts of several articles together."""
    whole = ArticleCounts()
    for one in counts:
        whole.add(one)
    return whole


def interval(counts: Sequence[ArticleCounts], measure: str, *, draws: int = 1000, seed: int = 1) -> tuple[float, float]:
    """The middle 95 % of a measure (`"speaker_of_found"`, `"about.F1"`) over articles drawn anew (bootstrap)."""
    draw = random.Random(seed)
    name, _, part = measure.partition(".")
    values = []
    for _ in range(draws):
        scores = total(draw.choices(counts, k=len(counts))).scores()
        values.append(scores[name][part] if part else scores[name])
    values.sort()
    return values[int(0.025 * draws)], values[int(0.975 * draws)]


def count(gold: Object, predicted: Object | None) -> ArticleCounts:
    """What is counted for one article: its gold, and the line that `extract` printed (None: nothing was)."""
    counts = ArticleCounts()
    noted = {row["n"]: row for row in gold["annotations"]}
    statements = [(a, noted[a["n"]]) for a in gold["attributions"] if a["content"] and a["n"] in noted]
    said: Sequence[Object] = predicted["statements"] if predicted else ()
    pairs = matched([a["content"] for a, _ in statements], [s["content"] for s in said])
    counts.n.update(found_gold=len(statements), found_pred=len(said), found=len(pairs))
    for i, (attribution, note) in enumerate(statements):
        pronoun = " ".join(gold["text"][s:e] for s, e in attribution["source"]).strip().lower() in PRONOUNS
        counts.n["pronoun_gold"] += pronoun
        if i in pairs:
            _fields(counts, note, said[pairs[i]], pronoun)
    _occasions(counts.n, gold["events"], predicted["occasions"] if predicted else ())
    return counts


def matched(gold: Sequence[Any], predicted: Sequence[Any], *, least: float = _LEAST) -> dict[int, int]:
    """Contents (lists of spans) to contents, by their numbers; `least` is their IoU."""
    ours, theirs = [_characters(s) for s in gold], [_characters(s) for s in predicted]
    overlaps = [
        (len(a & b) / len(a | b), i, j) for i, a in enumerate(ours) for j, b in enumerate(theirs) if not a.isdisjoint(b)
    ]
    found: dict[int, int] = {}
    taken = set()
    for overlap, i, j in sorted(overlaps, reverse=True):
        if overlap >= least and i not in found and j not in taken:
            found[i] = j
            taken.add(j)
    return found


def _characters(spans: Any) -> set[int]:
    return {i for start, end in spans for i in range(start, end)}


def _fields(counts: ArticleCounts, note: Object, said: Object, pronoun: bool) -> None:
    n = counts.n
    agreed = same(note["speaker"]["name"], _name(said.get("speaker")), person=note["speaker"]["type"] == "person")
    n.update(speaker=agreed, pronoun=agreed and pronoun, mode=said.get("mode") == note["mode"])
    n["polarity"] += said.get("polarity") == note["polarity"]
    counts.polarity[note["polarity"], said.get("polarity")] += 1
    told, hearer = note["addressee"], _name(said.get("addressee"))
    n.update(addressee_gold=bool(told), addressee_pred=bool(hearer))
    n["addressee"] += hears(told, hearer)
    day, given = note["said_on"], (said.get("said_on") or {}).get("value")
    n.update(said_on_gold=bool(day), said_on_pred=bool(given), undated=not day, undated_pred=bool(given) and not day)
    n["said_on"] += bool(day and given and same_day(day, given))
    _targets(counts, note, said)


def hears(told: str | None, hearer: str | None) -> bool:
    """Are two addressees one? A name of two words may be a person's."""
    if not told or not hearer:
        return False
    return same(told, hearer, person=len(words(told)) == 2) or same(told, hearer, person=False)


def _targets(counts: ArticleCounts, note: Object, said: Object) -> None:
    n = counts.n
    targets, theirs = list(note["about"]), [_name(party) for party in said.get("about", ())]
    attitudes = {stance["target"]: stance["attitude"] for stance in note["stance"]}
    their_attitudes = {_name(stance["target"]): stance["attitude"] for stance in said.get("stance", ())}
    n.update(about_gold=len(targets), about_pred=len(theirs))
    free = dict(enumerate(theirs))
    for target in targets:
        place = next((k for k, other in free.items() if either(target, other)), None)
        if place is not None:
            n["about"] += 1
            if target in attitudes:
                counts.attitude[attitudes[target], their_attitudes.get(free[place], "neutral")] += 1
            del free[place]
    directed = [(name, attitude) for name, attitude in attitudes.items() if attitude != "neutral"]
    shown = [(name, attitude) for name, attitude in their_attitudes.items() if attitude != "neutral"]
    n.update(directed_gold=len(directed), directed_pred=len(shown))
    n["directed"] += sum(any(a == b and either(name, other) for other, b in shown) for name, a in directed)


def _occasions(n: Counter[str], gold: Sequence[Object], predicted: Sequence[Object]) -> None:
    n.update(occasions_gold=len(gold), occasions_pred=len(predicted))
    free = list(predicted)
    for event in gold:
        found = next((o for o in free if group(event["kind"]) == group(o.get("kind")) and attended(event, o)), None)
        if found is not None:
            free.remove(found)
            n["occasions"] += 1


def attended(gold: Object, predicted: Object) -> bool:
    """Do two occasions share half of their participants, or have both none?"""
    ours, theirs = gold["participants"], [_name(p) for p in predicted.get("participants", ())]
    shared = sum(any(either(name, other) for other in theirs) for name in ours)
    return shared * 2 >= max(len(ours), len(theirs)) > 0 or not (ours or theirs)


def _macro(pairs: Mapping[tuple[Any, Any], int]) -> float:
    """The mean F1 of the values that the gold has."""
    scores = []
    for value in {gold for gold, _ in pairs}:
        of_gold = sum(count for (gold, _), count in pairs.items() if gold == value)
        told = sum(count for (_, predicted), count in pairs.items() if predicted == value)
        scores.append(2 * pairs.get((value, value), 0) / (of_gold + told))
    return sum(scores) / len(scores) if scores else 0.0


def _name(party: Any) -> str | None:
    name = party.get("name") if isinstance(party, Mapping) else party
    return name if name is None else str(name)
