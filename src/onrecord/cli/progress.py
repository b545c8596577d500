"""Progress on a terminal: the one place where it is made.

It is drawn on standard error and touches nothing else. (rich's own default catches what is printed on standard output
meanwhile and draws that on standard error, too: a redirected file stays empty.)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from types import TracebackType
from typing import Self, TypeVar

from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from onrecord.cli import terminal
from onrecord.cli.saying import number

T = TypeVar("T")


class Bar:
    """A bar with what is done and the time that is left; use as a context manager. Off a terminal it is not drawn."""

    def __init__(self, label: str, total: float | None = None, *, counts: str = "") -> None:
        """`label` says what is done ("Reading"); `counts` what is counted beside it ("article")."""
        console = terminal.stderr()
        self._counts = counts
        counted = [TextColumn("{task.fields[told]}")] if counts else []
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TaskProgressColumn(),
            *counted,
            TimeRemainingColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal or terminal.for_programs(),
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._task = self._progress.add_task(label, total=total, told="")
        self._open = ExitStack()

    def update(self, done: float, total: float | None = None, count: int = 0) -> None:
        """So much of so much is done."""
        self._progress.update(self._task, completed=done, total=total, told=number(count, self._counts))

    def __enter__(self) -> Self:
        if not self._progress.disable:
            self._open.enter_context(terminal.showing(self._progress))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()


def track(items: Iterable[T], label: str, total: int) -> Iterator[T]:
    """The items, with a bar on the screen as long as they are gone through."""
    with Bar(label, total) as bar:
        for done, item in enumerate(items):
            bar.update(done, total)
            yield item
