"""Files, folders, URLs, stores, standard input and corpora → articles, one by one; a bad one costs only itself."""

from __future__ import annotations

import io
import os
import stat
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from onrecord.errors import InputEmpty, InputError, InputUnreadable
from onrecord.model import Article
from onrecord.reading import corpus, stores
from onrecord.reading.formats import is_readable
from onrecord.reading.readers import MAX_TEXT, Begin, Item, Keep, Options, articles, buffered
from onrecord.reading.web.fetch import fetch

Enter = Callable[[int, str, int], None]


@dataclass(slots=True)
class Inputs:
    """What is given to read, found on disk but not opened: iterate to read it.

    `total` is the size in bytes of all that was found, `done` of what has been read so far: for a progress bar.
    Folders are walked in sorted order, hidden files left out, and only files of a kind that is read are taken. Reading
    begins with the file of number `first`. `skipped` counts the files in folders that are of no kind that is read, by
    their extension (or name, where they have none).
    """

    sources: Iterable[str]
    columns: Mapping[str, str] = field(default_factory=dict)
    max_text: int = MAX_TEXT
    password: str | None = None  # of encrypted PDFs
    allow_private: bool = False  # whether URLs may lead to a private network
    keep: Keep | None = None  # is given every article's original
    enter: Enter | None = None  # is told the number, name and size of each file that is about to be read, and
    begin: Begin | None = None  # the name and size of each article in it
    first: int = 0
    left_out: frozenset[str] = frozenset()  # files in folders (absolute paths) that are passed over without a word
    total: int = field(default=0, init=False)
    done: int = field(default=0, init=False)
    skipped: Counter[str] = field(default_factory=Counter, init=False)
    _found: list[tuple[str, int] | InputError] = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        corpus.check_columns(self.columns)
        self._found = [found for source in self.sources for found in _find(source, source, self.skipped, self.left_out)]
        self.total = sum(found[1] for found in self._found if not isinstance(found, InputError))

    @property
    def files(self) -> list[tuple[str, int] | InputError]:
        """What was found: each file's name and size in bytes, or why it cannot be had."""
        return self._found

    def __len__(self) -> int:
        """How many files were found (a corpus counts as one)."""
        return len(self._found)

    def __iter__(self) -> Iterator[Item]:
        self.done = sum(found[1] for found in self._found[: self.first] if not isinstance(found, InputError))
        for number, found in enumerate(self._found[self.first :], self.first):
            if isinstance(found, InputError):
                yield found
                continue
            name, size = found
            before = self.done
            if self.enter is not None:
                self.enter(number, name, size)
            try:
                yield from self._read(name)
            except InputError as e:
                yield e
            self.done = before + size

    def _read(self, name: str) -> Iterator[Item]:
        options = Options(self.columns, self.max_text, self.password, self.allow_private, self.keep, self.begin)
        if _is_url(name):
            page = fetch(name, allow_private=self.allow_private)
            yield from articles(buffered(page.data), name, options, url=page.url)
            return
        try:
            with _open(name) as stream:
                yield from self._count(articles(stream, name, options, path=_path(name)), stream)
        except OSError as e:
            raise InputUnreadable(name, _why(e)) from None

    def _count(self, items: Iterator[Item], stream: BinaryIO) -> Iterator[Item]:
        before = self.done
        for item in items:
            if stream.seekable() and not stream.closed:
                self.done = before + stream.tell()
            yield item


def read_all(
    sources: Iterable[str],
    *,
    columns: Mapping[str, str] | None = None,
    max_text: int = MAX_TEXT,
    password: str | None = None,
    allow_private: bool = False,
) -> Iterable[Item]:
    """Every article of these files, folders and corpora, as a stream; `-` is standard input.

    An input that cannot be used is yielded as the InputError that it is, named `FILE` or `FILE:LINE`, and the rest goes
    on. `columns` maps a field of an article to the column of a corpus that holds it; `password` opens encrypted PDFs;
    `allow_private` lets a URL lead to a private network. TypeError for one name alone, which is a list of letters.
    """
    if isinstance(sources, str | bytes | Path):
        raise TypeError(f"read_all() takes a list of files and folders: read_all([{str(sources)!r}])")
    return Inputs(sources, columns or {}, max_text, password, allow_private)


