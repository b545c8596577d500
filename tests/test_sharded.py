"""`extract --output`: the same Parquet however often the run is killed, by whichever engine; and back into a record.

All articles are invented.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

import onrecord
from onrecord.errors import OnrecordError
from onrecord.exporting.slices import TABLES
from onrecord.extraction.provenance import made_by
from onrecord.record.schema import metadata
from onrecord.scaling import plan, sharded
from onrecord.scaling.folder import Folder

pq = pytest.importorskip("pyarrow.parquet", reason="Parquet needs pyarrow: pip install 'onrecord[tables]'")
pytest.importorskip("fsspec", reason="needs fsspec: pip install 'onrecord[tables]'")
needs_ray = pytest.mark.skipif(find_spec("ray") is None, reason="needs Ray: pip install 'onrecord[ray]'")

_PEOPLE = ("Edda Quill", "Piet Lund", "Anna Brask", "Ruben Falk")
_THINGS = ("pier", "ferry", "harbour", "lighthouse", "market hall")
_SHARD = 4


def _words(n: int) -> str:
    who, what = _PEOPLE[n % len(_PEOPLE)], _THINGS[n % len(_THINGS)]
    return f"“We will rebuild the {what} in {n + 2} years,” Mayor {who} told reporters on Monday. It was raining."


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of pages, a corpus with a broken line, and a file that is none."""
    folder = tmp_path_factory.mktemp("sharded") / "news"
    folder.mkdir()
    for n in range(6):
        page = f"<html><head><title>Report {n}</title></head><body><article><p>{_words(n)}</p></article></body></html>"
        (folder / f"{n}.html").write_text(page, "utf-8")
    rows = [json.dumps({"id": f"r{n}", "outlet": "Ellery Post", "text": _words(n)}) for n in range(6, 16)]
    (folder / "rows.jsonl").write_text("\n".join([*rows[:5], "{broken", *rows[5:]]), "utf-8")
    (folder / "scan.pdf").write_bytes(b"no PDF")
    return folder


@pytest.fixture(scope="module")
def unbroken(articles: Path) -> Path:
    """What one run made of it."""
    out = articles.parent / "unbroken"
    done = _extract(articles, out)
    assert done.returncode == 1
    assert "rows.jsonl:6" in done.stderr
    assert "scan.pdf" in done.stderr
    return out


def _command(source: Path, out: Path, *options: str) -> list[str]:
    asked = [source.name, "--output", out.name, "--shard", str(_SHARD), *options]
    return [sys.executable, "-m", "onrecord", "extract", *asked]


