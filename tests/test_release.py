"""What a release is made of: the wheel's and the source's files, the bill of materials, the container file."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import onrecord
from onrecord.cli.settings import SETTINGS

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def test_the_version_is_one() -> None:
    assert PROJECT["version"] == onrecord.__version__
    assert f"## {onrecord.__version__}" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_the_wheel_and_the_source_have_what_they_should() -> None:
    sdist = pytest.importorskip("hatchling.builders.sdist", reason="builds the package")
    wheel = pytest.importorskip("hatchling.builders.wheel", reason="builds the package")
    source = {file.distribution_path for file in sdist.SdistBuilder(str(ROOT)).recurse_included_files()}
    built = {file.distribution_path for file in wheel.WheelBuilder(str(ROOT)).recurse_included_files()}
    assert {path.partition("/")[0] for path in built} == {"onrecord"}
    assert "onrecord/models/attribution-en-4/model.onnx" in built
    assert "onrecord/web/static" in {"/".join(path.split("/")[:3]) for path in built}
    assert {f"src/{path}" for path in built} <= source
    assert {"LICENSE", "NOTICE", "CHANGELOG.md", "examples/01-dinner.md", "tests/conftest.py"} <= source
    assert not any("onrecord-model-large" in path for path in source)


def test_each_dependency_of_an_install_has_a_bound_and_those_of_the_container_are_pinned() -> None:
    extras = PROJECT["optional-dependencies"]
    names = {re.split(r"[\[<>=;]", one)[0].lower().replace(".", "-") for one in PROJECT["dependencies"]}
    assert all(re.search(r"[>=]=\d", one) for one in PROJECT["dependencies"])
    names |= {re.split(r"[\[<>=]", one)[0].lower() for extra in ("web", "warc", "postgres") for one in extras[extra]}
    pinned = re.findall(r"^([\w.-]+)(?:\[\w+\])?==", (ROOT / "requirements" / "container.txt").read_text("utf-8"), re.M)
    assert names <= set(pinned)


def test_the_bill_of_materials_is_made_as_contributing_says(tmp_path: Path) -> None:
    pytest.importorskip("cyclonedx_py", reason="the extra release is not installed")
    (line,) = re.findall(r"^ *python -m (cyclonedx_py .+)$", (ROOT / "CONTRIBUTING.md").read_text("utf-8"), re.M)
    words = shlex.split(line.replace(".venv/bin/python", sys.executable).replace("dist/", f"{tmp_path}/"))
    done = subprocess.run([sys.executable, "-m", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    bill = json.loads((tmp_path / "onrecord.cdx.json").read_text("utf-8"))
    assert (bill["bomFormat"], bill["metadata"]["component"]["name"]) == ("CycloneDX", "onrecord")
    listed = {component["name"].lower().replace("_", "-") for component in bill["components"]}
    assert {"lxml", "numpy", "onnxruntime", "sqlalchemy", "typer"} <= listed


def test_the_container_file_names_what_is_there() -> None:
    text = (ROOT / "Containerfile").read_text("utf-8").replace("\\\n", " ")
    admitted = {line[1:] for line in (ROOT / ".containerignore").read_text("utf-8").splitlines() if line[:1] == "!"}
    for line in re.findall(r"^COPY (?!--from)(.+)$", text, re.M):
        for name in line.split()[:-1]:
            assert (ROOT / name).exists(), name
            assert name in admitted, name
    assert (ROOT / re.findall(r"-r (\S+)", text)[0]).exists()
    variables = {setting.variable for setting in SETTINGS.values()}
    assert set(re.findall(r"(ONRECORD_\w+)=", text)) <= variables
    (entry,) = re.findall(r"^ENTRYPOINT (.+)$", text, re.M)
    assert json.loads(entry) == ["onrecord"]
