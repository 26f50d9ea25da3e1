"""A notebook as the tools that students use save it: what they move, add and lose. Each maker returns the file's bytes."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator

from nbformat import NotebookNode

from tests.tiny_lab import colab as moved_to_metadata
from tests.tiny_lab import plain

ADDED = ("Open In Colab", "Created in")  # what the texts of cells that a tool adds by itself have in them
LINK = (
    '<a href="https://colab.research.google.com/x"><img src="https://x/badge.svg" alt="Open In Colab"/></a>'
)
CREATED = "<a style='text-decoration:none' href='https://deepnote.com'>\nCreated in <span>Deepnote</span></a>"


def colab(notebook: NotebookNode) -> bytes:
    """Ids become metadata, format 4.0; what was saved to GitHub begins with a link."""
    saved = run(notebook)
    moved_to_metadata(saved)
    for cell in code_cells(saved):
        cell["metadata"]["executionInfo"] = {"status": "ok", "elapsed": 4, "user": {"displayName": "x"}}
    link = {"id": "view-in-github", "colab_type": "text"}
    saved["cells"].insert(0, {"cell_type": "markdown", "metadata": link, "source": [LINK]})
    return json.dumps(saved, indent=2, ensure_ascii=False).encode()


def kaggle(notebook: NotebookNode) -> bytes:
    """Format 4.4 without ids, all in one line; nbgrader's metadata is taken for lost, the worst case."""
    saved = run(notebook) | {"nbformat_minor": 4}
    saved["metadata"]["kaggle"] = {"accelerator": "none", "dataSources": [], "isInternetEnabled": True}
    for number, cell in enumerate(saved["cells"]):
        del cell["id"]
        cell["source"] = "".join(cell["source"])
        cell["metadata"] = {"_uuid": f"{number:040x}", "trusted": True}
    return json.dumps(saved, separators=(",", ":")).encode()


def deepnote(notebook: NotebookNode) -> bytes:
    """Format 4.0 with ids of its own in the metadata, and a last cell that says where it comes from."""
    saved = run(notebook) | {"nbformat_minor": 0, "metadata": {"deepnote_execution_queue": []}}
    for number, cell in enumerate(saved["cells"]):
        del cell["id"]
        cell["source"] = "".join(cell["source"])
        kind = {"deepnote_cell_type": cell["cell_type"], "source_hash": "dc007c46", "execution_millis": 33}
        cell["metadata"] = {"cell_id": f"{number:032x}", **kind}
    made = {"created_in_deepnote_cell": True, "deepnote_cell_type": "markdown"}
    saved["cells"].append({"cell_type": "markdown", "metadata": made, "source": CREATED})
    return json.dumps(saved, indent=2).encode()


def vs_code(notebook: NotebookNode) -> bytes:
    """All is kept; each code cell has its language, and the kernel is that of a virtual environment."""
    saved = run(notebook)
    saved["metadata"]["kernelspec"] |= {"display_name": ".venv (3.13.2)"}
    for cell in code_cells(saved):
        cell["metadata"]["vscode"] = {"languageId": "python"}
    return json.dumps(saved, indent=1, ensure_ascii=False).replace("\n", "\r\n").encode()


def jupyterlite(notebook: NotebookNode) -> bytes:
    """The kernel is Pyodide's, texts are strings and not lists of lines."""
    saved = run(notebook)
    saved["metadata"]["kernelspec"] = {
        "display_name": "Python (Pyodide)",
        "language": "python",
        "name": "python",
    }
    for cell in saved["cells"]:
        cell["metadata"]["trusted"] = True
        cell["source"] = "".join(cell["source"])
    return json.dumps(saved, indent=4).encode()


TOOLS = (colab, kaggle, deepnote, vs_code, jupyterlite)


def run(notebook: NotebookNode) -> dict:
    """Return a notebook as plain dicts, its texts as lists of lines and its code cells with counts and outputs."""
    saved = plain(copy.deepcopy(notebook))
    for cell in saved["cells"]:
        cell["source"] = cell["source"].splitlines(keepends=True)
    for number, cell in enumerate(code_cells(saved), 1):
        said = {"output_type": "stream", "name": "stdout", "text": [f"{number}\n"]}
        cell |= {"execution_count": number, "outputs": [said]}
    return saved


def code_cells(notebook: dict) -> Iterator[dict]:
    """Yield the code cells."""
    return (cell for cell in notebook["cells"] if cell["cell_type"] == "code")
