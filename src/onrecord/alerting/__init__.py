"""Alerts: what is new in a record, sent to webhooks and by e-mail to those who asked for it."""

from __future__ import annotations
