"""A statement read for comparison: what it asserts about what, and whether it is the holder's own plain assertion.

`claim` takes the cue and the content as one clause ("denounced" + "Trump for …"), since the cue often takes the side.
What is asserted are predicates: a word at one end of a scale of `wording` (or simply a verb), turned round by
negations, and the content words that it is about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from onrecord import lexicon
from onrecord.comparison.polarity import NEGATIONS, TURNING, TURNING_PHRASES, scales

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_CONTENT: Final = frozenset(("NOUN", "PROPN", "VERB", "ADJ", "NUM"))
_PLAIN_VERBS: Final = lexicon.words("plain verbs")
_CONDITION: Final = re.compile(
    r"\b(?:if|unless|provided(?: that)?|as long as|only when|in case|assuming|on condition)\b|"
    r"^\W*should (?:he|she|they|it|the)\b",
    re.IGNORECASE,
)
_QUESTION: Final = re.compile(
    r"\?\W*$|^\W*(?:whether|if|how|why|which|who|whom|when|where)\b|"
    r"^\W*what\b(?! (?:he|she|they|it|\w+) (?:call|describ|term|dubb|label|view|saw|s[ae]es))",
    re.IGNORECASE,
)
_JOKE: Final = re.compile(rf"\b{lexicon.pattern('joking or laughing')}\b", re.IGNORECASE)
# What a cue says that somebody did not do; "would not", "does not" and "refused" are positions.
_UNDONE: Final = re.compile(r"\b(?:did|has|have|had)(?: not|n[’']t| never)\b|\bnever\b", re.IGNORECASE)
# Whoever is for or against these of somebody's is so of him; of other things that are his, of them alone.
_STANDING: Final = lexicon.words("standing")
_REPORTING: Final = lexicon.words("reporting")
_SELF: Final = frozenset("i we he she".split())
_LINKS: Final = frozenset("xcomp conj pcomp prep acl advcl ccomp dobj attr pobj".split())
_LOOSE: Final = lexicon.words("loose praise")
_PEOPLE: Final = lexicon.words("people judged")
_HOLDER: Final = frozenset("i we he she my our his her it they".split())
_DOINGS: Final = frozenset(("of", "with", "against"))  # whom one approves of, agrees with; "for" gives the reason
_CONTESTS: Final = frozenset("campaign run race compete contest play primary election win lose".split())
_FEELINGS: Final = frozenset(("for", "of", "against", "with", "in", "on", "about"))
_NAMED: Final = "onrecord_named"
_NUMBER: Final = re.compile(r"\d[\d,]*(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Predicate:
    """What is asserted: an end (`sign`) of a `scale`; `word` is the lemma that says so.

    `of` are the lemmas of what it is directly asserted of (an object approved, a noun described), `args` of all that
    has to do with it. `mine` is False where it is somebody else who approves ("voters would endorse him").
    """

    scale: str
    sign: int
    args: frozenset[str]
    of: frozenset[str]
    word: str
    mine: bool = True


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement, read.

    `own` is False where the content hands on somebody else's words; `condition`, `question` and `joke` say that it is
    no plain assertion, `undone` that by its cue it was not said or done.
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
    undone: bool = False


def clause(cue: str, content: str) -> str:
    """What the parser is given for a statement: its cue and its content as one clause."""
    return f"He {' '.join(cue.split())} {content}" if cue.strip() else content


def claim(
    doc: Doc,
    content: str,
    frame: str = "",
    polarity: str | None = "affirmed",
    named: Mapping[int, str] = MappingProxyType({}),
) -> Claim:
    """Read a statement from the parse of its `clause`.

    `frame` are the words around it that are not its content; `named` says for whom its pronouns stand, by their
    places in the content (family names).
    """
    start = max(doc.text.find(content), 0)
    doc.user_data[_NAMED] = {start + place: name.lower() for place, name in named.items()}
    predicates = tuple(_predicates(doc))
    words = [t for t in doc if _tells(t)]
    return Claim(
        predicates=predicates,
        words=frozenset(_lemma(t) for t in words),
        names=frozenset(_lemma(t) for t in words if t.pos_ == "PROPN"),
        numbers=tuple(_numbers(doc)),
        negated=any(t.lower_ in NEGATIONS for t in doc),
        condition=bool(_CONDITION.search(content)) or polarity == "hypothetical",
        question=polarity == "question" or bool(_QUESTION.search(content)),
        joke=bool(_JOKE.search(frame)),
        own=not _hands_on(doc, content),
        undone=bool(_UNDONE.search(doc.text[:start])),
    )


def _predicates(doc: Doc) -> Iterator[Predicate]:
    ends = scales()
    for token in doc:
        if token.pos_ not in ("VERB", "ADJ", "NOUN", "ADV", "ADP", "AUX", "SCONJ"):
            continue
        lemma = _lemma(token)
        found = () if _is_no_side(token, lemma) else ends.get(lemma, ())
        if not found:
            if token.pos_ != "VERB" or lemma in _PLAIN_VERBS or token.dep_ == "amod":
                continue
            found = ((lemma, 1),)
        if _supposed(token) or _wishes(token) or any(c.lower_ == "than" for c in token.children):
            continue
        args, of = _args(token), frozenset(_of(token))
        mine = _mine(token)
        turn = -1 if _turns(token) % 2 else 1
        for scale, sign in found:
            yield Predicate(scale, sign * turn, args - {lemma}, of - {lemma}, lemma, mine)


def _is_no_side(token: Token, lemma: str) -> bool:
    """A word of `wording` that takes no side here: "comments like his", "runs against her"."""
    if token.pos_ == "ADP":
        return lemma == "like" or (lemma == "against" and _lemma(token.head) in _CONTESTS)
    return False


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


def _wishes(token: Token) -> bool:
    """Is it "would love to", "would like him to": no word of affection?"""
    return _lemma(token) in ("love", "like", "hate") and any(c.lower_ in ("would", "'d", "’d") for c in token.children)


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
            if dep not in ("amod", "compound") and _is_turning(parent):
                turns += 1
            if dep not in ("ccomp", "amod", "compound") or _lemma(parent) in ("think", "believe", "say"):
                turns += _negations(parent)
            elif dep == "amod":
                turns += sum(c.lower_ in ("no", "not", "never") for c in parent.children)
        else:
            break
        if dep in ("amod", "compound") and parent.dep_ != "attr":
            break  # whoever rejects a bad deal does not call it good
        node = parent
    return turns


def _is_turning(token: Token) -> bool:
    if _lemma(token) in TURNING:
        return True
    return any(c.dep_ == "prt" and f"{_lemma(token)} {c.lower_}" in TURNING_PHRASES for c in token.children)


def _negations(token: Token) -> int:
    return sum(
        (c.lower_ in NEGATIONS and c.dep_ in ("neg", "det", "advmod", "preconj", "nsubj", "cc"))
        or (c.lower_ == "longer" and c.i and c.nbor(-1).lower_ == "no" and c.dep_ == "advmod")
        or (c.lower_ == "yet" and c.i + 1 < len(c.doc) and c.nbor(1).lower_ == "to")  # "has yet to"
        for c in token.children
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
            found |= {_lemma(t) for t in child.subtree if _tells(t)}
    if token.dep_ in ("amod", "compound", "appos"):
        found.add(_lemma(token.head))
    if token.dep_ in ("xcomp", "ccomp", "attr", "acomp", "oprd", "pcomp"):
        found |= {_lemma(c) for c in token.head.children if c.dep_ in ("nsubj", "dobj", "nsubjpass") and _tells(c)}
    return frozenset(found)


def _mine(token: Token) -> bool:
    """Is it the holder who does, or has, what the word says: no other subject or possessor stands with it?"""
    if token.pos_ == "NOUN":
        owner = next((c for c in token.children if c.dep_ in ("poss", "compound")), None)
        if owner is not None:
            return not _other(owner) and not _named_before(owner)
        if token.dep_ in ("nsubj", "nsubjpass"):
            return False
    if token.dep_ == "acl" and token.tag_ in ("VBG", "VBN"):
        return False  # "the group supporting him": it is the group that does
    if token.dep_ == "csubj":
        return False  # "praising him is like …": of praise by anybody
    node = token
    for _ in range(4):
        subject = next((c for c in node.children if c.dep_ in ("nsubj", "nsubjpass")), None)
        if subject is not None and node.pos_ in ("VERB", "AUX"):
            return not _other(subject)
        if any(c.dep_ == "poss" and _other(c) for c in node.children):
            return False
        if node.head == node or node.dep_ not in _LINKS:
            return True
        node = node.head
    return True


def _named_before(token: Token) -> bool:
    """Does a third person's possessor follow a name in the content: "scolded Vane for his attacks on her"?"""
    return token.lower_ in ("his", "her", "their") and any(
        t.ent_type_ == "PERSON" or t.idx in t.doc.user_data.get(_NAMED, {}) for t in token.sent if 0 < t.i < token.i
    )


