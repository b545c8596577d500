"""Settings: which holds and why, what a mistake is told as, and that no other home of one has another default."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from terminals import COMMAND
from typer.main import get_command
from typer.testing import CliRunner, Result

from onrecord.cli import app, configuration
from onrecord.cli.settings import SETTINGS
from onrecord.record import Record


@pytest.fixture(autouse=True)
def _no_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder without a file, and no variable."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    for name in [name for name in os.environ if name.startswith("ONRECORD_")]:
        monkeypatch.delenv(name)


def run(*arguments: str, **environment: str) -> Result:
    return CliRunner().invoke(app, arguments, env=environment)


def told(result: Result) -> dict[str, dict[str, Any]]:
    return {line["setting"]: line for line in map(json.loads, result.stdout.splitlines())}


def write(words: str, file: Path = Path("onrecord.toml")) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(words)


def commands(command: Any = None) -> list[Any]:
    """All that can be called."""
    command = command or get_command(app)
    inner = getattr(command, "commands", {})
    return [command, *(one for sub in inner.values() for one in commands(sub))]


def test_each_option_is_that_of_its_setting() -> None:
    by_variable = {setting.variable: setting for setting in SETTINGS.values()}
    seen = set()
    for command in commands():
        for parameter in command.params:
            variable = parameter.envvar
            if variable is None:
                continue
            setting = by_variable[variable]
            seen.add(setting.name)
            assert setting.flag in parameter.opts
            assert parameter.default == setting.default or str(parameter.default) == setting.default, command.name
    flagged = {setting.name for setting in SETTINGS.values() if setting.flag}
    assert seen == {name for name in flagged if not name.startswith("log.")}  # those stand before the command
    assert all(setting.default is None or setting.wrong(setting.default) is None for setting in SETTINGS.values())


def test_a_variable_over_the_file_here_over_the_users_own_over_what_is_built_in(tmp_path: Path) -> None:
    assert {line["from"] for line in told(run("config")).values()} == {"built in"}
    own = Path(os.environ["HOME"]) / ".config" / "onrecord" / "onrecord.toml"
    write('workers = 2\nuser = "ann"\n[log]\nlevel = "warning"\n', own)
    write('workers = 3\n[watch]\nevery = "2h"\n')
    found = told(run("config", ONRECORD_WORKERS="4", ONRECORD_SITE="https://x.example"))
    assert (found["workers"]["value"], found["workers"]["from"]) == (4, "ONRECORD_WORKERS")
    over = [{"value": 3, "from": "onrecord.toml"}, {"value": 2, "from": str(own)}, {"value": 1, "from": "built in"}]
    assert found["workers"]["over"] == over
    assert (found["user"]["value"], found["user"]["from"]) == ("ann", str(own))
    assert (found["watch.every"]["value"], found["site"]["value"]) == ("2h", "https://x.example")
    assert found["log.level"]["value"] == "warning"
    people = run("config", "workers", "--format", "table", ONRECORD_WORKERS="4", COLUMNS="300").stdout
    assert "ONRECORD_WORKERS, over onrecord.toml (3), " in people
    write("workers = 5", tmp_path / "other.toml")
    named = told(run("config", ONRECORD_CONFIG=str(tmp_path / "other.toml")))
    assert named["workers"]["over"] == [{"value": 1, "from": "built in"}]
    assert named["user"]["value"] is None


def test_which_record_is_meant() -> None:
    own = Path(os.environ["HOME"]) / ".config" / "onrecord" / "onrecord.toml"
    for name in ("flag", "variable", "file", "user", "onrecord"):
        Record(f"{name}.db").close()

    def asked(*arguments: str, **environment: str) -> str:
        return Path(run("find", *arguments, **environment).stderr.partition(":")[0]).name

    assert asked() == "onrecord.db"
    write(f'db = "{Path.cwd()}/user.db"', own)
    assert asked() == "user.db"
    write('db = "file.db"')
    assert asked() == "file.db"
    assert asked(ONRECORD_DB="variable.db") == "variable.db"
    assert asked(ONRECORD_DB="") == "file.db"
    assert asked("--db", "flag.db", ONRECORD_DB="variable.db") == "flag.db"


MISTAKES = [
    ("workres = 3", "onrecord.toml: there is no setting 'workres'; did you mean 'workers'?"),
    ("[log]\nformt = 'json'", "onrecord.toml: there is no setting 'log.formt'; did you mean 'log.format'?"),
    ("zzz = 3", "onrecord.toml: there is no setting 'zzz' (all of them: onrecord config)"),
    ("workers = 'many'", "onrecord.toml: workers: 'many' is no number; write workers = 1"),
    ("workers = 0", "onrecord.toml: workers: 0 is not from 1 to 64"),
    ("workers = true", "onrecord.toml: workers: True is no number"),
    ("min_confidence = 1.5", "onrecord.toml: min_confidence: 1.5 is not from 0 to 1"),
    ("min_confidence = nan", "onrecord.toml: min_confidence: nan is no number; write min_confidence = 0.0"),
    ("[watch]\ndelay = inf", "onrecord.toml: watch.delay: inf is no number; write delay = 1.0"),
    ("originals = 'hsh'", "onrecord.toml: originals: 'hsh' is none of keep, hash; did you mean 'hash'?"),
    ("[watch]\nevery = '15 minutes'", "onrecord.toml: watch.every: '15 minutes' is not as '15m'"),
    ("[watch]\ndelay = -1", "onrecord.toml: watch.delay: -1 is not from 0 on"),
    ("db = 3", 'onrecord.toml: db: write db = "onrecord.db"'),
    ("db = ''", 'onrecord.toml: db: write db = "onrecord.db"'),
    ("log = 'json'", "onrecord.toml: there is no setting 'log'"),
    ("db = ", "onrecord.toml: not TOML: "),
]


@pytest.mark.parametrize(("words", "message"), MISTAKES, ids=lambda words: words.replace("\n", " ")[:30])
def test_a_mistake_in_a_file_is_told_with_file_and_name(words: str, message: str) -> None:
    write(words)
    shown = run("config")
    assert shown.exit_code == 1
    assert message in shown.stderr
    with pytest.raises(configuration.Mistake, match=r"onrecord\.toml: "):
        configuration.layers("workers")


def test_mistakes_end_a_command_with_status_2_and_no_traceback(tmp_path: Path) -> None:
    write("workres = 3\n[mail]\nhots = 'x'\n")
    done = subprocess.run([*COMMAND, "find"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("onrecord: onrecord.toml: there is no setting 'workres'; did you mean 'workers'?")
    assert len(done.stderr.splitlines()) == 1
    all_of_them = run("config")
    assert "there is no setting 'mail.hots'; did you mean 'mail.host'?" in all_of_them.stderr
    write("")
    wrong = run("config", ONRECORD_SERVE_PORT="http", ONRECORD_DBS="x", ONRECORD_CONFIG="nowhere.toml")
    assert wrong.exit_code == 1
    assert "ONRECORD_SERVE_PORT: 'http' is no number" in wrong.stderr
    assert "ONRECORD_DBS: there is no such variable; did you mean 'ONRECORD_DB'?" in wrong.stderr
    assert "ONRECORD_CONFIG: nowhere.toml: there is no such file" in wrong.stderr
    refused = run("config", "workres", COLUMNS="300")
    assert refused.exit_code == 2
    assert "there is no setting 'workres'; did you mean" in " ".join(refused.stderr.replace("│", " ").split())


def test_a_password_is_not_shown() -> None:
    write('db = "postgresql://ann:secret@server.example/news"')
    shown = run("config")
    assert "secret" not in shown.output
    assert told(shown)["db"]["value"] == "postgresql://ann@server.example/news"


def test_a_setting_reaches_its_command(tmp_path: Path) -> None:
    write('user = "ann"\ndb = "sub/x.db"\n', tmp_path / "there" / "onrecord.toml")
    (tmp_path / "there" / "sub").mkdir()
    (tmp_path / "a.txt").write_text("“The pier is closed,” said Mayor Edda Quill of Saltmarsh on Tuesday.")
    where = {"ONRECORD_CONFIG": str(tmp_path / "there" / "onrecord.toml")}
    added = run("add", "a.txt", **where)
    assert added.exit_code == 0, added.output
    assert (tmp_path / "there" / "sub" / "x.db").exists()
    id = json.loads(run("find", **where).stdout.splitlines()[0])["id"]
    assert run("correct", id, "--speaker", "Osric Vane", **where).exit_code == 0
    assert json.loads(run("decisions", **where).stdout.splitlines()[0])["by"] == "ann"
    assert run("correct", id, "--reject", "--by", "bob", **where).exit_code == 0
    assert '"by": "bob"' in run("decisions", **where).stdout
    refused = run("extract", "a.txt", ONRECORD_MODEL="nothing")
    assert refused.exit_code == 2
    assert "nothing: there is no attribution model of this name" in " ".join(refused.stderr.replace("│", " ").split())


def test_mail_is_read_from_the_environment_too() -> None:
    write('[mail]\nhost = "mail.example"\n')
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ONRECORD_MAIL_FROM", "desk@paper.example")
        patch.setenv("ONRECORD_MAIL_PORT", "2525")
        assert configuration.table("mail") == {"host": "mail.example", "from": "desk@paper.example", "port": 2525}


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can act as somebody else")
def test_a_folder_that_is_closed_to_us_says_nothing(tmp_path: Path) -> None:
    file = tmp_path / "closed" / "onrecord.toml"
    file.parent.mkdir(mode=0o700)
    file.write_text("[not ours")
    os.seteuid(65534)
    try:
        assert configuration.read(file) == ({}, [])
    finally:
        os.seteuid(0)
