"""The tables of users and sessions, in a file of their own: a record can be copied and given on without them."""

from __future__ import annotations

from sqlalchemy import Column, Float, ForeignKey, Index, Integer, MetaData, String, Table

metadata = MetaData()

users = Table(
    "users",
    metadata,
    Column("name", String, primary_key=True),
    Column("role", String, nullable=False),
    Column("hash", String, nullable=False),  # argon2id, with its parameters and salt
    Column("added_at", Float, nullable=False),  # seconds since the epoch, as all times here
)

sessions = Table(  # of browsers, and tokens of programs; what they are known by is kept only as its SHA-256
    "sessions",
    metadata,
    Column("key", String, primary_key=True),
    Column("user", String, ForeignKey("users.name", ondelete="CASCADE"), nullable=False),
    Column("kind", String, nullable=False),  # session, token
    Column("made_at", Float, nullable=False),
    Column("seen_at", Float, nullable=False),
)

attempts = Table(  # to sign in, that failed
    "attempts",
    metadata,
    Column("pk", Integer, primary_key=True),
    Column("at", Float, nullable=False),
    Column("name", String, nullable=False),
    Column("address", String, nullable=False),
    Index("attempts_at", "at"),
)

audit = Table(
    "audit",
    metadata,
    Column("pk", Integer, primary_key=True),
    Column("at", Float, nullable=False),
    Column("user", String, nullable=False),
    Column("address", String, nullable=False),
    Column("what", String, nullable=False),
)
