"""Quotations across a record: the printings of one utterance, what each changed, and which came from which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, select

from onrecord.comparison import meaning
from onrecord.comparison.families import grouped
from onrecord.comparison.genealogy import Form, FormKind, distance, place, relation
from onrecord.comparison.meaning import Sign
from onrecord.comparison.quoted import quoted
from onrecord.comparison.tokens import tokens
from onrecord.comparison.variants import Difference
from onrecord.model import BETWEEN, Printed
from onrecord.record import fulltext, persons, search, sqlite, variants, whose
from onrecord.record.connection import Database
from onrecord.record.printings import runs, telling
from onrecord.record.schema import articles, statements
from onrecord.record.who import same_speaker

_CANDIDATES: Final = 80  # statements that one is compared with
_LEAST: Final = 3  # quoted words of a statement that are compared by themselves


@dataclass(frozen=True, slots=True)
class Print(Printed):
    """One printing of an utterance.

    `kind`, `differences` (here, there) and `cuts` are against the longest form; `to_source` is the kind against the
    primary source, where there is one. `came_from` is the earlier printing that it is nearest to, None for the first.
    `credit` is the agency that its article names. `signs` are what the sentence of few quoted words has elsewhere.
    """

    id: str
    article: str
    title: str | None
    outlet: str | None
    published: date | None
    url: str | None
    credit: str | None
    speaker: str | None
    said_on: str | None
    text: str
    quoted: bool
    kind: FormKind
    differences: tuple[Difference, ...]
    cuts: tuple[str, ...]
    came_from: str | None
    to_source: FormKind | None
    signs: tuple[Sign, ...]


@dataclass(frozen=True, slots=True)
class Quotation(Printed):
    """One utterance and its printings, the first published first.

    `longest` and `source` are ids of statements: of the longest form, and of the primary source that has it. `wire` is
    the agency that most of the printings credit. `altered`: some printing has other words.
    """

    text: str
    speaker: str | None
    longest: str
    source: str | None
    wire: str | None
    outlets: tuple[str, ...]
    altered: bool
    printings: tuple[Print, ...]


def of_statement(database: Database, id: str, number: int | None = None) -> Quotation:
    """The printings of what a statement says, itself among them. RecordError where there is no such statement."""
    with database.connect() as connection:
        return of_key(connection, database.statement(connection, id, number)["pk"])


def of_key(connection: Connection, pk: int) -> Quotation:
    """As `of_statement`, by the statement's key."""
    rows: dict[int, Row[Any]] = {}
    for some in sqlite.batches(variants.printings(connection, pk)):  # in its story, where few words are enough
        rows |= {row.pk: row for row in _rows(connection, _chosen().where(statements.c.pk.in_(some)))}
    members, asked, forms = {pk, *rows}, set[int](), list[Form]()
    while new := members - asked:  # what the longest of them is like may be more
        widest = max(new, key=lambda key: len(rows[key].text))
        asked |= members
        rows |= {row.pk: row for row in _rows(connection, _like(rows[widest].text))}
        forms = _forms(connection, rows.values())
        members |= {
            f.key for family in grouped(forms, same_speaker, pk) if any(f.key == pk for f in family) for f in family
        }
    called = {form.key: form for form in forms}
    return _quotation([called[key] for key in sorted(members)], rows)


def of_record(
    database: Database, *, by: str | None = None, min_outlets: int = 2, altered: bool = False
) -> list[Quotation]:
    """The utterances that several outlets print, those of most outlets first; `altered`: only where words differ."""
    search.named(by=by)
    with database.connect() as connection:
        chosen = _chosen()
        if by is not None:
            chosen = chosen.where(statements.c.pk.in_(whose.spoken_by(connection, by)))
        rows = {row.pk: row for row in _rows(connection, chosen)}
        forms = _forms(connection, rows.values())
    found = []
    for family in grouped(forms, same_speaker):
        if len({rows[f.key].outlet or rows[f.key].article for f in family}) >= min_outlets:
            quotation = _quotation(family, rows)
            if quotation.altered or not altered:
                found.append(quotation)
    return sorted(found, key=lambda q: (-len(q.outlets), -len(q.printings), q.longest))


