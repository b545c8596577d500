"""What users decided: signed, dated, undone rather than deleted. Decisions on statements and articles hold over what
was read, in every version of an article and after every extraction.

`settle` makes it so. What it writes follows from what was read (`overruled`, `as_read`, else the rows) and from the
decisions that stand, and from nothing else: in whatever order decisions, undoings and extractions come, the outcome is
the same.
"""

from __future__ import annotations

import getpass
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Literal

from sqlalchemy import Connection, RowMapping, and_, delete, func, insert, select, update

from onrecord.errors import RecordError
from onrecord.model import Article, Evidence, Statement
from onrecord.people import who_is_who
from onrecord.periods import days
from onrecord.record import duplicates, placing, store, uncompared
from onrecord.record.corrections import AsRead, Correction, Edit, NotThere, corrected, edited
from onrecord.record.placing import Candidate, Place
from onrecord.record.schema import articles, corrections, decisions, overruled, removed, statements

DecisionKind = Literal["merge", "split", "rename", "part", "correct", "reject", "confirm", "edit", "remove"]

ON_PEOPLE: Final = ("merge", "split", "rename")
_HEAD: Final = articles.c[
    *("pk", "id", "version", "current", "story", "text", "title", "byline", "outlet", "published"),
    *("published_rule", "published_text", "corrected", "as_read"),
]


@dataclass(frozen=True, slots=True)
class Decision:
    """What a user decided. `subject` is the id of a person, a statement or an article, `what` what holds of it, in
    words; `words` are those of the statement.

    It is `waiting` where its statement is not found in what was read out last; it holds again as soon as it is.
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
        what = f"{on} is {self.what}" if self.kind == "merge" else f"{on}: {self.what}"
        return f"{self.n}: {what} ({self.at}{signed}{why}{state})"


def now() -> str:
    """The time, as decisions are dated (UTC)."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def sign(
    connection: Connection, kind: str, person: str, other: str, of: Sequence[str] = (), *, by: str | None, reason: str
) -> dict[str, Any]:
    """Write a decision down, signed by the system's user unless told otherwise; returns its row."""
    n = (connection.scalar(select(func.max(decisions.c.n))) or 0) + 1
    signed = {"by": _user() if by is None else by, "at": now(), "reason": reason}
    row = {"n": n, "kind": kind, "person": person, "other": other, "articles": tuple(of), **signed}
    connection.execute(insert(decisions), row)
    return row


def on_people(connection: Connection) -> list[who_is_who.Decision]:
    """All decisions on who is who, the undone ones too, in the order they were taken."""
    chosen = select(decisions).where(decisions.c.kind.in_(ON_PEOPLE)).order_by(decisions.c.n)
    return [who_is_who.Decision(**row) for row in connection.execute(chosen).mappings()]


def listed(connection: Connection, subject: str | None = None) -> list[Decision]:
    """All decisions, or those on a statement, an article or a person by its id, in the order they were taken."""
    own = corrections.c["correction", "place", "at_n"]
    chosen = select(decisions, *own).outerjoin(corrections, corrections.c.n == decisions.c.n).order_by(decisions.c.n)
    if subject is not None:
        chosen = chosen.where(decisions.c.person == subject)
    return [
        Decision(
            *(row["n"], row["kind"], row["person"], row["other"], row["articles"]),
            *(row["by"], row["at"], row["reason"], row["undone_at"]),
            words=row["place"].words if row["place"] else None,
            waiting=row["correction"] is not None and row["at_n"] is None and row["undone_at"] is None,
        )
        for row in connection.execute(chosen).mappings()
    ]


def on_statement(connection: Connection, row: RowMapping) -> list[Decision]:
    """The decisions that hold for a statement (its row), and those that were taken on its id."""
    series = connection.scalar(select(articles.c.series).where(articles.c.pk == row["article_pk"]))
    here = and_(corrections.c.series == series, corrections.c.at_n == row["n"])
    numbers = set(connection.execute(select(corrections.c.n).where(here)).scalars())
    return [d for d in listed(connection) if d.n in numbers or d.subject == row["id"]]


