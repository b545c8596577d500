"""What users decided: signed, dated, listed, and undone rather than deleted. `settling` makes it hold."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from sqlalchemy import Connection, RowMapping, and_, delete, insert, select, update

from onrecord.model import BETWEEN, Printed
from onrecord.record import no_shifts, settling, store
from onrecord.record.corrections import Correction, Edit, corrected
from onrecord.record.decided import corrections, overruled, removed
from onrecord.record.decided import no_shifts as pairs
from onrecord.record.placing import Candidate, Selector
from onrecord.record.refusals import Missing, Refused
from onrecord.record.schema import articles, decisions
from onrecord.record.signing import ON_PEOPLE, now, sign

DecisionKind = Literal["merge", "split", "rename", "correct", "reject", "confirm", "edit", "remove", "no shift"]


@dataclass(frozen=True, slots=True)
class Decision(Printed):
    """What a user decided. `subject` is the id of a person, a statement or an article, `what` what holds of it, in
    words; `words` are those of the statement.

    It holds in all printings of a story that have the same words. It is `waiting` where its statement is not found in
    what was read out last; it holds again as soon as it is.
    """

    n: int
    kind: DecisionKind
    subject: str
    what: str
    articles: tuple[str, ...]
    by: str
    at: str
    reason: str
    undone_at: str | None = None
    words: str | None = None
    waiting: bool = False

    def __str__(self) -> str:
        """In a line, with who and when."""
        on = self.subject if self.words is None else f"{self.subject} “{self.words}”"
        signed = f" by {self.by}" if self.by else ""
        state = f"; undone {self.undone_at}" if self.undone_at else "; waits for its statement" if self.waiting else ""
        why = f": {self.reason}" if self.reason else ""
        what = {
            "merge": f"{on} is {self.what}",
            "rename": f"{on} is called {self.what}",
            "split": f"{on} is {self.what} in {', '.join(self.articles)}",
        }.get(self.kind, f"{on}: {self.what}")
        return f"{self.n}: {what} ({self.at}{signed}{why}{state})"


def listed(connection: Connection, subject: str | None = None, n: int | None = None) -> list[Decision]:
    """All decisions in the order they were taken, or those on a statement, an article or a person by its id, or that of
    a number."""
    own = corrections.c["correction", "place", "at_n"]
    sides = pairs.c["then_place", "then_n", "now_place", "now_n"]
    chosen = select(decisions, *own, *sides).outerjoin(corrections, corrections.c.n == decisions.c.n)
    chosen = chosen.outerjoin(pairs, pairs.c.n == decisions.c.n).order_by(decisions.c.n, corrections.c.series)
    if subject is not None:
        chosen = chosen.where(decisions.c.person == subject)
    if n is not None:
        chosen = chosen.where(decisions.c.n == n)
    found: dict[int, Decision] = {}
    for row in connection.execute(chosen).mappings():
        waits = row["correction"] is not None and row["at_n"] is None and row["undone_at"] is None
        if (known := found.get(row["n"])) is not None:
            found[row["n"]] = replace(known, waiting=known.waiting and waits)
            continue
        words = row["place"].words if row["place"] else None
        if row["then_place"] and row["now_place"]:
            words = f"{row['then_place'].words}{BETWEEN}{row['now_place'].words}"
            waits = row["undone_at"] is None and None in (row["then_n"], row["now_n"])
        found[row["n"]] = Decision(
            *(row["n"], row["kind"], row["person"], row["other"], row["articles"]),
            *(row["by"], row["at"], row["reason"], row["undone_at"]),
            words=words,
            waiting=waits,
        )
    return list(found.values())


def on_statement(connection: Connection, row: RowMapping) -> list[Decision]:
    """The decisions that hold for a statement (its row), and those that were taken on its id."""
    series = connection.scalar(select(articles.c.series).where(articles.c.pk == row["article_pk"]))
    here = and_(corrections.c.series == series, corrections.c.at_n == row["n"])
    numbers = set(connection.execute(select(corrections.c.n).where(here)).scalars())
    numbers |= no_shifts.of_statement(connection, series, row["n"]) if series is not None else set()
    return [d for d in listed(connection) if d.n in numbers or d.subject == row["id"]]


def correct(
    connection: Connection, row: RowMapping, correction: Correction, *, by: str | None, reason: str
) -> Decision:
    """Decide about a statement (its row). NotThere where words that the correction names are not in the article."""
    head = connection.execute(select(articles).where(articles.c.pk == row["article_pk"])).mappings()
    article = head.one()
    own = (overruled.c.article_pk == article["pk"], overruled.c.n == row["n"])
    was = connection.scalar(select(overruled.c.was).where(*own)) or store.statement(row)
    corrected(was, [correction], article["text"], store.named(connection, article["pk"]))
    kind = "reject" if correction.reject else "confirm" if correction == Correction(confirm=True) else "correct"
    signed = sign(connection, kind, was.id, correction.told(), [article["id"]], by=by, reason=reason)
    taken = {"n": signed["n"], "series": article["series"], "correction": correction,
             "place": Selector.of(Candidate.of(row["n"], was), article["text"])}  # fmt: skip
    connection.execute(insert(corrections), taken)
    settling.renew(connection, article["series"])
    return _one(connection, signed["n"])


def edit(connection: Connection, article: RowMapping, change: Edit, *, by: str | None, reason: str) -> Decision:
    """Decide about the head of an article (its row)."""
    signed = sign(connection, "edit", article["id"], change.told(), [article["id"]], by=by, reason=reason)
    connection.execute(insert(corrections), {"n": signed["n"], "series": article["series"], "edit": change})
    settling.settle(connection, article["series"])
    return _one(connection, signed["n"])


def no_shift(connection: Connection, then: RowMapping, now: RowMapping, *, by: str | None, reason: str) -> Decision:
    """Decide that two statements (their rows) are no shift. RecordError where none is known between them."""
    return _one(connection, no_shifts.decide(connection, then, now, by=by, reason=reason))


def undo(connection: Connection, n: int) -> Decision:
    """Take a decision back; what it held over is there again. One on people has to be settled (`people.settle`) then.

    RecordError where there is none of that number, it was undone already, or what it was about is gone for good.
    """
    row = connection.execute(select(decisions).where(decisions.c.n == n)).mappings().first()
    if row is None:
        raise Missing(f"there is no decision {n}")
    if row["undone_at"]:
        raise Refused(f"decision {n} was undone already, at {row['undone_at']}")
    held = connection.execute(select(corrections.c.series).where(corrections.c.n == n)).scalars().all()
    if row["kind"] == "remove":
        if not connection.execute(delete(removed).where(removed.c.n == n)).rowcount:
            raise Refused(f"decision {n} removed an article for good, and cannot be undone; add the article again")
    elif row["kind"] not in ON_PEOPLE and not held and not _is_pair(connection, n):
        raise Refused(f"what decision {n} was about was removed from the record, and cannot be had back")
    connection.execute(update(decisions).where(decisions.c.n == n).values(undone_at=now()))
    for series in held:
        settling.settle(connection, series)
    no_shifts.undone(connection, n)
    return _one(connection, n)


def _is_pair(connection: Connection, n: int) -> bool:
    return connection.scalar(select(pairs.c.n).where(pairs.c.n == n)) is not None


def _one(connection: Connection, n: int) -> Decision:
    return listed(connection, n=n)[0]
