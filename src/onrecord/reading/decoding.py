"""Bytes → characters: a byte order mark, then UTF-8, then what the file declares, then what the bytes look like."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from onrecord.errors import InputUndecodable, InputUnknownType

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]+)|<\?xml[^>]{0,100}encoding=["']([\w.:-]+)""", re.I
)
_HEAD = 4096  # bytes in which a charset is declared
_SAMPLE = 100_000  # bytes from which an undeclared charset is guessed
_CONTROL = bytes(set(range(32)) - set(b"\t\n\r\f\x1b\x08\x1a")) + b"\x7f"
_MAX_CONTROL = 0.002  # more control bytes than this, and it is no text


def decode(data: bytes, name: str) -> tuple[str, str, str | None]:
    """The characters of a file, the encoding that read them, and a warning where that encoding was a guess.

    InputUnknownType where the bytes are no text at all; InputUndecodable where no encoding reads them.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(encoding), encoding, None
            except UnicodeDecodeError as e:
                reason = f"begins with a {encoding} byte order mark, but is not {encoding} at byte {e.start}"
                raise InputUndecodable(name, reason) from None
    if is_binary(data):
        raise InputUnknownType(name, "binary data that no reader knows; give text, Markdown, HTML, PDF or a corpus")
    try:
        return data.decode("utf-8"), "utf-8", None
    except UnicodeDecodeError as e:
        return _decode_legacy(data, name, e)


def is_binary(data: bytes) -> bool:
    """Whether the bytes hold NULs or control characters that no text holds."""
    head = data[:_SAMPLE]
    if b"\0" in head:
        return True
    return len(head) - len(head.translate(None, _CONTROL)) > max(4, _MAX_CONTROL * len(head))


def _decode_legacy(data: bytes, name: str, error: UnicodeDecodeError) -> tuple[str, str, str | None]:
    declared = _DECLARED.search(data[:_HEAD])
    if declared:
        label = (declared[1] or declared[2]).decode("ascii").lower()
        # Browsers read Latin-1 and ASCII as Windows-1252, its superset, and so do the pages that declare it.
        label = "cp1252" if label in {"iso-8859-1", "latin1", "latin-1", "us-ascii", "ascii", "windows-1252"} else label
        try:
            if label not in {"utf-8", "utf8"}:
                return data.decode(label), label, None
        except (LookupError, UnicodeDecodeError):
            pass
    if _mostly_utf8(data):
        text = data.decode("utf-8", "replace")
        return text, "utf-8", f"bytes that are not UTF-8 read as U+FFFD (the first at byte {error.start})"
    guesses = [match.encoding for match in from_bytes(data[:_SAMPLE])]
    # Of several that fit, the Western one: it is by far the commonest in English news.
    for encoding in sorted(guesses, key=lambda e: e != "cp1252"):
        try:
            return data.decode(encoding), encoding, f"encoding guessed: {encoding}"
        except (LookupError, UnicodeDecodeError):
            pass
    raise InputUndecodable(name, "not text in any likely encoding; convert it to UTF-8")


def _mostly_utf8(data: bytes) -> bool:
    """Whether a few stray bytes spoil what is plainly UTF-8 (a page cut off, or two encodings pasted together)."""
    good = sum(
        1 for _ in re.finditer(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}", data)
    )
    bad = data.decode("utf-8", "replace").count("\ufffd")
    return good >= 20 * bad or (bad <= 2 and len(data) > 1000 and good > 0)
