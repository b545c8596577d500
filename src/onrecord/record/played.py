"""How often each name speaks and is spoken of: kept by the database itself with every row of `parties`, so that nobody
has to count them, and no way of writing can forget to."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, func, select

from onrecord.record.schema import names, parties, played

ROLES: Final = ("speaker", "about")
_KEPT: Final = "('speaker', 'about')"
_TRIGGERS: Final = ("added", "gone")

_SQLITE: Final = (
    f"CREATE TRIGGER played_added AFTER INSERT ON parties WHEN new.role IN {_KEPT} BEGIN"
    " INSERT INTO played (name_pk, role, held) VALUES (new.name_pk, new.role, 1)"
    " ON CONFLICT (name_pk, role) DO UPDATE SET held = held + 1; END",
    f"CREATE TRIGGER played_gone AFTER DELETE ON parties WHEN old.role IN {_KEPT} BEGIN"
    " UPDATE played SET held = held - 1 WHERE name_pk = old.name_pk AND role = old.role;"
    " DELETE FROM played WHERE name_pk = old.name_pk AND role = old.role AND held = 0; END",
)
_OF: Final = f"(SELECT name_pk, role, count(*) AS held FROM %s WHERE role IN {_KEPT} GROUP BY 1, 2)"
_POSTGRES: Final = (
    "CREATE FUNCTION played_added() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
    f" INSERT INTO played (name_pk, role, held) {_OF % 'fresh'}"
    " ON CONFLICT (name_pk, role) DO UPDATE SET held = played.held + excluded.held; RETURN NULL; END $$",
    "CREATE FUNCTION played_gone() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
    f" UPDATE played SET held = played.held - less.held FROM {_OF % 'gone'} AS less"
    " WHERE played.name_pk = less.name_pk AND played.role = less.role;"
    f" DELETE FROM played USING {_OF % 'gone'} AS less"
    " WHERE played.name_pk = less.name_pk AND played.role = less.role AND played.held = 0; RETURN NULL; END $$",
    "CREATE TRIGGER played_added AFTER INSERT ON parties REFERENCING NEW TABLE AS fresh"
    " FOR EACH STATEMENT EXECUTE FUNCTION played_added()",
    "CREATE TRIGGER played_gone AFTER DELETE ON parties REFERENCING OLD TABLE AS gone"
    " FOR EACH STATEMENT EXECUTE FUNCTION played_gone()",
)
COUNT: Final = f"INSERT INTO played (name_pk, role, held) SELECT * FROM {_OF % 'parties'} AS counted"


def make(connection: Connection) -> None:
    """Count what is there, and let the database go on counting; it has the table."""
    connection.exec_driver_sql(COUNT)
    for ddl in _POSTGRES if connection.dialect.name == "postgresql" else _SQLITE:
        connection.exec_driver_sql(ddl)


def stop(connection: Connection) -> None:
    """Let the database count no more."""
    of_postgres = connection.dialect.name == "postgresql"
    for name in _TRIGGERS:
        connection.exec_driver_sql(f"DROP TRIGGER played_{name}{' ON parties' if of_postgres else ''}")
        if of_postgres:
            connection.exec_driver_sql(f"DROP FUNCTION played_{name}()")


def wrong(connection: Connection) -> list[tuple[str, str, int, int]]:
    """Where what is kept is not what there is: a name, the role, what is kept, and what there is."""
    counted = select(*parties.c["name_pk", "role"], func.count().label("held")).where(parties.c.role.in_(ROLES))
    of = counted.group_by(*parties.c["name_pk", "role"]).subquery()
    joined = of.join(
        played, (of.c.name_pk == played.c.name_pk) & (of.c.role == played.c.role), isouter=True, full=True
    ).join(names, names.c.pk == func.coalesce(of.c.name_pk, played.c.name_pk))
    kept, there = func.coalesce(played.c.held, 0), func.coalesce(of.c.held, 0)
    chosen = select(names.c.name, func.coalesce(of.c.role, played.c.role), kept, there).select_from(joined)
    rows = connection.execute(chosen.where(kept != there).order_by(names.c.name))
    return [(row[0], row[1], row[2], row[3]) for row in rows]
