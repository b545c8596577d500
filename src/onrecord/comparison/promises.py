"""What somebody promises to do, and where the author of an article tells that it was not done, or the opposite was.

The author tells it by what becomes of the promise ("broke her promise", "remains unfulfilled"), by what was not done
("has yet to do so", "but never did"), or by a deed that is the very one that was ruled out ("vowed never to raise the
toll. On Monday she raised it").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from onrecord import lexicon
from onrecord.comparison.authorial import HIS, SINCE, Retold, is_blamed, leads_to, may_be
from onrecord.comparison.context import sentences
from onrecord.comparison.tokens import STOP, shifted, tokens
from onrecord.model import Span

_PROMISE: Final = lexicon.pattern("promises")
_CUE: Final = re.compile(rf"\b(?:{lexicon.pattern('promising')}|{HIS} (?:\w+ )?{_PROMISE})\b", re.IGNORECASE)
_CALLED: Final = re.compile(rf"^\W*{HIS} (?:\w+ )?{_PROMISE}\b", re.IGNORECASE)
_NEVER: Final = re.compile(rf"\b{lexicon.pattern('ruling out')}\b", re.IGNORECASE)
_WILL: Final = (
    r"(?: (?:will|would|shall)|[’'](?:d|ll)|(?: am| is| are| was| were|[’'](?:m|s|re))(?= (?:not )?going to)|"
    r"(?= wo(?:n|uldn)[’']t))"
)
_HEDGE: Final = lexicon.pattern("hedges")
_ADVERB: Final = rf"(?!(?:{_HEDGE}|(?:re|app|rep|supp|comp|f)ly)\b)(?:always|still|also|soon|just|\w+ly)"
_ACT: Final = re.compile(  # of oneself: "(that) she will never raise the toll", "to raise the toll", "raising the toll"
    rf"^\W*(?:{HIS} (?:\w+ )?{_PROMISE} )?(?:that )?(?:(?P<who>he|she|they|it|I|we){_WILL})?"
    r"(?P<not>(?: ?\b(?:not|never|won[’']t|wouldn[’']t))*) ?(?:going )?"
    r"(?P<to>\bto\b)?(?P<nor>(?: (?:not|never|ever))*) ?"
    rf"(?:{_ADVERB} )?(?!(?:{_HEDGE}|{_ADVERB}|{lexicon.pattern('being and feeling')})\b)(?P<verb>[a-z]+)\b",
    re.IGNORECASE,
)
_UNSAID: Final = re.compile(
    r"^\W*(?:that )?(?:to do (?:so|it)\b|(?P<who>he|she|they|it|I|we) would(?: do (?:so|it))?\W*$)", re.IGNORECASE
)
_AUX: Final = r"(?:has|have|had|did|does|do)"
_NOT: Final = (
    rf"(?:{_AUX}(?: not| never|n[’']t)|never(?: did| has| had)?|(?:has|have|had) yet|"
    r"fail(?:s|ed|ing)?|refus(?:es|ed|ing)|declin(?:es|ed|ing)|neglect(?:s|ed|ing))(?: yet| ever)?(?: to)?"
)
_SOON: Final = r"(?:(?:then|later|soon|since|still|so far|to date|in the end|has|have|had|is|also|\w+ly)\W+)*"
_BROKE: Final = rf"(?:{lexicon.pattern('breaking')}|{_NOT} {lexicon.pattern('keeping')})"
_BREACH: Final = re.compile(
    rf"\b{_BROKE}\b(?: (?:on|from|all|many|some|most|part|one|of))* (?:{HIS}|an?|the|that|this|those|another)"
    rf"(?: [\w’'-]+){{0,3}}? {_PROMISE}\b|\b{lexicon.pattern('unkept')} (?:\w+ )?{_PROMISE}\b",
    re.IGNORECASE,
)
_OUTCOME: Final = re.compile(  # after what was promised
    rf"^\W*(?:(?:was|were|(?:has|have|had) been) {_SOON}{lexicon.pattern('dropped')}|"
    rf"(?:remain\w*|is|are|was|were|went|go|goes|gone|stay\w*) {_SOON}{lexicon.pattern('unkept')}|"
    rf"(?:was|were|is|are|has|have|had)(?: not| never|n[’']t| yet to)(?: yet)?(?: been| be)? {lexicon.pattern('kept')}|"
    rf"{_NOT} {lexicon.pattern('coming true')}|came to nothing|"
    rf"an? (?:\w+ )?{_PROMISE} (?:that |which )?(?P<who>\w+)(?: \w+){{0,2}}? {_BROKE})\b",
    re.IGNORECASE,
)
_LINK: Final = (
    r"(?:\b(?:but|yet|though|although|and|however|then|instead|later)\b|[,;:—–]|(?<=[.!?”\"])\s|\n)\W*(?:which\W+)?"
)
_END: Final = r"(?=\W*(?:[.;—–]|$))"
_WHO: Final = rf"(?:(?!{_SOON[:-1]}+)(?P<who>[\w-]+)(?:[’']s)?\W+)?"
_LEFT: Final = re.compile(  # of what was promised: "but never did", "has yet to do so", "that has yet to happen"
    rf"{_LINK}{_WHO}{_SOON}(?:{_NOT} {_SOON}(?:do|done|doing) (?:so|it|that)\b|{_NOT} {_SOON}done{_END}|"
    rf"{_NOT} {_SOON}{lexicon.pattern('coming true')}\b|(?:{_AUX}(?: not|n[’']t)(?: yet)?|never(?: did| has)?){_END}|"
    rf"(?:(?:has|have) yet|fail\w*|refus\w*|declin\w*|neglect\w*) to{_END}|"
    r"(?:did|done|doing|does|do) (?:just |exactly |quite )?the (?:very |exact )?(?:opposite|reverse|contrary)\b)",
    re.IGNORECASE,
)
_DID: Final = re.compile(  # what was ruled out
    rf"{_LINK}{_WHO}{_SOON}(?:did|done) (?:so|just that|exactly that|it)\b", re.IGNORECASE
)
_ONLY: Final = re.compile(r"[,—–]\s*only to [a-z]+", re.IGNORECASE)
_OWED: Final = re.compile(  # "has yet to publish the returns that she"
    rf"\b{_NOT} {lexicon.pattern('bringing about')}\b[^,.;:]{{1,80}}\W(?P<who>\w+)"
    r"(?: (?:had|has|once|repeatedly|long))*\W*$",
    re.IGNORECASE,
)
_UNDONE: Final = re.compile(rf"\b{_NOT} [a-z]+", re.IGNORECASE)
_CONCEDES: Final = re.compile(rf"\b{lexicon.pattern('conceding')}\b\W*(?:\w+\W+){{0,3}}$", re.IGNORECASE)
_DESPITE: Final = re.compile(rf"\b({lexicon.pattern('despite')})\b\W*(?:\w+\W+){{0,2}}$", re.IGNORECASE)
_INSTEAD: Final = re.compile(r"\binstead\b(?! of)", re.IGNORECASE)
_HAD: Final = re.compile(r"\b(?:had|previously|once|originally|initially)\b", re.IGNORECASE)
_SAME: Final = re.compile(r"^\W*(?:\w+\W+){0,3}?(?:it|him|her|them|that|this|one|so|anyway)\b|^\W*[.;,]", re.IGNORECASE)
_CLAUSE: Final = re.compile(r"[^.,;:—–\n]{0,80}")
_WORD: Final = re.compile(r"[a-z]+", re.IGNORECASE)
_SUBJECT: Final = re.compile(rf"(?:\b(?P<who>[\w-]+)\W+|{_LINK}){_SOON}(?P<not>{_NOT} )?$", re.IGNORECASE)
_PRONOUNS: Final = frozenset(("he", "she", "they", "it", "which", "that", "who"))
_AFTER: Final = 160  # code points of the sentence after a promise
_BEFORE: Final = 90  # and before it


def promised(cue: str, text: str) -> bool:
    """Does a statement, by its cue or in the first person, promise what its speaker will do or not do?"""
    act = _will(text)
    return bool(_CUE.search(cue) or _CALLED.search(text) or (act and act["who"].lower() in ("i", "we")))


def is_promise(said: Retold) -> bool:
    """The same, or does it announce that ("said that she would")?"""
    return promised(said.cue, said.said.text) or _announces(said)


def broken(said: Retold) -> Span | None:
    """The author's words by which a promise was not kept; None where a statement is none, or nothing tells so."""
    if not is_promise(said):
        return None
    found = _breach(said) or _outcome(said) or _left(said) or _owed(said) or _unsaid(said) or _done(said)
    return None if found is None or is_blamed(said, found) else found


