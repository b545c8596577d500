"""Discourse Network Analyzer (https://github.com/leifeld/dna): a `.dna` file of version 3, to be opened and reviewed.

What a scholar codes by hand is there to be looked at: person or organization, concept and agreement, at the words. A
statement that shows an attitude is one of DNA's for each target (the concept; agreement: positive); one that shows
none has an empty concept, as in DNA when it is new. `onrecord` has the rest as JSON, `confidence` is in percent.
The only coder is `Admin`, whose password is `onrecord`: change it in DNA.
"""

from __future__ import annotations

import base64
import hashlib
import shutil
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time
from pathlib import Path
from typing import BinaryIO, Final

from onrecord.exporting import json_text
from onrecord.exporting.beside import facts
from onrecord.exporting.stream import Exported
from onrecord.exporting.utf16 import Units
from onrecord.model import Article
from onrecord.record import Entry

PASSWORD: Final = "onrecord"
VERSION: Final = ("3.0.11", "2023-11-10")
_TITLE: Final = 190  # characters at most, in some versions
_PERSON, _ORGANIZATION, _CONCEPT, _AGREEMENT, _CONFIDENCE, _REST = range(1, 7)
_ATTRIBUTES: Final = ("Type", "Alias", "Notes")

_COLOUR: Final = ", ".join(
    f"{c} INTEGER NOT NULL DEFAULT 0 CHECK ({c} BETWEEN 0 AND 255)" for c in ("Red", "Green", "Blue")
)
_RIGHTS: Final = {  # of a coder, and whether he has it unless told otherwise
    **{f"Permission{what}{of}": 1 for what in ("Add", "Edit", "Delete", "Import") for of in ("Documents",)},
    **{f"Permission{what}Statements": 1 for what in ("Add", "Edit", "Delete")},
    "PermissionEditAttributes": 1,
    "PermissionEditRegex": 1,
    "PermissionEditStatementTypes": 0,
    "PermissionEditCoders": 0,
    **{f"Permission{what}Others{of}": 1 for of in ("Documents", "Statements") for what in ("View", "Edit")},
}


def _refers(column: str, table: str) -> str:
    return f"FOREIGN KEY({column}) REFERENCES {table}(ID) ON DELETE CASCADE"


def _flag(name: str, default: int) -> str:
    return f"{name} INTEGER NOT NULL CHECK ({name} BETWEEN 0 AND 1) DEFAULT {default}"


def _data(name: str, value: str) -> str:
    foreign = [_refers("StatementId", "STATEMENTS"), _refers("VariableId", "VARIABLES")]
    foreign += [_refers("Entity", "ENTITIES")] if value.startswith("Entity") else []
    keys = "ID INTEGER PRIMARY KEY NOT NULL, StatementId INTEGER NOT NULL, VariableId INTEGER NOT NULL"
    return f"{name}({keys}, {value}, {', '.join(foreign)}, UNIQUE (StatementId, VariableId))"


