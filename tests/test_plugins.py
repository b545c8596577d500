"""Plugins: `examples-plugin/` is installed as people install it, and so is a package in which everything is broken."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from terminals import COMMAND

import onrecord
from onrecord import offered, testing
from onrecord.extraction import folders

ROOT = Path(__file__).parent.parent
PLUGIN = ROOT / "examples-plugin"

_PROJECT = """
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"
[project]
name = "{name}"
version = "{version}"
{entries}
[tool.hatch.build.targets.wheel]
packages = ["{module}"]
"""
_BROKEN = """
[project.entry-points."onrecord.readers"]
away = "onrecord_broken.nowhere"
dies = "onrecord_broken.dies"
html = "onrecord_broken.lacking"
lacking = "onrecord_broken.lacking"
subrip = "onrecord_broken.reader"
wrong = "onrecord_broken.reader"
[project.entry-points."onrecord.exporters"]
exits = "onrecord_broken.exits"
fails = "onrecord_broken.exporter"
[project.entry-points."onrecord.languages"]
fr = "onrecord_broken.language"
[project.entry-points."onrecord.models"]
hollow = "onrecord_broken"
"""
_MODULES = {
    "__init__": "",
    "dies": "raise RuntimeError('no licence\\nfound')",
    "exits": "import sys; sys.exit('not on this machine')",
    "lacking": "extensions = ('.x',)",
    "reader": "extensions = ('.wrong', '.odd')\ndef takes(head, name): return len(head) // (len(head) - 5) >= 0\n"
    "def read(data, name):\n    if b'text' in data: return 'text'\n    raise KeyError('column 7')",
    "exporter": "says, text = 'a format', True\ndef write(documents, out): out.write(b'begun'); raise KeyError('x')",
    "language": "def extract(article): raise ValueError('no verb')",
}


def install(source: Path, target: Path) -> None:
    """As `pip install SOURCE`, into a folder of its own, with nothing from anywhere."""
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--no-build-isolation"]
    done = subprocess.run([*command, "--target", str(target), str(source)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def package(folder: Path, name: str, entries: str, modules: dict[str, str]) -> Path:
    """A package of that name, made of these modules."""
    module = name.replace("-", "_")
    (folder / module).mkdir(parents=True)
    for file, source in modules.items():
        (folder / module / f"{file}.py").write_text(source)
    (folder / "pyproject.toml").write_text(_PROJECT.format(name=name, version="2.0", entries=entries, module=module))
    return folder


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the example is installed."""
    pytest.importorskip("hatchling", reason="builds the packages")
    folder = tmp_path_factory.mktemp("installed")
    shutil.copytree(PLUGIN, folder / "source")
    install(folder / "source", folder / "site")
    return folder / "site"


