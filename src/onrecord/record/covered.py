"""How many articles and statements there are of each outlet, in all and by month, and on which days: kept by the
database itself (see `kept`), for the current articles. `coverage` reads it."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection

from onrecord.record import kept
from onrecord.record.kept import Trigger

ALL: Final = ""  # instead of a month: the whole of an outlet
UNDATED: Final = "none"
MONTHS: Final = ("0", ":")  # between these are the months that are some

# An article is counted in two cells: in that of all and in that of its month, where its day is a bit (the first: 1).
_CELLS: Final = (
    "SELECT coalesce(outlet, '') AS outlet, CASE each WHEN 0 THEN '' ELSE coalesce({month}, 'none') END AS month,"
    " {said} AS said, CASE WHEN each = 1 AND published IS NOT NULL THEN {bit} ELSE 0 END AS day"
    " FROM {of} AS a CROSS JOIN (SELECT 0 AS each UNION ALL SELECT 1) AS cell WHERE current"
)
_SAID: Final = "(SELECT count(*) FROM statements AS s WHERE s.article_pk = a.pk)"
_ADDED: Final = (
    "INSERT INTO covered (outlet, month, articles, statements, days)"
    " SELECT outlet, month, count(*), sum(said), sum(DISTINCT day) FROM ({cells}) AS more GROUP BY outlet, month"
    " ON CONFLICT (outlet, month) DO UPDATE SET articles = covered.articles + excluded.articles,"
    " statements = covered.statements + excluded.statements, days = covered.days | excluded.days"
)
_SUM: Final = "(SELECT outlet, month, count(*) AS many, sum(said) AS said FROM ({cells}) AS each_one GROUP BY 1, 2)"
_LESS: Final = (
    "UPDATE covered SET articles = articles - less.many, statements = statements - less.said"
    f" FROM {_SUM} AS less WHERE covered.outlet = less.outlet AND covered.month = less.month"
)
_TOUCHED: Final = "(outlet, month) IN (SELECT outlet, month FROM ({cells}) AS less)"
_DAYS: Final = (  # a day stays where another article is of it
    "UPDATE covered SET days = (SELECT coalesce(sum(DISTINCT {bit}), 0) FROM articles AS a"
    " WHERE current AND {within} AND coalesce(a.outlet, '') = covered.outlet{besides}"
    " AND (lower(a.outlet) = lower(covered.outlet) OR covered.outlet = '' AND lower(a.outlet) IS NULL))"
    f" WHERE month BETWEEN '0' AND ':' AND {_TOUCHED}"
)
_NONE: Final = f"DELETE FROM covered WHERE articles = 0 AND {_TOUCHED}"
_SPOKEN: Final = (
    f"UPDATE covered SET statements = statements {{sign}} more.many FROM {_SUM} AS more"
    " WHERE covered.outlet = more.outlet AND covered.month = more.month"
)
_ROW: Final = "(SELECT {row}.pk AS pk, {row}.outlet AS outlet, {row}.published AS published, {row}.current AS current)"
_DIALECTS: Final = {
    "sqlite": {
        "month": "substr(published, 1, 7)",
        "bit": "(1 << (CAST(substr(published, 9, 2) AS INTEGER) - 1))",
        "within": "a.published BETWEEN covered.month || '-01' AND covered.month || '-31'",
    },
    "postgresql": {
        "month": "to_char(published, 'YYYY-MM')",
        "bit": "(1 << (extract(day FROM published)::int - 1))",
        "within": "a.published >= to_date(covered.month, 'YYYY-MM')"
        " AND a.published < to_date(covered.month, 'YYYY-MM') + interval '1 month'",
    },
}


def _more(dialect: str, of: str) -> tuple[str, ...]:
    words = _DIALECTS[dialect]
    return (_ADDED.format(cells=_CELLS.format(of=of, said=_SAID, **words)),)


def _less(dialect: str, of: str, besides: str = "") -> tuple[str, ...]:
    words = _DIALECTS[dialect]
    cells = _CELLS.format(of=of, said=_SAID, **words)
    return tuple(step.format(cells=cells, besides=besides, **words) for step in (_LESS, _DAYS, _NONE))


def _spoken(dialect: str, of: str, sign: str) -> tuple[str, ...]:
    cells = _CELLS.format(of=of, said="1", **_DIALECTS[dialect])
    return (_SPOKEN.format(cells=cells, sign=sign),)


def _of_statements(rows: str) -> str:
    return f"(SELECT its.* FROM {rows} AS said JOIN articles AS its ON its.pk = said.article_pk)"


def _changed(rows: str) -> str:
    other = "fresh" if rows == "gone" else "gone"
    same = ", ".join(f"{{0}}.{name}" for name in ("outlet", "published", "current"))
    differ = f"({same.format('one')}) IS DISTINCT FROM ({same.format('other')})"
    return f"(SELECT one.* FROM {rows} AS one JOIN {other} AS other USING (pk) WHERE {differ})"


_NEW, _OLD = _ROW.format(row="new"), _ROW.format(row="old")
_ITS: Final = "(SELECT pk, outlet, published, current FROM articles WHERE pk = {row}.article_pk)"
_TRIGGERS: Final = (
    Trigger(
        "covered_added", "AFTER INSERT ON articles", _more("sqlite", _NEW), _more("postgresql", "fresh"), "new.current"
    ),
    Trigger(
        "covered_changed",
        "AFTER UPDATE OF outlet, published, current ON articles",
        (*_less("sqlite", _OLD), *_more("sqlite", _NEW)),
        (*_less("postgresql", _changed("gone")), *_more("postgresql", _changed("fresh"))),
    ),
    Trigger(  # before, for afterwards its statements are gone, too
        "covered_gone",
        "BEFORE DELETE ON articles",
        _less("sqlite", _OLD, " AND a.pk <> old.pk"),
        _less("postgresql", _OLD, " AND a.pk <> old.pk"),
        "old.current",
    ),
    Trigger(
        "covered_said",
        "AFTER INSERT ON statements",
        _spoken("sqlite", _ITS.format(row="new"), "+"),
        _spoken("postgresql", _of_statements("fresh"), "+"),
    ),
    Trigger(  # of an article that is there; else this was counted with it
        "covered_unsaid",
        "AFTER DELETE ON statements",
        _spoken("sqlite", _ITS.format(row="old"), "-"),
        _spoken("postgresql", _of_statements("gone"), "-"),
    ),
)


def make(connection: Connection) -> None:
    """Count what is there, and let the database go on counting; it has the table."""
    connection.exec_driver_sql(count(connection.dialect.name))
    kept.make(connection, _TRIGGERS)


def stop(connection: Connection) -> None:
    """Let the database count no more."""
    kept.stop(connection, _TRIGGERS)


def count(dialect: str, into: str = "covered") -> str:
    """What counts all that is there, into the empty table."""
    return _more(dialect, "articles")[0].partition(" ON CONFLICT")[0].replace("covered", into, 1)


def wrong(connection: Connection) -> list[tuple[str, str]]:
    """Where what is kept is not what there is: outlets and months."""
    counted = count(connection.dialect.name).partition(")")[2]
    columns = "outlet, month, articles, statements, days"
    differ = " UNION ALL ".join(
        f"SELECT outlet, month FROM ({one} EXCEPT {other}) AS differ"
        for one, other in (
            (f"SELECT {columns} FROM covered", counted),
            (counted, f"SELECT {columns} FROM covered"),
        )
    )
    rows = connection.exec_driver_sql(f"SELECT DISTINCT outlet, month FROM ({differ}) AS wrong ORDER BY 1, 2")
    return [(row[0], row[1]) for row in rows]
