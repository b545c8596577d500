"""PostgreSQL's full-text indexes: tables with the words that FTS5 finds in a text, and its way to rank them.

`words` is the text's stems as a tsvector under a GIN index, by which rows are found; `stems` and `folded` are its stems
and words one after the other, by which phrases are; `size` is how many there are. `search_totals` keeps how many rows
and words an index has. A tsvector holds 1 MB and 16,383 places at most: hence it has no places, a text of more words
has none, and what the index finds is looked at in `stems`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy import ARRAY, BigInteger, Connection, Integer, TableClause, Text, bindparam, delete, text

from onrecord.record.fulltext import article_search, statement_search
from onrecord.record.stems import folded, lexemes, spaced, stemmer

_WORDS: Final = 900_000  # bytes of all different words; a tsvector holds 1,048,575 with what it needs beside
_BETWEEN: Final = " | "  # columns: no phrase goes over it


def enter(connection: Connection, index: TableClause, rows: Iterable[tuple[int, Sequence[str | None]]]) -> None:
    """Put texts (each a key and its columns) into an index, or anew. SQLite does so by itself."""
    if connection.dialect.name != "postgresql":
        return
    told = [(key, [column or "" for column in columns]) for key, columns in rows]
    if not told:
        return
    parts = iter(stemmer.stems([column for _, columns in told for column in columns]))
    stems = [[next(parts) for _ in columns] for _, columns in told]
    given: dict[str, list[Any]] = {
        "keys": [key for key, _ in told],
        "words": [_words(stem for part in one for stem in part) for one in stems],
        "stems": [_BETWEEN.join(map(spaced, one)) for one in stems],
        "folds": [_BETWEEN.join(f" {folded(column)} " for column in columns) for _, columns in told],
        "sizes": [sum(map(len, one)) for one in stems],
    }
    connection.execute(delete(index).where(index.c.rowid.in_(given["keys"])))
    # In one statement: each counts what is in the index anew.
    add = text(
        f"INSERT INTO {index.name} (rowid, words, stems, folded, size)"
        " SELECT key, array_to_tsvector(string_to_array(words, ' ')), stems, folds, size"
        " FROM unnest(:keys, :words, :stems, :folds, :sizes) AS told (key, words, stems, folds, size)"
    )
    kinds = {"keys": BigInteger, "words": Text, "stems": Text, "folds": Text, "sizes": Integer}
    connection.execute(add.bindparams(*(bindparam(n, type_=ARRAY(kind)) for n, kind in kinds.items())), given)


def _words(stems: Iterable[str]) -> str | None:
    """What a tsvector is made of; None where it could not hold them."""
    words = " ".join(lexemes(stems))
    return words if len(words.encode()) <= _WORDS else None


def _ddl(index: str, of: str) -> list[str]:
    count = [
        f"UPDATE search_totals SET rows = rows {sign} (SELECT count(*) FROM {rows}),"
        f" tokens = tokens {sign} (SELECT coalesce(sum(size), 0) FROM {rows}) WHERE name = '{index}'"
        for sign, rows in (("+", "fresh"), ("-", "gone"))
    ]
    return [
        f"CREATE TABLE {index} (rowid bigint PRIMARY KEY REFERENCES {of} (pk) ON DELETE CASCADE,"
        ' words tsvector, stems text COLLATE "C" NOT NULL, folded text COLLATE "C" NOT NULL, size integer NOT NULL)',
        f"CREATE INDEX {index}_words ON {index} USING gin (words)",
        f"CREATE INDEX {index}_large ON {index} (rowid) WHERE words IS NULL",
        f"INSERT INTO search_totals VALUES ('{index}', 0, 0)",
        f"CREATE FUNCTION {index}_added() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {count[0]}; RETURN NULL; END $$",
        f"CREATE FUNCTION {index}_gone() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {count[1]}; RETURN NULL; END $$",
        f"CREATE TRIGGER added AFTER INSERT ON {index} REFERENCING NEW TABLE AS fresh"
        f" FOR EACH STATEMENT EXECUTE FUNCTION {index}_added()",
        f"CREATE TRIGGER gone AFTER DELETE ON {index} REFERENCING OLD TABLE AS gone"
        f" FOR EACH STATEMENT EXECUTE FUNCTION {index}_gone()",
    ]


# FTS5's own formula, k1 = 1.2 and b = 0.75, in its order of operations; rarity below 0 counts as next to nothing.
_FUNCTIONS: Final = [
    """
    CREATE FUNCTION onrecord_holds(text, phrases text[]) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
    DECLARE phrase text;
    BEGIN
        FOREACH phrase IN ARRAY phrases LOOP
            IF strpos($1, phrase) = 0 THEN RETURN false; END IF;
        END LOOP;
        RETURN true;
    END $$
    """,
    """
    CREATE FUNCTION onrecord_bm25(stems text, size integer, phrases text[], rarity float8[], mean float8)
    RETURNS float8 LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
    DECLARE score float8 := 0; hits float8; rest text; place integer;
    BEGIN
        FOR n IN 1 .. cardinality(phrases) LOOP
            hits := 0; rest := stems;
            place := strpos(rest, phrases[n]);
            WHILE place > 0 LOOP
                hits := hits + 1; rest := substr(rest, place + 1); place := strpos(rest, phrases[n]);
            END LOOP;
            score := score + rarity[n] * ((hits * (1.2::float8 + 1.0::float8))
                / (hits + 1.2::float8 * (1::float8 - 0.75::float8 + 0.75::float8 * size::float8 / mean)));
        END LOOP;
        RETURN -1.0::float8 * score;
    END $$
    """,
    """
    CREATE FUNCTION onrecord_rarity(index text, phrases text[], queries text[]) RETURNS float8[]
    LANGUAGE plpgsql STABLE STRICT AS $$
    DECLARE found float8[] := '{}'; held float8; total float8; rare float8;
    BEGIN
        SELECT rows INTO total FROM search_totals WHERE name = index;
        FOR n IN 1 .. cardinality(phrases) LOOP
            EXECUTE 'SELECT count(*) FROM ' || quote_ident(index) || ' WHERE (words @@ $1::tsquery OR words IS NULL)'
                || ' AND strpos(stems, $2) > 0' INTO held USING queries[n], phrases[n];
            rare := ln((total - held + 0.5::float8) / (held + 0.5::float8));
            found := found || CASE WHEN rare <= 0 THEN 1e-6::float8 ELSE rare END;
        END LOOP;
        RETURN found;
    END $$
    """,
    """
    CREATE FUNCTION onrecord_mean(index text) RETURNS float8 LANGUAGE sql STABLE STRICT AS $$
        SELECT tokens::float8 / nullif(rows, 0)::float8 FROM search_totals WHERE name = index
    $$
    """,
]


def make(connection: Connection) -> None:
    """Make the indexes, and what they need, in a database that has the tables."""
    made = [
        "CREATE TABLE search_totals (name text PRIMARY KEY, rows bigint NOT NULL, tokens bigint NOT NULL)",
        *_FUNCTIONS,
        *_ddl(statement_search.name, "statements"),
        *_ddl(article_search.name, "articles"),
    ]
    for ddl in made:
        connection.exec_driver_sql(ddl)
