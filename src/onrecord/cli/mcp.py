"""`onrecord mcp`: the record for assistants."""

from __future__ import annotations

from onrecord.cli.configuration import DEFAULT_DB
from onrecord.cli.options import DbOption


def mcp(db: DbOption = DEFAULT_DB) -> None:
    """Answer an assistant (Model Context Protocol, on standard input and output): find, person, shifts, check, article.

    Every answer has its sources; the record is only read. Your assistant's settings want the command, "onrecord", and
    its arguments, "mcp --db PATH". Needs the extra "mcp".

    Example: onrecord mcp --db examples.db
    """
    from onrecord.exporting.tables import needed

    needed("mcp", "mcp")
    from onrecord.plugins.mcp_server import serve

    serve(db)
