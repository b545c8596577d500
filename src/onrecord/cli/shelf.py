"""Where originals wait until their articles are in the record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.cli.options import Originals

if TYPE_CHECKING:
    from onrecord.model import Article
    from onrecord.reading.formats import Format
    from onrecord.record.originals import Kept


class Shelf:
    """Where originals wait, packed, until their articles are in the record; `keep` puts one there."""

    def __init__(self, originals: Originals) -> None:
        self._waiting: dict[str, Kept] = {}
        self.keep = self._keep if originals is Originals.KEEP else None

    def _keep(self, sha256: str, form: Format, data: bytes) -> None:
        from onrecord.record.originals import Kept

        self._waiting[sha256] = Kept.of(form, data)

    def put_back(self, article: Article, original: Kept | None) -> None:
        """Let an original wait again."""
        if original is not None and article.sha256:
            self._waiting[article.sha256] = original

    def take(self, article: Article) -> Kept | None:
        """The original of an article, which waits no longer."""
        return self._waiting.pop(article.sha256 or "", None)
