"""Plain text and Markdown: what is metadata, what is article, what was mended."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from onrecord.model import Article, Evidence
from onrecord.reading import Original, dates, read

SEED = Path(__file__).parent.parent.parent / "shared" / "seed" / "article.md"
BODY = "The mayor of Port Ellery said on Monday that she would resign. Nobody in the harbour believed her."


def text(content: str, name: str = "a.txt") -> Article:
    article = read(content.encode(), name=name)
    assert Original(content.encode()).mismatches(article) == []
    return article


DAY = date(2025, 3, 3)


@pytest.mark.parametrize(
    ("front", "byline", "outlet", "published"),
    [
        ("{}\nBy Anna Holm\n3 March 2025\n\n", "Anna Holm", None, DAY),
        ("{}\n\nBY ANNA HOLM AND PER LIND\n\n", "ANNA HOLM AND PER LIND", None, None),
        ("{}\nAnna Holm | The Ellery Post | March 3, 2025\n\n", "Anna Holm", "The Ellery Post", DAY),
        ("{}\nAnna Holm\nPublished: Monday, 3rd March 2025, 10:15 GMT\n\n", "Anna Holm", None, DAY),
        ("Title: {}\nAuthor: Anna Holm\nDate: 2025-03-03\nSource: Ellery Post\n\n", "Anna Holm", "Ellery Post", DAY),
        ("{}\n\nBy Anna Holm\nThe Ellery Post, 3 March 2025\n\n", "Anna Holm", "The Ellery Post", DAY),
        ("{}\nEllery Courier, March 3, 2025\n\n", None, "Ellery Courier", DAY),
        ("{}\n\n", None, None, None),
        ("---\ntitle: '{}'\ndate: 2025-03-03\n---\n\n", None, None, DAY),
    ],
)
def test_the_front_block(front: str, byline: str | None, outlet: str | None, published: date | None) -> None:
    title = "Will the mayor of Port Ellery resign?"
    article = text(front.format(title) + BODY + "\n")
    assert (article.title, article.byline, article.outlet, article.published) == (title, byline, outlet, published)
    assert article.text == BODY


@pytest.mark.parametrize(
    "first",
    [
        "Roses are red,\nviolets are blue.",
        "WESTHAVEN (MNA) - The mayor resigned.",
        "By Monday the mayor had resigned.",
        "Good evening.",
        "A very long first sentence that " + "goes on and " * 20 + "ends without a stop",
    ],
)
def test_what_is_no_front_block_stays_in_the_text(first: str) -> None:
    article = text(f"{first}\n\n{BODY}")
    assert article.text.startswith(first.split("\n")[0])
    assert (article.title, article.byline) == (None, None)


def test_front_matter_and_the_heading_that_repeats_it() -> None:
    front = '---\ntitle: "Mayor to resign"\nauthor: Anna Holm\nurl: https://post.example/1\n---'
    article = text(f"{front}\n\n# Mayor to resign\n\n*By Anna Holm*\n\n{BODY}\n", "a.md")
    assert (article.title, article.byline, article.url, article.text) == (
        "Mayor to resign",
        "Anna Holm",
        "https://post.example/1",
        BODY,
    )


def test_the_evidence_for_the_date_is_the_line_that_gives_it() -> None:
    assert text(f"Mayor to resign\n3 March 2025\n\n{BODY}").published_evidence == Evidence("date line", "3 March 2025")
    assert text(f"---\ndate: 2025-03-03\n---\n{BODY}").published_evidence == Evidence(
        "front matter", "date: 2025-03-03"
    )


@pytest.mark.parametrize(
    ("markdown", "shown"),
    [
        ("She **did** say _no_, `twice`.", "She did say no, twice."),
        ('“[Holm] is very nice,” he [said](https://x.example/a_(b) "t").', "“[Holm] is very nice,” he said."),
        ("A picture ![of her](x.png) and a note[^1].", "A picture and a note."),
        ("It cost 5 * 3 = 15 and snake_case_name \\*kept\\*.", "It cost 5 * 3 = 15 and snake_case_name *kept*."),
        ("One line\nand its end.", "One line and its end."),
        ("One line  \nand another.", "One line\nand another."),
        ("> “Quoted,” she\n> said.", "“Quoted,” she said."),
        ("- First item.\n- Second item.", "First item.\n\nSecond item."),
        ("## A heading ##\n\nBody text.", "A heading\n\nBody text."),
        ("Text <!-- hidden --> shown <em>here</em>.", "Text shown here."),
        ("**Bold over\ntwo lines** and on.", "Bold over two lines and on."),
        ("Before\n\n***\n\nAfter.", "Before\n\nAfter."),
    ],
)
def test_markdown_is_read_as_it_is_shown(markdown: str, shown: str) -> None:
    assert text(f"{BODY}\n\n{markdown}\n", "a.md").text == f"{BODY}\n\n{shown}"


def test_lines_wrapped_at_a_margin_are_one_paragraph_and_verse_is_not() -> None:
    wrapped = (
        "The mayor of Port Ellery said on Monday that she would resign before\nthe end of the year, if nobody stopped "
        "her from doing so, and that the\nharbour would be glad.\n\nNobody did."
    )
    assert text(wrapped).text == wrapped.replace("\n", " ").replace("  ", "\n\n")
    verse = "Roses are red,\nviolets are blue,\nand so on, and so on,\nuntil it is through."
    assert text(f"{BODY}\n\n{verse}").text == f"{BODY}\n\n{verse}"


def test_words_broken_at_a_margin_are_joined_and_compounds_are_not() -> None:
    article = text(
        "The mayor of Port Ellery said on Monday that she had negoti-\n"
        "ated a treaty for the whole of the coast, and that it was a long-\n"
        "term one, which nobody in the harbour had ever thought to see.\n"
        "She would resign all the same, she said, before the year was\nunderway.\n"
    )
    assert "she had negotiated a treaty" in article.text
    assert "was a long-term one, which nobody" in article.text
    (repair,) = article.repairs
    assert (repair.kind, article.text[: repair.span.start][-6:]) == ("joined hyphen", "negoti")


LONG = "The prime minister said at the summit that the two governments had agreed on almost everything, and that the"


@pytest.mark.parametrize(
    ("between", "rest", "reason"),
    [
        ("\n\n", "Winter Palace would be opened to visitors.", "after 'the'"),
        ("\n\n", "rest could wait until spring.", "lower case"),
        ("\n\n\f\n12\n\n", "rest could wait until spring.", "lower case"),
    ],
)
def test_a_paragraph_cut_by_a_page_is_joined(between: str, rest: str, reason: str) -> None:
    article = text(f"{BODY}\n\n{LONG}{between}{rest}\n\n{BODY}")
    assert article.text == f"{BODY}\n\n{LONG} {rest}\n\n{BODY}"
    (repair,) = (r for r in article.repairs if r.kind == "joined paragraph")
    assert article.text[repair.span.start : repair.span.end] == " "
    assert article.text[: repair.span.start].endswith(LONG)
    assert repair.original == between
    assert reason in repair.reason


def test_a_quotation_cut_by_a_page_is_joined() -> None:
    first = "He told the press at length why “the other candidate is not fit to be Prime"
    assert text(f"{first}\n\nMinister” in any year.").text == f"{first} Minister” in any year."


@pytest.mark.parametrize(
    "after", ["The next paragraph begins here.", "“I never said that,” she added.", "- one of the items", "a) an item"]
)
def test_whole_paragraphs_are_not_joined(after: str) -> None:
    whole = LONG.removesuffix(", and that the") + "."
    assert text(f"{whole}\n\n{after}").text == f"{whole}\n\n{after}"
    heading = "What the two governments had agreed on at the summit in the Winter Palace"
    assert text(f"{BODY}\n\n{heading}\n\n{after}").repairs == ()


def test_contact_and_share_blocks_at_the_end_are_left_out_and_listed() -> None:
    article = text(f"{BODY}\n\nTo contact the newsroom visit:\n\nellerypost.example/contact\n\nFollow us on Chirper")
    assert article.text == BODY
    assert [(r.kind, r.original) for r in article.repairs] == [
        ("removed furniture", "To contact the newsroom visit:"),
        ("removed furniture", "ellerypost.example/contact"),
        ("removed furniture", "Follow us on Chirper"),
    ]
    kept = f"{BODY}\n\n“Share this,” she said."
    assert text(kept).text == kept


@pytest.mark.parametrize(
    ("printed", "day"),
    [
        ("27 September 2024", date(2024, 9, 27)),
        ("Sept. 27, 2024", date(2024, 9, 27)),
        ("2024-09-27T10:15:00+02:00", date(2024, 9, 27)),
        ("27/09/2024", date(2024, 9, 27)),
        ("09/27/2024", date(2024, 9, 27)),
        ("9/9/2024", date(2024, 9, 9)),
        ("20240927", date(2024, 9, 27)),
        ("09/08/2024", None),
        ("31 February 2024", None),
        ("yesterday", None),
    ],
)
def test_a_date_is_read_only_where_it_can_be_read_in_one_way(printed: str, day: date | None) -> None:
    assert dates.iso(printed) == day


@pytest.mark.skipif(not SEED.exists(), reason="the seed article is not here")
def test_the_seed_article() -> None:
    article = read(SEED)
    assert Original(SEED.read_bytes()).mismatches(article) == []
    assert (article.byline, article.published, article.language) == ("Chris Marsden", date(2024, 9, 27), "en")
    assert article.title == SEED.read_text().strip().splitlines()[0].removeprefix("# ")
    kinds = [r.kind for r in article.repairs]
    assert kinds == ["joined paragraph", "joined paragraph", "removed furniture", "removed furniture"]
    assert all(article.text[r.span.start - 1].isalpha() for r in article.repairs[:2])
    assert "contact" not in article.text
