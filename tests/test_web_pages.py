"""The pages, asked of a real server on loopback."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

pytest.importorskip("fastapi", reason="the pages need onrecord[web]")

from tests.served import served


@pytest.fixture(scope="module")
def web(shelf: Path) -> Iterator[httpx.Client]:
    with served(shelf / "examples.db") as client:
        yield client


def test_the_first_page_says_how_much_is_in_the_record(web: httpx.Client) -> None:
    answer = web.get("/")
    assert answer.status_code == 200
    assert "in 10 articles of 3 outlets" in answer.text


def test_a_page_that_does_not_exist_says_so(web: httpx.Client) -> None:
    answer = web.get("/no/such/page")
    assert answer.status_code == 404
    assert "There is no page /no/such/page." in answer.text


@pytest.mark.parametrize("address", ["/", "/nowhere", "/static/style.css"])
def test_every_answer_loads_nothing_foreign_and_is_framed_by_nobody(web: httpx.Client, address: str) -> None:
    headers = web.get(address).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"
    assert "server" not in headers


def test_another_name_that_leads_here_is_refused(web: httpx.Client) -> None:
    assert web.get("/", headers={"Host": "rebound.example"}).status_code == 421
    assert web.get("/", headers={"Host": ""}).status_code == 421
    assert web.get("/", headers={"Host": "localhost:8000"}).status_code == 200


@pytest.mark.parametrize(
    "address", ["/static/../../errors.py", "/static/..%2f..%2ferrors.py", "/static/%2e%2e/assets.py"]
)
def test_no_file_beside_the_static_ones_is_served(web: httpx.Client, address: str) -> None:
    raw = httpx.URL(str(web.base_url)).copy_with(raw_path=address.encode())
    assert web.get(raw).status_code == 404


def test_without_a_record_there_is_a_clear_message(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "onrecord", "serve", "--db", str(tmp_path / "none.db"), "--port", "0"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert "there is no record here yet" in done.stderr
    assert "Traceback" not in done.stderr
