"""What all commands share: help with examples and exit codes, refusals in a sentence, names that were nearly right."""

import io
import re
import shlex
from importlib.metadata import version

import pytest
import typer
from rich.console import Console
from typer.testing import CliRunner

from autograder import report
from autograder.cli import app
from autograder.lab import load_lab
from autograder.text import meant
from tests.bank import ROOT

LAB = "01_custom_rnn"
COMMANDS = typer.main.get_command(app).commands
NEED_A_COURSE = {
    "grade": [],
    "check": ["other.ipynb"],
    "feedback": [LAB],
    "report": [],
    "export": ["--to", "csv"],
    "solutions": [LAB],
    "new-lab": ["99_example"],
}


def said(*words):
    """Run a command in this process; return its exit code and all that it printed."""
    done = CliRunner().invoke(app, list(words), env={"COLUMNS": "200"})
    return done.exit_code, done.output


@pytest.mark.parametrize("name", COMMANDS)
def test_help_has_examples_that_parse_and_exit_codes(name):
    """Each example is a command as it could be typed, with options that there are."""
    code, printed = said(name, "--help")
    examples = re.findall(rf"^ *autograder ({name}\b.*?) *$", printed, re.MULTILINE)
    assert code == 0 and re.search(r"Examples?:", printed) and examples
    assert re.search(r"Exit codes: *\n *0 ", printed)
    context = typer.Context(COMMANDS[name])
    options = {option for parameter in COMMANDS[name].get_params(context) for option in parameter.opts}
    for example in examples:
        assert {word for word in shlex.split(example) if word.startswith("--")} <= options, example


def test_the_help_begins_with_three_commands_and_names_all():
    """In the order in which one needs them, and no line is cut off."""
    code, printed = said("--help")
    assert code == 0 and "…" not in printed
    shown = [line.split()[1] for line in printed.splitlines() if re.match(r"│ [a-z]", line)]
    assert shown == list(COMMANDS)
    assert shown.index("doctor") < shown.index("grade") < shown.index("report") < shown.index("new-lab")


def test_the_version_is_said():
    """As the distribution has it."""
    assert said("--version") == (0, f"unrolled {version('unrolled')}\n")


@pytest.mark.parametrize("name", sorted(set(COMMANDS) - {"doctor"}))
def test_outside_a_course_the_folder_is_named_and_nothing_made_in_it(name, tmp_path, monkeypatch):
    """For instance one folder too deep."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "other.ipynb").write_text("{}")
    code, printed = said(name, *NEED_A_COURSE[name])
    assert (code, printed.count("\n")) == (1, 1)
    assert f"{tmp_path} is no course" in printed and "--course-dir" in printed
    assert [path.name for path in tmp_path.iterdir()] == ["other.ipynb"]


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("01_custom", " Did you mean 01_custom_rnn?"),
        ("custom rnn", " Did you mean 01_custom_rnn?"),
        ("07", " Did you mean 07_ag_news?"),
        ("05_ngrams", " Did you mean 05_ngram_vs_lstm?"),
        ("99_nothing", " There are: 00_start, 01_custom_rnn, "),
    ],
)
def test_the_nearest_labs_are_offered(name, near):
    """And all of them where none is near."""
    with pytest.raises(LookupError) as refused:
        load_lab(ROOT, name)
    assert near in refused.value.args[0]


def test_names_of_folders_are_made_fit_for_a_terminal():
    """A student's folder may hold anything in its name."""
    assert meant("ada", ["ad\x1b[31ma", "zoe"]) == " Did you mean ad [31ma?"
    assert meant("ada", []) == meant("ada", ["zoe"]) == ""


def test_what_cannot_be_read_is_said_once(tmp_path):
    """And not again for each check; by itself where nothing tells the lab."""
    reason = "The file is cut off."
    checks = [{"name": n, "points": 1, "earned": 0, "hint": reason} for n in ("a", "b")]
    row = {
        "checks": checks,
        "message": reason,
        "status": "unreadable",
        "score": 0,
        "max_score": 2,
        "seconds": 1,
    }
    console = Console(file=io.StringIO(), width=100)
    report.verdicts(row, console)
    assert console.file.getvalue() == f"{reason}\n0 / 2  (unreadable, 1.0 s)\n"
    report.verdicts({**row, "status": "stopped"}, console)
    assert console.file.getvalue().count(reason) == 4
    path = tmp_path / "homework.ipynb"
    path.write_bytes(b"{")
    code, printed = said("check", str(path), "--course-dir", str(ROOT))
    assert code == 3 and printed.count("cut off or damaged") == 1


def test_a_lab_may_be_said_by_name(tmp_path):
    """Where neither the file's name nor its cells tell it; a wrong name gets the nearest."""
    path = tmp_path / "homework.ipynb"
    path.write_text('{"cells": [], "nbformat": 4, "nbformat_minor": 5, "metadata": {}}')
    code, printed = said("check", str(path), "--course-dir", str(ROOT))
    assert code == 1 and "say by --lab which it is" in printed
    code, printed = said("check", str(path), "--course-dir", str(ROOT), "--lab", "01_custom")
    assert code == 1 and "Did you mean 01_custom_rnn?" in printed
