"""What comparison reads out of the articles that are new in a record: claims, vectors, and positions on targets.

A holder is a person (by the record's judgement of who is who, else by the full name) or an organization. What is
nobody's plain statement (unknown and anonymous speakers, groups, thoughts, turns of a transcript that are not speech)
is not compared.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from sqlalchemy import Connection, RowMapping, func, insert, select

from onrecord.comparison import sentences, telling
from onrecord.comparison.claims import Claim, claim, clause, is_owner_only, leaning
from onrecord.comparison.phrases import Groups, Phrase, phrases
from onrecord.comparison.sentences import Vectors
from onrecord.comparison.shifts import telling_words
from onrecord.comparison.wording import CONCILIATORY
from onrecord.errors import ModelError
from onrecord.extraction.stance.encoding import Pair
from onrecord.extraction.stance.model import ATTITUDES, StanceModel, default_model
from onrecord.model import BETWEEN, Attitude, Span, Spans, Statement
from onrecord.people import names as people_names
from onrecord.people import who_is_who
from onrecord.record import who
from onrecord.record.schema import articles, compared, decisions, entities, issues, positions, readings, statements
from onrecord.record.schema import phrases as phrase_table
from onrecord.record.signing import ON_PEOPLE, on_people
from onrecord.record.store import statement

if TYPE_CHECKING:
    from spacy.tokens import Doc

_HOLDERS: Final = ("person", "organization")
_CONTENT: Final = 1200  # code points of a content that are read
_SCALE: Final = 127
_MODEL_ALONE: Final = 0.5  # of its score, what counts where no word is said of the target itself
_WORDS_ALONE: Final = 0.6  # how sure an attitude is that only words of approval or quality tell
_OF_A_DEED: Final = 0.5  # of an attitude, what counts toward somebody whose remark, plan or effort it is about
_UNSURE: Final = 0.7  # a score of neutral below which such words count more


Row = tuple[str, str, float, Spans, str]  # target, name, value, spans, words


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
        self._redirects = who_is_who.redirects(on_people(connection))
        self.stamp = stamp(connection)

    def of(self, name: str, type: str, judged: str | None) -> str:
        """The key of a person or other party."""
        if type != "person":
            return f"other:{' '.join(people_names.fold(name).split()).removeprefix('the ')}"
        parsed = people_names.parse(name)
        key = judged or re.sub(r"\W+", "-", people_names.fold(parsed.usual if parsed else name)).strip("-")
        for _ in range(len(self._redirects)):
            if key not in self._redirects:
                break
            key = self._redirects[key]
        return key


def stamp(connection: Connection) -> int:
    """A number that changes whenever a decision on people is taken or undone."""
    of_people = select(func.count() + func.count(decisions.c.undone_at)).where(decisions.c.kind.in_(ON_PEOPLE))
    return connection.scalar(of_people) or 0


@dataclass(frozen=True, slots=True)
class New:
    """A statement that has just been read."""

    pk: int
    holder: str


class Reader:
    """The models, loaded when they are first needed."""

    @cached_property
    def _parse(self) -> Any:
        from onrecord.extraction.language import Parser

        return Parser().parse

    @cached_property
    def _stance(self) -> StanceModel | None:
        try:
            return default_model()
        except ModelError:
            return None

    def read(
        self,
        connection: Connection,
        article: RowMapping,
        who_is: Identities,
        groups: Groups,
        only: Container[int] | None = None,
    ) -> list[New]:
        """Write what one article's statements, or `only` those of some keys, are compared by; returns them."""
        pk, text = article["pk"], article["text"]
        of_article = select(*entities.c["id", "person"]).where(entities.c.article_pk == pk)
        judged = {row.id: row.person for row in connection.execute(of_article)}
        rows = (
            connection.execute(select(statements).where(statements.c.article_pk == pk).order_by(statements.c.n))
            .mappings()
            .all()
        )
        told_here = [(row, statement(row)) for row in rows]
        asked_for = [(row, s) for row, s in told_here if only is None or row["pk"] in only]
        chosen = [(row, s, h) for row, s in asked_for for h in _holder(s, judged, who_is)]
        cues = [cue for _, s in told_here for cue in s.cue]
        contents = [s.text[:_CONTENT] for _, s, _ in chosen]
        clauses = [clause(_cue(text, s), content) for (_, s, _), content in zip(chosen, contents, strict=True)]
        docs = list(self._parse(clauses))
        vectors = pack(sentences.default().vectors(contents))
        found = []
        asked: list[tuple[New, Statement, Claim, Phrase, int]] = []
        for (row, s, holder), content, doc, vector in zip(chosen, contents, docs, vectors, strict=True):
            told = telling.sentences(text, (*s.source, *s.cue) or s.content)
            around = telling.frame(text, told, s.content)
            # A date that stands elsewhere runs through many statements; it hardly dates one that is told as past.
            basis = s.said_on.basis if s.said_on else None
            dated = basis is not None and told.start <= basis.start < told.end
            others = [c for c in cues if c not in s.cue]
            earlier = telling.earlier(text, told, s.content, s.cue, others, article["published"])
            new = New(row["pk"], holder)
            said = claim(doc, content, around, s.polarity, _named(text, s))
            connection.execute(
                insert(readings),
                {
                    "statement_pk": new.pk,
                    "article_pk": pk,
                    "holder": holder,
                    "day": row["first_day"] if dated or earlier is None else article["published"],
                    "dated": dated,
                    "earlier": earlier,
                    "drawn": telling.drawn(text, s.content) is not None,
                    "claim": said,
                    "vector": vector,
                },
            )
            found.append(new)
            taken = [span for party in s.about for span in party.spans]
            _add_positions(connection, new, _parties(text, s, doc, said, judged, who_is))
            for phrase in phrases(doc, content):
                if (span := _in_article(phrase.span, s)) and not any(a < span.end and span.start < b for a, b in taken):
                    issue = _issue(connection, phrase, groups)
                    asked.append((new, s, said, Phrase(phrase.key, span), issue))
        self._judge_issues(connection, text, asked)
        return found

    def _judge_issues(
        self, connection: Connection, text: str, asked: Sequence[tuple[New, Statement, Claim, Phrase, int]]
    ) -> None:
        if not asked or self._stance is None:
            return
        pairs = []
        for _, s, _, phrase, _ in asked:
            spans = (*s.source, *s.cue, *s.content)
            start, end = min(x.start for x in spans), max(x.end for x in spans)
            start, end = max(start, phrase.span.start - 500), min(end, phrase.span.end + 500)
            here = Span(phrase.span.start - start, phrase.span.end - start)
            source = tuple(Span(a - start, b - start) for a, b in s.source if start <= a and b <= end)
            pairs.append(Pair(text[start:end], (here,), source))
        for (new, s, said, phrase, issue), reading in zip(asked, self._stance.read(pairs), strict=True):
            best = int(reading.statement.argmax())
            leans, _ = leaning(said, phrase.key, person=False)
            value = _value(ATTITUDES[best], float(reading.statement[best]), leans, s.polarity)
            if s.polarity != "affirmed":
                value = 0.0
            row = (f"issue:{issue}", phrase.key, value, (phrase.span,), telling_words(text, (phrase.span,), s.content))
            _add_positions(connection, new, [row])


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


