"""How the record's tables came about, step by step; Alembic runs the steps that a database has not had yet."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sqlalchemy import Connection, column, inspect, select, table

from onrecord.record.schema import VERSION_TABLE

HEAD: Final = "0023"  # the newest step: a test holds it to be Alembic's own answer
_VARIANTS: Final = "0007"  # from which only statements of the same words count once
_ATTENDEES: Final = "0017"  # from which those who took part in occasions have a table


def version(connection: Connection) -> str | None:
    """The newest step that the database has had; None where it is empty, "" where it has tables but does not tell."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    found = connection.scalar(select(column("version_num")).select_from(table(VERSION_TABLE)))
    return found if isinstance(found, str) else ""


def known(version: str) -> bool:
    """Is the step one of ours? If not, a newer onrecord made the database."""
    return (Path(__file__).parent / "versions" / f"v{version}.py").exists()


def upgrade(connection: Connection) -> None:
    """Bring the database to the newest step, within the connection's transaction."""
    from alembic import command
    from alembic.config import Config

    before = version(connection)
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    if connection.dialect.name == "postgresql":
        from onrecord.record import postgres

        postgres.conform(connection)
    if before is not None and before < _VARIANTS:
        from onrecord.record import variants

        variants.rematch_all(connection)
    if before is not None and before < _ATTENDEES:
        from onrecord.record import parts

        parts.enter_all_occasions(connection)