def breaks(said: Retold) -> Span | None:
    """The author's words by which what a statement says or announces breaks a promise of which nothing else is told."""
    for match in _BREACH.finditer(said.author.text, said.sentence.start, said.cued.start):
        found = Span(*match.span())
        if said.tells(found.start) and leads_to(said, found) and not may_be(said, found) and not is_blamed(said, found):
            return found
    return None


def contrary(then: Retold, now: Retold) -> bool:
    """Does somebody say that he will do what he had ruled out, or will not do what he had promised?"""
    was, held = _act(then), _act(now)
    if was is None or held is None or was[1] == (held[1] or now.said.polarity == "denied"):
        return False
    return (
        bool(held[0] & was[0]) and bool(then.matter & now.matter or _SAME.search(now.said.text)) and _before(then, now)
    )


def instead(then: Retold, now: Retold) -> Span | None:
    """The author's word that something was said or done instead of what was promised just before."""
    if not is_promise(then) or now.start < then.end or not then.near(now, _AFTER):
        return None
    return now.author.finds(_INSTEAD, now.first, now.cued.end)


def _before(then: Retold, now: Retold) -> bool:
    """Does the author tell that a promise came before what is said otherwise?"""
    if now.since or _HAD.search(then.cue) or _concedes(then):
        return True
    return then.end < now.start and now.author.finds(SINCE, then.end, now.start) is not None


