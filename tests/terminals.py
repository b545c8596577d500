"""The command line run as people run it: in a pseudo-terminal, whole or with standard output or error elsewhere."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import tty
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Literal

Place = Literal["file", "pipe", "terminal", "same"]  # the same: of standard error, where standard output goes
COMMAND = [sys.executable, "-m", "onrecord"]


@dataclass
class Run:
    """One run; `stdout` and `stderr` are what came out, byte for byte."""

    arguments: list[str]
    out: Place = "file"
    err: Place = "file"
    folder: Path | None = None
    environment: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._sinks = [_Sink(self.out), *([] if self.err == "same" else [_Sink(self.err)])]
        environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "100", **self.environment}
        command = [*COMMAND, *self.arguments]
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=self._sinks[0].there,
            stderr=self._sinks[-1].there,
            cwd=self.folder,
            env=environment,
            start_new_session=True,
        )
        for sink in self._sinks:
            sink.listen()

    def done(self) -> Run:
        """Wait for the end."""
        self.status = self.process.wait(300)
        self.stdout, self.stderr = [*(sink.all() for sink in self._sinks), b""][:2]
        return self


class _Sink:
    def __init__(self, place: Place) -> None:
        self.place = place
        self._got = b""
        self._here: int | None = None
        self._file: IO[bytes] | None = None
        if place == "file":
            self._file = tempfile.TemporaryFile()  # noqa: SIM115
            self.there = self._file.fileno()
        elif place == "pipe":
            self._here, self.there = os.pipe()
        else:
            self._here, self.there = os.openpty()
            tty.setraw(self.there)  # the bytes as they were written: no carriage returns put in

    def listen(self) -> None:
        if self._here is not None:
            os.close(self.there)
            self._thread = threading.Thread(target=self._drain, args=(self._here,))
            self._thread.start()

    def _drain(self, here: int) -> None:
        try:
            while piece := os.read(here, 65536):
                self._got += piece
        except OSError:  # the other end of a terminal is closed
            pass

    def all(self) -> bytes:
        if self._file is not None:
            self._file.seek(0)
            self._got = self._file.read()
            self._file.close()
        else:
            assert self._here is not None
            self._thread.join()
            os.close(self._here)
        return self._got
