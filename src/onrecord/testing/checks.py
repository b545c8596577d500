"""A check for each kind of plugin: it raises an AssertionError that says what is wrong."""

from __future__ import annotations

import io
import pickle
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

from onrecord.errors import InputError
from onrecord.model import Article, Entity, Extraction, Occasion, Party, Span, Speaker, Statement, words_at
from onrecord.testing.invented import TEXT, extraction, hard

if TYPE_CHECKING:
    from onrecord.exporting.formats import ExporterPlugin
    from onrecord.extraction.languages import LanguagePlugin
    from onrecord.reading.plugin import ReaderPlugin

_Entry = Statement | Occasion | Entity
_BROKEN: Final = (b"", b" \n", b"\0\1\2\3" * 64, b"\xff\xfe\xfd" * 100, b"<a><b>", b"[{", b"PK\3\4")


def check_reader(reader: ReaderPlugin, data: bytes, name: str) -> Article:
    """Read a file of a reader's kind, and say what is wrong with what comes of it; the article, with an id and hash.

    It takes the file, and gives the same twice; every character but white space leads back to the same one in the
    file; what lies in the article lies in its text; and of files that are none it says so by an InputError.
    """
    from onrecord.reading.origin import Origin

    assert reader.extensions, "extensions: there is none"
    for extension in reader.extensions:
        assert extension.startswith("."), f"extensions: {extension!r} is not as .srt"
        assert extension == extension.lower(), f"extensions: {extension!r} is not in lower case"
    assert any(name.lower().endswith(one) for one in reader.extensions), f"{name}: of none of its extensions"
    assert reader.takes(data[:4096], name) is True, f"{name}: takes() does not take it"
    found, again = reader.read(data, name), reader.read(data, name)
    assert isinstance(found, Article), f"read() gave {type(found).__name__}, no Article"
    assert found == again, "read() gave something else the second time"
    assert pickle.loads(pickle.dumps(found)) == found, "the article does not travel between processes"
    assert found.text.strip(), "the article has no text"
    found.text.encode()  # UnicodeEncodeError for half a character
    origin = Origin.of(data, name)
    found = replace(found, id=origin.id, sha256=origin.sha256, path=name)
    _check_way_back(reader, found, data)
    for turn in found.turns:
        _check_spans("a turn", (*turn.content, *([turn.label] if turn.label else [])), found.text)
    _check_spans("a repair", (repair.span for repair in found.repairs), found.text)
    for broken in (*_BROKEN, data[: len(data) // 3]):
        assert reader.takes(broken, name) in (True, False), "takes() gives neither True nor False"
        try:
            reader.read(broken, name)
        except InputError as error:
            if error.input != name:
                raise AssertionError(f"the error names {error.input!r}, and not {name!r}") from error
        except Exception as error:
            raise AssertionError(f"{broken[:20]!r}: {error!r} is no InputError") from error
    return found


def check_exporter(exporter: ExporterPlugin) -> bytes:
    """Write a record of two invented articles, one of them hard, and of none; what was written of the two.

    Twice the same is written, of all articles, and in UTF-8 where it is text.
    """
    from onrecord.exporting.stream import Exported, documents
    from onrecord.record import Record

    assert isinstance(exporter.says, str), "says: what the format is"
    assert isinstance(exporter.text, bool), "text: whether it is text"
    with TemporaryDirectory() as folder, Record(Path(folder) / "invented.db") as record:
        exporter.write(iter(()), io.BytesIO())
        record.add(extraction())
        record.add(hard())
        whole = list(documents(record))
        written = []
        for given in (whole, whole):
            out = io.BytesIO()
            taken: list[Exported] = []
            count = exporter.write(_watched(given, taken), out)
            assert count is None or isinstance(count, int), f"write() gave {count!r}, neither a number nor None"
            assert len(taken) == len(whole), "write() did not take all articles"
            written.append(out.getvalue())
    assert written[0], "nothing was written"
    assert written[0] == written[1], "write() wrote something else the second time"
    if exporter.text:
        try:
            written[0].decode("utf-8")
        except UnicodeDecodeError as error:
            raise AssertionError(f"it is text, and not in UTF-8: {error}") from error
    return written[0]


def check_language(language: LanguagePlugin, given: Article) -> Extraction:
    """Extract an article of a language, and say what is wrong with what comes of it.

    It is of that article, and the same twice; every span lies in the text, a statement's text is its content's words,
    ids are each one's own and what is named by them is there, what is sure is so from 0 to 1, and a record can hold it.
    """
    from onrecord.record import Record

    found, again = language.extract(given), language.extract(given)
    assert isinstance(found, Extraction), f"extract() gave {type(found).__name__}, no Extraction"
    assert found.article == given, "the extraction is of another article"
    assert found == again, "extract() gave something else the second time"
    assert pickle.loads(pickle.dumps(found)) == found, "the extraction does not travel between processes"
    for said in found.statements:
        assert said.content, f"{said.id}: a statement without content"
        assert said.text == words_at(given.text, said.content), f"{said.id}: its text is not its content's words"
        for of, sure in _sure(said):
            assert sure is None or 0 <= sure <= 1, f"{said.id}: confidence {sure}{of} is not from 0 to 1"
    each: list[_Entry] = [*found.statements, *found.occasions, *found.entities]
    for one in each:
        _check_spans(one.id, _spans(one), given.text)
    groups: dict[str, Sequence[_Entry]] = {
        "statements": found.statements,
        "occasions": found.occasions,
        "entities": found.entities,
    }
    ids = {kind: {one.id for one in group} for kind, group in groups.items()}
    for kind, group in groups.items():
        assert len(ids[kind]) == len(group), f"two {kind} have one id"
    for said in found.statements:
        parties: list[Speaker | Party] = [said.speaker, *said.about, *([said.addressee] if said.addressee else [])]
        for party in parties:
            assert party.entity is None or party.entity in ids["entities"], f"{said.id}: no entity {party.entity!r}"
        assert said.occasion is None or said.occasion in ids["occasions"], f"{said.id}: no occasion {said.occasion!r}"
        assert said.nested_in is None or said.nested_in in ids["statements"], f"{said.id}: not nested in a statement"
    with TemporaryDirectory() as folder, Record(Path(folder) / "invented.db") as record:
        record.add(found)
        assert record.article(given.id).statements == found.statements, "the record does not give it back"
    return found


def check_model(folder: str | Path) -> None:
    """Load an attribution model from its folder, and read the invented report with it. ModelError where it cannot be
    loaded."""
    from onrecord.extraction.attribution import AttributionModel

    model = AttributionModel.load(Path(folder))
    (found,) = model.predict([TEXT])
    assert found, "it finds no statement in the invented report"
    assert list(model.predict([TEXT, ""])) == [found, ()], "it finds something else the second time, or in no words"
    for attribution in found:
        assert attribution.content, "an attribution without content"
        assert 0 <= attribution.confidence <= 1, f"confidence {attribution.confidence} is not from 0 to 1"
        _check_spans("an attribution", (*attribution.source, *attribution.cue, *attribution.content), TEXT)


def _check_way_back(reader: ReaderPlugin, found: Article, data: bytes) -> None:
    from onrecord.reading.original import Original

    led = [False] * len(found.text)
    of_its_own = getattr(reader, "node_text", lambda data, node: None)
    original = Original(data, found.path or "-")
    for anchor in found.anchors:
        _check_spans("an anchor", [Span(anchor.start, anchor.end)], found.text)
        node = of_its_own(data, anchor.node) if anchor.node else None
        end = anchor.offset + anchor.end - anchor.start
        there = node[anchor.offset : end] if isinstance(node, str) else original.words(anchor)
        words = found.text[anchor.start : anchor.end]
        same = there is not None and "".join(there.split()) == "".join(words.split()) and len(there) == len(words)
        assert same, f"{anchor}: the file has {there!r} there, and the article {words!r}"
        led[anchor.start : anchor.end] = [True] * (anchor.end - anchor.start)
    lost = next((n for n, char in enumerate(found.text) if not char.isspace() and not led[n]), None)
    assert lost is None, f"no anchor leads back from character {lost} on: {found.text[lost : (lost or 0) + 30]!r}"


def _check_spans(what: str, spans: Iterable[Span], text: str) -> None:
    for start, end in spans:
        assert 0 <= start <= end <= len(text), f"{what}: [{start}, {end}) is not in the text"


def _spans(one: _Entry) -> Iterator[Span]:
    if isinstance(one, Statement):
        yield from (*one.source, *one.cue, *one.content, *one.speaker.chain)
        for party in (*one.about, *([one.addressee] if one.addressee else [])):
            yield from party.spans
        for stance in one.stance:
            yield from stance.spans
        if one.said_on and one.said_on.basis:
            yield one.said_on.basis
    else:
        yield from one.spans if isinstance(one, Occasion) else one.mentions


def _sure(said: Statement) -> Iterator[tuple[str, float | None]]:
    """How sure the statement and each of its fields is, by whose it is."""
    yield from (("", said.confidence), (" of the speaker", said.speaker.confidence))
    yield " of the addressee", said.addressee.confidence if said.addressee else None
    yield " of the day", said.said_on.confidence if said.said_on else None
    yield " of the occasion", said.occasion_confidence
    yield from ((f" of {party.name}", party.confidence) for party in said.about)
    yield from ((f" of the stance on {stance.target}", stance.score) for stance in said.stance)


def _watched(given: Iterable[Any], taken: list[Any]) -> Iterator[Any]:
    for one in given:
        taken.append(one)
        yield one
