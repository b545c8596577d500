"""What the product computes on the way, heard by those who fit weights over it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

Heard = TypeVar("Heard")


@contextmanager
def listening(home: Any, name: str, hear: Callable[..., Heard]) -> Iterator[list[Heard]]:
    """Whenever `home.name` is called, what `hear` makes of the same arguments is put into a list first."""
    called = getattr(home, name)
    heard: list[Heard] = []

    def noted(*given: Any, **named: Any) -> Any:
        heard.append(hear(*given, **named))
        return called(*given, **named)

    setattr(home, name, noted)
    try:
        yield heard
    finally:
        setattr(home, name, called)
