"""What comparison has read, in the record: of each statement its holder, claim, vector, and positions on targets.

A holder is a person (by the record's judgement of who is who, else by the full name) or an organization.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from sqlalchemy import Connection, RowMapping, func, insert, select

from onrecord.comparison import embeddings
from onrecord.comparison.embeddings import Vectors
from onrecord.comparison.phrases import Groups
from onrecord.comparison.positions import AssertionReader, Taken
from onrecord.model import Statement
from onrecord.people import names as people_names
from onrecord.people import resolution
from onrecord.record import who
from onrecord.record.schema import articles, compared, decisions, entities, issues, positions, readings, statements
from onrecord.record.schema import phrases as phrase_table
from onrecord.record.signing import ON_PEOPLE, on_people
from onrecord.record.store import statement

_HOLDERS: Final = ("person", "organization")
_SCALE: Final = 127


def pack(vectors: Vectors) -> list[bytes]:
    """Vectors as bytes, a byte for each of their numbers."""
    return [row.tobytes() for row in np.clip(np.rint(vectors * _SCALE), -127, 127).astype(np.int8)]


def unpack(packed: Sequence[bytes]) -> Vectors:
    """Bytes as vectors (len(packed), size)."""
    raw = np.frombuffer(b"".join(packed), np.int8).astype(np.float32)
    return raw.reshape(len(packed), -1) / np.float32(_SCALE) if packed else np.zeros((0, 0), np.float32)


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


def stamp(connection: Connection) -> int:
    """A number that changes whenever a decision on people is taken or undone."""
    of_people = select(func.count() + func.count(decisions.c.undone_at)).where(decisions.c.kind.in_(ON_PEOPLE))
    return connection.scalar(of_people) or 0


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

    def key(name: str, type: str, entity: str | None) -> str:
        return who_is.of(name, type, judged.get(entity or ""))

    found = reader.read(article["text"], article["published"], [s for _, s in told], [s for _, s, _ in held], key)
    for (row, _, holder), reading in zip(held, found, strict=True):
        values = {
            "statement_pk": row["pk"],
            "article_pk": pk,
            "holder": holder,
            "day": row["first_day"] if reading.dated or reading.earlier is None else article["published"],
            "dated": reading.dated,
            "earlier": reading.earlier,
            "drawn": reading.drawn,
            "claim": reading.claim,
            "vector": pack(reading.vector[None])[0],
        }
        connection.execute(insert(readings), values)
        _take(connection, New(row["pk"], holder), reading.positions, groups)
    return [New(row["pk"], holder) for row, _, holder in held]


def _take(connection: Connection, new: New, taken: Sequence[Taken], groups: Groups) -> None:
    """Write the positions of a statement; what it says of its own holder is none."""
    rows: list[dict[str, Any]] = []
    for t in taken:
        target = t.target or f"issue:{_issue(connection, t.name, groups)}"
        if target != new.holder:
            rows.append({"statement_pk": new.pk, "holder": new.holder, "target": target, "name": t.name,
                         "value": t.value, "spans": t.spans, "words": t.words})  # fmt: skip
    if rows:
        connection.execute(insert(positions), rows)


def unread(connection: Connection) -> list[RowMapping]:
    """The current articles that have not been compared, the oldest in the record first."""
    chosen = select(*articles.c["pk", "id", "text", "published"]).outerjoin(
        compared, compared.c.article_pk == articles.c.pk
    )
    fresh = chosen.where(articles.c.current, compared.c.article_pk.is_(None)).order_by(articles.c.pk)
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
    name, type = s.speaker.name, s.speaker.type
    if name is None or type not in _HOLDERS or s.mode == "thought" or len(who.each(name)) != 1:
        return None
    parsed = people_names.parse(name) if type == "person" else None
    if type == "person" and (parsed is None or parsed.is_single):
        return None
    return who_is.of(name, type, judged.get(s.speaker.entity or ""))


def _issue(connection: Connection, phrase: str, groups: Groups) -> int:
    known = connection.scalar(select(phrase_table.c.issue_pk).where(phrase_table.c.key == phrase))
    if known is not None:
        return int(known)
    vector = embeddings.default().vectors([phrase])
    number, fresh = groups.place(vector[0])
    if fresh:
        connection.execute(insert(issues), {"pk": number, "name": phrase, "vector": pack(vector)[0]})
    connection.execute(insert(phrase_table), {"key": phrase, "issue_pk": number})
    return number
