"""Which words of an article are names, and of what sort: those of the parse, corrected by what the article shows."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from typing import Final

from spacy.tokens import Doc, Token

from onrecord import lexicon
from onrecord.extraction.coreference import vocabulary
from onrecord.extraction.coreference.found import Markable, Sort
from onrecord.extraction.coreference.naming import spelt_out
from onrecord.extraction.document import text_of
from onrecord.people import names, offices
from onrecord.people.names import PersonName

_MONTHS: Final = lexicon.words("months") - {"april", "may", "june"}
_EDGES: Final = "'’\"”“,:;-—–([{"
PARTICLES: Final = frozenset("de van von bin al la der".split())
_NO_NAME: Final = frozenset("ADP VERB AUX DET CCONJ SCONJ PRON".split())
_SORTS: Final[dict[str, Sort]] = {
    "PERSON": "person", "ORG": "organization", "GPE": "place", "LOC": "place", "NORP": "group",
}  # fmt: skip


def find_names(doc: Doc, day: date | None) -> list[Markable]:
    """The names of an article: those of the parse, corrected by the full names seen elsewhere in it."""
    spans: dict[int, tuple[int, int, str]] = {}
    for start, end, label in _entities(doc):
        if start < end and not any(i in spans for i in range(start, end)):
            for i in range(start, end):
                spans[i] = (start, end, label)
    text = text_of(doc)
    letters = spelt_out(text)
    runs = sorted({(s, e, "ORG" if doc[s:e].text in letters else label) for s, e, label in spans.values()})
    headlines = _headlines(text)
    runs = [run for run in runs if not _is_shouted(doc, *run, headlines, text)]
    full, votes = _known(doc, runs, headlines, day)
    families = Counter(_key(words[-1]) for words in full)  # by how many full names
    labelled = {key for key, _ in votes}
    unknown = _single_keys(doc) - families.keys()
    families.update(key for key in unknown if _is_public(key, votes, day, labelled=key in labelled))
    givens = {_key(words[0]) for words in full} - families.keys()
    found: list[Markable] = []
    covered: set[int] = set()
    for start, end, label in runs:
        start, end, label = _corrected(doc, start, end, label, full, families, votes, headlines, day)
        if label == "PERSON" and not _is_name(doc, start, end):
            continue
        if label in _SORTS:
            covered.update(range(start, end))
        role = label == "ORG" and end - start == 1 and doc[start].lower_ in vocabulary.ROLES and start == 0
        if not role:
            found.append(_name(doc, start, end, label))
    for token in doc:
        if token.i in covered or not token.text[:1].isupper() or token.pos_ == "PRON":
            continue  # "He" is not Liu He
        key = _key(token.text)
        known = key in families and (token.pos_ == "PROPN" or votes[key, "PERSON"] > 0)
        if known or (key in givens and token.pos_ == "PROPN" and names.is_given_name(token.text)):
            beside = doc[token.i + 1 : token.i + 2].text
            verb = token.idx in headlines and beside.lower() not in vocabulary.NAME_OF_BODY
            if verb or not (beside[:1].isupper() and token.dep_ == "compound" and token.head.pos_ == "PROPN"):
                found.append(_name(doc, token.i, token.i + 1, "PERSON"))
                covered.add(token.i)
    return found


def _single_keys(doc: Doc) -> set[str]:
    return {_key(t.text) for t in doc if t.pos_ == "PROPN" and t.text.istitle() and len(t) > 2}


def _is_public(key: str, votes: Counter[tuple[str, str]], day: date | None, *, labelled: bool) -> bool:
    """Is a bare word a well-known person's family name, as spaCy's label or the person's rank on that day shows?"""
    figures = offices.prominent(PersonName(key), day)
    if not figures or day is None:
        return False
    least = 10.0 if votes[key, "PERSON"] > 0 or not (labelled or names.is_given_name(key)) else 75.0
    others = sum(votes[key, label] for label in ("GPE", "LOC", "FAC"))
    return figures[0][1] >= least and others <= votes[key, "PERSON"]


def _is_figure(name: str, day: date | None) -> bool:
    parsed = names.parse(name)
    return parsed is not None and bool(offices.named(parsed, day))


