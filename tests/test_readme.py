"""What README.md shows is what runs."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from typer.main import get_command

from onrecord.cli import app

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def _shown() -> list[list[str]]:
    shell = "\n".join(re.findall(r"```sh\n(.*?)```", README, re.S))
    return [
        shlex.split(m, comments=True)
        for m in re.findall(r"^(?:.*/)?onrecord (.+)$|bin/onrecord (.+)$", shell, re.M)
        for m in m
        if m
    ]


@pytest.mark.parametrize("words", _shown(), ids=lambda w: w[0])
def test_the_commands_shown_exist_with_their_options(words: list[str]) -> None:
    command = get_command(app).commands[words[0]]  # type: ignore[attr-defined]
    command.make_parser(command.make_context(words[0], words[1:], resilient_parsing=True))


def test_ci_runs_the_test_command_of_the_readme() -> None:
    shown = README.split("<!-- test command -->")[1].split("<!-- end -->")[0]
    assert "pytest" in shown
    assert "README.md" in (ROOT / ".ci" / "run").read_text("utf-8")


@pytest.mark.parametrize("link", re.findall(r"\]\(([^)#:]+)\)", README))
def test_links_lead_somewhere(link: str) -> None:
    assert (ROOT / link).exists()
