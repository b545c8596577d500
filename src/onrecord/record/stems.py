"""The words of texts as SQLite's FTS5 has them, for every database: its tokenizer, stems, and no case or accents."""

from __future__ import annotations

import re
import sqlite3
import threading
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Final

TOKENIZER: Final = "porter unicode61 remove_diacritics 2"
LONGEST: Final = 500  # code points of a word that PostgreSQL's index knows it by; it takes 2,046 bytes
_WORD: Final = re.compile(r"[^\W_]+")


class Stemmer(threading.local):
    """FTS5's own tokenizer, for texts that lie elsewhere. One for each thread, made when it is first needed."""

    @cached_property
    def _db(self) -> sqlite3.Connection:
        db = sqlite3.connect(":memory:", isolation_level=None)
        db.execute(f"CREATE VIRTUAL TABLE texts USING fts5(text, content='', tokenize='{TOKENIZER}')")
        db.execute("CREATE VIRTUAL TABLE words USING fts5vocab(texts, instance)")
        return db

    def stems(self, texts: Sequence[str]) -> list[list[str]]:
        """The stems of each text, in its order."""
        self._db.execute("BEGIN")
        try:
            self._db.executemany("INSERT INTO texts (rowid, text) VALUES (?, ?)", enumerate(texts))
            found: list[list[tuple[int, str]]] = [[] for _ in texts]
            for number, place, stem in self._db.execute("SELECT doc, offset, term FROM words"):
                found[number].append((place, stem))
        finally:
            self._db.execute("ROLLBACK")
        return [[stem for _, stem in sorted(one)] for one in found]


stemmer: Final = Stemmer()


def spaced(words: Sequence[str]) -> str:
    """Words as they are looked for one after the other: each between blanks of its own."""
    return "".join(f" {word} " for word in words)


def folded(text: str) -> str:
    """The words of a text without their case and accents."""
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return " ".join(_WORD.findall(text.lower()))


def holds(text: str | None, phrase: str) -> bool:
    """Does the text hold the words of the phrase in a row, whatever their case and accents?"""
    return f" {folded(phrase)} " in f" {folded(text or '')} "


def lexemes(stems: Iterable[str]) -> list[str]:
    """What PostgreSQL's index knows these stems by, each once."""
    return list(dict.fromkeys(stem[:LONGEST] for stem in stems))
