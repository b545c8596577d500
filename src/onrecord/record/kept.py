"""What a database keeps by itself, with every row that is written, so that nobody has to count it and no way of writing
can forget to: triggers, said once for SQLite, which runs them row by row, and for PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection

_TABLES: Final = {
    "INSERT": "NEW TABLE AS fresh",
    "DELETE": "OLD TABLE AS gone",
    "UPDATE": "OLD TABLE AS gone NEW TABLE AS fresh",
}


@dataclass(frozen=True, slots=True)
class Trigger:
    """What is done when rows of a table change: `on` is "AFTER INSERT ON parties", `sqlite` and `postgres` are the
    steps.

    SQLite's see a row as `new` or `old`, and run `when` it is so. PostgreSQL's see all rows at once, as `fresh` and
    `gone`; before something, each row by itself, as SQLite's do.
    """

    name: str
    on: str
    sqlite: tuple[str, ...]
    postgres: tuple[str, ...]
    when: str = ""

    @property
    def _table(self) -> str:
        return self.on.rpartition(" ")[2]

    def make(self, connection: Connection) -> None:
        """Let the database do it from now on."""
        if connection.dialect.name != "postgresql":
            steps = "".join(f" {step};" for step in self.sqlite)
            when = f" WHEN {self.when}" if self.when else ""
            connection.exec_driver_sql(f"CREATE TRIGGER {self.name} {self.on}{when} BEGIN{steps} END")
            return
        before = self.on.startswith("BEFORE")
        what = self.on.split()[1]
        steps = "".join(f" {step};" for step in self.postgres)
        answer = "old" if before else "NULL"
        each = "FOR EACH ROW" if before else f"REFERENCING {_TABLES[what]} FOR EACH STATEMENT"
        on = f"{' '.join(self.on.split()[:2])} ON {self._table}"  # of all columns: their types may change
        for ddl in (
            f"CREATE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN{steps} RETURN {answer}; END $$",
            f"CREATE TRIGGER {self.name} {on} {each} EXECUTE FUNCTION {self.name}()",
        ):
            connection.exec_driver_sql(ddl)

    def drop(self, connection: Connection) -> None:
        """Let the database do it no more."""
        of_postgres = connection.dialect.name == "postgresql"
        connection.exec_driver_sql(f"DROP TRIGGER {self.name}{f' ON {self._table}' if of_postgres else ''}")
        if of_postgres:
            connection.exec_driver_sql(f"DROP FUNCTION {self.name}()")


def make(connection: Connection, triggers: Sequence[Trigger]) -> None:
    """Let the database do all of these from now on."""
    for trigger in triggers:
        trigger.make(connection)


def stop(connection: Connection, triggers: Sequence[Trigger]) -> None:
    """Let it do none of them any more."""
    for trigger in triggers:
        trigger.drop(connection)
