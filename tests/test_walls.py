"""The walls of the house: what may import what, and what the package promises."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import onrecord

SRC = Path(onrecord.__file__).parent

GROUND = {"model", "errors", "periods", "interruption"}  # open to all, and importing nothing of ours

# A part may import itself and what stands on its right, and the ground.
MAY_IMPORT: dict[str, set[str]] = {
    "model": set(),
    "errors": set(),
    "periods": set(),
    "interruption": set(),
    "reading": set(),
    "people": set(),
    "extraction": {"people"},  # names and offices: the facts by which a speaker is resolved
    "comparison": {"extraction"},  # how model folders are found and run
    "evaluation": {"extraction"},
    "record": {"reading", "extraction", "people", "comparison"},
    "exporting": {"record", "reading", "extraction", "people", "comparison"},
    "plugins": {"exporting", "record", "extraction"},  # what other programs load by entry points
    "scaling": {"record", "reading", "extraction", "people", "comparison"},
    "web": {"exporting", "record", "reading", "people", "comparison"},
    "cli": {
        "plugins",
        "web",
        "scaling",
        "exporting",
        "record",
        "reading",
        "extraction",
        "evaluation",
        "people",
        "comparison",
    },
    "__init__": {"exporting", "record", "reading", "people", "extraction"},
    "__main__": {"cli"},
}


def _modules() -> list[Path]:
    return sorted(SRC.rglob("*.py"))


def _part(path: Path) -> str:
    return path.relative_to(SRC).parts[0].removesuffix(".py")


def _imports(path: Path) -> set[str]:
    """The parts of onrecord that a module names in an import, wherever in the module it stands."""
    package = ["onrecord", *path.relative_to(SRC).with_suffix("").parts[:-1]]
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names = [a.name for a in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            names = [f"{module}.{a.name}" for a in node.names] if module == "onrecord" else [module]
        else:
            continue
        found |= {n.split(".")[1] for n in names if n.startswith("onrecord.")}
    return found - {"__version__"}


@pytest.mark.parametrize("path", _modules(), ids=lambda p: str(p.relative_to(SRC)))
def test_imports_run_one_way(path: Path) -> None:
    part = _part(path)
    assert part in MAY_IMPORT, f"{part} is not a room of the house (DESIGN.md)"
    allowed = MAY_IMPORT[part] | {part} | (set() if part in GROUND else GROUND)
    assert _imports(path) <= allowed


@pytest.mark.parametrize("path", _modules(), ids=lambda p: str(p.relative_to(SRC)))
def test_no_module_passes_400_lines(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 400


def test_the_exported_names_are_the_promised_ones() -> None:
    promised = {n for names in onrecord._HOMES.values() for n in names}
    assert set(onrecord.__all__) == promised
    assert len(onrecord.__all__) == len(promised)
    for name in onrecord.__all__:
        assert getattr(onrecord, name).__module__.startswith("onrecord.")
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = onrecord.nothing


def test_importing_onrecord_loads_no_heavy_library() -> None:
    code = "import onrecord, sys; print(sorted({'spacy', 'onnxruntime', 'sqlalchemy', 'lxml'} & set(sys.modules)))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"
