"""Turns that an article's author tells of. All names and sentences are invented."""

from __future__ import annotations

from datetime import date

import pytest

from onrecord.cli.shifts import _moment, _sides
from onrecord.comparison.told import told
from onrecord.exporting.jsonl import shift_line
from onrecord.model import Article, Entity, Extraction, Span, Speaker, Statement
from onrecord.record import Record

Said = tuple[str, str, str]  # who, cue, content

TURNS: list[tuple[str, list[Said], str]] = [
    (
        "Quill, who once praised the harbour tunnel, now says that she opposes the harbour tunnel.",
        [("Quill", "once praised", "the harbour tunnel"), ("Quill", "now says", "that she opposes the harbour tunnel")],
        "once",
    ),
    (
        "Quill turned against the harbour tunnel - which she once supported - in May.",
        [("Quill", "once supported", "which"), ("Quill", "turned against", "the harbour tunnel")],
        "turned against",
    ),
    (
        "Her turn against the tunnel - a deal she once supported - makes sense.",
        [("Quill", "once supported", "a deal"), ("Quill", "turn against", "the tunnel")],
        "turn against",
    ),
    (
        "Quill said ferries were “floating coffins.” Quill later walked back her comments.",
        [("Quill", "said", "ferries were “floating coffins.”"), ("Quill", "walked back", "her comments")],
        "walked back",
    ),
    (
        "Quill’s statement earlier this year that skippers should be fined drew fire. A few days later, Quill reversed"
        " herself, telling reporters that the law is settled.",
        [
            ("Quill", "statement earlier this year", "that skippers should be fined"),
            ("Quill", "telling", "that the law is settled"),
        ],
        "reversed herself",
    ),
    (
        "Quill at the time said she would look into paying the fees. But on Friday she said, “I never said I was going"
        " to pay for fees.”",
        [
            ("Quill", "at the time said", "she would look into paying the fees"),
            ("Quill", "said", "“I never said I was going to pay for fees.”"),
        ],
        "“I never said I was going to pay for fees.”",
    ),
    (
        "Quill initially said that no secret papers were in her bag. She has since stressed that no paper was marked.",
        [
            ("Quill", "initially said", "that no secret papers were in her bag"),
            ("Quill", "has since stressed", "that no paper was marked"),
        ],
        "initially",
    ),
    (
        "Vane’s wife had said that he struck her. She recanted the claim.",
        [("Quill", "had said", "that he struck her"), ("Quill", "recanted", "the claim")],
        "recanted",
    ),
    (
        "Quill had pledged to close the harbour. Quill apologized for her plan to close the harbour.",
        [
            ("Quill", "had pledged", "to close the harbour"),
            ("Quill", "apologized for", "her plan to close the harbour"),
        ],
        "apologized",
    ),
]

TURNS += [
    (  # the author's sentence stands between the two
        "Quill said that debt was a last resort. These days, she’s changed her tune. “Cash is no answer,” she added.",
        [("Quill", "said", "that debt was a last resort"), ("Quill", "added", "“Cash is no answer,”")],
        "changed her tune",
    ),
    (
        "“I am not ready to back the ferry bill,” Quill said. It was a partial reversal for the senator, who had"
        " previously pledged to support it.",
        [
            ("Quill", "had previously pledged", "to support it"),
            ("Quill", "said", "“I am not ready to back the ferry bill,”"),
        ],
        "reversal",
    ),
    (  # no word in common, but "initially" and "later" in one sentence
        "Quill initially defended her vote, but late on Friday she announced a bill to close the harbour.",
        [("Quill", "initially defended", "her vote"), ("Quill", "announced", "a bill to close the harbour")],
        "initially",
    ),
]

ALONE: list[tuple[str, list[Said], str]] = [
    (
        "Quill backpedaled on her prediction a year ago that the ferries would pay.",
        [("Quill", "backpedaled on", "her prediction a year ago that the ferries would pay")],
        "backpedaled",
    ),
    (
        "Quill, who wrote the ferry bill, reversed herself and opposed it.",
        [("Quill", "opposed", "it")],
        "reversed herself",
    ),
    ("Quill rescinded her endorsement of Vane.", [("Quill", "rescinded", "her endorsement of Vane")], "rescinded"),
    ("Quill withdrew her support.", [("Quill", "withdrew", "her support")], "withdrew"),
    (  # told once
        "Quill walked back her plan, saying that it was a sketch.",
        [("Quill", "walked back", "her plan"), ("Quill", "saying", "that it was a sketch")],
        "walked back",
    ),
    (  # what she now holds is nothing that she takes back
        "Quill drew herself as a friend of average people. Later, Quill revised her plan, promising to help average"
        " people.",
        [("Quill", "drew", "herself as a friend of average people"), ("Quill", "promising", "to help average people")],
        "revised her plan",
    ),
]

