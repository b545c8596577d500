"""The record in a browser: pages that a server renders, readable without scripts, on paper and on a phone.

Only `onrecord serve` imports this; it needs the extra `onrecord[web]`.
"""

from __future__ import annotations

from onrecord.web.application import application as application