def _holder(s: Statement, judged: Mapping[str, str | None], who_is: Identities) -> Iterator[str]:
    """The key of a statement's holder, if it has one that can be compared."""
    name, type = s.speaker.name, s.speaker.type
    if name is None or type not in _HOLDERS or s.mode == "thought" or len(who.each(name)) != 1:
        return
    parsed = people_names.parse(name) if type == "person" else None
    if type == "person" and (parsed is None or parsed.is_single):
        return
    yield who_is.of(name, type, judged.get(s.speaker.entity or ""))


def _cue(text: str, s: Statement) -> str:
    return " ".join(text[a:b] for a, b in s.cue)


def _named(text: str, s: Statement) -> dict[int, str]:
    """For whom the pronouns and descriptions of a content stand ("the senator"), by the place of their last word."""
    found = {}
    for party in s.about:
        last = party.name.split()[-1]
        for span in party.spans:
            words, place = text[span.start : span.end], _in_content(span, s)
            # Whoever will be the nominee is supported, before it is known who.
            if place is not None and last.lower() not in words.lower() and not words.lower().endswith("nominee"):
                found[place.start + len(words) - len(words.split()[-1])] = last
    return found


def _parties(
    text: str, s: Statement, doc: Doc, read: Claim, judged: Mapping[str, str | None], who_is: Identities
) -> Iterator[Row]:
    """The positions on the parties that a statement is about: what the model says, held against the words."""
    stances = {stance.target: stance for stance in s.stance}
    for party in s.about:
        key = who_is.of(party.name, party.type, judged.get(party.entity or ""))
        stance = stances.get(party.name)
        leans, word = leaning(read, party.name, person=party.type == "person")
        if stance is None:
            yield key, party.name, _WORDS_ALONE * leans, (), word or ""
            continue
        if not leans and party.type == "person" and not read.negated and CONCILIATORY.search(s.text):
            leans = 1
        value = _value(stance.attitude, stance.score, leans, s.polarity)
        if is_owner_only(doc, party.name):
            value *= _OF_A_DEED
        yield key, party.name, value, stance.spans, telling_words(text, stance.spans, s.content, positive=value > 0)