@pytest.fixture(scope="module")
def broken(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the example is installed, and beside it a package that is broken in every way."""
    folder = tmp_path_factory.mktemp("broken")
    shutil.copytree(installed, folder / "site")
    install(package(folder / "source", "onrecord-zbroken", _BROKEN.replace("onrecord_broken", "onrecord_zbroken"),
                    _MODULES), folder / "site")  # fmt: skip
    return folder / "site"


def run(site: Path, *arguments: str | Path, folder: Path, status: int = 0) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([str(site), str(Path(onrecord.__file__).parent.parent)])
    done = subprocess.run(
        [*COMMAND, *map(str, arguments)],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": path},
    )
    assert done.returncode == status, done.stderr
    assert "Traceback" not in done.stderr
    return done


# ------------------------------------------------------------------------------------------------ the example


def test_the_example_is_listed(installed: Path, tmp_path: Path) -> None:
    lines = [json.loads(line) for line in run(installed, "plugins", folder=tmp_path).stdout.splitlines()]
    found = {(line["kind"], line["name"]) for line in lines if line["package"] == "onrecord-example 0.1.0"}
    assert found == {("reader", "subrip"), ("exporter", "markdown"), ("language", "de")}
    assert not any(line["failed"] for line in lines)


def test_the_example_reads_exports_and_extracts(installed: Path, tmp_path: Path) -> None:
    shutil.copytree(PLUGIN / "articles", tmp_path / "articles")
    (tmp_path / "articles" / "notes.srt").write_text("Buy bread. 00:01 --> no subtitles.")  # of its extension alone
    read = [json.loads(line) for line in run(installed, "read", "articles", folder=tmp_path).stdout.splitlines()]
    by_path = {Path(line["path"]).name: line for line in read}
    assert by_path["pier.srt"]["text"].startswith("“We will rebuild the pier,” Mayor Edda Quill told")
    assert by_path["pier.srt"]["language"] == "en"
    assert len(by_path["pier.srt"]["id"]) == 16
    assert by_path["notes.srt"]["text"].startswith("Buy bread")

    added = run(installed, "add", "articles", "--db", "x.db", folder=tmp_path)
    assert "not in English" not in added.stderr
    found = [json.loads(line) for line in run(installed, "find", "--db", "x.db", folder=tmp_path).stdout.splitlines()]
    said = {(line["speaker"]["name"], line["text"]) for line in found}
    assert ("Edda Quill", "“We will rebuild the pier,”") in said
    assert ("Ida Brandt", "„Wir bauen den Steg wieder auf“") in said
    german = next(line for line in found if line["text"].startswith("„Wir"))
    assert german["article"]["made_by"]["attribution"] == "onrecord-example 0.1.0"

    assert "3 articles" in run(installed, "verify", "--db", "x.db", folder=tmp_path).stderr
    again = run(installed, "reextract", "--db", "x.db", folder=tmp_path)
    assert "nothing to extract again" in again.stdout
    exported = run(installed, "export", "--format", "markdown", "--db", "x.db", folder=tmp_path)
    assert "- **Ida Brandt**: „Wir bauen den Steg wieder auf“\n" in exported.stdout

    # Without the package the record still tells all that it holds, and what is lacking.
    nowhere = tmp_path / "nowhere"
    assert len(run(nowhere, "find", "--db", "x.db", folder=tmp_path).stdout.splitlines()) == len(found)
    lacking = run(nowhere, "verify", "--db", "x.db", folder=tmp_path, status=1)
    assert "takes the reader 'subrip', which is not installed or cannot be used" in lacking.stdout
    refused = run(nowhere, "export", "--format", "markdown", "--db", "x.db", folder=tmp_path, status=2)
    assert "'markdown' is" in refused.stderr


def test_a_statement_of_the_example_is_opened_in_its_original(installed: Path, tmp_path: Path) -> None:
    run(installed, "add", PLUGIN / "articles" / "pier.srt", "--db", "x.db", folder=tmp_path)
    line = json.loads(run(installed, "find", "pier", "--db", "x.db", folder=tmp_path).stdout.splitlines()[0])
    run(installed, "open", line["id"], "--db", "x.db", "--output", "page.html", folder=tmp_path)
    page = (tmp_path / "page.html").read_text("utf-8")
    assert "We will rebuild the pier" in page
    assert "a file of the kind subrip" in page


def test_the_tests_of_the_example_pass(installed: Path) -> None:
    path = os.pathsep.join([str(installed), str(Path(onrecord.__file__).parent.parent)])
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(PLUGIN / "tests")]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": path}, cwd=installed
    )
    assert done.returncode == 0, done.stdout


def test_a_model_is_brought_by_a_package(tmp_path: Path) -> None:
    pytest.importorskip("hatchling", reason="builds the package")
    entries = '[project.entry-points."onrecord.models"]\nmine = "onrecord_mine"'
    source = package(tmp_path / "source", "onrecord-mine", entries, {"__init__": ""})
    model = folders.find("attribution-en-4", "attribution")
    for file in model.iterdir():
        shutil.copy(file, source / "onrecord_mine")
    testing.check_model(source / "onrecord_mine")
    install(source, tmp_path / "site")
    listed = run(tmp_path / "site", "plugins", folder=tmp_path)
    assert '"kind": "model", "name": "mine", "package": "onrecord-mine 2.0"' in listed.stdout
    article = ROOT / "examples" / "01-dinner.md"
    line = json.loads(run(tmp_path / "site", "extract", "--model", "mine", article, folder=tmp_path).stdout)
    assert line["statements"]


# ------------------------------------------------------------------------------------------------ what is broken


REASONS = {
    "away": "ModuleNotFoundError: No module named 'onrecord_zbroken.nowhere'",
    "dies": "RuntimeError: no licence found",
    "html": "onrecord has a reader of this name itself",
    "lacking": "TypeError: onrecord_zbroken.lacking has no takes, read",
    "subrip": "onrecord-example 0.1.0 brings one of this name, too",
    "exits": "SystemExit: not on this machine",
    "hollow": "FileNotFoundError: onrecord_zbroken has no config.json",
}


def test_what_cannot_be_loaded_is_listed_with_its_reason(broken: Path, tmp_path: Path) -> None:
    lines = [json.loads(line) for line in run(broken, "plugins", folder=tmp_path, status=1).stdout.splitlines()]
    assert {line["name"]: line["failed"] for line in lines if line["failed"]} == REASONS
    assert {line["name"] for line in lines if not line["failed"]} >= {"subrip", "markdown", "de", "fails", "fr"}


def test_what_is_broken_costs_itself(broken: Path, tmp_path: Path) -> None:
    shutil.copy(PLUGIN / "articles" / "pier.srt", tmp_path)
    shutil.copy(ROOT / "examples" / "01-dinner.md", tmp_path)
    (tmp_path / "a.wrong").write_text("some text")
    (tmp_path / "b.odd").write_text("none of it")
    (tmp_path / "c.odd").write_text("12345")
    done = run(broken, "read", *"pier.srt 01-dinner.md a.wrong b.odd c.odd".split(), folder=tmp_path, status=1)
    assert [Path(json.loads(line)["path"]).name for line in done.stdout.splitlines()] == [
        "pier.srt", "01-dinner.md", "c.odd",
    ]  # fmt: skip
    for name in ("away", "dies", "html", "lacking", "subrip"):
        told = f"the reader {name!r} of onrecord-zbroken 2.0 cannot be used, and is left out: {REASONS[name]}"
        assert done.stderr.count(told) == 1, done.stderr
    who = "the reader 'wrong' of onrecord-zbroken 2.0"
    assert f"a.wrong: {who} made str of it, no Article" in done.stderr
    assert f"b.odd: {who} failed on it: KeyError: 'column 7'" in done.stderr
    assert f"c.odd: {who} failed on it: ZeroDivisionError" in done.stderr


def test_an_exporter_and_a_language_that_fail_are_named(broken: Path, tmp_path: Path) -> None:
    french = "Le maire a fermé la jetée mardi, et personne ne sait encore quand elle sera ouverte de nouveau au public."
    (tmp_path / "jetee.txt").write_text(f"{french}\n\n{french}\n")
    shutil.copy(PLUGIN / "articles" / "steg.txt", tmp_path)
    failed = run(broken, "add", "jetee.txt", "steg.txt", "--db", "x.db", folder=tmp_path, status=1)
    assert "jetee.txt: the language 'fr' of onrecord-zbroken 2.0 failed on it: ValueError: no verb" in failed.stderr
    assert "added 1 article, " in failed.stdout
    done = run(broken, "export", "--format", "fails", "--db", "x.db", "-o", "out.txt", folder=tmp_path, status=1)
    assert "the exporter 'fails' of onrecord-zbroken 2.0 failed: KeyError: 'x'" in done.stderr
    assert not (tmp_path / "out.txt").exists()
    refused = run(broken, "extract", "--model", "hollow", "steg.txt", folder=tmp_path, status=2)
    assert "the model 'hollow' of onrecord-zbroken 2.0 cannot be used, and is left out: FileNotFound" in refused.stderr


# ------------------------------------------------------------------------------------------------ onrecord.testing


class _Subtitles:
    """A reader with a fault."""

    def __init__(self, fault: str) -> None:
        self.extensions = (".SRT",) if fault == "extension" else (".srt",)
        self._fault = fault
        self._count = 0

    def takes(self, head: bytes, name: str) -> bool:
        return self._fault != "takes"

    def read(self, data: bytes, name: str) -> onrecord.Article:
        self._count += 1
        text = data.decode()
        if not text.isprintable() or "pier" not in text:
            raise onrecord.InputMalformed("other" if self._fault == "name" else name, "no subtitles")
        shift = 1 if self._fault == "anchor" else 0
        anchors = () if self._fault == "none" else (onrecord.Anchor(0, len(text) - shift, "", shift),)
        title = str(self._count) if self._fault == "twice" else None
        return onrecord.Article("", text, title=title, anchors=anchors)


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        ("extension", "is not in lower case"),
        ("takes", "takes\\(\\) does not take it"),
        ("twice", "something else the second time"),
        ("anchor", "the file has 'he pier' there, and the article 'the pie'"),
        ("name", "the error names 'other', and not 'a.srt'"),
        ("none", "no anchor leads back from character 0 on: 'the pier'"),
        ("", "UnicodeDecodeError.* is no InputError"),
    ],
)
def test_a_fault_of_a_reader_is_found(fault: str, why: str) -> None:
    with pytest.raises(AssertionError, match=why):
        testing.check_reader(_Subtitles(fault), b"the pier", "a.srt")


class _Language:
    def __init__(self, **changes: object) -> None:
        self._changes = changes

    def extract(self, article: onrecord.Article) -> onrecord.Extraction:
        from dataclasses import replace

        found = testing.extraction()
        first = replace(found.statements[0], **self._changes)  # type: ignore[arg-type]
        return replace(found, article=article, statements=(first, *found.statements[1:]))


def test_a_fault_of_a_language_is_found() -> None:
    testing.check_language(_Language(), testing.article())
    for changes, why in (
        ({"text": "harbour"}, "its text is not its content's words"),
        ({"confidence": 2.0}, "confidence 2.0 is not from 0 to 1"),
        ({"occasion_confidence": -1.0}, "confidence -1.0 of the occasion is not from 0 to 1"),
        ({"said_on": onrecord.SaidOn("2024", None, "year", 7.0)}, "confidence 7.0 of the day is not from 0 to 1"),
        ({"about": (onrecord.Party("Ann", "person", None, (), 1.1),)}, "confidence 1.1 of Ann is not from 0 to 1"),
        ({"id": "s2"}, "two statements have one id"),
        ({"nested_in": "s9"}, "not nested in a statement"),
        ({"occasion": "o9"}, "no occasion 'o9'"),
        ({"source": (onrecord.Span(5, 9999),)}, "is not in the text"),
    ):
        with pytest.raises(AssertionError, match=why):
            testing.check_language(_Language(**changes), testing.article())


def test_what_onrecord_testing_promises_is_there_and_documented() -> None:
    assert testing.__all__ == list(testing._HOME_OF)
    page = (ROOT / "docs" / "plugins.md").read_text("utf-8")
    for name in testing.__all__:
        assert getattr(testing, name) is not None
        assert f"`{name}`" in page or f"onrecord.testing.{name}" in page, name
    for group, kind in offered.GROUPS.items():
        assert f"`onrecord.{group}`" in page, kind
