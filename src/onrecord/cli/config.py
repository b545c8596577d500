"""`onrecord config`: which settings hold, and why."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Annotated, Any

import typer

from onrecord.cli import configuration
from onrecord.cli.settings import SETTINGS, nearest
from onrecord.cli.tables import Column, FormatOption, Writer
from onrecord.cli.terminal import note
from onrecord.record import urls

_OTHERS = ("ONRECORD_CONFIG", "ONRECORD_MAIL_PASSWORD")


def _a_setting(name: str | None) -> str | None:
    if name is not None and name not in SETTINGS:
        raise typer.BadParameter(f"there is no setting {name!r}{nearest(name, SETTINGS)}")
    return name


def config(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="[SETTING]",
            callback=_a_setting,
            autocompletion=lambda incomplete: [one for one in SETTINGS if one.startswith(incomplete)],
            help="This one alone: db, log.format, …",
        ),
    ] = None,
    format: FormatOption = None,
) -> None:
    """Show which settings hold, and why: what says so, and what that stands above.

    A command's flags stand above the environment, that above onrecord.toml here, that above the user's own, that above
    what is built in. What is wrong in a file or a variable is named.

    Example: onrecord config
    """
    from onrecord.exporting.sheet import Field, field

    wrong: list[str] = []
    try:
        for file in configuration.files():
            wrong += configuration.read(file)[1]
    except configuration.Mistake as e:
        wrong.append(str(e))
    columns = [
        Column("setting", lambda s: s["setting"], style="bold", width=18),
        Column("value", lambda s: "" if s["value"] is None else str(s["value"]), wide=True),
        Column("from", _why, wide=True),
        Column("flag", lambda s: s["flag"], style="dim", width=16),
    ]
    fields = [*map(field, ("setting", "value", "from", "flag", "variable", "says")), Field("over", _over)]
    with Writer(format, columns, fields=fields) as out:
        for setting in SETTINGS.values() if name is None else [SETTINGS[name]]:
            held = _layers(setting.name, wrong)
            first, *over = ({"value": _shown(setting.name, one.value), "from": one.source} for one in held)
            line = {"setting": setting.name, **first, "over": over, "flag": setting.flag}
            out.write({**line, "variable": setting.variable, "says": setting.says})
    for variable in sorted(os.environ):
        known = {*(setting.variable for setting in SETTINGS.values()), *_OTHERS}
        if variable.startswith("ONRECORD_") and variable not in known and (like := nearest(variable, known)):
            note(f"{variable}: there is no such variable{like}", style="yellow")
    for mistake in dict.fromkeys(wrong):
        note(mistake, style="red")
    if wrong:
        raise typer.Exit(1)


def _layers(name: str, wrong: list[str]) -> list[configuration.SettingHeld]:
    """All that says something of a setting; what is wrong is put aside."""
    found: list[configuration.SettingHeld] = []
    for look in (configuration.in_environment, lambda setting: configuration.in_files(setting.name, strict=False)):
        try:
            found += look(SETTINGS[name])
        except configuration.Mistake as e:
            wrong.append(str(e))
    return [*found, configuration.SettingHeld(SETTINGS[name].default, "built in")]


def _shown(name: str, value: Any) -> Any:
    return urls.parted(value)[0] if name == "db" and urls.is_url(value) else value


def _why(line: dict[str, Any]) -> str:
    return f"{line['from']}{f', over {_over(line)}' if _over(line) else ''}"


def _over(line: Mapping[str, Any]) -> str:
    return ", ".join(f"{one['from']} ({one['value']})" for one in line["over"] if one["from"] != "built in")
