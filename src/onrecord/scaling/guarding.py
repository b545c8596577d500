"""One piece of work in a process of its own, ended where it hangs, dies or wants too much memory.

`reading` guards a stream of files so; this guards what is fetched page by page.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, TypeVar

from onrecord import interruption, logs, offered
from onrecord.errors import InputError, InputTooLarge, InputUnreadable
from onrecord.scaling.lifeline import end_with_parent
from onrecord.scaling.reading import MEMORY, SECONDS, cap_memory, process_context

T = TypeVar("T")

_WAITING = 2  # times as long by the clock as of processor time, on a machine that has other work
_TICK = 0.2  # seconds between two looks at what it has spent


def guarded(work: Callable[..., T], *args: Any, name: str, seconds: float = SECONDS, memory: int = MEMORY) -> T:
    """What `work(*args)` returns; work, arguments and result travel between processes by pickle.

    The InputError that it raises is raised here. So is one, of the input `name`, where it takes longer than `seconds`
    of processor time (or twice as long by the clock), wants more than `memory` bytes, or brings its process down.
    """
    context = process_context()
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_serve, args=(there, work, args, name, memory), daemon=True)
    with interruption.held():
        process.start()
    there.close()
    began = time.monotonic()
    try:
        while not here.poll(_TICK):
            if _spent(process.pid) >= seconds or time.monotonic() - began >= _WAITING * seconds:
                raise InputUnreadable(name, f"took longer than {seconds:g} seconds to read, and was given up")
        done, result = here.recv()
    except (EOFError, OSError):
        raise InputUnreadable(name, "the process that read it died on it, or found no more memory") from None
    finally:
        here.close()
        process.kill()
        process.join()
    if not done:
        raise result
    found: T = result
    return found


def _spent(pid: int | None) -> float:
    """The seconds of processor time of a process; 0 where the system does not tell."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError, AttributeError):
        return 0.0


def _serve(out: Connection, work: Callable[..., object], args: tuple[Any, ...], name: str, memory: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all processes of a terminal; the first one decides
    end_with_parent()
    logs.follow()
    offered.quietly()
    cap_memory(memory)
    result: tuple[bool, object]
    try:
        result = True, work(*args)
    except InputError as error:
        result = False, error
    except (MemoryError, RecursionError):
        result = False, InputTooLarge(name, "takes more memory than there is to read")
    try:
        out.send(result)
    except (BrokenPipeError, MemoryError):  # nobody waits for it
        return
