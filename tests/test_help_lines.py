"""What `--help` says of commands runs to the end of the terminal's lines, and a wrong choice is said in our words."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest


def _told(*arguments: str, columns: int = 160) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "onrecord", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "COLUMNS": str(columns)},
        check=False,
    )
    return done.stdout + done.stderr


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--help",), "denials, promises, what was told to whom, and what others ask"),
        (("brief", "--help"), "promises, what was told to whom, and what others ask"),
        (("users", "add", "--help"), "The password is asked for, or read from a pipe"),
    ],
)
def test_no_sentence_is_broken_where_the_terminal_goes_on(arguments: tuple[str, ...], sentence: str) -> None:
    lines = [line.strip("│ ") for line in _told(*arguments, columns=400).splitlines()]
    assert any(sentence in line for line in lines)


def test_a_wrong_choice_is_told_without_a_library_s_words() -> None:
    told = " ".join(_told("find", "--format", "xml").replace("│", " ").split())
    assert "'xml' is not one of" in told
    assert "Value error" not in told
