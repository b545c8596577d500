"""Who is who across articles: judged with reasons, settled by users, and never merged in silence."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.people import followthemoney, resolution
from onrecord.people.resolution import IdentityDecision, Judgement, Person, Sighting, cluster, objection, settle


def sight(article: str, name: str, day: str | None = "2016-05-01", **more: object) -> Sighting:
    return Sighting(article, "e1", name, day=date.fromisoformat(day) if day else None, **more)  # type: ignore[arg-type]


def ids(persons: list[Person]) -> dict[str, list[str]]:
    return {p.id: [s.article for s in p.sightings] for p in persons}


def test_one_person_under_several_names() -> None:
    found = cluster([sight("1", "Berta A. Quill"), sight("2", "Berta Quill"), sight("3", "Berta Quill")])
    assert ids(found) == {"berta-a-quill": ["1", "2", "3"]}
    assert all(o.judgement is Judgement.POSITIVE and o.reason for o in found[0].opinions)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Bill Clinton", "Hillary Clinton"),
        ("Donald Trump", "Donald Trump Jr."),
        ("Kim Vane Sr.", "Kim Vane Jr."),
        ("George W. Bush", "George H. W. Bush"),
        ("Quill", "Berta Quill"),  # a bare name is nobody's for sure
        ("Quill", "Quill"),
    ],
)
def test_two_stay_two(one: str, other: str) -> None:
    assert len(cluster([sight("1", one), sight("2", other)])) == 2


def test_a_bare_name_is_a_doubt_with_its_reason() -> None:
    found = cluster([sight("1", "Berta Quill"), sight("2", "Quill")])
    assert [(id, o.judgement) for id, o in found[1].doubts] == [("berta-quill", Judgement.UNSURE)]
    assert "one word" in found[1].doubts[0][1].reason


def test_the_same_name_a_generation_apart_is_not_merged() -> None:
    found = cluster([sight("1", "Osric Vane", "1974-05-01"), sight("2", "Osric Vane", "2004-05-01")])
    assert ids(found) == {"osric-vane": ["1"], "osric-vane-2": ["2"]}
    assert "years apart" in found[1].doubts[0][1].reason


def test_the_knowledge_base_tells_whom_a_name_means() -> None:
    found = cluster([sight("1", "Hillary Rodham Clinton"), sight("2", "Hillary Clinton", "1994-01-01")])
    assert list(ids(found)) == ["hillary-clinton"]
    assert found[0].figure is not None
    assert found[0].figure.key == "bioguide:C001041"
    assert found[0].name == "Hillary Clinton"


def test_a_title_and_one_word_are_enough_for_the_best_known() -> None:
    found = cluster([sight("1", "Pope Francis"), sight("2", "Pope Francis"), sight("3", "Francis")])
    assert [len(p.sightings) for p in found] == [2, 1]


def test_ids_stay_when_articles_are_added() -> None:
    first = [sight("1", "Osric Vane", "1974-05-01"), sight("2", "Osric Vane", "2004-05-01"), sight("3", "Edda Quill")]
    before = ids(cluster(first))
    after = ids(cluster([*first, sight("4", "Osric Vane", "2005-05-01"), sight("5", "Ann Lee")]))
    assert {id: seen for id, seen in after.items() if id in before} == before | {"osric-vane-2": ["2", "4"]}


def merge(person: str, other: str, n: int = 1) -> IdentityDecision:
    return IdentityDecision(n, "merge", person, other)


def test_a_merge_and_its_undoing() -> None:
    persons = cluster([sight("1", "Grandpa Vane"), sight("2", "Osric Vane")])
    decision = merge("grandpa-vane", "osric-vane")
    assert ids(settle(persons, [decision])) == {"osric-vane": ["2", "1"]}
    undone = replace(decision, undone_at="2026-01-01T00:00:00+00:00")
    assert ids(settle(persons, [undone])) == ids(persons)


def test_a_split_and_a_new_name() -> None:
    persons = cluster([sight("1", "Osric Vane"), sight("2", "Osric Vane")])
    split = IdentityDecision(1, "split", "osric-vane", "osric-vane~2", ("2",))
    renamed = IdentityDecision(2, "rename", "osric-vane~2", "Osric Vane the Younger")
    settled = settle(persons, [split, renamed])
    assert ids(settled) == {"osric-vane": ["1"], "osric-vane~2": ["2"]}
    assert settled[1].name == "Osric Vane the Younger"


@pytest.mark.parametrize(
    ("new", "words"),
    [
        (merge("a", "a"), "with itself"),
        (merge("a", "nobody"), "no person 'nobody'"),
        (merge("b", "a"), "one person already"),
        (merge("a", "c"), "was merged into 'b'"),
        (IdentityDecision(0, "split", "a", "a~2"), "at least one article"),
        (IdentityDecision(0, "rename", "a", "…"), "not a name"),
        (IdentityDecision(0, "rename", "nobody", "Ann Lee"), "no person"),
    ],
)
def test_what_cannot_be_decided(new: IdentityDecision, words: str) -> None:
    reason = objection(new, [merge("a", "b")], ["b", "c"])
    assert reason is not None
    assert words in reason


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")), max_size=12))
def test_no_chain_of_merges_goes_round(pairs: list[tuple[str, str]]) -> None:
    taken: list[IdentityDecision] = []
    for n, (a, b) in enumerate(pairs):
        if objection(merge(a, b, n), taken, "abcdef") is None:
            taken.append(merge(a, b, n))
    persons = [Person(id, id, sightings=[Sighting(id, "e1", id)]) for id in "abcdef"]
    settled = settle(persons, taken)
    assert sorted(s.article for p in settled for s in p.sightings) == list("abcdef")
    assert len(settled) == 6 - len(taken)


def test_a_list_of_ten_thousand_names() -> None:
    listed = [
        Sighting("list", f"e{i}", f"{g} {f}x{i}", companions=frozenset())
        for i, (g, f) in enumerate(zip(["Ann", "Bo", "Cy"] * 3334, ["Lee", "Dean", "Quill"] * 3334, strict=True))
    ]
    started = time.process_time()
    assert len(cluster(listed[:10_000])) == 10_000
    assert time.process_time() - started < 20


@pytest.mark.parametrize("name", ["Will", "Bush", "MAY", "…", "", "A."])
def test_odd_names_do_not_crash(name: str) -> None:
    assert len(cluster([sight("1", name), sight("2", name)])) in (0, 2)


def test_follow_the_money() -> None:
    persons = cluster([sight("1", "David Lammy", "2024-09-27"), sight("2", "Berta Quill")])
    found = list(followthemoney.entities(persons, ["US Senate", "Quill & Sons"]))
    schemata = {e["schema"] for e in found}
    assert schemata == {"Person", "Position", "Occupancy", "PublicBody", "Organization"}
    by_id = {e["id"]: e for e in found}
    assert len(by_id) == len(found)
    for occupancy in (e for e in found if e["schema"] == "Occupancy"):
        assert by_id[occupancy["properties"]["holder"][0]]["schema"] == "Person"
        assert by_id[occupancy["properties"]["post"][0]]["schema"] == "Position"
    assert resolution.Judgement("positive") is Judgement.POSITIVE
