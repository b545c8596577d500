"""The walls of the house: what may import what, and what the package promises."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

import onrecord

SRC = Path(onrecord.__file__).parent

GROUND = {
    "model",
    "errors",
    "periods",
    "interruption",
    "version",
    "deferred",
    "offered",
    "logs",
    "lexicon",
}  # open to all, importing nothing of ours

# A part may import itself and what stands on its right, and the ground.
MAY_IMPORT: dict[str, set[str]] = {
    "model": set(),
    "errors": set(),
    "periods": set(),
    "interruption": set(),
    "version": set(),
    "deferred": set(),
    "offered": set(),
    "logs": set(),
    "lexicon": set(),
    "reading": set(),
    "people": set(),
    "extraction": {"people"},  # names and offices: the facts by which a speaker is resolved
    "comparison": {"extraction"},  # how model folders are found and run
    "evaluation": {"extraction"},
    "record": {"reading", "extraction", "people", "comparison"},
    "exporting": {"record", "reading", "extraction", "people", "comparison"},
    "alerting": {"exporting", "record", "reading", "extraction", "people", "comparison"},
    "plugins": {"exporting", "record", "reading", "extraction"},  # what other programs load by entry points
    "scaling": {"exporting", "record", "reading", "extraction", "people", "comparison"},  # it writes Parquet
    "web": {"alerting", "exporting", "record", "reading", "people", "comparison"},
    "cli": {
        *(
            "alerting",
            "plugins",
            "web",
            "scaling",
            "exporting",
            "record",
            "reading",
            "extraction",
            "evaluation",
            "people",
        ),
        "comparison",
    },
    "__init__": {"scaling", "exporting", "record", "reading", "people", "extraction", "comparison"},
    "__main__": {"cli"},
    "testing": {"exporting", "record", "reading", "extraction"},  # for those who write plugins
}


# Literals of more than ten words outside the lexicon, by the reason why.
WORD_LISTS = {
    "names of the interface or of a format": """
        cli/schema.py:WITH_SCHEMA comparison/contradiction.py:EVIDENCE comparison/quoted.py:_PAIRS
        exporting/datasette.py:_COLUMNS
        exporting/jsonl.py:ARTICLE exporting/marked_html.py:_TEXT exporting/marked_html.py:_SPANS
        exporting/marked_html.py:_SILENT exporting/schemas.py:COMMANDS exporting/sheet.py:STATEMENT
        exporting/stream.py:_HEAD reading/formats.py:_BY_EXTENSION reading/html/blocks.py:_UNSEEN
        reading/html/blocks.py:_BLOCK reading/html/blocks.py:_LETTERED reading/html/metadata.py:_DATE_METAS
        reading/html/selection.py:_ASIDE_CLASS reading/language.py:_LANGUAGES reading/plugin.py:OURS
        reading/text/front.py:_FIELD reading/text/front.py:_KEYS record/postgres.py:_REASONS""",
    "labels of the parser": """
        comparison/claims.py:_turns extraction/about.py:_PARTS""",
    "parts of forms": """
        comparison/claims.py:_CONDITION comparison/claims.py:_QUESTION comparison/claims.py:_speaks
        comparison/context.py:_EARLIER comparison/context.py:_DRAWN comparison/polarity.py:CONCILIATORY
        comparison/promises.py:_BREACH comparison/promises.py:_LEFT comparison/promises.py:_NOT
        comparison/promises.py:_OUTCOME comparison/promises.py:_SOON
        comparison/tokens.py:_TOKEN extraction/coreference/vocabulary.py:DOERS extraction/given.py:_UNNAMED
        extraction/timex/patterns.py:_MONTH extraction/timex/patterns.py:_WEEKDAY extraction/timex/patterns.py:_UNIT
        extraction/timex/patterns.py:RULES reading/dates.py:_LABEL reading/mending.py:_FURNITURE
        reading/primary/article.py:_BEFORE reading/primary/article.py:_TITLES record/profile.py:_PROMISED""",
}


def _modules() -> list[Path]:
    return sorted(SRC.rglob("*.py"))


def _part(path: Path) -> str:
    return path.relative_to(SRC).parts[0].removesuffix(".py")


def _imports(path: Path) -> set[str]:
    """The parts of onrecord that a module names in an import, wherever in the module it stands."""
    package = ["onrecord", *path.relative_to(SRC).with_suffix("").parts[:-1]]
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names = [a.name for a in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            names = [f"{module}.{a.name}" for a in node.names] if module == "onrecord" else [module]
        else:
            continue
        found |= {n.split(".")[1] for n in names if n.startswith("onrecord.")}
    return found - {"__version__"}


@pytest.mark.parametrize("path", _modules(), ids=lambda p: str(p.relative_to(SRC)))
def test_imports_run_one_way(path: Path) -> None:
    part = _part(path)
    assert part in MAY_IMPORT, f"{part} is not a room of the house (DESIGN.md)"
    allowed = MAY_IMPORT[part] | {part} | (set() if part in GROUND else GROUND)
    assert _imports(path) <= allowed


# Modules over 300 lines, and why they are not split.
LONG_MODULES = {
    "comparison/claims.py": "one reading of a parse, whose parts are of no use to each other's neighbours",
    "extraction/coreference/descriptions.py": "one reader of descriptions, whose rules ask each other",
    "extraction/coreference/naming.py": "which names are one party's, asked in turn for persons and for bodies",
    "extraction/coreference/recognition.py": "the corrections of one list of names, in their order",
    "extraction/coreference/speakers.py": "from a source to its speaker, by what the source's words are",
    "model.py": "the words of the record, side by side",
    "record/database.py": "the face of the record: a method and its promises for each question",
    "record/schema.py": "the tables, side by side",
}
LONG_FUNCTIONS = {
    "cli/check.py check": "a command's options are its parameters",
    "cli/serve.py serve": "a command's options are its parameters",
    "cli/shifts.py shifts": "a command's options are its parameters",
    "cli/watch.py watch": "a command's options are its parameters",
    "exporting/corrections.py graph": "one line of the graph set, field by field",
    "plugins/mcp_server.py server": "the tools of one server, each a function of its own",
    "reading/text/markdown.py _groups": "one pass over the lines",
    "testing/invented.py extraction": "one report, statement by statement",
    "record/migrations/versions/v0001.py upgrade": "all first tables, as they were",
}


def test_no_module_is_long_without_a_reason() -> None:
    lines = {str(p.relative_to(SRC)): len(p.read_text("utf-8").splitlines()) for p in _modules()}
    assert [f"{name}: {count}" for name, count in lines.items() if count > 400] == []
    assert {name for name, count in lines.items() if count > 300} <= set(LONG_MODULES)


def test_no_function_is_long_without_a_reason() -> None:
    found = set()
    for path in _modules():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            long = isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno >= 60
            found |= {f"{path.relative_to(SRC)} {node.name}"} if isinstance(node, ast.FunctionDef) and long else set()
    assert found <= set(LONG_FUNCTIONS)


def test_no_two_classes_share_a_name() -> None:
    homes: dict[str, list[str]] = {}
    for path in _modules():
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.ClassDef):
                homes.setdefault(node.name, []).append(str(path.relative_to(SRC)))
    assert {name: paths for name, paths in homes.items() if len(paths) > 1} == {}


def test_what_is_private_to_a_module_is_used_by_no_other() -> None:
    """No `_name` is imported from another module, and none is taken from one, nor from an object of another's class."""
    wrong = []
    for path in _modules():
        tree = ast.parse(path.read_text("utf-8"))
        own = {n.attr for n in ast.walk(tree) if isinstance(n, ast.Attribute) and _is_of_self(n)}
        own |= {n.target.id for n in ast.walk(tree) if isinstance(n, ast.AnnAssign) and isinstance(n.target, ast.Name)}
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("onrecord"):
                names = [a.name for a in node.names]
            elif isinstance(node, ast.Attribute) and not _is_of_self(node) and node.attr not in own:
                names = [] if ast.unparse(node) in OF_OTHERS else [node.attr]
            else:
                continue
            wrong += [f"{path.relative_to(SRC)}: {name}" for name in names if name.startswith("_") and name[:2] != "__"]
    assert wrong == []