def _entities(doc: Doc) -> list[tuple[int, int, str]]:
    found = []
    ends = {(doc[e.end - 2].text, doc[e.end - 1].text) for e in doc.ents if e.label_ == "PERSON" and len(e) > 1}
    for ent in doc.ents:
        if ent.label_ not in ("PERSON", "ORG", "GPE", "LOC", "NORP", "FAC", "WORK_OF_ART", "EVENT", "PRODUCT", "LAW"):
            continue
        start, end = ent.start, ent.end
        for i in range(start, end):
            other = (doc[i].pos_ in _NO_NAME and doc[i].lower_ not in PARTICLES) or doc[i].tag_ == "POS"
            cut = other if ent.label_ == "PERSON" else doc[i].text == "("
            cut = doc[i].pos_ == "SCONJ" or (cut and i > start)
            if "\n" in doc[i].text or cut:
                end = i
                break
        while start < end and _is_no_beginning(doc[start]):
            start += 1
        while start < end and _is_no_end(doc[end - 1]):
            end -= 1
        while start > 1 and doc[start - 1].text == "-" and not doc[start - 1].whitespace_ and doc[start - 2].is_title:
            start -= 2
        while end + 1 < len(doc) and doc[end].text == "-" and not doc[end].whitespace_ and doc[end + 1].is_title:
            end += 2
        if ent.label_ == "PERSON":
            if end < len(doc) and not doc[end].ent_type_ and (doc[end - 1].text, doc[end].text) in ends:
                end += 1  # "Enrique Vasselby | Quill", where "Vasselby Quill" is found elsewhere
            if end - start == 1 and end < len(doc) and _is_family(doc[end], doc[start]):
                end += 1
            while start > 0 and _is_given(doc[start - 1], doc[start], end - start):
                start -= 1
            while start < end - 1 and (names.is_title(doc[start].text) or _is_role(doc[start])):
                start += 1
            short = (i for i in range(start, end - 2) if doc[i].is_upper and doc[i].is_alpha and 1 < len(doc[i]) < 4)
            start = next((i + 1 for i in short if not doc[i + 1].is_upper), start)  # "Browns DL Ann Lee"
        found.append((start, end, ent.label_))
    return found


def _is_no_beginning(token: Token) -> bool:
    return token.is_punct or token.is_space or token.lower_ in ("the", "a", "’s") or token.tag_ == "PRP$"


def _is_no_end(token: Token) -> bool:
    """Marks after a name, and small words: `the Halden Institute that`."""
    small = token.is_lower and token.pos_ in _NO_NAME and token.lower_ not in PARTICLES
    return token.tag_ == "POS" or token.is_space or token.text in _EDGES or small


def _is_family(token: Token, given: Token) -> bool:
    """Is a word that is not taken for a name one after a given name: `Anna Winter`?"""
    proper = token.pos_ == "PROPN" and token.text.istitle() and token.lower_ not in vocabulary.ROLES
    return proper and names.gender_of_given(given.text) is not None


def _is_given(token: Token, name: Token, size: int) -> bool:
    """Does a capitalised word that spaCy left out of a name belong to it?"""
    if token.pos_ != "PROPN" or token.ent_type_ or not token.text.istitle() or token.lower_ in vocabulary.ROLES:
        return False
    beside = size == 1 and token.dep_ == "compound" and token.head.i <= name.i + size
    alone = beside and token.lower_ not in vocabulary.NAME_OF_BODY
    return not names.is_title(token.text) and (names.gender_of_given(token.text) is not None or alone)


def _headlines(text: str) -> frozenset[int]:
    """The offsets of lines in which nearly every word has a capital, so that capitals tell no names."""
    found: set[int] = set()
    for m in re.finditer(r"[^\n]+", text):
        words = [w for w in re.findall(r"[^\W\d_][\w'’-]+", m[0]) if len(w) > 3]
        line = len(words) > 3 and len(m[0]) < 200 and m[0].count(",") * 6 < len(words) + 6
        if line and sum(w[0].isupper() for w in words) > 0.75 * len(words):
            found.update(range(*m.span()))
    return frozenset(found)


def _is_shouted(doc: Doc, start: int, end: int, label: str, headlines: frozenset[int], text: str) -> bool:
    """`Media Growls In Response`: words of a headline that spaCy takes for a name, and that are nowhere else."""
    words = doc[start:end]
    if label == "PERSON" or len(words) == 1 or words.start_char not in headlines:
        return False
    verbal = any(t.pos_ in _NO_NAME and t.lower_ not in PARTICLES for t in words[1:])
    return verbal and not any(m.start() not in headlines for m in re.finditer(re.escape(words.text), text))


def _is_name(doc: Doc, start: int, end: int) -> bool:
    """Are these words a person's name, or a tag, an address, a word in small letters?"""
    text = doc[start:end].text
    beside = doc[start - 1].text_with_ws[-1:] if start else ""
    if beside in ("#", "@") or "://" in text or not text[:1].isupper() or len(text.strip(".")) < 2:
        return False
    return not any(c.isdigit() for c in text)


