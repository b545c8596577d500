"""Makes the pictures of the pages, from a record of the examples: `python docs/screenshots.py` (needs Chromium)."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import uvicorn
from playwright.sync_api import sync_playwright

from onrecord.web import application

HERE = Path(__file__).parent
PICTURES = {
    "web-search": ("/search?by=Daniel+Okafor", 1180, 800, "light"),
    "web-review": ("/review", 1180, 700, "light"),
    "web-turn": ("/shifts?person=Daniel+Okafor", 1180, 560, "light"),
    "web-article": ("/article/d9f696dc22693d5b?at=974-1022", 1180, 900, "light"),
}
QUIET = "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync".split()


def main() -> None:
    """Make the pictures."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        sys.exit("there is no Chromium here; on Debian: apt-get install chromium")
    with tempfile.TemporaryDirectory() as folder:
        db = Path(folder) / "examples.db"
        for command in (["add", str(HERE.parent / "examples")], ["shifts"]):
            subprocess.run(
                [sys.executable, "-m", "onrecord", *command, "--db", str(db)], check=True, capture_output=True
            )
        listening = socket.create_server(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(application(db), log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.05)
        home = f"http://127.0.0.1:{listening.getsockname()[1]}"
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
            for name, (path, width, height, scheme) in PICTURES.items():
                page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
                page.goto(home + path.partition("#")[0])
                page.evaluate("document.fonts.ready")
                page.screenshot(path=HERE / f"{name}.png")
                page.close()
            browser.close()
        server.should_exit = True
        thread.join(10)


if __name__ == "__main__":
    main()
