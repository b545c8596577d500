"""A reader of SubRip subtitles (.srt): the words of all cues as one text, each character led back to its own."""

from __future__ import annotations

import re

from onrecord import Anchor, Article, InputMalformed, InputUndecodable

extensions = (".srt",)

_TIME = r"\d\d:\d\d:\d\d,\d{3}"
_CUE = re.compile(rf"^\d+[ \t]*\r?\n{_TIME} --> {_TIME}[^\n]*\n((?:[^\r\n]+(?:\r?\n|\Z))+)", re.M)
_WORDS = re.compile(r"[^<>\r\n]+(?![^<\n]*>)")  # without <i> and its like


def takes(head: bytes, name: str) -> bool:
    """Whether it begins as subtitles do: with a number and two times."""
    return re.search(rb"\d+\s+\d\d:\d\d:\d\d,\d{3} --> ", head[:200]) is not None


def read(data: bytes, name: str) -> Article:
    """The article of subtitles. InputUndecodable for what is not UTF-8, InputMalformed for what are none."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as e:
        raise InputUndecodable(name, f"not UTF-8 at byte {e.start}") from None
    pieces: list[str] = []
    anchors: list[Anchor] = []
    length = 0
    for cue in _CUE.finditer(text):
        for line in _WORDS.finditer(text, cue.start(1), cue.end(1)):
            if pieces:
                pieces.append(" ")
                length += 1
            pieces.append(line[0])
            anchors.append(Anchor(length, length + len(line[0]), "", line.start()))
            length += len(line[0])
    if not pieces:
        raise InputMalformed(name, "no subtitles in it")
    return Article("", "".join(pieces), anchors=tuple(anchors))
