"""A statement read for comparison: what it asserts about what, and whether it is the holder's own plain assertion.

`claim` takes the cue and the content as one clause ("denounced" + "Trump for …"), since the cue often takes the side.
What is asserted are predicates: a word at one end of a scale of `wording` (or simply a verb), turned round by
negations, and the content words that it is about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from onrecord.comparison.wording import NEGATIONS, TURNING, scales

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_CONTENT: Final = frozenset(("NOUN", "PROPN", "VERB", "ADJ", "NUM"))
_PLAIN_VERBS: Final = frozenset(
    """be have do say tell ask call go get make take come think want need know see let seem become look add note
    explain argue claim state insist suggest describe feel mean give put try use talk speak happen keep start""".split()
)
_CONDITION: Final = re.compile(
    r"\b(?:if|unless|provided(?: that)?|as long as|only when|in case|assuming|on condition|should (?:he|she|they|it))\b",
    re.IGNORECASE,
)
_JOKE: Final = re.compile(
    r"\b(?:jok(?:ed?|es|ing(?:ly)?)|quip(?:s|ped|ping)?|kidd(?:ed|ing)|in jest|jest(?:ed|ing)|wisecrack\w*|"
    r"tongue[- ]in[- ]cheek|sarcastic(?:ally)?|mock(?:ingly| sincerity)|deadpan\w*|teas(?:ed|ing)|laugh(?:s|ed|ing)?|"
    r"satiric\w*|parod\w*|facetious(?:ly)?|ironic(?:ally)?|to laughter|drew laughs?)\b",
    re.IGNORECASE,
)
_REPORTING: Final = frozenset(
    """say tell call claim argue insist describe write tweet state declare allege suggest accuse label brand dub
    warn note believe think contend maintain complain quote""".split()
)
_SELF: Final = frozenset("i we he she they who one".split())
_NUMBER: Final = re.compile(r"\d[\d,]*(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Predicate:
    """What is asserted: an end (`sign`) of a `scale`, of `args` (lemmas); `word` is the lemma that says so."""

    scale: str
    sign: int
    args: frozenset[str]
    word: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement, read. `own` is False where the content hands on somebody else's words; `condition`, `question` and `joke` say that it is
    no plain assertion.
    """

    predicates: tuple[Predicate, ...]
    words: frozenset[str]
    names: frozenset[str]
    numbers: tuple[tuple[str, float], ...]
    negated: bool
    condition: bool
    question: bool
    joke: bool
    own: bool


def clause(cue: str, content: str) -> str:
    """What the parser is given for a statement: its cue and its content as one clause."""
    return f"He {' '.join(cue.split())} {content}" if cue.strip() else content


def claim(doc: Doc, content: str, frame: str = "", polarity: str | None = "affirmed") -> Claim:
    """Read a statement from the parse of its `clause`; `frame` are the words around it that are not its content."""
    predicates = tuple(_predicates(doc, turned=polarity == "denied"))
    words = [t for t in doc if t.pos_ in _CONTENT and not t.is_stop and t.is_alpha and len(t) > 1]
    return Claim(
        predicates=predicates,
        words=frozenset(_lemma(t) for t in words),
        names=frozenset(_lemma(t) for t in words if t.pos_ == "PROPN"),
        numbers=tuple(_numbers(doc)),
        negated=any(t.lower_ in NEGATIONS for t in doc),
        condition=bool(_CONDITION.search(content)) or polarity == "hypothetical",
        question=polarity == "question" or content.rstrip(" ”\"'").endswith("?"),
        joke=bool(_JOKE.search(frame)),
        own=not _hands_on(doc, content),
    )


def _predicates(doc: Doc, *, turned: bool) -> Iterator[Predicate]:
    ends = scales()
    for token in doc:
        if token.pos_ not in ("VERB", "ADJ", "NOUN", "ADV", "ADP", "AUX", "SCONJ"):
            continue
        lemma = _lemma(token)
        found = ends.get(lemma, ())
        if not found:
            if token.pos_ != "VERB" or lemma in _PLAIN_VERBS:
                continue
            found = ((lemma, 1),)
        if _supposed(token):
            continue
        args = _args(token)
        turn = -1 if _turns(token) % 2 != turned else 1
        for scale, sign in found:
            yield Predicate(scale, sign * turn, args - {lemma}, lemma)


