"""A browser without scripts: it loads pages, fills their forms in and sends them, and follows where it is sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import httpx
from lxml import html


class Page:
    """A page that was loaded."""

    def __init__(self, browser: Browser, answer: httpx.Response) -> None:
        self.browser = browser
        self.status = answer.status_code
        self.url = answer.url
        self.headers = answer.headers
        self.source = answer.text
        shown = answer.headers.get("content-type", "").startswith("text/html")
        self.tree: Any = html.document_fromstring(answer.text) if shown else html.Element("html")

    @property
    def text(self) -> str:
        """What is to be read on it."""
        return " ".join(self.tree.text_content().split())

    def form(self, action: str) -> Form:
        """The first form whose address ends so."""
        found = [f for f in self.tree.forms if (f.action or "").partition("?")[0].endswith(action)]
        assert found, f"no form leads to {action}: {[f.action for f in self.tree.forms]}"
        return Form(self, found[0])


class Form:
    """A form of a page."""

    def __init__(self, page: Page, form: Any) -> None:
        self._page = page
        self.action: str = form.action
        self.fields: list[tuple[str, str]] = [(k, v or "") for k, v in form.form_values()]

    def send(self, *, button: str | None = None, **changes: str | None) -> Page:
        """Send it, with these fields otherwise (None: left out)."""
        fields = [(k, v) for k, v in self.fields if k not in changes]
        fields += [(k, v) for k, v in changes.items() if v is not None]
        fields += [("action", button)] if button else []
        return self._page.browser.post(self.action, fields)


class Browser:
    """Loads pages of one server, and keeps its cookies."""

    def __init__(self, address: str) -> None:
        self.client = httpx.Client(
            base_url=address,
            timeout=60,
            trust_env=False,
            follow_redirects=True,
            limits=httpx.Limits(max_keepalive_connections=0),  # nothing is left open that would have to be closed
        )
        self.origin = address

    def get(self, path: str) -> Page:
        """Load a page."""
        return Page(self, self.client.get(path))

    def post(self, path: str, fields: Sequence[tuple[str, str]], **headers: str) -> Page:
        """Send a form as a browser does."""
        body = httpx.QueryParams(list[tuple[str, Any]](fields))
        sent = {"Origin": self.origin, "Content-Type": "application/x-www-form-urlencoded", **headers}
        return Page(self, self.client.post(path, content=str(body), headers=sent))
