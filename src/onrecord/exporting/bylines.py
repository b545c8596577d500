"""The authors that a byline names: `By Jane Doe and John Roe Jr., Political Editor` are two persons."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from onrecord import lexicon
from onrecord.people import names

_BY: Final = re.compile(r"^\s*(?:written\s+|reported\s+|words\s+)?by[\s:]+", re.I)
_APART: Final = re.compile(r"\s*(?:;|,|\||·|\band\b|&)\s*")
_SUFFIX: Final = re.compile(r"(?:Jr|Sr)\.?|I{2,3}|IV")
# What follows a name and is none: an address, a place, an employer.
_BESIDE: Final = re.compile(r"\s*(?:\([^)]*\)|\S+@\S+|\s(?:in|at|for|of|from)\s.*)")
_ROLES: Final = lexicon.words("authors of bylines")
_BODIES: Final = lexicon.words("bodies in bylines")


@dataclass(frozen=True, slots=True)
class Author:
    """A person by the parts of their name, or a body, of which only `family` is given."""

    family: str
    given: str = ""
    suffix: str = ""

    @property
    def name(self) -> str:
        """The whole name, as it is read."""
        return " ".join(part for part in (self.given, self.family, self.suffix) if part)


def authors(byline: str | None) -> tuple[Author, ...]:
    """The authors in the byline's order; what is no name (a role, a place) only where there is nothing else."""
    parts: list[str] = []
    for part in _APART.split(_BY.sub("", " ".join((byline or "").split()))):
        if parts and _SUFFIX.fullmatch(part):
            parts[-1] += f" {part}"
        elif bare := _BESIDE.sub("", part).strip(" .") if not _SUFFIX.search(part) else part.strip():
            parts.append(bare)
    sure = [part for part in parts if not _ROLES & set(part.lower().split())]
    return tuple(_author(part) for part in dict.fromkeys(sure or parts))


def _author(part: str) -> Author:
    name = names.parse(part)
    words = set(part.lower().split())
    if name is None or not name.given or words & (_ROLES | _BODIES) or len(words) > 5 or words & {"the"}:
        return Author(part)
    return Author(name.family, " ".join(name.given), name.suffix or "")
