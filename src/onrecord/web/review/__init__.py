"""Review in the browser: what `onrecord correct`, `edit`, `remove`, `people` and `decisions` do, as plain forms."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter

from onrecord.web.review import accuracy, article, history, person, queue, statement, turn

ROUTERS: Final[tuple[APIRouter, ...]] = (
    *(accuracy.router, queue.router, statement.router, turn.router, article.router, person.router, history.router),
)