_KEY: Final = "ID INTEGER NOT NULL PRIMARY KEY"
TABLES: Final = (
    "SETTINGS(Property TEXT PRIMARY KEY, Value TEXT NOT NULL)",
    f"CODERS({_KEY}, Name TEXT NOT NULL, {_COLOUR}, "
    "Refresh INTEGER NOT NULL CHECK (Refresh BETWEEN 0 AND 9999) DEFAULT 0, "
    "FontSize INTEGER NOT NULL CHECK (FontSize BETWEEN 1 AND 99) DEFAULT 14, Password TEXT NOT NULL, "
    "PopupWidth INTEGER CHECK (PopupWidth BETWEEN 100 AND 9999) DEFAULT 300, "
    + ", ".join([_flag("ColorByCoder", 0), _flag("PopupDecoration", 0), _flag("PopupAutoComplete", 1)])
    + f", {', '.join(_flag(name, default) for name, default in _RIGHTS.items())})",
    f"DOCUMENTS({_KEY}, Title TEXT NOT NULL, Text TEXT NOT NULL, Coder INTEGER, "
    + ", ".join(f"{name} TEXT NOT NULL DEFAULT ''" for name in ("Author", "Source", "Section", "Notes", "Type"))
    + f", Date INTEGER NOT NULL, {_refers('Coder', 'CODERS')})",
    f"STATEMENTTYPES({_KEY}, Label TEXT NOT NULL, {_COLOUR})",
    f"VARIABLES({_KEY}, Variable TEXT NOT NULL, DataType TEXT NOT NULL DEFAULT 'short text' CHECK "
    "(DataType IN ('boolean', 'integer', 'long text', 'short text')), StatementTypeId INTEGER, "
    f"{_refers('StatementTypeId', 'STATEMENTTYPES')}, UNIQUE (Variable, StatementTypeId))",
    f"VARIABLELINKS({_KEY}, SourceVariableId INTEGER, "
    "TargetVariableId INTEGER CHECK (TargetVariableId != SourceVariableId), "
    f"{_refers('SourceVariableId', 'VARIABLES')}, {_refers('TargetVariableId', 'VARIABLES')})",
    f"REGEXES(Label TEXT PRIMARY KEY, {_COLOUR})",
    f"CODERRELATIONS({_KEY}, Coder INTEGER CHECK (Coder > 0 AND Coder != OtherCoder), "
    "OtherCoder INTEGER CHECK (OtherCoder > 0 AND OtherCoder != Coder), "
    + ", ".join(_flag(name, 1) for name in ("viewStatements", "editStatements", "viewDocuments", "editDocuments"))
    + f", {_refers('Coder', 'CODERS')}, {_refers('OtherCoder', 'CODERS')})",
    f"STATEMENTS({_KEY}, StatementTypeId INTEGER, DocumentId INTEGER, "
    "Start INTEGER NOT NULL CHECK (Start >= 0 AND Start < Stop), "
    "Stop INTEGER NOT NULL CHECK (Stop >= 0 AND Stop > Start), Coder INTEGER, "
    f"{_refers('StatementTypeId', 'STATEMENTTYPES')}, {_refers('Coder', 'CODERS')}, "
    f"{_refers('DocumentId', 'DOCUMENTS')})",
    _data("DATABOOLEAN", "Value INTEGER NOT NULL DEFAULT 1"),
    _data("DATAINTEGER", "Value INTEGER NOT NULL DEFAULT 0"),
    f"ENTITIES({_KEY}, VariableId INTEGER NOT NULL, Value TEXT NOT NULL DEFAULT '', "
    f"{_COLOUR.replace('NOT NULL DEFAULT 0 ', '')}, ChildOf INTEGER CHECK (ChildOf > 0 AND ChildOf != ID), "
    f"UNIQUE (VariableId, Value), {_refers('ChildOf', 'ENTITIES')}, {_refers('VariableId', 'VARIABLES')})",
    _data("DATASHORTTEXT", "Entity INTEGER NOT NULL"),
    _data("DATALONGTEXT", "Value TEXT DEFAULT ''"),
    f"ATTRIBUTEVARIABLES({_KEY}, VariableId INTEGER NOT NULL, AttributeVariable TEXT NOT NULL, "
    f"UNIQUE (VariableId, AttributeVariable), {_refers('VariableId', 'VARIABLES')})",
    f"ATTRIBUTEVALUES({_KEY}, EntityId INTEGER NOT NULL, AttributeVariableId INTEGER NOT NULL, "
    "AttributeValue TEXT NOT NULL DEFAULT '', UNIQUE (EntityId, AttributeVariableId), "
    f"{_refers('EntityId', 'ENTITIES')}, {_refers('AttributeVariableId', 'ATTRIBUTEVARIABLES')})",
)


def write(documents: Iterable[Exported], out: BinaryIO) -> None:
    """Write the database, by way of a temporary file."""
    with tempfile.TemporaryDirectory(prefix="onrecord-") as folder:
        path = Path(folder) / "export.dna"
        connection = sqlite3.connect(path, isolation_level=None)
        try:
            connection.execute("BEGIN")
            _Writer(connection).write(documents)
            connection.execute("COMMIT")
        finally:
            connection.close()
        with path.open("rb") as file:
            shutil.copyfileobj(file, out)