def _other(token: Token) -> bool:
    return token.lower_ not in _HOLDER or token.idx in token.doc.user_data.get(_NAMED, {})


def _of(token: Token, depth: int = 0) -> Iterator[str]:
    """The heads (with the names' other words) that a word is directly asserted of."""
    if depth > 3:
        return
    for child in token.children:
        if (
            child.dep_ in ("dobj", "nsubjpass")
            or (child.dep_ == "pobj" and token.pos_ == "ADP")
            or (child.dep_ == "nsubj" and token.pos_ != "VERB")
        ):
            yield from _named_head(child)
        elif child.dep_ == "prep" and child.lower_ in (_DOINGS if token.pos_ == "VERB" else _FEELINGS):
            for inner in child.children:
                if inner.dep_ == "pobj":
                    yield from _named_head(inner)
    head = token.head
    if token.dep_ in ("amod", "compound"):
        yield from _named_head(head)
        # "He is their best recruiter" praises nobody; "he is a great man" does.
        if _lemma(token) not in _LOOSE or _lemma(head) in _PEOPLE:
            yield from _of(head, depth + 1)
    elif token.dep_ in ("conj", "appos"):
        if token.dep_ == "appos":
            yield from _named_head(head)
        yield from _of(head, depth + 1)
    elif token.dep_ in ("attr", "acomp", "oprd", "ccomp", "dobj"):
        wanted = (
            ("nsubj",)
            if token.dep_ in ("attr", "acomp")
            else ("dobj", "oprd")
            if token.dep_ in ("oprd", "ccomp")
            else ()
        )
        for child in head.children:
            if child.dep_ in wanted and child.i < token.i:
                yield from _named_head(child)
    elif head.lower_ == "as" and head.dep_ == "prep":
        described = head.head
        for child in (described, *described.children):
            if child.dep_ in ("dobj", "nsubjpass") and child.i < head.i:
                yield from _named_head(child)


