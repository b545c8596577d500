"""Who is speaking, on invented articles of fictional people (and a few public offices)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented_reports import parsed, resolved

from onrecord.extraction.coreference import resolve
from onrecord.extraction.document import Document, Resolution
from onrecord.model import Article, Attribution, Span, Spans


def read(marked: str, published: date | None = date(2016, 5, 1)) -> tuple[Resolution, str]:
    """The resolution of a text with marked attributions, and the plain text."""
    doc, resolution = resolved(marked, published)
    return resolution, doc.article.text


def speakers(marked: str, published: date | None = date(2016, 5, 1)) -> list[tuple[str | None, str]]:
    return [(s.name, s.type) for s in read(marked, published)[0].speakers]


CASES: dict[str, tuple[str, list[tuple[str | None, str]]]] = {
    "partial name": (
        "Edda Quill opened the bridge on Monday. [1 Quill] {1 said} <1 it was late>.",
        [("Edda Quill", "person")],
    ),
    "ranks whose stop ends no sentence": (
        "[1 Cmdr. Sean Halloran, a spokesman for the navy,] {1 said} <1 the ship was safe>. [2 Sgt. Edda Quill] "
        "{2 said} <2 it was not>. [3 Halloran] {3 added} <3 that it will sail>.",
        [("Sean Halloran", "person"), ("Edda Quill", "person"), ("Sean Halloran", "person")],
    ),
    "a title and a name that spaCy has for none, below a title that it has for a name": (
        "WESTHAVEN, Ohio, May 3 (Invented News) - [1 Mayor Edda Quill] {1 said} <1 the pier “will be rebuilt”> two "
        "years after [2 she] had {2 called} <2 the plan a dream>.\n\nCmdr. Sean Halloran welcomed the decision.",
        [("Edda Quill", "person"), ("Edda Quill", "person")],
    ),
    "who stands behind the cue, where it has no source": (
        "{1 According to} Halden Bank, <1 the pier is safe>. <2 The flaw> {2 was first reported} by Edda Quill.",
        [("Halden Bank", "organization"), ("Edda Quill", "person")],
    ),
    "papers that nobody in particular wrote": (
        "The pier was closed after {1 complaints} <1 that it shook>.",
        [(None, "unknown")],
    ),
    "letters that all readers know": (
        "[1 The CDC] {1 said} <1 that the water was safe>.",
        [("Centers for Disease Control and Prevention", "organization")],
    ),
    "given names of two parts": (
        "Director of Public Works Eva-Marie Quill closed the pier. [1 Ms Quill] {1 said} <1 it shook>. Jean-Claude "
        "Orrin left. [2 Mr Orrin] {2 said} <2 it did not>.",
        [("Eva-Marie Quill", "person"), ("Jean-Claude Orrin", "person")],
    ),
    "they are those who acted, not the last that were named": (
        "The teachers of Westhaven marched through the streets on Monday with their children. [1 They] {1 said} "
        "<1 that they would be back>.",
        [("teachers of Westhaven", "group")],
    ),
    "it is the body that acts, before the plan that it made": (
        "Halden Works published its plans for the pier on Monday. [1 It] {1 said} <1 that the work would take years>.",
        [("Halden Works", "organization")],
    ),
    "an author's we has no name": (
        "Edda Quill opened the bridge on Monday. In its review of the bridge [1 we] {1 called} <1 it a dream>.",
        [(None, "unknown")],
    ),
    "words that name nobody name no speaker": (
        "[1 No one] {1 knows} <1 what the pier will cost>. [2 Nobody] {2 believes} <2 that it will be built>. "
        "The plan went to "
        "three mayors, [3 each of whom] {3 said} <3 that it was dear>. [4 Many] {4 fear} <4 a loss>.",
        [(None, "unknown"), (None, "unknown"), (None, "unknown"), ("many", "group")],
    ),
    "a group is called without the who behind it": (
        "They met at noon, and [1 economists who] {1 favor} <1 ferries> [1 agree] that they are slow.",
        [("economists", "group")],
    ),
    "a stranger is called by no more than the source": (
        "It prompted a debate; [1 one lawmaker] {1 called} <1 Quill “the orange prince of piers.”> Edda Quill left.",
        [("one lawmaker", "anonymous")],
    ),
    "several posts before a name": (
        "<1 “Our results were good,”> {1 said} [1 chairman, CEO and president Hannah Orrvik].",
        [("Hannah Orrvik", "person")],
    ),
    "a title that is no given name": (
        "[1 Republican state schools Superintendent Hannah Orrvik] {1 told} teachers <1 that it was late>. [2 "
        "Orrvik] {2 said} "
        "<2 it again>.",
        [("Hannah Orrvik", "person"), ("Hannah Orrvik", "person")],
    ),
    "the formal of two given names": (
        "Sandra Orrvik, 78, came to vote on Monday. [1 Orrvik] {1 said} <1 that it was late>. Sandy Orrvik left "
        "at noon.",
        [("Sandra Orrvik", "person")],
    ),
    "two spellings of a given name": (
        "Phillip Orrvik came to vote on Monday. [1 Philip Orrvik] {1 said} <1 that it was late>. Mr. Orrvik "
        "left at noon. "
        "Philip Orrvik came back.",
        [("Philip Orrvik", "person")],
    ),
    "letters that are written out": (
        "[1 The MWC] {1 said} <1 that it would build the pier>. The Marrow Works Company sells ferries.",
        [("Marrow Works Company", "organization")],
    ),
    "letters behind what they stand for": (
        "It was asked by Friends for Rivers and Old Gardens of Westhaven (FROGW) on Monday. [1 FROGW] {1 said} "
        "<1 that it was late>.",
        [("Friends for Rivers and Old Gardens of Westhaven", "organization")],
    ),
    "letters behind a company's name": (
        "Halden Motors Corporation (HM) has posted its first loss. [1 HM] {1 said} <1 that it was late>.",
        [("Halden Motors Corporation", "organization")],
    ),
    "a post whose words stand for somebody else, with a name": (
        "Halden Motors met Scott Carden, the president, on Monday. [1 The company president and CEO Louis Garrick] "
        "{1 said} <1 it was late>.",
        [("Louis Garrick", "person")],
    ),
    "letters that are a post and no part of a name": (
        "[1 Browns DL Sheldon Richter] {1 said} <1 that it was late>. [2 Richter] {2 added} <2 more>.",
        [("Sheldon Richter", "person"), ("Sheldon Richter", "person")],
    ),
    "a headline's family name before a verb with a capital": (
        "[1 Biden] {1 Aims Insult At} <1 Trump>\n\nVice President Joe Biden spoke to workers on Monday.",
        [("Joe Biden", "person")],
    ),
    "one more, and more, of those that were begun": (
        "[1 One angler] {1 said} <1 that the pier was old>. [2 Another] {2 said} <2 that it was new>. [3 Some young "
        "traders] {3 said} <3 that it was dear>, and [4 others] {4 hoped} <4 for ferries>. [5 Others in Westhaven] "
        "{5 said} <5 no>.",
        [
            ("one angler", "anonymous"),
            ("another angler", "anonymous"),
            ("some young traders", "group"),
            ("other young traders", "group"),
            ("others in Westhaven", "group"),
        ],
    ),
    "a body goes by the noun that stood beside its name": (
        "A letter came from anglers. [1 The group, Westhaven Anglers Coalition,] {1 said} <1 that it was late>. It "
        "rained on Monday. [2 The group] {2 said} <2 no more>.",
        [("Westhaven Anglers Coalition", "organization"), ("Westhaven Anglers Coalition", "organization")],
    ),
    "they are the two who were named together": (
        "Anglers met on Monday. Edda Quill and Sean Halloran held a rally as [1 they] {1 promised} <1 a pier>. Traders "
        "left. Take Mayor Edda Quill and Cmdr. Sean Halloran. Last week [2 they] {2 promised} <2 a pier>.",
        [("Edda Quill & Sean Halloran", "person"), ("Edda Quill & Sean Halloran", "person")],
    ),
    "a capital that speaks is its country": (
        "Russia's foreign ministry met envoys on Friday. [1 Moscow] {1 said} <1 that it would build a pier>. [2 "
        "Beijing] {2 warned} "
        "<2 that ferries would stop>. [3 Vienna] {3 said} <3 nothing new>. China and Ukraine were not there.",
        [("Russia", "organization"), ("China", "organization"), ("Vienna", "organization")],
    ),
    "the governor of another state": (
        "In Missouri, Governor Robert Dean spoke on Monday. [1 South Dakota's Republican governor] {1 said} <1 "
        "that he would veto "
        "the bill>.",
        [("South Dakota's Republican governor", "anonymous")],
    ),
    "police without more words": (
        "Boston police closed the pier on Monday. [1 Police] {1 said} <1 that they had found a boat>.",
        [("Boston police", "organization")],
    ),
    "a body is not its council": (
        "The UN Security Council met on Monday. [1 The UN] {1 said} <1 that it was late>. [2 The council] "
        "{2 said} <2 no more>.",
        [("United Nations", "organization"), ("UN Security Council", "organization")],
    ),
    "somebody's age": (
        "Hannah Orrvik opened the pier on Monday. [1 The 56-year-old] {1 said} <1 that it was late>.",
        [("Hannah Orrvik", "person")],
    ),
    "somebody and others": (
        "Edda Quill opened the bridge on Monday. [1 Quill and her team] {1 said} <1 it was late>. [2 Quill and "
        "other local officials] {2 hope} <2 for rain>. [3 Farmers and shopkeepers] {3 feared} <3 a loss>.",
        [
            ("Edda Quill & Edda Quill’s team", "group"),
            ("Edda Quill & other local officials", "group"),
            ("farmers and shopkeepers", "group"),
        ],
    ),
    "headline before the full name": (
        "[1 Quill] {1 vows} <1 a bridge>.\n\nMayor Edda Quill opened the works on Monday.",
        [("Edda Quill", "person")],
    ),
    "headline and lead keep the name back": (
        "Hacker [1 who] {1 exposed} <1 a mayor> gets two years.\n\n[2 The Belgian hacker] {2 told} "
        "<2 a court that he was sorry> and was sentenced on Monday.\n\n"
        "Robert Dean, 44, was held in Westhaven.",
        [("Robert Dean", "person"), ("Robert Dean", "person")],
    ),
    "they are the two of the sentence before": (
        "Robert Dean and Hannah Quill have a good deal in common. [1 They] {1 hope} <1 for rain>.",
        [("Robert Dean & Hannah Quill", "person")],
    ),
    "who is not a country": (
        "The attacks were echoed by voters across the country, [1 who] {1 said} <1 it was late>.",
        [("voters across the country", "group")],
    ),
    "whose speech": (
        "Hannah Quill spoke on Monday. [1 Quill's speech] {1 attacked} <1 the bridge>.",
        [("Hannah Quill", "person")],
    ),
    "a verb in the present does not go on with one in the past": (
        "[1 He] met Dean, who has said he is tired, {1 opposes} <1 the bridge> and will not pay.\n\nRobert Dean sang.",
        [("Robert Dean", "person")],
    ),
    "a transcript's turn, whatever stands above it": (
        'Robert Dean was on the programme. [1 A transcript] {1 follows:}\n\n"DEAN: <1 It is late, and I am tired.>"',
        [("Robert Dean", "person")],
    ),
    "a stranger with a first name": (
        "A young woman watched the speech in Westhaven.\n\n[1 The woman] {1 doubts} <1 that it was late>.\n\n"
        '"<2 It is late>," [2 Hannah] {2 said}. "<3 So late>," [3 she] {3 said}.',
        [("Hannah", "person"), ("Hannah", "person"), ("Hannah", "person")],
    ),
    "the mark of the quotation before is nobody's": (
        'The case was strange.\n\n"<1 Going upstairs to bed was a 30 minute activity as I could only manage two '
        'stairs at a time>," [1 the patient] {1 described} in the case report.',
        [("patient", "anonymous")],
    ),
    "a longer name after a shorter one is another's": (
        "[1 Halden Airways] {1 said} <1 it was late>. Halden Airways Leasing has three ships. [2 Halden Airways] "
        "{2 said} <2 it owns none>.",
        [("Halden Airways", "organization"), ("Halden Airways", "organization")],
    ),
    "but for what ends any name": (
        "[1 Halden Airways] {1 said} <1 it was late>. Halden Airways Company has three ships. [2 Halden Airways] "
        "{2 said} <2 it owns none>.",
        [("Halden Airways Company", "organization"), ("Halden Airways Company", "organization")],
    ),
    "a document's own maker, before what was said of one like it": (
        "A new statewide poll is out. [1 The poll, released on Monday by the Halden Institute,] {1 found} <1 rain>.",
        [("Halden Institute poll", "document")],
    ),
    "who saw a document did not make it": (
        "[1 A letter seen by the Halden Institute] {1 says} <1 it was late>. [2 A letter written by the "
        "Halden Institute] {2 says} <2 so>.",
        [("A letter seen by the Halden Institute", "document"), ("Halden Institute letter", "document")],
    ),
    "what is a company's": (
        "The Brenk Company met. [1 The company’s design team] {1 said} <1 it was late>. Mayor Edda Quill spoke. [2 The "
        "mayor’s office] {2 said} <2 so>.",
        [("Brenk Company’s design team", "organization"), ("mayor’s office", "organization")],
    ),
    "what is quoted introduces nobody": (
        '[1 Edda Quill] {1 said}: "<1 A careless water agency is no help.>" [2 The agency] {2 said} <2 it was late>.',
        [("Edda Quill", "person"), ("agency", "organization")],
    ),
    "the state is not the body that is called after it": (
        "The Islamic State fell on Monday. [1 The state] {1 said} <1 it was late>. The State Council met. "
        "[2 The state] {2 said} <2 so>. [3 The council] {3 said} <3 no>.",
        [("state", "organization"), ("state", "organization"), ("State Council", "organization")],
    ),
    "nouns for those who do something": (
        "[1 A cashier] {1 said} <1 it was late>. [2 One user] {2 wrote} <2 so>. [3 The letter] {3 said} <3 no>. "
        "[4 The newspaper] {4 said} <4 yes>.",
        [
            ("A cashier", "anonymous"),
            ("one user", "anonymous"),
            ("letter", "document"),
            ("newspaper", "organization"),
        ],
    ),
    "a dateline is nobody": (
        "Bridge closes\n\nWESTHAVEN (NewsAgency) - [1 Mayor Hannah Quill] {1 said} <1 it was late>. "
        "[2 She] {2 added} <2 that it was cold>.",
        [("Hannah Quill", "person"), ("Hannah Quill", "person")],
    ),
    "who says it in passing": (
        "Dean met the press. And that [1 the council], as he {1 never tires of saying}, <1 is no longer poor>.\n\n"
        "Robert Dean sang.",
        [("Robert Dean", "person")],
    ),
    "title": (
        "Bo Dean and Edda Quill met. [1 Mrs. Quill] {1 said} <1 it was late>.",
        [("Edda Quill", "person")],
    ),
    "pronoun by gender": (
        "Robert Dean met Hannah Quill. [1 She] {1 said} <1 it was late>, and [2 he] {2 said} <2 so too>.",
        [("Hannah Quill", "person"), ("Robert Dean", "person")],
    ),
    "the speaker goes on": (
        'Robert Dean opened the bridge. <1 "It is late,"> [1 he] {1 said}.\n\n<2 "But it is here,"> [2 he] {2 added}.',
        [("Robert Dean", "person"), ("Robert Dean", "person")],
    ),
    "relative pronoun": (
        "The bridge was opened by Hannah Quill, [1 who] {1 said} <1 it was late>.",
        [("Hannah Quill", "person")],
    ),
    "subject of the clause above": (
        "Robert Dean opened the bridge. Dean spoke of it and Dean left. While Carl Moss stayed at the bridge after "
        "[1 he] {1 said of} it, <1 “We built it.”> Dean was at home.",
        [("Carl Moss", "person")],
    ),
    "apposition": (
        "[1 Hannah Quill, the mayor of Oldham Bay,] {1 said} <1 it was late>.",
        [("Hannah Quill", "person")],
    ),
    "role before the name": (
        "[1 Quill spokesman Robert Dean] {1 said} <1 it was late>.",
        [("Robert Dean", "person")],
    ),
    "role, then the name": (
        "[1 A spokeswoman, Hannah Quill,] {1 said} <1 it was late>.",
        [("Hannah Quill", "person")],
    ),
    "description learned in the article": (
        "Hannah Quill, a retired harpist, came late. Robert Dean came, too.\n\n[1 The harpist] {1 said} <1 so>.",
        [("Hannah Quill", "person")],
    ),
    "possessive": (
        "Hannah Quill won. [1 Quill's] {1 promise} <1 to build a bridge> stood.",
        [("Hannah Quill", "person")],
    ),
    "two speakers": (
        "[1 Hannah Quill and Robert Dean] {1 said} <1 it was late>.",
        [("Hannah Quill & Robert Dean", "person")],
    ),
    "a campaign is not its candidate": (
        "Hannah Quill ran for mayor. [1 The Quill campaign] {1 said} <1 it was late>. [2 The campaign] {2 denied} "
        "<2 more>.",
        [("Hannah Quill campaign", "organization"), ("Hannah Quill campaign", "organization")],
    ),
    "a body that goes by its noun": (
        "Halden's mayor spoke. [1 The Halden council] {1 said} <1 it was late>.",
        [("Halden council", "organization")],
    ),
    "the company is the one in focus": (
        "Brightwater Systems will close a plant. [1 The company] {1 said} <1 it was late>.",
        [("Brightwater Systems", "organization")],
    ),
    "the commission has it in its name": (
        "The Halden Water Commission met. [1 The commission] {1 said} <1 it was late>.",
        [("Halden Water Commission", "organization")],
    ),
    "a double given name": (
        "The town has a new prosecutor, Anna-Marie Lindqvist. [1 Lindqvist] {1 said} <1 it was late>.",
        [("Anna-Marie Lindqvist", "person")],
    ),
    "an envoy to a country": (
        "Former special envoy to Ukraine Kurt Lindqvist resigned. [1 Lindqvist] {1 said} <1 it was late>.",
        [("Kurt Lindqvist", "person")],
    ),
    "a calling is the person in focus": (
        "Tom Bramley plays a mayor in a new series. [1 The actor] {1 said} <1 it was late>.",
        [("Tom Bramley", "person")],
    ),
    "a paper is nobody": (
        "A man was hurt on Friday. [1 The Chronicle] {1 says} <1 he was arrested>.",
        [("Chronicle", "organization")],
    ),
    "somebody's allies": (
        "Hannah Quill ran for mayor. [1 Quill's allies] {1 said} <1 it was late>.",
        [("Hannah Quill's allies", "group")],
    ),
    "an unnamed spokeswoman": (
        "Hannah Quill ran for mayor. [1 A Quill spokeswoman] {1 declined} <1 to comment>.",
        [("A Hannah Quill spokeswoman", "anonymous")],
    ),
    "sources": (
        "The plan is dead, [1 sources] {1 said}. <1 It cost too much>.",
        [("sources", "anonymous")],
    ),
    "a document": (
        "[1 A new report by the Oldham Institute] {1 says} <1 the bridge is late>.",
        [("Oldham Institute report", "document")],
    ),
    "a group": (
        "[1 Many voters] {1 say} <1 the bridge is late>.",
        [("many voters", "group")],
    ),
    "a percentage": (
        "[1 38% of likely voters] {1 said} <1 the bridge is late>.",
        [("38% of likely voters", "group")],
    ),
    "participle without a source": (
        "Hannah Quill left the hall, {1 saying} <1 the bridge was late>.",
        [("Hannah Quill", "person")],
    ),
    "nobody in particular": (
        "The bridge {1 is expected} <1 to open in May>.",
        [(None, "unknown")],
    ),
    "a transcript": (
        "Hannah Quill spoke with Robert Dean.\n\nQUILL: <1 Is it late?>\n\nDEAN: <2 It is.>",
        [("Hannah Quill", "person"), ("Robert Dean", "person")],
    ),
    "the son and the father": (
        "Donald Vane came with Donald Vane Jr. [1 Donald Vane Jr.] {1 said} <1 so>. [2 Vane] {2 said} <2 no>.",
        [("Donald Vane Jr.", "person"), ("Donald Vane", "person")],
    ),
    "source and cue swapped": (
        "<1 The bridge is late>, [1 said] {1 Hannah Quill}.",
        [("Hannah Quill", "person")],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_speakers(name: str) -> None:
    marked, expected = CASES[name]
    assert speakers(marked) == expected


@pytest.mark.parametrize(
    ("marked", "day", "name"),
    [
        ("Democrats met. [1 Clinton] {1 said} <1 it was late>.", date(2016, 5, 1), "Hillary Clinton"),
        ("Democrats met. [1 President Clinton] {1 said} <1 it was late>.", date(1996, 5, 1), "Bill Clinton"),
        ("Democrats met. [1 Mr. Clinton] {1 said} <1 it was late>.", date(2016, 5, 1), "Bill Clinton"),
        ("[1 The Foreign Secretary] {1 said} <1 it was late>.", date(2024, 9, 27), "David Lammy"),
        ("[1 The Foreign Secretary] {1 said} <1 it was late>.", date(2017, 3, 1), "Boris Johnson"),
    ],
)
def test_public_figures_by_the_articles_day(marked: str, day: date, name: str) -> None:
    assert speakers(marked, day) == [(name, "person")]


def test_two_candidates_and_no_reason_is_unknown() -> None:
    text = "Alva Quill and Berta Quill came to the bridge. [1 Quill] {1 said} <1 it was late>."
    speaker = read(text)[0].speakers[0]
    assert (speaker.name, speaker.type, speaker.entity) == (None, "unknown", None)
    assert set(speaker.candidates) == {"Alva Quill", "Berta Quill"}


def test_the_chain_leads_from_the_source_to_the_name() -> None:
    text = 'Hannah Quill opened the bridge. Quill was late. <1 "It is here,"> [1 she] {1 said}.'
    resolution, plain = read(text)
    speaker = resolution.speakers[0]
    assert [plain[s:e] for s, e in speaker.chain] == ["she", "Quill", "Hannah Quill"]
    assert speaker.entity is not None
    assert resolution.entity(speaker.entity).name == "Hannah Quill"


def test_first_person_and_third_inside_a_quotation() -> None:
    text = 'Hannah Quill met Robert Dean. <1 "I told him so,"> [1 Quill] {1 said}.'
    resolution, plain = read(text)
    content = Span(plain.index('"I'), plain.index('," ') + 2 if '," ' in plain else plain.index(',"') + 2)
    named = {plain[m.span.start : m.span.end]: m.entity for m in resolution.mentions_in(content)}
    assert named["I"] is not None
    assert resolution.entity(named["I"]).name == "Hannah Quill"
    assert named["him"] is not None
    assert resolution.entity(named["him"]).name == "Robert Dean"


def test_entities_hold_their_mentions_and_offices() -> None:
    resolution, plain = read("Foreign Secretary David Lammy came. Lammy left.", date(2024, 9, 27))
    lammy = next(e for e in resolution.entities if e.name == "David Lammy")
    assert [plain[s:e] for s, e in lammy.mentions] == ["David Lammy", "Lammy"]
    assert lammy.aliases == ("Lammy",)
    assert "Foreign Secretary" in lammy.offices


def _spans(text: str, cuts: list[int]) -> Spans:
    ends = sorted(c % (len(text) + 1) for c in cuts)
    return tuple(Span(a, b) for a, b in zip(ends[::2], ends[1::2], strict=False) if a < b)


@settings(max_examples=25, deadline=None)
@given(
    text=st.text(alphabet=st.sampled_from('Quill Dean said he she "“”.,\n:—%AB'), max_size=120),
    cuts=st.lists(st.integers(0, 200), min_size=6, max_size=6),
)
def test_any_attributions_of_any_text(text: str, cuts: list[int]) -> None:
    doc = parsed(text)
    source, cue, content = _spans(text, cuts[:2]), _spans(text, cuts[2:4]), _spans(text, cuts[4:])
    found = [Attribution(source, cue, content, 0.5)] if content else []
    document = Document(Article("x", text, published=date(2016, 1, 1)), doc, tuple(found))
    resolution = resolve(document)
    assert resolution == resolve(document)
    assert len(resolution.speakers) == len(found)
    ids = {e.id for e in resolution.entities}
    for mention in resolution.mentions:
        assert 0 <= mention.span.start < mention.span.end <= len(text)
        assert mention.entity is None or mention.entity in ids
    for speaker in resolution.speakers:
        assert speaker.entity is None or speaker.entity in ids
        assert (speaker.name is None) == (speaker.type == "unknown")


def test_who_calls_is_not_who_is_called() -> None:
    resolution, text = read(
        "Robert Dean won. Labour gained by attacking Robert Dean—including [1 Moss] {1 calling} <1 him a “fool”>. "
        "Carl Moss was a minister."
    )
    him = next(m for m in resolution.mentions if text[slice(*m.span)] == "him")
    assert him.entity is not None
    assert resolution.entity(him.entity).name == "Robert Dean"


def test_a_dateline_is_a_place() -> None:
    text = "WESTHAVEN, May 3 (NewsAgency) - The bridge will stay closed.\n\nROWAN (NewsAgency) - So will the road."
    entities = {e.name: e.type for e in read(text)[0].entities}
    assert entities.get("WESTHAVEN", "place") == "place"
    assert entities.get("ROWAN", "place") == "place"


def test_you_are_who_is_told() -> None:
    marked = 'Robert Dean met Hannah Quill. [1 Dean] {1 told} Quill: "<1 You are late, and I like you.>"'
    resolution, plain = read(marked)
    at = {m.span.start: resolution.entity(m.entity).name for m in resolution.mentions if m.entity}
    assert at[plain.index("You are")] == "Hannah Quill"
    assert at[plain.index("I like")] == "Robert Dean"
    unknown, plain = read('Robert Dean met Hannah Quill. [1 Dean] {1 said}: "<1 You are late.>"')
    assert not [m for m in unknown.mentions if m.entity and m.span.start == plain.index("You")]


def test_two_ways_to_spell_a_name() -> None:
    resolution, _ = read("President Bo Zelenskyy spoke. The Zelensky government fell.")
    assert [e.name for e in resolution.entities if e.type == "person"] == ["Bo Zelenskyy"]


@pytest.mark.parametrize(
    ("body", "noun"), [("State Council", "state"), ("Country Party", "country"), ("Nation Party", "nation")]
)
def test_a_country_is_not_the_body_that_is_called_after_it(body: str, noun: str) -> None:
    text = f"The {body} met on Monday. [1 Hannah Quill] {{1 said}} <1 that the {noun} was sad>."
    assert mentioned(text)[f"the {noun}"] is None
    assert mentioned(text.replace(noun, body.split()[1].lower()))[f"the {body.split()[1].lower()}"] == body


def test_brackets_and_quotation_marks_are_in_no_bodys_name() -> None:
    text = "[1 The Halden council] {1 said} <1 it was late>. [2 The Halden {} council] {2 said} <2 it was late>."
    assert mentioned(text.replace("{}", "water"))["The Halden water council"] == "Halden water council"
    assert mentioned(text.replace("{}", "“water”"))["The Halden “water” council"] is None
    assert mentioned(text.replace("{}", "(Westhaven)"))["The Halden (Westhaven) council"] is None


def mentioned(marked: str) -> dict[str, str | None]:
    """Whom or what each mention's words stand for, by name."""
    resolution, text = read(marked)
    return {
        text[m.span.start : m.span.end]: resolution.entity(m.entity).name if m.entity else None
        for m in resolution.mentions
    }
