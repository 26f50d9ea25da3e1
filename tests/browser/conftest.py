"""A real browser and a real Jupyter server for it."""

import os
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

CHROMIUM = Path("/usr/bin/chromium")  # Debian's; a build that playwright downloads is never used
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--no-first-run"]  # fmt: skip
TOKEN = "loopback"
SERVER = (sys.executable, "-m", "jupyter", "server")


@dataclass
class Served:
    """A running server: its address, and the lines of its log so far."""

    address: str
    said: list[str]


@pytest.fixture(scope="module")
def chromium():
    """Debian's Chromium, headless, with a profile of its own."""
    if not CHROMIUM.exists():
        pytest.skip(f"no browser at {CHROMIUM} (on Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS, headless=True)
        yield browser
        browser.close()


@pytest.fixture
def watched(chromium):
    """A page, and what happened on it: every address that it asked for, every dialog, every error of its scripts, and
    what else it warned of."""
    context = chromium.new_context()
    page = context.new_page()
    page.asked, page.dialogs, page.failed, page.warned = [], [], [], []
    context.on("request", lambda request: page.asked.append(request.url))

    def dialog(box):
        page.dialogs.append(box.message)
        box.dismiss()

    page.on("dialog", dialog)
    page.on("pageerror", lambda error: page.failed.append(str(error)))

    def warned(message):
        if message.type in {"error", "warning"} and message.location["url"].startswith("http://127.0.0.1:"):
            page.warned.append(message.text)

    page.on("console", warned)
    # Nothing leaves this machine, whatever a page asks for.
    context.route(lambda url: not url.startswith(("http://127.0.0.1:", "file:")), lambda route: route.abort())
    yield page
    context.close()


@pytest.fixture(scope="module")
def jupyter():
    """Start a Jupyter server with nbgrader's extensions in a folder."""

    @contextmanager
    def serve(folder, tmp_path, *command):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        kinds = ("CONFIG", "DATA", "RUNTIME")
        own = {f"JUPYTER_{kind}_DIR": str(tmp_path / kind.lower()) for kind in kinds}
        options = ["--allow-root", "--no-browser", "--ip=127.0.0.1", f"--port={port}",
                   "--ServerApp.port_retries=0", f"--IdentityProvider.token={TOKEN}"]  # fmt: skip
        server = subprocess.Popen(
            [*(command or SERVER), *options],
            cwd=folder,
            env={**os.environ, **own},
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        said = []
        for line in server.stderr:
            said.append(line)
            if "is running at" in line:
                break
        else:
            raise AssertionError("".join(said))
        reader = threading.Thread(target=lambda: said.extend(server.stderr))
        reader.start()  # a full pipe would stop the server
        try:
            yield Served(f"http://127.0.0.1:{port}", said)
        finally:
            server.terminate()
            try:
                server.wait(timeout=30)
            except subprocess.TimeoutExpired:  # a kernel was still being started
                server.kill()
                server.wait()
            reader.join()
            server.stderr.close()

    return serve
