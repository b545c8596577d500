"""A disk that is full: the message says so, no article is there in part, and the same command goes on when there is
room again. The disk is a small one of our own, in memory, within a namespace that needs no rights. All is invented."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from onrecord.record import Record

REPORTS = 12
DISK = """
mount -t tmpfs -o size=$1 none disk || exit 9
shift
"$@" > first.txt 2>&1; echo $? > first.code
cp -r disk full
mount -o remount,size=64m disk
"$@" > second.txt 2>&1; echo $? > second.code
cp -r disk done
"""


def _on_a_small_disk(folder: Path, size: str, *command: str) -> list[tuple[int, str]]:
    """Run a command in a folder whose `disk` has so much room, and again when it has more: how each ended, and what it
    said. `full` and `done` are what was on it."""
    unshare = shutil.which("unshare")
    if (
        unshare is None
        or subprocess.run(
            [unshare, "-rm", "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True, check=False
        ).returncode
    ):
        pytest.skip("no small disk can be made here (Linux: unshare, and namespaces of users)")
    (folder / "disk").mkdir()
    words = [unshare, "-rm", "sh", "-c", DISK, "sh", size, sys.executable, "-m", "onrecord", *command]
    subprocess.run(words, cwd=folder, check=True)
    return [(int((folder / f"{n}.code").read_text()), (folder / f"{n}.txt").read_text()) for n in ("first", "second")]


def _reports(folder: Path) -> None:
    (folder / "reports").mkdir()
    for n in range(REPORTS):
        who, other = ("Edda Quill", "Osric Vane")[:: 1 - 2 * (n % 2)]
        (folder / "reports" / f"{n:02}.txt").write_text(
            f"Mayor {who} said on Monday that pier {n} would be rebuilt.\n\n“We will pay {n} million,” {who} said.\n\n"
            f"{other} denied that there was money for it. " + f"Nobody asked about quay {n * 7}. " * 200
        )


@pytest.mark.parametrize("size", ["64k", "1200k"])
def test_add_says_so_and_goes_on(tmp_path: Path, size: str) -> None:
    _reports(tmp_path)
    (full, said), (done, _) = _on_a_small_disk(tmp_path, size, "add", "reports", "--db", "disk/said.db")
    assert full == 1
    assert "disk/said.db: the disk is full; what was added before is safe" in said
    assert "Traceback" not in said
    assert done == 0
    with Record(tmp_path / "done/said.db") as record:
        whole = {head.id: record.article(head.id) for head in record.articles()}
        assert len(whole) == REPORTS
        assert [p for checked in record.verify()[1] for p in checked.problems] == []
    if size == "64k":  # no room for the tables
        return
    with Record(tmp_path / "full/said.db") as record:
        there = [head.id for head in record.articles()]
        assert 0 < len(there) < REPORTS
        for id in there:
            assert record.article(id) == whole[id]


def test_extract_says_so_and_goes_on(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow", reason="needs onrecord[tables]")
    _reports(tmp_path)
    command = ("extract", "reports", "--output", "disk/out", "--shard", "3")
    (full, said), (done, _) = _on_a_small_disk(tmp_path, "120k", *command)
    assert full == 1
    assert "the disk is full" in said
    assert "Traceback" not in said
    assert done == 0
    subprocess.run(
        [sys.executable, "-m", "onrecord", *(w.replace("disk/", "") for w in command)], cwd=tmp_path, check=True
    )
    files = {p.relative_to(tmp_path / "out"): p.read_bytes() for p in (tmp_path / "out").rglob("*.parquet")}
    again = {p.relative_to(tmp_path / "done/out"): p.read_bytes() for p in (tmp_path / "done/out").rglob("*.parquet")}
    assert again == files
    left = {p.relative_to(tmp_path / "full/out"): p.read_bytes() for p in (tmp_path / "full/out").rglob("*.parquet")}
    assert left.items() <= files.items(), "what is there is there whole"