def _value(attitude: Attitude, score: float, leans: int, polarity: str | None) -> float:
    """What the model says of a target, held against the words that are said of the target itself.

    Such words make it sure; words that say the contrary make it nothing; without any it is half as sure.
    """
    sign = {"negative": -1, "neutral": 0, "positive": 1}[attitude]
    if not sign:
        return leans * _WORDS_ALONE if score < _UNSURE and polarity == "affirmed" else 0.0
    return sign * {sign: (1 + score) / 2, 0: _MODEL_ALONE * score}.get(leans, 0.0)


def _add_positions(connection: Connection, new: New, rows: Iterable[Row]) -> None:
    values = [
        {"statement_pk": new.pk, "holder": new.holder, "target": t, "name": n, "value": v, "spans": s, "words": w}
        for t, n, v, s, w in rows
        if t != new.holder
    ]
    if values:
        connection.execute(insert(positions), values)


def _in_article(span: Span, s: Statement) -> Span | None:
    """Where a span of a content's words stands in the article."""
    at = 0
    for piece in s.content:
        length = piece.end - piece.start
        if at <= span.start and span.end <= at + length:
            return Span(piece.start + span.start - at, piece.start + span.end - at)
        at += length + len(BETWEEN)
    return None


def _in_content(span: Span, s: Statement) -> Span | None:
    """Where a span of the article stands in a content's words."""
    at = 0
    for piece in s.content:
        if piece.start <= span.start and span.end <= piece.end:
            return Span(at + span.start - piece.start, at + span.end - piece.start)
        at += piece.end - piece.start + len(BETWEEN)
    return None


def _issue(connection: Connection, phrase: Phrase, groups: Groups) -> int:
    known = connection.scalar(select(phrase_table.c.issue_pk).where(phrase_table.c.key == phrase.key))
    if known is not None:
        return int(known)
    vector = sentences.default().vectors([phrase.key])
    number, fresh = groups.place(vector[0])
    if fresh:
        connection.execute(insert(issues), {"pk": number, "name": phrase.key, "vector": pack(vector)[0]})
    connection.execute(insert(phrase_table), {"key": phrase.key, "issue_pk": number})
    return number
