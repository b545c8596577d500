"""Builds what the package knows of names and of people in office, from public data, into `src/onrecord/people/data`.

    python training/people/build.py ../shared/data

Sources (their licences are in NOTICE): the Institute for Government's ministers database (`people/uk_*.csv`, CC BY
4.0), unitedstates/congress-legislators (`people/us_*`, CC0), carltonnorthern/nicknames (`names/nicknames.csv`,
Apache-2.0), and two lists by the authors beside this script: `figures.csv` (public figures and posts which those do
not hold) and `given_names.txt`. The output depends on nothing else: the same input gives the same bytes.
"""

from __future__ import annotations

import argparse
import collections
import csv
import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
OUT = HERE.parents[1] / "src" / "onrecord" / "people" / "data"
# Given names that women and men bear: they show no gender.
AMBIGUOUS = frozenset(
    "alex angel ashley beverly casey chris courtney dale dana dominique drew evelyn jackie jamie jan jean jo jody "
    "jordan kelly kerry kim laurence leslie lindsay lindsey lou marion mo morgan noel pat rene robin sam sandy sasha "
    "shannon sidney stacy taylor terry tracy val".split()
)


@dataclass
class Row:
    """A person on the way into the file: names, gender, identifiers, birth year and offices."""

    name: str
    aliases: set[str] = field(default_factory=set)
    gender: str | None = None
    born: int | None = None
    ids: dict[str, str] = field(default_factory=dict)
    country: str = ""
    by_authors: bool = False
    offices: list[tuple[str, str, str | None, str | None, str | None]] = field(default_factory=list)


