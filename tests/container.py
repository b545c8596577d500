"""The container file, built for real; its image then does what docs/howto/container.md says.

    python tests/container.py                       # needs buildah, and to reach what Containerfile begins from
    python tests/container.py --network host        # options are the build's

No test of the suite, which needs neither. Exit status 1 where something fails.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).parent.parent
IMAGE = "onrecord-tried"
USER = 10001  # of the image
SERVED = 60  # seconds
PORT = 8000


def buildah(*words: str, told: str | None = None) -> str:
    """What buildah prints. CalledProcessError, after what went wrong, where it fails."""
    done = subprocess.run(["buildah", *words], cwd=ROOT, input=told, capture_output=True, text=True, check=False)
    if done.returncode:
        print(done.stdout[-3000:], done.stderr[-3000:], sep="\n")
        done.check_returncode()
    return done.stdout.strip()


class Container:
    """A container of the image, with a folder for its volume and the examples to read."""

    def __init__(self, data: Path) -> None:
        self._name = buildah("from", IMAGE)
        buildah("config", "--volume", "/data-", self._name)  # `buildah run` would put an empty one over ours
        self._mounts = ["-v", f"{data}:/data", "-v", f"{ROOT / 'examples'}:/articles:ro", "--network", "host"]

    def command(self, *words: str) -> list[str]:
        """The words after which a command runs in it."""
        return ["run", *self._mounts, self._name, "--", *words]

    def run(self, *words: str, told: str | None = None) -> str:
        """What `onrecord` prints in it."""
        return buildah(*self.command("onrecord", *words), told=told)

    def remove(self) -> None:
        """Take it away."""
        buildah("rm", self._name)


def serves(container: Container) -> None:
    """Its pages ask who one is, and it ends in peace when it is told to."""
    command = container.command("timeout", "--preserve-status", str(SERVED), "onrecord", "serve", "--name", "localhost")
    server = subprocess.Popen(["buildah", *command], cwd=ROOT, stderr=subprocess.DEVNULL)
    page = ""
    while server.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/", timeout=5) as answer:
                page = answer.read().decode()
        except urllib.error.URLError:
            time.sleep(1)
        else:
            break
    assert 'action="/login"' in page, page[:1000]
    assert server.wait() == 0, "told to end, it ends with another status than 0"


def main(options: list[str]) -> int:
    """Build it and try it; 1 where something fails."""
    buildah("build", "--format", "docker", *options, "-f", "Containerfile", "-t", IMAGE, ".")
    with tempfile.TemporaryDirectory() as place:
        os.chown(place, USER, -1)
        container = Container(Path(place))
        try:
            container.run("add", "/articles")
            assert "common ground" in container.run("find", "common ground", "--by", "Daniel Okafor")
            container.run("verify")
            container.run("users", "add", "ann", "--role", "admin", told="a pass phrase of ann's")
            serves(container)
        finally:
            container.remove()
    size = buildah("images", "--format", "{{.Size}}", IMAGE)
    print(f"built, added, found, verified, served: {size}")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (AssertionError, subprocess.CalledProcessError) as e:
        print(e, file=sys.stderr)
        sys.exit(1)
