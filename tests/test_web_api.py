"""The interface for programs, asked of a real server on loopback."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest

pytest.importorskip("fastapi", reason="the interface needs onrecord[web]")

from served import served

from onrecord.exporting.schemas import schema
from onrecord.record import Record

LISTS = {
    "/statements": "find",
    "/statements?by=Okafor&about=Hale": "find",
    "/articles/d9f696dc/statements": "find",
    "/people": "people",
    "/people/daniel-okafor/statements": "person",
    "/shifts?every=true": "shifts",
    "/positions?person=Daniel%20Okafor&about=Victor%20Hale": "stance",
    "/voice?outlet=The%20Harbour%20Gazette": "voice",
    "/occasions": "occasions",
    "/statements/d9f696dc%2F1/decisions": "decisions",
}


@pytest.fixture(scope="module")
def address(shelf: Path) -> Iterator[str]:
    with served(shelf / "examples.db") as client:
        yield str(client.base_url).rstrip("/") + "/api/v1"


@pytest.fixture(scope="module")
def api(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, timeout=30, trust_env=False) as client:
        yield client


@pytest.mark.parametrize("path", LISTS)
def test_the_objects_are_those_of_the_command_line(api: httpx.Client, path: str) -> None:
    answer = api.get(path)
    assert answer.status_code == 200, answer.text
    validator = jsonschema.Draft202012Validator(schema(LISTS[path]))
    for item in answer.json()["items"]:
        validator.validate(item)


def test_find_answers_as_the_command_does(api: httpx.Client, shelf: Path) -> None:
    with Record(shelf / "examples.db", read_only=True) as record:
        found = [entry.to_dict() for entry in record.find(by="Daniel Okafor", since="2025")]
    items = api.get("/statements", params={"by": "Daniel Okafor", "since": "2025"}).json()["items"]
    assert items
    assert sorted(items, key=lambda s: s["id"]) == sorted(found, key=lambda s: s["id"])


def test_an_article_is_whole(api: httpx.Client) -> None:
    article = api.get("/articles/d9f696dc").json()
    jsonschema.validate(article, schema("article"))
    said = article["statements"][0]
    assert " … ".join(article["text"][s:e] for s, e in said["content"]) == said["text"]


@pytest.mark.parametrize("path", ["/statements", "/articles", "/people", "/occasions", "/shifts?every=true"])
def test_pages_by_cursors_are_the_whole_list_once(api: httpx.Client, path: str) -> None:
    whole = api.get(path, params={"limit": 1000}).json()
    found: list[Any] = []
    after = ""
    while after is not None:
        given: dict[str, Any] = {"limit": 7, **({"after": after} if after else {})}
        page = api.get(path, params=dict(httpx.URL(path).params) | given).json()
        assert page["total"] == whole["total"] == len(whole["items"])
        found += page["items"]
        after = page["after"]
    assert found == whole["items"]


def test_json_lines_link_to_the_next_page(api: httpx.Client) -> None:
    first = api.get("/statements", params={"limit": 5}, headers={"Accept": "application/jsonl"})
    assert first.headers["content-type"] == "application/jsonl"
    lines = [json.loads(line) for line in first.text.splitlines()]
    assert len(lines) == 5
    following = httpx.URL(first.links["next"]["url"])
    second = api.get(following.raw_path.decode().removeprefix("/api/v1"), headers={"Accept": "application/jsonl"})
    assert not {line["id"] for line in lines} & {json.loads(line)["id"] for line in second.text.splitlines()}


def test_csv_by_accept_and_by_format(api: httpx.Client) -> None:
    by_accept = api.get("/statements?limit=3", headers={"Accept": "text/csv"})
    assert by_accept.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(by_accept.text)))
    assert len(rows) == 3
    assert rows[0]["speaker"]
    assert api.get("/statements?limit=3&format=csv", headers={"Accept": "application/json"}).text == by_accept.text
    shifts = list(csv.DictReader(io.StringIO(api.get("/shifts?format=csv").text)))
    assert [row["side"] for row in shifts[:2]] == ["then", "now"]


def test_nothing_is_sent_twice_until_the_record_changes(desk: Path) -> None:
    with served(desk / "examples.db") as client:
        first = client.get("/api/v1/statements?by=Okafor")
        tag = first.headers["etag"]
        again = client.get("/api/v1/statements?by=Okafor", headers={"If-None-Match": tag})
        assert (again.status_code, again.content) == (304, b"")
        other = client.get("/api/v1/statements?by=Hale", headers={"If-None-Match": tag})
        assert other.status_code == 200
        with Record(desk / "examples.db") as record:
            record.correct("d9f696dc/1", speaker="Ruth Calloway")
        changed = client.get("/api/v1/statements?by=Okafor", headers={"If-None-Match": tag})
        assert changed.status_code == 200
        assert changed.headers["etag"] != tag


def test_what_changes_while_it_is_read_is_sent_again(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = Record.articles

    def overtaken(self: Record, *words: str | None, **fields: str | None) -> object:
        found = read(self, *words, **fields)
        monkeypatch.setattr(Record, "articles", read)
        with Record(desk / "examples.db") as record:
            record.edit("d9f696dc", title="Another title")
        return found

    monkeypatch.setattr(Record, "articles", overtaken)
    with served(desk / "examples.db") as client:
        first = client.get("/api/v1/articles")
        assert "Another title" not in first.text
        again = client.get("/api/v1/articles", headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, "Another title" in again.text) == (200, True)


WRONG = [
    ("/statements?since=soon", 400, "wrong-query", "not a date: 'soon'"),
    ("/statements?by=%20", 400, "wrong-query", "by is blank"),
    ("/statements?kind=loud", 400, "wrong-query", "kind"),
    ("/statements?after=nonsense", 400, "wrong-query", "is no cursor"),
    ("/articles?after=W10", 400, "wrong-query", "is no cursor"),
    ("/articles?after=" + "W1tb" * 450, 400, "wrong-query", "is no cursor"),
    ("/statements?limit=0", 400, "wrong-query", "limit"),
    ("/positions?person=Okafor", 400, "wrong-query", "about"),
    ("/statements?text=" + "+".join(f"w{n}" for n in range(501)), 400, "wrong-query", "2000 characters"),
    (
        "/statements?text=" + "+".join(a + b for a in "abcdefghijklmnopqrst" for b in "abcdefghijklmnopqrstuvwxyz"),
        400,
        "wrong-query",
        "520 words are too many to look for at once",
    ),
    ("/statements/nowhere/1", 404, "not-found", "there is no article 'nowhere'"),
    ("/statements/words", 404, "not-found", "is no statement's id"),
    ("/articles/nowhere", 404, "not-found", "there is no article"),
    ("/people/nobody", 404, "not-found", "Nobody in the record has the id"),
    ("/nothing", 404, "not-found", "There is nothing at /api/v1/nothing"),
    ("/articles/d9f696dc?format=csv", 406, "not-acceptable", "no row"),
]


@pytest.mark.parametrize(("path", "status", "name", "why"), WRONG)
def test_what_is_wrong_is_told_by_a_problem(api: httpx.Client, path: str, status: int, name: str, why: str) -> None:
    answer = api.get(path)
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert (answer.status_code, problem["status"]) == (status, status)
    assert problem["type"] == f"urn:onrecord:problem:{name}"
    assert why in problem["detail"]
    assert "examples.db" not in problem["detail"]


def test_a_form_that_there_is_not_is_refused(api: httpx.Client) -> None:
    answer = api.get("/statements", headers={"Accept": "image/png"})
    assert answer.status_code == 406
    assert "application/jsonl" in answer.json()["detail"]
    assert api.post("/statements").status_code == 405
    assert api.post("/statements").headers["allow"] == "GET"


def test_the_document_is_openapi_3_1_and_whole(api: httpx.Client) -> None:
    document = api.get("/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    components = document["components"]["schemas"]
    text = json.dumps(document)
    for part in text.split('"#/components/schemas/')[1:]:
        assert part.partition('"')[0] in components
    assert "#/$defs/" not in text


def test_schemathesis_finds_no_breach_of_the_document(address: str, tmp_path: Path) -> None:
    pytest.importorskip("schemathesis", reason="not installed")
    checks = (
        "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,"
        "response_headers_conformance,unsupported_method"
    )
    command = [sys.executable, "-m", "schemathesis.cli", "run", f"{address}/openapi.json"]
    options = ["--checks", checks, "--max-examples", "12", "--seed", "7", "--phases", "examples,coverage,fuzzing"]
    done = subprocess.run([*command, *options], cwd=tmp_path, capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
