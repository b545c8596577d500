"""Files that hold files: ZIP and WARC archives, e-mails, and pages saved as MHTML.

Each gives its members, or the errors that they are.
"""

from __future__ import annotations

import email
import email.policy
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import PurePath
from typing import BinaryIO

from onrecord.errors import InputEmpty, InputError, InputMalformed, InputTooLarge, InputUnreadable
from onrecord.reading.formats import Format, is_document, is_readable
from onrecord.reading.office import BROKEN_ZIP

_MAX_MEMBER = 100_000_000  # bytes, unpacked
_MAX_ARCHIVE = 2_000_000_000  # bytes of all members together, unpacked
# All that the e-mail package raises on broken messages.
_BROKEN_MAIL = (LookupError, ValueError, AttributeError, TypeError, RecursionError)
_SHOWN = 300  # characters of the names of what is not read
_KINDS = 5  # of what is not read, that are named
_MAX_RATIO = 200  # a file that is packed tighter than this is a bomb


@dataclass(frozen=True, slots=True)
class Member:
    """One file in another: its name (`FILE/MEMBER`), its bytes, what it is if that is known, and its URL."""

    name: str
    data: bytes
    form: Format | None = None
    url: str | None = None
    title: str | None = None  # what a letter's head says, where the text itself does not
    sent: date | None = None
    warnings: tuple[str, ...] = ()


def from_zip(stream: BinaryIO, name: str) -> Iterator[Member | InputError]:
    """The files in a ZIP archive of the kinds that are read, in the archive's order."""
    try:
        archive = zipfile.ZipFile(stream)
    except BROKEN_ZIP as e:
        raise InputMalformed(name, f"a broken ZIP: {e}") from None
    total = read = 0
    other: Counter[str] = Counter()
    with archive:
        for info in archive.infolist():
            parts = info.filename.split("/")
            if not info.filename or info.is_dir():
                continue
            if any(p.startswith((".", "__MACOSX")) for p in parts) or not is_readable(info.filename):
                other[PurePath(info.filename).suffix.lower() or parts[-1]] += 1
                continue
            read += 1
            where = f"{name}/{info.filename}"
            try:
                data = _unpacked(archive, info, where)
            except InputError as e:
                yield e
                continue
            except BROKEN_ZIP as e:
                reason = "encrypted" if "password" in str(e) else f"broken in the ZIP: {e}"
                yield InputUnreadable(where, reason)
                continue
            total += len(data)
            if total > _MAX_ARCHIVE:
                raise InputTooLarge(name, f"over {_MAX_ARCHIVE:,} bytes when unpacked; what comes after is not read")
            yield Member(where, data)
    if not read:
        raise InputEmpty(name, f"no file of a kind that is read in it ({_listed(other) or 'it is empty'})")


def _listed(counts: Counter[str]) -> str:
    """The most frequent of what was met, with how often."""
    shown = ", ".join(f"{count:,} {what}" for what, count in counts.most_common(_KINDS))
    return f"{shown}, …" if len(counts) > _KINDS else shown


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo, where: str) -> bytes:
    if info.file_size > _MAX_MEMBER or info.file_size > _MAX_RATIO * max(info.compress_size, 5_000):
        raise InputTooLarge(where, f"{info.file_size:,} bytes when unpacked: too large, or a bomb")
    with archive.open(info) as stream:  # zipfile reads no more than the size that was checked
        return stream.read(_MAX_MEMBER + 1)


def from_mail(data: bytes, name: str) -> Iterator[Member | InputError]:
    """The text of an e-mail, its HTML part, or else its plain one; with its subject and the day it was sent. Then the
    documents that are attached to it (`FILE/NAME`); what else is attached is named in a warning."""
    message = _message(data, name)
    attached = list(_attached(message, name))
    documents = [(where, payload) for where, payload in attached if is_document(where) and payload]
    left = [where.removeprefix(f"{name}/") for where, payload in attached if not (is_document(where) and payload)]
    warnings = (f"attachments that are not read: {', '.join(left)[:_SHOWN]}",) if left else ()
    try:
        payload, kind, _ = _body(message, name)
        title, sent = _header(message, "Subject"), _sent(message)
        yield Member(name, payload, kind, title=title, sent=sent, warnings=warnings)
    except InputEmpty as e:
        if not documents:
            yield InputEmpty(name, "; ".join([e.reason, *warnings]))
    for where, payload in documents:
        yield Member(where, payload)


