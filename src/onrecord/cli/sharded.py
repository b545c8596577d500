"""`onrecord extract --output`: Parquet in a folder, shard by shard; what was done already stays."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Final

import typer

from onrecord.cli.inputs import note_passed_over
from onrecord.cli.options import Engine, Originals
from onrecord.cli.progress import Bar
from onrecord.cli.saying import number
from onrecord.cli.terminal import note, tell
from onrecord.errors import InputError
from onrecord.exporting.tables import needed

if TYPE_CHECKING:
    from onrecord.scaling.folder import Folder
    from onrecord.scaling.plan import Job, JobDone, Settings
    from onrecord.scaling.sharded import Made


_FILES: Final = (".jsonl", ".json", ".csv", ".tsv")  # what is printed, and no folder's name


@dataclass(frozen=True, slots=True)
class Asked:
    """The options of the command."""

    min_confidence: float
    model: str | None
    workers: int
    columns: dict[str, str] | None
    password: str | None
    allow_private: bool
    originals: Originals
    shard: int
    engine: Engine
    sure: bool


def extract_to(sources: list[str], output: str, asked: Asked) -> None:
    """Extract into a folder, and say what is in it; ends with status 1 where an input failed."""
    if "-" in sources:
        raise typer.BadParameter("standard input cannot be read again where the work is taken up: give a file")
    if (ending := PurePath(output).suffix) in _FILES and not Path(output).is_dir():
        hint = f"for a {ending} file leave --output out, and write onrecord extract … > {PurePath(output).name}"
        raise typer.BadParameter(f"--output makes a folder of Parquet: {hint}")
    needed("pyarrow", "tables")
    needed("fsspec", "tables")
    from onrecord.extraction.floors import FLOORS
    from onrecord.extraction.provenance import made_by
    from onrecord.scaling import plan
    from onrecord.scaling.folder import Folder

    settings = plan.Settings(
        made_by(asked.model, min_confidence=asked.min_confidence),
        asked.shard,
        asked.columns or {},
        asked.originals.value,
        allow_private=asked.allow_private,
        model=asked.model,
        password=asked.password,
        floors=dict(FLOORS) if asked.sure else {},
    )
    folder = Folder(output)
    plan.check(folder, settings)
    planned = plan.make(folder, sources, settings)
    note_passed_over(planned.skipped)
    done = _Done(output, planned.done, planned.jobs, label=f"Extracting with {number(asked.workers, 'worker')}")
    try:
        with done, closing(_work(planned.jobs, folder, settings, asked, done)) as shards:
            for made in shards:
                done.take(made)
    except KeyboardInterrupt:
        note(f"{done}; stopped: the same command again goes on")
        raise typer.Exit(130) from None
    tell(str(done))
    if done.failed:
        raise typer.Exit(1)


def _work(
    jobs: list[Job], folder: Folder, settings: Settings, asked: Asked, done: _Done
) -> Generator[Made, None, None]:
    if not jobs:  # a cluster need not begin for nothing
        return
    if asked.engine is Engine.RAY:
        from onrecord.scaling.cluster import work_by_ray

        yield from work_by_ray(jobs, folder, settings, workers=asked.workers, failed=done.tell_failed)
        return
    from onrecord.scaling.sharded import work

    yield from work(jobs, folder, settings, workers=asked.workers, failed=done.tell_failed, progress=done.advance)


class _Done:
    """What is done, drawn as a bar and counted; use as a context manager. `str` says what is in the folder."""

    def __init__(self, output: str, before: list[JobDone], jobs: list[Job], label: str) -> None:
        self._output = output
        self._articles = self._found = sum(job.articles for job in before)
        self._statements = sum(job.statements for job in before)
        self.failed = sum(job.failed for job in before)
        # What is found done is taken off the whole, and not put to what is done: it says nothing of the time left.
        self._left = sum(job.size for job in jobs)
        self._ended = 0
        self._found_of: dict[int, int] = {}  # of a job in work: the bytes of shards that were found
        self._read_of: dict[int, int] = {}  # and how many are done, these among them
        self._fresh = 0
        self._bar = Bar(label, counts="article")

    def __enter__(self) -> _Done:
        self._bar.__enter__()
        return self

    def __exit__(self, *what: object) -> None:
        self._bar.__exit__(None, None, None)

    def __str__(self) -> str:
        found = f" ({self._found:,} of them were there)" if self._found else ""
        failed = f", {self.failed:,} failed (see failures/)" if self.failed else ""
        articles, statements = number(self._articles, "article"), number(self._statements, "statement")
        return f"{self._output}: {articles}{found}, {statements}{failed}"

    def tell_failed(self, error: InputError) -> None:
        """Name an input that failed."""
        note(error, style="red")

    def advance(self, job: Job, read: int) -> None:
        """An article more is extracted, and so many bytes of its job are done."""
        self._fresh += 1
        self._read_of[job.number] = read
        self._draw()

    def take(self, made: Made) -> None:
        """A shard more is done, or a job."""
        job = made.job.number
        if made.ends:
            self._ended += made.job.size - self._found_of.pop(job, 0)
            self._read_of.pop(job, None)
            self._draw()
            return
        shard = made.shard
        self._articles += shard.articles
        self._statements += shard.statements
        self.failed += shard.failed
        if made.fresh:
            self._fresh = max(self._fresh, self._articles - self._found)
        else:
            self._found += shard.articles
            new = made.read - self._read_of.get(job, 0)
            self._found_of[job] = self._found_of.get(job, 0) + new
            self._left -= new
        self._read_of[job] = made.read
        self._draw()

    def _draw(self) -> None:
        in_work = sum(read - self._found_of.get(job, 0) for job, read in self._read_of.items())
        self._bar.update(self._ended + in_work, self._left, self._fresh)
