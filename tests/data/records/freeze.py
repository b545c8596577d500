"""Make the record that is frozen for a schema: with the newest onrecord that has it, before the next migration comes.

PYTHONPATH=src:tests python tests/data/records/freeze.py 0023.db && gzip -9n 0023.db

Those of earlier schemas were made by the commits before the next migration: 0001 978e654, 0002 e6b958f, 0003 0549325,
0004 58475d0, 0005 f62e771, 0006 23c3600, 0007 4c305d9, 0008 886621f, 0011 9d8ceb5, 0012 918aa77, 0013 570dd6f,
0014 2a2eddb, 0015 f22c31a, 0016 42ec4e0, 0017 9ef35c1, 0018 2cd7c2e, 0019 b243b1b, 0020 54553cf, 0021 780ee99,
0022 d8f4fb3.

The report is invented.
"""

from __future__ import annotations

import contextlib
import sqlite3
import sys

from record_strategies import invented

from onrecord.model import Extraction
from onrecord.record import Record


def asserted(extraction: Extraction) -> Extraction:
    """With what comparison needs, which before 0015 was not read at extraction."""
    try:
        from onrecord.record import asserting
    except ImportError:
        return extraction
    return asserting.default().asserted(extraction)


with Record(sys.argv[1]) as record:
    record.add(asserted(invented()))
    other = {"id": "invented-2", "url": "https://herald.example/pier", "sha256": "cd" * 32, "outlet": "Westmoor Herald"}
    record.add(asserted(invented(**other, title="Rivals quarrel over pier")))
    text = f"{invented().article.text}\n\nNothing else was said."
    record.add(asserted(invented(text=text, sha256="ef" * 32)))  # a second version of the first
    with contextlib.suppress(AttributeError):  # before 0008 there were no decisions on these
        record.correct("invented-2/3", speaker="Edda Quill", by="ann", reason="heard it")
        record.edit("invented-2", outlet="Westmoor Herald and Post", by="ann")
        record.people.assign()
connection = sqlite3.connect(sys.argv[1])
connection.execute("VACUUM")
connection.close()
