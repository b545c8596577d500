"""Under which keys what a name says is compared (the holders of `readings`), and how many statements each: kept by the
database itself (see `kept`), so that nobody looks at all that somebody said to know whose shifts are theirs."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection

from onrecord.record import kept
from onrecord.record.kept import Trigger

_PAIRS: Final = (
    "(SELECT name_pk, holder, count(*) AS held FROM {parties} AS p JOIN {readings} AS r USING (statement_pk)"
    " WHERE role = 'speaker' GROUP BY 1, 2)"
)
_MORE: Final = (
    f"INSERT INTO holders (name_pk, holder, held) SELECT name_pk, holder, held FROM {_PAIRS} AS more WHERE true"
    " ON CONFLICT (name_pk, holder) DO UPDATE SET held = holders.held + excluded.held"
)
_LESS: Final = (
    f"UPDATE holders SET held = holders.held - less.held FROM {_PAIRS} AS less"
    " WHERE holders.name_pk = less.name_pk AND holders.holder = less.holder"
)
_NONE: Final = (
    f"DELETE FROM holders WHERE held = 0 AND (name_pk, holder) IN (SELECT name_pk, holder FROM {_PAIRS} AS less)"
)
_PARTY: Final = "(SELECT {row}.name_pk AS name_pk, {row}.role AS role, {row}.statement_pk AS statement_pk)"
_READING: Final = "(SELECT {row}.holder AS holder, {row}.statement_pk AS statement_pk)"


def _more(**of: str) -> tuple[str, ...]:
    return (_MORE.format(**{"parties": "parties", "readings": "readings", **of}),)


def _less(**of: str) -> tuple[str, ...]:
    return tuple(step.format(**{"parties": "parties", "readings": "readings", **of}) for step in (_LESS, _NONE))


_LESS_PARTY: Final = (_less(parties=_PARTY.format(row="old")),) * 2
_LESS_READING: Final = (_less(readings=_READING.format(row="old")),) * 2
_TRIGGERS: Final = (
    Trigger(
        "holders_party_added",
        "AFTER INSERT ON parties",
        _more(parties=_PARTY.format(row="new")),
        _more(parties="fresh"),
        "new.role = 'speaker'",
    ),
    # Before: when a statement goes, PostgreSQL calls what comes after once both its parties and its reading are gone.
    Trigger("holders_party_gone", "BEFORE DELETE ON parties", *_LESS_PARTY, "old.role = 'speaker'"),
    Trigger(
        "holders_read", "AFTER INSERT ON readings", _more(readings=_READING.format(row="new")), _more(readings="fresh")
    ),
    Trigger("holders_unread", "BEFORE DELETE ON readings", *_LESS_READING),
    Trigger(
        "holders_moved",
        "AFTER UPDATE OF holder ON readings",
        (*_less(readings=_READING.format(row="old")), *_more(readings=_READING.format(row="new"))),
        (*_less(readings="gone"), *_more(readings="fresh")),
    ),
)
COUNT: Final = (
    f"INSERT INTO holders (name_pk, holder, held) SELECT * FROM {_PAIRS.format(parties='parties', readings='readings')}"
    " AS counted"
)


def make(connection: Connection) -> None:
    """Count what is there, and let the database go on counting; it has the table."""
    connection.exec_driver_sql(COUNT)
    kept.make(connection, _TRIGGERS)


def stop(connection: Connection) -> None:
    """Let the database count no more."""
    kept.stop(connection, _TRIGGERS)


def wrong(connection: Connection) -> list[tuple[str, str]]:
    """Where what is kept is not what there is: names and holders."""
    counted = f"SELECT * FROM {_PAIRS.format(parties='parties', readings='readings')} AS counted"
    held = "SELECT name_pk, holder, held FROM holders"
    differ = " UNION ALL ".join(f"SELECT * FROM ({a} EXCEPT {b}) AS one" for a, b in ((held, counted), (counted, held)))
    rows = connection.exec_driver_sql(
        f"SELECT DISTINCT name, holder FROM ({differ}) AS differ JOIN names ON pk = name_pk ORDER BY 1, 2"
    )
    return [(row[0], row[1]) for row in rows]
