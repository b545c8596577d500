"""PDFs made from the examples (`data/reading/make.py`) read back to the known text, and lead to page and box."""

from __future__ import annotations

import io
import shutil
from difflib import SequenceMatcher
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord import errors
from onrecord.model import Article
from onrecord.reading import Original, read
from onrecord.reading.pdf import ocr

HERE = Path(__file__).parent
EXAMPLES = HERE.parent / "examples"
MADE = HERE / "data" / "reading"
PDFS = sorted(MADE.glob("[0-9]*.pdf"))


def word_error_rate(true: str, found: str) -> float:
    a, b = true.split(), found.split()
    changes = SequenceMatcher(None, a, b, autojunk=False).get_opcodes()
    return sum(max(i2 - i1, j2 - j1) for kind, i1, i2, j1, j2 in changes if kind != "equal") / len(a)


@pytest.mark.parametrize("path", PDFS, ids=lambda p: p.name)
def test_a_pdf_reads_back_to_the_text_that_it_was_made_from(path: Path) -> None:
    (source,) = EXAMPLES.glob(f"{path.name.partition('-')[0]}-*")
    true, article = read(source), read(path)
    assert article.text == true.text
    assert (article.title, article.byline, article.published) == (true.title, true.byline, true.published)


@pytest.mark.parametrize("path", PDFS, ids=lambda p: p.name)
def test_every_character_leads_to_its_page_and_box(path: Path) -> None:
    data = path.read_bytes()
    article = read(data, name=path.name)
    assert Original(data).mismatches(article) == []
    document = pdfium.PdfDocument(data)
    sizes = [document[i].get_size() for i in range(len(document))]
    document.close()
    anchored = sum(a.end - a.start for a in article.anchors)
    assert anchored > 0.8 * len(article.text)
    for a in article.anchors:
        width, height = sizes[int(a.node.removeprefix("page/")) - 1]
        assert a.boxes
        for left, bottom, right, top in a.boxes:
            assert -1 <= left <= right <= width + 1
            assert -1 <= bottom < top <= height + 1


def test_broken_words_are_joined_and_compounds_keep_their_hyphen() -> None:
    article = read(MADE / "hyphens.pdf")
    first, second, caption = article.text.split("\n\n")
    assert first == (
        "The two governments negotiated a long-term treaty in the office of the harbour master, "
        "who had once been self-employed, and signed it at noon."
    )
    assert second == "“It is a well-known fact that nobody reads treaties,” she said on Tuesday."
    assert caption == "The harbour master in his office."
    joined = [r for r in article.repairs if r.kind == "joined hyphen"]
    assert [article.text[r.span.start - 6 : r.span.end + 4] for r in joined] == ["negotiated", "the harbour"[-10:]]
    assert Original((MADE / "hyphens.pdf").read_bytes()).mismatches(article) == []


def test_a_password_opens_an_encrypted_pdf() -> None:
    path = MADE / "encrypted.pdf"
    with pytest.raises(errors.InputUnreadable, match="--password"):
        read(path)
    with pytest.raises(errors.InputUnreadable, match="not its password"):
        read(path, password="wrong")
    article = read(path, password="harbour")
    assert article.text.startswith("The harbour master said")
    assert Original(path.read_bytes(), password="harbour").mismatches(article) == []


def scanned(path: Path) -> bytes:
    """The pages of a PDF as pictures, at 200 dots to the inch."""
    source, out = pdfium.PdfDocument(path), pdfium.PdfDocument.new()
    for drawn in source:
        width, height = drawn.get_size()
        image = pdfium.PdfImage.new(out)
        image.set_bitmap(drawn.render(scale=200 / 72, grayscale=True))
        image.set_matrix(pdfium.PdfMatrix().scale(width, height))
        page = out.new_page(width, height)
        page.insert_obj(image)
        page.gen_content()
    data = io.BytesIO()
    out.save(data)
    source.close()
    out.close()
    return data.getvalue()


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is not installed")
def test_a_scan_is_read_by_ocr_and_leads_to_the_boxes_of_its_words() -> None:
    path = MADE / "05-hearing-chromium-1.pdf"
    data, drawn = scanned(path), read(path)
    article = read(data, name="scan.pdf")
    assert word_error_rate(drawn.text, article.text) <= 0.01
    assert (article.title, article.published) == (drawn.title, drawn.published)
    assert article.warnings == ("all pages read by OCR, which misreads letters",)
    assert Original(data).mismatches(article) == []
    word = max((w for w in drawn.text.split() if drawn.text.count(w) == 1), key=len)
    at, there = drawn.text.index(word), article.text.index(word)
    for (_, bottom, _, top), (_, low, _, high) in zip(_boxes(drawn, at), _boxes(article, there), strict=True):
        assert max(bottom, low) < min(top, high)


def _boxes(article: Article, at: int) -> list[tuple[float, float, float, float]]:
    return [a.boxes[0] for a in article.anchors if a.start <= at < a.end]


def test_a_scan_says_that_it_needs_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    ocr.program.cache_clear()
    try:
        with pytest.raises(errors.InputWithoutArticle, match="a scan; install Tesseract"):
            read(scanned(MADE / "hyphens.pdf"), name="scan.pdf")
    finally:
        ocr.program.cache_clear()
    blank = pdfium.PdfDocument.new()
    blank.new_page(200, 300)
    data = io.BytesIO()
    blank.save(data)
    blank.close()
    with pytest.raises(errors.InputWithoutArticle, match="nor pictures"):
        read(data.getvalue(), name="blank.pdf")


REAL = PDFS[0].read_bytes()


@settings(max_examples=60, deadline=None)
@given(st.integers(10, len(REAL)), st.lists(st.tuples(st.integers(8, len(REAL) - 1), st.integers(0, 255)), max_size=20))
def test_a_mutated_pdf_is_an_article_or_an_error(end: int, changes: list[tuple[int, int]]) -> None:
    data = bytearray(REAL)
    for at, byte in changes:
        data[at] = byte
    try:
        assert read(bytes(data[:end]), name="a.pdf").text
    except errors.InputError as error:
        if not error.reason:
            raise AssertionError("an error without a reason") from error
