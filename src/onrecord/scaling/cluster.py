"""The same work by many machines: Ray's actors, each of which loads the models once and takes one job after the other.

What each does is `sharded.work`: the shards, the markers and the Parquet are those of one machine. An actor that dies
(its machine is gone, say) gives its jobs back; what is done of them stays.
"""

from __future__ import annotations

import contextlib
import os
from collections import Counter, deque
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any, Final

from onrecord.errors import OnrecordError
from onrecord.reading import stores
from onrecord.scaling.folder import Folder
from onrecord.scaling.plan import Job, Settings
from onrecord.scaling.sharded import Made, work

_TRIES: Final = 3  # of a job whose actors die


def work_by_ray(
    jobs: list[Job], folder: Folder, settings: Settings, *, workers: int = 1
) -> Generator[Made, None, None]:
    """Each shard of these jobs as it is done, by so many actors of the cluster at `RAY_ADDRESS`, or of this machine.

    Where Ray is in use in this process already, that is taken. Each actor takes one core. OnrecordError where Ray is
    not installed, where the cluster cannot be reached, and where the actors of a job die again and again.
    """
    try:
        import ray
    except ModuleNotFoundError:
        raise OnrecordError("ray is not installed; pip install 'onrecord[ray]'") from None
    if folder.url.startswith("memory:"):
        raise OnrecordError(f"{folder.url}: the memory of this process, into which no other one can write")
    if not stores.is_stored(folder.url):
        folder = Folder(str(Path(folder.url).resolve()))
    began = not ray.is_initialized()
    if began:
        _begin(ray, workers)
    try:
        yield from _Cluster(ray, jobs, folder, settings).work(workers)
    finally:
        if began:
            ray.shutdown()


def _begin(ray: Any, workers: int) -> None:
    options: dict[str, Any] = {"log_to_driver": False, "logging_level": "ERROR"}
    if "RAY_ADDRESS" not in os.environ:
        options |= {"num_cpus": workers, "include_dashboard": False}
    try:
        ray.init(**options)
    except Exception as e:  # a daemon that did not come in time is a bare one
        ray.shutdown()
        raise OnrecordError(f"Ray cannot be begun: {' '.join(str(e).split())[:300]}") from None


class _Jobs:
    """The actor that has the jobs, and gives them out."""

    def __init__(self, jobs: list[Job]) -> None:
        self._waiting = deque(jobs)
        self._given: dict[int, dict[int, Job]] = {}
        self._tries: Counter[int] = Counter()

    def next(self, worker: int) -> Job | None:
        """The next job; None where there is none."""
        if not self._waiting:
            return None
        job = self._waiting.popleft()
        self._given.setdefault(worker, {})[job.number] = job
        self._tries[job.number] += 1
        return job

    def ended(self, worker: int, job: int) -> None:
        """A worker is done with a job."""
        self._given[worker].pop(job, None)

    def lost(self, worker: int) -> list[Job]:
        """A worker is gone: its jobs wait again, but for those, returned, that were tried often enough."""
        jobs = list(self._given.pop(worker, {}).values())
        self._waiting.extendleft(job for job in reversed(jobs) if self._tries[job.number] < _TRIES)
        return [job for job in jobs if self._tries[job.number] >= _TRIES]


class _Worker:
    """The actor that extracts."""

    def run(self, number: int, jobs: Any, folder: Folder, settings: Settings, here: str) -> Iterator[Made]:
        """Do jobs as long as there are any."""
        import ray

        with contextlib.suppress(OSError):  # on another machine there may be no such folder
            os.chdir(here)  # relative paths are the caller's

        def taken() -> Iterator[Job]:
            while (job := ray.get(jobs.next.remote(number))) is not None:
                yield job

        yield from work(taken(), folder, settings, apart=True)


class _Cluster:
    def __init__(self, ray: Any, jobs: list[Job], folder: Folder, settings: Settings) -> None:
        self._ray, self._folder, self._settings = ray, folder, settings
        self._jobs = ray.remote(num_cpus=0)(_Jobs).remote(jobs)
        self._actor = ray.remote(num_cpus=1, max_restarts=0)(_Worker)
        self._running: dict[Any, tuple[int, Any]] = {}  # what comes from a worker: its number, and its actor
        self._begun = 0

    def work(self, workers: int) -> Iterator[Made]:
        given_up: list[Job] = []
        for _ in range(workers):
            self._begin()
        while self._running:
            ready, _ = self._ray.wait(list(self._running), num_returns=1)
            for results in ready:
                number = self._running[results][0]
                try:
                    made: Made = self._ray.get(next(results))
                except StopIteration:
                    del self._running[results]
                    continue
                except self._ray.exceptions.RayTaskError as e:
                    raise e.cause if isinstance(e.cause, OnrecordError) else OnrecordError(str(e)) from None
                except self._ray.exceptions.RayError:  # the actor died
                    del self._running[results]
                    given_up += self._ray.get(self._jobs.lost.remote(number))
                    self._begin()
                    continue
                if made.ends:
                    self._ray.get(self._jobs.ended.remote(number, made.job.number))
                yield made
        if given_up:
            names = ", ".join(job.inputs[0].name for job in given_up[:5])
            raise OnrecordError(
                f"{len(given_up):,} jobs were given up, for their workers died {_TRIES} times: {names}; the same "
                "command again tries them once more"
            )

    def _begin(self) -> None:
        actor = self._actor.remote()
        run = actor.run.options(num_returns="streaming")
        results = run.remote(self._begun, self._jobs, self._folder, self._settings, str(Path.cwd()))
        self._running[results] = self._begun, actor
        self._begun += 1
