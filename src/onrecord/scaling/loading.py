"""Slices that `extract --output` wrote, found among the inputs of `onrecord add`, and read back without loss."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from onrecord.errors import InputError, InputMalformed, InputUnreadable
from onrecord.reading import stores

if TYPE_CHECKING:
    from onrecord.model import Extraction
    from onrecord.record.originals import Kept

_ENDING = ".parquet"
_OF_FOLDER = ("articles", "failures")  # of a whole folder


def parted(sources: Iterable[str]) -> tuple[list[str], list[str]]:
    """Of the inputs those that are slices, file by file, and the others; both in the order given.

    A slice is a Parquet file of ours, or all of them in a folder that `extract --output` wrote.
    """
    slices: list[str] = []
    rest: list[str] = []
    for source in sources:
        found = _slices(stores.local(source))
        slices += found
        rest += [] if found else [source]
    return slices, rest


def articles(slices: Iterable[str]) -> Iterator[tuple[Extraction, Kept | None] | InputError]:
    """The articles of slices, or what cannot be read of them, one by one."""
    from onrecord.exporting.slices import of_what, unpacked

    for name in slices:
        try:
            with closing(_opened(name)) as stream:
                what = of_what(stream)
                stream.seek(0)
                if what == "articles":
                    yield from unpacked(stream, name)
                elif what != "failures":
                    yield InputMalformed(name, f"a table of {what}, of which no record can be made; give its articles")
        except (InputError, OSError) as e:
            yield e if isinstance(e, InputError) else InputUnreadable(name, e.strerror or str(e))


def failures(slices: Iterable[str]) -> Iterator[InputError]:
    """What failed when the slices were made, where their failures are among them."""
    from onrecord.exporting.slices import failures, of_what

    for name in slices:
        with closing(_opened(name)) as stream:
            is_failures = of_what(stream) == "failures"
            stream.seek(0)
            yield from failures(stream) if is_failures else ()


def people(folder: str) -> list[str]:
    """The tables of people of a folder that `extract --output` wrote, in the order of its articles."""
    return _tables(stores.local(folder).rstrip("/"), "people")


def _slices(source: str) -> list[str]:
    if source.endswith(_ENDING):
        if not stores.is_stored(source):
            return [source] if _is_ours(source) else []
        return [name for name in _stored(source) if _is_ours(name)]
    if not stores.is_stored(source) and not Path(source, "run.json").is_file():
        return []
    found = (name for table in _OF_FOLDER for name in _tables(source.rstrip("/"), table))
    return [name for name in found if _is_ours(name)]


def _tables(folder: str, table: str) -> list[str]:
    if stores.is_stored(folder):
        return _stored(f"{folder}/{table}/*{_ENDING}")
    return [str(path) for path in sorted(Path(folder, table).glob(f"[!.]*{_ENDING}"))]


def _stored(pattern: str) -> list[str]:
    return [found[0] for found in stores.find(pattern) if not isinstance(found, InputError)]


def _is_ours(name: str) -> bool:
    try:
        from onrecord.exporting.slices import of_what

        with closing(_opened(name)) as stream:
            return of_what(stream) is not None
    except (ModuleNotFoundError, InputError, OSError):  # who reads it next says so
        return False


def _opened(name: str) -> BinaryIO:
    return stores.opened(name) if stores.is_stored(name) else Path(name).open("rb")
