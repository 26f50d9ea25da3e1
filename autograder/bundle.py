"""Make the public repository, what students get and nothing else: ``python -m autograder.bundle``."""

from __future__ import annotations

import argparse
import re
import shutil
import sys
import tempfile
import tomllib
import zipfile
from pathlib import Path

import tomli_w

from autograder.lab import lab_names
from autograder.release import address, addressed_files, generate, with_address

DESCRIPTION = "A hands-on course on recurrent neural networks in PyTorch"
FOLDERS = ("course", "release")
FILES = ("LICENSE", "LICENSE-lessons", "environment.yml", "docs/shapes.md", "docs/glossary.md")
EXTRAS = ("student", "glove")  # what students install, and what an error of `course.data` tells them to
HIDDEN = re.compile(rb"autograder|judge\(|(BEGIN|END) (SOLUTION|HIDDEN TESTS|MARK SCHEME)|#### Commentary")
EXAMPLES = """examples:
  python -m autograder.bundle             make build/unrolled and build/unrolled-VERSION.zip of this folder
  python -m autograder.bundle ~/course    the same in another copy of the project

build/unrolled is the public repository, ready to be committed, tagged and pushed. Ends with 0, or with 1 when release/ is
not what source/ gives or a file names what students must not see."""


class Refused(RuntimeError):
    """The bundle cannot be made; the message says what to do."""


def refuse_stale(root: Path) -> None:
    """Raise `Refused` unless this is the project, and ``release/`` and the addresses are what `make release` gives."""
    for name in ("pyproject.toml", "README.md", "bundle/README.md", *FILES):
        if not (root / name).is_file():
            raise Refused(f"{root} has no {name}: name the folder of the project.")
    texts = [path.read_text(encoding="utf-8") for path in addressed_files(root)]
    same = all(with_address(text, *address(root)) == text for text in texts)
    if same:
        with tempfile.TemporaryDirectory() as folder:
            generate(root, Path(folder), lab_names(root))
            same = contents(Path(folder)) == contents(root / "release")
    if not same:
        raise Refused("release/ is not what source/ gives: run `make release`, then `make bundle` again.")


def contents(folder: Path) -> dict[str, bytes]:
    """Return what lies in a folder by its path there, without what Python, Jupyter and editors leave."""
    found = {}
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if path.is_file() and not any(part.startswith(".") or part == "__pycache__" for part in parts):
            found["/".join(parts)] = path.read_bytes()
    return found


def public_files(root: Path) -> dict[str, bytes]:
    """Return the files of the public repository by their path.

    Raises
    ------
    Refused
        A file names the grader, or holds a hidden part of a lab.
    """
    files = {f"{part}/{name}": data for part in FOLDERS for name, data in contents(root / part).items()}
    files |= {name: (root / name).read_bytes() for name in FILES}
    files["pyproject.toml"] = tomli_w.dumps(student_project(root)).encode()
    files["README.md"] = readme(root).encode()
    for name, data in files.items():
        if found := HIDDEN.search(data) or HIDDEN.search(name.encode()):
            raise Refused(
                f"{name} has {found[0].decode()!r} in it, which students must not see: take it out."
            )
    return files


def student_project(root: Path) -> dict:
    """Return the public repository's pyproject: the course alone, with what students need."""
    full = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    project, tools = full["project"], full["tool"]["setuptools"]
    kept = ("name", "version", "readme", "requires-python", "license", "license-files", "dependencies")
    samples = {name: files for name, files in tools["package-data"].items() if name.startswith("course")}
    extras = {name: project["optional-dependencies"][name] for name in EXTRAS}
    return {
        "build-system": full["build-system"],
        "project": {key: project[key] for key in kept}
        | {"description": DESCRIPTION, "optional-dependencies": extras},
        "tool": {"setuptools": {"packages": {"find": {"include": ["course*"]}}, "package-data": samples}},
    }


def readme(root: Path) -> str:
    """Return the students' README, with the table of the labs from the project's own."""
    table = re.search(
        r"^\| lab \|.*\n(?:\|.*\n)+", (root / "README.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    if table is None:
        raise Refused(
            "README.md has no table that begins with `| lab |`: the students' README takes it from there."
        )
    return (root / "bundle" / "README.md").read_text(encoding="utf-8").replace("{labs}", table[0].strip())


def write(files: dict[str, bytes], folder: Path) -> None:
    """Make a folder hold these files and no others; its ``.git`` stays, so that a new version is one commit.

    Parameters
    ----------
    files : dict of str to bytes
        By their path in the folder.
    folder : Path
        It is made where it is not there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.iterdir():
        if path.name != ".git":
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def pack(files: dict[str, bytes], archive: Path) -> None:
    """Write the files into one archive, below one folder; the same files give the same bytes.

    Parameters
    ----------
    files : dict of str to bytes
        By their path in the archive's one folder.
    archive : Path
        The file to write, a ``.zip``.
    """
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in sorted(files.items()):
            entry = zipfile.ZipInfo(f"{archive.stem}/{name}")  # dated 1980
            packed.writestr(entry, data, zipfile.ZIP_DEFLATED)


def main(words: list[str] | None = None) -> int:
    """Make the folder and the archive below ``build/``, and say what to do with them."""
    parser = argparse.ArgumentParser(
        prog="python -m autograder.bundle",
        description="Make the public repository: labs and course, without the grader.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "root", nargs="?", type=Path, default=Path(), help="the project's folder (default: here)"
    )
    root = parser.parse_args(words).root.resolve()
    try:
        refuse_stale(root)
        files = public_files(root)
    except Refused as why:
        print(why, file=sys.stderr)
        return 1
    repository, tag = address(root)
    folder, archive = root / "build" / "unrolled", root / "build" / f"unrolled-{tag.removeprefix('v')}.zip"
    write(files, folder)
    pack(files, archive)
    print(f"{folder}: {len(files)} files; commit them, tag the commit {tag} and push both to {repository}")
    print(f"{archive}: the same in one file")
    return 0


if __name__ == "__main__":
    sys.exit(main())
