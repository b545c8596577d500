"""Names of a package that are imported from their homes when they are first asked for.

The package writes them once, as imports under `if TYPE_CHECKING:`, each `from HOME import NAME as NAME`; type checkers
read those, and so does `names`. Neither `ast`, `re` nor `typing` is loaded, which take longer than all else.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module

Deferred = tuple[Callable[[str], object], Callable[[], list[str]], dict[str, str]]


def names(package: str) -> Deferred:
    """For a package its `__getattr__` and `__dir__`, and the names that it defers, by their homes."""
    module = sys.modules[package]
    source: bytes = module.__spec__.loader.get_data(module.__file__)  # type: ignore[union-attr]
    lines = (line.split() for line in source.decode().splitlines() if line.startswith("    from ") and " as " in line)
    homes = {name: home for _, home, _, name, _, _ in lines}

    def get(name: str) -> object:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = getattr(import_module(homes[name]), name)
        setattr(module, name, value)
        return value

    return get, lambda: sorted({*vars(module), *homes}), homes
