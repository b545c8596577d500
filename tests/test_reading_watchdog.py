"""What hangs, dies or eats the memory is ended and named, whether it is read or extracted; the rest goes on."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from onrecord.errors import InputError, InputNotExtracted
from onrecord.model import Article
from onrecord.reading import read_all
from onrecord.scaling import extract_all
from onrecord.scaling.reading import GuardedReader

EXAMPLES = Path(__file__).parent.parent / "examples"
SAID = "The mayor said on Monday that she would build the wall."


def test_what_another_process_reads_is_what_is_read_here(tmp_path: Path) -> None:
    sources = [str(EXAMPLES), str(tmp_path / "missing.txt")]
    kept: list[str] = []
    reader = GuardedReader(sources, keep=lambda sha256, form, data: kept.append(sha256))
    found = list(reader)
    assert list(map(str, found)) == list(map(str, read_all(sources)))
    assert kept == [a.sha256 for a in found if isinstance(a, Article)]
    assert 0 < reader.total == reader.done


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a pipe that nobody writes into")
def test_a_reader_that_hangs_is_ended_and_the_rest_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(SAID)
    os.mkfifo(tmp_path / "b.txt")
    (tmp_path / "c.jsonl").write_text(f'{{"text": "{SAID}"}}\n' * 3)
    names = [str(tmp_path / name) for name in ("a.txt", "c.jsonl", "b.txt", "a.txt", "c.jsonl")]
    found = list(GuardedReader(names, seconds=2))
    assert [type(i).__name__ for i in found] == [*["Article"] * 4, "InputUnreadable", *["Article"] * 4]
    error = found[4]
    assert isinstance(error, InputError)
    assert (error.input, "given up" in error.reason) == (str(tmp_path / "b.txt"), True)


def test_a_reader_that_wants_too_much_memory_costs_its_input(tmp_path: Path) -> None:
    pytest.importorskip("resource", reason="memory is not limited on this system")
    (tmp_path / "a.txt").write_text(SAID)
    (tmp_path / "b.json").write_bytes(b"[" + b"{}," * 8_000_000 + b"{}]")
    (tmp_path / "c.txt").write_text(SAID)
    found = list(GuardedReader([str(tmp_path)], memory=600_000_000))
    assert [type(i) for i in (found[0], found[2])] == [Article, Article]
    assert isinstance(found[1], InputError)
    assert found[1].input == str(tmp_path / "b.json")
    assert "memory" in found[1].reason


@pytest.mark.parametrize("workers", [1, 2])
def test_an_article_that_takes_too_long_is_given_up(workers: int) -> None:
    article = Article("a", SAID, path="a.txt")
    (found,) = extract_all([article], workers=workers, seconds=0.001 - 2e-3 * len(SAID))
    assert isinstance(found, InputNotExtracted)
    assert str(found).startswith("a.txt: took longer")
    assert "given up" in found.reason
