"""Readers that other packages bring: entry points of the group `onrecord.readers`, whose name is that of the format."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Final, Protocol

from onrecord import offered
from onrecord.errors import InputEmpty, InputError, InputMalformed, InputTooLarge, InputUnknownType
from onrecord.model import Article
from onrecord.offered import Offer
from onrecord.reading.origin import Origin

OURS: Final = frozenset(
    "text markdown html jsonl json csv tsv parquet pdf docx odt eml zip warc gzip feed mhtml proceedings".split()
)
_log = logging.getLogger(__name__)


class ReaderPlugin(Protocol):
    """A reader of one kind of file: an object, or a module, that an entry point of `onrecord.readers` names.

    `extensions` are as in (".srt",). `takes` says by the first 4,096 bytes of a file of such
    an extension whether it is one; extensions that onrecord reads itself can be shared so. `read` makes the article:
    its text, with anchors that lead each character back, and title, byline, outlet, day and turns as far as they are
    known; id, path, hash and (where it tells none) URL and language are filled in. What cannot be read is an InputError
    that names the file and says why.

    An anchor's node is "" for files that are text throughout (offsets count code points of the decoded file). Other
    nodes are the reader's own: they begin with its name and a colon, and `node_text(data, node)`, which only such a
    reader has, gives the words of one, or None.
    """

    @property
    def extensions(self) -> Sequence[str]:
        """Those of its files, in lower case and with the point."""
        ...

    def takes(self, head: bytes, name: str) -> bool:
        """Whether a file, of which these are the first bytes, is of this kind."""
        ...

    def read(self, data: bytes, name: str) -> Article:
        """The article of a file."""
        ...


def offers() -> list[Offer]:
    """All that packages bring, whether it can be used or not."""
    return offered.offers("readers", offered.needs("extensions", "takes", "read"), OURS)


@cache
def readers() -> Mapping[str, Offer]:
    """The readers that can be used, by their names."""
    return offered.usable(offers())


def has(extension: str) -> bool:
    """Whether files of an extension (in lower case) may be for one of them."""
    return any(extension in offer.found.extensions for offer in readers().values())


def taking(head: bytes, name: str, extension: str) -> str | None:
    """The name of the reader that takes a file; None where none does."""
    for form, offer in readers().items():
        if extension in offer.found.extensions:
            try:
                if offer.found.takes(head, name):
                    return form
            except Exception as e:
                _log.warning("%s: %s failed on it: %s: %s", name, offer, type(e).__name__, e)
    return None


def read(form: str, data: bytes, origin: Origin, *, max_text: int) -> Article:
    """The article of these bytes by the reader of that name. InputError where there is none, or no such reader."""
    from onrecord.reading.language import identify  # asking a record loads no parser
    from onrecord.reading.text.document import too_large

    offer = readers().get(form)
    if offer is None:
        raise InputUnknownType(origin.name, f"it takes the reader {form!r}, which is not installed or cannot be used")
    try:
        article = offer.found.read(data, origin.name)
    except (InputError, MemoryError, RecursionError):
        raise
    except Exception as e:
        raise InputMalformed(origin.name, f"{offer} failed on it: {type(e).__name__}: {e}") from e
    if not isinstance(article, Article):
        raise InputMalformed(origin.name, f"{offer} made {type(article).__name__} of it, no Article")
    if not article.text.strip():
        raise InputEmpty(origin.name, "nothing in it but white space")
    if len(article.text) > max_text:
        raise InputTooLarge(origin.name, too_large(len(article.text), "characters", max_text))
    return replace(
        article,
        id=origin.id,
        url=article.url or origin.url,
        path=origin.path,
        sha256=origin.sha256,
        language=article.language or identify(article.text),
    )


def node_text(data: bytes, node: str) -> str | None:
    """The words of a node of a reader's own kind; None where it has none."""
    offer = readers().get(node.partition(":")[0])
    find = getattr(offer.found, "node_text", None) if offer else None
    found = find(data, node) if find else None
    return found if isinstance(found, str) else None
