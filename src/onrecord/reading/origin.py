"""Where the bytes of an article come from."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

_ID_LENGTH = 16  # hexadecimal digits: 64 bits, no clash before billions of articles


@dataclass(frozen=True, slots=True)
class Origin:
    """An input's name as the user gave it, the hash of its bytes, and its path or URL where it has one."""

    name: str
    sha256: str
    path: str | None = None
    url: str | None = None

    @classmethod
    def of(cls, data: bytes, name: str, *, path: str | None = None, url: str | None = None) -> Origin:
        """The origin of these bytes."""
        return cls(name, sha256(data).hexdigest(), path, url)

    @property
    def id(self) -> str:
        """The article's id where nothing else gives one: the same bytes have the same id, wherever they lie."""
        return self.sha256[:_ID_LENGTH]
