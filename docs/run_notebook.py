"""Runs docs/notebook.ipynb in a kernel of Jupyter's, and compares what its cells show with what is stored in it.

    python docs/run_notebook.py             # says whether something differs
    python docs/run_notebook.py --write     # stores what is shown now

It runs in a folder of its own, beside a copy of `examples/`, as it would from a checkout.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).parent.parent
NOTEBOOK = ROOT / "docs" / "notebook.ipynb"
SECONDS = 600  # for one cell, on a machine that is busy


def run(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The notebook with what its cells show now. CellExecutionError, with its traceback, where one fails."""
    with tempfile.TemporaryDirectory() as place:
        shutil.copytree(ROOT / "examples", Path(place) / "examples")
        (Path(place) / "docs").mkdir()
        now = nbformat.from_dict(notebook)  # a copy: what is stored stays as it is
        resources = {"metadata": {"path": str(Path(place) / "docs")}}
        client = NotebookClient(
            now, timeout=SECONDS, startup_timeout=SECONDS, kernel_name="python3", resources=resources
        )
        client.execute()
    for cell in now.cells:
        cell.metadata.pop("execution", None)  # when it ran
    now.metadata = {"kernelspec": notebook.metadata.kernelspec}
    return now


def shown(notebook: nbformat.NotebookNode) -> list[str]:
    """What each cell of code shows, as text: what was printed, and HTML before plain text."""
    found = []
    for cell in notebook.cells:
        if cell.cell_type == "code":
            shapes = [output.get("data", {"text/plain": output.get("text")}) for output in cell.outputs]
            found.append("\n".join(str(shape.get("text/html") or shape["text/plain"]) for shape in shapes))
    return found


def main(arguments: list[str]) -> int:
    """Run it; 1 where something differs and is not to be written."""
    before = nbformat.read(NOTEBOOK, as_version=4)
    now = run(before)
    same = shown(now) == shown(before)
    if not same and "--write" in arguments:
        nbformat.write(now, NOTEBOOK)
        return 0
    print(f"{NOTEBOOK.name}: {'as it was' if same else 'differs'}")
    return int(not same)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
