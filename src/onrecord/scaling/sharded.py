"""Articles → shards of a folder, in the order of the plan: the work of this machine, and of one of many.

A shard is so many inputs in a row of one job, cut where reading puts them, whoever works it. Its marker is empty until
its tables are written, and then has a digest of what it was made of. A shard whose marker has the digest of what is
read now is not extracted again: a run that was killed goes on where it stood, and an input that has changed costs its
own shards.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

import msgspec

from onrecord.errors import InputError, InputUnreadable
from onrecord.exporting.slices import TABLES, Packer
from onrecord.extraction.floors import surer
from onrecord.model import Article, Extraction
from onrecord.reading.formats import Format
from onrecord.record.originals import Kept
from onrecord.scaling.folder import Folder
from onrecord.scaling.local import extract_all
from onrecord.scaling.plan import Job, JobDone, Settings
from onrecord.scaling.reading import GuardedReader


@dataclass(frozen=True, slots=True)
class ShardDone:
    """What a shard's marker says: the digest of what it was made of, how much is in it, and its files' sizes."""

    digest: str
    articles: int
    statements: int
    failed: int
    unread: int
    files: dict[str, int]


@dataclass(frozen=True, slots=True)
class Made:
    """A shard that is done; `fresh`: it was made now, not found. `read`: bytes of its job's inputs that are done."""

    job: Job
    shard: ShardDone
    fresh: bool
    read: int
    ends: bool  # the job with it


@dataclass(slots=True)
class _Got:
    """An input that was read, its original, and how many bytes of its job were read with it."""

    what: Article | InputError
    original: Kept | None
    read: int


@dataclass(slots=True)
class _Step:
    """What is to be done in turn: an item written, a shard closed, a job closed."""

    kind: Literal["article", "failure", "shard", "job"]
    job: Job
    number: int = 0  # of the shard
    error: InputError | None = None
    original: Kept | None = None
    digest: str = ""
    found: ShardDone | None = None  # the shard as it is there already
    read: int = 0


def work(
    jobs: Iterable[Job],
    folder: Folder,
    settings: Settings,
    *,
    workers: int = 1,
    apart: bool = False,
    failed: Callable[[InputError], None] = lambda error: None,
    progress: Callable[[Job, int], None] = lambda job, read: None,
) -> Generator[Made, None, None]:
    """Each shard of these jobs as it is done, extracted by `workers` processes; `failed` is told what fails, `progress`
    of each article how many bytes of its job are done with it.

    `apart`: even one worker is a process of its own, so that what kills it costs an article and not this process.
    """
    line = _Line(jobs, folder, settings, failed, progress)
    results = extract_all(
        line.articles(),
        workers=workers,
        model=settings.model,
        min_confidence=settings.made_by.min_confidence,
        apart=apart,
    )
    with closing(results):
        for result in results:
            line.take(result)
            yield from line.made()
    yield from line.made()