def _named_head(token: Token) -> Iterator[str]:
    owned = (o for c in token.children if c.dep_ == "prep" and c.lower_ == "of" for o in c.children)
    for t in (token, *(c for c in token.children if c.dep_ in ("compound", "conj", "poss", "amod", "nummod")), *owned):
        if _tells(t):
            yield _lemma(t)


def leaning(claim: Claim, name: str, *, person: bool = True) -> tuple[int, str | None]:
    """Which way the words of a claim lean toward somebody (-1, 0, 1), and the word that does most plainly.

    Toward what is no `person` only words of approval count, and none that belong to its name ("fair share"): a good
    year for America is no praise of it.
    """
    words = name.lower().split()
    said = (p for p in claim.predicates if words and words[-1] in p.of and (person or p.word not in words))
    sides = [p for p in said if (p.scale == "quality" and person) or (p.scale == "approval" and p.mine)]
    signs = {p.sign for p in sides}
    return (signs.pop(), sides[0].word) if len(signs) == 1 else (0, None)


def is_owner_only(doc: Doc, name: str) -> bool:
    """Does a statement speak of somebody only as whose something is: a remark, a plan, an effort?"""
    key = name.split()[-1].lower() if name.split() else ""
    mentions = [t for t in doc if _lemma(t) == key or t.lower_ == key]
    return bool(mentions) and all(_owns(t) and _lemma(t.head) not in _STANDING for t in mentions)


def _owns(token: Token) -> bool:
    """Is it whose something is: "Vane's remark", "the Vane remark"?"""
    return token.dep_ == "poss" or (token.dep_ == "compound" and token.head.pos_ == "NOUN")


def _hands_on(doc: Doc, content: str) -> bool:
    """Is the content mainly what somebody else says: its first clause is a reporting one with another subject?"""
    start = doc.text.find(content)
    for token in doc:
        if token.idx < start or token.lemma_.lower() not in _REPORTING or token.pos_ != "VERB":
            continue
        subject = next((c for c in token.children if c.dep_ in ("nsubj", "nsubjpass", "agent")), None)
        if subject is not None and subject.idx >= start and subject.lower_ not in _SELF and _speaks(subject):
            return True
    return False


def _speaks(token: Token) -> bool:
    """Can it say anything: no deed or state, which only "tells you" something?"""
    return token.pos_ != "NOUN" or not re.search(
        r"(?:ment|tion|sion|ness|ity|ence|ance|ing|ism|al|fact|vote)$", token.lower_
    )


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
    name = token.doc.user_data.get(_NAMED, {}).get(token.idx)
    return str(name or token.lemma_).lower()


def _tells(token: Token) -> bool:
    """Does the word say what is spoken about: no function word, unless it stands for a name?"""
    if token.idx in token.doc.user_data.get(_NAMED, {}):
        return True
    return token.pos_ in _CONTENT and not token.is_stop and token.is_alpha and len(token) > 1
