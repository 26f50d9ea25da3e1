"""A student's notebook as a page of the site, and the list of all labs."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat

BADGE = re.compile(r"\[!\[Open in Colab\]\([^)]*\)\]\((?P<colab>[^)]*)\)")
_OTHER_LAB = re.compile(r"\]\(\.\./(\w+)/\1\.ipynb")  # in a folder of its own there, beside this one here
_NOISE = {"colab"}  # installs the course on Colab; says nothing to a reader


def page(notebook: Path, outputs: dict[str, list], address: str) -> nbformat.NotebookNode:
    """Return a lab as Sphinx shows it.

    Parameters
    ----------
    notebook : Path
        What students get.
    outputs : dict of str to list
        By a cell's id, the outputs that need no answer of a student (see `docs.run_labs`).
    address : str
        The public repository's files at this version, ``owner/name/blob/tag``.
    """
    nb = nbformat.read(notebook, as_version=4)
    cells = [cell for cell in nb.cells if not _hidden(cell)]
    asked = False
    for cell in cells:
        if cell.cell_type == "markdown":
            asked = "**Predict" in cell.source
            source = _with_pictures(cell).replace("YOUR ANSWER HERE", "*Your answer goes here.*")
            cell.source = _OTHER_LAB.sub(r"](\1.ipynb", source)
            continue
        cell.outputs, cell.metadata = outputs.get(cell.id, []), {}
        figures = [output.data for output in cell.outputs if "image/png" in output.get("data", {})]
        # What answers a question stays folded; a figure that nobody was asked about is part of the text.
        if cell.outputs:
            cell.metadata["tags"] = ["hide-input" if figures and not asked else "hide-output"]
        if figures:
            alt = figures[0].get("text/plain", "").removeprefix("[figure: ").removesuffix("]")
            cell.metadata["mystnb"] = {"image": {"alt": alt}}
    cells[0].source = BADGE.sub(lambda m: _buttons(notebook, m["colab"], address), cells[0].source, count=1)
    nb.cells = cells
    nb.metadata = {"kernelspec": nb.metadata["kernelspec"], "language_info": {"name": "python"}}
    return nb


def _hidden(cell: nbformat.NotebookNode) -> bool:
    grading = cell.metadata.get("nbgrader", {})
    return cell.id in _NOISE or (cell.cell_type == "code" and grading.get("grade", False))


def _with_pictures(cell: nbformat.NotebookNode) -> str:
    """Return a cell's text with its attached pictures in it: Sphinx knows no attachments."""
    source = cell.source
    for name, kinds in cell.pop("attachments", {}).items():
        ((kind, data),) = kinds.items()
        source = source.replace(f"attachment:{name}", f"data:{kind};base64,{data.strip()}")
    return source


def _buttons(notebook: Path, colab: str, address: str) -> str:
    name = notebook.name
    source = f"https://github.com/{address}/release/{notebook.stem}/{name}"
    return (
        '<p class="buttons">'
        f'<a href="{colab}">Open in Colab</a> '
        f'<a href="../notebooks/{name}" download>Download the notebook</a> '
        f'<a href="{source}">See it on GitHub</a></p>'
    )


def index(notebooks: list[Path], readme: str) -> str:
    """Return the page that lists the labs, each with what README.md says one builds in it."""
    lines = [
        "# The labs",
        "",
        "Each lab is a notebook. Read it here; work in it in Colab or on your own machine. What you see is what a student",
        "gets: no answer is in it. Outputs that would tell the answer to a question stay folded.",
        "",
        "| lab | you build |",
        "| --- | --- |",
    ]
    for notebook in notebooks:
        name = notebook.stem
        title = nbformat.read(notebook, as_version=4).cells[0].source.splitlines()[0].removeprefix("# ")
        built = re.search(rf"^\|[^|]*/{name}\.ipynb\)[^|]*\| ([^|]*) \|", readme, re.M)
        lines.append(f"| [{title}]({name}.ipynb) | {built[1] if built else ''} |")
    return "\n".join([*lines, "", "```{toctree}", ":hidden:", "", *(n.stem for n in notebooks), "```", ""])