ALONE += [
    ("Quill revised her plan, and few saw why.", [("Quill", "revised", "her plan")], "revised her plan"),
    (
        "Quill backed off some of her initial proposals.",
        [("Quill", "backed off", "some of her initial proposals")],
        "backed off",
    ),
    (
        "Quill has toned down her criticism of Vane.",
        [("Quill", "has toned down her criticism of", "Vane")],
        "toned down her criticism",
    ),
    (
        "Quill has dropped direct attacks on Vane.",
        [("Quill", "has dropped direct attacks on", "Vane")],
        "dropped direct attacks",
    ),
    (
        "Quill, abandoning her earlier hostility to ferries, joined them.",
        [("Quill", "abandoning her earlier hostility to", "ferries")],
        "abandoning",
    ),
    (
        "The strike has forced Quill to distance herself from trade deals she once supported.",
        [("Quill", "to distance herself from", "trade deals she once supported")],
        "distance herself",
    ),
]

ADMITTED: list[tuple[str, list[Said]]] = [
    (
        "Quill called her vote for the tunnel a mistake.",
        [("Quill", "called", "her vote for the tunnel a mistake")],
    ),
    ("Quill admits that she misspoke about the ferries.", [("Quill", "admits", "that she misspoke about the ferries")]),
    ("“I was wrong about the tunnel,” Quill said.", [("Quill", "said", "“I was wrong about the tunnel,”")]),
]

NONE: list[tuple[str, list[Said]]] = [
    (  # what is conceded is not what is told
        "Although in May Quill said her vote for the tunnel was a mistake, she told the press that she stood by it.",
        [
            ("Quill", "said", "her vote for the tunnel was a mistake"),
            ("Quill", "told", "that she stood by it"),
        ],
    ),
    (
        "While Quill has dropped her attacks on Vane from her speech, her camp is sending out a letter against him.",
        [("Quill", "has dropped her attacks on", "Vane")],
    ),
    (  # it did not come
        "Quill said the ferries were unsafe. Quill refused to back away from her comments.",
        [("Quill", "said", "the ferries were unsafe"), ("Quill", "refused to back away from", "her comments")],
    ),
    (  # it may come
        "Quill said the ferries were unsafe. Quill might walk back her comments.",
        [("Quill", "said", "the ferries were unsafe"), ("Quill", "might walk back", "her comments")],
    ),
    (  # another's words
        "Quill praised the ferries. Quill disavowed remarks on the ferries by a rival.",
        [("Quill", "praised", "the ferries"), ("Quill", "disavowed", "remarks on the ferries by a rival")],
    ),
    (  # another speaker
        "Quill said the ferries were unsafe. Vane walked back the comments.",
        [("Quill", "said", "the ferries were unsafe"), ("Vane", "walked back", "the comments")],
    ),
    (  # others turned
        "Vane spoke of the flip-flopping; Quill would be fine with that.",
        [("Quill", "would be fine", "with that")],
    ),
    (  # "I regret to say" takes nothing back
        "Quill said the ferries would win. Quill added, “The ferries would win, I regret to say.”",
        [("Quill", "said", "the ferries would win"), ("Quill", "added", "“The ferries would win, I regret to say.”")],
    ),
    (  # another matter
        "Quill, who once praised the harbour tunnel, said on Friday, but late, that bread was dear.",
        [("Quill", "once praised", "the harbour tunnel"), ("Quill", "said", "that bread was dear")],
    ),
    (  # nothing is set against it
        "Quill, who once praised the harbour tunnel, said the harbour tunnel was a fine work.",
        [("Quill", "once praised", "the harbour tunnel"), ("Quill", "said", "the harbour tunnel was a fine work")],
    ),
    (  # "once again" is now
        "Quill, who once again praised the harbour tunnel, now says that the harbour tunnel is cheap.",
        [
            ("Quill", "once again praised", "the harbour tunnel"),
            ("Quill", "now says", "that the harbour tunnel is cheap"),
        ],
    ),
    (  # it is another's
        "Quill called Vane’s vote for the tunnel a mistake.",
        [("Quill", "called", "Vane’s vote for the tunnel a mistake")],
    ),
    (  # what is revisited is not revised
        "Quill spoke of unity and hope. Quill revisited her own promise to guide the town to unity and hope.",
        [
            ("Quill", "spoke of", "unity and hope"),
            ("Quill", "revisited her own promise", "to guide the town to unity and hope"),
        ],
    ),
    (  # another changed
        "Quill said that debt was bad. The council has changed its tune. “Cash is not realistic,” Quill added.",
        [("Quill", "said", "that debt was bad"), ("Quill", "added", "“Cash is not realistic,”")],
    ),
    (  # nothing is held there
        "Quill thanked the voters. It was a town she no longer knew. “I am tired,” Quill said.",
        [("Quill", "thanked", "the voters"), ("Quill", "said", "“I am tired,”")],
    ),
    (  # what is told after it is nothing that it takes back
        "Quill may tone down her criticism of Vane.",
        [("Quill", "may tone down her criticism of", "Vane")],
    ),
    (  # words of the speaker, not of the author
        "Quill claimed that France had lost itself. “France is no longer France,” Quill said.",
        [("Quill", "claimed", "that France had lost itself"), ("Quill", "said", "“France is no longer France,”")],
    ),
]


