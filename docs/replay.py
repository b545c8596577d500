"""Runs the commands that a page shows, in order, and compares what they print with what the page says.

    python docs/replay.py docs/tutorial.md            # says what differs
    python docs/replay.py --write docs/tutorial.md    # writes it into the page

A page's ```console blocks have commands (`$ …`) and, under each, what a terminal of 96 columns shows; a line `…` stands
for lines that are left out. Each page has a folder of its own with `examples/` and `examples-check/`. A comment
`<!-- file: NAME -->` before a block puts the block there as a file, `<!-- copy: PATTERN to FOLDER -->` files of the
repository. Days on which a page is run are shown as one day, so that it stays the same.
"""

from __future__ import annotations

import contextlib
import os
import pty
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import threading
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parent.parent
WIDTH = 96
DAY = datetime(2026, 11, 28, tzinfo=UTC)
PART = re.compile(
    r"<!-- file: (?P<file>\S+) -->\n```\w*\n(?P<content>.*?)^```$"
    r"|<!-- copy: (?P<pattern>\S+) to (?P<folder>\S+) -->"
    r"|^```console\n(?P<console>.*?)^```$",
    re.S | re.M,
)
_STEERING = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)")
_TIME = re.compile(r"T\d\d:\d\d:\d\d(?:\.\d+)?\+00:00")


def replayed(text: str) -> str:
    """The page with what its commands print now; the same text where nothing differs."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "onrecord"
        for name in ("examples", "examples-check"):
            shutil.copytree(ROOT / name, folder / name)
        environment = _environment(Path(place))

        def part(match: re.Match[str]) -> str:
            if match["file"]:
                (folder / match["file"]).parent.mkdir(parents=True, exist_ok=True)
                (folder / match["file"]).write_text(match["content"], "utf-8")
            elif match["pattern"]:
                (folder / match["folder"]).mkdir(parents=True, exist_ok=True)
                for file in sorted(ROOT.glob(match["pattern"])):
                    shutil.copy(file, folder / match["folder"])
            else:
                return f"```console\n{_console(match['console'], folder, environment)}```"
            return match[0]

        return PART.sub(part, text)


def _environment(place: Path) -> dict[str, str]:
    """One in which `onrecord` and `python` are those that run this, and no configuration of the user's is read."""
    bin = place / "bin"
    bin.mkdir()
    for name, module in (("onrecord", "-m onrecord"), ("python", "")):
        (bin / name).write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} {module} "$@"\n')
        (bin / name).chmod(0o755)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ONRECORD_", "XDG_"))}
    shown = {"HOME": str(place), "COLUMNS": str(WIDTH), "TERM": "xterm-256color", "PATH": f"{bin}:{os.environ['PATH']}"}
    return {**kept, **shown, "PYTHONWARNINGS": "ignore"}


def _console(block: str, folder: Path, environment: dict[str, str]) -> str:
    done = []
    for piece in re.split(r"^(?=\$ )", block, flags=re.M)[1:]:
        command, _, shown = piece.partition("\n")
        printed = _printed(command.removeprefix("$ "), folder, environment)
        gap = "\n" if piece.endswith("\n\n") else ""  # an empty line between two commands is the page's own
        done.append(f"{command}\n{_settled(shown.rstrip(), printed)}{gap}")
    return "".join(done)


def _printed(command: str, folder: Path, environment: dict[str, str]) -> str:
    """What a command shows at a terminal, without colours: standard output, then standard error."""
    here, there = pty.openpty()
    got: list[bytes] = []

    def listen() -> None:
        with contextlib.suppress(OSError):  # how Linux says that nobody writes there any more
            while data := os.read(here, 65536):
                got.append(data)

    listener = threading.Thread(target=listen)
    listener.start()
    done = subprocess.run(
        command, shell=True, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=there, stderr=subprocess.PIPE
    )
    os.close(there)
    listener.join()
    os.close(here)
    text = b"".join(got).decode() + done.stderr.decode()
    if "Traceback" in text:
        raise SystemExit(f"{command}\n{text}")
    text = _TIME.sub(f"T{DAY:%H:%M:%S}+00:00", _STEERING.sub("", text).replace("\r\n", "\n"))
    for today in {datetime.now(UTC).date(), datetime.now().astimezone().date()}:
        text = text.replace(f"{today:%Y-%m-%d}", f"{DAY:%Y-%m-%d}").replace(_words(today), _words(DAY))
    lines = [line.rstrip() for line in text.replace(str(folder), "…/onrecord").splitlines()]
    return "\n".join(lines).strip("\n") + "\n" if any(lines) else ""


def _words(day: datetime | object) -> str:
    return f"{day.day} {day:%B} {day.year}"  # type: ignore[attr-defined]


def _settled(shown: str, printed: str) -> str:
    """What is shown, if it is what was printed (but for what is left out); else what was printed, shortened alike."""
    lines = shown.splitlines()
    if "…" not in lines:
        return printed
    if _fits(lines, printed.splitlines()):
        return shown + "\n"
    first, last = lines.index("…"), len(lines) - 1 - lines[::-1].index("…")
    now = printed.splitlines()
    return "\n".join([*now[:first], "…", *now[len(now) - (len(lines) - 1 - last) :]][: len(lines)]) + "\n"


def _fits(shown: list[str], printed: list[str]) -> bool:
    """Do the lines shown stand in what was printed, in order, with anything where `…` is?"""
    if not shown:
        return not printed
    if shown[0] == "…":
        return any(_fits(shown[1:], printed[n:]) for n in range(len(printed) + 1))
    return bool(printed) and shown[0] == printed[0] and _fits(shown[1:], printed[1:])


def main(arguments: list[str]) -> int:
    """Run the pages; 1 where one says otherwise and is not to be written."""
    write = "--write" in arguments
    status = 0
    for page in [Path(argument) for argument in arguments if argument != "--write"]:
        text = page.read_text("utf-8")
        now = replayed(text)
        if now != text and write:
            page.write_text(now, "utf-8")
        status |= now != text and not write
        print(f"{page}: {'as it was' if now == text else 'written' if write else 'differs'}")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
