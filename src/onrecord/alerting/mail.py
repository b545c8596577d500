"""E-mail digests, by the SMTP server that `onrecord.toml` names."""

from __future__ import annotations

import os
import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import Any, Final, Literal

from onrecord.alerting.webhooks import TIMEOUT, NotTaken

Security = Literal["starttls", "tls", "none"]
_PORTS: Final[dict[str, int]] = {"starttls": 587, "tls": 465, "none": 25}


@dataclass(frozen=True, slots=True)
class Server:
    """An SMTP server, and as whom to send by it. The password is in the environment, under the name that is given."""

    host: str
    port: int
    security: Security
    sender: str
    user: str | None = None
    password_env: str = "ONRECORD_MAIL_PASSWORD"

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> Server:
        """That of the table `[mail]`, each of whose settings is right by itself. ValueError where one is missing."""
        for name in ("host", "from"):
            if name not in settings:
                raise ValueError(f'[mail] needs {name} = "…"')
        security = settings.get("security", "starttls")
        rest = {name: settings[name] for name in ("user", "password_env") if name in settings}
        return cls(settings["host"], settings.get("port", _PORTS[security]), security, settings["from"], **rest)

    def send(self, to: str, subject: str, text: str) -> None:
        """Send a message. NotTaken where the server does not take it."""
        try:
            message = EmailMessage()
            message["From"], message["To"], message["Subject"] = self.sender, to, subject
            message["Date"], message["Message-ID"] = formatdate(), make_msgid(domain="onrecord.invalid")
            message["Auto-Submitted"] = "auto-generated"
            message.set_content(text)
            context = ssl.create_default_context()
            if self.security == "tls":
                server: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT, context=context)
            else:
                server = smtplib.SMTP(self.host, self.port, timeout=TIMEOUT)
            with server:
                if self.security == "starttls":
                    server.starttls(context=context)
                if self.user is not None:
                    server.login(self.user, os.environ.get(self.password_env, ""))
                server.send_message(message)
        except (OSError, smtplib.SMTPException, ValueError) as e:
            raise NotTaken(f"{self.host}:{self.port}: {e}") from None
