"""Bad input by the thousand: real files, mutated, through the reader of each format; `faults.py` runs it.

A reader may give an article or an InputError with a reason. Anything else is a crash, and so is more than thirty
seconds of processor time.
"""

from __future__ import annotations

import gzip
import io
import json
import random
import resource
import signal
import sys
import time
import traceback
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

from onrecord.errors import InputError
from onrecord.reading.readers import Options, articles, buffered
from onrecord.reading.web.feeds import entries

ROOT = Path(__file__).parent.parent
EXAMPLES, MADE = ROOT / "examples", ROOT / "tests" / "data" / "reading"
SECONDS = 30
_CUTS = (
    b"<",
    b"\0",
    b"<!--",
    b'"',
    b"**",
    b"[",
    b"{",
    b"\xff",
    b"&",
    b"</p>",
    b"\r",
    b"\n\n",
    b"]]>",
    b"\\u0000",
    b"=",
)

SAID = "The mayor said on Monday that she would build the wall. “I will,” she said. "
PAGE = (
    f"<!doctype html><html><head><title>A</title></head><body><article>{f'<p>{SAID}</p>' * 5}</article></body></html>"
)
TEI = (
    '<?xml version="1.0"?><TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><profileDesc><settingDesc><setting><date '
    'when="2024-09-25"/></setting></settingDesc><particDesc><listPerson><person xml:id="a"><persName><surname>Vane'
    "</surname><forename>Ann</forename></persName></person></listPerson></particDesc></profileDesc></teiHeader><text>"
    '<body><div><note type="speaker">Ann Vane:</note><u who="#a"><seg>I will <gap/>not.</seg></u></div></body></text>'
    "</TEI>"
)
RSS = (
    '<?xml version="1.0"?><rss version="2.0"><channel><title>A</title><item><title>B</title><link>https://x.example/1'
    "</link><pubDate>Wed, 25 Sep 2024 10:00:00 GMT</pubDate></item></channel></rss>"
)
ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><title>A</title><entry><title>B</title><link href="https://x.example/1"/>'
    "<updated>2024-09-25T10:00:00Z</updated></entry></feed>"
)
JSON_FEED = '{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "url": "https://x.example/1"}]}'
SITEMAP = (
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>https://x.example/1</loc>'
    "<lastmod>2024-09-25</lastmod></url></urlset>"
)
POST = {
    "created_at": "Wed Sep 25 20:19:24 +0000 2024",
    "id_str": "1",
    "full_text": "RT @vane: I will &amp; you won't.",
    "user": {"name": "Ann Vane", "screen_name": "vane"},
}
V2 = {
    "data": [{"id": "1", "text": "I will.", "created_at": "2024-09-25T20:19:24Z", "author_id": "7"}],
    "includes": {"users": [{"id": "7", "name": "Ann Vane", "username": "vane"}]},
}
MAIL = (
    "From: post@x.example\nDate: Wed, 25 Sep 2024 10:00:00 +0000\nSubject: =?utf-8?q?News?=\nMIME-Version: 1.0\n"
    "Content-Type: multipart/{kind}; boundary=b\n\n--b\nContent-Type: text/html; charset=utf-8\n"
    "Content-Transfer-Encoding: 8bit\nContent-Location: https://x.example/1\n\n{page}\n--b\nContent-Type: image/png\n"
    "Content-Transfer-Encoding: base64\n\niVBORw0KGgo=\n--b--\n"
)
TRANSCRIPT = (
    "ANN VANE, HOST: Will you?\n\nGOV. BO ORRIN (I-VT): I will.\n\nVANE: You said so.\n\nORRIN: We did.\n\n(END)\n"
)


def record(page: str, number: int = 0) -> bytes:
    """A page as a response record of a WARC archive."""
    http = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{page}".encode()
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://x.example/{number}\r\nWARC-Date: "
        f"2024-01-01T00:00:00Z\r\nWARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-{number:012}>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


def _zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", SAID * 9)
        archive.writestr("b/c.html", PAGE)
    return out.getvalue()


def _parquet() -> list[bytes]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    out = io.BytesIO()
    pq.write_table(pa.table({"id": ["a", "b"], "text": [SAID, SAID * 3], "published": ["2024-09-25", None]}), out)
    return [out.getvalue()]


def _files(folder: Path, pattern: str) -> list[bytes]:
    return [path.read_bytes() for path in sorted(folder.glob(pattern))]


