"""What kind of file an input is: by its first bytes, then by its extension."""

from __future__ import annotations

import re
from pathlib import PurePath

from onrecord.errors import InputMalformed, InputUnknownType
from onrecord.reading import plugin

Format = str  # of `plugin.OURS`, or the name of a reader that a package brings

CORPORA = frozenset({"jsonl", "json", "csv", "tsv", "parquet"})
_DOCUMENTS = frozenset({"text", "markdown", "html", "mhtml", "pdf", "docx", "odt", "eml"})

_BY_EXTENSION: dict[str, Format] = {
    ".txt": "text", ".text": "text", ".md": "markdown", ".markdown": "markdown", ".mdown": "markdown",
    ".html": "html", ".htm": "html", ".xhtml": "html", ".jsonl": "jsonl", ".ndjson": "jsonl",
    ".json": "json", ".xml": "proceedings", ".mhtml": "mhtml", ".mht": "mhtml",
    ".csv": "csv", ".tsv": "tsv", ".parquet": "parquet", ".pdf": "pdf", ".docx": "docx", ".odt": "odt",
    ".eml": "eml", ".rss": "feed", ".atom": "feed", ".zip": "zip", ".warc": "warc",
}  # fmt: skip
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG", "PNG image"),
    (b"\xff\xd8\xff", "JPEG image"),
    (b"GIF8", "GIF image"),
    (b"\x7fELF", "program"),
    (b"MZ", "program"),
    (b"\xd0\xcf\x11\xe0", "old Office file"),
    (b"SQLite format 3\0", "SQLite database"),
    (b"{\\rtf", "RTF"),
)
_FEED = re.compile(
    rb"\s*(?:<\?[^>]*\?>\s*|<!--.*?-->\s*)*<(?:rss|feed|rdf:RDF|urlset|sitemapindex)[\s>]"
    rb'|\s*\{\s*"version"\s*:\s*"https://jsonfeed',
    re.S,
)
_PROCEEDINGS = re.compile(rb"\s*(?:<[?!][^>]*>\s*)*<(?:\w+:)?(?:TEI|akomaNtoso|publicwhip)[\s>]", re.S)
_MHTML = re.compile(rb"(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?content-type:\s*multipart/related", re.I)
_LIST = re.compile(r"(?:list(?:Person|Org)|taxonomy)", re.I)  # that ParlaMint keeps beside the sittings
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*\?>\s*|<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|article|main|div|p|h[1-6]|meta|title|section|table|script|span)\b",
    re.I | re.S,
)
_SNIFFED = 2048  # bytes


def sniff(head: bytes, name: str, path: str | None = None) -> Format:
    """The format of a file by its first bytes and its name, or `path` if the name is none.

    InputUnknownType where no reader takes it.
    """
    extension = PurePath(path or name).suffix.lower()
    if brought := plugin.taking(head, name, extension):
        return brought
    if head.startswith(b"PAR1"):
        return "parquet"
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(_ZIP):
        return "docx" if extension == ".docx" else "odt" if extension == ".odt" else "zip"
    if head.startswith(b"\x1f\x8b"):
        return "warc" if (path or name).lower().endswith(".warc.gz") else "gzip"
    if head.startswith(b"WARC/"):
        return "warc"
    for magic, kind in _MAGIC:
        if head.startswith(magic) and not (magic == b"MZ" and b"\0" not in head):
            raise InputUnknownType(name, f"a {kind}, which no reader takes; give text, Markdown, HTML, PDF or a corpus")
    by_name = _BY_EXTENSION.get(extension)
    if by_name in CORPORA - {"json"} or by_name in ("eml", "mhtml"):
        return by_name
    if by_name in ("pdf", "docx", "odt", "zip", "warc"):
        raise InputMalformed(name, f"named {extension}, but it is none")
    bare = head[:_SNIFFED].removeprefix(b"\xef\xbb\xbf")
    if _PROCEEDINGS.match(bare):
        return "proceedings"
    if _FEED.match(bare) or by_name == "feed":
        return "feed"
    if _HTML.match(bare) and by_name != "markdown":
        return "html"
    if _MHTML.match(bare):
        return "mhtml"
    if by_name is not None:
        return by_name
    if re.match(rb'\s*\{\s*"[^"\n]*"\s*:', bare):
        return "jsonl"
    if re.match(rb"\s*(?:\[\s*\{|window\.YTD\.)", bare):
        return "json"
    return "text"


def is_document(name: str) -> bool:
    """Whether a file that is sent with a letter is an article by its name: no table, no archive."""
    extension = PurePath(name).suffix.lower()
    return _BY_EXTENSION.get(extension) in _DOCUMENTS or plugin.has(extension)


def is_readable(name: str) -> bool:
    """Whether a file met in a folder is of a kind that is read (one that is named by the user is always tried)."""
    path = PurePath(name)
    if path.suffix.lower() == ".gz":
        return is_readable(path.stem)
    form = _BY_EXTENSION.get(path.suffix.lower())
    # A feed leads to the web, which no folder should do by itself.
    of_a_kind = form not in (None, "feed") or plugin.has(path.suffix.lower())
    return of_a_kind and path.stem.upper() != "README" and not _LIST.search(path.stem)
