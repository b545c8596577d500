"""How right what is shown is, by what users have said of it; and from how sure on 95 % of it is right.

A statement that was confirmed is right in all its fields; of one that was corrected the fields that were changed were
wrong, and those that were left as they were count as right; one that was rejected was none. Each counts once, however
many printings it has, by the confidence that was shown before anybody decided.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from sqlalchemy import Connection, and_, func, select

from onrecord.model import Printed, Statement
from onrecord.record import sureness
from onrecord.record.decided import corrections, overruled
from onrecord.record.schema import articles, decisions, statements
from onrecord.record.schema import sure as how_sure

ENOUGH: Final = 50  # reviews, from which they and not the model say from how sure on
WANTED: Final = 0.95
LOOKED: Final = 10_000  # of more statements those added last say how sure a model is
_CLOSE: Final = 1e-9  # what sums of floats may be off by
_FEWEST: Final = 10  # reviews that a threshold rests on
_FIELDS: Final = ("content", "speaker", "said_on", "addressee", "about", "stance", "kind", "mode", "polarity")
_TELLING: Final = {"content", "speaker"}  # what the figure that is shown is of: that it is said, and by whom
_BANDS: Final = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)


@dataclass(frozen=True, slots=True)
class Right(Printed):
    """Of what users have looked at, how much was right. `low` and `high` are the ends of the 95 % interval (Wilson)."""

    of: str
    seen: int
    right: int
    low: float
    high: float

    @property
    def share(self) -> float:
        """The part of it that was right, 0 to 1."""
        return self.right / self.seen


@dataclass(frozen=True, slots=True)
class Accuracy(Printed):
    """How right what was shown was: by field, by outlet and by how sure it was said to be."""

    reviewed: int
    fields: tuple[Right, ...]
    outlets: tuple[Right, ...]
    confidence: tuple[Right, ...]


@dataclass(frozen=True, slots=True)
class Least(Printed):
    """From how sure on (0 to 1) so much of what is shown is right, and who says so; None where nothing is so sure.

    `by` is `reviews`, of which there are `reviewed`, or the `model`'s own calibrated confidence.
    """

    least: float | None
    wanted: float
    by: Literal["reviews", "model"]
    reviewed: int


@dataclass(frozen=True, slots=True)
class _Seen:
    outlet: str | None
    sure: float
    wrong: frozenset[str]  # fields; all of them where it was rejected

    @property
    def right(self) -> bool:
        return not self.wrong & _TELLING


def accuracy(connection: Connection) -> Accuracy:
    """How right what users have looked at was."""
    seen = _seen(connection)
    stood = [s for s in seen if "statement" not in s.wrong]
    fields = [_right("statement", ["statement" not in s.wrong for s in seen])]
    fields += [_right(name.replace("stance", "attitude"), [name not in s.wrong for s in stood]) for name in _FIELDS]
    outlets: dict[str, list[bool]] = defaultdict(list)
    bands: dict[float, list[bool]] = defaultdict(list)
    for s in seen:
        outlets[s.outlet or "not known"].append(s.right)
        bands[max(low for low in _BANDS if low <= s.sure)].append(s.right)
    ends = dict(zip(_BANDS, (*_BANDS[1:], 1.0), strict=True))
    return Accuracy(
        len(seen),
        tuple(f for f in fields if f.seen),
        tuple(sorted((_right(name, all) for name, all in outlets.items()), key=lambda r: (-r.seen, r.of))),
        tuple(_right(f"{low:.0%} to {ends[low]:.0%}", bands[low]) for low in _BANDS if low in bands),
    )


def least(connection: Connection, wanted: float = WANTED) -> Least:
    """From how sure on that share of what is shown is right: by reviews where there are enough, else by the model."""
    seen = _seen(connection)
    if len(seen) < ENOUGH:
        return Least(_by_model(connection, wanted), wanted, "model", len(seen))
    return Least(_lowest([(s.sure, 1, float(s.right)) for s in seen], wanted, _FEWEST), wanted, "reviews", len(seen))


def _lowest(rated: Iterable[tuple[float, int, float]], wanted: float, fewest: int) -> float | None:
    """The lowest figure from which on that share is right; of figures, how many have it and how many of them are."""
    at: dict[float, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for sure, many, right in rated:
        at[sure][0] += many
        at[sure][1] += right
    found, all, held = None, 0.0, 0.0
    for sure in sorted(at, reverse=True):
        all, held = all + at[sure][0], held + at[sure][1]
        if all >= fewest and held / all >= wanted - _CLOSE:
            found = sure
    return found


def _by_model(connection: Connection, wanted: float) -> float | None:
    """By its calibrated confidence: of all that is as sure as that, or surer, so much is to be expected to be right."""
    last = select(statements.c.pk).order_by(statements.c.pk.desc()).limit(LOOKED)
    step = func.round(how_sure * 100 - 0.49999)  # the whole per cent below it; databases round halves each in its way
    chosen = select(step, func.count(), func.sum(how_sure)).select_from(statements.join(articles))
    chosen = chosen.where(statements.c.pk.in_(last), articles.c.current, ~statements.c.confirmed)
    rows = connection.execute(chosen.group_by(step))
    return _lowest([(max(0.0, float(row[0]) / 100), row[1], float(row[2])) for row in rows], wanted, 1)


def _seen(connection: Connection) -> list[_Seen]:
    """The statements that users have decided about, as they then stood."""
    chosen = (
        select(decisions.c.articles, overruled.c.was, overruled.c.n, *articles.c["id", "pk", "outlet"])
        .join(corrections, corrections.c.n == decisions.c.n)
        .join(articles, and_(articles.c.series == corrections.c.series, articles.c.current))
        .join(overruled, and_(overruled.c.article_pk == articles.c.pk, overruled.c.n == corrections.c.at_n))
        .where(decisions.c.undone_at.is_(None), decisions.c.kind.in_(("correct", "confirm", "reject")))
        .order_by(decisions.c.n)
    )
    found: dict[tuple[int, int], tuple[str | None, Statement]] = {}
    for row in connection.execute(chosen):
        if row.id in row.articles:  # and not another printing, to which it spread
            found.setdefault((row.pk, row.n), (row.outlet, row.was))
    own = select(*statements.c["article_pk", "n", "corrected"])
    pks = {pk for pk, _ in found}
    now = {(r.article_pk, r.n): r.corrected for r in connection.execute(own.where(statements.c.article_pk.in_(pks)))}
    return [_Seen(outlet, sureness.of(was), _wrong(now.get(key), was)) for key, (outlet, was) in found.items()]


def _wrong(corrected: Sequence[str] | None, was: Statement) -> frozenset[str]:
    if corrected is None:
        return frozenset(("statement", *_FIELDS))
    return frozenset(corrected) - frozenset(was.corrected)


def _right(of: str, all: Sequence[bool]) -> Right:
    n, right = len(all), sum(all)
    if not n:
        return Right(of, 0, 0, 0.0, 1.0)
    z, share = 1.96, right / n
    middle, reach = share + z * z / (2 * n), z * (share * (1 - share) / n + z * z / (4 * n * n)) ** 0.5
    whole = 1 + z * z / n
    return Right(
        of, n, right, round(max(0.0, (middle - reach) / whole), 3), round(min(1.0, (middle + reach) / whole), 3)
    )