# The name that each format's input is given, and what is mutated.
FORMATS: dict[str, tuple[str, Callable[[], list[bytes]]]] = {
    "text": ("a.txt", lambda: [*_files(EXAMPLES, "0*.txt"), TRANSCRIPT.encode() * 3]),
    "markdown": ("a.md", lambda: _files(EXAMPLES, "0*.md")),
    "html": ("a.html", lambda: _files(EXAMPLES, "*.html")),
    "pdf": ("a.pdf", lambda: _files(MADE, "*.pdf")),
    "docx": ("a.docx", lambda: _files(MADE, "*.docx")),
    "odt": ("a.odt", lambda: _files(MADE, "*.odt")),
    "eml": ("a.eml", lambda: [MAIL.format(kind="mixed", page=PAGE).encode()]),
    "mhtml": ("a.mhtml", lambda: [MAIL.format(kind="related", page=PAGE).encode()]),
    "zip": ("a.zip", lambda: [_zip()]),
    "gzip": ("a.txt.gz", lambda: [gzip.compress(SAID.encode() * 20)]),
    "warc": ("a.warc", lambda: [b"".join(record(PAGE, i) for i in range(3))]),
    "warc.gz": ("a.warc.gz", lambda: [b"".join(gzip.compress(record(PAGE, i)) for i in range(3))]),
    "feed": ("a.rss", lambda: [s.encode() for s in (RSS, ATOM, JSON_FEED, SITEMAP)]),
    "proceedings": ("a.xml", lambda: [TEI.encode()]),
    "posts": ("a.json", lambda: [json.dumps(v).encode() for v in ([POST, POST], V2, [{"tweet": POST}])]),
    "jsonl": ("a.jsonl", lambda: [b'{"id":"a","text":"He said \\u201cso\\u201d."}\n' * 3, json.dumps(POST).encode()]),
    "csv": ("a.csv", lambda: [b'id,text,published\na,"He said so, twice.",2024-09-25\nb,No.,\n']),
    "parquet": ("a.parquet", _parquet),
}


def mutated(seed: bytes, chance: random.Random) -> bytes:
    """A file with bytes changed, cut out, doubled, put in or cut off."""
    data = bytearray(seed)
    for _ in range(chance.choice([1, 1, 3, 10, 50])):
        if not data:
            break
        at, kind = chance.randrange(len(data)), chance.random()
        if kind < 0.45:
            data[at] = chance.randrange(256)
        elif kind < 0.6:
            del data[at : at + chance.choice([1, 4, 40, 400])]
        elif kind < 0.75:
            there = chance.randrange(len(data))
            data[at:at] = data[there : there + chance.choice([1, 10, 100, 1000])]
        elif kind < 0.92:
            data[at:at] = chance.choice(_CUTS) * chance.choice([1, 1, 1, 50])
        elif kind < 0.95:
            data = data[:at]
    return bytes(data)


def outcomes(form: str, data: bytes) -> Iterator[bool]:
    """Whether each thing that is read is an article; an AssertionError for an error that gives no reason."""
    name, _ = FORMATS[form]
    found: list[object] = []
    try:
        found.extend(entries(data, name) if form == "feed" else articles(buffered(data), name, Options()))
    except InputError as error:
        found.append(error)
    for item in found:
        assert not isinstance(item, InputError) or item.reason
        yield not isinstance(item, InputError)


def fuzz(form: str, count: int, seed: int, keep: str | None) -> tuple[int, int, int, float, int]:
    """Articles, errors, crashes, the slowest input's seconds, and the peak of memory in megabytes."""

    def ring(number: int, frame: FrameType | None) -> None:
        raise TimeoutError(f"over {SECONDS} seconds")

    signal.signal(signal.SIGPROF, ring)
    chance = random.Random(f"{form} {seed}")
    seeds = FORMATS[form][1]()
    good = bad = crashed = 0
    worst = 0.0
    for number in range(count):
        data = mutated(chance.choice(seeds), chance)
        start = time.process_time()
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
        try:
            for is_article in outcomes(form, data):
                good, bad = good + is_article, bad + (not is_article)
        except Exception:
            crashed += 1
            print(f"{form} {number}:", file=sys.stderr)
            traceback.print_exc(limit=-3)
            if keep:
                (Path(keep) / f"{form}-{seed}-{number}").write_bytes(data)
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
        worst = max(worst, time.process_time() - start)
    return good, bad, crashed, worst, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
