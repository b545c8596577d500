"""The folder that a long extraction writes to: on this machine, or in a store that fsspec reaches."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from onrecord.errors import OnrecordError
from onrecord.reading import stores


@dataclass(slots=True)
class Folder:
    """Files by their names below it (`done/000003.json`). A file is there whole or not at all.

    OnrecordError where the store cannot be reached or refuses. It travels to other processes by its address.
    """

    url: str
    _store: Any = field(default=None, init=False, repr=False)

    def __post_init__(self) -> None:
        self.url = stores.local(self.url).rstrip("/") or "/"

    def __reduce__(self) -> tuple[type[Folder], tuple[str]]:
        return Folder, (self.url,)

    def read(self, name: str) -> bytes | None:
        """A file's bytes; None where there is none of that name."""
        try:
            found: bytes = self._files.cat_file(self._path(name))
        except FileNotFoundError:
            return None
        except Exception as e:  # each driver has errors of its own
            raise self._error(e) from None
        return found

    def read_all(self, names: Iterable[str]) -> dict[str, bytes]:
        """Those of these files that are there, asked for at once."""
        paths = {self._path(name): name for name in names}
        try:
            found = self._files.cat(list(paths), on_error="omit") if paths else {}
        except Exception as e:
            raise self._error(e) from None
        ours = {path.rsplit("/", 1)[-1]: name for path, name in paths.items()}
        return {ours[path.rsplit("/", 1)[-1]]: data for path, data in found.items()}

    def write(self, name: str, data: bytes) -> None:
        """Write a file; one of that name is replaced."""
        if not stores.is_stored(self.url):
            try:
                self._write_here(Path(self.url, name), data)
            except OSError as e:
                reason = "the disk is full" if e.errno == errno.ENOSPC else e.strerror or str(e)
                raise OnrecordError(
                    f"{self.url}: {reason}; what was written before is whole, and the same command again goes on"
                ) from e
            return
        try:
            self._files.pipe_file(self._path(name), data)  # a store shows what is put when all of it is there
        except Exception as e:
            raise self._error(e) from None

    def remove(self, name: str) -> None:
        """Remove a file, if it is there."""
        try:
            self._files.rm_file(self._path(name))
        except FileNotFoundError:
            return
        except Exception as e:
            raise self._error(e) from None

    def _write_here(self, path: Path, data: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Beside it first, under a name that no pattern for its kind finds; two that write the same do not meet.
        beside = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            with beside.open("wb") as out:
                out.write(data)
                out.flush()
                os.fsync(out.fileno())
            with suppress(FileNotFoundError):  # another that wrote this took it for what one that was killed had left
                beside.replace(path)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
        for left in path.parent.glob(f".{path.name}.*"):
            with suppress(OSError):
                left.unlink()

    @property
    def _files(self) -> Any:
        if self._store is None:
            try:
                from fsspec.core import url_to_fs
            except ModuleNotFoundError:
                raise OnrecordError(f"{self.url}: needs fsspec: pip install 'onrecord[tables]'") from None
            try:
                self._store = url_to_fs(self.url)[0]
            except Exception as e:
                raise self._error(e) from None
        return self._store

    def _path(self, name: str) -> str:
        return f"{self.url}/{name}"

    def _error(self, error: Exception) -> OnrecordError:
        return OnrecordError(f"{self.url}: {' '.join(str(error).split())[:200] or type(error).__name__}")
