"""What a page's markup says of its article, best evidence first: JSON-LD, meta tags, microdata, then the page itself.

Every rule reads what the publisher declared; htmldate, without its opportunistic search, is asked for a date last.
"""

from __future__ import annotations

import html as entities
import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import urljoin, urlsplit

from htmldate import find_date
from lxml import html

from onrecord.model import Evidence
from onrecord.reading import dates
from onrecord.reading.html import outlets, zones
from onrecord.reading.text.front import Front

_ARTICLE_TYPES = re.compile(r"(?:Article|BlogPosting|Report|Review|SocialMediaPosting|LiveBlogPosting)$")
_DATE_METAS = (
    "article:published_time", "og:article:published_time", "datepublished", "publishdate", "pubdate", "publish-date",
    "published_at", "parsely-pub-date", "sailthru.date", "dc.date.issued", "dcterms.created", "dcterms.issued",
    "dc.date", "dc.date.created", "date", "originalpublicationdate", "article_date_original", "rnews:datepublished",
    "cxenseparse:recs:publishtime",
)  # fmt: skip
_AUTHOR_METAS = (
    "author",
    "article:author_name",
    "parsely-author",
    "sailthru.author",
    "byl",
    "dc.creator",
    "article:author",
)
_TITLE_METAS = ("og:title", "parsely-title", "sailthru.title", "dc.title", "twitter:title", "title")
_OUTLET_METAS = ("og:site_name", "application-name", "dc.publisher", "publisher", "twitter:app:name:iphone")
_URL_DAY = re.compile(r"/((?:19|20)\d\d)[/-]([01]?\d)[/-]([0-3]?\d)(?:/|-|$)")
_AMBIGUOUS = re.compile(r"(?<!\d)\d{1,2}[/.]\d{1,2}[/.]\d{4}(?!\d)")
_MAX_FIELD = 300  # characters; a longer title or byline is text gone astray
_EARLIEST, _LATEST = date(1500, 1, 1), date(2100, 1, 1)  # a page dated outside of these is dated wrongly
_HEADLINE = 4  # words; a heading of fewer may be the site's name, or a section's
_BYLINE_START = re.compile(r"^\s*by[:\s]+", re.I)


def metadata(tree: html.HtmlElement, url: str | None = None) -> Front:
    """What a page declares; `url` is where it was fetched, if it was."""
    metas = _metas(tree)
    linked = next(_articles(tree), {})
    canonical = _url(tree, metas, linked, url)
    published, evidence = _published(tree, metas, linked, canonical)
    title = outlets.without_site(_title(tree, metas, linked), canonical)
    return Front(
        title,
        _byline(tree, metas, linked),
        outlets.outlet(_outlets(metas, linked), _whole_title(tree), title, canonical),
        published,
        evidence,
        canonical,
    )


def _metas(tree: html.HtmlElement) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        key = element.get("property") or element.get("name") or element.get("itemprop")
        content = (element.get("content") or "").strip()
        if key and content:
            found.setdefault(key.strip().lower(), content)
    return found


def _articles(tree: html.HtmlElement) -> Iterator[dict[str, Any]]:
    """The JSON-LD objects that describe an article, in document order."""
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "") or not script.text:
            continue
        try:
            todo = [
                json.loads(re.sub(r"^\s*(?:<!--|//<!\[CDATA\[)|(?:-->|//\]\]>)\s*$", "", script.text), strict=False)
            ]
        except (ValueError, RecursionError):
            continue
        while todo:
            item = todo.pop(0)
            if isinstance(item, list):
                todo = item + todo
            elif isinstance(item, dict):
                types = item.get("@type")
                names = types if isinstance(types, list) else [types]
                if any(isinstance(n, str) and _ARTICLE_TYPES.search(n) for n in names):
                    yield item
                todo += [
                    v for k, v in item.items() if k in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement")
                ]


def _clean(value: object) -> str | None:
    """A declared value as one line of text; None where it is not one."""
    if not isinstance(value, str) or len(value) > 10 * _MAX_FIELD:
        return None
    text = " ".join(re.sub(r"<[^>]+>", " ", entities.unescape(entities.unescape(value))).split())
    return text if 0 < len(text) <= _MAX_FIELD else None


def _title(tree: html.HtmlElement, metas: dict[str, str], linked: dict[str, Any]) -> str | None:
    headline = _clean(linked.get("headline"))
    headings = [h for h in (_clean(h.text_content()) for h in tree.iter("h1")) if h]
    declared = next((t for t in (_clean(metas.get(k)) for k in _TITLE_METAS) if t), None)
    lone = headings[0] if len(headings) == 1 and len(headings[0].split()) >= _HEADLINE else None
    if headline and (_agree(headline, *headings) or (lone is None and (not declared or _agree(headline, declared)))):
        return headline
    if declared:
        # "Headline | The Example Times": the heading on the page is the same title without its tail.
        agreed = next((h for h in headings if len(h) > 10 and (declared.startswith(h) or h.startswith(declared))), None)
        if agreed or headline is None:
            return agreed or declared
        # Three that differ: a machine's reader gets one, and those who share the page another than is printed over it.
        return lone or declared
    if headline:
        return lone or headline
    if len(headings) == 1:
        return headings[0]
    whole = _whole_title(tree)
    if whole is None:
        return headings[0] if headings else None
    return next((h for h in headings if h in whole), re.split(r"\s+[|–—»]\s+", whole)[0])


