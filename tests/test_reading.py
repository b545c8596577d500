"""Whatever is read, every character leads back to the original, and a bad input costs only itself."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord import errors
from onrecord.model import Article
from onrecord.reading import Inputs, Original, read, read_all

EXAMPLES = Path(__file__).parent.parent / "examples"


def check(article: Article, data: bytes) -> None:
    """Every character is the original's or one that reading says it put in, and every anchor leads back."""
    assert Original(data).mismatches(article) == []
    covered = [False] * len(article.text)
    for a in article.anchors:
        assert 0 <= a.start < a.end <= len(article.text)
        assert not any(covered[a.start : a.end])
        covered[a.start : a.end] = [True] * (a.end - a.start)
    put_in = {article.text[i] for i, c in enumerate(covered) if not c}
    assert put_in <= {"\n", " ", "\t"}
    assert article.text == article.text.strip()


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("[0-9]*")), ids=lambda p: p.name)
def test_every_example_is_read_and_leads_back(path: Path) -> None:
    article = read(path)
    check(article, path.read_bytes())
    assert article.title is not None
    assert article.published is not None
    assert article.published_evidence is not None
    assert article.language == "en"
    assert article.path == str(path)
    assert read(path) == article


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.sampled_from("ab. \n\t\r\f\u00a0\u00ad“”*_#>[]()-|<&;!\\`1é"), min_size=1, max_size=300))
def test_any_text_or_markdown_leads_back(text: str) -> None:
    data = text.encode()
    for name in ("a.txt", "a.md"):
        try:
            article = read(data, name=name)
        except errors.InputError:
            continue
        check(article, data)


MARKUP = (
    "<p> </p> <br> <b> </b> <!--c--> <?pi?> <div> </div> <td> <li> &nbsp; &amp; &lt; &shy; &#x200b; <i>x</i>".split(" ")
)
HTML_PIECES = st.sampled_from(
    [*MARKUP, "Words of a sentence. ", "“Quoted,” she said. ", " ", "\n", "\t", "é", "<a href=x>"]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(HTML_PIECES, max_size=60))
def test_any_page_leads_back(pieces: list[str]) -> None:
    sentence = "The mayor of Port Ellery promised on Monday to build a sea wall within two years, and said so {} times."
    before, after = ("".join(f"<p>{sentence.format(i)}</p>" for i in r) for r in (range(3), range(3, 6)))
    data = f"<html><body><article>{before}{''.join(pieces)}{after}</article></body></html>".encode()
    check(read(data, name="page.html"), data)


def test_a_folder_is_walked_in_order_and_bad_inputs_cost_only_themselves(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "good.txt").write_text("The mayor said on Monday that she would resign. Nobody believed her.")
    (tmp_path / "a.txt").write_bytes(b"")
    (tmp_path / "c.html").write_text("<html><body><nav>Home</nav></body></html>")
    (tmp_path / "d.txt").write_bytes(bytes(range(256)) * 10)
    (tmp_path / "e.jsonl").write_text(
        '{"id": 7, "text": "He said so."}\nnot json\n{"title": "no text"}\n[1]\n{"text": " "}\n'
    )
    (tmp_path / ".hidden.txt").write_text("Not read.")
    (tmp_path / "skipped.bin").write_bytes(b"\0")
    items = list(read_all([str(tmp_path), str(tmp_path / "gone.txt"), str(tmp_path / "skipped.bin")]))
    kinds = [type(i).__name__ for i in items]
    assert kinds == [
        *("InputEmpty", "Article", "InputWithoutArticle", "InputUnknownType"),
        *("Article", "InputMalformed", "InputMalformed", "InputMalformed", "InputEmpty"),
        *("InputUnreadable", "InputUnknownType"),
    ]
    errs = [i for i in items if isinstance(i, errors.InputError)]
    assert [e.input.removeprefix(str(tmp_path)) for e in errs] == [
        *(
            "/a.txt",
            "/c.html",
            "/d.txt",
            "/e.jsonl:2",
            "/e.jsonl:3",
            "/e.jsonl:4",
            "/e.jsonl:5",
            "/gone.txt",
            "/skipped.bin",
        )
    ]
    assert all(e.reason and "\n" not in str(e) for e in errs)


def test_a_file_that_vanishes_after_it_was_found_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("The mayor said on Monday that she would resign.")
    inputs = Inputs([str(path)])
    path.unlink()
    assert [type(i) for i in inputs] == [errors.InputUnreadable]


def test_the_progress_counts_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("".join(json.dumps({"text": f"He said it {i} times."}) + "\n" for i in range(50)))
    inputs = Inputs([str(path)])
    seen = [inputs.done for _ in inputs]
    assert len(seen) == 50
    assert seen == sorted(seen)
    assert inputs.done == inputs.total == path.stat().st_size


def test_a_text_over_the_limit_is_refused() -> None:
    with pytest.raises(errors.InputTooLarge, match="over the limit"):
        read(b"He said so. " * 2_000_000, name="big.txt")
    with pytest.raises(errors.InputTooLarge, match="over the limit"):
        read(b"He said so. " * 100, name="big.txt", max_text=1_000)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", errors.InputEmpty),
        (b" \n\t", errors.InputEmpty),
        (b"%PDF-1.7 ...", errors.InputMalformed),
        (b"\x7fELF\x02\x01\x01\0", errors.InputUnknownType),
        (b"abc\0def" * 20, errors.InputUnknownType),
        (b"\xff\xfea", errors.InputUndecodable),
        (b"\xef\xbb\xbfabc \xff\xff", errors.InputUndecodable),
        (b"<html><body></body></html>", errors.InputWithoutArticle),
    ],
)
def test_bad_bytes_give_their_error(data: bytes, kind: type[errors.InputError]) -> None:
    with pytest.raises(kind):
        read(data, name="input")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252", "utf-8"])
def test_encodings_are_told_apart(encoding: str) -> None:
    text = "The café owner said: “We don’t know — not yet.” He shrugged, and went on with naïve pride."
    article = read(text.encode(encoding), name="a.txt")
    assert article.text == text
    assert bool(article.warnings) == (encoding == "cp1252")


def test_a_corpus_text_is_taken_as_it_is(tmp_path: Path) -> None:
    text = "  A Title\n\nBy Nobody\n\nwith  two spaces\u00a0and the\n\nlower case. "
    path = tmp_path / "c.csv"
    path.write_text(f'id,body,published\nx,"{text}",27 September 2024\ny,short\n', newline="")
    first, second = read_all([str(path)], columns={"text": "body"})
    assert isinstance(first, Article)
    assert (first.id, first.text, first.published, first.repairs) == ("x", text, date(2024, 9, 27), ())
    assert Original(text.encode()).mismatches(first) == []
    assert isinstance(second, errors.InputMalformed)


def test_an_unknown_field_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="no such field: body"):
        Inputs([], {"body": "text"})


@pytest.mark.parametrize("alone", ["report.txt", b"report.txt", Path("report.txt")])
def test_one_name_is_no_list_of_names(alone: Any) -> None:
    with pytest.raises(TypeError, match=r"read_all\(\[.*report.txt.*\]\)"):
        read_all(alone)
