"""Articles with other words in their places: news that nobody wrote, for a teacher to read to its pupil.

What the pupil lacks is not labels but text. The frame of an article stays (its marks, paragraphs and small words), and
who is spoken of, what is said and how it is said change: the teacher says what becomes of the attributions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
import spacy
from spacy.tokens import Doc, Token

from onrecord.extraction.language import DEFAULT
from training.attribution.data import Annotated

# A word is changed for one of its tag; a proper noun throughout an article, so that people stay who they are.
_NAMES: Final = ("NNP", "NNPS")
_OPEN: Final = frozenset((*_NAMES, *"NN NNS VB VBD VBG VBN VBP VBZ JJ JJR JJS RB CD".split()))


def reworded(articles: Sequence[Annotated], share: float, seed: int) -> Iterator[Annotated]:
    """Each article with about that `share` of its nouns, names, verbs, adjectives, adverbs and numbers replaced, every
    one by a word of its tag and casing from anywhere in the articles, as often as it is there. Without attributions.
    """
    tagger = spacy.load(DEFAULT, disable=["parser", "ner", "lemmatizer"])
    docs = list(tagger.pipe(article["text"] for article in articles))
    pool = defaultdict(list)
    for doc in docs:
        for token in filter(_is_open, doc):
            pool[_kind(token)].append(token.text)
    random = np.random.default_rng(seed)
    for article, doc in zip(articles, docs, strict=True):
        text = "".join(_changed(doc, pool, share, random))
        yield {"id": f"{article['id']} reworded", "text": text, "attributions": []}


def _changed(
    doc: Doc, pool: dict[tuple[str, str], list[str]], share: float, random: np.random.Generator
) -> Iterator[str]:
    names: dict[str, str] = {}
    for token in doc:
        word = token.text
        if _is_open(token):
            choice = pool[_kind(token)]
            other = choice[random.integers(len(choice))] if random.random() < share else word
            word = names.setdefault(word, other) if token.tag_ in _NAMES else other
        yield word + token.whitespace_


def _is_open(token: Token) -> bool:
    return token.tag_ in _OPEN and not token.is_stop and token.text[0].isalnum()


def _kind(token: Token) -> tuple[str, str]:
    casing = "lower" if token.is_lower else "upper" if token.is_upper else "title" if token.is_title else "mixed"
    return token.tag_, casing
