"""PDFs as other programs make them: letters that share a ligature, a front block in the size of the body.

The articles are invented; WeasyPrint made the files, as `tests/data/reading/make_weasyprint.py` says.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from onrecord.reading import Original, read

DATA = Path(__file__).parent / "data" / "reading"


def test_a_word_with_a_ligature_is_a_word() -> None:
    path = DATA / "ligatures-weasyprint.pdf"
    article = read(path)
    assert article.title == "The official affair of the flood"
    assert article.text.startswith(
        "The mayor's office said on Monday that the difficult finances of the council were its first affair. “We find "
        "this efficient,” the officer offered, flatly. The flight of the staff flew in the face of five affluent "
        "offices, and a shuffle of the raffle was baffling, final and fluent.\n\nThe chief of staff said"
    )
    assert Original(path.read_bytes()).mismatches(article) == []


def test_the_letters_of_a_ligature_have_boxes_of_their_own() -> None:
    from onrecord.reading.pdf.document import open_pdf
    from onrecord.reading.pdf.glyphs import page_lines

    document = open_pdf((DATA / "ligatures-weasyprint.pdf").read_bytes(), "-")
    lines = page_lines(document[0], 1)
    document.close()
    for line in lines:
        for before, after in zip(line.glyphs, line.glyphs[1:], strict=False):
            assert before.box != after.box


@pytest.mark.parametrize(
    ("name", "title", "byline", "outlet"),
    [
        (
            "one-size",
            "Officials to leave the flooded office in Westmoor and fifty more will follow them by the end of this year",
            "Ada Fielding",
            "Westmoor Courier",
        ),
        (
            "one-size-outlet",
            "Officials to leave the flooded office in Westmoor",
            "Ada Fielding",
            "WESTMOOR COURIER",
        ),
    ],
)
def test_a_front_block_in_the_bodys_size_is_none_of_the_text(
    name: str, title: str, byline: str, outlet: str | None
) -> None:
    article = read(DATA / f"{name}-weasyprint.pdf")
    assert (article.title, article.byline, article.outlet) == (title, byline, outlet)
    assert article.published == date(2025, 3, 3)
    assert article.text.startswith("The mayor's office said on Monday")


def test_a_sentence_before_a_byline_is_no_title() -> None:
    text = "The mayor said on Monday that she would go.\nNobody had asked\n\nBy Ada Fielding\n\nShe said so twice.\n"
    assert read(text.encode(), name="a.txt").title is None


def test_a_drop_capital_is_the_first_letter_of_its_word() -> None:
    path = DATA / "drop-capital-weasyprint.pdf"
    article = read(path)
    assert article.text.startswith(
        "The mayor's office said on Monday that the difficult finances of the council were its first affair. “We find "
    )
    assert Original(path.read_bytes()).mismatches(article) == []
    assert all(anchor.boxes for anchor in article.anchors)
