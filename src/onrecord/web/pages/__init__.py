"""The pages, each a router of its own."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter

from onrecord.web.pages import article, home, person, search, shifts

ROUTERS: Final[tuple[APIRouter, ...]] = (home.router, search.router, article.router, person.router, shifts.router)
