"""README's two commands, run in fresh environments: for each Python, the newest of all dependencies and the lowest.

    python tests/fresh.py dist/*.whl --python 3.11 3.12 3.13

Needs uv and a package index; no test of the suite, which needs neither. Exit status 1 where one of them fails.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).parent.parent
SECONDS = 600  # for the server to have added the examples


def run(*command: str | Path, **more: object) -> subprocess.CompletedProcess[str]:
    """Run a command to its end. CalledProcessError, after what it wrote, where it fails."""
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False, **more)  # type: ignore[call-overload]
    if done.returncode:
        print(done.stdout[-3000:], done.stderr[-3000:], sep="\n")
        done.check_returncode()
    return done  # type: ignore[no-any-return]


def installed(wheel: Path, python: str, resolution: str, folder: Path) -> Path:
    """An environment with the wheel, its extra `web`, and the newest or the lowest of what they need."""
    venv = folder / ".venv"
    run("uv", "venv", "--python", python, venv)
    lowest: list[str | Path] = ["--resolution", "lowest-direct"] if resolution == "lowest" else []
    options: list[str | Path] = ["--python", venv, "--only-binary", ":all:"]
    pins = folder / "pins.txt"
    run("uv", "pip", "compile", *lowest, *options, "--extra", "web", ROOT / "pyproject.toml", "-o", pins)
    run("uv", "pip", "install", *options, "-r", pins)
    run("uv", "pip", "install", "--python", venv, "--no-deps", wheel)
    return venv / "bin" / "onrecord"


def tried(onrecord: Path, folder: Path) -> str:
    """What came of the two commands of README.md."""
    shutil.copytree(ROOT / "examples", folder / "examples")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "ONRECORD_"))}
    table = run(onrecord, "extract", "examples/", "--format", "table", cwd=folder, env=environment).stdout
    assert "Daniel Okafor" in table, table[:1000]
    command = [str(onrecord), "serve", "examples/", "--db", "examples.db", "--port", "0"]
    with (folder / "served").open("w") as out:
        server = subprocess.Popen(command, cwd=folder, env=environment, stdout=out)
    try:
        until = time.monotonic() + SECONDS
        while not (found := re.search(r"http\S+", (folder / "served").read_text())):
            assert server.poll() is None, "the server ended"
            assert time.monotonic() < until, "the server did not begin"
            time.sleep(1)
        with urllib.request.urlopen(f"{found[0]}search?by=Victor+Hale", timeout=60) as page:
            shown = page.read().decode()
        assert shown.count("Victor Hale") > 1, shown[:1000]
    finally:
        server.terminate()
        server.wait()
    megabytes = sum(file.stat().st_size for file in (folder / ".venv").rglob("*") if file.is_file()) / 1e6
    return f"{len(table.splitlines())} lines, {len(shown):,} characters of a page, {megabytes:.0f} MB installed"


def main() -> int:
    """Try all of them; 1 where one fails."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("wheel", type=Path)
    parser.add_argument("--python", nargs="+", default=["3.11", "3.12", "3.13"])
    asked = parser.parse_args()
    failed = 0
    for python in asked.python:
        for resolution in ("newest", "lowest"):
            with tempfile.TemporaryDirectory() as place:
                try:
                    onrecord = installed(asked.wheel.resolve(), python, resolution, Path(place))
                    print(f"{python} {resolution}: {tried(onrecord, Path(place))}", flush=True)
                except (subprocess.CalledProcessError, AssertionError, OSError) as e:
                    failed = 1
                    print(f"{python} {resolution}: failed: {e}", flush=True)
    return failed


if __name__ == "__main__":
    sys.exit(main())
