"""Webhooks, signed as the Standard Webhooks specification says."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
import urllib.request
from http.client import HTTPException, HTTPMessage
from typing import IO, Any, Final
from urllib.error import HTTPError

import msgspec

TIMEOUT: Final = 15.0  # seconds
_AGENT: Final = "onrecord/0.1 (alerts)"


class NotTaken(Exception):
    """The receiver did not take it; `gone`: it says that it never will again."""

    def __init__(self, why: str, *, gone: bool = False) -> None:
        super().__init__(why)
        self.gone = gone


def send(url: str, secret: str, id: str, body: dict[str, Any]) -> None:
    """Send an object. NotTaken where the receiver answers otherwise than with 2xx, or not at all."""
    data = msgspec.json.encode(body)
    stamp = str(int(time.time()))
    headers = {
        "Content-Type": "application/json",
        "User-Agent": _AGENT,
        "webhook-id": id,
        "webhook-timestamp": stamp,
        "webhook-signature": signature(secret, id, stamp, data),
    }
    request = urllib.request.Request(url, data, headers, method="POST")
    try:
        with urllib.request.build_opener(_NotFollowed).open(request, timeout=TIMEOUT):
            pass
    except HTTPError as e:
        e.close()
        raise NotTaken(f"it answered {e.code} {e.reason}", gone=e.code == 410) from None
    except (OSError, HTTPException, ValueError) as e:
        reason = getattr(e, "reason", None)
        raise NotTaken(str(getattr(reason, "strerror", None) or reason or e)) from None


def signature(secret: str, id: str, stamp: str, data: bytes) -> str:
    """By which a receiver knows who sent it: `v1,` and the HMAC of id, time and body."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = hmac.new(key, f"{id}.{stamp}.".encode() + data, hashlib.sha256).digest()
    return "v1," + base64.b64encode(signed).decode()


class _NotFollowed(urllib.request.HTTPRedirectHandler):
    """Who moves has to be subscribed anew: a redirect could lead anywhere."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        return None
