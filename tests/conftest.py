"""What several test files share: one small record, made once."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parent.parent / "examples"


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `examples/` and the record made of it, `examples.db`. To be left as it is: see `desk`."""
    folder = tmp_path_factory.mktemp("shelf")
    shutil.copytree(EXAMPLES, folder / "examples")
    command = [sys.executable, "-m", "onrecord"]
    subprocess.run([*command, "add", "examples/", "--db", "examples.db"], cwd=folder, check=True, capture_output=True)
    subprocess.run([*command, "shifts", "--db", "examples.db"], cwd=folder, check=True, capture_output=True)
    return folder


@pytest.fixture
def desk(shelf: Path, tmp_path: Path) -> Path:
    """A copy of `shelf` that a test may change."""
    shutil.copytree(shelf, tmp_path / "desk")
    return tmp_path / "desk"
