"""Slices that `extract --output` wrote, found among the inputs of `onrecord add`, and read back without loss."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from onrecord.errors import InputError, InputMalformed, InputUnreadable
from onrecord.reading import stores

if TYPE_CHECKING:
    from onrecord.model import Extraction
    from onrecord.record.originals import Kept

Slices = list[tuple[str, str]]  # files, with which of `slices.TABLES` each holds

_ENDING = ".parquet"
_OF_FOLDER = ("articles", "failures")  # of a whole folder


def parted(sources: Iterable[str]) -> tuple[Slices, list[str]]:
    """Of the inputs those that are slices, file by file, and the others; both in the order given.

    A slice is a Parquet file of ours, or all of them in a folder that `extract --output` wrote.
    """
    slices: Slices = []
    rest: list[str] = []
    for source in sources:
        found = _slices(stores.local(source))
        slices += found
        rest += [] if found else [source]
    return slices, rest


def articles(slices: Slices) -> Iterator[tuple[Extraction, Kept | None] | InputError]:
    """The articles of slices, or what cannot be read of them, one by one."""
    from onrecord.exporting.slices import unpacked

    for name, table in slices:
        if table == "articles":
            try:
                with closing(stores.opened(name)) as stream:
                    yield from unpacked(stream, name)
            except (InputError, OSError) as e:
                yield _unread(name, e)
        elif table != "failures":
            yield InputMalformed(name, f"a table of {table}, of which no record can be made; give its articles")


def failures(slices: Slices, report: Callable[[InputError], None]) -> Iterator[InputError]:
    """What failed when the slices were made, where their failures are among them; `report` is told of a table of
    failures that cannot be read itself.
    """
    from onrecord.exporting.slices import failures

    for name, table in slices:
        if table != "failures":
            continue
        try:
            with closing(stores.opened(name)) as stream:
                yield from failures(stream, name)
        except (InputError, OSError) as e:
            report(_unread(name, e))


def people(folder: str) -> list[str]:
    """The tables of people of a folder that `extract --output` wrote, in the order of its articles."""
    return _tables(stores.local(folder).rstrip("/"), "people")


def _slices(source: str) -> Slices:
    if source.endswith(_ENDING):
        names = _stored(source) if stores.is_stored(source) else [source]
    elif stores.is_stored(source) or Path(source, "run.json").is_file():
        names = [name for table in _OF_FOLDER for name in _tables(source.rstrip("/"), table)]
    else:
        return []
    return [(name, table) for name in names if (table := _table(name)) is not None]


def _tables(folder: str, table: str) -> list[str]:
    if stores.is_stored(folder):
        return _stored(f"{folder}/{table}/*{_ENDING}")
    return [str(path) for path in sorted(Path(folder, table).glob(f"[!.]*{_ENDING}"))]


def _stored(pattern: str) -> list[str]:
    return [found[0] for found in stores.find(pattern) if not isinstance(found, InputError)]


def _table(name: str) -> str | None:
    """Which of our tables a file holds; None where it is none, or cannot be read."""
    try:
        from onrecord.exporting.slices import of_what

        with closing(stores.opened(name)) as stream:
            return of_what(stream)
    except (ModuleNotFoundError, InputError, OSError):  # who reads it next says so
        return None


def _unread(name: str, error: InputError | OSError) -> InputError:
    return error if isinstance(error, InputError) else InputUnreadable(name, error.strerror or str(error))
