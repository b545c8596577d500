"""Who may: users and their roles, sessions, and what every form has to bring with it."""

from __future__ import annotations

from onrecord.web.access.store import ROLES as ROLES
from onrecord.web.access.store import Access as Access
from onrecord.web.access.store import Role as Role
from onrecord.web.access.store import beside as beside
