"""New statements beside those of the same holder that were there: which of them oppose each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, Final

import numpy as np
from sqlalchemy import Connection, RowMapping, Select, and_, case, insert, or_, select

from onrecord.comparison.contradiction import Side
from onrecord.comparison.embeddings import unpack
from onrecord.comparison.shifts import (
    LIKE,
    SURE,
    Reversal,
    Shown,
    most_opposed,
    order,
    surest,
    turned,
    turned_as_told,
    turned_attitude,
)
from onrecord.comparison.told import ToldTurn, told
from onrecord.model import words_at
from onrecord.record import one_person, sqlite, variants
from onrecord.record.allegiance import belongs
from onrecord.record.readings import New
from onrecord.record.schema import articles, positions, readings, shifts, statements
from onrecord.record.store import statement

_CANDIDATES: Final = 40  # statements that a new one is compared with in words: those most alike


class _Printings:
    """What a statement has in other words in other printings, which is not said otherwise; found when first asked."""

    def __init__(self, connection: Connection, pk: int) -> None:
        self._connection, self._pk = connection, pk

    def __contains__(self, pk: int) -> bool:
        return pk in self._all

    @cached_property
    def _all(self) -> set[int]:
        return variants.printings(self._connection, self._pk)


class Statements:
    """Of each holder met so far the statements that new ones are compared with; read once, then kept up."""

    def __init__(self) -> None:
        self._held: dict[str, tuple[list[int], list[bytes]]] = {}

    def of(self, connection: Connection, holder: str, without: set[int]) -> tuple[list[int], list[bytes]]:
        """Keys and vectors of a holder's statements; those `without` are left out where they are read now."""
        if holder not in self._held:
            chosen = (
                select(*readings.c["statement_pk", "vector"])
                .join(articles, articles.c.pk == readings.c.article_pk)
                .where(readings.c.holder == holder, articles.c.current)
                .order_by(readings.c.statement_pk)
            )
            rows = [r for r in connection.execute(chosen) if r.statement_pk not in without]
            self._held[holder] = ([r.statement_pk for r in rows], [r.vector for r in rows])
        return self._held[holder]


def compare(connection: Connection, new: Sequence[New], cache: Statements) -> None:
    """Find and write the shifts between new statements and those of the same holder that were there, or are new too."""
    every = [n.pk for n in new]
    sides, taken, read = _sides(connection, every), _positions(connection, every), _vectors(connection, every)
    without, later = set(every), set(every)
    for n in new:
        later.discard(n.pk)  # each pair of new ones is met once
        pks, vectors = cache.of(connection, n.holder, without)
        printings = _Printings(connection, n.pk)
        vector = read.get(n.pk, b"")
        found = [
            *_by_attitude(connection, n, taken[n.pk], sides, printings, later),
            *_by_reading(connection, n, vector, taken[n.pk], sides, printings, pks, vectors),
        ]
        pks.append(n.pk)
        vectors.append(vector)
        rows = [row for row in found if one_person.can_be(connection, row["then_pk"], row["now_pk"])]
        _write(connection, n.pk, rows)
    for article in sorted({int(sides[pk].article) for pk in every if pk in sides}):
        for row in _by_author(connection, article, sides):
            _write(connection, row["now_pk"], [row])


def _write(connection: Connection, pk: int, rows: Sequence[dict[str, Any]]) -> None:
    """Keep the shifts of a statement that were not found before, each by the way that is surer of it."""
    known = _known(connection, pk) if rows else ()
    once = {(row["then_pk"], row["now_pk"], row["target"]): row for row in sorted(rows, key=lambda row: row["score"])}
    if fresh := [row for key, row in once.items() if key not in known]:
        connection.execute(insert(shifts), fresh)


def _positions(connection: Connection, pks: Sequence[int]) -> dict[int, list[RowMapping]]:
    """The positions that statements take, in their order."""
    found: dict[int, list[RowMapping]] = {pk: [] for pk in pks}
    for some in sqlite.batches(pks):
        own = select(positions).where(positions.c.statement_pk.in_(some)).order_by(positions.c.pk)
        for row in connection.execute(own).mappings():
            found[row["statement_pk"]].append(row)
    return found


