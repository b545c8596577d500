"""What `check` shows of a source: whole sentences, of the one who is quoted. The transcript is invented."""

from __future__ import annotations

import pytest

from onrecord.comparison.meaning import sentence
from onrecord.comparison.sources import source
from onrecord.comparison.tokens import tokens
from onrecord.model import Article, Span, Turn

CHAIR = "Thank you. Did you speak to anybody about the weir?"
VALE = "I told Mr. Aldous Finch in the U.S. embassy that no money was left"
ASKED = "When was that?"


def _within(text: str, words: str) -> str:
    cut = tokens(text)
    sought = tokens(words).words
    start = next(n for n in range(len(cut)) if cut.words[n : n + len(sought)] == sought)
    return cut.printed(*sentence(cut, start, start + len(sought), 0, len(cut)))


@pytest.mark.parametrize(
    ("text", "words", "shown"),
    [
        ("It rained. I told Mr. Finch of it. He left.", "I told", "I told Mr. Finch of it"),
        ("It rained. I told J. Finch of it. He left.", "told", "I told J. Finch of it"),
        ("It rained. The U.S. embassy knew. He left.", "The U.S.", "The U.S. embassy knew"),
        ("Nobody asked Dr. Hale", "nobody", "Nobody asked Dr. Hale"),
        ("He said so. We left.", "he", "He said so"),
    ],
)
def test_an_abbreviation_ends_no_sentence(text: str, words: str, shown: str) -> None:
    assert _within(text, words) == shown


def test_of_a_transcript_the_turn_is_shown_without_the_names_of_speakers() -> None:
    from onrecord.comparison.alignment import align
    from onrecord.comparison.fidelity import _place
    from onrecord.comparison.matching import Match

    text, turns, at = "", [], 0
    for speaker, said in (("THE CHAIR", CHAIR), ("MS. VALE", VALE), ("THE CHAIR", ASKED)):
        text += f"{speaker}: "
        at = len(text)
        text += said + "\n"
        turns.append(Turn((Span(at, at + len(said)),), Span(at - len(speaker) - 2, at - 2)))
    transcript = source(Article("hearing", text, turns=tuple(turns)), [])
    assert transcript.kind == "transcript"
    quoted = tokens("that no money was left")
    found = align(quoted, transcript.words.words, transcript.index, transcript.spoken)
    assert found is not None
    assert _place(Match(transcript, found)).context == VALE
