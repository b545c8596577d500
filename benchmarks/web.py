"""How long the pages of a record take, on the server: `python benchmarks/web.py RECORD [--each 40] [--only PAGE]`.

Every page is asked without a network, three times: as the first request of a server that has just started (in a
process of its own), as the first after the record has changed, and once more, as a second reader meets it.
Milliseconds of the processor, since other work may run on the machine; the median and the 95th percentile.
"""

from __future__ import annotations

import argparse
import asyncio
import html
import os
import random
import re
import statistics
import struct
import time
from collections.abc import Sequence

import httpx
from fastapi import FastAPI
from sqlalchemy import select

from onrecord.record import Record, profile
from onrecord.record.schema import articles, issues, occasions, statements
from onrecord.web import addresses, application
from onrecord.web.everybody import Everybody
from onrecord.web.memory import Memory
from onrecord.web.preparing import prepare_for

WORDS = "wall tax women jobs debate trade guns email police war health Iran vote money border media judge poll".split()
_OTHER = "/outlet/nobody"
ALONE = 10  # times that a page of a single address is asked


def p95(times: Sequence[float]) -> float:
    return sorted(times)[max(0, -(-len(times) * 95 // 100) - 1)]


async def turns_of(db: str) -> list[str]:
    """The addresses of the turns on the page that lists them, asked of another application, so that none is known."""
    async with _client(application(db)) as client:
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
        held = select(articles.c.id, occasions.c.id).join(occasions).where(articles.c.current)
        met = [(row[0], row[1]) for row in connection.execute(held.order_by(occasions.c.pk))]
    some = dice.sample(said, min(each, len(said)))
    names = dice.sample(people, min(each, len(people)))
    others = dice.sample(people[:40], min(40, len(people)))
    searches = [f"/search?q={w}" for w in WORDS]
    searches += [
        addresses.search(by=a, about=b) for a, b in zip(names, dice.choices(others, k=len(names)), strict=True)
    ]
    searches += [addresses.search(q=w, by=n) for w, n in zip(WORDS, people, strict=False)]
    return {
        "home": ["/"] * ALONE,
        "search": searches[: 2 * each],
        "article": [addresses.article(id) for id in dice.sample(ids, min(each, len(ids)))],
        "at a statement": [addresses.article(article, id).partition("#")[0] for id, article in some],
        "person": [addresses.person(name) for name in names],
        "most quoted": [addresses.person(name) for name in people[:ALONE]],
        "people": ["/people"] * ALONE,
        "then and now": ["/shifts"] * ALONE,
        "turn": turns[:each],
        "quotation": [addresses.quotation(id) for id, _ in some],
        "original": [f"/framed/{addresses.segment(id)}" for id, _ in some],
        "card": [addresses.card(id) for id, _ in some],
        "brief": [f"/brief{addresses.query(person=name)}" for name in names],
        "occasions": ["/occasions", *(f"/occasions{addresses.query(person=name)}" for name in names[:ALONE])],
        "occasion": [addresses.occasion(article, id) for article, id in dice.sample(met, min(each, len(met)))],
        "outlets": ["/outlets"] * ALONE,
        "outlet": [addresses.outlet(name) for name in outlets[:each]],
        "coverage": ["/coverage"] * ALONE,
        "matrix": ["/matrix"] * ALONE,
        "issues": ["/issues"] * ALONE,
        "issue": [f"/issue/{n}" for n in dice.sample(topics, min(each, len(topics)))],
        "feed": [f"/feed{addresses.query(by=name)}" for name in names[:ALONE]],
        "queue": ["/review", "/review?order=turn"] * (ALONE // 2),
        "statement": [addresses.review(id) for id, _ in some],
        "article's head": [addresses.review_article(id) for id in dice.sample(ids, min(each, len(ids)))],
        "who is who": [addresses.review_person(name) for name in names],
        "decisions": ["/decisions"] * ALONE,
        "how right": ["/review/accuracy"] * ALONE,
    }


def _client(app: FastAPI) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost")


async def _taken(client: httpx.AsyncClient, address: str) -> float:
    begun = time.process_time()
    answer = await client.get(address)
    took = (time.process_time() - begun) * 1000
    assert answer.status_code == 200, (address, answer.status_code)
    return took


def fresh(app: FastAPI, address: str) -> float:
    """The first page that a server is asked for, in a process of its own."""
    reads, writes = os.pipe()
    if (child := os.fork()) == 0:
        app.state.record.database.engine.dispose(close=False)

        async def first() -> float:
            async with _client(app) as client:
                await client.get(_OTHER)  # the process's own pages of memory are made by then
                return await _taken(client, address)

        os.write(writes, struct.pack("d", asyncio.run(first())))
        os._exit(0)
    os.close(writes)
    with os.fdopen(reads, "rb") as told:
        (took,) = struct.unpack("d", told.read())
    os.waitpid(child, 0)
    return float(took)


async def changed_and_again(db: str, asked: Sequence[str]) -> tuple[list[float], list[float]]:
    """The first page after the record has changed, and the same once more."""
    app = application(db)
    first, again = [], []
    async with _client(app) as client:
        await client.get(asked[0])
        for address in asked:
            app.state.memory = Memory(app.state.record.database.stamp)
            app.state.everybody = Everybody()
            first.append(await _taken(client, address))
            again.append(await _taken(client, address))
    return first, again


def measure(db: str, each: int, only: str | None) -> None:
    pages = sampled(db, each, asyncio.run(turns_of(db)))
    print(f"{'':16}{'':6}{'server just started':>20}{'record has changed':>20}{'asked again':>20}")
    print(f"{'page':16}{'asked':>6}" + f"{'median':>11}{'p95':>9}" * 3)
    app = application(db)
    prepare_for(app.state.record)  # as the server does when it starts
    all: tuple[list[float], ...] = [], [], []
    for name, asked in pages.items():
        if not asked or only not in (None, name):
            continue
        rounds = [fresh(app, address) for address in asked], *asyncio.run(changed_and_again(db, asked))
        for total, times in zip(all, rounds, strict=True):
            total += times
        print(f"{name:16}{len(asked):6}{_row(rounds)}", flush=True)
    print(f"{'all':16}{len(all[0]):6}{_row(all)}")


def _row(rounds: Sequence[Sequence[float]]) -> str:
    return "".join(f"{statistics.median(times):11.1f}{p95(times):9.1f}" for times in rounds)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("record")
    parser.add_argument("--each", type=int, default=40, help="addresses of each page")
    parser.add_argument("--only", help="the name of a page: only it")
    given = parser.parse_args()
    measure(given.record, given.each, given.only)


if __name__ == "__main__":
    main()
