"""What the product computes on the way is heard, and it goes on as before."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from training.listening import listening


def test_arguments_are_heard_before_the_call_which_goes_on_as_it_was() -> None:
    def double(x: list[int], *, more: int = 0) -> list[int]:
        x += x
        return [*x, more]

    home = SimpleNamespace(double=double)
    with listening(home, "double", lambda x, more=0: (tuple(x), more)) as heard:
        assert home.double([1], more=2) == [1, 1, 2]
        assert home.double([3]) == [3, 3, 0]
        assert heard == [((1,), 2), ((3,), 0)]
    assert home.double is double


def test_a_method_hears_of_whom_it_is() -> None:
    class Home:
        def name(self, end: str) -> str:
            return "home" + end

    with listening(Home, "name", lambda self, end: (type(self), end)) as heard:
        assert Home().name("!") == "home!"
    assert heard == [(Home, "!")]


def test_it_ends_where_the_work_fails() -> None:
    home = SimpleNamespace(name=str)
    with pytest.raises(ValueError, match="no"), listening(home, "name", str):
        raise ValueError("no")
    assert home.name is str