def _supposed(token: Token) -> bool:
    """Does the word stand in a clause that only supposes ("if …", "whether …")?"""
    node = token
    while True:
        if any(
            c.dep_ == "mark" and c.lower_ in ("if", "unless", "whether", "though", "although") for c in node.children
        ):
            return True
        if node.head == node:
            return False
        node = node.head


def _turns(token: Token) -> int:
    """How often the word is turned round, by negations on it and by what it depends on."""
    turns = _negations(token)
    node = token
    while node.head != node:
        parent, dep = node.head, node.dep_
        if dep in ("conj", "relcl", "advcl", "parataxis", "appos", "nsubj", "nsubjpass", "csubj"):
            break  # another clause; a negation before it is not its own
        if dep in (
            "xcomp",
            "ccomp",
            "pcomp",
            "pobj",
            "prep",
            "dobj",
            "acl",
            "attr",
            "acomp",
            "amod",
            "oprd",
            "compound",
        ):
            if dep not in ("amod", "compound") and _lemma(parent) in TURNING:
                turns += 1
            if dep not in ("ccomp", "amod", "compound") or _lemma(parent) in ("think", "believe", "say"):
                turns += _negations(parent)
            elif dep == "amod":
                turns += sum(c.lower_ in ("no", "not", "never") for c in parent.children)
        else:
            break
        node = parent
    return turns


def _negations(token: Token) -> int:
    return sum(
        c.lower_ in NEGATIONS and c.dep_ in ("neg", "det", "advmod", "preconj", "nsubj", "cc") for c in token.children
    )


def _args(token: Token) -> frozenset[str]:
    """The content words that a predicate is about: what depends on it, its subject, and the noun that it describes."""
    nodes = [token]
    if token.dep_ in ("amod", "attr", "acomp", "oprd", "appos", "compound", "conj"):
        nodes.append(token.head)
    found: set[str] = set()
    for node in nodes:
        for child in node.children:
            if child == token or (node != token and child.dep_ in ("ccomp", "advcl", "conj", "parataxis")):
                continue
            found |= {_lemma(t) for t in child.subtree if t.pos_ in _CONTENT and not t.is_stop and t.is_alpha}
    if token.dep_ in ("amod", "compound", "appos"):
        found.add(_lemma(token.head))
    if token.dep_ in ("xcomp", "ccomp", "attr", "acomp", "oprd", "pcomp"):
        found |= {_lemma(c) for c in token.head.children if c.dep_ in ("nsubj", "dobj", "nsubjpass") and not c.is_stop}
    return frozenset(found)


def _hands_on(doc: Doc, content: str) -> bool:
    """Is the content mainly what somebody else says: its first clause is a reporting one with another subject?"""
    start = doc.text.find(content)
    for token in doc:
        if token.idx < start or token.lemma_.lower() not in _REPORTING or token.pos_ != "VERB":
            continue
        subject = next((c for c in token.children if c.dep_ in ("nsubj", "nsubjpass", "agent")), None)
        if subject is not None and subject.idx >= start and subject.lower_ not in _SELF:
            return True
    return False


def _numbers(doc: Doc) -> Iterator[tuple[str, float]]:
    for token in doc:
        match = _NUMBER.fullmatch(token.text)
        if match and token.ent_type_ not in ("DATE", "TIME"):
            unit = (
                token.head
                if token.dep_ in ("nummod", "compound", "quantmod", "pobj")
                else token.nbor(1)
                if token.i + 1 < len(doc)
                else token
            )
            yield _lemma(unit), float(match[0].replace(",", ""))


def _lemma(token: Token) -> str:
    return str(token.lemma_).lower()