def _attached(message: EmailMessage, name: str) -> Iterator[tuple[str, bytes]]:
    """What is sent with a letter: its name and its bytes, none where they cannot be had."""
    try:
        parts = [p for p in message.walk() if p.get_content_disposition() == "attachment"]
    except _BROKEN_MAIL:
        return
    for number, part in enumerate(parts, 1):
        try:
            letter = part.get_content_type() == "message/rfc822"
            called = part.get_filename() or f"attachment-{number}{'.eml' if letter else ''}"
            payload = part.get_payload(0).as_bytes() if letter else part.get_payload(decode=True)  # type: ignore[union-attr]
            yield f"{name}/{' '.join(called.split())}", payload if isinstance(payload, bytes) else b""
        except _BROKEN_MAIL:
            yield f"{name}/attachment-{number}", b""


def from_mhtml(data: bytes, name: str) -> Member:
    """The page of a web archive of one page, as browsers save it."""
    message = _message(data, name)
    payload, kind, location = _body(message, name)
    url = _header(message, "Snapshot-Content-Location") or location
    return Member(name, payload, kind, url if url and url.startswith(("http://", "https://")) else None)


def _message(data: bytes, name: str) -> EmailMessage:
    try:
        message = email.message_from_bytes(data, policy=email.policy.default)
    except RecursionError:
        raise InputMalformed(name, "its parts are nested deeper than can be read") from None
    except _BROKEN_MAIL as e:
        raise InputMalformed(name, f"a broken e-mail or web archive: {e}") from None
    assert isinstance(message, EmailMessage)
    return message


def _body(message: EmailMessage, name: str) -> tuple[bytes, Format, str | None]:
    """The bytes that are shown, what they are, and the address that they are said to be of."""
    try:
        part = message.get_body(("related", "html", "plain"))
        part = part.get_body(("html", "plain")) if isinstance(part, EmailMessage) else part
        payload = part.get_payload(decode=True) if part is not None else None
        kind = part.get_content_type() if part is not None else ""
    except _BROKEN_MAIL as e:
        raise InputMalformed(name, f"a broken e-mail or web archive: {e}") from None
    if not isinstance(payload, bytes) or not payload.strip():
        raise InputEmpty(name, "no text in it")
    location = _header(part, "Content-Location") if isinstance(part, EmailMessage) else None
    return payload, "html" if kind in ("text/html", "application/xhtml+xml") else "text", location


def _header(message: EmailMessage, name: str) -> str | None:
    try:
        value = message.get(name)
    except _BROKEN_MAIL:
        return None
    return " ".join(str(value).split()) or None if value is not None else None


def _sent(message: EmailMessage) -> date | None:
    try:
        return parsedate_to_datetime(_header(message, "Date") or "").date()
    except (*_BROKEN_MAIL, OverflowError):
        return None


def from_warc(stream: BinaryIO, name: str) -> Iterator[Member | InputError]:
    """The pages in a WARC archive: what servers answered with status 200 and as HTML. `name` is `FILE:OFFSET`."""
    try:
        from fastwarc.warc import ArchiveIterator, WarcRecordType, is_http
    except ModuleNotFoundError:
        raise InputUnreadable(name, "WARC needs FastWARC: pip install fastwarc") from None
    count = pages = 0
    other: Counter[str] = Counter()
    try:
        responses = ArchiveIterator(
            stream, record_types=WarcRecordType.response, func_filter=is_http, auto_decode="all", fsspec_args=False
        )
        for record in responses:
            count += 1
            where = f"{name}:{record.stream_pos}"
            headers = record.http_headers
            if headers is None or headers.status_code != 200:
                other[f"of status {headers.status_code}" if headers is not None else "without a status"] += 1
                continue
            if "html" not in (record.http_content_type or ""):
                other[f"of type {(record.http_content_type or 'unknown')[:40]}"] += 1
                continue
            pages += 1
            data = record.reader.read(_MAX_MEMBER + 1)
            if len(data) > _MAX_MEMBER:
                yield InputTooLarge(where, f"over the limit of {_MAX_MEMBER:,} bytes")
                continue
            url = record.headers.get("WARC-Target-URI")
            yield Member(where, data, "html", url.strip("<>") if url else None)
    except (OSError, EOFError, ValueError) as e:
        raise InputMalformed(name, f"broken after {count:,} pages: {' '.join(str(e).split())[:200]}") from None
    if not count:
        raise InputEmpty(name, "no answer of a server in it")
    if not pages:
        raise InputEmpty(name, f"no HTML page with status 200 in it, but {count:,} other answers: {_listed(other)}")