def correct(
    connection: Connection, row: RowMapping, correction: Correction, *, by: str | None, reason: str
) -> Decision:
    """Decide about a statement (its row). NotThere where words that the correction names are not in the article."""
    head = connection.execute(select(*_HEAD, articles.c.series).where(articles.c.pk == row["article_pk"])).mappings()
    article = head.one()
    own = (overruled.c.article_pk == article["pk"], overruled.c.n == row["n"])
    was = connection.scalar(select(overruled.c.was).where(*own)) or store.statement(row)
    corrected(was, [correction], article["text"], store.named(connection, article["pk"]))
    kind = "reject" if correction.reject else "confirm" if correction == Correction(confirm=True) else "correct"
    signed = sign(connection, kind, was.id, correction.told(), [article["id"]], by=by, reason=reason)
    taken = {"n": signed["n"], "series": article["series"], "correction": correction,
             "place": Place.of(was, article["text"])}  # fmt: skip
    connection.execute(insert(corrections), taken)
    settle(connection, article["series"])
    return _one(connection, signed["n"])


def edit(connection: Connection, article: RowMapping, change: Edit, *, by: str | None, reason: str) -> Decision:
    """Decide about the head of an article (its row)."""
    signed = sign(connection, "edit", article["id"], change.told(), [article["id"]], by=by, reason=reason)
    connection.execute(insert(corrections), {"n": signed["n"], "series": article["series"], "edit": change})
    settle(connection, article["series"])
    return _one(connection, signed["n"])


def undo(connection: Connection, n: int) -> Decision:
    """Take a decision back; what it held over is there again. One on people has to be settled by `People` then.

    RecordError where there is none of that number, it was undone already, or what it was about is gone for good.
    """
    row = connection.execute(select(decisions).where(decisions.c.n == n)).mappings().first()
    if row is None:
        raise RecordError(f"there is no decision {n}")
    if row["undone_at"]:
        raise RecordError(f"decision {n} was undone already, at {row['undone_at']}")
    series = connection.scalar(select(corrections.c.series).where(corrections.c.n == n))
    if row["kind"] == "remove":
        if not connection.execute(delete(removed).where(removed.c.n == n)).rowcount:
            raise RecordError(f"decision {n} removed an article for good, and cannot be undone; add the article again")
    elif row["kind"] not in ON_PEOPLE and series is None:
        raise RecordError(f"what decision {n} was about was removed from the record, and cannot be had back")
    connection.execute(update(decisions).where(decisions.c.n == n).values(undone_at=now()))
    if series is not None:
        settle(connection, series)
    return _one(connection, n)


def settle(connection: Connection, series: int) -> None:
    """Make what is decided hold in all versions of an article."""
    chosen = select(corrections, decisions.c.undone_at).join(decisions, decisions.c.n == corrections.c.n)
    taken = connection.execute(chosen.where(corrections.c.series == series).order_by(corrections.c.n)).mappings().all()
    if not taken:
        return
    standing = [row for row in taken if row["undone_at"] is None]
    edits = [(row["n"], row["edit"]) for row in standing if row["edit"]]
    told = [row for row in standing if row["correction"]]
    versions = select(*_HEAD).where(articles.c.series == series).order_by(articles.c.version)
    places: dict[int, int] = {}
    for article in connection.execute(versions).mappings().all():
        published = _settle_head(connection, article, edits)
        places = _settle_statements(connection, {**article, "published": published}, told)
    for row in taken:
        if row["at_n"] != (at := places.get(row["n"])):
            connection.execute(update(corrections).where(corrections.c.n == row["n"]).values(at_n=at))


