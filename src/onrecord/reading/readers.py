"""One stream of bytes → the articles in it, each format by its reader."""

from __future__ import annotations

import gzip
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import cast
from urllib.parse import urlsplit

from onrecord.errors import InputEmpty, InputError, InputMalformed, InputTooLarge, InputUnknownType
from onrecord.model import Article, Evidence
from onrecord.reading import containers, corpus, plugin, rows
from onrecord.reading.formats import CORPORA, Format, sniff
from onrecord.reading.html.page import read_html
from onrecord.reading.office import BROKEN_ZIP, read_office
from onrecord.reading.origin import Origin
from onrecord.reading.pdf.document import read_pdf
from onrecord.reading.primary.article import with_turns
from onrecord.reading.primary.parliament import read_proceedings
from onrecord.reading.text.document import read_text
from onrecord.reading.web.feeds import Crawler, FeedEntry, entries
from onrecord.reading.web.fetch import FetchedPage

MAX_TEXT = 20_000_000  # characters of one article
_MAX_BYTES = 200_000_000  # of one file that is not a corpus: a page may be much markup around little text
_MAX_DEPTH = 2  # archives in archives
_PIECE = 1_000_000  # bytes read at a time
_HEAD = 4096  # bytes by which the format is told

Item = Article | InputError
Keep = Callable[[str, Format, bytes], None]
Begin = corpus.Begin


