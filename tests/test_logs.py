"""What is told on standard error: for people, for programs, and by the processes that a command begins."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from terminals import COMMAND, Run

from onrecord import logs


def run(folder: Path, *arguments: str, status: int = 0, **environment: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [*COMMAND, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )
    assert done.returncode == status, done.stderr
    return done


def lines(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    found = [json.loads(line) for line in done.stderr.splitlines()]
    for line in found:
        assert {"time", "level", "logger", "message"} <= set(line)
        assert line["time"].endswith("+00:00")
    return found


def test_json_for_programs_by_flag_variable_and_file(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    told = {"level": "error", "logger": "onrecord", "message": "empty.txt: nothing in it"}
    facts = {"error": "InputEmpty", "input": "empty.txt", "reason": "nothing in it"}
    flag = lines(run(tmp_path, "--log-format", "json", "read", "empty.txt", status=1))
    assert [{k: v for k, v in line.items() if k != "time"} for line in flag] == [told | facts]
    (tmp_path / "onrecord.toml").write_text('[log]\nformat = "json"\nlevel = "error"\n')
    assert [line["message"] for line in lines(run(tmp_path, "read", "empty.txt", status=1))] == [told["message"]]
    people = run(tmp_path, "--log-format=text", "read", "empty.txt", status=1)
    assert people.stderr == "empty.txt: nothing in it\n"
    assert lines(run(tmp_path, "find", "--db", "no.db", status=1))[0]["level"] == "error"


def test_levels(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("“The pier is closed,” said Mayor Edda Quill of Saltmarsh on Tuesday.")
    (tmp_path / "notes.xyz").touch()
    quiet = run(tmp_path, "--log-level", "warning", "extract", ".")
    assert quiet.stderr == ""
    assert "of no kind that is read" in run(tmp_path, "extract", ".").stderr
    loud = lines(run(tmp_path, "extract", ".", ONRECORD_LOG_LEVEL="debug", ONRECORD_LOG_FORMAT="json"))
    assert ("debug", "onrecord.cli.inputs", "./a.txt: 1 statements") in {
        (line["level"], line["logger"], line["message"]) for line in loud
    }
    refused = run(tmp_path, "--log-level", "loud", "extract", ".", status=2)
    assert "'loud' is none of debug, info, warning, error" in refused.stderr


def test_no_bar_is_drawn_for_programs(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    done = Run(["--log-format", "json", "read", "empty.txt"], err="terminal", folder=tmp_path).done()
    (line,) = done.stderr.decode().splitlines()
    assert json.loads(line)["message"] == "empty.txt: nothing in it"


def test_a_process_that_is_begun_tells_as_the_command_does(monkeypatch: pytest.MonkeyPatch) -> None:
    code = "from onrecord import logs; import logging; logs.follow(); logging.getLogger('other').warning('a\\x1b[1mb')"

    def child(**environment: str) -> str:  # fmt: skip
        return subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={**os.environ, **environment}
        ).stderr

    assert child(_ONRECORD_LOGS="text info") == "a[1mb\n"
    assert json.loads(child(_ONRECORD_LOGS="json info"))["message"] == "a\x1b[1mb"
    monkeypatch.delenv("_ONRECORD_LOGS", raising=False)
    assert child() == "a\x1b[1mb\n"  # nothing is set up: it is Python's own


def test_what_went_wrong_is_in_the_line() -> None:
    try:
        raise ValueError("no such pier")
    except ValueError:
        record = logging.LogRecord("onrecord.x", logging.ERROR, "", 0, "it %s", ("failed",), sys.exc_info())
    line = json.loads(logs.JsonLines().format(record))
    assert line["message"] == "it failed"
    assert "ValueError: no such pier" in line["exception"]


def called_onrecord(*arguments: str, **environment: str) -> str:
    """What the command prints when it is called by its name."""
    code = f"import sys; sys.argv = {['onrecord', *arguments]!r}; from onrecord.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, env={**os.environ, **environment}
    )
    return done.stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shells_complete_commands_options_and_formats(shell: str) -> None:
    told = {"_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}  # no shell calls us here
    assert "_ONRECORD_COMPLETE=" in called_onrecord("--show-completion", shell, **told)

    def complete(*words: str) -> str:
        line = " ".join(("onrecord", *words))
        return called_onrecord(
            _ONRECORD_COMPLETE=f"complete_{shell}",
            COMP_WORDS=line,
            COMP_CWORD=str(len(words)),
            _TYPER_COMPLETE_ARGS=line,
            _TYPER_COMPLETE_FISH_ACTION="get-args",
            _TYPER_COMPLETE_WORD_TO_COMPLETE=words[-1],
        )

    assert "shifts" in complete("shi")
    assert "--min-confidence" in complete("find", "--min")
    assert "web-annotation" in complete("export", "--format", "web")
    assert "watch.every" in complete("config", "watch")
