"""Search: words and what narrows them, how what fits spreads, and each hit in its sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Final, get_args

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from onrecord.model import Attitude, Kind, Mode, Polarity
from onrecord.record import Query as Asked
from onrecord.record import accuracy, hits, searched
from onrecord.record.accuracy import Least
from onrecord.record.hits import Criteria, Hits, Order
from onrecord.web import addresses
from onrecord.web.failures import WrongQuery
from onrecord.web.printing import day
from onrecord.web.reading import asked, at_once
from onrecord.web.rendering import page

router = APIRouter()

_SIZE: Final = 20  # hits a page
_LABELS: Final = {
    "by": "Speaker",
    "outlet": "Outlet",
    "attitude": "Attitude",
    "kind": "Kind",
    "polarity": "Polarity",
    "mode": "Mode",
    "year": "Year",
}
_KINDS: Final = {"direct": "word for word", "mixed": "partly word for word", "indirect": "reported"}
_ORDERS: Final[dict[Order, str]] = {"best": "best match first", "latest": "latest first", "earliest": "earliest first"}
_MANY: Final = {  # fit one condition: how they are ordered then
    "q": "last added first, for too many fit to tell the best",
    "outlet": "last published first",
}
_RIGHT: Final = "right"  # what is 95 % right
_SURE: Final = (("", "any"), (_RIGHT, "what is 95 % right"), ("0.6", "60 %"), ("0.75", "75 %"), ("0.9", "90 %"))

Word = Annotated[str | None, Query(max_length=2000)]


@router.get("/search")
def search(
    request: Request,
    q: Word = None,
    by: Word = None,
    about: Word = None,
    outlet: Word = None,
    kind: Word = None,
    mode: Word = None,
    polarity: Word = None,
    attitude: Word = None,
    since: Word = None,
    until: Word = None,
    sure: Word = None,
    order: Word = None,
    after: Word = None,
) -> HTMLResponse:
    """What fits."""
    fields = {
        "q": q, "by": by, "about": about, "outlet": outlet, "kind": kind, "mode": mode, "polarity": polarity,
        "attitude": attitude, "since": since, "until": until, "sure": sure,
    }  # fmt: skip
    given = {name: value.strip() for name, value in fields.items() if value and value.strip()}
    with at_once(request):
        told = asked(request, accuracy.least) if given.get("sure") == _RIGHT else None
        criteria, by_order = _criteria(given, told), _order(order, given)

        try:
            found = asked(request, hits.find, criteria, by_order, after or None, _SIZE)
        except ValueError as e:
            raise WrongQuery(f"{e}.") from None
        return page(
            request,
            "search.html",
            hits=found,
            least=told,
            asked={name: given.get(name) for name in (*_LABELS, "q", "about", "since", "until", "sure")},
            told=", ".join(given.values())[:80],
            narrowed=any(name in given for name in ("about", "since", "until", "sure")),
            choices=_choices(),
            chips=_chips(given),
            facets=[] if not found.total else _facets(found, given),
            ordered=next((_MANY[name] for name in given if found.more and name in _MANY), _ORDERS[by_order]),
            orders=[
                (o, label, _to(given, order=o)) for o, label in _ORDERS.items() if o != by_order and (o != "best" or q)
            ],
            next=found.after and _to(given, order=order, after=found.after),
            parts=() if found.total else asked(request, searched.conditions, criteria.query),
        )


def _criteria(given: Mapping[str, str], told: Least | None) -> Criteria:
    try:
        if told is not None:
            least, sure = 0.0, 1.0 if told.least is None else told.least
        else:
            least, sure = float(given.get("sure", 0)), 0.0
        if not 0 <= least <= 1:
            raise ValueError(f"sure={given['sure']!r} is not from 0 to 1")
        query = Asked(
            given.get("q"),
            by=given.get("by"),
            about=given.get("about"),
            since=given.get("since"),
            until=given.get("until"),
            outlet=given.get("outlet"),
            kind=given.get("kind"),
            min_confidence=least,
        )
        return Criteria(query, given.get("mode"), given.get("polarity"), given.get("attitude"), sure)
    except ValueError as e:
        raise WrongQuery(f"{e}.") from None


def _order(order: str | None, given: Mapping[str, str]) -> Order:
    default: Order = "best" if "q" in given else "latest"
    return next((o for o in get_args(Order) if o == order and o not in _unfit(given)), default)


def _unfit(given: Mapping[str, str]) -> tuple[Order, ...]:
    return () if "q" in given else ("best",)  # where no words are sought, none match best


def _to(given: Mapping[str, str], **change: str | None) -> str:
    return addresses.search(**{**given, **change})


def _chips(given: Mapping[str, str]) -> list[tuple[str, str]]:
    shown = {
        "about": "about {}", "by": "by {}", "outlet": "in {}", "since": "from {}", "until": "until {}",
        "sure": "at least {} sure",
    }  # fmt: skip
    found = []
    for name, value in given.items():
        if name == "q":
            continue
        told = day(value) if name in ("since", "until") else _KINDS.get(value, value)
        if name == "sure" and value == _RIGHT:
            found.append(("95 % right", _to(given, sure=None)))
            continue
        told = f"{float(value):.0%}" if name == "sure" else told
        found.append((shown.get(name, "{}").format(told), _to(given, **{name: None})))
    return found


def _facets(found: Hits, given: Mapping[str, str]) -> list[tuple[str, str, Sequence[tuple[str, int, str, str]]]]:
    """By facet what a click on each of its values leads to; those that are chosen already are left out."""
    shown: list[tuple[str, str, Sequence[tuple[str, int, str, str]]]] = []
    for name, label in _LABELS.items():
        values = [value for value in found.facets["speaker" if name == "by" else name] if value[1]]
        if name in given or (name == "year" and ({"since", "until"} & set(given))) or len(values) < 2:
            continue
        if name == "mode":
            continue
        links = []
        for value, held in values[:8]:
            change = {"since": value, "until": value} if name == "year" else {name: value}
            told = _KINDS.get(value, value)
            links.append((told, held, _to(given, **change), f"attitude {value}" if name == "attitude" else ""))
        shown.append((name, label, links))
    return shown


def _choices() -> list[tuple[str, str, list[tuple[str, str]]]]:
    def each(values: Sequence[str]) -> list[tuple[str, str]]:
        return [("", "any"), *((value, _KINDS.get(value, value)) for value in values)]

    return [
        ("kind", "Kind", each(get_args(Kind))),
        ("mode", "Mode", each(get_args(Mode))),
        ("polarity", "Polarity", each(get_args(Polarity))),
        ("attitude", "Attitude", each(get_args(Attitude))),
        ("sure", "At least so sure", list(_SURE)),
    ]
