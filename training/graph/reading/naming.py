"""From clusters of mentions to entities: which mentions are names, which clusters one name joins, and what each is
called.

A name that is printed in full stays as it is printed; a family name that stands alone is completed from the public
figures only where the article gives a reason (`offices.vouched`).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final, Literal, cast

from onrecord.extraction.coreference.naming import body_key
from onrecord.extraction.graph import pairs
from onrecord.extraction.graph.pairs import Words
from onrecord.model import EntityType, Span
from onrecord.people import names, offices
from onrecord.people.names import PersonName
from training.graph.reading.labels import ENTITIES
from training.graph.reading.nodes import Node

_KNOWN: Final = 30.0  # a figure so well known stands for a bare family name
_TITLED: Final = 10.0  # and for one with a title
_RATIO: Final = 1.9  # and is so much better known than the next one of that name
_POSSESSIVE: Final = re.compile(r"(?:['’`‘]s|(?<=[sS])['’])$")
_AFTER: Final = re.compile(r",| (?:of|from|at|with) ")
_ARTICLE: Final = re.compile(r"^(?:the|a|an) ", re.I)
_PARTICLES: Final = frozenset("de da di del della du van von der den bin ibn ben al el la le ter dos".split())
_WEIGHTS: Final = {"name": 2.0, "nominal": 1.0, "pronoun": 0.3}


@dataclass(slots=True, eq=False)
class Member:
    """One mention of an entity."""

    span: Span
    text: str
    label: EntityType
    probability: float
    kind: Literal["name", "nominal", "pronoun"]
    name: PersonName | None = None


@dataclass(slots=True, eq=False)
class Cluster:
    """What is mentioned by several words as one; `name` is None where only pronouns stand for it."""

    type: EntityType
    members: list[Member]
    name: str | None = None
    names: list[PersonName] = field(default_factory=list)

    @property
    def full(self) -> list[PersonName]:
        """The names that have a given name."""
        return [n for n in self.names if not n.is_single]


def members(nodes: Sequence[Node], titles: Sequence[Node], texts: Callable[[Words], str]) -> list[Member]:
    """Mentions as names, descriptions or pronouns, in their order; their spans are counted in words."""
    found = []
    for node in nodes:
        start, end = node.words
        inner = [n for n in (*nodes, *titles) if n is not node and start <= n.words[0] and n.words[1] <= end]
        # What a name begins with belongs to the title or to somebody else: `former envoy to Ukraine Kurt Volker`.
        first = max((n.words[1] for n in inner if n.words[1] < end), default=start)
        nested = {texts(n.words) for n in inner if n.label in ENTITIES and n.words != node.words}
        found.append(member(node, texts(node.words), texts((first, end)), nested))
    return found


def member(node: Node, text: str, rest: str, nested: Collection[str]) -> Member:
    """A mention of that text; `rest` is what of it follows titles and others' mentions, `nested` are those mentions."""
    label = cast("EntityType", node.label)
    span = Span(*node.words)
    if pairs.form(text) < 7:
        return Member(span, text, label, node.probability, "pronoun")
    if label in ("person", "anonymous"):
        words, whole = person_words(rest), person_words(text)
        before = person_words(_AFTER.split(text, maxsplit=1)[0])
        if len(before.split()) > 1 and _is_given(before.split()[-2]):
            words = whole = before  # `Mark Milley, chairman of the Joint Chiefs of Staff`
        if len(words.split()) < 2:
            words = whole
        name = names.parse(words) if words and whole not in nested and words not in nested else None
        if name is not None and (honorific := names.parse(whole)) is not None and not name.titles:
            name = replace(name, titles=honorific.titles)
        return Member(span, text, label, node.probability, "name" if name else "nominal", name)
    return Member(span, text, label, node.probability, "name" if is_proper(text) else "nominal")


def person_words(text: str) -> str:
    """The name of a person within a mention: `Bill de Blasio` of `New York Mayor Bill de Blasio's`; "" for none."""
    words = [w for w in re.sub(r"[\"“”]", "", text).split() if w]
    if words:
        words[-1] = _POSSESSIVE.sub("", words[-1])
    run: list[str] = []
    for word in reversed(words):
        bare = word.strip(",;:()")
        if not bare or not (bare[0].isupper() or (run and bare.lower() in _PARTICLES)):
            break
        comma = word.endswith(",") and run and run[-1].rstrip(".").lower() not in ("jr", "sr")
        if run and (_POSSESSIVE.search(bare) or comma):
            break
        run.append(bare)
    run.reverse()
    while run and run[0].islower():
        run.pop(0)
    title = max((n for n, word in enumerate(run[:-1]) if names.is_title(word)), default=-1)
    honorific = run[title : title + 1] if title >= 0 else []
    run = run[title + 1 :]
    given = next((n for n, word in enumerate(run[:-1]) if _is_given(word)), 0)
    run = run[given:]  # `Coach Frank Vogel`
    if not run or (len(run) == 1 and names.is_title(run[0])):
        return ""
    return " ".join([*honorific, *run])


def _is_given(word: str) -> bool:
    return names.is_given_name(word) or names.gender_of_given(word) is not None


def is_proper(text: str) -> bool:
    """Is it a proper name: `the Justice Department`, and not `the union's Derry branch`?"""
    words = _ARTICLE.sub("", _POSSESSIVE.sub("", text.strip()), count=1).split()
    return bool(words) and (words[0][0].isupper() or words[0][0].isdigit()) and any(c.isupper() for c in words[-1])