class _Writer:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._sql = connection.execute
        for table in TABLES:
            self._sql(f"CREATE TABLE {table}")
        rights = dict.fromkeys(_RIGHTS, 1)
        fields = {"ID": 1, "Name": "Admin", "Red": 255, "Green": 255, "Password": hashed(PASSWORD), **rights}
        self._insert("CODERS", **fields)
        for name, value in zip(("version", "date"), VERSION, strict=True):
            self._insert("SETTINGS", Property=name, Value=value)
        self._insert("STATEMENTTYPES", ID=1, Label="DNA Statement", Red=239, Green=208, Blue=51)
        self._insert("STATEMENTTYPES", ID=2, Label="Annotation", Red=211, Green=211, Blue=211)
        variables = [("person", "short text"), ("organization", "short text"), ("concept", "short text")]
        variables += [("agreement", "boolean"), ("confidence", "integer"), ("onrecord", "long text")]
        for n, (name, type) in enumerate(variables, 1):
            self._insert("VARIABLES", ID=n, Variable=name, DataType=type, StatementTypeId=1)
        self._insert("VARIABLES", Variable="note", DataType="long text", StatementTypeId=2)
        self._attributes = {
            (n, name): self._insert("ATTRIBUTEVARIABLES", VariableId=n, AttributeVariable=name)
            for n in (_PERSON, _ORGANIZATION, _CONCEPT)
            for name in _ATTRIBUTES
        }
        self._entities: dict[tuple[int, str], int] = {}
        for n in (_PERSON, _ORGANIZATION, _CONCEPT):
            self._entity(n, "")

    def write(self, documents: Iterable[Exported]) -> None:
        for document in documents:
            article = document.article
            text = article.text.replace("\r", " ")  # DNA's text pane would take it out, and every place would move
            key = self._insert("DOCUMENTS", Text=_java(text), Coder=1, **_head(article))
            units = Units(text)
            for entry in document.entries:
                for concept, agreement in coded(entry):
                    self._statement(key, units, entry, concept, agreement)

    def _statement(self, document: int, units: Units, entry: Entry, concept: str, agreement: int) -> None:
        said, speaker = entry.statement, entry.statement.speaker
        start, end = units.at(said.content[0].start), units.at(said.content[-1].end)
        key = self._insert("STATEMENTS", StatementTypeId=1, DocumentId=document, Start=start, Stop=end, Coder=1)
        name = speaker.name or ""
        values = {_PERSON: "", _ORGANIZATION: "", _CONCEPT: concept}
        values[_PERSON if speaker.type == "person" else _ORGANIZATION] = name
        for variable, value in values.items():
            type = speaker.type if value and variable != _CONCEPT else ""
            entity = self._entity(variable, value, type)
            self._insert("DATASHORTTEXT", StatementId=key, VariableId=variable, Entity=entity)
        self._insert("DATABOOLEAN", StatementId=key, VariableId=_AGREEMENT, Value=agreement)
        self._insert("DATAINTEGER", StatementId=key, VariableId=_CONFIDENCE, Value=round(100 * said.confidence))
        rest = json_text.encoded(_rest(entry)).decode()
        self._insert("DATALONGTEXT", StatementId=key, VariableId=_REST, Value=rest)

    def _entity(self, variable: int, value: str, type: str = "") -> int:
        value = _java(value)
        if (variable, value) not in self._entities:
            key = self._insert("ENTITIES", VariableId=variable, Value=value, Red=0, Green=0, Blue=0)
            for name in _ATTRIBUTES:
                attribute = self._attributes[variable, name]
                shown = type if name == "Type" else ""
                self._insert("ATTRIBUTEVALUES", EntityId=key, AttributeVariableId=attribute, AttributeValue=shown)
            self._entities[variable, value] = key
        return self._entities[variable, value]

    def _insert(self, table: str, **values: object) -> int:
        marks = ", ".join("?" * len(values))
        done = self._sql(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", tuple(values.values()))
        return done.lastrowid or 0


def coded(entry: Entry) -> Iterator[tuple[str, int]]:
    """Concept and agreement of each of DNA's statements: a target and whether it is for it; else to be coded."""
    shown = [(s.target, int(s.attitude == "positive")) for s in entry.statement.stance if s.attitude != "neutral"]
    if entry.statement.content:
        yield from dict.fromkeys(shown) or [("", 1)]


def _head(article: Article) -> dict[str, object]:
    day = datetime.combine(article.published, time(), UTC) if article.published else None
    notes = {"id": article.id, "url": article.url, "sha256": article.sha256, "path": article.path}
    notes |= {} if day else {"date": "not known"}
    return {
        "Title": _java(article.title or article.id)[:_TITLE],
        "Author": _java(article.byline or "")[:_TITLE],
        "Source": _java(article.outlet or "")[:_TITLE],
        "Notes": "\n".join(f"{name}: {_java(value)}" for name, value in notes.items() if value),
        "Date": int(day.timestamp()) if day else 0,
    }


def _rest(entry: Entry) -> dict[str, object]:
    said = entry.statement
    places = {role: [list(span) for span in getattr(said, role)] for role in ("source", "cue", "content")}
    return {**facts(entry), "text": said.text, **places}


def _java(words: str) -> str:
    return words.encode("utf-8", "replace").decode()


def hashed(password: str, salt: bytes = b"onrecord export.") -> str:
    """A password as DNA keeps it (Jasypt's strong encryptor): 16 bytes of salt, SHA-256 100,000 times, in base64."""
    digest = hashlib.sha256(salt + password.encode()).digest()
    for _ in range(99_999):
        digest = hashlib.sha256(digest).digest()
    return base64.b64encode(salt + digest).decode()
