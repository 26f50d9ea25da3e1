"""The README's picture of lab 01, as students see it: ``python -m tests.browser.screenshot``.

The exercise's card, an answer without its tanh and what the check says of it: run in a kernel, written by
nbconvert as JupyterLab shows it, taken by Chromium.
"""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbconvert import HTMLExporter
from playwright.sync_api import sync_playwright

from autograder.formulas import formula
from tests.bank import ROOT
from tests.browser.conftest import CHROMIUM, FLAGS

LAB, EXERCISE = "01_custom_rnn", "step"
TARGET = ROOT / "docs" / "images" / "lab01.png"
WRONG = "def rnn_step(x_t, h, W, U, b):\n    return x_t @ W.T + h @ U.T + b"


def page() -> str:
    """Return the part of the lab as a page, with what its cells print."""
    cells = {c.id: c for c in nbformat.read(ROOT / "release" / LAB / f"{LAB}.ipynb", as_version=4).cells}
    code = [cells["setup"].source, WRONG, cells[f"{EXERCISE}-check"].source]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in code])
    NotebookClient(notebook, timeout=120, allow_errors=True).execute()
    # MathJax would come from elsewhere
    card = re.sub(r"\$([^$]+)\$", lambda found: formula(found[1]), cells[f"{EXERCISE}-card"].source)
    notebook.cells[0] = nbformat.v4.new_markdown_cell(card)
    return HTMLExporter(template_name="lab").from_notebook_node(notebook)[0]


def main() -> None:
    """Take the picture."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = Path(folder, "lab.html")
        path.write_text(page(), encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS, headless=True)
        tab = browser.new_page(viewport={"width": 600, "height": 300}, device_scale_factor=1.5)
        tab.route(lambda url: not url.startswith("file:"), lambda route: route.abort())
        tab.goto(path.as_uri())
        tab.screenshot(path=TARGET, full_page=True)
        browser.close()
    print(f"{TARGET.relative_to(ROOT)}: {TARGET.stat().st_size / 1000:.0f} KB")


if __name__ == "__main__":
    main()
