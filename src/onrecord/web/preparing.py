"""What the first pages of a server would else wait for is made ready when it starts: templates, tables, and the
questions that pages ask a record, which are put once about nobody, or about whoever comes first."""

from __future__ import annotations

import gc
from contextlib import suppress
from typing import Final

from sqlalchemy import Connection, select

from onrecord.errors import OnrecordError
from onrecord.exporting.evidence import evidence_card
from onrecord.record import (
    Query,
    Record,
    accuracy,
    behind,
    brief,
    coverage,
    doubts,
    family,
    front,
    hits,
    matrix,
    occasions,
    profile,
    quotations,
    quoting,
    search,
    shifts,
    stands,
    turning,
    voice,
)
from onrecord.record.hits import Criteria
from onrecord.record.schema import names, statements
from onrecord.web.rendering import prepare

_NOBODY: Final = "Nobody of That Name"


def prepare_for(record: Record) -> None:
    """Make all ready. What is wrong with a record is for the page that is asked for to tell."""
    prepare()
    with suppress(OnrecordError):
        with record.database.connect() as connection:
            id = _asked(connection)
        if id is not None:
            evidence_card(record, id)
            quotations.of_statement(record.database, id)
    gc.collect()
    gc.freeze()  # what is there now stays; to look through it again and again takes a tenth of a second each time


def _asked(connection: Connection) -> str | None:
    """The first statement's id, behind the questions."""
    for criteria in (Criteria(Query("a", by=_NOBODY)), Criteria(Query(by=_NOBODY, about=_NOBODY))):
        hits.find(connection, criteria, "latest", None, 1)
    hits.find(connection, Criteria(Query("a", by=_NOBODY)), "best", None, 1)
    who = connection.scalar(select(names.c.name).where(names.c.type == "person").limit(1)) or _NOBODY
    hits.latest(connection, Query(by=who), 1, None, "denied", "question", of=1)
    hits.latest(connection, Query(about=who), 1, None, of=1)
    profile.titles(connection, [who], 1)
    profile.promised(connection, who, None, 1, of=1)
    profile.last_day(connection, who, 1)
    stands.toward(connection, who, 1, of=1)
    stands.points(connection, who, [who], of=1)
    stands.speakers_on(connection, [who], of=1)
    turning.turns(connection, who, None, of=1)
    brief.gather(connection, who, None, shifts.with_entries(connection, turning.newest(connection, 1)))
    next(occasions.latest(connection, [who]), None)
    next(occasions.latest(connection), None)
    family.find(connection, _NOBODY)
    behind.count(connection)
    doubts.least_sure(connection, "unsure", 1)
    doubts.left(connection)
    accuracy.least(connection)
    coverage.by_outlet(connection, _NOBODY)
    matrix.matrix(connection)
    matrix.on_issues(connection)
    front.newest(connection, 1)
    front.newest(connection, 1, _NOBODY)
    front.repeated(connection, 1)
    quoting.quoting(connection, _NOBODY, of=1)
    quoting.titles(connection, _NOBODY, of=1)
    voice.spoken_of(connection, _NOBODY, of=1)
    first = connection.execute(select(*statements.c["pk", "id"]).limit(1)).first()
    if first is not None:
        search.entries(connection, [first.pk])
    return first.id if first is not None else None