# ------------------------------------------------------------------------------------------------ reading


def _chosen() -> Select[Any]:
    of = statements.c["pk", "id", "kind", "text", "speaker_name", "speaker_type", "said_on", "first_day", "primary"]
    head = articles.c["outlet", "published", "url", "title", "credit"]
    columns = (*of, statements.c.article_pk, articles.c.id.label("article"), *head)
    return select(*columns).join(articles, statements.c.article_pk == articles.c.pk).where(articles.c.current)


def _rows(connection: Connection, chosen: Select[Any]) -> Sequence[Row[Any]]:
    return connection.execute(chosen.order_by(articles.c.published.asc().nulls_last(), statements.c.pk)).all()


def _like(text: str) -> Select[Any]:
    words = tokens(text)
    sought = [*runs(words), *telling(words)[:4]]
    ranked = (
        select(fulltext.statement_search.c.rowid)
        .where(fulltext.holds_any(fulltext.statement_search, sought))
        .order_by(fulltext.likeness(fulltext.statement_search, sought), fulltext.statement_search.c.rowid)
        .limit(_CANDIDATES)
    )
    return _chosen().where(statements.c.pk.in_(ranked))


def _forms(connection: Connection, rows: Iterable[Row[Any]]) -> list[Form]:
    some = list(rows)
    called = persons.Names(connection).within(row.article_pk for row in some)
    return [
        _form(row, row.speaker_name and persons.joint(row.speaker_name, called.get(row.article_pk, {}))) for row in some
    ]


def _form(row: Row[Any], speaker: str | None) -> Form:
    """A statement as a form: by its quoted words where it has enough of them, else by those that report it."""
    text, marked = row.text, row.kind == "direct"
    if row.kind == "mixed":
        parts = BETWEEN.join(text[q.span.start : q.span.end] for q in quoted(text))
        if len(tokens(parts)) >= _LEAST:
            text, marked = parts, True
    day = row.first_day or row.published
    return Form(row.pk, text, speaker, row.speaker_type, marked, day, row.article_pk, row.primary)


# ------------------------------------------------------------------------------------------------ telling


def _quotation(family: Sequence[Form], rows: dict[int, Row[Any]]) -> Quotation:
    source = max((f for f in family if f.primary), key=lambda f: f.size, default=None)
    printed = [f for f in family if not f.primary] or list(family)
    printed.sort(key=lambda f: (rows[f.key].published or date.max, f.key))
    longest = max(
        printed, key=lambda f: (f.quoted, f.size - 2 * len(f.words.bracketed) - 2 * len(f.words.gaps), -f.key)
    )
    shown = [_print(form, longest, source, printed[:n], rows) for n, form in enumerate(printed)]
    if source is not None and source not in printed:
        shown.insert(0, _print(source, source, source, [], rows))
    credits = Counter(p.credit for p in shown if p.credit)
    named = Counter(f.speaker for f in printed if f.speaker)
    return Quotation(
        " ".join(longest.text.split()),
        named.most_common(1)[0][0] if named else None,
        rows[longest.key].id,
        rows[source.key].id if source else None,
        credits.most_common(1)[0][0] if credits else None,
        tuple(dict.fromkeys(p.outlet for p in shown if p.outlet)),
        any(p.kind == "altered" for p in shown),
        tuple(shown),
    )


def _print(form: Form, longest: Form, source: Form | None, before: Sequence[Form], rows: dict[int, Row[Any]]) -> Print:
    row = rows[form.key]
    here = relation(form, longest)
    nearest = min(before, key=lambda f: (distance(form, f), rows[f.key].credit != row.credit, f.key), default=None)
    signs: tuple[Sign, ...] = ()
    if form.quoted and form.size < meaning.FEW:
        longer = source or longest
        found = place(form, longer)
        signs = meaning.unseen(longer.words, *found, 0, longer.size) if found else ()
    return Print(
        row.id, row.article, row.title, row.outlet, row.published, row.url, row.credit, form.speaker, row.said_on,
        " ".join(row.text.split()), form.quoted, here.kind, here.differences, here.cuts,
        rows[nearest.key].id if nearest else None,
        relation(form, source).kind if source is not None and source is not form else None,
        signs,
    )  # fmt: skip
