"""How long the pages of a record take, on the server: `python benchmarks/web.py RECORD [--each 40]`.

Every page is asked in this process, without a network: first a round in which nothing is known (cold), then the same
again (warm), as a second reader meets it. Milliseconds of the clock and, since other work may run on the machine, of
the processor; the median and the 95th percentile.
"""

from __future__ import annotations

import argparse
import asyncio
import html
import random
import re
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import httpx
from sqlalchemy import select

from onrecord.record import Record, profile
from onrecord.record.schema import articles, issues, statements
from onrecord.web import addresses, application
from onrecord.web.rendering import prepare

WORDS = "wall tax women jobs debate trade guns email police war health Iran vote money border media judge poll".split()


@dataclass
class Times:
    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def row(self) -> str:
        return "".join(f"{of(t):9.1f}" for t in (self.wall, self.cpu) for of in (statistics.median, p95))


def p95(times: Sequence[float]) -> float:
    return sorted(times)[max(0, -(-len(times) * 95 // 100) - 1)]


async def turns_of(db: str) -> list[str]:
    """The addresses of the turns on the page that lists them, asked of another application, so that none is known."""
    transport = httpx.ASGITransport(application(db))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        listed = (await client.get("/shifts")).text
    return [html.unescape(address) for address in re.findall(r'href="(/shift\?[^"]+)"', listed)]


def sampled(db: str, each: int, turns: list[str]) -> dict[str, list[str]]:
    """Addresses of each page, chosen at random, but always the same ones."""
    dice = random.Random(17)
    with Record(db, read_only=True) as record, record.database.connect() as connection:
        ids = list(connection.execute(select(articles.c.id).where(articles.c.current)).scalars())
        said = list(
            connection.execute(
                select(statements.c.id, articles.c.id)
                .join(articles)
                .where(articles.c.current)
                .order_by(statements.c.pk)
            )
        )
        people = [p.name for p in profile.everybody(connection, most=300)]
        topics = list(connection.execute(select(issues.c.pk).limit(400)).scalars())
        outlets = [o for o in connection.execute(select(articles.c.outlet).distinct()).scalars() if o]
    some = dice.sample(said, min(each, len(said)))
    names = dice.sample(people, min(each, len(people)))
    others = dice.sample(people[:40], min(40, len(people)))
    searches = [f"/search?q={w}" for w in WORDS]
    searches += [
        addresses.search(by=a, about=b) for a, b in zip(names, dice.choices(others, k=len(names)), strict=True)
    ]
    searches += [addresses.search(q=w, by=n) for w, n in zip(WORDS, people, strict=False)]
    return {
        "home": ["/"],
        "search": searches[: 2 * each],
        "article": [addresses.article(id) for id in dice.sample(ids, min(each, len(ids)))],
        "at a statement": [addresses.article(article, id).partition("#")[0] for id, article in some],
        "person": [addresses.person(name) for name in names],
        "people": ["/people"],
        "then and now": ["/shifts"],
        "turn": turns[:each],
        "quotation": [addresses.quotation(id) for id, _ in some],
        "original": [f"/framed/{addresses.segment(id)}" for id, _ in some],
        "card": [addresses.card(id) for id, _ in some],
        "brief": [f"/brief{addresses.query(person=name)}" for name in names],
        "occasions": ["/occasions", *(f"/occasions{addresses.query(person=name)}" for name in names[:10])],
        "outlets": ["/outlets"],
        "outlet": [addresses.outlet(name) for name in outlets[:each]],
        "coverage": ["/coverage"],
        "matrix": ["/matrix"],
        "issues": ["/issues"],
        "issue": [f"/issue/{n}" for n in dice.sample(topics, min(each, len(topics)))],
    }


async def measure(db: str, each: int) -> None:
    pages = sampled(db, each, await turns_of(db))
    transport = httpx.ASGITransport(application(db))
    print(f"{'':16}{'':6}{'cold: clock':>18}{'processor':>18}{'warm: clock':>18}{'processor':>18}")
    print(f"{'page':16}{'asked':>6}" + f"{'median':>9}{'p95':>9}" * 4)
    totals = Times(), Times()
    prepare()  # as the server does when it starts
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        await client.get("/static/style.css")
        await client.get(f"/search?q={WORDS[0]}&by=nobody")
        for name, asked in pages.items():
            rounds = Times(), Times()
            for times, total in zip(rounds, totals, strict=True):
                for address in asked:
                    wall, cpu = time.perf_counter(), time.process_time()
                    answer = await client.get(address)
                    wall, cpu = (time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000
                    assert answer.status_code == 200, (address, answer.status_code)
                    for kept in (times, total):
                        kept.wall.append(wall)
                        kept.cpu.append(cpu)
            if asked:
                print(f"{name:16}{len(asked):6}{rounds[0].row()}{rounds[1].row()}")
    print(f"{'all':16}{len(totals[0].wall):6}{totals[0].row()}{totals[1].row()}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("record")
    parser.add_argument("--each", type=int, default=40, help="addresses of each page")
    given = parser.parse_args()
    asyncio.run(measure(given.record, given.each))


if __name__ == "__main__":
    main()
