"""Reading in a process of its own, which is ended where it hangs, dies or wants too much memory; the rest goes on.

Parsers in C can loop for ever or crash on a file that was made for it, and nothing in their process can help then. The
process costs little: it reads the next article while this one extracts the last.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onrecord import interruption, logs, offered
from onrecord.errors import InputError, InputUnreadable, OnrecordError
from onrecord.model import Article
from onrecord.reading import plugin
from onrecord.scaling.lifeline import end_with_parent

if TYPE_CHECKING:
    from onrecord.reading.readers import Keep

SECONDS = 30.0  # of processor time for an input of no great size, and
_PER_BYTE = 2e-6  # more for each byte, up to
_MOST_BYTES = 200_000_000  # of them: a corpus may have any size, but its rows are read one by one
_WAITING = 2  # times as long, by the clock: for what waits and does nothing, on a machine that has other work
_DIED = "the process that read it died on it, or found no more memory"
MEMORY = 2_000_000_000  # bytes


@dataclass(slots=True)
class GuardedReader:
    """`reading.Inputs`, read by another process: iterate to read; `total`, `done` and `skipped` as there.

    An input that takes longer than `seconds` of processor time (and a little for its size; twice as long by the clock),
    on which the process dies, or that wants more than `memory` bytes is yielded as an InputError; so is a row of a
    corpus, or a member of an archive, by itself. Standard input is read here, unguarded.
    """

    sources: Iterable[str]
    columns: Mapping[str, str] = field(default_factory=dict)
    password: str | None = None
    allow_private: bool = False
    keep: Keep | None = None
    seconds: float = SECONDS
    memory: int = MEMORY
    left_out: frozenset[str] = frozenset()
    total: int = field(default=0, init=False)
    done: int = field(default=0, init=False)
    skipped: Mapping[str, int] = field(default_factory=dict, init=False)

    def __iter__(self) -> Iterator[Article | InputError]:
        self.sources = list(self.sources)
        plugin.readers()  # what cannot be used of them is told here, once, and not by each process
        if "-" in self.sources:
            yield from self._here()
            return
        refused: dict[str, InputError] = {}
        first = known = 0  # the file in work, and how many of its items are out
        while True:
            work = _Work(self, first, known, refused)
            try:
                for at, item in work:
                    first, known = at, known + 1 if at == first else 1
                    yield item
                return
            except _Ended as ended:
                if ended.file is None:
                    raise OnrecordError(f"the process that reads cannot go on: {ended.reason}") from None
                if ended.at != first:
                    first, known = ended.at, 0
                if ended.name is not None and ended.name != ended.file and ended.name not in refused:
                    refused[ended.name] = InputUnreadable(ended.name, ended.reason)
                    continue
                after = f"; what comes after its article {known:,} is not read" if known else ""
                yield InputUnreadable(ended.file, ended.reason + after)
                first, known = first + 1, 0
            finally:
                work.stop()

    def _here(self) -> Iterator[Article | InputError]:
        from onrecord.reading import Inputs

        inputs = Inputs(
            self.sources,
            self.columns,
            password=self.password,
            allow_private=self.allow_private,
            keep=self.keep,
            left_out=self.left_out,
        )
        self.total, self.skipped = inputs.total, inputs.skipped
        for item in inputs:
            self.done = inputs.done
            yield item


class _Ended(Exception):
    """The process came to an end: in which file and its number, on which of its articles (None: between two), why."""

    def __init__(self, at: int, file: str | None, name: str | None, reason: str) -> None:
        super().__init__(reason)
        self.at, self.file, self.name, self.reason = at, file, name, reason


class _Work:
    """One process, from a file's number on, of which so many items are known."""

    def __init__(self, reader: GuardedReader, first: int, known: int, refused: Mapping[str, InputError]) -> None:
        self._reader = reader
        context = process_context()
        self._here, there = context.Pipe(duplex=False)
        request = {
            "sources": reader.sources,
            "columns": dict(reader.columns),
            "password": reader.password,
            "allow_private": reader.allow_private,
            "first": first,
            "left_out": reader.left_out,
        }
        self._process = context.Process(
            target=_serve,
            args=(there, request, reader.keep is not None, known, dict(refused), reader.memory),
            daemon=True,
        )
        with interruption.held():
            self._process.start()
        there.close()

    def __iter__(self) -> Iterator[tuple[int, Article | InputError]]:
        """Each item with its file's number. _Ended where the process is."""
        at = 0
        file: str | None = None
        name: str | None = None
        limit: float | None = None
        began = used = 0.0
        while True:
            while not self._here.poll(limit):
                assert limit is not None
                spent, waited = self._spent() - used, time.monotonic() - began
                if spent >= limit or waited >= _WAITING * limit:
                    reason = f"took longer than {limit:g} seconds to read, and was given up"
                    raise _Ended(at, file, name, reason)
            try:
                kind, *parts = self._here.recv()
            except (EOFError, OSError):
                raise _Ended(at, file, name, _DIED) from None
            if kind == "total":
                self._reader.total, self._reader.skipped = parts
            elif kind == "keep" and self._reader.keep is not None:
                self._reader.keep(*parts)
            elif kind == "file":
                at, file, size = parts
                name, limit = None, self._limit(size)
            elif kind == "begin":
                name, size = parts
                limit = self._limit(size)
            elif kind == "item":
                self._reader.done, item = parts
                name, limit = None, self._limit(0)
                yield at, item
            elif kind == "end":
                return
            began, used = time.monotonic(), self._spent()

    def _limit(self, size: int) -> float:
        return self._reader.seconds + _PER_BYTE * min(size, _MOST_BYTES)

    def _spent(self) -> float:
        """The processor time of the process; the clock's where the system does not tell."""
        try:
            fields = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
            return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        except (OSError, ValueError, IndexError, AttributeError):
            return time.monotonic()

    def stop(self) -> None:
        """End the process, whatever it does."""
        self._here.close()
        self._process.kill()
        self._process.join()


