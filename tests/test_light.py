"""What the README's first page uses needs none of the extras: commands run where their libraries are not installed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[1] / "examples"
EXTRAS = "pyarrow pandas polars duckdb fsspec ray openpyxl psycopg fastwarc mcp fastapi uvicorn".split()
WITHOUT = f"""
import sys
for name in {EXTRAS}:
    sys.modules[name] = None  # as if it were not there
from onrecord.cli import main
sys.argv[0] = "onrecord"
main()
"""


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", WITHOUT, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("light")
    done = run(path, "add", str(EXAMPLES / "01-dinner.md"), str(EXAMPLES / "04-showman.txt"))
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
    return path


@pytest.mark.parametrize(
    "arguments",
    [
        ("extract", str(EXAMPLES / "04-showman.txt")),
        ("find", "treaty"),
        ("person", "Daniel Okafor"),
        ("shifts", "Daniel Okafor"),
        ("stance", "Daniel Okafor", "--about", "Victor Hale"),
        ("check", str(EXAMPLES / "10-wire.html")),
        ("brief", "Daniel Okafor"),
        ("export", "--format", "csv"),
        ("verify",),
        ("config",),
    ],
    ids=lambda arguments: arguments[0],
)
def test_a_command_needs_no_extra(folder: Path, arguments: tuple[str, ...]) -> None:
    done = run(folder, *arguments)
    assert done.returncode in (0, 1), done.stderr  # 1: check found something
    assert "not installed" not in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout or arguments == ("verify",)  # which tells what it found on the other stream


def test_what_needs_one_names_it(folder: Path) -> None:
    done = run(folder, "extract", str(EXAMPLES / "04-showman.txt"), "--output", "out")
    assert done.returncode != 0
    assert "pip install 'onrecord[tables]'" in done.stderr
    assert "Traceback" not in done.stderr
