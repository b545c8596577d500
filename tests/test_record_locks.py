"""A record that is open twice in one process keeps its locks, so that no other process takes its log away."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from onrecord import Record
from onrecord.errors import RecordError

_ANOTHER = """
import sys
from onrecord import Record
with Record(sys.argv[1]) as record, record.database.connect(writes=True) as connection:
    for n in range(400):
        connection.exec_driver_sql("CREATE TABLE extra_%d (words TEXT)" % n)
"""


@pytest.mark.parametrize("read_only", [False, True])
def test_another_process_leaves_the_log_to_who_reads(tmp_path: Path, read_only: bool) -> None:
    path = tmp_path / "record.db"
    Record(path).close()
    with Record(path, read_only=True) as reader:
        assert reader.articles() == []
        log = (tmp_path / "record.db-wal").stat().st_ino
        Record(path, read_only=read_only).close()  # as the web does for a decision
        subprocess.run([sys.executable, "-c", _ANOTHER, path], check=True, env=os.environ)
        assert (tmp_path / "record.db-wal").stat().st_ino == log
        with reader.database.connect() as connection:
            assert connection.exec_driver_sql("SELECT count(*) FROM extra_399").scalar() == 0


@pytest.mark.parametrize("content", [b"No", b"Not a record.\n", b"The minister spoke. " * 400])
def test_another_file_is_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(content)
    for read_only in (False, True):
        with pytest.raises(RecordError, match=r"not a record .*left as it is"):
            Record(path, read_only=read_only)
    assert path.read_bytes() == content
    assert [p.name for p in tmp_path.iterdir()] == ["notes.txt"]
