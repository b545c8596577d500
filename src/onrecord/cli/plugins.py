"""`onrecord plugins`: what other packages bring, and whether it can be used."""

from __future__ import annotations

import typer

from onrecord import offered
from onrecord.cli.tables import Column, FormatOption, Writer
from onrecord.cli.terminal import note


def plugins(format: FormatOption = None) -> None:
    """List what other packages bring: readers, exporters, models and languages, and why one cannot be used.

    How to make one is in docs/plugins.md.

    Example: onrecord plugins
    """
    from onrecord.exporting import formats
    from onrecord.exporting.sheet import field
    from onrecord.extraction import folders, languages
    from onrecord.reading import plugin

    made = [*plugin.offers(), *formats.offers(), *folders.offers(), *languages.offers()]
    columns = [
        Column("kind", lambda p: p["kind"], width=10),
        Column("name", lambda p: p["name"], style="bold", width=24),
        Column("package", lambda p: p["package"], wide=True),
        Column("state", lambda p: f"cannot be used: {p['failed']}" if p["failed"] else "ready", wide=True),
    ]
    fields = [field(name) for name in ("kind", "name", "package", "value", "failed")]
    with Writer(format, columns, fields=fields) as out:
        for one in made:
            head = {"kind": offered.GROUPS[one.group], "name": one.name, "package": one.package}
            out.write({**head, "value": one.value, "failed": one.failed})
    if not made:
        note("no package brings a plugin")
    if any(one.failed for one in made):
        raise typer.Exit(1)