def _vectors(connection: Connection, pks: Sequence[int]) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    for some in sqlite.batches(pks):
        own = select(*readings.c["statement_pk", "vector"]).where(readings.c.statement_pk.in_(some))
        found |= {row.statement_pk: row.vector for row in connection.execute(own)}
    return found


def _known(connection: Connection, pk: int) -> set[tuple[int, int, str]]:
    """The shifts of a statement that were found before."""
    own = or_(shifts.c.then_pk == pk, shifts.c.now_pk == pk)
    found = connection.execute(select(*shifts.c["then_pk", "now_pk", "target"]).where(own))
    return {(row.then_pk, row.now_pk, row.target) for row in found}


def _by_attitude(
    connection: Connection,
    new: New,
    mine: Sequence[RowMapping],
    sides: dict[int, Side],
    printings: _Printings,
    later: set[int],
) -> Iterator[dict[str, Any]]:
    """The surest shift on each target that a new statement takes a position on; with none of those that come `later`
    or are its `printings`."""
    for position in mine:
        if abs(position["value"]) < SURE:
            continue
        opposite = positions.c.value <= -SURE if position["value"] > 0 else positions.c.value >= SURE
        chosen = (
            select(positions)
            .join(statements, statements.c.pk == positions.c.statement_pk)
            .join(articles, articles.c.pk == statements.c.article_pk)
            .where(positions.c.holder == new.holder, positions.c.target == position["target"], opposite)
            .where(articles.c.current, positions.c.statement_pk != new.pk)
            .order_by(positions.c.pk)
        )
        others = [o for o in connection.execute(chosen).mappings() if o["statement_pk"] not in later]
        _load(connection, sides, [o["statement_pk"] for o in others])
        turns = []
        for other in others:
            pair = _ordered(sides, (new.pk, position), (other["statement_pk"], other))
            if pair is None:
                continue
            (then, was), (now, held) = pair
            turn = turned_attitude(sides[then], sides[now], _attitude(was), _attitude(held))
            if turn and other["statement_pk"] not in printings:
                turns.append((turn, then, now))
        if best := surest(turns):
            yield _row(new.holder, position["target"], position["name"], *best)


def _by_reading(
    connection: Connection,
    new: New,
    vector: bytes,
    mine: Sequence[RowMapping],
    sides: dict[int, Side],
    printings: _Printings,
    pks: Sequence[int],
    vectors: Sequence[bytes],
) -> Iterator[dict[str, Any]]:
    """On each target the surest turn between a new statement and those that are most like it in words; with none of its
    `printings`."""
    cosines = unpack(vectors) @ unpack([vector])[0] if pks and vector else np.zeros(0)
    near = {pks[n]: float(cosines[n]) for n in np.argsort(-cosines)[:_CANDIDATES] if cosines[n] >= LIKE}
    _load(connection, sides, list(near))
    theirs = _positions(connection, list(near)) if near else {}
    turns: dict[tuple[str, str], list[tuple[Reversal, int, int]]] = {}
    for other, cosine in near.items():
        pair = _ordered(sides, (new.pk, mine), (other, theirs[other]))
        if pair is None:
            continue
        (then, was), (now, held) = pair
        shared = [(p, q) for q in held for p in was if p["target"] == q["target"]]
        common = [(_attitude(p), _attitude(q)) for p, q in shared]
        turn = turned(sides[then], sides[now], cosine, common)
        if turn is None or other in printings:
            continue
        most = most_opposed(common)
        about = _common(connection, then, now) if most is None else (shared[most][1]["target"], shared[most][1]["name"])
        # "The deal" of one article is not that of another.
        if about and (about[0] or sides[then].claim.names & sides[now].claim.names):
            turns.setdefault(about, []).append((turn, then, now))
    for (target, name), some in turns.items():
        if best := surest(some):
            yield _row(new.holder, target, name, *best)