def despite(said: Retold) -> Span | None:
    """The author's words that set a promise against what was said or done: "despite her pledge not to …"."""
    match = _DESPITE.search(said.author.text, said.sentence.start, said.first) if is_promise(said) else None
    return Span(*match.span(1)) if match and said.author.says(match.start()) else None


def _will(text: str) -> re.Match[str] | None:
    """What somebody says that he himself, or she, will do: "I'll build it", not "I'd built it"."""
    act = _ACT.match(text)
    return act if act and act["who"] and not _past(act["verb"].lower()) else None


def _announces(said: Retold) -> bool:
    """Does somebody say of himself that he will do, or never do, something?"""
    act = _will(said.said.text) or _UNSAID.match(said.said.text)
    if act is None or act["who"] is None or said.said.mode != "speech" or said.said.polarity != "affirmed":
        return False
    place = said.said.content[0].start + act.start("who")
    others = (span for p in said.said.about if p.entity != said.speaker for span in p.spans)
    return not any(span.start <= place < span.end for span in others)


def _breach(said: Retold) -> Span | None:
    """ "Broke her promise to": where its cue, or the promise that is told, is what was broken."""
    for match in _BREACH.finditer(said.author.text, said.sentence.start, said.start + _BEFORE):
        found = Span(*match.span())
        if said.author.says(found.start) and found.end >= said.first and found.start <= said.cued.end:
            return None if may_be(said, found) else found
    return None


def _concedes(said: Retold) -> bool:
    return _CONCEDES.search(said.author.text, said.sentence.start, said.first) is not None


def _outcome(said: Retold) -> Span | None:
    text = said.author.text
    match = _OUTCOME.search(text[said.end : _rest(said)])
    if match is None or not (match["who"] is None or _is(said, match["who"])):
        return None
    return Span(said.end + match.start(), said.end + match.end())


