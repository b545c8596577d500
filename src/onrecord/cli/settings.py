"""Every setting: its name in `onrecord.toml`, its flag and its variable, what it may be, and what it is unless told."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Final

Value = str | int | float


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting. `name` is `db`, or `log.format` for `format` in the table `[log]`; `flag` None where there is none.

    `least` and `most` bound numbers, `choices` words, `pattern` other words.
    """

    name: str
    says: str
    kind: type[str] | type[int] | type[float] = str
    default: Value | None = None
    flag: str | None = None
    least: float | None = None
    most: float | None = None
    choices: tuple[str, ...] = ()
    pattern: str | None = None

    @property
    def variable(self) -> str:
        """The variable of the environment."""
        return "ONRECORD_" + self.name.replace(".", "_").upper()

    @property
    def example(self) -> str:
        """How to write it, as in `workers = 2`."""
        key = self.name.rpartition(".")[2]
        if self.kind is str:
            return f'{key} = "{"…" if self.default is None else self.default}"'
        return f"{key} = {self.least if self.default is None else self.default}"

    def wrong(self, value: object) -> str | None:
        """What is wrong with a value; None where nothing is."""
        if self.kind is str:
            if not isinstance(value, str) or not value:
                return f"write {self.example}"
            if self.choices and value not in self.choices:
                return f"{value!r} is none of {', '.join(self.choices)}{nearest(value, self.choices)}"
            if self.pattern and not re.fullmatch(self.pattern, value):
                return f"{value!r} is not as {self.default!r}"
            return None
        numbers = (int, float) if self.kind is float else int
        # TOML has nan and inf, too
        if isinstance(value, bool) or not isinstance(value, numbers) or not math.isfinite(value):
            return f"{value!r} is no number; write {self.example}"
        if (self.least is not None and value < self.least) or (self.most is not None and value > self.most):
            return f"{value} is not from {self.least:g}{f' to {self.most:g}' if self.most is not None else ' on'}"
        return None

    def parsed(self, words: str) -> Value:
        """A value as a variable has it. ValueError for what is none."""
        try:
            value = self.kind(words)
        except ValueError:
            raise ValueError(f"{words!r} is no number") from None
        if why := self.wrong(value):
            raise ValueError(why)
        return value


SETTINGS: Final[dict[str, Setting]] = {
    setting.name: setting
    for setting in (
        Setting("db", "the record: a path, or `postgresql://USER@HOST/DATABASE`", default="onrecord.db", flag="--db"),
        Setting("model", "the attribution model: a name or a folder", flag="--model"),
        Setting(
            "min_confidence",
            "statements that are less sure than this are left out of what is extracted",
            float,
            0.0,
            "--min-confidence",
            least=0,
            most=1,
        ),
        Setting("workers", "processes that work side by side", int, 1, "--workers", least=1, most=64),
        Setting(
            "originals",
            "what the record keeps of what articles were read from: all of it, or its hash alone",
            default="keep",
            flag="--originals",
            choices=("keep", "hash"),
        ),
        Setting("user", "who signs decisions; the system's user where nothing is said", flag="--by"),
        Setting("site", "where the record's pages are, for links in alerts"),
        Setting("serve.host", "the address that pages are served on", default="127.0.0.1", flag="--host"),
        Setting("serve.port", "the port; 0 takes a free one", int, 8000, "--port", least=0, most=65535),
        Setting(
            "watch.every", "how often feeds are looked at", default="15m", flag="--every", pattern=r"[1-9]\d{0,5}[smhd]"
        ),
        Setting("watch.delay", "seconds between two requests to one host", float, 1.0, "--delay", least=0),
        Setting(
            "log.format",
            "what goes to standard error: lines for people, or for programs",
            default="text",
            flag="--log-format",
            choices=("text", "json"),
        ),
        Setting(
            "log.level",
            "the least that is told there",
            default="info",
            flag="--log-level",
            choices=("debug", "info", "warning", "error"),
        ),
        Setting("mail.host", "the server by which `onrecord alerts run` sends e-mail"),
        Setting("mail.from", "the sender's address; it is needed, too"),
        Setting(
            "mail.security",
            "how the server is spoken to",
            default="starttls",
            choices=("starttls", "tls", "none"),
        ),
        Setting("mail.port", "587 for `starttls`, 465 for `tls`, 25 for `none`, unless told", int, least=1, most=65535),
        Setting("mail.user", "who signs in at the server"),
        Setting(
            "mail.password_env",
            "the variable of the environment that has the password",
            default="ONRECORD_MAIL_PASSWORD",
        ),
    )
}


def nearest(name: str, known: Any) -> str:
    """`; did you mean 'db'?`, where one of the known names is near."""
    found = get_close_matches(name, list(known), 1, 0.6)
    return f"; did you mean {found[0]!r}?" if found else ""