def _by_author(connection: Connection, article: int, sides: dict[int, Side]) -> Iterator[dict[str, Any]]:
    """The turns that the author of an article tells of."""
    chosen = select(*articles.c["text", "published"]).where(articles.c.pk == article, articles.c.current)
    if (head := connection.execute(chosen).one_or_none()) is None:
        return
    text, published = head
    own = select(statements, readings.c.holder).outerjoin(readings, readings.c.statement_pk == statements.c.pk)
    rows = connection.execute(own.where(statements.c.article_pk == article).order_by(statements.c.n)).mappings().all()
    for turn in told(text, [statement(row) for row in rows]):
        then, now = rows[turn.then], rows[turn.now]
        if None in (then["holder"], now["holder"]) or (then["holder"] == now["holder"]) != _is_own(turn):
            continue
        if turn.side and not belongs(connection, now, text, published, turn.side):
            continue
        _load(connection, sides, [then["pk"], now["pk"]])
        words = "" if turn.admitted else words_at(text, (turn.words,))
        if found := turned_as_told(sides[then["pk"]], sides[now["pk"]], words, turn.sure, turn.basis):
            target, name = _common(connection, then["pk"], now["pk"]) or ("", "")
            yield _row(now["holder"], target, name, found, then["pk"], now["pk"])


def _is_own(turn: ToldTurn) -> bool:
    """Are both sides of what an author tells of one holder: all but what his party, or government, says?"""
    return turn.basis != "party" or turn.then == turn.now


def _ordered(sides: dict[int, Side], a: tuple[int, Any], b: tuple[int, Any]) -> tuple[tuple[int, Any], ...] | None:
    if a[0] not in sides or b[0] not in sides:
        return None
    pair = order(sides[a[0]], sides[b[0]])
    if pair is None:
        return None
    return (a, b) if pair[0] is sides[a[0]] else (b, a)


def _row(holder: str, target: str, name: str, turn: Reversal, then: int, now: int) -> dict[str, Any]:
    return {
        "then_pk": then,
        "now_pk": now,
        "holder": holder,
        "target": target if turn.basis == "attitude" else f"content:{target}",
        "name": name,
        "kind": turn.kind,
        "basis": turn.basis,
        "score": turn.score,
        "reason": turn.reason,
    }


def _common(connection: Connection, then: int, now: int) -> tuple[str, str] | None:
    """The target that both statements have, the first that is named, and its name; empty where there is none, None
    where they speak of two who share a family name."""
    of: dict[int, dict[str, str]] = {then: {}, now: {}}
    own = select(positions).where(positions.c.statement_pk.in_((then, now))).order_by(positions.c.pk)
    for row in sorted(connection.execute(own), key=lambda r: (not r.spans, r.spans)):
        of[row.statement_pk][row.target] = row.name
    if shared := next(((t, name) for t, name in of[now].items() if t in of[then]), None):
        return shared
    last = [{name.split()[-1] for name in of[side].values() if name.split()} for side in (then, now)]
    return None if last[0] & last[1] else ("", "")


def _attitude(row: RowMapping) -> Shown:
    return Shown(row["value"], row["words"])


def _sides(connection: Connection, pks: Sequence[int]) -> dict[int, Side]:
    sides: dict[int, Side] = {}
    _load(connection, sides, pks)
    return sides


def _load(connection: Connection, sides: dict[int, Side], pks: Sequence[int]) -> None:
    for some in sqlite.batches(pk for pk in pks if pk not in sides):
        columns = statements.c["text", "kind", "confidence", "speaker_confidence", "cue", "said_on"]
        holding = statements.alias()
        own = and_(holding.c.article_pk == statements.c.article_pk, holding.c.id == statements.c.nested_in)
        holder = select(holding.c.speaker_name).where(own).scalar_subquery()
        teller = case((statements.c.nested_in.is_not(None), holder))  # few are: the others look for none
        chosen: Select[Any] = (
            select(readings, *columns, articles.c.text.label("whole"), teller.label("teller"))
            .join(statements, statements.c.pk == readings.c.statement_pk)
            .join(articles, articles.c.pk == statements.c.article_pk)
            .where(readings.c.statement_pk.in_(some))
        )
        for r in connection.execute(chosen).mappings():
            sides[r["statement_pk"]] = Side(
                article=str(r["article_pk"]),
                text=r["text"],
                kind=r["kind"],
                claim=r["claim"],
                confidence=r["confidence"] * r["speaker_confidence"],
                day=r["day"],
                dated=r["dated"],
                earlier=r["earlier"],
                drawn=r["drawn"],
                cue=words_at(r["whole"], r["cue"], " "),
                said_on=r["said_on"],
                teller=r["teller"],
            )