def _statements(text: str, said: list[Said]) -> tuple[Statement, ...]:
    found = []
    for n, (who, cue, content) in enumerate(said):
        at = text.index(content, text.index(cue)) if content in text[text.index(cue) :] else text.index(content)
        begin = text.index(cue)
        source = Span(text.find(who), text.find(who) + len(who)) if who in text else Span(begin, begin)
        speaker = Speaker(f"Edda {who}", "person", who, 0.95, ())
        found.append(
            Statement(
                f"a/{n}",
                "indirect",
                "speech",
                "affirmed",
                (source,),
                (Span(begin, begin + len(cue)),),
                (Span(at, at + len(content)),),
                content,
                speaker,
                None,
                None,
                None,
                (),
                (),
                None,
                0.95,
            )
        )
    return tuple(found)


@pytest.mark.parametrize(("text", "said", "words"), TURNS)
def test_the_author_tells_of_a_turn(text: str, said: list[Said], words: str) -> None:
    (turn,) = told(text, _statements(text, said))
    assert (turn.then, turn.now, text[turn.words.start : turn.words.end]) == (0, 1, words)


@pytest.mark.parametrize(("text", "said", "words"), ALONE)
def test_one_statement_tells_of_a_turn(text: str, said: list[Said], words: str) -> None:
    (turn,) = told(text, _statements(text, said))
    last = len(said) - 1 if words == "revised her plan" else 0
    assert (turn.then, turn.now, text[turn.words.start : turn.words.end]) == (last, last, words)


@pytest.mark.parametrize(("text", "said"), ADMITTED)
def test_the_speaker_admits_a_turn(text: str, said: list[Said]) -> None:
    (turn,) = told(text, _statements(text, said))
    assert (turn.then, turn.now, turn.admitted) == (0, 0, True)


@pytest.mark.parametrize(("text", "said"), NONE)
def test_no_turn_is_told(text: str, said: list[Said]) -> None:
    assert told(text, _statements(text, said)) == []


def test_a_turn_in_the_words_of_another_statement_is_that_ones() -> None:
    text = "Once a friend of the tunnel, Quill said in May that it should be flooded. "
    text += "She walked back her words and said the harbour is a victim."
    said = [
        ("Quill", "Once a friend of", "the tunnel"),
        ("Quill", "said in May", "that it should be flooded"),
        ("Quill", "walked back", "her words"),
        ("Quill", "and said", "the harbour is a victim"),
    ]
    (turn,) = told(text, _statements(text, said))
    assert (turn.then, turn.now) == (1, 2)


def test_each_statement_stands_in_one_turn() -> None:
    text = "Quill once defended Vane. Quill once praised Vane. Her turn against Vane was quick."
    said = [("Quill", "once defended", "Vane"), ("Quill", "once praised", "Vane"), ("Quill", "turn against", "Vane")]
    assert len(told(text, _statements(text, said))) == 1


def _recorded(folder: object, told: tuple[str, list[Said], str]) -> Record:
    """A record of one invented article, compared."""
    text, said, _ = told
    record = Record(f"{folder}/told.db")
    entity = Entity("Quill", "Edda Quill", "person", ("Quill",), (), (Span(0, 5),))
    article = Article("a", text, outlet="The Invented Post", published=date(2024, 9, 27))
    record.add(Extraction(article, _statements(text, said), entities=(entity,)))
    record.compare()
    return record


@pytest.mark.parametrize("again", [False, True])
def test_a_turn_that_is_told_is_a_shift_of_the_record(tmp_path: object, again: bool) -> None:
    with _recorded(tmp_path, TURNS[1]) as record:
        if again:  # what is compared anew is told once
            record.people.rename("edda-quill", "Edda Quill the Elder")
            record.compare()
        (shift,) = record.shifts("Quill")
        assert (shift.basis, shift.then.statement.id, shift.now.statement.id) == ("told", "a/0", "a/1")
        assert "once supported it; now" in shift.reason
        assert "turned against ‘the harbour tunnel’" in shift.reason
        record.no_shift("a/1", "a/2", by="Ann", reason="two tunnels")
        assert record.shifts("Quill") == []


def test_a_turn_that_one_statement_tells_of_is_shown_once(tmp_path: object) -> None:
    with _recorded(tmp_path, ALONE[0]) as record:
        (shift,) = record.shifts("Quill")
    assert shift.then == shift.now
    assert shift.reason == (
        "by the author, published 27 September 2024: "
        "backpedaled on ‘her prediction a year ago that the ferries would pay’"
    )
    (row,) = _sides(shift_line(shift))
    assert row["side"] == "told"


def test_of_what_nothing_dates_the_publication_is_told_and_not_that_it_was_before(tmp_path: object) -> None:
    with _recorded(tmp_path, TURNS[3]) as record:
        (shift,) = record.shifts("Quill")
    assert (shift.then_when.by, shift.then_when.date) == ("publication", "2024-09-27")
    assert (shift.now_when.by, shift.now_when.date) == ("publication", "2024-09-27")
    then, now = _sides(shift_line(shift))
    assert (_moment(then), _moment(now)) == ("(2024-09-27)", "(2024-09-27)")
