"""A command loads its own module and what it uses, so that it answers soon."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from onrecord.record import Record


def _loaded(*arguments: str) -> set[str]:
    code = (
        "import sys; from onrecord.cli import main\n"
        "try: main()\nexcept SystemExit: pass\nprint(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True)
    return set(done.stderr.splitlines()[-1].split())


def test_find_loads_neither_other_commands_nor_models(tmp_path: Path) -> None:
    Record(tmp_path / "x.db").close()
    loaded = _loaded("find", "pier", "--db", str(tmp_path / "x.db"))
    assert "onrecord.cli.find" in loaded
    assert {name for name in loaded if name.startswith("onrecord.cli.")}.isdisjoint(
        {"onrecord.cli.watch", "onrecord.cli.add", "onrecord.cli.evaluate", "onrecord.cli.shifts"}
    )
    assert loaded.isdisjoint(
        {"numpy", "alembic", "backports.zstd", "lxml", "spacy", "onnxruntime", "onrecord.extraction"}
    )


def test_help_knows_all_commands() -> None:
    loaded = _loaded("--help")
    assert {"onrecord.cli.watch", "onrecord.cli.people", "onrecord.cli.open"} <= loaded


@pytest.mark.skipif(not hasattr(os, "wait4"), reason="the processor's time of one process is not told here")
def test_import_takes_less_than_20_ms() -> None:
    """Of the processor, beside what Python takes itself; the least of some runs, for others run beside it."""

    def took(code: str) -> float:
        process = subprocess.Popen([sys.executable, "-c", code])
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        assert process.returncode == 0
        return used.ru_utime + used.ru_stime

    runs = [(took("pass"), took("import onrecord")) for _ in range(12)]
    bare, with_it = (min(times) for times in zip(*runs, strict=True))
    assert with_it - bare < 0.020
