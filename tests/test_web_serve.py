"""`onrecord serve` as it is started: what is named is added first, and what it watches is read beside it."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

pytest.importorskip("fastapi", reason="the pages need onrecord[web]")

import httpx
from test_watch import PAGE, Handler, rss
from test_watch import site as site  # a fixture

SERVE = [sys.executable, "-m", "onrecord", "serve", "--port", "0"]


@contextmanager
def serving(*arguments: str, cwd: Path) -> Iterator[tuple[list[str], str]]:
    """What `serve` says before its address, and that address, once it answers; ended by Ctrl-C."""
    command = [*SERVE, *arguments]
    with subprocess.Popen(command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout
        said: list[str] = []
        try:
            for line in process.stdout:
                if line.startswith("http://"):
                    wait_for(line.strip())
                    yield said, line.strip()
                    break
                said.append(line)
            else:
                raise AssertionError(process.stderr and process.stderr.read())
        finally:
            process.send_signal(signal.SIGINT)
            _, told = process.communicate(timeout=30)
            assert "Traceback" not in told


def wait_for(address: str) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            httpx.get(address, trust_env=False)
            return
        except httpx.TransportError:
            assert time.monotonic() < deadline
            time.sleep(0.1)


def test_what_is_named_is_added_and_then_served(shelf: Path, tmp_path: Path) -> None:
    (tmp_path / "reports").mkdir()
    shutil.copy(shelf / "examples" / "01-dinner.md", tmp_path / "reports")
    (tmp_path / "reports" / "broken.pdf").write_bytes(b"%PDF-1.7\nno more")
    with serving("reports", "--db", "new.db", "--no-compare", cwd=tmp_path) as (said, address):
        assert "new.db: added 1 article, " in said[0]
        assert "1 failed" in said[0]  # and what can be shown is shown
        assert "read out of 1 article" in httpx.get(address, trust_env=False).text
    with serving("reports", "--db", "new.db", "--no-compare", cwd=tmp_path) as (said, _):
        assert "1 unchanged" in said[0]


def test_without_a_record_or_anything_to_add_the_command_that_opens_the_examples_is_said(tmp_path: Path) -> None:
    done = subprocess.run(
        [*SERVE, "--db", "none.db"], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1
    assert "there is no record here yet" in done.stderr
    assert "onrecord serve examples/ --db none.db" in done.stderr
    assert not (tmp_path / "none.db").exists()


def test_a_port_that_is_taken_is_said_before_anything_is_added(shelf: Path, tmp_path: Path) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        command = [*SERVE[:-1], port, str(shelf / "examples"), "--db", "new.db"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert "cannot listen there" in done.stderr
    assert not (tmp_path / "new.db").exists()


def test_feeds_are_watched_beside_it_and_that_ends_with_it(site: str, tmp_path: Path) -> None:
    Handler.answers = {"/rss": [(200, {}, rss(site, "a", "b"))], "/a": [(200, {}, PAGE.format(7))]}
    (tmp_path / "feeds.txt").write_text(f"{site}/rss\n")
    arguments = ["--watch", "feeds.txt", "--every", "12d", "--allow-private", "--db", "news.db"]
    with serving(*arguments, cwd=tmp_path) as (_, address):
        deadline = time.monotonic() + 120
        while "number 7" not in httpx.get(f"{address}search?q=wall", trust_env=False).text:
            assert time.monotonic() < deadline
            time.sleep(0.5)
        while f"{site}/b" not in httpx.get(f"{address}coverage", trust_env=False).text:
            assert time.monotonic() < deadline
            time.sleep(0.5)


def test_what_is_no_list_of_feeds_is_said_at_once(tmp_path: Path) -> None:
    command = [*SERVE, "--watch", "feeds.txt", "--db", "news.db"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert "feeds.txt: No such file" in done.stderr
    assert not (tmp_path / "news.db").exists()