def _whole_title(tree: html.HtmlElement) -> str | None:
    element = tree.find(".//title")
    return _clean(element.text_content()) if element is not None else None


def _agree(headline: str, *others: str) -> bool:
    """Whether a headline and one of the others are the same words, or one begins the other: cut off, or with a tail."""
    words = re.findall(r"\w+", headline.lower())
    for other in others:
        theirs = re.findall(r"\w+", other.lower())
        short = min(len(words), len(theirs))
        if short and words[: max(short - 1, 1)] == theirs[: max(short - 1, 1)]:  # the last word may be cut off too
            return True
    return False


def _byline(tree: html.HtmlElement, metas: dict[str, str], linked: dict[str, Any]) -> str | None:
    if names := _names(linked.get("author")):
        return ", ".join(names)
    for key in _AUTHOR_METAS:
        value = _clean(metas.get(key))
        if value and not value.startswith(("http://", "https://", "@")) and "{" not in value:
            return _BYLINE_START.sub("", value)
    for path in ('//*[@itemprop="author"]', '//a[@rel="author"]', '//*[contains(@class, "byline")]'):
        for element in tree.xpath(path):
            value = _clean(element.text_content())
            if value and len(value) <= 80 and not re.search(r"\d{2}", value):
                return _BYLINE_START.sub("", value)
    return None


def _outlets(metas: dict[str, str], linked: dict[str, Any]) -> list[str]:
    """The names that the page declares for its site, best first."""
    values = [*_names(linked.get("publisher")), *(_clean(metas.get(key)) for key in _OUTLET_METAS)]
    return [v for v in values if v and not v.startswith(("http://", "https://", "@"))]


def _names(value: object) -> list[str]:
    """The names in a JSON-LD person or organization, or a list of them."""
    if isinstance(value, list):
        return list(dict.fromkeys(name for v in value for name in _names(v)))
    if isinstance(value, dict):
        return _names(value.get("name"))
    name = _clean(value)
    return [_BYLINE_START.sub("", name)] if name and not name.startswith(("http://", "https://")) else []


def _published(
    tree: html.HtmlElement, metas: dict[str, str], linked: dict[str, Any], url: str | None
) -> tuple[date | None, Evidence | None]:
    candidates: list[tuple[str, object]] = [("JSON-LD datePublished", linked.get("datePublished"))]
    candidates += [(f"meta {key}", metas.get(key)) for key in _DATE_METAS]
    for element in tree.xpath('//*[@itemprop="datePublished"]|//time[@pubdate]|//article//header//time[@datetime]'):
        candidates.append(
            (f"element {element.tag}", element.get("datetime") or element.get("content") or element.text_content())
        )
    candidates.append(("JSON-LD dateCreated", linked.get("dateCreated")))
    times = tree.xpath("//time[@datetime]")
    if len({t.get("datetime")[:10] for t in times}) == 1:
        candidates.append(("element time", times[0].get("datetime")))
    days: list[tuple[str, date]] = []  # that the page gives in its own time zone
    if url and (day := _URL_DAY.search(urlsplit(url).path)):
        candidates.append(("URL", "-".join(f"{int(g):02d}" for g in day.groups())))
        days += [("the URL", found) for found in [dates.iso(str(candidates[-1][1]))] if found]
    for rule, value in candidates:
        if isinstance(value, str) and (found := dates.iso(value)) and _EARLIEST <= found <= _LATEST:
            stamps = [v for _, v in candidates if isinstance(v, str)] + [t.get("datetime") for t in times]
            shown = (t for t in times if dates.iso(t.get("datetime")) == found)
            days += [("what it prints", d) for t in shown if (d := zones.printed(_clean(t.text_content()) or ""))]
            if there := zones.local(value, stamps, days):
                found, rule = there[0], f"{rule}, on the day by {there[1]}"
            return found, Evidence(rule, value.strip()[:_MAX_FIELD])
    if any(isinstance(value, str) and _AMBIGUOUS.search(value) for _, value in candidates):
        return None, None  # htmldate would choose
    return _by_htmldate(tree, url)


def _by_htmldate(tree: html.HtmlElement, url: str | None) -> tuple[date | None, Evidence | None]:
    # A fixed latest day: with htmldate's own default, today, the same page would read differently next year.
    latest = _LATEST.isoformat()
    try:
        value = find_date(
            tree, extensive_search=False, original_date=True, url=url, min_date="1990-01-01", max_date=latest
        )
    except ValueError:  # it moves text about, and lxml refuses to set one with a control character (`&#1;`)
        return None, None
    found = dates.iso(value) if value else None
    return (found, Evidence("htmldate", value)) if found and value else (None, None)


def _url(tree: html.HtmlElement, metas: dict[str, str], linked: dict[str, Any], fetched: str | None) -> str | None:
    canonical = next((e.get("href") for e in tree.iter("link") if (e.get("rel") or "").lower() == "canonical"), None)
    page = linked.get("mainEntityOfPage")
    page = page.get("@id") if isinstance(page, dict) else page
    for value in (canonical, metas.get("og:url"), page, linked.get("url"), fetched):
        if not isinstance(value, str) or not value.strip():
            continue
        try:
            joined = urljoin(fetched, value.strip()) if fetched else value.strip()
            parts = urlsplit(joined)
        except ValueError:
            continue
        if parts.scheme in ("http", "https") and parts.hostname and not re.search(r"\s", joined):
            return joined
    return None
