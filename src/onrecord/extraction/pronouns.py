"""Pronouns by what they stand for."""

from __future__ import annotations

from typing import Final

HE: Final = frozenset("he him his himself".split())
SHE: Final = frozenset("she her hers herself".split())
THEY: Final = frozenset("they them their theirs themselves".split())
IT: Final = frozenset("it its itself".split())
I: Final = frozenset("i me my mine myself".split())  # noqa: E741 - the word itself
WE: Final = frozenset("we us our ours ourselves".split())
YOU: Final = frozenset("you your yours yourself".split())
RELATIVE: Final = frozenset("who whom whose which that".split())
