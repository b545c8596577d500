"""Templates into pages."""

from __future__ import annotations

from functools import cache
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from onrecord import __version__
from onrecord.errors import OnrecordError
from onrecord.model import doubted
from onrecord.people import figures, names
from onrecord.periods import lasted
from onrecord.record import sureness, who
from onrecord.record.coverage import Extent
from onrecord.web import addresses, writing
from onrecord.web.access import forms
from onrecord.web.assets import asset
from onrecord.web.printing import day, headed, marked, number, percent, plain, so_many, speaker_of
from onrecord.web.reading import extent


def page(request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """A page made of a template. `request` is there for every template, and `extent`: how much is in the record."""
    try:
        held = extent(request)
    except OnrecordError:  # what is wrong with the record is for the page itself to tell
        held = Extent()
    text = _environment().get_template(template).render(request=request, extent=held, **values)
    return HTMLResponse(text.encode("utf-8", "replace"), status)


def prepare() -> None:
    """Make ready what the first page of each kind would else wait for: the templates, and who is in the news."""
    environment = _environment()
    for name in environment.list_templates(extensions=["html"]):
        environment.get_template(name)
    figures.by_family("a")
    names.is_given_name("a")


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("onrecord.web"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=plain,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(day=day, number=number, marked=marked, percent=percent, so_many=so_many, lasted=lasted)
    made.globals.update(
        asset=asset, to=addresses, sentence=writing.sentence, each=who.each, headed=headed, version=__version__
    )
    made.globals.update(doubted=doubted, token_field=forms.token_field)
    made.globals.update(speaker_of=speaker_of, sure_of=sureness.of, fields_sure=sureness.fields)
    return made
