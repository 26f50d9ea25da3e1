"""Open the labs in JupyterLab, in a working copy of your own: ``python -m course``."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

WORK = "work"
HERE = Path(__file__).resolve().parent
NOWHERE = """\
There are no labs in {place}, and the installed package holds none: start this in a clone
(git clone https://github.com/unrolled-course/unrolled) or in the folder where you saved the notebooks."""
NO_JUPYTERLAB = 'JupyterLab is not installed here: install it with "{python} -m pip install jupyterlab".'


def find_labs(place: Path) -> dict[str, Path]:
    """Return every lab's notebook by the lab's name: those of a clone, or those saved in this folder."""
    for folder in (place / "release", place):
        found = sorted([*folder.glob("[0-9][0-9]_*/[0-9][0-9]_*.ipynb"), *folder.glob("[0-9][0-9]_*.ipynb")])
        labs = {path.stem: path for path in found if path.parent.name == path.stem or path.parent == folder}
        if labs:
            return labs
    return {}


def home(start: Path) -> Path | None:
    """Return the folder whose labs are meant: here, above the working copy, or the clone that Python imports from."""
    places = [start.parent] if start.name == WORK else []
    return next((place for place in (*places, start, HERE.parent) if find_labs(place)), None)


def copy_new(labs: dict[str, Path], work: Path) -> list[str]:
    """Copy what the working copy has not; return the labs that are new. What is there is never written."""
    new = []
    for name, notebook in labs.items():
        # a clone has a folder for each lab, maybe with pictures; a notebook that was saved stands alone
        files = sorted(notebook.parent.rglob("*")) if notebook.parent.name == name else [notebook]
        for file in files:
            target = work / name / file.relative_to(notebook.parent)
            if not file.is_file() or ".ipynb_checkpoints" in file.parts or target.exists():
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            aside = target.with_name(target.name + ".part")  # Ctrl-C leaves no half notebook under its name
            shutil.copyfile(file, aside)
            aside.replace(target)
            if file == notebook:
                new.append(name)
    return new


def told(labs: int, new: list[str], work: Path) -> str:
    """Return what was copied, in words."""
    kept = labs - len(new)
    parts = [f"{len(new)} new: {', '.join(new)}"] if new else []
    parts += [f"{kept} as you left {'it' if kept == 1 else 'them'}"] if kept else []
    return f"Your labs are in {work} ({'; '.join(parts)})."


def main(words: list[str]) -> int:
    """Bring the working copy up to date and open it; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m course",
        allow_abbrev=False,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description=(
            "Open the labs in JupyterLab. Each is copied once into the folder work/, which is yours: what is there\n"
            "is never overwritten. Start it again after an update, and new labs are added."
        ),
        epilog=(
            "Examples:  python -m course   ·   python -m course --no-browser --port=8890\n"
            "Every other option is handed to JupyterLab.\n"
            "Exit codes: 0 when JupyterLab was closed, 1 when it could not be opened."
        ),
    )
    _, others = parser.parse_known_args(words)
    start = Path.cwd()
    place = home(start)
    if place is None:
        print(NOWHERE.format(place=start), file=sys.stderr)
        return 1
    if find_spec("jupyterlab") is None:
        print(NO_JUPYTERLAB.format(python=sys.executable), file=sys.stderr)
        return 1
    labs, work = find_labs(place), place / WORK
    try:
        new = copy_new(labs, work)
    except OSError as error:
        print(f"{work} cannot be written ({error}): start this in a folder of your own.", file=sys.stderr)
        return 1
    print(told(len(labs), new, work), flush=True)
    return open_jupyterlab(work, others)


def open_jupyterlab(work: Path, options: list[str]) -> int:
    """Start JupyterLab in this folder, with the course's settings; return its exit code."""
    found = os.environ.get("JUPYTER_CONFIG_PATH", "")
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(filter(None, (str(HERE / "jupyter"), found)))
    os.chdir(work)  # a folder above may be an instructor's course, whose settings are not a student's
    from jupyterlab.labapp import main as lab

    return lab([f"--ServerApp.root_dir={work}", *options]) or 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
