"""The plan of a long extraction: which inputs are worked together, written down, so that it is the same next time.

The output folder has `run.json` (what was asked), `plan.json` (the jobs) and `done/` (markers). A corpus or an archive
is a job of its own; files of one article go together, as many as a shard has articles. Inputs that come later are new
jobs, so that what is done stays.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import msgspec

from onrecord.errors import InputError, OnrecordError
from onrecord.model import MadeBy
from onrecord.reading import stores
from onrecord.reading.formats import is_document
from onrecord.reading.inputs import Inputs
from onrecord.scaling.folder import Folder

VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class Settings:
    """What was asked of a run, and what must be the same when it goes on.

    `shard` is how many inputs (articles, or what failed) make one. `model` and `password` are not written down;
    `made_by` names the model. What is less sure than the `floors`, by the field, is left out.
    """

    made_by: MadeBy
    shard: int
    columns: dict[str, str] = field(default_factory=dict)
    originals: str = "keep"
    allow_private: bool = False
    model: str | None = None
    password: str | None = None
    floors: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Planned:
    """An input: its name, its size in bytes, what changes when it does, and why it cannot be read, if that is known."""

    name: str
    size: int = 0
    token: str = ""
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """Inputs that are worked one after the other; its shards are numbered from 0."""

    number: int
    inputs: tuple[Planned, ...]

    @property
    def name(self) -> str:
        """`000003`."""
        return f"{self.number:06}"

    @property
    def marker(self) -> str:
        """The file that says it is done."""
        return f"done/{self.name}.json"

    @property
    def size(self) -> int:
        """In bytes."""
        return sum(input.size for input in self.inputs)

    def shard(self, number: int) -> str:
        """The name of one of its shards, `000003-00000`."""
        return f"{self.name}-{number:05}"


@dataclass(frozen=True, slots=True)
class JobDone:
    """What a job's marker says: its inputs as they were, and how many shards, articles, statements and failures."""

    inputs: tuple[Planned, ...]
    shards: int
    articles: int
    statements: int
    failed: int
    unread: int  # of those that failed: what could not be had, and is tried again


@dataclass(slots=True)
class Plan:
    """The jobs that the sources of this call need; those that are `done` already; and what files were passed over."""

    jobs: list[Job]
    done: list[JobDone]
    skipped: dict[str, int]


def check(folder: Folder, settings: Settings) -> None:
    """Write down what is asked, or see that a run that goes on is asked the same. OnrecordError where it is not."""
    asked = {
        "version": VERSION,
        "made_by": msgspec.to_builtins(settings.made_by),
        "shard": settings.shard,
        "columns": settings.columns,
        "originals": settings.originals,
        "floors": settings.floors,
    }
    before = folder.read("run.json")
    if before is None:
        folder.write("run.json", msgspec.json.format(msgspec.json.encode(asked)) + b"\n")
        return
    try:
        known: dict[str, Any] = {"floors": {}} | msgspec.json.decode(before, type=dict)
    except msgspec.DecodeError as e:
        raise OnrecordError(f"{folder.url}/run.json: not what onrecord wrote ({e}); choose another folder") from None
    for name, value in asked.items():
        if known.get(name) != value:
            is_made_by = name == "made_by"
            then = MadeBy(**known[name]) if is_made_by and isinstance(known.get(name), dict) else known.get(name)
            now = settings.made_by if is_made_by else value
            told = f"its {name.replace('_', ' ')} was {then}, and is {now} now"
            raise OnrecordError(f"{folder.url}: begun otherwise: {told}; ask the same, or choose another folder")


def make(folder: Folder, sources: Iterable[str], settings: Settings) -> Plan:
    """Find the inputs, and plan those that are new; the plan is written down before any work begins."""
    inputs = Inputs(sources, settings.columns)
    found = {p.name: p for p in _planned(inputs, folder)}
    jobs = _read(folder)
    known = {p.name for job in jobs for p in job.inputs}
    wanted = [
        Job(job.number, tuple(found.get(p.name, p) for p in job.inputs))
        for job in jobs
        if any(p.name in found for p in job.inputs)
    ]
    new = list(_grouped([p for name, p in found.items() if name not in known], len(jobs), settings.shard))
    now = {job.number: job for job in (*wanted, *new)}
    everything = [now.get(job.number, job) for job in (*jobs, *new)]
    if everything != jobs:
        folder.write("plan.json", msgspec.json.encode(everything))
    work = [*wanted, *new]
    markers = folder.read_all(job.marker for job in work)
    done, left = [], []
    for job in work:
        marker = job_done(markers.get(job.marker))
        if marker is not None and marker.inputs == job.inputs and not marker.unread:
            done.append(marker)
        else:
            left.append(job)
    return Plan(left, done, dict(inputs.skipped))


def job_done(marker: bytes | None) -> JobDone | None:
    """What a job's marker says; None where there is none that can be read."""
    try:
        return msgspec.json.decode(marker, type=JobDone) if marker else None
    except msgspec.DecodeError:
        return None


def _read(folder: Folder) -> list[Job]:
    data = folder.read("plan.json")
    if data is None:
        return []
    try:
        return msgspec.json.decode(data, type=list[Job])
    except msgspec.DecodeError as e:
        raise OnrecordError(f"{folder.url}/plan.json: not what onrecord wrote ({e}); choose another folder") from None


def _planned(inputs: Inputs, folder: Folder) -> Iterator[Planned]:
    here = None if stores.is_stored(folder.url) else os.path.realpath(folder.url) + os.sep
    for found in inputs.files:
        if isinstance(found, InputError):
            yield Planned(found.input, reason=found.reason)
        elif not _is_within(found[0], folder.url, here):
            yield Planned(found[0], found[1], _token(found[0]))


def _is_within(name: str, url: str, here: str | None) -> bool:
    """Is it what was extracted? Its folder may lie among the inputs."""
    return os.path.realpath(name).startswith(here) if here else name.startswith(url + "/")


def _token(name: str) -> str:
    if stores.is_stored(name):
        return stores.token(name)
    try:
        return str(Path(name).stat().st_mtime_ns)
    except (OSError, ValueError):  # an address of the web
        return ""


def _grouped(found: list[Planned], first: int, size: int) -> Iterator[Job]:
    group: list[Planned] = []
    number = first
    for input in found:
        alone = not (input.reason is not None or is_document(input.name))
        if group and (alone or len(group) == size):
            yield Job(number, tuple(group))
            number, group = number + 1, []
        if alone:
            yield Job(number, (input,))
            number += 1
        else:
            group.append(input)
    if group:
        yield Job(number, tuple(group))
