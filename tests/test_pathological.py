"""Text that was made to take more than its share: time stays linear in it, memory flat, and a limit says what it is."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from onrecord.errors import InputNotExtracted, InputTooLarge
from onrecord.extraction import pipeline
from onrecord.extraction.language import Parser
from onrecord.model import Article
from onrecord.reading import read

SENTENCE = "The mayor said on Monday that she would resign. "
SECONDS = 15  # of processor time, for what takes less than two

_PEAK = """
import resource
from onrecord.extraction.language import Parser
parser, text = Parser(), "The mayor said on Monday that she would resign, and left.\\n\\n" * 3_500
peaks = []
for size in (20_000, 200_000):
    list(parser.parse([text[:size]]))
    peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1_000)
print(peaks[1] - peaks[0])
"""


@pytest.mark.parametrize("form", ["a{}b", "# a{}b", "a{}b\n\nc", "- a{}#b"])
def test_spaces_in_markdown(form: str) -> None:
    start = time.process_time()
    read(f"A title\n\n{SENTENCE}\n\n{form.format(' ' * 200_000)}".encode(), name="a.md")
    assert time.process_time() - start < SECONDS


@pytest.mark.parametrize("run", ['"', "“", "%", '"%', "'", "a“", ")"])
def test_runs_without_a_space_are_words_soon(run: str) -> None:
    start = time.process_time()
    (doc,) = Parser().parse([run * (9_000 // len(run))])
    assert doc.text == run * (9_000 // len(run))
    assert time.process_time() - start < SECONDS


def test_the_parser_needs_no_more_memory_for_a_longer_text() -> None:
    pytest.importorskip("resource", reason="memory is not measured on this system")
    done = subprocess.run([sys.executable, "-c", _PEAK], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 250  # MB; 3 kB for each character would be 540


def test_an_article_longer_than_is_extracted_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "MAX_TEXT", 100)
    long, short = Article("a", SENTENCE * 3, path="long.txt"), Article("b", SENTENCE)
    first, second = pipeline.Extractor().extract_all([long, short])
    assert isinstance(first, InputNotExtracted)
    assert str(first) == "long.txt: 144 characters are over the limit of 100 that are extracted at once; split it"
    assert getattr(second, "article", None) == short


@pytest.mark.parametrize("mark", ["b", "'>'", '"<p x>"', "b "])
def test_an_element_of_a_million_attributes_is_refused_soon(mark: str) -> None:
    start = time.process_time()
    page = f"<html><body><p {' '.join(f'a{i}={mark}' for i in range(1_000_000))}>{SENTENCE * 9}</p></body></html>"
    with pytest.raises(InputTooLarge, match=r"an element of 1,000,000 attributes is over the limit of 1,000"):
        read(page.encode(), name="a.html")
    assert time.process_time() - start < SECONDS


@pytest.mark.parametrize("attack", ['<a b="', "<p a='", "<!--", "<script>", "<a ", "<a b=", "<style a"])
def test_tags_that_never_end_are_passed_over_soon(attack: str) -> None:
    from onrecord.reading.html import page

    start = time.process_time()
    page._most_attributes(attack * 100_000)
    assert time.process_time() - start < SECONDS


def test_scripts_are_no_attributes() -> None:
    script = f"<script>if (a <b) c = [{'1 , ' * 5_000}]</script><!-- <p {'a ' * 5_000} -->"
    page = f"<html><head>{script}</head><body><article>{f'<p>{SENTENCE * 3}</p>' * 4}</article></body></html>"
    assert SENTENCE.strip() in read(page.encode(), name="a.html").text
