"""Worker processes on this machine: each loads the models once, articles go round in batches and keep their order."""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing import get_context

from onrecord.errors import InputError, InputNotExtracted, ModelError
from onrecord.extraction.pipeline import Extractor
from onrecord.model import Article, Extraction

Results = list[Extraction | InputError]
_BATCH = 8  # articles that travel together
_THREADS = 4  # at most, of a process that works alone; the results are the same with any number

_extractor: Extractor | ModelError


def extract_all(
    articles: Iterable[Article], *, workers: int = 1, model: str | None = None, min_confidence: float = 0.0
) -> Generator[Extraction | InputError, None, None]:
    """What `Extractor.extract_all` gives, in the same order, by `workers` processes. Closing it ends them.

    A worker that dies (out of memory, say) costs the article that it dies on; a fresh one takes up the rest.
    ModelError where a model cannot be loaded.
    """
    if workers == 1:
        threads = max(1, min(_THREADS, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1))
        yield from Extractor(model, min_confidence=min_confidence, threads=threads).extract_all(articles)
        return
    pool = _Pool(workers, model, min_confidence)
    try:
        yield from pool.extract_all(articles)
    except BaseException:  # Ctrl-C, or nobody wants the rest: what the workers still have in hand is for nobody
        pool.stop()
        raise
    pool.close()


class _Pool:
    def __init__(self, workers: int, model: str | None, min_confidence: float) -> None:
        self._workers = workers
        self._options = (model, min_confidence)
        self._executor = self._start()

    def _start(self) -> ProcessPoolExecutor:
        # Spawned, not forked: the runtimes below hold threads and locks that a fork would copy half-way.
        return ProcessPoolExecutor(self._workers, get_context("spawn"), _load, self._options)

    def extract_all(self, articles: Iterable[Article]) -> Iterator[Extraction | InputError]:
        rest = iter(articles)
        pending: deque[tuple[list[Article], Future[Results]]] = deque()
        while True:
            while len(pending) < 2 * self._workers and (batch := list(islice(rest, _BATCH))):
                pending.append((batch, self._executor.submit(_extract, batch)))
            if not pending:
                return
            batch, future = pending.popleft()
            try:
                yield from future.result()
            except BrokenProcessPool:
                yield from self._again(batch)
                pending = deque((b, self._executor.submit(_extract, b)) for b, _ in pending)

    def _again(self, batch: list[Article]) -> Results:
        """Each article of a batch on which a worker died, by itself."""
        results: Results = []
        self._restart()
        for article in batch:
            try:
                results += self._executor.submit(_extract, [article]).result()
            except BrokenProcessPool:
                results.append(InputNotExtracted(article.path or article.id, "its worker died (out of memory?)"))
                self._restart()
        return results

    def _restart(self) -> None:
        self.close()
        self._executor = self._start()

    def close(self) -> None:
        self._executor.shutdown(cancel_futures=True)

    def stop(self) -> None:
        """End the workers without waiting for what they have in hand."""
        workers = list((self._executor._processes or {}).values())  # a method of its own from Python 3.14
        self._executor.shutdown(wait=False, cancel_futures=True)
        for worker in workers:
            worker.terminate()


def _load(model: str | None, min_confidence: float) -> None:
    global _extractor
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all processes of a terminal; the first one decides
    try:
        _extractor = Extractor(model, min_confidence=min_confidence)
    except ModelError as e:  # raised here it would look like a worker that died
        _extractor = e


def _extract(batch: list[Article]) -> Results:
    if isinstance(_extractor, ModelError):
        raise _extractor
    return list(_extractor.extract_all(batch))
