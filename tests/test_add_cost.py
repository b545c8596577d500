"""What adding an article asks of the record: nothing that looks through the statements or articles of all others."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from record_strategies import invented
from sqlalchemy import event, text

from onrecord.model import Extraction
from onrecord.record import Record


def _named(n: int) -> Extraction:
    found = invented()
    article = replace(found.article, id=f"made-{n}", path=f"{n}.html", sha256=f"{n:064x}", url=f"https://a.example/{n}")
    said = tuple(replace(s, id=s.id.replace(found.article.id, article.id)) for s in found.statements)
    return replace(found, article=article, statements=said)


def test_no_query_of_an_added_article_looks_through_all_others(tmp_path: Path) -> None:
    asked: dict[str, Any] = {}
    with Record(tmp_path / "a.db") as record:
        for n in range(3):
            record.add(_named(n))

        @event.listens_for(record.database.engine, "before_cursor_execute")
        def note(_: Any, __: Any, statement: str, parameters: Any, ___: Any, many: bool) -> None:
            if statement.startswith(("SELECT", "UPDATE", "DELETE")) and not many:
                asked[statement] = parameters

        assert record.add(_named(3)).status == "added"
        event.remove(record.database.engine, "before_cursor_execute", note)
        with record.database.engine.connect() as connection:
            for statement, parameters in asked.items():
                raw = connection.connection.cursor()
                steps = [row[3] for row in raw.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)]
                assert not [s for s in steps if s.startswith(("SCAN statements", "SCAN articles"))], (statement, steps)
                # Of most statements it is NULL: looked up by that, an index gives them all.
                nobody = [s for s in steps if "statements_same_as (same_as=?)" in s]
                assert not (nobody and "same_as IS NULL" in statement), (statement, steps)
            assert connection.execute(text("SELECT count(*) FROM articles")).scalar() == 4
    assert len(asked) > 5
