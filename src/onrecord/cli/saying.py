"""How a statement is shown in tables: its words in the sentence around them, and below them how others print it."""

from __future__ import annotations

from collections import Counter

from rich.text import Text

from onrecord.cli.tables import Line, printable

_FORMS = 5  # other printings that are shown
_DIFFERENCES = 4  # that are shown of one variant
_WORDS = 8  # of a difference
_MOST = 240  # characters of a sentence on either side of what was said


def said(entry: Line) -> Text:
    """What was said, within its sentence, which is dim; and a line for each printing in other words."""
    shown = Text()
    if entry["polarity"] not in (None, "affirmed"):
        shown.append(f"({entry['polarity']}) ")
    shown.append_text(_within(entry["context"], entry["link"]) or Text(printable(entry["text"])))
    for line in unlikes(entry):
        shown.append("\n" + line, style="yellow")
    return shown


def unlikes(entry: Line) -> list[str]:
    """A line for each printing of a statement in other words, up to some."""
    variants = entry.get("variants", ())
    more = len(variants) - _FORMS
    return [*map(unlike, variants[:_FORMS]), *([f"≠ {more} more"] if more > 0 else [])]


def unlike(variant: Line) -> str:
    """How another printing has it: `≠ Harbour Herald: "always" for "never", "8" for "3"`."""
    where = variant["outlet"] or variant["article"]
    told = [f"other speaker: {variant['speaker'] or 'unknown'}"] if variant["other_speaker"] else []
    pairs = [_pair(*pair) for pair in variant["differences"]]
    more = len(pairs) - _DIFFERENCES
    told += [*pairs[:_DIFFERENCES], *([f"{more} more"] if more > 0 else [])]
    return printable(f"≠ {where}: {', '.join(told)}")


def _pair(mine: str, theirs: str) -> str:
    here, there = (f'"{_short(words)}"' for words in (mine, theirs))
    if not theirs:
        return f"without {here}"
    return f"{there} for {here}" if mine else f"with {there}"


def _short(words: str) -> str:
    few = words.split()
    return words if len(few) <= _WORDS else " ".join([*few[: _WORDS // 2], "…", *few[-_WORDS // 2 :]])


def _within(context: Line | None, link: str | None) -> Text | None:
    """The sentence, all but the words that were said dim, and the source in the colour of speakers."""
    if context is None or not context["content"]:
        return None
    text, shown = context["text"], Text()
    first, last = context["content"][0][0], context["content"][-1][1]
    styles = [(*span, f"not dim{f' link {link}' if link else ''}") for span in context["content"]]
    styles += [(*span, "cyan") for span in context["source"]]
    first, last = min([first, *(s[0] for s in styles)]), max([last, *(s[1] for s in styles)])
    start, end = max(0, first - _MOST), min(len(text), last + _MOST)
    at = start
    for low, high, style in sorted(styles, key=lambda s: s[:2]):
        if low < at:  # a source within the content
            continue
        shown.append(_line(text[at:low]), style="dim").append(_line(text[low:high]), style=style)
        at = high
    shown.append(_line(text[at:end]), style="dim")
    return Text("…", style="dim") + shown if start else shown


def _line(text: str) -> str:
    """As `printable`, with the spaces at both ends kept, one each."""
    bare = printable(text)
    if not bare:
        return " " if text else ""
    return f"{' ' if text[0].isspace() else ''}{bare}{' ' if text[-1].isspace() else ''}"


def number(count: int, noun: str) -> str:
    """A number of things, in words."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def summary(db: str, tally: Counter[str], failed: int) -> str:
    """What came of putting articles into a record: `tally` counts them by `Added.status`, and their statements."""
    parts = [f"added {number(tally['added'], 'article')}"]
    if tally["new version"]:
        parts.append(number(tally["new version"], "new version"))
    parts.append(number(tally["statements"], "statement"))
    if tally["unchanged"]:
        parts.append(f"{tally['unchanged']:,} unchanged")
    if tally["removed"]:
        parts.append(f"{tally['removed']:,} removed before and not added again")
    if failed:
        parts.append(f"{failed:,} failed")
    return f"{db}: {', '.join(parts)}"