def _known(
    doc: Doc, runs: list[tuple[int, int, str]], headlines: frozenset[int], day: date | None
) -> tuple[Counter[tuple[str, ...]], Counter[tuple[str, str]]]:
    """How often each full name of a person is in the article (by its words), and each last word under each label.

    A headline counts only where it has a given name or a public figure's full name.
    """
    full: Counter[tuple[str, ...]] = Counter()
    votes: Counter[tuple[str, str]] = Counter()
    seen: Counter[tuple[str, ...]] = Counter()
    for start, end, label in runs:
        words = tuple(doc[start:end].text.split())
        announced = label == "PERSON" and doc[start].idx in headlines
        if announced and not names.is_given_name(words[0]) and not _is_figure(" ".join(words), day):
            continue
        if not (announced and len(words) == 1):
            votes[_key(words[-1]), label] += 1
        if label == "PERSON" and 2 <= len(words) <= 6 and all(_is_name_word(t) for t in doc[start:end]):
            seen[words] += 1
    for words, times in seen.items():
        parsed = names.parse(" ".join(words))
        if parsed and not parsed.is_single:
            plain = tuple(w for w in words if names.fold(w.strip(".")) not in ("jr", "sr", "ii", "iii"))
            full[plain] += times
    # A name with a longer one's words around it (a headline's verb, a role) is the shorter one.
    longer = [w for w in full if len(w) > 2 and w[1] != w[-1] and w[:2] in full]
    for words in longer:
        del full[words]
    return full, votes


def _corrected(
    doc: Doc, start: int, end: int, label: str, full: Counter[tuple[str, ...]], families: Counter[str],
    votes: Counter[tuple[str, str]], headlines: frozenset[int], day: date | None,
) -> tuple[int, int, str]:  # fmt: skip
    words = tuple(t.text for t in doc[start:end])
    if tuple(doc[start:end].text.split()) in full and len(words) > 2:
        return start, end, "PERSON"
    if len(words) == 1:
        key = _key(words[0])
        if key in families and (label != "GPE" or votes[key, "GPE"] <= 3 * votes[key, "PERSON"]):
            return start, end, "PERSON"
        return start, end, "NORP" if label == "PERSON" and key.endswith("s") and key[:-1] in families else label
    if len(words) == 2 and label == "PERSON":
        first, last = (_key(w) for w in words)
        known = families[last] > (words in full)  # of another
        once = doc[start].idx in headlines and full[words] == 1 and not _is_figure(" ".join(words), day)
        if once and families[first] and not known and not names.is_given_name(first):
            return start, start + 1, label  # a headline's "Trump Incredibly"
        if known and (first in _MONTHS or doc[start].pos_ != "PROPN") and not names.is_given_name(first):
            return start + 1, end, label  # "Ignore Clinton"
    if tuple(doc[start:end].text.split()) in full:
        return start, end, "PERSON"
    for size in (4, 3, 2):
        for i in range(len(words) - size + 1):
            if words[i : i + size] in full and len(words) > size and label in ("PERSON", "ORG", "GPE", "WORK_OF_ART"):
                rest = doc[start + i + size : end]
                if label == "PERSON" or all(t.lower_ in vocabulary.AFTER_A_NAME for t in rest):
                    return start + i, start + i + size, "PERSON"
    if (
        label in ("PERSON", "ORG", "GPE", "WORK_OF_ART")
        and _key(words[0]) in families
        and (doc[start + 1].lower_ in vocabulary.AFTER_A_NAME or doc[start + 1].tag_ == "POS")
    ):
        return start, start + 1, "PERSON"
    return start, end, label


def _name(doc: Doc, start: int, end: int, label: str) -> Markable:
    head = doc[start:end].root.i
    found = Markable(start, end, head, "name", _SORTS.get(label))
    if label == "PERSON":
        first = start
        while first > 0 and names.is_title(doc[first - 1].text):
            first -= 1
        last = end
        if end < len(doc) and names.fold(doc[end].text.strip(".")) in ("jr", "sr", "iii"):
            found.end = last = end + 1
        elif end + 1 < len(doc) and doc[end].text == "," and names.fold(doc[end + 1].text.strip(".")) in ("jr", "sr"):
            found.end = last = end + 2
        found.head = doc[start:last].root.i
        found.name = names.parse(doc[first:last].text)
        found.gender = names.gender(found.name) if found.name else None
        if found.name is None:
            found.sort = None
    found.plural = label == "NORP" and doc[head].tag_ in ("NNS", "NNPS")
    return found


def _key(word: str) -> str:
    return names.fold(word.removesuffix("'s").removesuffix("’s"))


def _is_role(token: Token) -> bool:
    return (token.lower_ in vocabulary.ROLES and not names.is_given_name(token.text)) or token.text.islower()


def _is_name_word(token: Token) -> bool:
    """Can a word be part of a person's name?"""
    return (token.text[:1].isupper() and not token.is_space) or token.text == "-" or token.lower_ in PARTICLES
