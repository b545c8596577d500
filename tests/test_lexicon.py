"""The lexicon: each class of words stands once, says what it means, is used, and holds only what can match."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from itertools import combinations, permutations
from pathlib import Path

import pytest

import onrecord
from onrecord import lexicon

SRC = Path(onrecord.__file__).parent
NAMES = lexicon.names()
ALIKE = 0.5  # the share that two classes may have in common of all words of both


def _below(name: str) -> set[str]:
    """The classes that a class is composed of, whatever the depth."""
    parts = lexicon.read(name).parts
    return {*parts, *(deeper for part in parts for deeper in _below(part))}


def test_a_class_has_its_words_in_order_with_those_of_its_parts() -> None:
    assert lexicon.listed("months")[:3] == ("january", "february", "march")
    assert lexicon.listed("looking ahead") == (*lexicon.listed("planning"), "want", "ready")
    assert lexicon.words("looking ahead") > lexicon.words("planning")


def test_an_unknown_class_is_an_error() -> None:
    with pytest.raises(KeyError, match="nothing of the kind"):
        lexicon.words("nothing of the kind")


def test_each_file_says_what_it_holds_and_has_nothing_but_classes() -> None:
    texts = [path.read_text("utf-8") for path in SRC.joinpath("lexicon").glob("*.txt")]
    lines = [line for text in texts for line in text.splitlines()]
    assert [text[:40] for text in texts if not re.match(r"# .+\.\n\n\[", text)] == []
    assert [line for line in lines if len(line) > 120] == []
    assert len(NAMES) == sum(line.startswith("[") for line in lines)  # a heading that is none would be a word


def test_a_class_says_what_it_means_and_repeats_no_word() -> None:
    for found in map(lexicon.read, NAMES):
        words = [entry if found.name == "scales" else entry[0] for entry in found.own]  # one may be on two scales
        inherited = {word for part in found.parts for word in lexicon.listed(part)}
        assert re.fullmatch(r"[A-Z].+\.", found.meaning)
        assert [word for word in words if words.count(word) > 1 or word in inherited] == []


def test_every_word_can_be_met() -> None:
    """Small letters where small ones are compared, and one token where tokens are, as the parser cuts them."""
    import spacy

    cut = spacy.blank("en").tokenizer
    for found in map(lexicon.read, NAMES):
        words = [word for word, _ in found.own]
        assert found.form == "as printed" or [word for word in words if word != word.lower()] == []
        assert found.form or [word for word in words if len(cut(word)) != 1] == []


def test_no_list_of_words_stands_twice() -> None:
    """None is wholly in another that is not composed of it (maps aside), and no two are nearly the same."""
    own = {name: {word for word, _ in lexicon.read(name).own} for name in NAMES}
    plain = [name for name in NAMES if not any(lexicon.values(name).values())]
    pairs = [(a, b) for a, b in permutations(plain, 2) if len(own[a]) > 4 and a not in _below(b)]
    assert [(a, b) for a, b in pairs if own[a] <= lexicon.words(b)] == []
    pairs = list(combinations(NAMES, 2))
    assert [(a, b) for a, b in pairs if len(own[a] & own[b]) > ALIKE * len(own[a] | own[b])] == []


def test_every_class_is_used() -> None:
    used = set()
    for path in SRC.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("lexicon."):
                used |= {arg.value for arg in node.args if isinstance(arg, ast.Constant)}
    assert set(NAMES) == used | {part for name in used for part in _below(str(name))}


def test_a_pattern_takes_the_longest_its_spaces_are_any_and_a_star_is_any_ending() -> None:
    assert re.findall(lexicon.pattern("outlets"), "Sky\nNews, MSNBC and NBC") == ["Sky\nNews", "MSNBC", "NBC"]
    assert re.findall(lexicon.pattern("joking", "hedging phrases"), "sarcastic, sort of") == ["sarcastic", "sort of"]


def test_a_map_says_what_its_words_stand_for() -> None:
    assert lexicon.values("numbers")["seven"] == "7"
    assert lexicon.groups("numbers")["7"] == ("seven",)


def test_the_lexicon_costs_nothing_at_the_start() -> None:
    code = "import onrecord, onrecord.cli, sys; print('onrecord.lexicon' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


def test_what_one_list_knew_all_know_now(tmp_path: Path) -> None:
    """Of three lists of outlets and three of particles, each lacked what another had. Names are invented."""
    from onrecord.extraction.parties import is_outlet

    page = tmp_path / "harbour.txt"
    said = "The mayor said on Tuesday that the harbour would be closed. " * 8
    page.write_text(f"Mayor denounces pirates in the harbour\nBy Osric du Vane\nWestmoor Examiner\n\n{said}\n", "utf-8")
    article = onrecord.read(page)
    assert (article.byline, article.outlet) == ("Osric du Vane", "Westmoor Examiner")
    assert is_outlet("Westmoor Standard")