class _Line:
    """What is read and waits for its turn: the results come in the order in which the articles went."""

    def __init__(
        self,
        jobs: Iterable[Job],
        folder: Folder,
        settings: Settings,
        failed: Callable[[InputError], None],
        progress: Callable[[Job, int], None],
    ) -> None:
        self._jobs, self._folder, self._settings = jobs, folder, settings
        self._failed, self._progress = failed, progress
        self._steps: deque[_Step] = deque()
        self._made: deque[Made] = deque()
        self._packer: Packer | None = None
        self._of_job: list[ShardDone] = []

    def articles(self) -> Iterator[Article]:
        """The articles that are to be extracted."""
        for job in self._jobs:
            self._folder.remove(job.marker)  # it was of other inputs, or of some that could not be had
            for step, article in _cut(job, self._folder, self._settings):
                self._steps.append(step)
                if article is not None:
                    yield article
                else:
                    self._settle()
            self._steps.append(_Step("job", job))
            self._settle()

    def take(self, result: Extraction | InputError) -> None:
        """The result of the first article that waits for one."""
        step = self._steps.popleft()
        self._packer = self._packer or Packer()
        if isinstance(result, Extraction):
            try:
                self._packer.add(surer(result, self._settings.floors), step.original)
            except InputError as e:
                result = e
        if isinstance(result, InputError):
            self._fail(result)
        self._progress(step.job, step.read)
        self._settle()

    def made(self) -> Iterator[Made]:
        """The shards that are done since this was asked last."""
        while self._made:
            yield self._made.popleft()

    def _settle(self) -> None:
        """Do what waits for no result."""
        while self._steps and self._steps[0].kind != "article":
            step = self._steps.popleft()
            if step.error is not None:
                self._fail(step.error)
            elif step.kind == "shard":
                self._close(step)
            else:
                self._close_job(step.job)

    def _fail(self, error: InputError) -> None:
        self._packer = self._packer or Packer()
        self._packer.fail(error)
        self._failed(error)

    def _close(self, step: _Step) -> None:
        done = step.found
        if done is None:
            packed = (self._packer or Packer()).close()
            self._packer = None
            name = step.job.shard(step.number)
            sizes = {table: len(data) for table, data in packed.files.items()}
            done = ShardDone(step.digest, packed.articles, packed.statements, packed.failed, packed.unread, sizes)
            # Until its tables are written its marker is empty: one that is there tells of other tables.
            self._folder.write(f"done/{name}.json", b"")
            for table, data in packed.files.items():
                self._folder.write(f"{table}/{name}.parquet", data)
            if not packed.failed:  # as there were, perhaps, before the input changed
                self._folder.remove(f"failures/{name}.parquet")
            self._folder.write(f"done/{name}.json", msgspec.json.encode(done))
        self._of_job.append(done)
        self._made.append(Made(step.job, done, step.found is None, step.read, ends=False))

    def _close_job(self, job: Job) -> None:
        shards, self._of_job = self._of_job, []
        _remove_beyond(self._folder, job, len(shards))
        counts = (sum(getattr(s, name) for s in shards) for name in ("articles", "statements", "failed", "unread"))
        done = JobDone(job.inputs, len(shards), *counts)
        self._folder.write(job.marker, msgspec.json.encode(done))
        self._made.append(Made(job, ShardDone("", 0, 0, 0, 0, {}), False, job.size, ends=True))


def _remove_beyond(folder: Folder, job: Job, number: int) -> None:
    """Remove the shards that a job no longer has, for its input is shorter than it was."""
    end = number
    while folder.read(f"done/{job.shard(end)}.json") is not None:
        end += 1
    for n in reversed(range(number, end)):  # from the last, so that a run that is killed at it finds the others again
        marker = f"done/{job.shard(n)}.json"
        folder.write(marker, b"")
        for table in TABLES:
            folder.remove(f"{table}/{job.shard(n)}.parquet")
        folder.remove(marker)


def _cut(job: Job, folder: Folder, settings: Settings) -> Iterator[tuple[_Step, Article | None]]:
    """The steps of a job, with the article where one is to be extracted."""
    items = _read(job, settings)
    number = 0
    item = next(items, None)
    while item is not None:
        known = _marker(folder, job.shard(number))
        held: list[_Got] = []  # as long as they may be what the marker is of
        digest = sha256()
        count = read = 0
        while item is not None and count < settings.shard:
            count, read = count + 1, item.read
            digest.update(repr(item.what).encode("utf-8", "surrogatepass"))
            if known is None:
                yield _step(job, number, item)
            else:
                held.append(item)
            item = next(items, None)
        told = digest.hexdigest()
        found = known if known is not None and known.digest == told else None
        if found is None:
            for one in held:
                yield _step(job, number, one)
        yield _Step("shard", job, number, digest=told, found=found, read=read), None
        number += 1


def _step(job: Job, number: int, item: _Got) -> tuple[_Step, Article | None]:
    if isinstance(item.what, InputError):
        return _Step("failure", job, number, error=item.what, read=item.read), None
    return _Step("article", job, number, original=item.original, read=item.read), item.what


def _marker(folder: Folder, name: str) -> ShardDone | None:
    data = folder.read(f"done/{name}.json")
    try:
        return msgspec.json.decode(data, type=ShardDone) if data else None
    except msgspec.DecodeError:
        return None


def _read(job: Job, settings: Settings) -> Iterator[_Got]:
    waiting: dict[str, Kept] = {}

    def keep(digest: str, form: Format, data: bytes) -> None:
        waiting[digest] = Kept.of(form, data)

    for input in job.inputs:
        if input.reason is not None:
            yield _Got(InputUnreadable(input.name, input.reason), None, 0)
    names = [input.name for input in job.inputs if input.reason is None]
    reader = GuardedReader(
        names,
        settings.columns,
        password=settings.password,
        allow_private=settings.allow_private,
        keep=keep if settings.originals == "keep" else None,
    )
    for found in reader if names else ():
        original = waiting.pop(found.sha256 or "", None) if isinstance(found, Article) else None
        yield _Got(found, original, reader.done)