def _settle_head(connection: Connection, row: RowMapping, edits: Sequence[tuple[int, Edit]]) -> Any:
    """Write the head of a version of an article as it was read and edited; returns its day of publication."""
    if not edits and row["as_read"] is None:
        return row["published"]
    rule = row["published_rule"]
    evidence = None if rule is None else Evidence(rule, row["published_text"])
    now = AsRead(row["title"], row["byline"], row["outlet"], row["published"], evidence)
    was: AsRead = row["as_read"] or now
    head, changed = edited(was, edits)
    if head != now or changed != row["corrected"]:
        values = {
            "title": head.title,
            "byline": head.byline,
            "outlet": head.outlet,
            "published": head.published,
            "published_rule": head.published_evidence.rule if head.published_evidence else None,
            "published_text": head.published_evidence.text if head.published_evidence else None,
            "credit": duplicates.credit(Article(row["id"], row["text"], byline=head.byline)),
            "corrected": changed,
            "as_read": was if changed else None,
        }
        connection.execute(update(articles).where(articles.c.pk == row["pk"]).values(values))
    if head.published != row["published"]:
        own = select(*statements.c["pk", "said_on"]).where(statements.c.article_pk == row["pk"])
        undated = [r.pk for r in connection.execute(own) if r.said_on is None or days(r.said_on) is None]
        for pk in undated:
            day = {"first_day": head.published, "last_day": head.published}
            connection.execute(update(statements).where(statements.c.pk == pk).values(day))
        uncompared.whole(connection, row["pk"])
    return head.published


def _settle_statements(
    connection: Connection, article: Mapping[str, Any], told: Sequence[RowMapping]
) -> dict[int, int]:
    """Write the statements of a version of an article as they were read and corrected; returns to which number of them
    each decision was found to belong."""
    own = overruled.c.article_pk == article["pk"]
    read: dict[int, Statement] = {r.n: r.was for r in connection.execute(select(overruled).where(own))}
    if not told and not read:
        return {}
    columns = statements.c["n", "pk", "id", "content", "text"]
    live = {r.n: r for r in connection.execute(select(*columns).where(statements.c.article_pk == article["pk"]))}
    among = [Candidate(n, s.id, s.content, s.text) for n, s in read.items()]
    among += [Candidate(n, r.id, r.content, r.text) for n, r in live.items() if n not in read]
    hash, entities = placing.digest(article["text"]), store.named(connection, article["pk"])
    of: dict[int, list[RowMapping]] = defaultdict(list)
    for row in told:
        at = placing.find(row["place"], article["text"], hash, among, same_words=row["correction"].confirm)
        if at is not None:
            of[at].append(row)
    places: dict[int, int] = {}
    moved = False  # words that other printings may have too
    for n in sorted({*read, *of}):
        pk = live[n].pk if n in live else None
        now = None if pk is None else store.statement(_row(connection, pk))
        was = read.get(n) or now
        assert was is not None
        held, taken = corrected(was, [], article["text"], entities), list[Correction]()
        for row in of[n]:
            try:
                held = corrected(was, [*taken, row["correction"]], article["text"], entities)
            except NotThere:
                continue
            taken.append(row["correction"])
            places[row["n"]] = n
        if held is None and pk is not None:
            uncompared.gone(connection, pk)
            connection.execute(delete(statements).where(statements.c.pk == pk))
        elif held is not None and held != now:
            if pk is not None:
                uncompared.gone(connection, pk)
            pk = store.put(connection, article, n, held, entities, pk)
            uncompared.mark(connection, article["pk"], [pk])
        moved = moved or (held is None) != (now is None) or (held and held.text) != (now and now.text)
        connection.execute(delete(overruled).where(own, overruled.c.n == n))
        if taken:
            connection.execute(insert(overruled), {"article_pk": article["pk"], "n": n, "was": was})
    if moved:
        duplicates.rematch(connection, article["story"])
    return places


def _row(connection: Connection, pk: int) -> RowMapping:
    return connection.execute(select(statements).where(statements.c.pk == pk)).mappings().one()


def _one(connection: Connection, n: int) -> Decision:
    return next(d for d in listed(connection) if d.n == n)


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""