def read_csv(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def us_terms(record: dict[str, Any]) -> Iterator[tuple[str, str, str | None, str | None, str | None]]:
    titles = {"prez": "President", "viceprez": "Vice President", "sen": "Senator", "rep": "Representative"}
    merged: list[list[str | None]] = []
    for t in record["terms"]:
        row = [titles[t["type"]], t.get("state", "US"), t["start"], t["end"], t.get("party")]
        if merged and merged[-1][:2] == row[:2] and merged[-1][4] == row[4] and (merged[-1][3] or "") >= t["start"][:7]:
            merged[-1][3] = row[3]
        else:
            merged.append(row)
    for title, state, start, end, party in merged:
        yield title or "", state or "", start, end, party


def us_people(data: Path) -> Iterator[Row]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    for name in ("us_executive.yaml", "us_legislators_current.yaml"):
        for r in yaml.load((data / name).read_text("utf-8"), loader):
            n = r["name"]
            suffix = f" {n['suffix']}" if n.get("suffix") else ""
            short = f"{n['first']} {n['last']}{suffix}"
            row = Row(short, gender=r["bio"].get("gender", "").lower() or None, country="US")
            row.aliases = {short, n.get("official_full") or short}
            if n.get("nickname"):
                row.aliases.add(f"{n['nickname']} {n['last']}{suffix}")
                row.name = f"{n['nickname']} {n['last']}{suffix}"
            if n.get("middle"):
                row.aliases.add(f"{n['first']} {n['middle']} {n['last']}{suffix}")
                row.aliases.add(f"{n['first']} {n['middle'][0]}. {n['last']}{suffix}")
            row.born = int((r["bio"].get("birthday") or "0")[:4]) or None
            row.ids = {k: str(r["id"][k]) for k in ("bioguide", "wikidata") if r["id"].get(k)}
            if title := r["id"].get("wikipedia"):
                row.name = usual_name(row.name, title)
                row.aliases.add(row.name)
            row.offices = list(us_terms(r))
            yield row
    titles = {"sen": "Senator", "rep": "Representative"}
    for c in read_csv(data / "us_legislators_historical.csv"):
        suffix = f" {c['suffix']}" if c["suffix"] else ""
        first = c["nickname"] or c["first_name"]
        row = Row(f"{first} {c['last_name']}{suffix}", gender=c["gender"].lower() or None, country="US")
        row.aliases = {row.name, f"{c['first_name']} {c['last_name']}{suffix}"}
        if c["middle_name"]:
            row.aliases.add(f"{c['first_name']} {c['middle_name']} {c['last_name']}{suffix}")
        if c["wikipedia_id"]:
            row.name = usual_name(row.name, c["wikipedia_id"])
            row.aliases.add(row.name)
        row.born = int((c["birthday"] or "0")[:4]) or None
        row.ids = {"bioguide": c["bioguide_id"]} if c["bioguide_id"] else {}
        # The source gives the last seat, without its dates.
        row.offices = [(titles[c["type"]], c["state"], None, None, c["party"] or None)]
        yield row


def usual_name(name: str, title: str) -> str:
    """The title of an encyclopedia's page is how a person is usually called, where it still has the family name."""
    title = re.sub(r" \(.*", "", title)
    family = name.removesuffix(" Jr.").removesuffix(" Sr.").split()[-1]
    plain = title.removesuffix(", Jr.").removesuffix(" Jr.").removesuffix(" Sr.").removesuffix(" III")
    return title.replace(",", "") if plain.split()[-1:] == [family] and len(title.split()) <= 4 else name


def uk_people(data: Path) -> Iterator[Row]:
    posts = {r["id"]: r for r in read_csv(data / "uk_post.csv")}
    appointments = collections.defaultdict(list)
    for a in read_csv(data / "uk_appointment.csv"):
        post = posts[a["post_id"]]
        appointments[a["person_id"]].append((post["name"], "GB", a["start_date"] or None, a["end_date"] or None, None))
    names = collections.defaultdict(list)
    for r in read_csv(data / "uk_person.csv"):
        names[r["id"]].append(r)
    for id in sorted(names):
        rows = sorted(names[id], key=lambda r: r["start_date"] or "")
        plain = [
            r for r in rows if not re.match(r"(Lord|Lady|Baroness|Viscount|Earl|Baron|Countess|Duke)\b", r["name"])
        ]
        row = Row((plain or rows)[-1]["name"], gender=rows[0]["gender"].lower() or None, country="GB")
        row.aliases = {r["name"] for r in rows}
        row.ids = {"ifg": id}
        if rows[0]["id_parliament"]:
            row.ids["parliament"] = str(int(float(rows[0]["id_parliament"])))
        row.offices = sorted(appointments[id], key=lambda o: (o[2] or "", o[0]))
        yield row


def figures() -> Iterator[Row]:
    rows: dict[str, Row] = {}
    for r in read_csv(HERE / "figures.csv"):
        row = rows.setdefault(r["name"], Row(r["name"], {r["name"]}, r["gender"] or None, None, {}, r["country"], True))
        if r["wikidata"]:
            row.ids["wikidata"] = r["wikidata"]
        row.offices.append((r["office"], r["country"], r["from"] or None, r["to"] or None, r["party"] or None))
    yield from rows.values()


def merge(rows: list[Row]) -> list[Row]:
    """One row per person: by identifier; the authors' figures by exact name and country, to the one latest born."""
    merged: list[Row] = []
    by_id: dict[tuple[str, str], Row] = {}
    by_name: dict[tuple[str, str], list[Row]] = collections.defaultdict(list)
    for row in rows:
        keys = [(k, v) for k, v in row.ids.items() if k in ("bioguide", "ifg", "wikidata")]
        old = next((by_id[k] for k in keys if k in by_id), None)
        if old is None and row.by_authors:
            same = {id(r): r for a in row.aliases for r in by_name[a, row.country]}.values()
            recent = [r for r in same if (r.born or 2000) > 1920 or "ifg" in r.ids]
            old = max(recent, key=lambda r: (any(o[3] and o[3] > "1990" for o in r.offices), r.born or 0), default=None)
        if old is None:
            merged.append(row)
            old = row
        else:
            old.aliases |= row.aliases
            old.gender, old.born = old.gender or row.gender, old.born or row.born
            old.ids = row.ids | old.ids
            known = {o[:2] for o in old.offices if o[2]}
            old.offices += [o for o in row.offices if o not in old.offices and (o[2] or o[:2] not in known)]
            if row.by_authors:
                old.name = row.name
        for k in keys:
            by_id[k] = old
        for a in old.aliases:
            if old not in by_name[a, old.country]:
                by_name[a, old.country].append(old)
    return merged


def given_names(people: list[Row], nicknames: Path) -> dict[str, Any]:
    counts: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
    for row in people:
        first = row.name.split()[0].lower()
        if row.gender and len(first) > 2 and first.isalpha() and first not in ("lord", "lady", "baroness", "viscount"):
            counts[first][row.gender] += 1
    known: dict[str, str] = {}
    for name, c in counts.items():
        (gender, n), total = c.most_common(1)[0], sum(c.values())
        if n >= 2 and n / total >= 0.95:
            known[name] = gender
    for line in (HERE / "given_names.txt").read_text("utf-8").splitlines():
        if line[:2] in ("f:", "m:"):
            for name in line[2:].split():
                # In two centuries of legislators a male minority says little against a woman's name.
                known[name] = line[0]
    short = collections.defaultdict(set)
    for r in read_csv(nicknames):
        if r["relationship"] == "has_nickname":
            short[r["name1"]].add(r["name2"])
    return {
        "f": sorted(n for n, g in known.items() if g == "f" and n not in AMBIGUOUS),
        "m": sorted(n for n, g in known.items() if g == "m" and n not in AMBIGUOUS),
        "both": sorted(AMBIGUOUS),
        "short": {k: sorted(v) for k, v in sorted(short.items())},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="folder with people/ and names/")
    data = parser.parse_args().data
    people = merge([*us_people(data / "people"), *uk_people(data / "people"), *figures()])
    people.sort(key=lambda r: (r.name, r.born or 0, sorted(r.ids.items())))
    for row in people:
        row.offices.sort(key=lambda o: (o[2] or "", o[0], o[1]))
    OUT.mkdir(exist_ok=True)
    names = given_names(people, data / "names" / "nicknames.csv")
    (OUT / "names.json").write_text(json.dumps(names, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8")
    table = [[r.name, sorted(r.aliases - {r.name}), r.gender, r.born, r.ids, r.country, r.offices] for r in people]
    raw = json.dumps(table, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    (OUT / "people.json.gz").write_bytes(gzip.compress(raw, 9, mtime=0))
    print(len(people), "people,", len(raw), "bytes,", (OUT / "people.json.gz").stat().st_size, "compressed")
    print(len(names["f"]), "female and", len(names["m"]), "male given names")


if __name__ == "__main__":
    main()
