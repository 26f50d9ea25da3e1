"""Make the site: ``python -m docs.build [FOLDER [linkcheck]]`` gathers its pages in FOLDER/source and writes FOLDER/html.

Pages are the Markdown files of this folder, the labs of ``release/``, and the commands as they explain themselves.
Nothing is run or fetched, and nothing is written outside FOLDER.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
from sphinx.cmd.build import build_main

from autograder.release import address
from docs import lab_pages
from docs.run_labs import kept_outputs

DOCS = Path(__file__).resolve().parent
ROOT = DOCS.parent
_LINK = re.compile(r"(?<=\]\()(\.\.?/[^)#\s]+)")


def gather(source: Path, outputs: Path) -> None:
    """Write all that Sphinx reads into a folder.

    Parameters
    ----------
    source : Path
        The folder; what it held is gone. Files to be downloaded go into ``extra`` beside it, where no page is looked for.
    outputs : Path
        Where `docs.run_labs` keeps what the labs show; a lab that is not there is shown without outputs.
    """
    repository, tag = address(ROOT)
    pages = {path.relative_to(DOCS): _outward(path, repository) for path in DOCS.rglob("*.md")}
    notebooks = sorted((ROOT / "release").glob("*/*.ipynb"))
    for notebook in notebooks:
        shown = lab_pages.page(notebook, kept_outputs(notebook, outputs), f"{repository}/blob/{tag}")
        pages[Path("labs", notebook.name)] = nbformat.writes(shown)
        pages[Path("../extra/notebooks", notebook.name)] = notebook.read_text(encoding="utf-8")
    pages[Path("labs/index.md")] = lab_pages.index(
        notebooks, (ROOT / "README.md").read_text(encoding="utf-8")
    )
    pages[Path("commands.md")] = commands()
    for gathered in (source, source.parent / "extra"):
        shutil.rmtree(gathered, ignore_errors=True)
    for folder in ("images", "static"):
        shutil.copytree(DOCS / folder, source / folder)
    shutil.copy(DOCS / "conf.py", source)
    for name, text in pages.items():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_text(text, encoding="utf-8")


def _outward(path: Path, repository: str) -> str:
    """Return a page in which links to what is not on the site lead to the project's repository.

    Raises
    ------
    FileNotFoundError
        When a link names no file of the project.
    """

    def lead(found: re.Match) -> str:
        target = (path.parent / found[1]).resolve()
        if target.is_relative_to(DOCS) and not target.is_dir():
            return found[1]
        if not target.exists() or not target.is_relative_to(ROOT):
            raise FileNotFoundError(f"{path.relative_to(ROOT)} links to {found[1]}, which is not there.")
        kind = "tree" if target.is_dir() else "blob"
        return f"https://github.com/{repository}/{kind}/main/{target.relative_to(ROOT).as_posix()}"

    return _LINK.sub(lead, path.read_text(encoding="utf-8"))


def commands() -> str:
    """Return the page about the command line, from the help of each command."""
    told = subprocess.run(
        [sys.executable, "-m", "typer", "autograder.cli", "utils", "docs", "--name", "autograder", "--title", "The commands"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        encoding="utf-8",
    ).stdout  # fmt: skip
    # The list of all commands is cut in mid-sentence there, and the page has its own contents.
    told = re.sub(r"\*\*Commands\*\*:\n\n(\* .*\n)+\n", "", told)
    return told.replace("&#x27;", "'").replace("&gt;", ">").replace("&lt;", "<")


def main(folder: Path, builder: str = "html") -> int:
    """Build the site, or with ``linkcheck`` the list of its outside addresses; return Sphinx's exit code, 1 for any warning."""
    source = folder / "source"
    gather(source, folder / "outputs")
    made = folder / builder
    shutil.rmtree(made, ignore_errors=True)
    options = f"--quiet --fail-on-warning --keep-going --fresh-env --builder {builder}".split()
    code = build_main([*options, "--doctree-dir", str(folder / "read"), str(source), str(made)])
    print(f"{made / ('index.html' if builder == 'html' else 'output.txt')} is written.")
    return code


if __name__ == "__main__":
    place, *builders = sys.argv[1:] or ["build/site"]
    sys.exit(main(Path(place).resolve(), *builders))
