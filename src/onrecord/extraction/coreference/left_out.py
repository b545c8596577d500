"""Names that spaCy leaves out: after titles, by a given name, and where it knows them elsewhere in the article."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from spacy.tokens import Doc, Token
from spacy.tokens import Span as Stretch

from onrecord import lexicon
from onrecord.extraction.coreference import vocabulary
from onrecord.people import names
from onrecord.people.places import AREAS

PARTICLES: Final = frozenset("de van von bin al la der".split())
_MONTHS: Final = lexicon.words("months")
_PLACES_AND_BODIES: Final = AREAS.keys() | vocabulary.NAME_OF_BODY
_SAYING: Final = lexicon.words("plain saying")
CALLINGS: Final = vocabulary.ROLES - lexicon.words("roles of bodies")
_NOBLE: Final = frozenset("sir lord lady dame baroness viscount pope".split())


def unseen(doc: Doc) -> list[tuple[int, int, str]]:
    """A given name and a family name that spaCy's names left out."""
    found = []
    for token in doc[:-1]:
        beside = doc[token.i + 1]
        if (
            token.pos_ == beside.pos_ == "PROPN"
            and token.text.istitle()
            and beside.text[:1].isupper()
            and beside.lower_ not in vocabulary.ROLES
            and names.gender_of_given(token.text)
        ):
            found.append((_begun(token), token.i + 2, "PERSON"))
    return found


def _begun(token: Token) -> int:
    """Where a given name begins of which a token is the end: `Eva-Marie`."""
    before = token.doc[max(0, token.i - 2) : token.i]
    double = len(before) == 2 and before[1].text == "-" and before[0].is_title and not before.text_with_ws.count(" ")
    return token.i - 2 if double else token.i


def titled(doc: Doc) -> list[tuple[int, int, str]]:
    """`Mr. Cruz`, `Gov. Nathan Deal`: a title and the capitalised words after it."""
    found = []
    shown = Counter(t.text for t in doc if t.text[:1].isupper())
    for token in doc:
        if not token.text[:1].isupper():
            continue
        if (
            token.text.isupper() and token.is_alpha and len(token) > 2 and doc[token.i + 1 : token.i + 2].text == ":"
            and (shown[token.text] > 1 or shown[token.text.title()] > 0)
        ):  # fmt: skip
            before = doc[max(0, token.i - 2) : token.i].text_with_ws.rstrip(" \"“'")
            if not before or before.endswith("\n"):  # a transcript's speaker
                found.append((token.i, token.i + 1, "PERSON"))
                continue
        if not (names.is_title(token.text) and (token.text.endswith(".") or token.pos_ == "PROPN")):
            continue
        end = start = token.i + 1
        while end < len(doc) and is_name_word(doc[end]) and not names.is_title(doc[end].text):
            end += 1
        if token.text.endswith(".") or token.lower_ in vocabulary.CIVIL:
            if start < end <= start + 4:
                found.append((start, end, "PERSON"))
        elif start < end and (
            token.lower_ in _NOBLE
            or all(t.ent_type_ == "PERSON" for t in doc[start:end])
            or (start + 1 < end and (_speaks(doc[start:end]) or _swallowed(token, doc[start:end])))
        ):
            found.append((start, end, "PERSON"))
    return found


