"""Names of a package that are imported from their homes when they are first asked for.

The package writes them once, as imports under `if TYPE_CHECKING:`; type checkers read those, and so does `names`.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable
from importlib import import_module

Deferred = tuple[Callable[[str], object], Callable[[], list[str]], dict[str, str]]


def names(package: str) -> Deferred:
    """For a package its `__getattr__` and `__dir__`, and the names that it defers, by their homes."""
    module = sys.modules[package]
    source = module.__spec__.loader.get_source(package)  # type: ignore[union-attr]
    block = next(node for node in ast.parse(source).body if isinstance(node, ast.If))
    imports = [node for node in block.body if isinstance(node, ast.ImportFrom)]
    homes = {alias.name: str(node.module) for node in imports for alias in node.names}

    def get(name: str) -> object:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = getattr(import_module(homes[name]), name)
        setattr(module, name, value)
        return value

    return get, lambda: sorted({*vars(module), *homes}), homes
