"""Which of a cluster's mentions are names, which clusters one name joins, and what each is called."""

from __future__ import annotations

from datetime import date

import pytest

from onrecord.model import EntityType
from training.graph.reading import naming
from training.graph.reading.nodes import Node


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Foreign Secretary David Lammy", "Secretary David Lammy"),
        ("New York Mayor Bill de Blasio's", "Mayor Bill de Blasio"),
        ("Donald Trump Jr.", "Donald Trump Jr."),
        ("Mr. Trump", "Mr. Trump"),
        ("the chief of staff, Ann Lee", "Ann Lee"),
        ("Harbour Minister Wren Abbot-Hale", "Minister Wren Abbot-Hale"),
        ("J.D. Vance", "J.D. Vance"),
        ("Coach Frank Vogel", "Frank Vogel"),
        ("the president", ""),
        ("President", ""),
        ("the mayor of Harbour", "Harbour"),  # nothing here tells; that Harbour is a mention of its own does
        ("Quill's sister", ""),
        ("", ""),
    ],
)
def test_the_name_within_a_mention(text: str, name: str) -> None:
    assert naming.person_words(text) == name


@pytest.mark.parametrize(
    ("text", "proper"),
    [("the Justice Department", True), ("the union's Derry branch", False), ("NATO", True), ("the party", False),
     ("Labour", True), ("a 2016 report", False), ("", False)],
)  # fmt: skip
def test_proper_names(text: str, proper: bool) -> None:
    assert naming.is_proper(text) is proper


def _group(label: EntityType, *texts: str, at: int = 0, nested: tuple[str, ...] = ()) -> list[naming.Member]:
    return [
        naming.member(Node((at + n * 50, at + n * 50 + len(text)), label, 0.9), text, text, nested)
        for n, text in enumerate(texts)
    ]


def test_a_cluster_is_called_by_its_fullest_name_and_of_the_type_of_its_names() -> None:
    clusters = naming.clusters([_group("person", "she", "Edda Quill", "Quill", "the mayor")], "", None)
    assert [(c.name, c.type, len(c.members)) for c in clusters] == [("Edda Quill", "person", 4)]


def test_one_printed_name_joins_clusters_and_another_does_not() -> None:
    groups = [
        _group("person", "Edda Quill"),
        _group("person", "Edda Quill", "she", at=500),
        _group("person", "Wren Quill", at=900),
        _group("organization", "the Harbour Board", at=1200),
        _group("organization", "Harbour Board", at=1400),
    ]
    clusters = naming.clusters(groups, "", None)
    assert [(c.name, len(c.members)) for c in clusters] == [("Edda Quill", 3), ("Wren Quill", 1), ("Harbour Board", 2)]


def test_what_another_is_called_is_no_name_of_a_friend_of_his() -> None:
    group = _group("anonymous", "a friend of Edda Quill", nested=("Edda Quill",))
    (cluster,) = naming.clusters([group], "", None)
    assert (cluster.type, cluster.name) == ("anonymous", "a friend of Edda Quill")


def test_pronouns_alone_are_nobody() -> None:
    (cluster,) = naming.clusters([_group("person", "he", "his")], "", None)
    assert cluster.name is None


def test_a_family_name_is_completed_only_where_the_article_gives_a_reason() -> None:
    day = date(2016, 9, 1)
    for text, name in (
        ("Clinton spoke to Democrats in Ohio, her campaign in the United States said", "Hillary Clinton"),
        ("Clinton, who keeps the lighthouse at Harbour, said the lamp was out", "Clinton"),
    ):
        (cluster,) = naming.clusters([_group("person", "Clinton")], text, day)
        assert cluster.name == name


def test_a_full_name_is_never_replaced() -> None:
    (cluster,) = naming.clusters([_group("person", "Bill Gates")], "Republicans in Washington", date(2016, 9, 1))
    assert cluster.name == "Bill Gates"