def read(
    source: str | Path | bytes, *, name: str = "-", max_text: int = MAX_TEXT, password: str | None = None
) -> Article:
    """The one article of a file (`str` or `Path`), a URL, of standard input ("-"), or of bytes (which `name` names).

    Raises the InputError that tells why there is none. A corpus of several articles is read by `read_all`.
    """
    if isinstance(source, bytes):
        return _only(articles(buffered(source), name, Options({}, max_text, password)), name)
    return _only(iter(Inputs([str(source)], {}, max_text, password)), str(source))


def _only(items: Iterator[Item], name: str) -> Article:
    item = next(items, None)
    if item is None:
        raise InputEmpty(name, "no article in it")
    if isinstance(item, InputError):
        raise item
    if next(items, None) is not None:
        raise InputError(name, "holds more than one article; read it with read_all")
    return item


def _find(
    source: str, root: str, skipped: Counter[str], left_out: frozenset[str]
) -> Iterator[tuple[str, int] | InputError]:
    """The files that a source stands for, with their sizes, or why there are none; `root` is what the user named."""
    if source == "-" or _is_url(source):
        yield source, 0
        return
    source = stores.local(source)
    if stores.is_stored(source):
        yield from stores.find(source)
        return
    path = Path(source)
    try:
        status = path.stat()
        if not stat.S_ISDIR(status.st_mode):
            yield source, status.st_size if stat.S_ISREG(status.st_mode) else 0
            return
        entries = sorted(os.scandir(path), key=lambda e: e.name)
    except (OSError, ValueError) as e:
        yield InputUnreadable(source, _why(e))
        return
    pages = {Path(e.name).stem for e in entries if e.name.lower().endswith((".html", ".htm"))}
    for entry in entries:
        if entry.name.startswith(".") or (left_out and os.path.realpath(entry.path) in left_out):
            continue
        try:
            # A link to a folder is not followed: it may lead in a circle.
            if entry.is_dir(follow_symlinks=False):
                # What a browser saves beside a page is no article of its own.
                if not entry.name.endswith("_files") or entry.name.removesuffix("_files") not in pages:
                    yield from _find(entry.path, root, skipped, left_out)
            elif entry.is_symlink() and not _is_within(entry.path, root):
                # Who fills a folder must not decide what else of this machine is read.
                yield InputUnreadable(
                    entry.path, f"a link out of {root}, not followed; name its target to have it read"
                )
            elif entry.is_file() and is_readable(entry.name):
                yield entry.path, entry.stat().st_size
            elif entry.is_file() and Path(entry.name).stem.upper() != "README":
                skipped[Path(entry.name).suffix.lower() or entry.name] += 1
        except OSError as e:
            yield InputUnreadable(entry.path, _why(e))


def _is_within(path: str, folder: str) -> bool:
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))


def _is_url(source: str) -> bool:
    return source.lower().startswith(("http://", "https://"))


def _open(name: str) -> io.BufferedReader:
    if name == "-":
        return io.BufferedReader(io.FileIO(os.dup(sys.stdin.fileno())))
    return stores.opened(name)


def _path(name: str) -> str | None:
    return None if name == "-" or _is_url(name) else name


def _why(error: OSError | ValueError) -> str:
    if isinstance(error, FileNotFoundError):
        return "no such file or folder"
    if isinstance(error, PermissionError):
        return "no right to read it"
    if isinstance(error, IsADirectoryError):
        return "a folder, not a file"
    return (error.strerror or str(error)) if isinstance(error, OSError) else str(error)
