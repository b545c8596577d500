"""The language of a text, where there is enough of it to tell."""

from __future__ import annotations

import math
import re

from onrecord import offered

_MIN_LETTERS = 80
_MIN_OTHER = 20  # of a script other than the Latin one, which tells more
_SAMPLE = 5_000  # characters
_SURE = 0.9
# Languages that news is written in and the model tells apart; the rarer ones only mislead it on short texts.
_LANGUAGES = frozenset(
    "ar bg bn ca cs da de el en es et fa fi fr he hi hr hu id it ja ko lt lv ms nl no pl pt ro ru sk sl sr sv sw th tr "
    "uk ur vi zh".split()
)


def identify(text: str) -> str | None:
    """The ISO 639-1 code of the text's language; None where the text is too short or the choice is not clear."""
    sample = text[:_SAMPLE]
    letters = re.findall(r"[^\W\d_]", sample)
    latin = sum(letter < "\u0250" for letter in letters)
    if len(letters) < (_MIN_LETTERS if 2 * latin >= len(letters) else _MIN_OTHER):
        return None
    import py3langid  # 1 MB of model, loaded only where a language is asked for

    known = _LANGUAGES | offered.names("languages")
    scores = {code: float(score) for code, score in py3langid.rank(sample) if code in known}
    best = max(scores, key=lambda code: scores[code])
    total = sum(math.exp(score - scores[best]) for score in scores.values())
    return best if 1 / total >= _SURE else None