def _extract(source: Path, out: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = _command(source, out, *options)
    return subprocess.run(command, cwd=source.parent, capture_output=True, text=True, check=False)


def _files(out: Path) -> dict[str, bytes]:
    return {str(p.relative_to(out)): p.read_bytes() for p in sorted(out.rglob("*")) if p.is_file()}


def _rows(out: Path, table: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for path in sorted((out / table).glob("*.parquet")):
        found += pq.read_table(path).to_pylist()
    return found


def test_the_tables_hold_everything(unbroken: Path) -> None:
    for name, columns in TABLES.items():
        for path in (unbroken / name).glob("*.parquet"):
            assert pq.read_schema(path).names == [c.name for c in columns]
    assert [row["id"] for row in _rows(unbroken, "articles")][-10:] == [f"r{n}" for n in range(6, 16)]
    assert len(_rows(unbroken, "articles")) == 16
    statements = _rows(unbroken, "statements")
    assert {row["speaker"] for row in statements} == set(_PEOPLE)
    assert sum(row["statements"] for row in _rows(unbroken, "articles")) == len(statements)
    assert {row["name"] for row in _rows(unbroken, "people")} == set(_PEOPLE)
    failed = {row["input"]: (row["kind"], row["reason"]) for row in _rows(unbroken, "failures")}
    assert failed.keys() == {"news/rows.jsonl:6", "news/scan.pdf"}
    assert failed["news/rows.jsonl:6"][0] == "InputMalformed"
    assert failed["news/scan.pdf"][1] == "named .pdf, but it is none"


def _killed(source: Path, out: Path, seed: int, *options: str) -> int:
    """Run, and kill, until it comes to an end by itself; how often it was killed in its work."""
    chance = random.Random(seed)
    killed = 0
    while killed < 3:
        wanted = len(list((out / "done").glob("*.json"))) + chance.randint(1, 2)
        run = subprocess.Popen(_command(source, out, *options), cwd=source.parent, stderr=subprocess.DEVNULL)
        while run.poll() is None and len(list((out / "done").glob("*.json"))) < wanted:
            time.sleep(0.01)
        time.sleep(chance.random() * 0.05)
        if run.poll() is not None:
            break
        os.kill(run.pid, signal.SIGKILL)
        run.wait()
        killed += 1
    _extract(source, out, *options)
    return killed


@pytest.mark.parametrize("workers", [1, 2])
def test_a_killed_run_goes_on_to_the_same_parquet(articles: Path, unbroken: Path, workers: int) -> None:
    out = articles.parent / f"killed-{workers}"
    assert _killed(articles, out, workers, "--workers", str(workers)) > 0
    assert _files(out) == _files(unbroken)


@needs_ray
def test_ray_makes_the_same_parquet_however_often_it_is_killed(articles: Path, unbroken: Path) -> None:
    out = articles.parent / "ray"
    assert _killed(articles, out, 1, "--engine", "ray", "--workers", "2") > 0
    assert _files(out) == _files(unbroken)


def test_what_is_done_is_not_done_again(articles: Path, unbroken: Path) -> None:
    before = {p: p.stat().st_mtime_ns for p in unbroken.rglob("*.parquet")}
    done = _extract(articles, unbroken)
    assert "16 articles (16 of them were there)" in done.stdout + done.stderr
    assert {p: p.stat().st_mtime_ns for p in unbroken.rglob("*.parquet")} == before


def test_an_input_that_changed_costs_its_own_shards(articles: Path, unbroken: Path, tmp_path: Path) -> None:
    source, out = tmp_path / "news", tmp_path / "out"
    shutil.copytree(articles, source)
    shutil.copytree(unbroken, out)
    before = {p.name: p.stat().st_mtime_ns for p in (out / "articles").iterdir()}
    with (source / "rows.jsonl").open("a") as rows:
        rows.write("\n" + json.dumps({"id": "r99", "text": _words(99)}))
    (source / "late.txt").write_text(_words(50))
    _extract(source, out)
    ids = [row["id"] for row in _rows(out, "articles")]
    assert ids.count("r99") == 1
    assert len(ids) == len(set(ids)) == 18
    after = {p.name: p.stat().st_mtime_ns for p in (out / "articles").iterdir()}
    kept = {name for name, at in before.items() if after[name] == at}
    assert len(kept) == len(before) - 1  # the last shard of the corpus is made anew
    # The corpus is cut again to what it was: what came with the row goes with it.
    shutil.copy(articles / "rows.jsonl", source / "rows.jsonl")
    _extract(source, out)
    assert sorted(row["id"] for row in _rows(out, "articles")) == sorted({*ids} - {"r99"})


def test_a_run_that_is_asked_otherwise_is_refused(articles: Path, unbroken: Path) -> None:
    done = _extract(articles, unbroken, "--min-confidence", "0.5")
    assert done.returncode == 1
    assert "begun otherwise: its made by was" in done.stderr
    assert "choose another folder" in done.stderr


def test_the_name_of_a_file_is_no_folder_for_parquet(articles: Path) -> None:
    done = _extract(articles, out := articles.parent / "said.jsonl")
    assert done.returncode == 2
    assert "onrecord extract … > said.jsonl" in " ".join(done.stderr.split())
    assert not out.exists()


def test_a_record_of_slices_is_the_record_of_their_articles(articles: Path, unbroken: Path) -> None:
    for source, db in ((articles, "direct.db"), (unbroken, "slices.db")):
        command = [sys.executable, "-m", "onrecord", "add", source.name, "--db", db]
        subprocess.run(command, cwd=articles.parent, capture_output=True, check=False)
    direct, slices = (_content(articles.parent / name) for name in ("direct.db", "slices.db"))
    assert direct.keys() == slices.keys()
    for table in direct.keys() - {"assertions"}:  # of slices, what comparison needs is read when one compares
        assert direct[table] == slices[table], table


def _content(path: Path) -> dict[str, list[Any]]:
    """All rows of a record, but for when they were written."""
    found = {}
    with onrecord.Record(path) as record, record.database.connect() as connection:
        for table in metadata.sorted_tables:
            columns = [c for c in table.c if not c.name.endswith("_at")]
            found[table.name] = sorted(map(repr, connection.execute(select(*columns)).all()))
    return found


def test_of_statements_no_record_is_made(unbroken: Path, tmp_path: Path) -> None:
    one = next((unbroken / "statements").iterdir())
    command = [sys.executable, "-m", "onrecord", "add", str(one), "--db", str(tmp_path / "x.db")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "a table of statements, of which no record can be made; give its articles" in done.stderr
    (error,) = onrecord.read_all([str(one)])
    assert isinstance(error, onrecord.InputError)
    assert "a table of statements that onrecord made" in error.reason


def test_slices_without_an_article_are_named(tmp_path: Path) -> None:
    (tmp_path / "scan.pdf").write_bytes(b"no PDF")
    out = tmp_path / "out"
    assert _extract(tmp_path / "scan.pdf", out).returncode == 1
    command = [sys.executable, "-m", "onrecord", "add", str(out), "--db", str(tmp_path / "x.db")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert f"{out}: there is no article in it" in done.stderr


def test_failures_that_cannot_be_read_cost_themselves(unbroken: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(unbroken, out)
    damaged, *rest = sorted((out / "failures").iterdir())
    assert rest
    data = damaged.read_bytes()
    damaged.write_bytes(data[:4] + b"\xff" * 36 + data[40:])
    command = [sys.executable, "-m", "onrecord", "add", str(out), "--db", str(tmp_path / "x.db")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert f"{damaged}: not Parquet that can be read" in done.stderr
    assert "added 16 articles" in done.stdout
    with onrecord.Record(tmp_path / "x.db", read_only=True) as record, record.database.connect() as connection:
        kept = connection.execute(select(metadata.tables["unread"])).all()
    assert len(kept) == 2  # the table itself, and what the other one names


def test_files_in_a_store_are_read() -> None:
    import fsspec

    store = fsspec.filesystem("memory")
    store.pipe("/news/a.txt", _words(1).encode())
    store.pipe("/news/b.jsonl", json.dumps({"text": _words(2)}).encode())
    store.pipe("/news/.hidden.txt", b"x")
    for source in ("memory://news", "memory://news/*.*"):
        found = list(onrecord.read_all([source]))
        assert [type(item).__name__ for item in found] == ["Article", "Article"]
    assert onrecord.read("memory://news/a.txt").path == "memory://news/a.txt"
    (missing,) = onrecord.read_all(["memory://news/nothing.txt"])
    assert "no such file" in str(missing)
    (unknown,) = onrecord.read_all(["nosuchstore://news"])
    assert "nosuchstore" in str(unknown)


def test_a_store_is_written_to(articles: Path, unbroken: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(articles.parent)
    folder = Folder("memory://out")
    settings = plan.Settings(made_by(), _SHARD)
    plan.check(folder, settings)
    jobs = plan.make(folder, [articles.name], settings).jobs
    made = list(sharded.work(jobs, folder, settings))
    assert sum(m.shard.articles for m in made) == 16
    for name, data in _files(unbroken).items():
        assert folder.read(name) == data, name
    assert plan.make(folder, [articles.name], settings).jobs == []
    with pytest.raises(OnrecordError, match="its shard was 4, and is 5 now"):
        plan.check(folder, plan.Settings(made_by(), 5))


def test_ray_is_not_loaded_where_it_is_not_asked_for() -> None:
    code = "import sys; from onrecord.cli import app; print({'ray', 'pyarrow', 'fsspec'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_what_a_killed_run_left_beside_a_file_goes_when_the_file_is_written(tmp_path: Path) -> None:
    code = """if True:
        import itertools, sys
        from onrecord.scaling.folder import Folder
        folder = Folder(sys.argv[1])
        print("writes", flush=True)
        for n in itertools.count():
            folder.write("done/000000.json", b"x" * (n % 2))
    """
    for _ in range(8):  # nearly all of the time it waits for the disk, with a file beside the one that it writes
        writer = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE)
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(0.05)
        writer.kill()
        writer.communicate()
    Folder(str(tmp_path)).write("done/000000.json", b"{}")
    assert _files(tmp_path) == {"done/000000.json": b"{}"}


class _Killed(Folder):
    """Its process ends at the so-manieth time that something is written or removed."""

    left: int

    def write(self, name: str, data: bytes) -> None:
        self._count()
        Folder.write(self, name, data)

    def remove(self, name: str) -> None:
        self._count()
        Folder.remove(self, name)

    def _count(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise KeyboardInterrupt


def test_an_input_that_changed_and_changed_back_around_a_kill_is_what_it_was(tmp_path: Path) -> None:
    source, out = tmp_path / "rows.jsonl", tmp_path / "out"
    settings = plan.Settings(made_by(), 1)

    def run(folder: Folder, *articles: int) -> None:
        source.write_text("\n".join(json.dumps({"id": f"r{n}", "text": _words(n)}) for n in articles), "utf-8")
        os.utime(source, (1, 1))  # as what restores a file gives it the time that it had
        list(sharded.work(plan.make(folder, [str(source)], settings).jobs, folder, settings))

    run(Folder(str(out)), 1, 2, 3)
    before = _files(out)
    run(Folder(str(tmp_path / "short")), 1)
    short = _files(tmp_path / "short")
    for at in range(0, 24, 3):
        killed = _Killed(str(out))
        killed.left = at
        with suppress(KeyboardInterrupt):
            run(killed, 4)  # its one shard is made anew, and two are removed
        again = tmp_path / f"again-{at}"
        shutil.copytree(out, again)
        run(Folder(str(again)), 1)
        assert _files(again) == short, at
        run(Folder(str(out)), 1, 2, 3)
        assert _files(out) == before, at
