"""`onrecord sample` and `onrecord estimate`: shares corrected for the models' errors, by what people have reviewed."""

from __future__ import annotations

import csv
import hashlib
import heapq
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from onrecord.cli.configuration import DEFAULT_DB
from onrecord.cli.options import (
    AboutOption,
    ByOption,
    DbOption,
    KindOption,
    MinConfidenceOption,
    OutletOption,
    SinceOption,
    UntilOption,
    WordsArgument,
    usage,
)
from onrecord.cli.tables import Column, FormatOption, Stdout, Writer
from onrecord.cli.terminal import note
from onrecord.errors import InputMalformed, InputUnreadable

if TYPE_CHECKING:
    from onrecord.evaluation.estimation import Share
    from onrecord.record import Entry, Query, Record

_VALUES = {
    "negative": "attitude",
    "neutral": "attitude",
    "positive": "attitude",
    **dict.fromkeys(("affirmed", "denied", "question", "hypothetical"), "polarity"),
    **dict.fromkeys(("direct", "mixed", "indirect"), "kind"),
    "anonymous": "speaker",
}
_YES, _NO = {"yes", "y", "true", "1", "x"}, {"no", "n", "false", "0"}


def _a_value(value: str) -> str:
    if value not in _VALUES:
        raise typer.BadParameter(f"{value!r} is none of {', '.join(_VALUES)}")
    return value


ThatOption = Annotated[
    str,
    typer.Option(
        "--that-are",
        metavar="WHAT",
        callback=_a_value,
        help="negative, neutral, positive (toward --about), affirmed, denied, question, hypothetical, direct, mixed, "
        "indirect, or anonymous.",
    ),
]


def sample(
    text: WordsArgument = None,
    that: ThatOption = "negative",
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="How many statements to draw.")] = 200,
    seed: Annotated[int, typer.Option(help="The same seed draws the same; a greater --limit adds to it.")] = 1,
    by: ByOption = None,
    about: AboutOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    outlet: OutletOption = None,
    kind: KindOption = None,
    min_confidence: MinConfidenceOption = 0.0,
    db: DbOption = DEFAULT_DB,
) -> None:
    """Draw statements at random, to be reviewed by people, from all that fit: a CSV whose last column, `human`, is
    yours to fill with yes or no. `onrecord estimate` takes it back.

    Look at the statement, not at what `model` says; the column may be hidden until you are done.

    Example: onrecord sample --about "Victor Hale" --that-are negative --limit 30 --db examples.db > review.csv
    """
    from onrecord.exporting.jsonl import entry_line
    from onrecord.exporting.sheet import Field, Sheet, field
    from onrecord.record import Query, Record

    with usage():
        query = Query(text, by, about, since, until, outlet, kind, min_confidence)
        holds = _question(that, about)

    def drawn(entry: Entry) -> bytes:
        return hashlib.sha256(f"{seed}\0{entry.statement.id}".encode("utf-8", "replace")).digest()

    with Record(db, read_only=True) as record:
        entries = heapq.nsmallest(limit, _entries(record, query), key=drawn)
    asked = f"{that} toward {about}" if _VALUES[that] == "attitude" else that
    fields = [
        *(field("statement", "id"), field("speaker", "speaker", "name"), field("source", "source_text")),
        *(field("text"), field("sentence", "context", "text"), field("outlet", "article", "outlet")),
        *(field("published", "article", "published"), field("link")),
        *(
            Field("question", lambda row: asked),
            Field("model", lambda row: row["model"]),
            Field("human", lambda row: ""),
        ),
    ]
    sheet = Sheet(Stdout(), fields)
    for entry in entries:
        sheet.write([{**entry_line(entry), "model": "yes" if holds(entry) else "no"}])
    note(f"{len(entries):,} statements; fill `human` with yes or no, then: onrecord estimate")


