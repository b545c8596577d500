"""Pairs of statements of which a user has decided that they are no shift, whatever a comparison says, now and later.

Like other decisions it belongs to the words of both statements: it is found again after an article was read out anew,
and holds for other printings of the same words.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, Select, and_, insert, or_, select, update

from onrecord.record import placing, variants
from onrecord.record.decided import no_shifts, overruled
from onrecord.record.placing import Candidate, Selector
from onrecord.record.refusals import Refused
from onrecord.record.schema import articles, decisions, shifts, statements
from onrecord.record.signing import sign

KIND: Final = "no shift"
_SIDES: Final = ("then", "now")

Pair = tuple[int, int]


def decide(connection: Connection, then: RowMapping, now: RowMapping, *, by: str | None, reason: str) -> int:
    """Decide that two statements (their rows) are no shift; returns the decision's number, or that of the one which
    says so already. RecordError where none is known between them."""
    if (known := standing(connection, then, now)) is not None:
        return known
    pair = select(shifts.c.pk).where(shifts.c.then_pk == then["pk"], shifts.c.now_pk == now["pk"])
    if connection.scalar(pair.limit(1)) is None:
        raise Refused(
            f"no shift from {then['id']} to {now['id']} is known, so that there is nothing to decide; "
            "see: onrecord shifts --all"
        )
    own = {side: _placed(connection, row) for side, row in zip(_SIDES, (then, now), strict=True)}
    ids = dict.fromkeys(placed["article"] for placed in own.values())
    signed = sign(connection, KIND, then["id"], f"no shift to {now['id']}", list(ids), by=by, reason=reason)
    row: dict[str, Any] = {"n": signed["n"]}
    for side, placed in own.items():
        row |= {f"{side}_series": placed["series"], f"{side}_place": placed["place"], f"{side}_n": placed["n"]}
    connection.execute(insert(no_shifts), row)
    return int(signed["n"])


def standing(connection: Connection, then: RowMapping, now: RowMapping) -> int | None:
    """The number of the decision that two statements are no shift; None where none stands."""
    of = {row[0]: row[1] for row in connection.execute(select(*articles.c["pk", "series"]).where(
        articles.c.pk.in_((then["article_pk"], now["article_pk"]))))}  # fmt: skip
    here = [
        and_(no_shifts.c[f"{side}_series"] == of[row["article_pk"]], no_shifts.c[f"{side}_n"] == row["n"])
        for side, row in zip(_SIDES, (then, now), strict=True)
    ]
    return connection.scalar(select(no_shifts.c.n).where(*here))


def of_statement(connection: Connection, series: int, n: int) -> set[int]:
    """The numbers of such decisions that a statement is in."""
    here = [and_(no_shifts.c[f"{side}_series"] == series, no_shifts.c[f"{side}_n"] == n) for side in _SIDES]
    return set(connection.execute(select(no_shifts.c.n).where(or_(*here))).scalars())


def settle(connection: Connection, series: int) -> None:
    """Find the statements again of an article that was read out anew, or decided about otherwise."""
    touched = or_(*(no_shifts.c[f"{side}_series"] == series for side in _SIDES))
    chosen = select(no_shifts, decisions.c.undone_at).join(decisions, decisions.c.n == no_shifts.c.n).where(touched)
    rows = connection.execute(chosen).mappings().all()
    if not rows:
        return
    current = select(*articles.c["pk", "text"]).where(articles.c.series == series, articles.c.current)
    article = connection.execute(current).one()
    among, hash = candidates(connection, article.pk), placing.digest(article.text)
    for row in rows:
        for side in _SIDES:
            if row[f"{side}_series"] != series:
                continue
            at = None
            if row["undone_at"] is None:
                at = placing.find(row[f"{side}_place"], article.text, hash, among, same_words=False)
            if at != row[f"{side}_n"]:
                own = update(no_shifts).where(no_shifts.c.n == row["n"])
                connection.execute(own.values({f"{side}_n": at}))


def undone(connection: Connection, n: int) -> bool:
    """Let the decision of this number, which was taken back, hold no more; whether it was one of these."""
    row = connection.execute(select(no_shifts).where(no_shifts.c.n == n)).mappings().first()
    for side in _SIDES if row is not None else ():
        settle(connection, row[f"{side}_series"])  # type: ignore[index]
    return row is not None


def printed(connection: Connection) -> set[Pair]:
    """The pairs, each statement by the key of the first printing of its words."""
    pairs = connection.execute(_pairs()).all()
    first = variants.keys(connection, {pk for pair in pairs for pk in pair})
    return {(first[a][0], first[b][0]) for a, b in pairs}


@cache  # to build it costs more than to ask
def _pairs() -> Select[int, int]:
    t, n, ta, na = statements.alias(), statements.alias(), articles.alias(), articles.alias()
    return (
        select(t.c.pk, n.c.pk)
        .select_from(no_shifts)
        .join(ta, and_(ta.c.series == no_shifts.c.then_series, ta.c.current))
        .join(na, and_(na.c.series == no_shifts.c.now_series, na.c.current))
        .join(t, and_(t.c.article_pk == ta.c.pk, t.c.n == no_shifts.c.then_n))
        .join(n, and_(n.c.article_pk == na.c.pk, n.c.n == no_shifts.c.now_n))
        .where(ta.c.series.in_(select(no_shifts.c.then_series)), na.c.series.in_(select(no_shifts.c.now_series)))
    )  # by these, which are few, the articles are found; else all are looked at


def keys(connection: Connection) -> list[int]:
    """The keys of the shifts that comparison has kept and users have decided to be none."""
    none = printed(connection)
    rows = connection.execute(select(*shifts.c["pk", "then_pk", "now_pk"])).all() if none else []
    first = variants.keys(connection, {pk for r in rows for pk in (r.then_pk, r.now_pk)})
    return [r.pk for r in rows if (first[r.then_pk][0], first[r.now_pk][0]) in none]


def _placed(connection: Connection, row: RowMapping) -> dict[str, Any]:
    """Where a statement (its row) stands, as it was read."""
    chosen = select(*articles.c["id", "series", "text"]).where(articles.c.pk == row["article_pk"])
    article = connection.execute(chosen).one()
    said = next(c for c in candidates(connection, row["article_pk"]) if c.n == row["n"])
    place = Selector.of(said, article.text)
    return {"article": article.id, "series": article.series, "n": row["n"], "place": place}


def candidates(connection: Connection, pk: int) -> list[Candidate]:
    """The statements of an article as models read them."""
    was = {r.n: r.was for r in connection.execute(select(overruled).where(overruled.c.article_pk == pk))}
    own = select(*statements.c["n", "id", "content", "text", "speaker_name", "speaker_type"])
    rows = connection.execute(own.where(statements.c.article_pk == pk)).all()
    live = [Candidate(r.n, r.id, r.content, r.text, (r.speaker_name, r.speaker_type)) for r in rows if r.n not in was]
    return [*live, *(Candidate.of(n, said) for n, said in was.items())]
