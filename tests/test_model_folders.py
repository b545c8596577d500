"""Networks of bytes: the same sums on every processor, and no slower than they need be."""

from __future__ import annotations

import platform
import shutil
import subprocess
import sys

import numpy as np
import onnxruntime
import pytest

from onrecord.extraction import folders
from onrecord.extraction.attribution.model import DEFAULT

ASKED = "from onrecord.extraction.folders import adds_up_bytes; print(adds_up_bytes())"


def test_a_network_says_the_same_whichever_way_bytes_are_added_up(monkeypatch: pytest.MonkeyPatch) -> None:
    network = folders.find(DEFAULT, "attribution") / "model.onnx"
    ids = np.arange(2000, 2100, dtype=np.int64)[None]
    fed = {"ids": ids, "mask": np.ones_like(ids), "feat": np.zeros_like(ids)}
    if not folders.adds_up_bytes():
        pytest.skip("this processor cuts sums of bytes off: it knows one way only")
    quick = folders.session(network, 1)
    monkeypatch.setattr(folders, "adds_up_bytes", lambda: False)
    careful = folders.session(network, 1)
    assert [_is_careful(session) for session in (quick, careful)] == [False, True]
    assert all(np.array_equal(a, b) for a, b in zip(quick.run(None, fed), careful.run(None, fed), strict=True))


def _is_careful(session: onnxruntime.InferenceSession) -> bool:
    try:
        return bool(session.get_session_options().get_session_config_entry("session.x64quantprecision") == "1")
    except RuntimeError:  # nothing was set
        return False


@pytest.mark.parametrize(("processor", "adds"), [("Haswell", "False"), ("Nehalem", "True")])
def test_a_processor_that_cuts_sums_off_is_found_out(processor: str, adds: str) -> None:
    emulator = shutil.which("qemu-x86_64")
    if emulator is None or platform.machine() != "x86_64":
        pytest.skip("no qemu-x86_64 to stand for another processor")
    command = [emulator, "-cpu", processor, sys.executable, "-c", ASKED]
    asked = subprocess.run(command, capture_output=True, text=True, check=True)
    assert asked.stdout.strip() == adds
