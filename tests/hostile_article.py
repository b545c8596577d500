"""An article that attacks whoever shows it, and others that lack what articles have; all invented."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from onrecord.model import Article, Extraction, Occasion, Party, SaidOn, Span, Speaker, Stance, Statement
from onrecord.record import Record

SCRIPT = "<script>alert(1)</script>"
ATTRIBUTE = '" onmouseover="alert(2)" x="'
IMAGE = "'><img src=x onerror=alert(3)>"
BIDI = "\u202efalsely\u202c"
NUL = "bell\x07 and\x1b[31m escape"
ATTACKS = (SCRIPT, ATTRIBUTE, IMAGE)
ID = 'a/../"><script>alert(4)</script>?#%00'


def statement(article: str, text: str, said: str, speaker: str, n: int = 0) -> Statement:
    start = text.index(said)
    content = (Span(start, start + len(said)),)
    return Statement(
        id=f"{article}/{start}-{start + len(said)}",
        kind="direct",
        mode="speech",
        polarity="denied",
        source=(Span(0, 5),),
        cue=(Span(6, 8),),
        content=content,
        text=said,
        speaker=Speaker(speaker, "person", "e1", 0.9, (speaker, IMAGE), (Span(0, 5),)),
        addressee=Party(ATTRIBUTE, "person", None, ()),
        occasion="o1",
        said_on=SaidOn("2024-05-06", Span(0, 5), "weekday"),
        about=(Party(SCRIPT, "person", None, ()),),
        stance=(Stance(SCRIPT, "negative", 0.9, content),),
        nested_in=None,
        confidence=0.9,
    )


def hostile() -> Extraction:
    said = f"“We {SCRIPT} never {BIDI} said {IMAGE} {NUL} that”"
    text = f"Vane, {SCRIPT} said {said} {ATTRIBUTE}\n\nIt was {NUL}."
    article = Article(
        id=ID,
        text=text,
        title=f"A title {SCRIPT} {BIDI}",
        byline=f"By {IMAGE}",
        outlet=f"The {ATTRIBUTE} {SCRIPT}",
        published=date(2024, 5, 7),
        url="javascript:alert(5)",
        path=f"/{SCRIPT}",
    )
    meeting = Occasion("o1", "meeting", None, (SCRIPT, ATTRIBUTE), IMAGE, "2024-05-06", "happened", (Span(0, 20),))
    return Extraction(
        article,
        (statement(ID, text, said, f"Osric {SCRIPT} Vane"),),
        (meeting,),
        voice=(Stance(SCRIPT, "negative", 0.9, (Span(0, 9),)),),
        warnings=(SCRIPT,),
    )


def hostile_record(db: Path) -> None:
    """Make a record of these articles."""
    with Record(db) as record:
        record.add(hostile())
        record.add(Extraction(Article("bare", "Only a text, with no title and no day."), ()))
        record.add(Extraction(Article("empty", "", title="Nothing in it"), ()))
        compare = getattr(record, "compare", None)
        if compare:
            compare()
        else:
            record.shifts()