def _left(said: Retold) -> Span | None:
    """ "But never did": after what was promised, or where that was read too far, at its end."""
    act = _act(said)
    patterns = (_LEFT, _DID, _ONLY) if act and act[1] else (_LEFT, _ONLY)
    own = said.said.content if said.said.kind == "indirect" else ()
    for pattern in patterns:
        for match in pattern.finditer(said.author.text, said.cued.end, _rest(said)):
            place = match.end() - 1
            mine = any(p.start <= place < p.end for p in own)
            who = match["who"] if "who" in pattern.groupindex else None
            if (mine or said.author.says(place)) and (who is None or _is(said, who)):
                return Span(*match.span())
    return None


def _owed(said: Retold) -> Span | None:
    start = max(said.sentence.start, said.cued.start - _AFTER)
    match = _OWED.search(said.author.text, start, said.cued.start)
    if match and said.author.says(match.start()) and _is(said, match["who"]):
        return Span(*match.span())
    return None


def _unsaid(said: Retold) -> Span | None:
    """ "Did not attend it, although she had said she would": where what was promised stands before it."""
    if not _UNSAID.match(said.said.text) or not _concedes(said):
        return None
    return said.author.finds(_UNDONE, said.sentence.start, said.first)


def _done(said: Retold) -> Span | None:
    """The very deed that was ruled out, or not the one that was promised, in the author's words."""
    act = _act(said)
    if act is None:
        return None
    verbs, never = act
    text = said.author.text
    places = [(said.end, _rest(said))]
    if _concedes(said):
        places.append((said.sentence.start, said.first))
    for place, end in places:
        for match in _WORD.finditer(text, place, end):
            word = match[0].lower()
            if _root(word) not in verbs or not said.author.says(match.start()) or (never and not _past(word)):
                continue
            lead = _SUBJECT.search(text, max(place, match.start() - _BEFORE), match.start())
            if lead is None or bool(lead["not"]) == never or not _does(said, lead["who"]):
                continue
            after = text[match.end() : match.end() + _BEFORE]
            same = {shifted(w.lower()) for w in _WORD.findall(after)} & (said.matter - {shifted(word)})
            if same or _SAME.match(after):
                rest = _CLAUSE.match(text, match.end())
                return Span(lead.start("who") if lead["who"] else match.start(), rest.end() if rest else match.end())
    return None


def _does(said: Retold, who: str | None) -> bool:
    """Can a subject be whoever promised, or what the promise is about ("the prison never closed")?"""
    return who is None or _is(said, who) or shifted(who.lower()) in said.matter


def _act(said: Retold) -> tuple[set[str], bool] | None:
    """What is promised: the verb, and whether it is that one will not do so; of a thing ruled out any of its words."""
    act = _ACT.match(said.said.text)
    ruled = _NEVER.search(said.cue) is not None
    if act and (act["who"] or act["to"] or (ruled and act["verb"].endswith("ing"))):
        return {_root(act["verb"].lower())}, ruled or bool(act["not"].strip() or act["nor"].strip())
    return ({_root(w) for w in tokens(said.said.text).words if w not in STOP}, True) if ruled else None


def _root(word: str) -> str:
    return shifted(lexicon.values("irregular past").get(word, word))


def _past(word: str) -> bool:
    return word.endswith("ed") or word in lexicon.values("irregular past")


def _rest(said: Retold) -> int:
    """Where the sentence after that of a promise ends."""
    text = said.author.text
    end = sentences(text, (Span(said.sentence.start, max(said.end, said.cued.end)),)).end
    return (
        min(sentences(text, (Span(end, min(end + 1, len(text))),)).end, said.end + 2 * _AFTER)
        if end < len(text)
        else end
    )


def _is(said: Retold, who: str) -> bool:
    """Can a word stand for whoever promised, or for what was promised?"""
    return who.lower() in _PRONOUNS or who.lower() in {name.lower() for name in _names(said)}


def _names(said: Retold) -> Iterator[str]:
    for name in (*said.named, *said.source):
        yield re.sub(r"\W*(?:[’']s)?$", "", name)
