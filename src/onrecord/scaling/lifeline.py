"""Processes that end when the one that started them does, however that ended: SIGKILL tells nobody."""

from __future__ import annotations

import contextlib
import os
import threading
from multiprocessing import parent_process


def end_with_parent() -> None:
    """Let this process end as soon as its parent has; to be called in a process that multiprocessing started.

    A thread waits for the parent's end. Where the system can, it sends a signal, too: that also ends what holds the
    interpreter and lets no thread run (a regular expression, a parser in C).
    """
    parent = parent_process()
    if parent is None:
        return

    def wait() -> None:
        parent.join()
        os._exit(1)

    with contextlib.suppress(ImportError, AttributeError, OSError):  # not on this system
        import fcntl

        # The sentinel is a pipe into which nobody writes: that it is closed is input, of which SIGIO tells. Nothing
        # here handles that, so that it ends the process.
        sentinel = parent.sentinel
        fcntl.fcntl(sentinel, fcntl.F_SETOWN, os.getpid())
        fcntl.fcntl(sentinel, fcntl.F_SETFL, fcntl.fcntl(sentinel, fcntl.F_GETFL) | os.O_ASYNC)
    threading.Thread(target=wait, name="lifeline", daemon=True).start()
