"""`onrecord correct`, `edit` and `remove`: what a user knows better than a model."""

from __future__ import annotations

import shlex
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from onrecord.cli.configuration import DEFAULT_DB
from onrecord.cli.options import DbOption, UserOption, existing
from onrecord.cli.terminal import note, printable, tell

if TYPE_CHECKING:
    from onrecord.record import Decision

ReasonOption = Annotated[str, typer.Option(metavar="WORDS", help="Why; kept with the decision.")]
ArticleArgument = Annotated[str, typer.Argument(metavar="ARTICLE", help="The article's id, or the beginning of it.")]


def correct(
    statement: Annotated[
        str, typer.Argument(metavar="STATEMENT", help="ARTICLE/NUMBER, as `article` numbers it; or its id.")
    ],
    speaker: Annotated[
        str | None, typer.Option(metavar="NAME", help="Who said it; `unknown` for nobody known.")
    ] = None,
    speaker_type: Annotated[
        str | None, typer.Option(metavar="TYPE", help="person, organization, group, anonymous, document or unknown.")
    ] = None,
    said_on: Annotated[
        str | None, typer.Option(metavar="DATE", help="When: 2024, 2024-09, 2024-W39, 2024-09-25; or `unknown`.")
    ] = None,
    addressee: Annotated[str | None, typer.Option(metavar="NAME", help="To whom; or `unknown`.")] = None,
    about: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="About whom: once for each, all of them; `nobody`.")
    ] = None,
    attitude: Annotated[
        list[str] | None, typer.Option(metavar="NAME=ATTITUDE", help="negative, neutral or positive toward somebody.")
    ] = None,
    kind: Annotated[str | None, typer.Option(metavar="KIND", help="direct, mixed or indirect.")] = None,
    mode: Annotated[str | None, typer.Option(metavar="MODE", help="speech, writing, thought; or `unknown`.")] = None,
    polarity: Annotated[
        str | None, typer.Option(metavar="POLARITY", help="affirmed, denied, question, hypothetical; or `unknown`.")
    ] = None,
    content: Annotated[
        str | None, typer.Option(metavar="WORDS", help="The exact words of the article; pieces between ' … '.")
    ] = None,
    reject: Annotated[bool, typer.Option("--reject", help="It is no statement; it is shown nowhere any more.")] = False,
    confirm: Annotated[bool, typer.Option("--confirm", help="It is right as it stands.")] = False,
    by: UserOption = None,
    reason: ReasonOption = "",
    db: DbOption = DEFAULT_DB,
) -> None:
    """Correct a statement, reject it or confirm it. A decision is signed, outranks every model, now and later, and is
    undone by `onrecord decisions --undo`.

    Example: onrecord correct d9f696dc/1 --speaker "Daniel Okafor" --reason "see the video" --db examples.db
    """
    given = {
        "speaker": speaker,
        "speaker_type": speaker_type,
        "said_on": said_on,
        "addressee": addressee,
        "about": None if about is None else [name for name in about if name.lower() != "nobody"],
        "attitude": _attitudes(attitude) if attitude else None,
        "kind": kind,
        "mode": mode,
        "polarity": polarity,
        "content": content,
    }
    fields: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    with existing(db) as record:
        try:
            decision = record.correct(statement, by=by, reason=reason, reject=reject, confirm=confirm, **fields)
        except ValueError as e:
            raise typer.BadParameter(str(e)) from None
    done(decision, db)


def edit(
    article: ArticleArgument,
    title: Annotated[str | None, typer.Option(help="Its headline; '' for none.")] = None,
    byline: Annotated[str | None, typer.Option(help="Who wrote it; '' for nobody known.")] = None,
    outlet: Annotated[str | None, typer.Option(help="Who published it; '' for nobody known.")] = None,
    published: Annotated[str | None, typer.Option(metavar="DAY", help="When: 2024-09-25; '' for unknown.")] = None,
    by: UserOption = None,
    reason: ReasonOption = "",
    db: DbOption = DEFAULT_DB,
) -> None:
    """Edit what is known of an article. Its statements are dated and found by the new values at once.

    What was said "on Tuesday" is reckoned anew when the article is read out again: onrecord reextract ARTICLE.

    Example: onrecord edit d9f696dc --outlet "The Harbour Gazette" --published 2025-03-14 --db examples.db
    """
    with existing(db) as record:
        try:
            decision = record.edit(
                article, title=title, byline=byline, outlet=outlet, published=published, by=by, reason=reason
            )
        except ValueError as e:
            raise typer.BadParameter(str(e)) from None
    done(decision, db)


def remove(
    article: ArticleArgument,
    keep_hash: Annotated[
        bool, typer.Option("--keep-hash", help="Remember not to add it, or its address, again.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    by: UserOption = None,
    reason: ReasonOption = "",
    db: DbOption = DEFAULT_DB,
) -> None:
    """Remove an article for good: all versions, all that was read out of it, and its original where no other has it.

    This cannot be undone; the decision stays in the list, without any content. With --keep-hash, undoing the decision
    lets the article be added again.

    Example: onrecord remove d9f696dc --keep-hash --yes --reason "the publisher withdrew it" --db examples.db
    """
    with existing(db) as record:
        extraction = record.article(article)
        head, count = extraction.article, len(extraction.statements)
        what = f"{head.id} “{head.title or head.url or head.path or ''}” with {count:,} statements"
        if not yes:
            if not sys.stdin.isatty():
                raise typer.BadParameter(
                    f"{printable(what)} would be removed for good; say --yes where nobody can be asked"
                )
            typer.confirm(printable(f"Remove {what} for good? This cannot be undone"), abort=True)
        decision = record.remove(article, keep_hash=keep_hash, by=by, reason=reason)
    tell(decision)


def done(decision: Decision, db: str) -> None:
    """Say what was decided, and how to take it back."""
    tell(decision)
    if decision.undone_at is None:
        tell_undo(f"decisions --undo {decision.n}", db)


def tell_undo(command: str, db: str) -> None:
    """Say by which command a decision is taken back."""
    there = "" if db == DEFAULT_DB else f" --db {shlex.quote(db)}"
    note(f"undo it with: onrecord {command}{there}")


def _attitudes(values: list[str]) -> dict[str, str]:
    found = {}
    for value in values:
        name, equals, attitude = value.rpartition("=")
        if not equals or not name.strip():
            raise typer.BadParameter(f"{value!r} is not NAME=ATTITUDE, such as 'Victor Hale=negative'")
        found[name.strip()] = attitude.strip()
    return found
