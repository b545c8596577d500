"""The quick part of benchmarks/faults.py: kills, no room to write, damage, mutations, slow texts, hostile servers."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def test_no_fault_loses_anything_or_lets_anybody_in() -> None:
    pytest.importorskip("resource", reason="needs the limits and signals of POSIX")
    pytest.importorskip("pyarrow", reason="Parquet is among the formats that are mutated")
    pytest.importorskip("fastwarc", reason="WARC is among the formats that are mutated")
    command = [sys.executable, str(ROOT / "benchmarks" / "faults.py"), "--quick"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    rows = [line.split(" | ") for line in done.stdout.splitlines() if line.startswith("| ")][1:]
    assert len(rows) > 15
    assert all(row[2] == "0" for row in rows), done.stdout
    table = (ROOT / "docs" / "faults.md").read_text("utf-8")
    assert [row[0] for row in rows if row[0].lstrip("| ") not in table] in ([], ["| mutated: 18 formats"])
