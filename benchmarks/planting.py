"""Drafts with planted quotations: true ones, and such as an editor must see, made by a seeded program from real text.

A quotation is what stands between double marks within one gold attribution of PolNeAR, or a stretch of a transcript's
turn; its speaker is the gold source, where that is a person's name. Nothing here uses onrecord to make or judge them.
"""

from __future__ import annotations

import json
import random
import re
from collections import defaultdict
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from zlib import crc32

TRUE = ("kept", "partial", "elided", "bracketed")
FALSE = ("elided, turned", "altered", "spliced", "moved", "invented")
PLAN = {
    "kept": 60, "partial": 20, "elided": 40, "bracketed": 30,
    "elided, turned": 30, "altered": 50, "spliced": 25, "moved": 20, "invented": 25,
}  # fmt: skip

_QUOTED = re.compile(r'“([^“”"\n]{20,600})”|"([^“”"\n]{20,600})"')
_NAME = re.compile(r"(?:[A-Z][\w’'.-]+ ){1,2}[A-Z][\w’'-]+")
_TITLES = "Mr. Mrs. Ms. Dr. Sen. Rep. Gov. President Senator Governor Secretary Representative The Donald".split()[:-1]
_TURNING = set(
    """not never no none nobody nothing without don't doesn't didn't won't wouldn't isn't aren't wasn't can't cannot
    couldn't shouldn't haven't hasn't if unless maybe perhaps probably possibly might""".split()
)
_WEIGHTY = _TURNING | set(
    """but although though however yet despite only except until otherwise could may seems almost nearly think guess
    believe suppose hope kind sort against wrong false neither nor against oppose stop fail refuse deny say said says
    reject some likely hardly barely sometimes apparently allegedly hadn't weren't ain't refused denied opposed failed
    provided assuming till rejected fails opposes apparently supposedly hopefully""".split()
)
_FAMILIES = "Quill Vane Okafor Moss Hartmann Calloway Bramley Idris Moreau Falk Thorne Pell".split()
_NO_PERSON = set(
    """News House Times Department Party Post Journal Tribune Street Daily Press Committee Republicans Democrats State
    Court Senate Congress Associated Campaign Company Fox University Institute Council Union""".split()
)
_AUXILIARY = set("is are was were will would can could should has have had do does did am".split())
_FILLER = (
    "The hall was not full.", "It was the third such evening in a week.", "Reporters were kept behind a rope.",
    "The race is close.", "Both camps claimed the day.", "Nobody expected a long night.",
)  # fmt: skip


@dataclass(frozen=True)
class Said:
    """A true quotation: its words, who said them, and where."""

    words: str
    speaker: str
    article: str
    attribution: int
    transcript: bool = False


@dataclass(frozen=True)
class Planted:
    """A quotation of a draft: what was done to it, and the words that it was made of."""

    kind: str
    words: str
    speaker: str
    of: Said


@dataclass(frozen=True)
class Draft:
    """A draft, what is planted in it in its order, and which half of the articles it is drawn from."""

    text: str
    planted: tuple[Planted, ...]
    half: int
    transcript: str | None = None


def half(article: str) -> int:
    return crc32(article.encode()) % 2


def quotations(folder: Path) -> list[Said]:
    """The quotations of PolNeAR's train and dev articles whose speaker the gold names."""
    found = []
    for name in ("train", "dev"):
        for line in (folder / "polnear" / f"{name}.jsonl").read_text("utf-8").splitlines():
            article = json.loads(line)
            found += list(_of_article(article))
    return found


def _of_article(article: dict) -> Iterator[Said]:
    text = article["text"]
    spans = [(m.start(1), m.end(1)) if m[1] else (m.start(2), m.end(2)) for m in _QUOTED.finditer(text)]
    for n, attribution in enumerate(article["attributions"]):
        if not attribution["source"] or not attribution["content"]:
            continue
        speaker = _person(" ".join(text[s:e] for s, e in attribution["source"]), text)
        if speaker is None:
            continue
        for s, e in spans:
            if any(a <= s and e <= b + 1 for a, b in attribution["content"]):
                words = " ".join(text[s:e].split()).strip(" ,")
                if len(words.split()) >= 8 and "..." not in words and "…" not in words and "[" not in words:
                    yield Said(words, speaker, article["id"], n)


def _person(source: str, text: str) -> str | None:
    """The full name of a source that is a person's name; None for all others."""
    words = source.replace("’s", "").replace("'s", "").strip(" ,").split()
    while words and words[0] in (*_TITLES, "But", "And", "As", "So", "When", "In", "Then"):
        words = words[1:]
    if (
        set(words) & _NO_PERSON
        or not words
        or len(words) > 3
        or not all(w[:1].isupper() and w[-1:].isalpha() for w in words)
    ):
        return None
    if len(words) > 1:
        return " ".join(words) if re.search(r"(?:[a-z]|\b[A-Z]\.)$", words[0]) else None
    full = {m[1] for m in re.finditer(rf"\b([A-Z][a-z]+ {re.escape(words[0])})\b", text)}
    full = {f for f in full if f.split()[0] + "." not in _TITLES and f.split()[0] not in _TITLES}
    return full.pop() if len(full) == 1 else None


