"""Positions over time, as a picture: each point leads to its quotation, and has a shape besides its colour."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from onrecord import lexicon
from onrecord.record.stands import Point

_MONTHS: Final = lexicon.listed("months in short")
_WIDTH: Final = 860
_LEFT: Final = 12
_RIGHT: Final = 12
_ROW: Final = 112  # pixels of a target's strip
_REACH: Final = 34  # pixels from its middle to what is wholly for or against
_UNSURE: Final = 0.6  # below, a point is hollow
_MOST: Final = 14  # ticks
_DAYS: Final = 7  # of a short time that are named


@dataclass(frozen=True, slots=True)
class Dot:
    """A point of a timeline: where it is, its shape, what it leads to, and what it says when it is pointed at."""

    x: float
    y: float
    shape: str
    classes: str
    address: str
    title: str


@dataclass(frozen=True, slots=True)
class Strip:
    """The positions toward one target: the height of its middle, and its points."""

    about: str
    y: float
    dots: tuple[Dot, ...]
    told: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """Positions over time: the strips, one below the other, and the ticks below them."""

    width: int
    height: int
    strips: tuple[Strip, ...]
    ticks: tuple[tuple[float, str], ...]
    undated: int
    earlier: int  # points that stand at the left edge, having no room
    first: date


def timeline(
    points: Sequence[Point],
    targets: Sequence[str],
    label: str = "about",
    *,
    leads: Callable[[Point], str],
    told: Callable[[date | None], str] = str,
) -> Timeline | None:
    """The positions toward these targets (their names), or of these holders; None where no day is known.

    `leads` gives the address of a point's quotation, `told` prints a day.
    """
    shown = [p for p in points if getattr(p, label) in targets]
    dated = [p.day for p in shown if p.day]
    if not dated:
        return None
    first, last = _ends(dated)
    span = max(1, (last - first).days)
    width = _WIDTH - _LEFT - _RIGHT

    def across(when: date) -> float:
        return round(_LEFT + width * (min(max(when, first), last) - first).days / span, 1)

    strips = []
    for n, target in enumerate(targets):
        mine = [p for p in shown if getattr(p, label) == target and p.day]
        middle = n * _ROW + _ROW / 2 + 8
        dots = tuple(_dot(p, across(p.day), middle, leads(p), told(p.day)) for p in mine if p.day)
        counts = [f"{sum(p.attitude == a for p in mine)} {a}" for a in ("negative", "neutral", "positive")]
        strips.append(Strip(target, middle, dots, ", ".join(counts)))
    ticks = tuple((across(when), name) for when, name in _ticks(first, last))
    return Timeline(
        _WIDTH,
        len(targets) * _ROW + 40,
        tuple(strips),
        ticks,
        len(shown) - len(dated),
        sum(d < first for d in dated),
        first,
    )


def path(shape: str, x: float, y: float, size: float = 5.2) -> str:
    """A triangle that points up or down, or a square."""
    if shape == "up":
        return f"M{x:.1f} {y - size:.1f}L{x + size:.1f} {y + size * 0.8:.1f}H{x - size:.1f}Z"
    if shape == "down":
        return f"M{x:.1f} {y + size:.1f}L{x + size:.1f} {y - size * 0.8:.1f}H{x - size:.1f}Z"
    side = size * 0.72
    return f"M{x - side:.1f} {y - side:.1f}h{2 * side:.1f}v{2 * side:.1f}h-{2 * side:.1f}Z"


def _dot(p: Point, x: float, middle: float, address: str, when: str) -> Dot:
    shape = {"positive": "up", "negative": "down", "neutral": "square"}[p.attitude]
    unsure = " p-unsure" if p.confidence < _UNSURE else ""
    y = round(middle - _REACH * max(-1.0, min(1.0, p.value * 1.2)), 1)
    words = p.text if len(p.text) < 160 else p.text[:160].rpartition(" ")[0] + " …"
    title = f"{p.holder} on {p.about}, {when}, {p.attitude}: {words}"
    return Dot(x, y, shape, f"p-{p.attitude}{unsure}", address, title)


def _ends(days: Sequence[date]) -> tuple[date, date]:
    """From when to when is drawn: where nearly all lie; a few that lie far off stand at the edge."""
    ordered = sorted(days)
    few = len(ordered) // 16
    low, high = ordered[few], ordered[-1 - few]
    around = max(timedelta(days=3), (high - low) * 0.12)
    first, last = max(ordered[0], low - around), min(ordered[-1], high + around)
    edge = max(timedelta(days=2), (last - first) * 0.02)
    return first - edge, last + edge


def _ticks(first: date, last: date) -> list[tuple[date, str]]:
    months = (last.year - first.year) * 12 + last.month - first.month
    step = next((s for s in (1, 2, 3, 6, 12, 24, 60, 120, 240) if months / s <= _MOST), 600)
    found = []
    for n in range(first.year * 12, last.year * 12 + last.month + 1):
        year, month = divmod(n, 12)
        when = date(year, month + 1, 1)
        if n % step == 0 and first <= when <= last:
            told = str(year) if month == 0 else f"{_MONTHS[month]}" if step < 12 else str(year)
            found.append((when, told))
    if len(found) > 1:
        return found
    held = (last - first).days  # a few weeks at most, of which the months tell nothing: some of their days
    apart = max(1, -(-held // _DAYS))
    some = (first + timedelta(days=n) for n in range(apart, held, apart))
    return [(when, f"{when.day} {_MONTHS[when.month - 1]} {when.year}") for when in some]
