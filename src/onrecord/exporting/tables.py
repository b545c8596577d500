"""Data frames of what a query returns: one row for each statement, the same columns always.

The libraries are imported when they are asked for; without them an OnrecordError names what to install.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from typing import Any

from onrecord.errors import OnrecordError
from onrecord.exporting.rows import tabulated
from onrecord.model import Printed


def needed(module: str, extra: str) -> Any:
    """A library that comes with an extra. OnrecordError that names the extra where it is not installed."""
    try:
        return import_module(module)
    except ModuleNotFoundError as e:
        name = (e.name or module).partition(".")[0]
        raise OnrecordError(f"{name} is not installed; pip install 'onrecord[{extra}]'") from None


def to_arrow(found: Printed | Iterable[Printed]) -> Any:
    """A `pyarrow.Table` of entries, extractions, positions or shifts, whose columns say what they hold (metadata).

    Days are dates, several names a list, places lists of `start` and `end`. TypeError for what holds no statements,
    OnrecordError where pyarrow is not installed (`onrecord[tables]`).
    """
    needed("pyarrow", "tables")
    from onrecord.exporting.arrow import table

    return table(*tabulated(found))


def to_pandas(found: Printed | Iterable[Printed]) -> Any:
    """A `pandas.DataFrame` of the same columns as `to_arrow`; days are `datetime64`.

    OnrecordError where pandas or pyarrow is not installed (`onrecord[pandas]`).
    """
    pandas = needed("pandas", "pandas")
    frame = to_arrow(found).to_pandas()
    frame["published"] = pandas.to_datetime(frame["published"])
    return frame


def to_polars(found: Printed | Iterable[Printed]) -> Any:
    """A `polars.DataFrame` of the same columns as `to_arrow`.

    OnrecordError where polars or pyarrow is not installed (`onrecord[polars]`).
    """
    polars = needed("polars", "polars")
    return polars.from_arrow(to_arrow(found))
