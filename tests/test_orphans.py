"""Nothing that was started outlives the process that started it, however that is ended."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes in /proc")


@pytest.fixture(autouse=True)
def _hangup() -> Iterator[None]:
    """Where the suite itself runs under `nohup`, what it starts would ignore SIGHUP, too."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


SAID = "“The pier is closed until day {n},” said Ada Stone. She told reporters that the harbour was open.\n\n"


def of_session(session: int) -> set[int]:
    """The processes of a session that are no zombies."""
    found = set()
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[3]) == session and fields[0] != "Z":
                found.add(int(folder.name))
    return found


def until(true: object, seconds: float) -> bool:
    assert callable(true)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.05)
    return bool(true())


def ended_with(process: subprocess.Popen[bytes], number: int, helpers: int) -> bool:
    """Whether all that a process has started ends when it is sent a signal; there must be so many helpers."""
    try:
        assert until(lambda: len(of_session(process.pid)) > helpers, 60)
        time.sleep(1.0)
        os.kill(process.pid, number)
        process.wait(20)
        return until(lambda: not of_session(process.pid), 20)
    finally:
        for pid in of_session(process.pid):
            os.kill(pid, signal.SIGKILL)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP])
def test_workers_and_reader_end_with_the_command(tmp_path: Path, number: int) -> None:
    for n in range(80):
        (tmp_path / f"{n}.txt").write_text(SAID.format(n=n) * 120)
    command = [sys.executable, "-m", "onrecord", "extract", str(tmp_path), "--workers", "2"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    # The reader with its server, two workers, and what multiprocessing counts resources with.
    assert ended_with(process, number, helpers=4)


BUSY = """
import re, sys
from multiprocessing import get_context
from onrecord.scaling.lifeline import end_with_parent

def hang():
    end_with_parent()
    re.match(r"(a|a)*$", "a" * 40 + "b")  # lets no thread run

if __name__ == "__main__":
    get_context(sys.argv[1]).Process(target=hang).start()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not tell of a pipe's end by a signal")
@pytest.mark.parametrize("start", ["spawn", "forkserver"])
def test_what_hangs_in_c_ends_too(tmp_path: Path, start: str) -> None:
    (tmp_path / "busy.py").write_text(BUSY)
    process = subprocess.Popen([sys.executable, str(tmp_path / "busy.py"), start], start_new_session=True)
    assert ended_with(process, signal.SIGKILL, helpers=2)
