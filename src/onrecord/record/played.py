"""How often each name speaks and is spoken of: kept by the database itself (see `kept`)."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, func, select

from onrecord.record import kept
from onrecord.record.kept import Trigger
from onrecord.record.schema import names, parties, played

ROLES: Final = ("speaker", "about")
_KEPT: Final = "('speaker', 'about')"
_OF: Final = f"(SELECT name_pk, role, count(*) AS held FROM %s WHERE role IN {_KEPT} GROUP BY 1, 2)"
_TRIGGERS: Final = (
    Trigger(
        "played_added",
        "AFTER INSERT ON parties",
        (
            "INSERT INTO played (name_pk, role, held) VALUES (new.name_pk, new.role, 1)"
            " ON CONFLICT (name_pk, role) DO UPDATE SET held = held + 1",
        ),
        (
            f"INSERT INTO played (name_pk, role, held) {_OF % 'fresh'}"
            " ON CONFLICT (name_pk, role) DO UPDATE SET held = played.held + excluded.held",
        ),
        f"new.role IN {_KEPT}",
    ),
    Trigger(
        "played_gone",
        "AFTER DELETE ON parties",
        (
            "UPDATE played SET held = held - 1 WHERE name_pk = old.name_pk AND role = old.role",
            "DELETE FROM played WHERE name_pk = old.name_pk AND role = old.role AND held = 0",
        ),
        (
            f"UPDATE played SET held = played.held - less.held FROM {_OF % 'gone'} AS less"
            " WHERE played.name_pk = less.name_pk AND played.role = less.role",
            f"DELETE FROM played USING {_OF % 'gone'} AS less"
            " WHERE played.name_pk = less.name_pk AND played.role = less.role AND played.held = 0",
        ),
        f"old.role IN {_KEPT}",
    ),
)
COUNT: Final = f"INSERT INTO played (name_pk, role, held) SELECT * FROM {_OF % 'parties'} AS counted"


def make(connection: Connection) -> None:
    """Count what is there, and let the database go on counting; it has the table."""
    connection.exec_driver_sql(COUNT)
    kept.make(connection, _TRIGGERS)


def stop(connection: Connection) -> None:
    """Let the database count no more."""
    kept.stop(connection, _TRIGGERS)


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
