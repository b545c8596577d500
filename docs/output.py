"""Draw `docs/output.svg`, the picture in README.md: what `onrecord extract` prints for an example.

Run from the repository's root: python docs/output.py
"""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.text import Text

COMMAND = ["onrecord", "extract", "examples/01-dinner.md", "--format", "table"]

environment = {**os.environ, "COLUMNS": "120", "FORCE_COLOR": "1", "TERM": "xterm-256color"}
run = [sys.executable, "-m", *COMMAND]
output = subprocess.run(run, env=environment, capture_output=True, text=True, check=True).stdout
console = Console(record=True, width=120, file=io.StringIO())
console.print(Text.assemble(("$ ", "dim"), (" ".join(COMMAND[:3]), "bold")))
console.print(Text.from_ansi(output))
svg = console.export_svg(title="onrecord")
# No picture of ours fetches a font from the web.
svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.S).replace("Fira Code, monospace", "monospace")
svg = re.sub(r"<!--.*?-->\s*", "", svg, flags=re.S)
Path("docs/output.svg").write_text(svg, "utf-8")
