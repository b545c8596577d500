"""Review in the browser: what `onrecord correct`, `edit`, `remove`, `people` and `decisions` do, as plain forms."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter

from onrecord.web.review import article, history, person, queue, statement, turn

ROUTERS: Final[tuple[APIRouter, ...]] = (
    *(queue.router, statement.router, turn.router, article.router, person.router, history.router),
)
