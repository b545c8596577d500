"""The same work by many machines: Ray's actors, each of which loads the models once and takes one job after the other.

What each does is `sharded.work`: the shards, the markers and the Parquet are those of one machine. An actor that dies
(its machine is gone, say) gives its jobs back; what is done of them stays.
"""

from __future__ import annotations

import contextlib
import os
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any, Final

from onrecord.errors import InputError, OnrecordError
from onrecord.reading import stores
from onrecord.scaling.folder import Folder
from onrecord.scaling.plan import Job, Settings
from onrecord.scaling.sharded import Made, work

_TRIES: Final = 3  # of a job whose actors die, and of actors that die, one after the other, before they begin one

Failed = Callable[[InputError], None]


def work_by_ray(
    jobs: list[Job],
    folder: Folder,
    settings: Settings,
    *,
    workers: int = 1,
    failed: Failed = lambda error: None,
) -> Generator[Made, None, None]:
    """Each shard of these jobs as it is done, by so many actors of the cluster at `RAY_ADDRESS`, or of this machine;
    `failed` is told what fails in a shard, when it is done.

    Where Ray is in use in this process already, that is taken. Each actor takes one core. OnrecordError where Ray is
    not installed, where the cluster cannot be reached, and where the actors of a job, or all, die again and again.
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
        yield from _Cluster(ray, jobs, folder, settings).work(workers, failed)
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

    def lost(self, worker: int) -> tuple[bool, list[Job]]:
        """A worker is gone: its jobs wait again, but for those that were tried often enough. Returns whether it ever
        took one, and those that are given up."""
        began = worker in self._given
        jobs = list(self._given.pop(worker, {}).values())
        self._waiting.extendleft(job for job in reversed(jobs) if self._tries[job.number] < _TRIES)
        return began, [job for job in jobs if self._tries[job.number] >= _TRIES]


class _Worker:
    """The actor that extracts."""

    def run(
        self, number: int, jobs: Any, folder: Folder, settings: Settings, here: str
    ) -> Iterator[tuple[Made, list[InputError]]]:
        """Do jobs as long as there are any: each shard, with what failed up to its end."""
        import ray

        with contextlib.suppress(OSError):  # on another machine there may be no such folder
            os.chdir(here)  # relative paths are the caller's

        def taken() -> Iterator[Job]:
            while (job := ray.get(jobs.next.remote(number))) is not None:
                yield job

        errors: list[InputError] = []
        for made in work(taken(), folder, settings, apart=True, failed=errors.append):
            yield made, list(errors)
            errors.clear()


class _Cluster:
    def __init__(self, ray: Any, jobs: list[Job], folder: Folder, settings: Settings) -> None:
        self._ray, self._folder, self._settings = ray, folder, settings
        self._jobs = ray.remote(num_cpus=0)(_Jobs).remote(jobs)
        self._actor = ray.remote(num_cpus=1, max_restarts=0)(_Worker)
        self._running: dict[Any, tuple[int, Any]] = {}  # what comes from a worker: its number, and its actor
        self._begun = 0

    def work(self, workers: int, failed: Failed) -> Iterator[Made]:
        given_up: list[Job] = []
        stillborn = 0  # actors in a row that died before they took a job
        for _ in range(workers):
            self._begin()
        while self._running:
            ready, _ = self._ray.wait(list(self._running), num_returns=1)
            for results in ready:
                number = self._running[results][0]
                try:
                    made, errors = self._ray.get(next(results))
                except StopIteration:
                    del self._running[results]
                    continue
                except self._ray.exceptions.RayTaskError as e:
                    raise e.cause if isinstance(e.cause, OnrecordError) else OnrecordError(str(e)) from None
                except self._ray.exceptions.RayError as e:  # the actor died
                    del self._running[results]
                    began, lost = self._ray.get(self._jobs.lost.remote(number))
                    given_up += lost
                    stillborn = 0 if began else stillborn + 1
                    if stillborn >= _TRIES * workers:
                        raise OnrecordError(_stillborn(stillborn, e)) from None
                    self._begin()
                    continue
                for error in errors:
                    failed(error)
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


def _stillborn(count: int, error: Exception) -> str:
    why = next((line.strip() for line in str(error).splitlines() if line.strip()), "no reason is known")
    return (
        f"{count:,} of Ray's actors died, one after the other, before they began a job ({why[:200]}); see that its "
        "machines have memory for the models and the same onrecord; the same command again goes on"
    )
