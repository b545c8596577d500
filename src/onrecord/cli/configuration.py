"""Which record is meant where no `--db` says so: `ONRECORD_DB`, else `onrecord.toml`, else `onrecord.db` here.

`onrecord.toml` is looked for in the current folder, then in the user's folder for configuration (`~/.config/onrecord`
on Linux). Its line `db = "path"` counts from the file's own folder, or is `db = "postgresql://…"`. For
`onrecord alerts` there may be a line `site = "https://…"`, where the record's pages are, and a table `[mail]`, by which
server e-mail is sent.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import typer

from onrecord.record import urls

DEFAULT_DB = "onrecord.db"
VARIABLE = "ONRECORD_DB"
FILE = "onrecord.toml"
_KNOWN = ("db", "site", "mail")


def option(help: str) -> Any:
    """The option that names the record."""
    return typer.Option("--db", metavar="PATH|URL", envvar=VARIABLE, callback=chosen, help=help)


def chosen(context: typer.Context, parameter: typer.CallbackParam, db: str) -> str:
    """The record that an option names or, where it is not given, the file of configuration (callback of `--db`).

    Of a URL the password stays behind: whatever a command says of its record does not tell it.
    """
    source = context.get_parameter_source(parameter.name or "db")
    if source is None or source.name != "DEFAULT":  # the command line, or the environment
        return urls.open_url(db)
    for file in _files():
        if (named := _named(file)) is not None:
            return urls.open_url(named)
    return db


def setting(name: str) -> Any:
    """A setting other than `db`, from the first file that has it; None where none does."""
    return next((found[name] for file in _files() if name in (found := _read(file))), None)


def _files() -> list[Path]:
    return [folder / FILE for folder in (Path(), Path(typer.get_app_dir("onrecord")))]


def _named(file: Path) -> str | None:
    db = _read(file).get("db")
    if db is None:
        return None
    if not isinstance(db, str) or not db:
        raise typer.BadParameter(f'{file}: write db = "PATH"')
    return db if "://" in db else str(file.parent / Path(db).expanduser())


def _read(file: Path) -> dict[str, Any]:
    try:
        settings = tomllib.loads(file.read_text("utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as e:
        raise typer.BadParameter(f"{file}: cannot be read: {e.strerror or e}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as e:
        raise typer.BadParameter(f"{file}: not TOML: {e}") from None
    for name in settings:
        if name not in _KNOWN:
            raise typer.BadParameter(f'{file}: there is no setting {name!r}; known is db = "PATH", site and [mail]')
    return settings