OF_OTHERS = {"doc._", "etree._Element", "etree._ElementUnicodeResult", "os._exit"}  # public in spite of their names


def _is_of_self(node: ast.Attribute) -> bool:
    return isinstance(node.value, ast.Name) and node.value.id in ("self", "cls")


def _name(path: Path) -> str:
    parts = ("onrecord", *path.relative_to(SRC).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def test_there_is_no_circle_between_files() -> None:
    """Wherever an import stands, also within a function or for type checkers alone; but for the faces of packages,
    which name what stands below them (`deferred`)."""
    names = {_name(path) for path in _modules()}
    imports: dict[str, set[str]] = {}
    for path in _modules():
        if path.name == "__init__.py" and "deferred.names" in path.read_text("utf-8"):
            continue
        found: set[str] = set()
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                found |= {a.name for a in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found |= {x if (x := f"{node.module}.{a.name}") in names else node.module for a in node.names}
        imports[_name(path)] = found - {_name(path)}
    while free := [name for name, of in imports.items() if not of & set(imports)]:
        for name in free:
            del imports[name]
    assert {name: of & set(imports) for name, of in imports.items()} == {}  # circles, and what stands above them


def test_the_exported_names_are_the_promised_ones() -> None:
    assert onrecord.__all__ == list(onrecord._HOME_OF)
    for name, home in onrecord._HOME_OF.items():
        assert getattr(onrecord, name).__module__ == home
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = onrecord.nothing


def test_importing_onrecord_loads_no_heavy_library() -> None:
    code = "import onrecord, sys; print(sorted({'spacy', 'onnxruntime', 'sqlalchemy', 'lxml'} & set(sys.modules)))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


def _said(node: ast.AST) -> str:
    """The letters of a string literal, of a formatted one and of those that are added up; "" of all else."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        return "".join(_said(part) or "{}" for part in node.values)
    return _said(node.left) + _said(node.right) if isinstance(node, ast.BinOp) else ""


_GROUPING = re.compile(
    r"\(\?(?:P<\w+>|[a-z]*:|<?[=!])|[()^$?]|\\b|\[(.)\1?.?\](?=\w)", re.I
)  # what is no word in a regex


def _listed(node: ast.AST) -> list[str]:
    """The words of a literal that is a list of words: split, collected, mapped to others, or alternatives."""
    if (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("split", "splitlines")
    ):
        return _said(node.func.value).split()
    if isinstance(node, ast.Set | ast.List | ast.Tuple):
        return [e.value for e in node.elts if isinstance(e, ast.Constant) and isinstance(e.value, str)]
    if isinstance(node, ast.Dict) and all(isinstance(v, ast.Constant) for v in node.values):
        return [k.value for k in node.keys if isinstance(k, ast.Constant) and isinstance(k.value, str)]
    pieces = (_GROUPING.sub("", piece) for piece in _said(node).split("|"))
    return [piece for piece in pieces if re.fullmatch(r"[A-Za-z][\w .'’-]*", piece)] if "|" in _said(node) else []


def test_no_list_of_words_stands_outside_the_lexicon() -> None:
    """No literal has more than ten words, but for those that are a format's, or parts of a form (`WORD_LISTS`)."""
    found: set[str] = set()
    for path in _modules():
        for statement in ast.parse(path.read_text("utf-8")).body:
            if any(len(_listed(node)) > 10 for node in ast.walk(statement)):
                named = getattr(statement, "target", None) or next(iter(getattr(statement, "targets", [])), None)
                name = getattr(statement, "name", None) or (ast.unparse(named) if named else type(statement).__name__)
                found.add(f"{path.relative_to(SRC)}:{name}")
    assert found == set(" ".join(WORD_LISTS.values()).split())  # more: to `lexicon/` with it; less: it is there
