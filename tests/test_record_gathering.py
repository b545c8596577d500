"""What pages and briefs gather from a record: hits with facets, profiles, coverage, the matrix, a brief."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Connection

from onrecord.model import Article, Entity, Extraction
from onrecord.record import Entry, Query, Record, coverage, front, hits, matrix, profile, quoting, stands, versions
from onrecord.record.hits import Criteria


@pytest.fixture(scope="module")
def connection(shelf: Path) -> Iterator[Connection]:
    with Record(shelf / "examples.db", read_only=True) as record, record.database.connect() as connection:
        yield connection


def all_hits(connection: Connection, criteria: Criteria, order: hits.Order, size: int = 7) -> list[str]:
    found, after = [], None
    while True:
        page = hits.find(connection, criteria, order, after, size)
        found += [entry.statement.id for entry in page.entries]
        after = page.after
        if after is None:
            assert len(found) == page.total
            return found


@pytest.mark.parametrize(
    ("query", "order"),
    [(Query(), "latest"), (Query(), "earliest"), (Query("the"), "best"), (Query(by="Okafor"), "latest")],
)
def test_pages_hold_what_a_search_finds_each_once(
    connection: Connection, shelf: Path, query: Query, order: hits.Order
) -> None:
    found = all_hits(connection, Criteria(query), order)
    assert len(set(found)) == len(found)
    with Record(shelf / "examples.db", read_only=True) as record:
        assert record.count(query) == len(found)
        assert {entry.statement.id for entry in record.search(query, limit=None)} == set(found)


def test_an_order_is_kept_over_pages(connection: Connection) -> None:
    entries: list[Entry] = []
    after = None
    while True:
        page = hits.find(connection, Criteria(), "latest", after, 5)
        entries += page.entries
        after = page.after
        if after is None:
            break
    days = [entry.when[:10] for entry in entries if entry.when and len(entry.when) == 10]
    assert days == sorted(days, reverse=True)


def test_facets_add_up(connection: Connection) -> None:
    found = hits.find(connection, Criteria(), "latest", None, 5)
    assert sum(count for _, count in found.facets["kind"]) == found.total
    direct = hits.find(connection, Criteria(Query(kind="direct")), "latest", None, 5)
    assert direct.total == dict(found.facets["kind"])["direct"]
    for attitude, count in found.facets["attitude"]:
        assert hits.find(connection, Criteria(attitude=attitude), "latest", None, 5).total == count


def test_an_attitude_is_asked_toward_whom_it_is_about(connection: Connection) -> None:
    found = hits.find(connection, Criteria(Query(about="Hale"), attitude="negative"), "latest", None, 50).entries
    assert found
    assert all(any(s.target == "Victor Hale" and s.attitude == "negative" for s in e.statement.stance) for e in found)


@pytest.mark.parametrize("cursor", ["", "zzz", "W10", "WzEsMl0=x", "bnVsbA", "e30", "WzEsIngiXQ"])
def test_what_is_no_cursor_is_refused(connection: Connection, cursor: str) -> None:
    with pytest.raises(ValueError, match="is no cursor"):
        hits.find(connection, Criteria(), "latest", cursor, 5)


@pytest.mark.parametrize("field", ["mode", "polarity", "attitude"])
def test_criteria_are_checked(field: str) -> None:
    with pytest.raises(ValueError, match=f"{field}='loud' is none of"):
        Criteria(**{field: "loud"})  # type: ignore[arg-type]


def test_a_profile_tells_positions_titles_and_who_speaks(connection: Connection) -> None:
    toward, issues = stands.toward(connection, "Daniel Okafor", 12)
    assert toward[0].name == "Victor Hale"
    assert all(s.target.startswith("issue:") for s in issues)
    points = stands.points(connection, "Daniel Okafor", [s.target for s in toward])
    assert len([p for p in points if p.target == toward[0].target]) == toward[0].count
    assert stands.meant(connection, "Daniel Okafor", "Hale") == [toward[0].target]
    clearest = stands.clearest(connection, "Daniel Okafor", 3, 1000)
    assert [abs(p.value) * p.confidence for p in clearest] == sorted(
        (abs(p.value) * p.confidence for p in clearest), reverse=True
    )
    assert "neutral" not in {p.attitude for p in clearest}
    assert [p.day for p in points if p.day] == sorted(p.day for p in points if p.day)
    assert any("spokesman" in t.title for t in profile.titles(connection, ["Daniel Okafor"]))
    assert {n.name for n in profile.namesakes(connection, "Okafor")} == {"Daniel Okafor"}
    assert profile.everybody(connection, "okafor")[0].name == "Daniel Okafor"
    assert profile.everybody(connection, "100%") == []
    assert "Daniel Okafor" in {s.name for s in stands.speakers_on(connection, ["Victor Hale"])}


def test_a_title_counts_once_in_an_article_that_prints_the_name_in_two_ways(tmp_path: Path) -> None:
    text = "The harbour master Edda Quill spoke. “No,” the harbour master Quill said."
    names = ("Edda Quill", "Quill")
    people = [Entity(f"e{n}", name, "person", (), ("harbour master",), ()) for n, name in enumerate(names)]
    with Record(tmp_path / "r.db") as record:
        record.add(Extraction(Article("a", text, published=date(2031, 5, 6)), (), entities=tuple(people)))
        with record.database.connect() as connection:
            assert profile.titles(connection, names) == [
                profile.Title("harbour master", 1, date(2031, 5, 6), date(2031, 5, 6))
            ]


def test_the_matrix_counts_positions(connection: Connection) -> None:
    found, (issues, more) = matrix.matrix(connection), matrix.on_issues(connection)
    assert (found.more, more) == (False, False)
    assert found.cells["Daniel Okafor"]["Victor Hale"].count >= 2
    assert all(spread.count >= 1 for _, spread in issues)


def test_coverage_finds_gaps(tmp_path: Path) -> None:
    days = [*range(1, 8), *range(25, 29)]
    with Record(tmp_path / "gaps.db") as record:
        for day in days:
            text = f"A report of the invented day {day}."
            record.add(Extraction(Article(f"a{day}", text, outlet="The Tide", published=date(2024, 5, day)), ()))
        record.add(Extraction(Article("undated", "A report of no day.", outlet="The Tide"), ()))
        with record.database.connect() as connection:
            [tide] = coverage.by_outlet(connection)
            extent = coverage.extent(connection)
            last = max(head.added_at for head in record.articles())
            assert [v.version for v in versions.versions(connection, "a1")] == [1]
            assert [latest.id for latest in front.newest(connection, 2)] == ["a28", "a27"]
            assert quoting.quoting(connection, "The Tide").quoted == ()
    assert (tide.articles, tide.undated, tide.days) == (12, 1, 11)
    assert tide.gaps == (coverage.Gap(date(2024, 5, 8), date(2024, 5, 24)),)
    assert tide.gaps[0].days == 17
    assert tide.months == {"2024-05": 11}
    assert str(extent) == "12 articles of 1 outlet, 2024-05-01 to 2024-05-28"
    assert extent.added_at == last
    assert extent.to_dict()["added_at"].endswith("Z"), "in UTC, which it says, as of articles"


def brief(desk: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "onrecord", "brief", *words, "--db", "examples.db"]
    return subprocess.run(command, cwd=desk, capture_output=True, text=True)


def test_a_brief_has_a_source_in_each_line(desk: Path) -> None:
    done = brief(desk, "Daniel Okafor", "--about", "Victor Hale", "--format", "json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    lines = [*found["positions"], *found["denials"], *found["promises"], *found["questions"]]
    lines += [line for turn in found["turns"] for line in (turn["then"], turn["now"])]
    assert len(lines) >= 4
    assert all(line["statement"].startswith(f"{line['article']}/") for line in lines)
    assert all(line["unsure"] for line in lines if line["kind"] == "indirect")
    [turn] = found["turns"]
    assert turn["then"]["unsure"][0] == "said before that day: “In opposition”"
    days = [(line["day"], line["statement"]) for line in found["positions"]]
    earlier, later = "d9f696dc22693d5b/854-934", "d9f696dc22693d5b/974-1022"
    assert days.index(("2025-03-14", earlier)) < days.index(("2025-03-13", later))  # "In opposition" was before
    shown = brief(desk, "Okafor", "--format", "table")
    assert "Positions over time" in shown.stdout
    assert "d9f696dc22693d5b/974-1022" in shown.stdout.replace("\n", "")


def test_a_brief_prints_a_sentence_once(desk: Path) -> None:
    """One sentence has an attitude toward two: both stand above it, and it is printed once."""
    shown = brief(desk, "Daniel Okafor", "--format", "table").stdout
    positions = " ".join(shown.split("\n\n")[1].split())
    assert positions.count("launched a fierce attack") == 1
    assert "2022-06-21 negative on Victor Hale 2022-06-21 negative on Norden Daniel Okafor, the" in positions


def test_a_brief_on_nobody_says_so(desk: Path) -> None:
    done = brief(desk, "Nobody Atall")
    assert done.returncode == 1
    assert "nobody called 'Nobody Atall' speaks or is spoken of" in done.stderr
    assert brief(desk, "Okafor", "--format", "csv").returncode == 2
