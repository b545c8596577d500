"""Ten PDFs made from the examples by two producers: do they read back to the text, and say the same?

    python benchmarks/reading_pdf.py

For each of `tests/data/reading/*.pdf` (made anew by `make.py` there): the word error rate against the report that it
was made from, and whether the statements are the same: speaker, mode, polarity, addressee, day and words. What differs
is printed; the exit status is 1 where anything does.
"""

from __future__ import annotations

import sys
from difflib import SequenceMatcher
from pathlib import Path

from onrecord.extraction.pipeline import Extractor
from onrecord.model import Extraction
from onrecord.reading import read

ROOT = Path(__file__).parent.parent


def word_error_rate(true: str, found: str) -> float:
    """Words put in, left out or changed, of the words there are."""
    a, b = true.split(), found.split()
    changes = SequenceMatcher(None, a, b, autojunk=False).get_opcodes()
    return sum(max(i2 - i1, j2 - j1) for kind, i1, i2, j1, j2 in changes if kind != "equal") / len(a)


def said(extraction: Extraction) -> list[tuple[str | None, ...]]:
    """What an article says, without where in it."""
    return [
        (
            s.speaker.name,
            s.kind,
            s.mode,
            s.polarity,
            s.addressee.name if s.addressee else None,
            s.said_on.value if s.said_on else None,
            " ".join(s.text.split()),
        )
        for s in extraction.statements
    ]


def main() -> None:
    """Print a line for each PDF."""
    extractor = Extractor()
    failed = False
    for path in sorted((ROOT / "tests" / "data" / "reading").glob("[0-9]*.pdf")):
        (source,) = (ROOT / "examples").glob(f"{path.name.partition('-')[0]}-*")
        true, article = read(source), read(path)
        rate = word_error_rate(true.text, article.text)
        wanted, found = said(extractor.extract(true)), said(extractor.extract(article))
        same = wanted == found
        failed |= rate > 0.01 or not same
        print(f"{path.name:<40} word error rate {rate:.3f}  {len(wanted)} statements{'' if same else ', NOT the same'}")
        for mark, only in (("-", [s for s in wanted if s not in found]), ("+", [s for s in found if s not in wanted])):
            for statement in only:
                print(f"    {mark} {statement}")
    sys.exit(failed)


if __name__ == "__main__":
    main()