def clusters(groups: Sequence[Sequence[Member]], text: str, day: date | None) -> list[Cluster]:
    """The entities of an article in text order, from mentions that are one by the network."""
    found = [_cluster(group) for group in groups]
    found = _joined(found)
    for cluster in found:
        cluster.name = _called(cluster, text, day)
    return sorted(found, key=lambda c: c.members[0].span)


def _cluster(group: Sequence[Member]) -> Cluster:
    votes: dict[EntityType, float] = defaultdict(float)
    for m in group:
        votes[m.label] += _WEIGHTS[m.kind] * m.probability
    kind = max(votes, key=lambda label: votes[label])
    known = [m.name for m in group if m.name is not None]
    if kind == "anonymous" and known:
        kind = "person"
    return Cluster(kind, list(group), names=list(dict.fromkeys(known)) if kind == "person" else [])


def _joined(found: Sequence[Cluster]) -> list[Cluster]:
    """Clusters that one printed name joins."""
    out: list[Cluster] = []
    by_key: dict[tuple[str, str], Cluster] = {}
    for cluster in found:
        if cluster.type == "person":
            other = next((c for c in out if c.type == "person" and _is_one(c, cluster)), None)
            if other is not None:
                other.members = sorted([*other.members, *cluster.members], key=lambda m: m.span)
                other.names += [n for n in cluster.names if n not in other.names]
                continue
        else:
            keys = {
                (_kind(cluster.type), body_key(_POSSESSIVE.sub("", m.text.lower())))
                for m in cluster.members
                if m.kind == "name"
            }
            other = next((by_key[key] for key in keys if key in by_key), None)
            if other is not None:
                other.members = sorted([*other.members, *cluster.members], key=lambda m: m.span)
                by_key |= dict.fromkeys(keys, other)
                continue
            by_key |= dict.fromkeys(keys, cluster)
        out.append(cluster)
    return _completed(out)


def _completed(found: list[Cluster]) -> list[Cluster]:
    """Those with one word of a name are of the only person of the article who has it in full."""
    full = [c for c in found if c.full]
    out = []
    for cluster in found:
        if cluster.type == "person" and cluster.names and not cluster.full:
            fitting = [c for c in full if all(names.agree(a, b) for a in cluster.names for b in c.full)]
            family = [c for c in fitting if any(names.same_family(cluster.names[0].family, n.family) for n in c.full)]
            fitting = family or fitting
            if len(fitting) == 1:
                fitting[0].members = sorted([*fitting[0].members, *cluster.members], key=lambda m: m.span)
                fitting[0].names += [n for n in cluster.names if n not in fitting[0].names]
                continue
        out.append(cluster)
    return out


def _kind(type: EntityType) -> str:
    return "body" if type in ("organization", "place", "group") else type


def _is_one(a: Cluster, b: Cluster) -> bool:
    """Two clusters with full names that agree, or the same single name with no full one."""
    if a.full and b.full:
        return all(names.agree(x, y) for x in a.full for y in b.full)
    if not a.full and not b.full:
        return bool(a.names and b.names) and any(
            names.fold(x.family) == names.fold(y.family) for x in a.names for y in b.names
        )
    return False


def _called(cluster: Cluster, text: str, day: date | None) -> str | None:
    if cluster.type == "person" and cluster.names:
        return _person(cluster, text, day)
    proper = [_POSSESSIVE.sub("", m.text) for m in cluster.members if m.kind == "name"]
    if proper and cluster.type != "person":
        counts = Counter(_ARTICLE.sub("", p, count=1) for p in proper)
        return max(counts, key=lambda p: (min(len(p.split()), 5), counts[p]))
    told = [" ".join(_POSSESSIVE.sub("", m.text).split()) for m in cluster.members if m.kind == "nominal"]
    return max(told, key=lambda t: (min(sum(w[0].isupper() for w in t.split()[1:]), 2), len(t) < 60), default=None)


def _person(cluster: Cluster, text: str, day: date | None) -> str:
    full = Counter(m.name.usual for m in cluster.members if m.name and not m.name.is_single)
    if full:
        usual = max(full, key=lambda form: (full[form], len(form)))
        best = next(n for n in cluster.names if n.usual == usual)
        figures = [f for f in offices.named(best, day) if _same_given(best, f.name)]
        if figures and len({f.name for f in figures[:2]}) == 1:
            return figures[0].name
        return usual
    name = max(cluster.names, key=lambda n: len(n.titles))
    printed = name.full.title() if name.full.isupper() and len(name.full) > 2 else name.full
    known = [(f, w) for f, w in offices.prominent(name, day) if offices.vouched(f, name, day, text)]
    least = _TITLED if name.titles else _KNOWN
    if known and known[0][1] >= least and all(w * _RATIO <= known[0][1] for _, w in known[1:]):
        figure = known[0][0]
        if (parsed := names.parse(figure.name)) is not None:
            cluster.names.append(parsed)
        return figure.name
    noble = next((t for n in cluster.names for t in n.titles if t in ("Lord", "Lady", "Baroness", "Pope")), None)
    return f"{noble} {printed}" if noble else printed


def _same_given(name: PersonName, figure: str) -> bool:
    known = names.parse(figure)
    return known is not None and bool(known.given) and names.fold(known.given[0]) == names.fold(name.given[0])