def surnamed(doc: Doc, runs: Iterable[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """`Cecile Richards`, `Montell Figgins`: the one capitalised word that the article writes before what elsewhere is a
    person's name by itself, or of somebody who says something or is called a post, where spaCy has none for both."""
    alone: Counter[str] = Counter()
    known: set[str] = set()
    held: dict[int, tuple[int, int, str]] = {}
    for run in runs:
        start, end, label = run
        held.update(dict.fromkeys(range(start, end), run))
        if label == "PERSON":
            alone[doc[start].text] += end - start == 1
            known.update({doc[end - 1].text} if end - start > 1 else ())
    common = {t.text for t in doc if t.is_lower}
    saying = {t.text for t in doc if _says(t)}
    called = {t.text for t in doc if any(c.dep_ == "appos" and c.lemma_ in CALLINGS for c in t.children)}
    found: dict[str, list[tuple[int, int, str]]] = {}
    for token in doc[1:]:
        run = held.get(token.i, (token.i, token.i + 1, ""))
        before = doc[token.i - 1]
        if token.text in known or not token.is_title or run[1] > token.i + 1 or run[0] < before.i:
            continue
        somebody = alone[token.text] > 0 or token.text in saying or (token.text in called and run[0] == token.i)
        if somebody and before.lower_ not in common and _is_forename(before):
            found.setdefault(token.text, []).append((before.i, token.i + 1, "PERSON"))
    return [run for some in found.values() if len({doc[s].text for s, _, _ in some}) == 1 for run in some]


def _is_forename(token: Token) -> bool:
    """Can it be a given name, and is it the first of the capitalised words?"""
    doc, lower = token.doc, token.lower_
    if token.pos_ != "PROPN" or not token.is_title or len(token) < 3 or names.is_title(token.text) or token.is_stop:
        return False
    if lower in vocabulary.ROLES or lower in vocabulary.NAME_OF_BODY or lower in AREAS or lower in _MONTHS:
        return False
    before = doc[token.i - 1]
    first = token.i == 0 or (before.pos_ != "PROPN" and before.lower_ != "the") or before.lower_ in _PLACES_AND_BODIES
    return first and token.ent_type_ in ("", "PERSON", "ORG", "GPE")


def _says(token: Token) -> bool:
    """Is it the subject of what somebody says, with nothing before it, and no place or body that is known?"""
    subject = token.is_title and token.dep_ == "nsubj" and token.head.lemma_ in _SAYING
    return subject and not any(token.children) and token.lower_ not in _PLACES_AND_BODIES


def _speaks(words: Stretch) -> bool:
    """Words that spaCy has for no name, but for the subject of what somebody says."""
    subject = words[-1].dep_ == "nsubj" and words[-1].head.lemma_ in ("say", "tell", "add")
    return subject and all(t.ent_type_ in ("", "PERSON") for t in words)


def _swallowed(title: Token, words: Stretch) -> bool:
    """`Mayor Edda Quill`, which spaCy takes for one organization or work of art, title and all."""
    one = title.ent_type_ not in ("", "PERSON") and title.ent_iob_ == "B" and all(t.ent_iob_ == "I" for t in words)
    after = words.doc[words.end : words.end + 1]
    ends = not after or after[0].ent_iob_ != "I"
    return one and ends and len(words) <= 3 and words[-1].lower_ not in vocabulary.NAME_OF_BODY


def again(
    doc: Doc, runs: list[tuple[int, int, str]], covered: set[int], letters: Iterable[str] = ()
) -> Iterator[tuple[int, int, str]]:
    """The names of organizations and places where spaCy, which knows them elsewhere in the article, left them out, and
    `letters` that stand for one."""
    known: dict[tuple[str, ...], Counter[str]] = {(word,): Counter(ORG=1) for word in letters}
    for start, end, label in runs:
        if label in ("ORG", "GPE", "LOC"):
            known.setdefault(tuple(t.text for t in doc[start:end]), Counter())[label] += 1
    longest = max(map(len, known), default=0)
    end = 0
    for token in doc:
        if token.i < end or token.i in covered or not token.text[:1].isupper():
            continue
        for size in range(longest, 0, -1):
            words = doc[token.i : token.i + size]
            labels = known.get(tuple(t.text for t in words))
            if labels and not covered.intersection(range(words.start, words.end)) and _stands_alone(words):
                end = words.end
                yield words.start, end, labels.most_common(1)[0][0]
                break


def _stands_alone(words: Stretch) -> bool:
    """Not a piece of a longer name, nor a common word that begins a sentence."""
    doc = words.doc
    beside = (doc[words.start - 1 : words.start], doc[words.end : words.end + 1])
    longer = any(t.text[:1].isupper() and t.pos_ == "PROPN" for side in beside for t in side)
    return not longer and all(t.pos_ == "PROPN" or t.is_upper or len(words) > 1 for t in words)


def unlabelled(doc: Doc, covered: set[int], headlines: frozenset[int]) -> list[tuple[int, int]]:
    """`the Thunder`, of which spaCy makes nothing: what the article writes with a capital, and more than once."""
    runs: dict[str, list[tuple[int, int]]] = {}
    for chunk in doc.noun_chunks:
        start = chunk.start + (chunk[0].pos_ == "DET")
        words = doc[start : chunk.end]
        if len(words) and words[-1].tag_ == "POS":
            words = words[:-1]
        if not len(words) or words.start_char in headlines or words[0].is_sent_start:
            continue
        if all(t.pos_ == "PROPN" and t.is_title and not t.ent_type_ and t.i not in covered for t in words):
            runs.setdefault(words.text, []).append((words.start, words.end))
    return [
        run for text, found in runs.items() if len(found) > 1 and text.lower() not in vocabulary.ROLES for run in found
    ]


def is_name_word(token: Token) -> bool:
    """Can a word be part of a person's name?"""
    return (token.text[:1].isupper() and not token.is_space) or token.text == "-" or token.lower_ in PARTICLES