def transcripts(folder: Path, count: int = 12) -> dict[str, tuple[str, list[Said]]]:
    """Transcripts made of GUM's conversations, interviews and court sessions: the text, and what is said in it."""
    made = {}
    for path in sorted((folder / "coref" / "gum").glob("GUM_*.conllu")):
        if path.name.split("_")[1] not in ("interview", "court"):
            continue
        turns: list[tuple[str, list[str]]] = []
        for block in path.read_text("utf-8").split("\n\n"):
            speaker = re.search(r"^# speaker = (.+)$", block, re.M)
            words = re.search(r"^# text = (.+)$", block, re.M)
            if speaker and words:
                if not turns or turns[-1][0] != speaker[1]:
                    turns.append((speaker[1], []))
                turns[-1][1].append(words[1])
        names = {speaker for speaker, _ in turns}
        if len(turns) < 6 or len(names) < 2:
            continue
        labels = {s: " ".join(re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", s).split()) for s in names}
        labels = {
            s: n if " " in n else f"{n} {_FAMILIES[k % len(_FAMILIES)]}"
            for k, (s, n) in enumerate(sorted(labels.items()))
        }
        text = "\n\n".join(f"{labels[s].upper()}: {' '.join(sentences)}" for s, sentences in turns)
        said = [
            Said(sentence, labels[s].title(), path.stem, n, True)
            for n, (s, sentences) in enumerate(turns)
            for sentence in _joined(sentences)
            if 8 <= len(sentence.split()) <= 60
            and "[" not in sentence
            and "..." not in sentence
            and '"' not in sentence
        ]
        if len(said) >= 12:
            made[path.stem] = (f"Transcript\n\n{text}\n", said)
        if len(made) == count:
            break
    return made


def _joined(sentences: list[str]) -> Iterator[str]:
    """Each sentence, and each with the one that follows."""
    yield from sentences
    yield from (f"{a} {b}" for a, b in pairwise(sentences))


# ------------------------------------------------------------------------------------------------ what is done to them


def _sentences(words: str) -> list[str]:
    return re.split(r"(?<=[.!?]) (?=[A-Z])", words)


def _bare(word: str) -> str:
    return word.strip(".,;:!?—–-()‘’'\"").lower().replace("’", "'")


def partial(draw: random.Random, said: Said) -> str | None:
    words = _sentences(said.words)[0].split()
    if len(words) < 9:
        return None
    size = draw.randint(4, 7)
    starts = [
        i
        for i in range(1, len(words) - size)
        if not any(_bare(w) in _WEIGHTY for w in words[max(0, i - 4) : i + size + 3])
    ]
    at = draw.choice(starts) if starts else None
    return None if at is None else " ".join(words[at : at + size]).strip(".,;:—-")


def elided(draw: random.Random, said: Said) -> str | None:
    sentences = _sentences(said.words)
    if len(sentences) >= 3 and draw.random() < 0.5:
        return f"{sentences[0]} … {' '.join(sentences[2:])}"
    words = said.words.split()
    places = [
        (i, size)
        for size in (3, 4, 5, 6)
        for i in range(3, len(words) - size - 3)
        if not any(_bare(w) in _WEIGHTY for w in words[i : i + size])
        and not re.search(r"[.!?]$", " ".join(words[i - 1 : i + size]))
    ]
    if not places:
        return None
    at, size = draw.choice(places)
    return f"{' '.join(words[:at])} … {' '.join(words[at + size :])}"


def turned(draw: random.Random, said: Said) -> str | None:
    words = said.words.split()
    places = [i for i, w in enumerate(words) if _bare(w) in _TURNING and 2 <= i < len(words) - 4]
    if not places:
        return None
    at = draw.choice(places)
    end = min(len(words) - 3, at + draw.randint(1, 2))
    if re.search(r"[.!?]", " ".join(words[max(0, at - 1) : end])):
        return None
    return f"{' '.join(words[:at])} … {' '.join(words[end:])}"


def bracketed(draw: random.Random, said: Said) -> str | None:
    words = said.words.split()
    places = [i for i, w in enumerate(words) if i and w.lower() in ("he", "she", "they", "it", "him", "them", "this")]
    first = words[0]
    if places and draw.random() < 0.7:
        words[draw.choice(places)] = draw.choice(["[the candidate]", "[the plan]", "[Mr. Vane]"])
    elif first[:1].isupper() and first[1:2].islower() and len(first) > 2:
        words[0] = f"[{first[0].lower()}]{first[1:]}"
    else:
        at = draw.randrange(2, len(words) - 1)
        words.insert(at, "[sic]")
    return " ".join(words)


def altered(draw: random.Random, said: Said, vocabulary: list[str]) -> str | None:
    words = said.words.split()
    how = draw.random()
    auxiliaries = [i for i, w in enumerate(words) if w.lower() in _AUXILIARY and i + 1 < len(words)]
    auxiliaries = [i for i in auxiliaries if _bare(words[i + 1]) != "not"]
    if how < 0.25 and auxiliaries:
        words.insert(draw.choice(auxiliaries) + 1, "not")
        return " ".join(words)
    negated = [i for i, w in enumerate(words) if _bare(w) in ("not", "never")]
    if how < 0.4 and negated:
        del words[draw.choice(negated)]
        return " ".join(words)
    places = [i for i, w in enumerate(words) if re.fullmatch(r"[a-z]{4,}", w)]
    if not places:
        return None
    at = draw.choice(places)
    words[at] = draw.choice([w for w in vocabulary if w != words[at]])
    return " ".join(words)


def invented(draw: random.Random, said: Said, vocabulary: list[str]) -> str:
    return " ".join(
        draw.choice(vocabulary) if re.fullmatch(r"[a-z]{4,}[.,]?", w) and draw.random() < 0.75 else w
        for w in said.words.split()
    )


def spliced(draw: random.Random, said: Said, others: list[Said]) -> str | None:
    other = draw.choice(others) if others else None
    if other is None:
        return None
    a, b = said.words.split(), other.words.split()
    a, b = a[: max(5, len(a) // 2)], b[-max(5, len(b) // 2) :]
    between = draw.choice([" … ", " ", ". "])
    return f"{' '.join(a).rstrip('.,;:')}{between}{' '.join(b)}"


# ------------------------------------------------------------------------------------------------ drafts


def drafts(folder: Path, seed: int = 18, count: int = 60, *, known: Container[str]) -> list[Draft]:
    """The drafts: five quotations each, of one half of the articles that are `known`, or of one transcript."""
    draw = random.Random(seed)
    kinds = [kind for kind, many in PLAN.items() for _ in range(many)]
    draw.shuffle(kinds)
    pools: dict[object, list[Said]] = defaultdict(list)
    for said in quotations(folder):
        if said.article in known:
            pools[half(said.article)].append(said)
    spoken = transcripts(folder)
    for name, (_, said) in spoken.items():
        pools[name] = said
    vocabulary = sorted({w for p in (0, 1) for s in pools[p] for w in s.words.split() if re.fullmatch(r"[a-z]{4,}", w)})
    order = [*spoken, *(n % 2 for n in range(count - len(spoken)))]
    made = []
    for n, place in enumerate(order):
        pool = pools[place]
        planted = tuple(_plant(draw, kind, pool, vocabulary) for kind in kinds[5 * n : 5 * n + 5])
        text = _text(draw, planted)
        transcript = spoken[place][0] if place in spoken else None
        made.append(Draft(text, planted, half(str(place)) if transcript else place, transcript))
    return made


def _plant(draw: random.Random, kind: str, pool: list[Said], vocabulary: list[str]) -> Planted:
    while True:
        said = draw.choice(pool)
        speaker, words = said.speaker, said.words
        if kind == "moved":
            near = sorted({s.speaker for s in pool if s.article == said.article})
            names = near if draw.random() < 0.4 else sorted({s.speaker for s in pool})
            others = [name for name in names if name.split()[-1] != speaker.split()[-1]]
            if not others:
                continue
            speaker = draw.choice(others)
        elif kind == "spliced":
            others = [
                s
                for s in pool
                if s.speaker == speaker and (s.article, s.attribution) != (said.article, said.attribution)
            ]
            others = [s for s in others if s.words not in words and words not in s.words]
            words = spliced(draw, said, others)
        elif kind in ("altered", "invented"):
            words = (altered if kind == "altered" else invented)(draw, said, vocabulary)
        elif kind != "kept":
            make: dict[str, Callable[[random.Random, Said], str | None]] = {
                "partial": partial, "elided": elided, "elided, turned": turned, "bracketed": bracketed,
            }  # fmt: skip
            words = make[kind](draw, said)
        if (words and words != said.words) or kind in ("kept", "moved"):
            return Planted(kind, words or said.words, speaker, said)


def _text(draw: random.Random, planted: tuple[Planted, ...]) -> str:
    paragraphs = [f"The day in quotations. {draw.choice(_FILLER)}"]
    for one in planted:
        words, name = one.words, one.speaker
        if one.kind == "partial":
            form = draw.choice(["{n} spoke of “{w}” at the meeting.", "{n} called it “{w}.”"])
        else:
            words = words.strip()
            body = words[:-1] + "," if words[-1:] == "." else words if words[-1:] in "!?" else words + ","
            form = draw.choice(["“{b}” {n} said.", "{n} said: “{w}”", "“{b}” said {n}.", "{n} told reporters, “{w}”"])
            paragraphs.append(
                form.format(w=words, b=body, n=name) + (" " + draw.choice(_FILLER) if draw.random() < 0.3 else "")
            )
            continue
        paragraphs.append(form.format(w=words, n=name))
    return "\n\n".join(paragraphs) + "\n"