def process_context() -> Any:
    """How processes are begun that read: what `multiprocessing.get_context` gives."""
    # Never forked from here: the caller may hold threads and locks that a fork would copy half-way. A server that has
    # the readers loaded, and nothing else, gives the next process in no time.
    if "forkserver" not in get_all_start_methods():
        return get_context("spawn")
    context = get_context("forkserver")
    context.set_forkserver_preload(["onrecord.reading.inputs"])
    if threading.current_thread() is not threading.main_thread():
        return context
    # Ctrl-C while the server loads is not for it. Blocking the signal (`interruption`) would not do: what the server
    # starts with first, the resource tracker, unblocks it.
    from multiprocessing import forkserver  # not there on Windows

    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        forkserver.ensure_running()
    finally:
        signal.signal(signal.SIGINT, before)
    return context


def _serve(
    out: Connection, request: dict[str, Any], keeps: bool, known: int, refused: Mapping[str, InputError], memory: int
) -> None:
    end_with_parent()
    logs.follow()
    offered.quietly()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all processes of a terminal; the first one decides
    for library in ("OMP", "OPENBLAS"):  # whose threads would reserve memory that reading has no use for
        os.environ.setdefault(f"{library}_NUM_THREADS", "1")
    cap_memory(memory)
    from onrecord.reading import Inputs

    passed = 0  # of the items that are known

    def enter(at: int, name: str, size: int) -> None:
        nonlocal known, passed
        known, passed = known if at == request["first"] else 0, 0
        out.send(("file", at, name, size))

    def begin(name: str, size: int) -> bool:
        if passed < known:
            return False
        if name in refused:
            raise refused[name]
        out.send(("begin", name, size))
        return True

    def keep(sha256: str, form: str, data: bytes) -> None:
        out.send(("keep", sha256, form, data))

    try:
        inputs = Inputs(**request, enter=enter, begin=begin, keep=keep if keeps else None)
        out.send(("total", inputs.total, dict(inputs.skipped)))
        for item in inputs:
            if passed < known:
                passed += 1
            else:
                out.send(("item", inputs.done, item))
        out.send(("end",))
    except (MemoryError, BrokenPipeError):  # a new process takes up the rest; or nobody wants it
        return


def cap_memory(memory: int) -> None:
    """Let this process have no more memory than that, where the system can."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    except (ImportError, AttributeError, ValueError, OSError):
        pass