@dataclass(frozen=True, slots=True)
class Options:
    """What the user chose: the columns of corpora, the longest text, the password of encrypted PDFs, and
    whether a URL may lead to a private network.

    `keep` is given the original of every article: its SHA-256, its format and its bytes. (Of an article in a corpus the
    text itself is the original, and is not given.) `begin` is told the name and the size of each article that is about
    to be read; it says whether it is wanted, and may refuse it by an InputError. `depth` counts the archives that a
    stream is in.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    max_text: int = MAX_TEXT
    password: str | None = None
    allow_private: bool = False
    keep: Keep | None = None
    begin: Begin | None = None
    depth: int = 0


def buffered(data: bytes) -> io.BufferedReader:
    """Bytes as a stream."""
    return io.BufferedReader(cast(io.RawIOBase, io.BytesIO(data)))


def articles(
    stream: io.BufferedReader, name: str, options: Options, *, path: str | None = None, url: str | None = None
) -> Iterator[Item]:
    """Every article of a stream, or the error that it is. An InputError is raised where the whole cannot be read."""
    if options.depth > _MAX_DEPTH:  # an archive can be made that holds itself
        raise InputUnknownType(name, f"an archive in an archive, more than {_MAX_DEPTH} deep")
    inside = replace(options, depth=options.depth + 1)
    form = sniff(stream.peek(_HEAD)[:_HEAD], name, urlsplit(url).path if url else None)
    if form in CORPORA:
        yield from _corpus(stream, form, name, options, path)
    elif form == "gzip":
        inner = name[:-3] if name.lower().endswith(".gz") else name
        try:
            with gzip.GzipFile(fileobj=stream, mode="rb") as unpacked:
                yield from articles(io.BufferedReader(cast(io.RawIOBase, unpacked)), inner, inside, path=path, url=url)
        except BROKEN_ZIP as e:
            raise InputMalformed(name, f"a broken gzip file: {e}") from None
    elif form in ("zip", "warc"):
        seekable = stream if stream.seekable() or form == "warc" else buffered(_all(stream, name))
        members = containers.from_zip(seekable, name) if form == "zip" else containers.from_warc(stream, name)
        for member in members:
            yield from _member(member, inside, path)
    elif form == "eml":
        for member in containers.from_mail(_all(stream, name), name):
            yield from _member(member, inside, path)
    elif form == "mhtml":
        yield from _member(containers.from_mhtml(_all(stream, name), name), inside, path)
    elif form == "feed" and options.depth:
        raise InputUnknownType(name, "a feed, which is followed only where it is what was asked for")
    elif form == "feed":
        for found in Crawler(options.allow_private).pages(entries(_all(stream, name), name)):
            yield from from_feed(found, inside)
    else:
        data = _all(stream, name)
        yield _article(data, Origin.of(data, name, path=path, url=url), form, options)


def _member(member: containers.Member | InputError, options: Options, path: str | None) -> Iterator[Item]:
    if isinstance(member, InputError):
        yield member
        return
    try:
        if member.form is None:
            yield from articles(buffered(member.data), member.name, options, path=path and member.name)
        else:
            origin = Origin.of(member.data, member.name, path=path, url=member.url)
            article = _article(member.data, origin, member.form, options)
            if article.title is None and member.title:
                article = replace(article, title=member.title)
            if article.published is None and member.sent:
                evidence = Evidence("e-mail date", member.sent.isoformat())
                article = replace(article, published=member.sent, published_evidence=evidence)
            yield replace(article, warnings=article.warnings + member.warnings) if member.warnings else article
    except InputError as e:
        yield e


def from_feed(found: tuple[FeedEntry, FetchedPage] | InputError, options: Options) -> Iterator[Item]:
    """The articles of a page that a feed leads to, dated by the feed where the page tells no date."""
    if isinstance(found, InputError):
        yield found
        return
    entry, page = found
    try:
        for item in articles(buffered(page.data), entry.url, options, url=page.url):
            if isinstance(item, Article) and item.published is None and entry.published:
                evidence = Evidence("feed", f"{entry.published}")
                item = replace(item, published=entry.published, published_evidence=evidence)
            yield item
    except InputError as e:
        yield e


def _article(data: bytes, origin: Origin, form: Format, options: Options) -> Article:
    article = read_as(form, data, origin, options)
    if options.keep is not None:
        options.keep(origin.sha256, form, data)
    return article


def read_as(form: Format, data: bytes, origin: Origin, options: Options) -> Article:
    """The article of these bytes, whose format is known. InputError where there is none."""
    if not data.strip():
        raise InputEmpty(origin.name, "nothing in it")
    if options.begin is not None and not options.begin(origin.name, len(data)):
        raise corpus.known(origin.name)
    try:
        return _read(form, data, origin, options)
    except (MemoryError, RecursionError) as e:
        raise InputTooLarge(origin.name, f"takes more memory than there is to read ({type(e).__name__})") from None


def _read(form: Format, data: bytes, origin: Origin, options: Options) -> Article:
    if form == "pdf":
        begin = options.begin or (lambda name, size: True)
        turn_page = partial(begin, origin.name, len(data))  # each page has time of its own
        return with_turns(
            read_pdf(data, origin, max_text=options.max_text, password=options.password, turn_page=turn_page)
        )
    if form in ("docx", "odt"):
        return with_turns(read_office(data, origin, max_text=options.max_text))
    if form == "html":
        return read_html(data, origin, max_text=options.max_text)
    if form == "proceedings":
        return read_proceedings(data, origin, max_text=options.max_text)
    if form not in plugin.OURS:
        article = plugin.read(form, data, origin, max_text=options.max_text)
        return article if article.turns else with_turns(article)
    return read_text(data, origin, is_markdown=form == "markdown", max_text=options.max_text)


def _corpus(stream: io.BufferedReader, form: Format, name: str, options: Options, path: str | None) -> Iterator[Item]:
    found: Iterator[rows.Row | InputError]
    if form == "jsonl":
        found = rows.jsonl(stream, name)
    elif form == "json":
        found = rows.json(_all(stream, name), name)
    elif form == "parquet":
        whole = stream if stream.seekable() else buffered(_all(stream, name))
        found = rows.parquet(whole, name, options.columns)
    else:
        found = rows.table(stream, name, options.columns)
    yield from corpus.articles(
        found, options.columns, path=path, max_text=options.max_text, begin=options.begin or (lambda n, s: True)
    )


def _all(stream: io.BufferedReader, name: str) -> bytes:
    whole = io.BytesIO()  # by pieces: one large read would take the memory of the largest file for every file
    while piece := stream.read(_PIECE):
        whole.write(piece)
        if whole.tell() > _MAX_BYTES:
            break
    data = whole.getvalue()
    if len(data) > _MAX_BYTES:
        raise InputTooLarge(name, f"over {_MAX_BYTES:,} bytes; split it, or give it as a corpus of articles")
    return data
