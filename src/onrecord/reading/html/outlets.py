"""What a page's site is called: its declared name without a tagline, else the tail of its title, else its host."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

_PARTS = re.compile(r"\s+[|–—»«·•:-]+\s+|\s*[|»«•]\s*")  # between a name and its tagline, a headline and its site
_TAIL = 6  # words at most
_HOST = re.compile(r"^(?:www\d?|m|mobile|amp|edition)\.")
_WORD = 4  # letters from which on a word tells a site


def outlet(names: Iterable[str | None], title: str | None, headline: str | None, url: str | None) -> str | None:
    """The site's name: of those declared, best first, the one that is like its host, or else the first.

    A wire or a publishing system is declared in place of the site often enough. Where nothing is declared, the tail of
    `title` ("Headline - The Example Times") that is not `headline`'s own; else the host.
    """
    host = _host(url)
    declared = [name for n in names if n and (name := _without_tagline(n, host))]
    if declared:
        return next((n for n in declared if _is_like(n, host)), declared[0])
    tail = _PARTS.split(title)[-1].strip() if title and _PARTS.search(title) else None
    if tail and len(tail.split()) <= _TAIL and not (headline or "").endswith(tail) and _is_like(tail, host):
        return _HOST.sub("", tail)
    return host


def without_site(title: str | None, url: str | None) -> str | None:
    """A title without the site's name after it ("Headline | TheExample")."""
    parts = list(_PARTS.finditer(title or ""))
    host = _host(url)
    if title and parts and host:
        tail = _letters(title[parts[-1].end() :])
        if tail and tail in (_letters(host), *map(_letters, host.split("."))):
            return title[: parts[-1].start()].rstrip() or title
    return title


def _host(url: str | None) -> str | None:
    host = urlsplit(url).hostname if url else None
    return _HOST.sub("", host) if host else None


def _without_tagline(name: str, host: str | None) -> str | None:
    """The part of a name that is like the host, or else the first: what follows it says what the site is about."""
    parts = [p for p in _PARTS.split(name) if p.strip()]
    return next((p for p in parts if _is_like(p, host)), parts[0]).strip() if parts else None


def _is_like(name: str, host: str | None) -> bool:
    """Whether a name and a host are of the same letters, its initials, or share a word."""
    if host is None:
        return False
    labels = host.split(".")
    label = _letters(max(labels[:-1] or labels, key=len))
    words = [_letters(w) for w in name.split()]
    whole, initials = "".join(words), "".join(w[0] for w in words if w)
    return bool(whole) and (
        label in whole
        or whole in label
        or (len(initials) > 1 and initials in (label, *labels))
        or any(len(w) >= _WORD and w in label for w in words)
    )


def _letters(text: str) -> str:
    return "".join(c for c in text.lower() if c.isalnum())
