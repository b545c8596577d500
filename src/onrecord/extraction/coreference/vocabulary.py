"""Nouns by what they stand for: lemmas, lower case. A noun in none of these sets tells nothing."""

from __future__ import annotations

import re
from typing import Final

from onrecord import lexicon

ROLES: Final = lexicon.words("roles")
MALE_ROLES: Final = lexicon.words("male roles")
FEMALE_ROLES: Final = lexicon.words("female roles")
INSIDERS: Final = lexicon.words("insiders")
DOCUMENTS: Final = lexicon.words("documents")
ORGANIZATIONS: Final = lexicon.words("organizations")
GROUPS: Final = lexicon.words("groups")
NAME_OF_BODY: Final = lexicon.words("ends of bodies' names")
NOBODY: Final = lexicon.words("nobody")

# What stands before a noun for somebody who was not spoken of before.
INDEFINITE: Final = frozenset("a an one another some any no every each".split())

# Titles that anybody may have.
CIVIL: Final = frozenset("mr mrs ms dr".split())

# Whose plural is quoted without names: to the annotators they are anonymous rather than a group.
ANONYMOUS_PLURALS: Final = frozenset("aide insider source".split())

# How nouns end that stand for those who do something, beside the roles; not `restaurant` or `plant`.
DOERS: Final = re.compile(
    r"(?:goer|holder|maker|worker|owner|keeper|leader|ist|ian|ee|(?<![rl])ant|person|folk|man|men|woman|women|mate)s?$"
)

# What stands after a person's name in "the Trump campaign" without making it another name.
AFTER_A_NAME: Final = frozenset(
    "campaign camp team administration aide spokesman spokeswoman supporters officials".split()
)
