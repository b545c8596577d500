"""The pages, each a router of its own."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter

from onrecord.web.pages import (
    article,
    brief,
    home,
    occasions,
    original,
    outlets,
    people,
    person,
    quotation,
    search,
    shifts,
    topics,
)

_PAGES = (home, search, article, original, quotation, people, person, shifts, brief, occasions, outlets, topics)

ROUTERS: Final[tuple[APIRouter, ...]] = tuple(module.router for module in _PAGES)
