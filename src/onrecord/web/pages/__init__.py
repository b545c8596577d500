"""The pages, each a router of its own."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter

from onrecord.web.pages import (
    article,
    home,
    occasions,
    original,
    outlets,
    people,
    person,
    quotation,
    search,
    shifts,
)

_PAGES = (home, search, article, original, quotation, people, person, shifts, occasions, outlets)

ROUTERS: Final[tuple[APIRouter, ...]] = tuple(module.router for module in _PAGES)
