"""Bylines with the outlet and the day in the same line (invented)."""

from __future__ import annotations

from datetime import date

import pytest

from onrecord.reading import Original, read

BODY = (
    "\n\nThe council of Port Ellery voted on Monday to rebuild the harbour wall, after three hours of debate in a hall "
    "by the sea. The storms of last winter had shown that there was no time to lose.\n"
)


@pytest.mark.parametrize(
    ("line", "byline", "outlet", "published"),
    [
        ("By Ann Lee, Harbour Herald, 3 November 2026", "Ann Lee", "Harbour Herald", date(2026, 11, 3)),
        ("By Ann Lee, The Harbour Herald", "Ann Lee", "The Harbour Herald", None),
        ("By Ann Lee, November 3, 2026", "Ann Lee", None, date(2026, 11, 3)),
        ("By Ann Lee, Bo Roe, 3 November 2026", "Ann Lee, Bo Roe", None, date(2026, 11, 3)),
        ("By Ann Lee and Bo Roe", "Ann Lee and Bo Roe", None, None),
        ("By Ann Lee, Political Editor", "Ann Lee, Political Editor", None, None),
    ],
)
def test_a_byline_says_what_it_says(line: str, byline: str, outlet: str | None, published: date | None) -> None:
    data = f"Harbour plan wins first vote\n\n{line}{BODY}".encode()
    article = read(data, name="a.txt")
    assert Original(data).mismatches(article) == []
    assert (article.byline, article.outlet, article.published) == (byline, outlet, published)
    assert article.title == "Harbour plan wins first vote"
    assert article.text.startswith("The council")