def estimate(
    reviewed: Annotated[Path, typer.Argument(metavar="REVIEWED", help="What `onrecord sample` drew, `human` filled.")],
    that: ThatOption = "negative",
    by_month: Annotated[bool, typer.Option("--by-month", help="A share for each month of publication, too.")] = False,
    by: ByOption = None,
    about: AboutOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    outlet: OutletOption = None,
    kind: KindOption = None,
    min_confidence: MinConfidenceOption = 0.0,
    db: DbOption = DEFAULT_DB,
    format: FormatOption = None,
) -> None:
    """Estimate the share of the statements that fit which are so, with its 95 % interval, corrected for the models'
    errors by what people have reviewed; and what the naive count would have been. Give the conditions of `sample`.

    Nothing is said of a month with fewer than ten reviewed statements.

    Example: onrecord estimate reviewed.csv --about "Victor Hale" --that-are negative --db examples.db
    """
    from onrecord.exporting.sheet import field
    from onrecord.record import Query, Record

    with usage():
        query = Query(None, by, about, since, until, outlet, kind, min_confidence)
        holds = _question(that, about)
    human, blank = _reviews(reviewed)
    said: dict[str, tuple[bool, str]] = {}
    with Record(db, read_only=True) as record:
        for entry in _entries(record, query):
            month = entry.published.isoformat()[:7] if entry.published else "(no date)"
            said[entry.statement.id] = holds(entry), month
    if lost := [id for id in human if id not in said]:
        reason = f"{len(lost):,} of its statements are not among those that fit (the first: {lost[0]})"
        raise InputMalformed(str(reviewed), f"{reason}; give the conditions of `onrecord sample`")
    if not said:
        raise InputMalformed(str(reviewed), "no statement of the record fits")
    names = ("period", "share", "low", "high", "naive", "reviewed", "statements")
    columns = [Column(name, _shown(name)) for name in names]
    with Writer(format, columns, fields=[field(name) for name in names]) as out:
        for period, share in _shares(said, human, by_month):
            out.write({"period": period, **_line(share)})
    if blank:
        note(
            f"{reviewed}: {blank:,} of {blank + len(human):,} have no answer; if these are special, so is the estimate"
        )


def _question(that: str, about: str | None) -> Callable[[Entry], bool]:
    """Whether it is so of an entry, as the models have it."""
    from onrecord.record import who

    if _VALUES[that] == "attitude" and about is None:
        raise ValueError(f"{that} toward whom? Give --about")

    def holds(entry: Entry) -> bool:
        said = entry.statement
        match _VALUES[that]:
            case "attitude":
                toward = [s for s in said.stance if about and who.means(about, s.target, "person")]
                shown = [s for s in toward if s.attitude == that]
                return bool(shown) or (that == "neutral" and not toward)
            case "polarity":
                return said.polarity == that
            case "kind":
                return said.kind == that
        return said.speaker.type == "anonymous"

    return holds


def _entries(record: Record, query: Query) -> Iterator[Entry]:
    from onrecord.exporting.stream import documents

    for document in documents(record, query, once=True):
        yield from document.entries


def _reviews(path: Path) -> tuple[dict[str, bool], int]:
    """What people say of each statement, and how many have no answer. InputError where the file cannot be used."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            header = file.readline()
            file.seek(0)
            between = ";" if header.count(";") > header.count(",") else ","  # some spreadsheets' own
            rows = csv.DictReader(file, delimiter=between)
            if not {"statement", "human"} <= set(rows.fieldnames or ()):
                raise InputMalformed(str(path), "it has no columns `statement` and `human`; see `onrecord sample`")
            answers = [(row["statement"], (row["human"] or "").strip().lower()) for row in rows]
    except OSError as e:
        raise InputUnreadable(str(path), e.strerror or str(e)) from None
    except (UnicodeDecodeError, csv.Error) as e:
        raise InputMalformed(str(path), f"not a CSV file in UTF-8: {e}") from None
    for number, (_, answer) in enumerate(answers, 2):
        if answer and answer not in _YES | _NO:
            raise InputMalformed(f"{path}:{number}", f"{answer!r} in `human` is neither yes nor no")
    given = {id: answer in _YES for id, answer in answers if answer}
    return given, sum(not answer for _, answer in answers)


def _shares(
    said: Mapping[str, tuple[bool, str]], human: Mapping[str, bool], by_month: bool
) -> Iterator[tuple[str, Share]]:
    from onrecord.evaluation.estimation import share

    groups: dict[str, list[str]] = defaultdict(list)
    for id, (_, month) in said.items():
        groups[month].append(id)
    months = sorted(groups) if by_month else []
    for period, ids in (("all", list(said)), *((month, groups[month]) for month in months)):
        pairs = [(said[id][0], human[id]) for id in ids if id in human]
        yield period, share([said[id][0] for id in ids], pairs)


def _line(share: Share) -> dict[str, Any]:
    numbers = {name: getattr(share, name) for name in ("share", "low", "high", "naive")}
    rounded = {name: None if value is None else round(value, 4) for name, value in numbers.items()}
    return {**rounded, "reviewed": share.reviewed, "statements": share.statements}


def _shown(name: str) -> Callable[[dict[str, Any]], str | None]:
    def cell(line: dict[str, Any]) -> str | None:
        value = line[name]
        if isinstance(value, float):
            return f"{100 * value:.1f} %"
        return "too few reviewed" if value is None and name == "share" else None if value is None else f"{value}"

    return cell
