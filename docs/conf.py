"""How Sphinx builds the site: `python -m sphinx -W docs build`."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "src"))

from onrecord.version import __version__  # noqa: E402

project = "onrecord"
author = "The onrecord authors"
copyright = "The onrecord authors, Apache-2.0"
release = version = __version__
extensions = ["myst_parser", "sphinx.ext.autodoc"]
exclude_patterns = ["build"]
html_theme = "furo"
html_title = f"onrecord {release}"
default_role = "code"  # docstrings have `names` in single backticks
autodoc_typehints = "signature"
autodoc_member_order = "bysource"
myst_heading_anchors = 3
python_use_unqualified_type_names = True


def _as_rst(app: Any, what: str, name: str, target: Any, options: Any, lines: list[str]) -> None:
    """Docstrings are Markdown's least part: paragraphs, lists, and indented blocks, which RST wants announced."""
    found: list[str] = []
    for n, line in enumerate(lines):
        begins = line.startswith("    ") and n > 1 and not lines[n - 1].strip() and not lines[n - 2].startswith("    ")
        if begins and not found[-2].startswith((" ", "-")):
            found += ["::", ""]
        found.append(re.sub(r"(?<!`)``?([^`]+)``?(?!`)", r"``\1``", line))
    lines[:] = found


def setup(app: Any) -> None:
    """Tell Sphinx of the above."""
    app.connect("autodoc-process-docstring", _as_rst)
