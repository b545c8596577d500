"""Where an article speaks of somebody: names, nominals and pronouns, as they stand, not yet resolved."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from spacy.tokens import Doc, Token

from onrecord.extraction.coreference import vocabulary
from onrecord.extraction.coreference.found import Markable, Sort
from onrecord.extraction.coreference.recognition import find_names
from onrecord.extraction.pronouns import HE, IT, RELATIVE, SHE, THEY, YOU, I

_AGED: Final = re.compile(r"\d+-year-old$")
_PARTS: Final = ("nsubj", "nsubjpass", "dobj", "pobj")
PERSONAL: Final = dict.fromkeys(HE, "m") | dict.fromkeys(SHE, "f")


def find(doc: Doc, quoted: list[bool], day: date | None) -> list[Markable]:
    """Every mention of an article in text order.

    `quoted` says of each token whether it is inside quotation marks; `day` is when the article was published.
    """
    found = find_names(doc, day)
    taken = {i for f in found for i in range(f.start, f.end)}
    heads = {f.head for f in found}
    for token in doc:
        word = token.lower_
        if token.i in taken:
            continue
        if word in PERSONAL or word in THEY or word in IT or word in I or word in YOU:
            found.append(Markable(token.i, token.i + 1, token.i, "pronoun", gender=PERSONAL.get(word)))  # type: ignore[arg-type]
            found[-1].plural = word in THEY
        elif word in RELATIVE and _is_relative(token):
            found.append(Markable(token.i, token.i + 1, token.i, "pronoun"))
    for chunk in doc.noun_chunks:
        if chunk.root.i not in heads and chunk.root.pos_ in ("NOUN", "PROPN", "ADJ", "NUM", "DET"):
            found.append(_nominal(chunk.start, chunk.end, chunk.root))
            heads.add(chunk.root.i)
    for token in doc:  # "the agency's budget", which is one chunk
        if token.dep_ == "poss" and token.pos_ == "NOUN" and token.i not in heads and token.i not in taken:
            found.append(_nominal(token.left_edge.i, token.i + 1, token))
    for token in doc:  # "the 56-year-old", which is no chunk
        if token.lower_ == "old" and token.i not in heads and token.dep_ in _PARTS:
            start = token.left_edge.i
            if _AGED.search(doc[start : token.i + 1].text):
                found.append(_nominal(start, token.i + 1, token))
    for f in found:
        f.quoted = quoted[f.head]
    return sorted(found, key=lambda f: (f.start, -f.end))


def _nominal(start: int, end: int, root: Token) -> Markable:
    lemma = root.lemma_.lower()
    plural = root.tag_ in ("NNS", "NNPS")
    sort: Sort | None = None
    if lemma in vocabulary.ROLES or root.ent_type_ == "NORP" or _AGED.search(root.doc[start:end].text):
        sort = "group" if plural else "person"
    elif lemma in vocabulary.DOCUMENTS or root.lower_ in vocabulary.DOCUMENTS:
        sort = "document"
    elif lemma in vocabulary.ORGANIZATIONS:
        sort = "organization"
    elif root.lower_ in vocabulary.GROUPS:
        sort = "group"
    found = Markable(start, end, root.i, "nominal", sort, plural=plural)
    if sort == "person":
        found.gender = "m" if lemma in vocabulary.MALE_ROLES else "f" if lemma in vocabulary.FEMALE_ROLES else None
    return found


def _is_relative(token: Token) -> bool:
    return any(t.dep_ == "relcl" for t in (token.head, token.head.head, token.head.head.head)) and (
        token.lower_ != "that" or token.dep_ in ("nsubj", "nsubjpass")
    )
