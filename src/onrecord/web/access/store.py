"""Users, sessions, failed attempts and the audit log, in a SQLite file beside the record."""

from __future__ import annotations

import re
import secrets
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Final, Literal, get_args

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Connection, delete, func, insert, or_, select, update

from onrecord.errors import OnrecordError
from onrecord.record import urls
from onrecord.record.beside import FileBeside
from onrecord.web.access.tables import attempts, audit, metadata, sessions, users

Role = Literal["reader", "editor", "admin"]
ROLES: Final[tuple[Role, ...]] = get_args(Role)

IDLE: Final = 12 * 3600  # seconds after which a session that nobody uses ends
LONGEST: Final = 7 * 24 * 3600  # and after which any does
WINDOW: Final = 15 * 60  # seconds in which failed attempts are counted
_PER_NAME: Final = 5  # failed attempts, from one address
_PER_ADDRESS: Final = 20  # whatever the name
_SHORTEST: Final = 10  # characters of a password
_NAME: Final = re.compile(r"[\w.@-]{1,64}")
_HASHER: Final = PasswordHasher()  # argon2id, as RFC 9106 recommends it where memory is scarce


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who may sign in."""

    name: str
    role: Role
    added_at: datetime


@dataclass(frozen=True, slots=True)
class Event:
    """A line of the audit log."""

    at: datetime
    user: str
    address: str
    what: str


class TooMany(Exception):
    """Too many attempts to sign in failed; `wait` is how many seconds are left to wait."""

    def __init__(self, wait: int) -> None:
        super().__init__(f"too many attempts; try again in {max(1, wait // 60)} minutes")
        self.wait = wait


def beside(record: Path | str) -> Path:
    """Where the users of a record are kept: `onrecord.users.db` beside `onrecord.db`."""
    return urls.beside(record, "users")


class Access(FileBeside):
    """The users of a record. OnrecordError where the file cannot be used."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, metadata, "users")
        self._nobody = _HASHER.hash(secrets.token_hex())  # what is compared where there is no such user

    # ------------------------------------------------------------------------------------------ users

    def add(self, name: str, role: Role, password: str) -> None:
        """Add a user, or give one another role and password, which ends their sessions. ValueError for what cannot."""
        if not _NAME.fullmatch(name):
            raise ValueError(f"{name!r} is no user's name; take letters, digits, and . _ @ -")
        if role not in ROLES:
            raise ValueError(f"{role!r} is none of {', '.join(ROLES)}")
        if len(password) < _SHORTEST:
            raise ValueError(f"the password is too short; take {_SHORTEST} characters at least")
        hashed = _HASHER.hash(password)
        with self.transaction() as connection:
            connection.execute(delete(users).where(users.c.name == name))
            connection.execute(insert(users), {"name": name, "role": role, "hash": hashed, "added_at": time.time()})
            _note(connection, "", "", f"user {name} added as {role}")

    def remove(self, name: str) -> None:
        """Remove a user; that ends their sessions and tokens. OnrecordError where there is none of that name."""
        with self.transaction() as connection:
            if not connection.execute(delete(users).where(users.c.name == name)).rowcount:
                raise OnrecordError(f"{self.path}: there is no user {name!r}")
            _note(connection, "", "", f"user {name} removed")

    def users(self) -> list[User]:
        """All users, by name."""
        with self.transaction() as connection:
            rows = connection.execute(select(users).order_by(users.c.name)).all()
        return [User(r.name, r.role, _when(r.added_at)) for r in rows]

    # ------------------------------------------------------------------------------------------ signing in

    def sign_in(self, name: str, password: str, address: str) -> str | None:
        """A new session's token; None where name and password do not fit. TooMany after too many attempts."""
        now = time.time()
        with self.transaction() as connection:
            self._limit(connection, name, address, now)
            row = connection.execute(select(users).where(users.c.name == name)).first()
        if not _fits(row.hash if row else self._nobody, password) or row is None:
            with self.transaction() as connection:
                connection.execute(insert(attempts), {"at": now, "name": name[:64], "address": address})
                _note(connection, name[:64], address, "sign-in failed")
            return None
        with self.transaction() as connection:
            mine = attempts.c.name == name, attempts.c.address == address
            connection.execute(delete(attempts).where(*mine))
            if _HASHER.check_needs_rehash(row.hash):
                better = {"hash": _HASHER.hash(password)}
                connection.execute(update(users).where(users.c.name == name).values(better))
            _note(connection, name, address, "signed in")
            return _begin(connection, name, "session", now)

    def token(self, name: str) -> str:
        """A token by which a program is that user, until the user is removed. OnrecordError where there is none."""
        with self.transaction() as connection:
            if connection.scalar(select(users.c.name).where(users.c.name == name)) is None:
                raise OnrecordError(f"{self.path}: there is no user {name!r}; add one with: onrecord users add {name}")
            _note(connection, name, "", "token given")
            return _begin(connection, name, "token", time.time())

    def sign_out(self, token: str, address: str) -> None:
        """End a session."""
        with self.transaction() as connection:
            own = sessions.c.key == _key(token)
            user = connection.scalar(select(sessions.c.user).where(own))
            connection.execute(delete(sessions).where(own))
            if user is not None:
                _note(connection, user, address, "signed out")

    def known(self, token: str, kind: str = "session") -> tuple[str, Role] | None:
        """Whose a session or a program's token is: the user's name and role; None where it is nobody's, or ended."""
        now = time.time()
        with self.transaction() as connection:
            chosen = select(sessions, users.c.role).join(users, users.c.name == sessions.c.user)
            row = connection.execute(chosen.where(sessions.c.key == _key(token), sessions.c.kind == kind)).first()
            if row is None:
                return None
            own = sessions.c.key == row.key
            if kind == "session" and (now - row.seen_at > IDLE or now - row.made_at > LONGEST):
                connection.execute(delete(sessions).where(own))
                return None
            if now - row.seen_at > 60:
                connection.execute(update(sessions).where(own).values(seen_at=now))
        return row.user, row.role

    # ------------------------------------------------------------------------------------------ audit

    def note(self, user: str, address: str, what: str) -> None:
        """Write a line into the audit log."""
        with self.transaction() as connection:
            _note(connection, user, address, what)

    def log(self, most: int = 100) -> list[Event]:
        """The last lines of the audit log, the latest first."""
        with self.transaction() as connection:
            rows = connection.execute(select(audit).order_by(audit.c.pk.desc()).limit(most)).all()
        return [Event(_when(r.at), r.user, r.address, r.what) for r in rows]

    def _limit(self, connection: Connection, name: str, address: str, now: float) -> None:
        """TooMany where too many attempts failed lately: for this name from this address, or from this address."""
        connection.execute(delete(attempts).where(attempts.c.at < now - WINDOW))
        here = attempts.c.address == address
        for which, most in (((here, attempts.c.name == name), _PER_NAME), ((here,), _PER_ADDRESS)):
            count, first = connection.execute(select(func.count(), func.min(attempts.c.at)).where(*which)).one()
            if count >= most:
                raise TooMany(int(first + WINDOW - now) + 1)


def _begin(connection: Connection, user: str, kind: str, now: float) -> str:
    old = or_(sessions.c.seen_at < now - IDLE, sessions.c.made_at < now - LONGEST)
    connection.execute(delete(sessions).where(sessions.c.kind == "session", old))
    token = secrets.token_urlsafe(32)
    row = {"key": _key(token), "user": user, "kind": kind, "made_at": now, "seen_at": now}
    connection.execute(insert(sessions), row)
    return token


def _note(connection: Connection, user: str, address: str, what: str) -> None:
    connection.execute(insert(audit), {"at": time.time(), "user": user, "address": address, "what": what})


def _key(token: str) -> str:
    return sha256(token.encode("utf-8", "replace")).hexdigest()


def _fits(hashed: str, password: str) -> bool:
    try:
        return _HASHER.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False


def _when(at: float) -> datetime:
    return datetime.fromtimestamp(at, UTC)
