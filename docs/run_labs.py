"""Run the students' labs as they are, and keep what shows without an answer: ``python -m docs.run_labs [FOLDER]``.

A cell that needs an answer fails, and what it printed is dropped. A lab is run again when it, or the course that it
imports, has changed.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from traitlets.config import Config

ROOT = Path(__file__).resolve().parent.parent
_KINDS = ("image/png", "text/plain")  # what a page can show without a script


def kept_outputs(notebook: Path, folder: Path) -> dict[str, list]:
    """Return what a lab shows, by the ids of its cells; nothing where this version has not been run."""
    path = _place(notebook, folder)
    if not path.exists():
        return {}
    outputs = json.loads(path.read_text(encoding="utf-8"))
    return {cell: [nbformat.from_dict(output) for output in shown] for cell, shown in outputs.items()}


def _place(notebook: Path, folder: Path) -> Path:
    """Return the file for a lab's outputs; its name changes with the lab and the course."""
    read = hashlib.sha256(notebook.read_bytes())
    for path in sorted((ROOT / "course").rglob("*.py")):
        read.update(path.read_bytes())
    return folder / f"{notebook.stem}-{read.hexdigest()[:16]}.json"


def run(notebook: Path) -> dict[str, list]:
    """Run a lab from its first cell to its last, errors and all, and return what can be shown."""
    nb = nbformat.read(notebook, as_version=4)
    config = Config({"ConnectionFileMixin": {"transport": "ipc"}})  # no port of this machine is opened
    resources = {"metadata": {"path": str(ROOT)}}
    NotebookClient(nb, config=config, allow_errors=True, timeout=300, resources=resources).execute()
    shown = {}
    for cell in nb.cells:
        if cell.cell_type != "code" or "nbgrader" in cell.metadata:
            continue
        kinds = {output.output_type for output in cell.outputs}
        outputs = [_plain(output) for output in cell.outputs if output.get("name") != "stderr"]
        if outputs and "error" not in kinds:
            shown[cell.id] = [output for output in outputs if output]
    return shown


def _plain(output: nbformat.NotebookNode) -> dict:
    if output.output_type == "stream":
        return output
    data = {kind: output.data[kind] for kind in _KINDS if kind in output.get("data", {})}
    return {**output, "data": data, "metadata": {}} if data else {}


def main(folder: Path) -> None:
    """Run every lab that has no outputs yet."""
    folder.mkdir(parents=True, exist_ok=True)
    for notebook in sorted((ROOT / "release").glob("*/*.ipynb")):
        path = _place(notebook, folder)
        if path.exists():
            continue
        for old in folder.glob(f"{notebook.stem}-*.json"):
            old.unlink()
        path.write_text(json.dumps(run(notebook)), encoding="utf-8")
        print(path, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "build/site/outputs").resolve())
