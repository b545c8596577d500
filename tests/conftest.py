"""What several test files share: one small record, made once."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import postgres
import pytest
from postgres import Places

EXAMPLES = Path(__file__).parent.parent / "examples"
SRC = Path(__file__).parent.parent / "src" / "onrecord"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The house in figures: how large its rooms are, and which module is the longest."""
    sizes = {path.relative_to(SRC): path.read_bytes().count(b"\n") for path in SRC.rglob("*.py")}
    rooms: Counter[str] = Counter()
    for path, lines in sizes.items():
        rooms[path.parts[0].removesuffix(".py")] += lines
    longest = max(sizes, key=lambda path: sizes[path])
    parts = ", ".join(f"{room} {lines:,}" for room, lines in rooms.most_common(8))
    whole = f"{len(sizes)} modules, {sum(sizes.values()):,} lines ({parts})"
    terminalreporter.write_line(f"house: {whole}; longest {longest}: {sizes[longest]}")


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


@pytest.fixture(scope="session")
def server() -> Iterator[postgres.Server]:
    """A PostgreSQL server; tests that need it skip where there is none (see `postgres`)."""
    with postgres.running() as running, pytest.MonkeyPatch.context() as patch:
        patch.setenv("PGPASSWORD", postgres.PASSWORD)
        yield running


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def _database(request: pytest.FixtureRequest) -> postgres.Server | None:
    return request.getfixturevalue("server") if request.param == "postgresql" else None


@pytest.fixture
def places(_database: postgres.Server | None, tmp_path: Path) -> Places:
    """Where a test's records lie, `places / "x.db"`: once in files, once in databases of a server."""
    return Places(tmp_path, _database)


@pytest.fixture(scope="module")
def module_places(_database: postgres.Server | None, tmp_path_factory: pytest.TempPathFactory) -> Places:
    """The same for what a module's tests share."""
    return Places(tmp_path_factory.mktemp("places"), _database)
