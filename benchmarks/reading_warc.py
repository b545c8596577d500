"""The rate at which a web archive is read, beside FastWARC alone and beside extraction, and whether memory stays flat.

    python benchmarks/reading_warc.py [--pages 2000] [--extracted 100]

The archive is made on the spot from `examples/`: each page is one of the invented reports with the navigation, related
links and footer of a news site around it, compressed record by record as CC-NEWS is. Times are processor time of one
process; extraction is timed on the first articles that were read.
"""

from __future__ import annotations

import argparse
import gzip
import html
import resource
import tempfile
import time
from pathlib import Path

from fastwarc.warc import ArchiveIterator, WarcRecordType

from onrecord.extraction.pipeline import Extractor
from onrecord.model import Article
from onrecord.reading import read, read_all

EXAMPLES = Path(__file__).parent.parent / "examples"


def page(article: Article, number: int) -> str:
    """A report as a news site shows it."""
    title = html.escape(f"{article.title or 'Report'} ({number})")
    body = "".join(f"<p>{html.escape(p)}</p>" for p in article.text.split("\n\n"))
    links = "".join(f"<li><a href=/s/{i}>Section {i}</a></li>" for i in range(40))
    teasers = "".join(
        f"<div class=teaser><a href=/a/{number + i}>Another story, number {i}</a></div>" for i in range(20)
    )
    style = "<style>" + ".c{margin:0;padding:0;color:#333}" * 200 + "</style><script>" + "var a=1;" * 500 + "</script>"
    head = f'<title>{title}</title><meta property="article:published_time" content="2024-09-25T10:00:00Z">{style}'
    return (
        f"<!doctype html><html lang=en><head><meta charset=utf-8>{head}</head><body><nav><ul>{links}</ul></nav>"
        f"<main><article><h1>{title}</h1>{body}</article><aside>{teasers}</aside></main>"
        "<footer>© The Gazette</footer></body></html>"
    )


def record(body: str, number: int) -> bytes:
    """A page as a response record."""
    http = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{body}".encode()
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://gazette.example/{number}\r\n"
        f"WARC-Date: 2024-09-26T00:00:00Z\r\nWARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-{number:012}>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


def megabytes() -> int:
    """The most memory that this process has had so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main() -> None:
    """Print the rates."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--extracted", type=int, default=100, help="articles that extraction is timed on")
    options = parser.parse_args()
    reports = [read(path) for path in sorted(EXAMPLES.glob("[0-9]*"))]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made.warc.gz"
        with path.open("wb") as out:
            for i in range(options.pages):
                out.write(gzip.compress(record(page(reports[i % len(reports)], i), i)))
        print(f"{options.pages:,} pages, {path.stat().st_size / 1e6:.1f} MB")

        start = time.process_time()
        with path.open("rb") as stream:
            size = sum(len(r.reader.read()) for r in ArchiveIterator(stream, record_types=WarcRecordType.response))
        alone = time.process_time() - start
        print(f"FastWARC alone    {options.pages / alone:9,.0f} pages/s  ({size / 1e6:.1f} MB unpacked)")

        kept: list[Article] = []
        count = 0
        start = time.process_time()
        for item in read_all([str(path)]):
            assert isinstance(item, Article), item
            count += 1
            if len(kept) < options.extracted:
                kept.append(item)
            if count == options.pages // 4:
                early = megabytes()
        seconds = time.process_time() - start
        assert count == options.pages
        print(f"reading           {count / seconds:9,.0f} pages/s  ({seconds / alone:.0f} times FastWARC's time)")
        print(f"memory at a quarter {early} MB, at the end {megabytes()} MB")

    extractor = Extractor()
    extractor.extract(kept[0])
    start = time.process_time()
    for _ in extractor.extract_all(kept):
        pass
    words = sum(len(article.text.split()) for article in kept)
    extraction = (time.process_time() - start) / len(kept)
    print(f"extraction        {1 / extraction:9,.0f} articles/s  ({words / len(kept):.0f} words each)")
    print(f"reading is {100 * (seconds / count) / (seconds / count + extraction):.0f} % of reading and extraction")


if __name__ == "__main__":
    main()
