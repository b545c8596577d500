"""Statement pairs written for this test: those that oppose are found, near misses are not."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from onrecord.comparison.claims import claim, clause, is_owner_only, leaning
from onrecord.comparison.context import earlier
from onrecord.comparison.contradiction import plain
from onrecord.extraction.language import Parser
from onrecord.model import Span
from training.contradiction import pairs

FILE = Path(__file__).parent / "data" / "shifts" / "pairs.txt"


@cache
def _pairs() -> tuple[pairs.Pair, ...]:
    return tuple(pairs.read(FILE))


def test_the_pairs_are_as_many_as_promised_and_none_is_trained_on() -> None:
    assert len(_pairs()) >= 150
    assert sum(not p.opposes for p in _pairs()) >= len(_pairs()) / 2
    trained = (FILE.parents[3] / "training" / "contradiction" / "pairs.txt").read_text("utf-8").splitlines()
    own = {line for line in FILE.read_text("utf-8").splitlines() if line.startswith(("+", "-"))}
    assert not own & set(trained)


def test_oppositions_are_found_and_near_misses_are_not() -> None:
    report = pairs.report(_pairs())
    assert report["precision"] >= 0.9  # type: ignore[operator]
    assert report["recall"] >= 0.65  # type: ignore[operator]


@pytest.mark.parametrize("kind", ["condition", "question", "namesake", "others", "joke"])
def test_what_asserts_nothing_of_the_holders_own_opposes_nothing(kind: str) -> None:
    near = [p for p in _pairs() if p.kind == kind]
    assert len(near) >= 8
    assert sum(p.score >= pairs.THRESHOLD for p in near) <= 0.1 * len(near)


@pytest.mark.parametrize(
    ("cue", "content", "name", "side"),
    [
        ("praised", "Osric Vane for his patience", "Osric Vane", 1),
        ("said", "“I do not support Osric Vane.”", "Osric Vane", -1),
        ("described", "Vane as a reckless bully", "Osric Vane", -1),
        ("calling", "him a “dangerous clown”", "Osric Vane", -1),
        ("said", "Vane supported a terrible plan", "Osric Vane", 0),
        ("declined", "to endorse Vane", "Osric Vane", -1),
        ("said", "Vane was not a bad mayor", "Osric Vane", 1),
        ("rejected", "the corrupt Vane", "Osric Vane", -1),  # and is not: he who rejects him does not call him honest
        ("said", "comments like Vane's set us back", "Osric Vane", 0),
        ("campaigned", "against Vane in the valley", "Osric Vane", 0),
        ("said", "groups supporting Vane had run the spots", "Osric Vane", 0),
        ("said", "he would love Vane to stand", "Osric Vane", 0),
        ("said", "nobody was more honest than Vane", "Osric Vane", 0),
        ("said", "presidential candidate Osric Vane had left", "Osric Vane", 0),
        ("added", "that praising Vane was like praising the weather", "Osric Vane", 0),
        ("scolded", "Tessa Moor for her attacks on Vane", "Osric Vane", 0),  # they are Moor's
        ("stepped up his attacks on", "Vane", "Osric Vane", -1),
        ("has dropped his attacks on", "Vane", "Osric Vane", 1),
    ],
)
def test_words_lean_toward_whom_they_are_said_of(cue: str, content: str, name: str, side: int) -> None:
    doc = next(_parser().parse([clause(cue, content)]))
    named = {content.index("him"): "Vane"} if "him " in content else {}
    assert leaning(claim(doc, content, named=named), name)[0] == side


@pytest.mark.parametrize(
    ("content", "alone"),
    [
        ("Vane’s remarks on the ferry", True),
        ("the Vane remark", True),
        ("Vane’s campaign", False),
        ("Vane and Vane’s plan", False),
        ("Lund", False),
    ],
)
def test_whose_deed_is_meant_and_who(content: str, alone: bool) -> None:
    assert is_owner_only(next(_parser().parse([clause("criticized", content)])), "Osric Vane") == alone


@pytest.mark.parametrize(
    ("cue", "undone"),
    [("did not attack", True), ("has never said", True), ("refused to back", False), ("would not support", False)],
)
def test_what_was_not_done_is_no_assertion(cue: str, undone: bool) -> None:
    assert plain(claim(next(_parser().parse([clause(cue, "Vane")])), "Vane")) != undone


def test_fair_share_is_no_praise_of_the_share() -> None:
    content = "billionaires must pay their fair share"
    said = claim(next(_parser().parse([clause("said", content)])), content)
    assert leaning(said, "fair share", person=False)[0] == 0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Lund, who once {called} Vane a fool, left.", "who once"),
        ("Friends once more: Lund {endorses} Vane.", None),
        ("Lund {endorses} Vane, whom he once [called] a fool.", None),
        ("Lund, back in 2012, {praised} Vane.", "back in 2012"),
        ("Lund {endorsed} Vane for the race in 2028.", None),
    ],
)
def test_what_places_a_statement_in_the_past(text: str, words: str | None) -> None:
    bare = re.sub(r"[][{}]", "", text)
    places = {m[0][0]: (bare.index(m[0][1:-1]), len(m[0]) - 2) for m in _MARKED.finditer(text)}
    spans = {mark: Span(start, start + length) for mark, (start, length) in places.items()}
    content = (Span(bare.rindex("Vane"), bare.rindex("Vane") + 4),)
    others = [spans["["]] if "[" in spans else []
    found = earlier(bare, Span(0, len(bare)), content, (spans["{"],), others, date(2024, 5, 1))
    assert found == words


_MARKED = re.compile(r"\{[^}]*\}|\[[^]]*\]")


@cache
def _parser() -> Parser:
    return Parser()
