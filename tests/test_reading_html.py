"""HTML: what is article, what its metadata are, and that quotations are never lost."""

from __future__ import annotations

import gzip
import importlib.util
import json
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

from onrecord.model import Article
from onrecord.reading import Original, read

PAGES = Path(__file__).parent.parent.parent / "shared" / "data" / "web" / "article-extraction"
P = "The mayor of Port Ellery said on Monday that she would build a sea wall within two years, number {}."
BODY = "".join(f"<p>{P.format(i)}</p>" for i in range(6))


def page(body: str, head: str = "") -> Article:
    data = f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode()
    article = read(data, name="page.html")
    assert Original(data).mismatches(article) == []
    return article


@pytest.mark.parametrize(
    "quotation",
    [
        "<blockquote>“We knew it,” she wrote.</blockquote>",
        "<p>“No.”</p>",
        "<aside class='pullquote'>We knew that the dyke was weak</aside>",
        "<blockquote class='twitter-tweet'><p>Nobody told me</p>— Mayor (@mayor)</blockquote>",
        "<p>&ldquo;It was written by officials, before my time,&rdquo; he said in the hall.</p>",
        "<blockquote><p>First.</p><p>Second.</p></blockquote>",
    ],
)
def test_quotations_among_the_paragraphs_are_kept(quotation: str) -> None:
    article = page(f"<nav><a href=/>Home</a></nav><article>{BODY}{quotation}{BODY}</article><footer>© 2024</footer>")
    assert len(article.text.split("\n\n")) > 12
    assert "Home" not in article.text
    assert "©" not in article.text


def test_white_space_is_as_a_browser_shows_it() -> None:
    paragraph = "<p>  One\n two<b> three</b>\t&nbsp;four<br>five&shy;six <br><br> Seven was the last word.</p>"
    article = page(f"<article>{BODY}{paragraph}{BODY}</article>")
    assert "\n\nOne two three four\nfivesix\n\nSeven was the last word.\n\n" in article.text


def test_comments_in_the_markup_cost_nothing() -> None:
    paragraph = "<p>The vote<!-- react --> was <i>close</i><!-- --> and the mayor <!-- x -->won it.</p>"
    article = page(f"<article>{BODY}{paragraph}{BODY}</article>")
    assert "The vote was close and the mayor won it." in article.text


def test_a_table_is_read_row_by_row() -> None:
    rows = "".join(f"<tr><td>Candidate number {i}</td><td>{i}00 votes</td></tr>" for i in range(5))
    article = page(f"<article>{BODY}<table>{rows}</table>{BODY}</article>")
    assert "Candidate number 3\t300 votes\n\n" in article.text


def test_title_byline_and_date_are_not_repeated_in_the_text() -> None:
    article = page(
        f"<article><h1>Mayor promises a wall</h1><p>By Anna Holm</p><p>3 March 2025</p>{BODY}</article>",
        "<meta name=author content='Anna Holm'>",
    )
    assert article.text.startswith(P.format(0))
    assert (article.title, article.byline) == ("Mayor promises a wall", "Anna Holm")


LD = '<script type="application/ld+json">{}</script>'


@pytest.mark.parametrize(
    ("head", "rule", "day"),
    [
        (
            LD.format('{"@graph":[{"@type":"NewsArticle","datePublished":"2024-12-03T07:40:00Z"}]}'),
            "JSON-LD datePublished",
            date(2024, 12, 3),
        ),
        (
            '<meta property="article:published_time" content="2024-12-03">',
            "meta article:published_time",
            date(2024, 12, 3),
        ),
        ('<link rel="canonical" href="https://post.example/2024/12/03/wall">', "URL", date(2024, 12, 3)),
        ('<meta property="article:published_time" content="0001-01-01">', None, None),
        ('<meta name="date" content="03/04/2024">', None, None),
        (LD.format("{broken"), None, None),
    ],
)
def test_the_date_and_its_evidence(head: str, rule: str | None, day: date | None) -> None:
    article = page(f"<article>{BODY}</article>", head)
    assert article.published == day
    assert (article.published_evidence.rule if article.published_evidence else None) == rule


def test_metadata() -> None:
    linked = {
        "@type": ["NewsArticle"],
        "headline": "Mayor promises &amp; delivers",
        "author": [{"name": "Anna Holm"}, {"name": "By Per Lind"}],
        "publisher": {"name": "The Ellery Post"},
        "mainEntityOfPage": {"@id": "https://post.example/1"},
    }
    article = page(f"<article>{BODY}</article>", LD.format(json.dumps(linked)))
    assert (article.title, article.byline) == ("Mayor promises & delivers", "Anna Holm, Per Lind")
    assert (article.outlet, article.url, article.language) == ("The Ellery Post", "https://post.example/1", "en")


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "/relative", "https://"])
def test_only_web_addresses_are_urls(url: str) -> None:
    assert page(f"<article>{BODY}</article>", f'<link rel="canonical" href="{url}">').url is None


def test_a_declared_charset_is_believed_where_the_bytes_are_not_utf8() -> None:
    head = "<html><head><meta charset='windows-1252'></head>"
    data = f"{head}<body><article>{BODY}<p>“Café,” she said, and left.</p></article>".encode("cp1252")
    article = read(data, name="page.html")
    assert article.text.endswith("“Café,” she said, and left.")
    assert Original(data).mismatches(article) == []


def benchmark() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "reading_benchmark", Path(__file__).parent.parent / "benchmarks" / "reading.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.skipif(not PAGES.exists(), reason="the real pages are not here")
def test_real_pages_are_read_no_worse_than_measured() -> None:
    # Floors just under the figures in docs/reading.md; every third page, to be quick.
    measure = benchmark()
    truth = json.loads((PAGES / "ground-truth.json").read_text())
    pages, lost, quoted = [], 0, 0
    for key in sorted(truth)[::3]:
        data = gzip.decompress((PAGES / "html" / f"{key}.html.gz").read_bytes())
        article = read(data, name=key)
        assert Original(data).mismatches(article) == []
        true = truth[key]["articleBody"]
        pages.append((true, article.text))
        lost += len(measure.missing(true, article.text))
        quoted += len(measure.quoted(true))
    assert measure.scores(pages)[2] >= 0.96
    assert lost <= 0.01 * quoted
