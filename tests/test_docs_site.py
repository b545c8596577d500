"""The site: it builds without a warning, shows what its commands print, and leaves nothing out."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path
from types import ModuleType

import pytest

import onrecord
from onrecord.alerting import mail
from onrecord.cli.settings import SETTINGS
from onrecord.exporting.formats import FORMATS
from onrecord.exporting.schemas import COMMANDS
from onrecord.record.schema import metadata

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
REFERENCE = DOCS / "reference"
MISLEADING = sorted((DOCS / "explanation" / "misleading").glob("*.md"))
REPLAYED = [DOCS / "tutorial.md", *sorted((DOCS / "howto").glob("*.md")), *MISLEADING]
_SHARE = re.compile(r"\b0\.\d\d\b")  # whose last digit another processor rounds otherwise
GENERATED = [page for page in sorted(REFERENCE.glob("*.md")) if "[[[cog" in page.read_text("utf-8")]


def module(name: str) -> ModuleType:
    """A program of `docs/`."""
    spec = importlib.util.spec_from_file_location(name, DOCS / f"{name}.py")
    assert spec
    assert spec.loader
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def page(name: str) -> str:
    return (REFERENCE / f"{name}.md").read_text("utf-8")


def test_the_site_builds_without_a_warning(tmp_path: Path) -> None:
    for needed in ("sphinx", "myst_parser", "furo"):
        pytest.importorskip(needed, reason="the extra docs is not installed")
    places = [str(place) for place in (tmp_path / "seen", DOCS, tmp_path / "site")]
    command = [sys.executable, "-m", "sphinx", "-W", "-q", "-d", *places]
    built = subprocess.run(command, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    html = {path.relative_to(tmp_path / "site") for path in (tmp_path / "site").rglob("*.html")}
    assert {path.relative_to(DOCS).with_suffix(".html") for path in DOCS.rglob("*.md")} <= html
    for file in (tmp_path / "site").rglob("*.html"):  # nothing is asked of another host to show a page
        text = file.read_text("utf-8")
        loaded = re.findall(r'<(?:script|img|iframe)[^>]*\ssrc="https?:[^"]+', text)
        loaded += re.findall(r'<link[^>]+rel="stylesheet"[^>]+href="https?:[^"]+', text)
        assert not loaded, (file.name, loaded)


def test_every_page_is_in_the_navigation() -> None:
    trees = re.findall(r"```\{toctree\}\n(.*?)```", (DOCS / "index.md").read_text("utf-8"), re.S)
    captions = [match[1] for tree in trees if (match := re.search(r":caption: (.+)", tree))]
    assert captions == ["Tutorial", "How-to", "Reference", "Explanation"]
    named = [line for tree in trees for line in tree.splitlines() if line and not line.startswith(":")]
    pages = {path.relative_to(DOCS).with_suffix("").as_posix() for path in DOCS.rglob("*.md")} - {"index"}
    assert sorted(named) == sorted(pages)


@pytest.mark.parametrize("path", REPLAYED, ids=lambda path: path.stem)
def test_a_page_shows_what_its_commands_print(path: Path) -> None:
    pytest.importorskip("pyarrow", reason="the extra tables is not installed")
    pytest.importorskip("openpyxl", reason="the extra excel is not installed")
    shown = path.read_text("utf-8")
    again = module("replay").replayed(shown)
    mend = f"python docs/replay.py --write {path.relative_to(ROOT)}"
    assert _SHARE.sub("0.", again) == _SHARE.sub("0.", shown), mend
    ours, theirs = ([float(share) for share in _SHARE.findall(text)] for text in (again, shown))
    assert ours == pytest.approx(theirs, abs=0.011), mend


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # Jupyter's own
def test_the_notebook_shows_what_its_cells_show() -> None:
    for needed in ("nbclient", "ipykernel", "pandas", "pyarrow"):
        pytest.importorskip(needed, reason="runs the notebook in a kernel of Jupyter's, and makes a data frame there")
    runner = module("run_notebook")
    stored = runner.nbformat.read(runner.NOTEBOOK, as_version=4)
    ours, theirs = runner.shown(runner.run(stored)), runner.shown(stored)
    assert [_SHARE.sub("0.", text) for text in ours] == [_SHARE.sub("0.", text) for text in theirs], (
        "python docs/run_notebook.py --write"
    )
    assert sum("<svg" in text for text in ours) == 1
    assert any("<mark" in text for text in ours)


def test_what_is_replayed_is_seen_to_differ() -> None:
    replay = module("replay")
    shown = "```console\n$ echo one; echo two; echo three\none\n…\nthree\n```\n\n```console\n$ echo new\nold\n```\n"
    assert replay.replayed(shown) == shown.replace("old", "new")


def test_what_cog_writes_is_current() -> None:
    pytest.importorskip("cogapp", reason="the extra docs is not installed")
    assert GENERATED
    command = [sys.executable, "-m", "cogapp", "--check", "-I", str(DOCS), *map(str, GENERATED)]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, f"python -m cogapp -r -I docs docs/reference/*.md\n{checked.stdout}{checked.stderr}"


def test_every_command_and_option_is_documented() -> None:
    sections = dict(re.findall(r"^## onrecord ([\w -]+)\n(.*?)(?=^## |\Z)", page("commands"), re.S | re.M))
    commands = dict(module("reference_pages").each_command())
    assert set(sections) == set(commands)
    for name, command in commands.items():
        for parameter in command.params:
            for option in (*parameter.opts, *parameter.secondary_opts):
                if option.startswith("-") and option not in ("--help", "-h"):
                    assert re.search(rf"(?<![\w-]){option}(?![\w-])", sections[name]), f"onrecord {name} {option}"
        assert " " in name or "Exit status: 0" in sections[name], name  # those of groups are told on their page


def test_every_public_name_is_documented() -> None:
    named = re.findall(r"^\.\. auto(?:class|function|exception):: onrecord\.(\w+)$", page("python"), re.M)
    assert sorted([*named, "Span"]) == sorted(onrecord.__all__)
    assert "`onrecord.Span`" in page("python")


def test_every_schema_and_table_is_documented() -> None:
    assert set(COMMANDS) <= set(re.findall(r"^## (\w+)$", page("schemas"), re.M))
    assert set(metadata.tables) == set(re.findall(r"^## (\w+)$", page("database"), re.M))


def test_every_setting_and_variable_is_documented() -> None:
    settings = page("settings")
    for setting in SETTINGS.values():
        assert (
            f"| `{setting.name}` | {f'`{setting.flag}`' if setting.flag else ''} | `{setting.variable}` |" in settings
        )
    read = {"from" if field.name == "sender" else field.name for field in fields(mail.Server)}
    assert {f"mail.{name}" for name in read} == {name for name in SETTINGS if name.startswith("mail.")}
    source = "\n".join(path.read_text("utf-8") for path in (ROOT / "src").rglob("*.py"))
    asked = re.findall(r'environ(?:\.get|\.setdefault)?[\[(]"(\w+)"', source) + re.findall(r'"(ONRECORD_\w+)"', source)
    for name in asked:
        assert f"`{name}`" in settings, name


def test_every_export_is_documented() -> None:
    told = (DOCS / "exports.md").read_text("utf-8")
    assert set(FORMATS) == set(re.findall(r"onrecord export --format ([\w.-]+)", told))


def test_every_exit_status_is_documented() -> None:
    source = "\n".join(path.read_text("utf-8") for path in (ROOT / "src" / "onrecord" / "cli").rglob("*.py"))
    told = set(re.findall(r"(?:sys\.exit|typer\.Exit)\((\d+)\)", source)) | {"0", "2"}  # 2 is Click's
    assert told == set(re.findall(r"^\| (\d+) \|", page("exit-status"), re.M))
