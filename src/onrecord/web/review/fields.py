"""The fields of a statement as a form has them, and the correction that a changed form makes."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from starlette.datastructures import FormData

from onrecord.model import BETWEEN, Statement
from onrecord.record.corrections import UNKNOWN, Correction, NotThere, spans_of
from onrecord.web.printing import plain

Values = dict[str, str]  # by the field's name; an attitude's is `attitude ` and toward whom

_PLAIN: Final = ("speaker", "speaker_type", "said_on", "addressee", "about", "kind", "mode", "polarity", "spans")
_TOWARD: Final = "attitude "
_PIECE: Final = re.compile(r"(\d{1,9})\s*[-–]\s*(\d{1,9})")


def of(said: Statement) -> Values:
    """What holds of a statement, as a form shows it, and as it would come back."""
    found = {
        "speaker": said.speaker.name or "",
        "speaker_type": said.speaker.type,
        "said_on": said.said_on.value if said.said_on else "",
        "addressee": said.addressee.name if said.addressee else "",
        "about": "\n".join(line(party.name) for party in said.about),
        "kind": said.kind,
        "mode": said.mode or "",
        "polarity": said.polarity or "",
        "spans": " ".join(f"{s.start}-{s.end}" for s in said.content),
        **{_TOWARD + line(party.name): "" for party in said.about},
        **{_TOWARD + line(stance.target): stance.attitude for stance in said.stance},
    }
    return {name: value if name == "about" else line(value) for name, value in found.items()}


def sent(form: FormData) -> tuple[Values, Values]:
    """What a form has, and what it showed when it was loaded. ValueError for one that is not ours."""
    try:
        seen = json.loads(str(form.get("seen", "")))
    except ValueError:
        seen = None
    if not isinstance(seen, dict) or not all(isinstance(v, str) for v in seen.values()):
        raise ValueError("the form is not whole; load the page again")
    values = {name: line(str(form[name])) for name in _PLAIN if name in form and name != "about"}
    if "about" in form:
        values["about"] = "\n".join(filter(None, map(line, str(form["about"]).splitlines())))
    targets, attitudes = form.getlist("target"), form.getlist("attitude")
    for target, attitude in zip(targets, attitudes, strict=False):
        if line(str(target)):
            values[_TOWARD + line(str(target))] = str(attitude)
    return values, seen


def changes(values: Mapping[str, str], seen: Mapping[str, str]) -> Values:
    """What a user has changed."""
    return {name: value for name, value in values.items() if value != seen.get(name, "")}


def correction(changed: Mapping[str, str], said: Statement, text: str) -> Correction:
    """What a changed form says of a statement of a text. ValueError for what cannot be."""
    given: dict[str, Any] = {}
    for name in ("speaker", "said_on", "addressee", "mode", "polarity"):
        if name in changed:
            given[name] = changed[name] or UNKNOWN
    for name in ("speaker_type", "kind"):
        if changed.get(name):
            given[name] = changed[name]
    if "about" in changed:
        given["about"] = tuple(changed["about"].splitlines())
    if attitudes := {n.removeprefix(_TOWARD): v for n, v in changed.items() if n.startswith(_TOWARD) and v}:
        given["attitude"] = attitudes
    if "spans" in changed:
        given["content"] = _words(changed["spans"], said, text)
    return Correction(**given)


def _words(pieces: str, said: Statement, text: str) -> str:
    """The words between these ends. ValueError where there are none, and where they cannot be told from others."""
    spans = [(int(start), int(end)) for start, end in _PIECE.findall(pieces)]
    if not spans or _PIECE.sub("", pieces).strip(" ,;"):
        raise ValueError(f"content: {pieces!r} is not like 120-180, or 120-180 200-230")
    if any(not 0 <= start < end <= len(text) for start, end in spans) or spans != sorted(spans):
        raise ValueError(f"content: {pieces!r} does not lie, in order, within the text (0 to {len(text)})")
    words = [" ".join(text[start:end].split()) for start, end in spans]
    if not all(words):
        raise ValueError(f"content: there are no words at {pieces!r}")
    try:
        found = spans_of(BETWEEN.join(words), text, said.content[0].start if said.content else 0)
    except NotThere:
        found = ()
    tight = [(start + _lead(text[start:end]), end - _lead(text[start:end][::-1])) for start, end in spans]
    if [tuple(span) for span in found] != tight:
        raise ValueError("content: the same words stand nearer to the old place; take a word beside them as well")
    return BETWEEN.join(words)


def _lead(piece: str) -> int:
    return len(piece) - len(piece.lstrip())


def line(value: str) -> str:
    """A field's value as a form brings it: in one line, without what steers."""
    return " ".join(str(plain(value)).split())[:500]


def given(form: FormData, name: str, most: int = 500) -> str:
    """What a user wrote into a field, in one line."""
    return " ".join(str(form.get(name, "")).split())[:most]
