"""What holds where a flag does not say: a variable of the environment, else `onrecord.toml`, else what is built in.

`onrecord.toml` is looked for in the current folder, then in the user's folder for configuration (`~/.config/onrecord`
on Linux); with `ONRECORD_CONFIG` that file is read, and no other. Paths in it count from its own folder.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import typer

from onrecord.cli.settings import SETTINGS, Setting, Value, nearest
from onrecord.errors import OnrecordError
from onrecord.record import urls

DEFAULT_DB = "onrecord.db"
FILE = "onrecord.toml"
VARIABLE = "ONRECORD_CONFIG"
_TABLES = frozenset(name.partition(".")[0] for name in SETTINGS if "." in name)


@dataclass(frozen=True, slots=True)
class SettingHeld:
    """A value, and what says so: `onrecord.toml` as it was found, `ONRECORD_DB`, or `built in`."""

    value: Value | None
    source: str


class Mistake(OnrecordError):
    """Something in a file of configuration or a variable is wrong, which is wrong usage; the message names it."""


def option(name: str, help: str, *, parser: Callable[[str], Any] | None = None, check: Any = None, **more: Any) -> Any:
    """The option that a setting has: where it is not given, the environment and the files are asked.

    `parser` makes of words what they stand for, `check` is given the value and returns it, or raises BadParameter.
    """
    setting = SETTINGS[name]

    def chosen(context: typer.Context, parameter: typer.CallbackParam, value: Any) -> Any:
        source = context.get_parameter_source(parameter.name or "")
        if source is None or source.name == "DEFAULT":
            found = in_files(name)
            if found:
                value = parser(str(found[0].value)) if parser else found[0].value
        if name == "db":  # of a URL the password stays behind: whatever a command says of its record does not tell it
            value = urls.open_url(value)
        return check(value) if check else value

    bounds: dict[str, Any] = {"min": setting.least, "max": setting.most} if setting.kind is not str else {}
    return typer.Option(
        setting.flag, envvar=setting.variable, callback=chosen, help=help, parser=parser, **bounds, **more
    )


def value(name: str) -> Value | None:
    """A setting that no flag says: from the environment, the files, or what is built in. Mistake for what is none."""
    return layers(name)[0].value


def told(name: str, flag: str | None, *, strict: bool = True) -> str:
    """A setting of words whose flag may say something. Mistake for what is none; if not `strict`, what is built in."""
    setting = SETTINGS[name]
    if flag is not None:
        if why := setting.wrong(flag):
            raise typer.BadParameter(why, param_hint=setting.flag)
        return flag
    try:
        return str(value(name))
    except Mistake:
        if strict:
            raise
        return str(setting.default)


def table(name: str) -> dict[str, Value]:
    """What is said of a table of settings, without what is built in."""
    rows = {key: layers(key)[0] for key in SETTINGS if key.startswith(f"{name}.")}
    return {key.partition(".")[2]: held.value for key, held in rows.items() if held.source != "built in" and held.value}


def layers(name: str) -> list[SettingHeld]:
    """All that says something of a setting, what holds first, what is built in last. Mistake for what is none."""
    return [*in_environment(SETTINGS[name]), *in_files(name), SettingHeld(SETTINGS[name].default, "built in")]


def in_environment(setting: Setting) -> Iterator[SettingHeld]:
    """What the environment says of a setting. Mistake for what is none."""
    words = os.environ.get(setting.variable)
    if words:
        try:
            yield SettingHeld(setting.parsed(words), setting.variable)
        except ValueError as e:
            raise Mistake(f"{setting.variable}: {e}") from None


def in_files(name: str, *, strict: bool = True) -> list[SettingHeld]:
    """What the files say of a setting, the nearest first. Mistake where one of them is wrong, if that is `strict`."""
    found = []
    for file in files():
        said, mistakes = read(file)
        if mistakes and strict:
            raise Mistake(mistakes[0])
        if name in said:
            found.append(SettingHeld(said[name], str(file)))
    return found


def files() -> list[Path]:
    """The files that may be there, the nearest first. Mistake where `ONRECORD_CONFIG` names one that is not."""
    named = os.environ.get(VARIABLE)
    if not named:
        return [Path(FILE), Path(typer.get_app_dir("onrecord")) / FILE]
    if not Path(named).is_file():
        raise Mistake(f"{VARIABLE}: {named}: there is no such file")
    return [Path(named)]


def read(file: Path) -> tuple[dict[str, Value], list[str]]:
    """The settings of a file, and what is wrong in it: each with the file and the name."""
    try:
        held = file.stat()
    except OSError:  # it is not there, or stands in a folder that is closed to whoever runs this
        return {}, []
    return _read(file, file.absolute(), (held.st_mtime_ns, held.st_size))


@cache
def _read(file: Path, place: Path, mark: tuple[int, int]) -> tuple[dict[str, Value], list[str]]:
    """Once for each file, as long as it stays as it is."""
    try:
        content = tomllib.loads(file.read_text("utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return {}, []
    except OSError as e:
        return {}, [f"{file}: cannot be read: {e.strerror or e}"]
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as e:
        return {}, [f"{file}: not TOML: {e}"]
    said: dict[str, Value] = {}
    mistakes = []
    for name, found in _flat(content):
        setting = SETTINGS.get(name)
        if setting is None:
            there = f"there is no setting {name!r}{nearest(name, SETTINGS)}"
            mistakes.append(f"{file}: {there} (all of them: onrecord config)")
        elif why := setting.wrong(found):
            mistakes.append(f"{file}: {name}: {why}")
        else:
            said[name] = _placed(name, found, file)
    return said, mistakes


def _flat(content: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, found in content.items():
        if name in _TABLES and isinstance(found, dict):
            yield from ((f"{name}.{key}", inner) for key, inner in found.items())
        else:
            yield name, found


def _placed(name: str, found: Any, file: Path) -> Value:
    """A value; what is a path counts from the file's own folder."""
    if name == "db" and "://" not in found:
        return str(file.parent / Path(found).expanduser())
    if name == "model" and (file.parent / Path(found).expanduser()).is_dir():
        return str(file.parent / Path(found).expanduser())
    found_: Value = found
    return found_
