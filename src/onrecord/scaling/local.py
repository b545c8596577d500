"""Worker processes on this machine: each loads the models once, articles go round in batches and keep their order."""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from itertools import islice
from multiprocessing import get_context
from types import FrameType
from typing import TYPE_CHECKING

from onrecord import logs, offered
from onrecord.errors import InputError, InputNotExtracted, ModelError
from onrecord.model import Article, Extraction
from onrecord.scaling.lifeline import end_with_parent

if TYPE_CHECKING:
    from onrecord.extraction.pipeline import Extractor
    from onrecord.record.asserting import AssertingExtractor

    Working = Extractor | AssertingExtractor

Results = list[Extraction | InputError]
_BATCH = 8  # articles that travel together
_THREADS = 4  # at most, of a process that works alone; the results are the same with any number
SECONDS = 120.0  # for an article of no great length, and
_AGAIN = 1.0  # seconds after which the clock of a hanging article rings once more
_PER_CHARACTER = 2e-3  # seconds more for each character: ten times what a busy machine takes

_extractor: Working | ModelError


def extract_all(
    articles: Iterable[Article],
    *,
    workers: int = 1,
    model: str | None = None,
    min_confidence: float = 0.0,
    seconds: float = SECONDS,
    apart: bool = False,
    for_record: bool = False,
) -> Generator[Extraction | InputError, None, None]:
    """What `Extractor.extract_all` gives, in the same order, by `workers` processes. Closing it ends them.

    A worker that dies (out of memory, say) or hangs (for `seconds`, and more for a long article) costs the article that
    it does it on; a fresh one takes up the rest. One worker is this process, unless it is to be `apart`. `for_record`:
    with what comparison needs, which takes half as long again, and which `Record.add` keeps. ModelError where a model
    cannot be loaded.
    """
    if workers == 1 and not apart:
        yield from _alone(articles, model, min_confidence, seconds, for_record)
        return
    pool = _Pool(workers, model, min_confidence, seconds, for_record)
    try:
        yield from pool.extract_all(articles)
    except BaseException:  # Ctrl-C, or nobody wants the rest: what the workers still have in hand is for nobody
        pool.stop()
        raise
    pool.close()


def limit(articles: Sequence[Article], seconds: float) -> float:
    """How many seconds some articles may take."""
    return seconds + _PER_CHARACTER * sum(len(a.text) for a in articles)


def _hung(article: Article, seconds: float) -> InputNotExtracted:
    took = f"took longer than {limit([article], seconds):.0f} seconds to extract, and was given up"
    return InputNotExtracted(article.path or article.id, took)


# ---------------------------------------------------------------------------------------------- in this process


class _Hangs(BaseException):
    """Raised by the clock where an article takes too long; no Exception, so that nothing takes it for a fault."""


def _alone(
    articles: Iterable[Article], model: str | None, min_confidence: float, seconds: float, for_record: bool
) -> Iterator[Extraction | InputError]:
    threads = max(1, min(_THREADS, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1))
    extractor: Working | None = None  # the models are not loaded for a file that is not there
    rest = iter(articles)
    while batch := list(islice(rest, _BATCH)):
        extractor = extractor or _working(model, min_confidence, threads, for_record)
        try:
            with _clock(limit(batch, seconds)):
                results = list(extractor.extract_all(batch))
        except _Hangs:
            results = [_one(extractor, article, seconds) for article in batch]
        yield from results


def _working(model: str | None, min_confidence: float, threads: int, for_record: bool) -> Working:
    from onrecord.extraction.pipeline import Extractor

    extractor = Extractor(model, min_confidence=min_confidence, threads=threads)
    if not for_record:
        return extractor
    from onrecord.record.asserting import AssertingExtractor

    return AssertingExtractor(extractor)


def _one(extractor: Working, article: Article, seconds: float) -> Extraction | InputError:
    try:
        with _clock(limit([article], seconds)):
            return next(extractor.extract_all([article]))
    except _Hangs:
        return _hung(article, seconds)


@contextmanager
def _clock(seconds: float) -> Iterator[None]:
    """Raise `_Hangs` in the main thread after so many seconds, where the system has such a clock."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    rung = False

    def ring(number: int, frame: FrameType | None) -> None:
        nonlocal rung
        rung = True
        raise _Hangs

    before = signal.signal(signal.SIGALRM, ring)
    try:
        signal.setitimer(signal.ITIMER_REAL, seconds, _AGAIN)
        yield
        if rung:  # and a library swallowed what was raised
            raise _Hangs
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


# -------------------------------------------------------------------------------------------- in other processes


class _Pool:
    """Workers that load the models once. What kills or holds up one of them costs the others nothing."""

    def __init__(
        self, workers: int, model: str | None, min_confidence: float, seconds: float, for_record: bool
    ) -> None:
        from pebble import ProcessPool

        self._workers = workers
        self._seconds = seconds
        # Spawned, not forked: the runtimes below hold threads and locks that a fork would copy half-way.
        spawned = get_context("spawn")
        given = (model, min_confidence, for_record)
        self._pool = ProcessPool(workers, initializer=_load, initargs=given, context=spawned)

    def extract_all(self, articles: Iterable[Article]) -> Iterator[Extraction | InputError]:
        rest = iter(articles)
        pending: deque[tuple[list[Article], Future[Results]]] = deque()
        while True:
            while len(pending) < 2 * self._workers and (batch := list(islice(rest, _BATCH))):
                pending.append((batch, self._begin(batch)))
            if not pending:
                return
            yield from self._results(*pending.popleft())

    def _begin(self, batch: Sequence[Article]) -> Future[Results]:
        found: Future[Results] = self._pool.schedule(_extract, (batch,), timeout=limit(batch, self._seconds))
        return found

    def _results(self, batch: Sequence[Article], future: Future[Results]) -> Results:
        """The results of a batch; where a worker died or hung on it, those of each article by itself."""
        from pebble import ProcessExpired

        try:
            return future.result()
        except (ProcessExpired, TimeoutError) as error:
            if len(batch) > 1:
                return [result for a in batch for result in self._results([a], self._begin([a]))]
            if isinstance(error, TimeoutError):
                return [_hung(batch[0], self._seconds)]
            return [InputNotExtracted(batch[0].path or batch[0].id, "its worker died (out of memory?)")]

    def close(self) -> None:
        self._pool.close()  # type: ignore[no-untyped-call]
        self._pool.join()

    def stop(self) -> None:
        """End the workers without waiting for what they have in hand."""
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()


def _load(model: str | None, min_confidence: float, for_record: bool) -> None:
    global _extractor
    end_with_parent()
    logs.follow()
    offered.quietly()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all processes of a terminal; the first one decides
    try:
        _extractor = _working(model, min_confidence, 1, for_record)
    except ModelError as e:  # raised here it would look like a worker that died
        _extractor = e


def _extract(batch: list[Article]) -> Results:
    if isinstance(_extractor, ModelError):
        raise _extractor
    return list(_extractor.extract_all(batch))
