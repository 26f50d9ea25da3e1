"""What installs the project, and that its parts agree."""

import ast
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.bank import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def requirements(*extras):
    lines = [*PROJECT["dependencies"], *(r for e in extras for r in PROJECT["optional-dependencies"][e])]
    return {canonicalize_name(Requirement(line).name): Requirement(line) for line in lines}


def test_environment_yml_names_the_same_dependencies():
    """conda and Binder get what pip gets: base and instructor, the same ranges."""
    listed = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    (pip,) = [entry["pip"] for entry in listed if isinstance(entry, dict)]
    assert pip[-1] == "-e ."
    here = {canonicalize_name(Requirement(line).name): Requirement(line) for line in pip[:-1]}
    assert {n: str(r) for n, r in here.items()} == {n: str(r) for n, r in requirements("instructor").items()}


def test_every_dependency_is_pinned_within_its_range():
    """constraints.txt pins all that `make` installs, to versions that pyproject.toml accepts."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = {}
    for line in filter(None, (line.split("#")[0].strip() for line in lines)):
        pin = Requirement(line)
        assert re.fullmatch(r"==[^*,]+", str(pin.specifier)), line
        pins.setdefault(canonicalize_name(pin.name), []).append(pin)
    for name, requirement in requirements("instructor", "dev").items():
        assert name in pins, name
        for pin in pins[name]:
            (specifier,) = pin.specifier
            assert requirement.specifier.contains(specifier.version), f"{pin} is not in {requirement}"
    assert str(pins["torch"][0].specifier) == "==2.13.0"


def imported(path):
    """Yield the top-level packages that a file of Python imports, the standard library's left out."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module] if isinstance(node, ast.ImportFrom) and not node.level else []
        yield from {name.split(".")[0] for name in names} - sys.stdlib_module_names


@pytest.mark.parametrize(
    ("part", "extras"),
    [
        ("course", ["student", "glove", "torchtext"]),
        ("autograder", ["instructor", "cluster", "slurm", "kubernetes"]),
        ("benchmarks", ["instructor", "dev", "fuzz"]),
        ("tests", ["instructor", "cluster", "dev"]),
    ],
)
def test_what_is_imported_is_declared(part, extras):
    """The course needs the base alone (and what a full data set asks for), the grader its own extra."""
    declared = requirements(*extras).keys()
    ours = {"course", "autograder", "benchmarks", "tests"}
    distributions = packages_distributions()  # `yaml` comes with PyYAML, `zmq` with pyzmq
    for path in (p for p in (ROOT / part).rglob("*.py") if (p.parent / "__init__.py").exists()):
        for name in set(imported(path)) - ours:
            names = {canonicalize_name(d) for d in distributions.get(name, [name])}
            assert names & declared, f"{path} imports {name}, which pyproject.toml does not name"


@pytest.mark.parametrize(
    ("name", "version"),
    [
        ("torch", "2.11.0"),
        ("numpy", "2.1.0"),
        ("ipython", "7.34.0"),
        ("ipywidgets", "7.7.1"),
        ("matplotlib", "3.10.0"),
    ],
)
def test_colabs_own_versions_stay(name, version):
    """Installing the course in Colab must not replace what Colab has."""
    assert requirements()[name].specifier.contains(version)


def test_make_help_lists_every_target():
    """`make` alone says what can be made."""
    printed = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for target in ("help", "demo", "test-fast", "test", "slow", "lab", "release", "clean"):
        assert re.search(rf"make {target} ", printed)


def test_the_course_knows_nothing_of_grading():
    """`course` never imports `autograder`; inside `autograder`, imports point one way."""
    order = ["text", "wire", "check", "judging", "lab", "cards", "notebook_json", "pictures", "reading", "names", "files", "folder", "sandbox",
             "matching", "placing", "written", "repair", "submission", "running", "verdicts", "grading", "reference", "secret", "fingerprints",
             "finished", "gradebook", "stubs", "formulas", "pages", "shorten", "marking", "summary", "feedback", "scores", "export", "gate", "converters",
             "release", "course_dir", "handins", "workers", "cluster", "classroom", "printing", "similar", "tallies", "overview", "report", "doctor",
             "cli_base", "cli_grading", "cli_results", "cli"]  # fmt: skip
    for path in (ROOT / "course").rglob("*.py"):
        assert "autograder" not in path.read_text(encoding="utf-8"), path
    for path in (ROOT / "autograder").rglob("*.py"):
        part = path.relative_to(ROOT / "autograder").parts[0].removesuffix(".py")
        if part not in order:
            continue
        used = re.findall(
            r"^\s*from autograder(?:\.(\w+))?[\w.]* import", path.read_text(encoding="utf-8"), re.M
        )
        for name in filter(None, used):
            assert order.index(name) <= order.index(part), f"{path} imports {name}"


def test_the_student_needs_nothing_of_the_instructor():
    """`import course` works with the base dependencies alone."""
    program = (
        "import sys\n"
        "for name in ('nbgrader', 'jupyterlab', 'rich', 'typer', 'safetensors', 'psutil'): sys.modules[name] = None\n"
        "import course, course.plots, course.widgets, course.text, course.data, course.checks.lab01, course.checks.lab10\n"
    )
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True)
