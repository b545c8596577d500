"""What comparison has read, in the record: of each statement its holder, claim, vector, and positions on targets.

A holder is a person (by the record's judgement of who is who, else by the full name) or an organization.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, RowMapping, insert, select

from onrecord.comparison import embeddings
from onrecord.comparison.assertions import Assertion
from onrecord.comparison.embeddings import pack, unpack
from onrecord.comparison.phrases import Groups
from onrecord.model import Statement
from onrecord.people import names as people_names
from onrecord.people import resolution
from onrecord.record import assertions, sqlite
from onrecord.record.asserting import has_holder
from onrecord.record.schema import NOT_YET, articles, compared, entities, issues, positions, readings, statements
from onrecord.record.schema import phrases as phrase_table
from onrecord.record.signing import on_people, stamp
from onrecord.record.store import statement

if TYPE_CHECKING:
    from onrecord.comparison.positions import AssertionReader


class Identities:
    """Who the names of an article stand for, as users have decided; else by the name."""

    def __init__(self, connection: Connection) -> None:
        self._redirects = resolution.redirects(on_people(connection))
        self.stamp = stamp(connection)

    def of(self, name: str, type: str, judged: str | None) -> str:
        """The key of a person or other party."""
        if type != "person":
            return f"other:{' '.join(people_names.fold(name).split()).removeprefix('the ')}"
        parsed = people_names.parse(name)
        key = judged or people_names.slug(parsed.usual if parsed else name)
        return resolution.end(self._redirects, key)


@dataclass(frozen=True, slots=True)
class New:
    """A statement that has just been read."""

    pk: int
    holder: str


def read(
    connection: Connection,
    reader: AssertionReader,
    article: RowMapping,
    who_is: Identities,
    groups: Groups,
    only: Container[int] | None = None,
) -> list[New]:
    """Write what one article's statements, or `only` those of some keys, are compared by; returns them."""
    pk = article["pk"]
    of_article = select(*entities.c["id", "person"]).where(entities.c.article_pk == pk)
    judged = {row.id: row.person for row in connection.execute(of_article)}
    own = select(statements).where(statements.c.article_pk == pk).order_by(statements.c.n)
    told = [(row, statement(row)) for row in connection.execute(own).mappings()]
    asked = [(row, s, _holder(s, judged, who_is)) for row, s in told if only is None or row["pk"] in only]
    held = [(row, s, holder) for row, s, holder in asked if holder is not None]
    every, chosen = {row["pk"]: s for row, s in told}, {row["pk"]: s for row, s, _ in held}
    found = _assertions(connection, reader, article, every, chosen)
    named = (t.name for row, _, _ in held for t in found[row["pk"]].positions if t.party is None)
    numbers = _issues(connection, named, groups)
    read: list[dict[str, Any]] = []
    taken: list[dict[str, Any]] = []
    for row, s, holder in held:
        assertion = found[row["pk"]]
        values = {
            "statement_pk": row["pk"],
            "article_pk": pk,
            "holder": holder,
            "day": row["first_day"] if assertion.dated or assertion.earlier is None else article["published"],
            "dated": assertion.dated,
            "earlier": assertion.earlier,
            "drawn": assertion.drawn,
            "claim": assertion.claim,
            "vector": assertion.vector,
        }
        read.append(values)
        parties = [who_is.of(p.name, p.type, judged.get(p.entity or "")) for p in s.about]
        for t in assertion.positions:
            target = f"issue:{numbers[t.name]}" if t.party is None else parties[t.party]
            if target != holder:  # what it says of its own holder is no position
                taken.append({"statement_pk": row["pk"], "holder": holder, "target": target, "name": t.name,
                              "value": t.value, "spans": t.spans, "words": t.words})  # fmt: skip
    for table, rows in ((readings, read), (positions, taken)):
        if rows:
            connection.execute(insert(table), rows)
    return [New(row["pk"], holder) for row, _, holder in held]


def _assertions(
    connection: Connection,
    reader: AssertionReader,
    article: RowMapping,
    told: Mapping[int, Statement],
    held: Mapping[int, Statement],
) -> dict[int, Assertion]:
    """What the held ones of an article's statements are compared by: as it was read at extraction, else read now."""
    found = assertions.take(connection, article["pk"], article["published"], told)
    rest = {pk: s for pk, s in held.items() if pk not in found}
    read = reader.read(article["text"], article["published"], list(told.values()), list(rest.values()))
    return found | dict(zip(rest, read, strict=True))


def unread(connection: Connection) -> list[RowMapping]:
    """The current articles that have not been compared, the oldest in the record first."""
    chosen = select(*articles.c["pk", "id", "text", "published"]).join(compared)
    fresh = chosen.where(articles.c.current, compared.c.decisions == NOT_YET).order_by(articles.c.pk)
    return list(connection.execute(fresh).mappings())


def holders(connection: Connection, pks: Sequence[int]) -> list[New]:
    """Those of these statements that have been read."""
    chosen = select(*readings.c["statement_pk", "holder"]).where(readings.c.statement_pk.in_(pks))
    return [New(*row) for row in connection.execute(chosen.order_by(readings.c.statement_pk))]


def groups(connection: Connection) -> Groups:
    """The issues that there are."""
    rows = connection.execute(select(issues).order_by(issues.c.pk)).all()
    return Groups([r.pk for r in rows], unpack([r.vector for r in rows]))


def holder_keys(connection: Connection, who_is: Identities) -> dict[int, str]:
    """Who the holders of all statements that were read are by now."""
    chosen = (
        select(*statements.c["pk", "speaker_name", "speaker_type"], entities.c.person)
        .join(readings, readings.c.statement_pk == statements.c.pk)
        .outerjoin(
            entities,
            (entities.c.article_pk == statements.c.article_pk) & (entities.c.id == statements.c.speaker_entity),
        )
    )
    return {r.pk: who_is.of(r.speaker_name, r.speaker_type, r.person) for r in connection.execute(chosen)}


def _holder(s: Statement, judged: Mapping[str, str | None], who_is: Identities) -> str | None:
    """The key of a statement's holder, if it has one that can be compared."""
    if s.speaker.name is None or not has_holder(s):
        return None
    return who_is.of(s.speaker.name, s.speaker.type, judged.get(s.speaker.entity or ""))


def _issues(connection: Connection, names: Iterable[str], groups: Groups) -> dict[str, int]:
    """The numbers of the issues that phrases name; those that are new are written."""
    keys = list(dict.fromkeys(names))
    found: dict[str, int] = {}
    for some in sqlite.batches(keys):
        known = connection.execute(select(phrase_table).where(phrase_table.c.key.in_(some)))
        found |= {row.key: row.issue_pk for row in known}
    fresh = [key for key in keys if key not in found]
    if not fresh:
        return found
    vectors = embeddings.default().vectors(fresh)
    placed = list(zip(fresh, pack(vectors), groups.place(vectors), strict=True))
    begun = [{"pk": number, "name": key, "vector": vector} for key, vector, (number, new) in placed if new]
    if begun:
        connection.execute(insert(issues), begun)
    joined = {key: number for key, _, (number, _) in placed}
    connection.execute(insert(phrase_table), [{"key": key, "issue_pk": number} for key, number in joined.items()])
    return found | joined
