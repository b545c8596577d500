"""Languages that other packages read: entry points of the group `onrecord.languages`, named by the ISO 639-1 code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Protocol

from onrecord import __version__, offered
from onrecord.errors import InputError, InputNotExtracted
from onrecord.model import Article, Extraction, MadeBy
from onrecord.offered import Offer


class LanguagePlugin(Protocol):
    """What reads articles of another language than English: an object, or a module, that an entry point of
    `onrecord.languages` names."""

    def extract(self, article: Article) -> Extraction:
        """All that an article says. The same article gives the same: no network, no clock, no database.

        Every span lies in `article.text`, and a statement's `text` is its content's words. What cannot be read out is
        an InputNotExtracted that says why.
        """
        ...


def offers() -> list[Offer]:
    """All languages that packages bring, whether they can be used or not."""
    return offered.offers("languages", offered.needs("extract"), ("en",))


@cache
def languages() -> Mapping[str, Offer]:
    """The languages that can be read, besides English, by their codes."""
    return offered.usable(offers())


def made_by(code: str, *, min_confidence: float = 0.0) -> MadeBy:
    """What makes the extractions of a language: the package that brings it. KeyError where none does."""
    return MadeBy(__version__, languages()[code].package, "", "", min_confidence)


def extract(article: Article, code: str, *, min_confidence: float = 0.0) -> Extraction | InputError:
    """All that an article of a language says, or why it cannot be read out. KeyError where no package reads it."""
    offer = languages()[code]
    name = article.path or article.id
    try:
        found = offer.found.extract(article)
    except InputError as e:
        return e
    except Exception as e:  # what others wrote costs the article, and not the batch
        error = InputNotExtracted(name, f"{offer} failed on it: {type(e).__name__}: {e}")
        error.__cause__ = e
        return error
    if not isinstance(found, Extraction) or found.article != article:
        return InputNotExtracted(name, f"{offer} gave no Extraction of this article")
    sure = [said for said in found.statements if said.confidence >= min_confidence]
    ids = {said.id for said in sure}
    kept = tuple(said if said.nested_in in ids else replace(said, nested_in=None) for said in sure)
    return replace(found, statements=kept, made_by=made_by(code, min_confidence=min_confidence))
