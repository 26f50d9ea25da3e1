"""Running checks: shares of points, and one failure hiding no other."""

import builtins
import dis
import importlib
import inspect
import pkgutil
from types import CodeType

import pytest
import torch

import autograder.check
import autograder.checks
from autograder import judge as judge_function
from autograder.check import check
from autograder.judging import ChecksFailed, in_process, judge, run_checks
from autograder.reply import Failed, Stopped
from tests import bank


@pytest.fixture(autouse=True)
def exercise(monkeypatch):
    for name in ("01_test.mixed", "01_test.stops"):  # forgotten again after each test
        monkeypatch.setitem(autograder.check._registry, name, [])

    @check("01_test.mixed", points=1)
    def first(student, draw):
        raise Failed("first hint")

    @check("01_test.mixed", points=3)
    def second(student, draw):
        student.run(lambda_probe)

    @check("01_test.mixed", points=2)
    def third(student, draw):
        raise KeyError("a bug in the check")

    @check("01_test.stops", points=1)
    def stops(student, draw):
        raise Stopped("gone")

    @check("01_test.stops", points=1)
    def after(student, draw):
        raise AssertionError("must not run once the kernel is gone")


def lambda_probe(names):
    return {"x": names["x"]}


def test_all_checks_run_and_earn_their_own_share():
    """A failed check and a broken one leave the third its points."""
    verdicts = run_checks("01_test.mixed", in_process({"x": 1}), points=12)
    assert [v.points for v in verdicts] == [2, 6, 4]
    assert [v.earned for v in verdicts] == [0, 6, 0]
    assert verdicts[0].hint == "first hint"
    assert "tell your instructor" in verdicts[2].hint


def test_a_dead_kernel_fails_the_remaining_checks_with_the_same_sentence():
    """Nothing more is asked of a process that is gone."""
    assert [v.hint for v in run_checks("01_test.stops", in_process({}))] == ["gone", "gone"]


def test_an_unknown_exercise_is_named():
    """A misspelt name in a graded cell is an author's error, said clearly."""
    with pytest.raises(LookupError, match=r"01_custom_rnn\.nothing"):
        run_checks("01_custom_rnn.nothing", in_process({}))


def test_judge_shows_every_hint_to_an_author():
    """In the running notebook, all hints come at once."""
    with pytest.raises(ChecksFailed, match=r"(?s)first hint.*tell your instructor"):
        exec("judge('01_test.mixed')", {"judge": judge, "x": 1})


def test_judge_refuses_to_run_inside_a_submission(monkeypatch):
    """With plain nbgrader the answers would enter the student's process: never silently."""
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    with pytest.raises(RuntimeError, match=r"nbgrader_config\.py"):
        judge("01_test.mixed")


def test_the_package_offers_judge_itself():
    """`from autograder import judge` gives the function, though a module has the same name."""
    assert judge_function is judge


def global_names(code: CodeType) -> set[str]:
    """Return the names that a function, and the functions inside it, look for outside themselves."""
    used = {i.argval for i in dis.get_instructions(code) if i.opname in ("LOAD_GLOBAL", "LOAD_NAME")}
    inner = [c for c in code.co_consts if isinstance(c, CodeType)]
    stored = {i.argval for i in dis.get_instructions(code) if i.opname == "STORE_NAME"}
    return (used - stored).union(*(global_names(c) for c in inner))


def test_every_probe_stands_alone():
    """Its source travels without its module: it may use PyTorch, Python, and what it imports itself."""
    packages = pkgutil.walk_packages(autograder.checks.__path__, "autograder.checks.")
    modules = [importlib.import_module(p.name) for p in packages]
    probes = [
        f for m in modules for n, f in inspect.getmembers(m, inspect.isfunction) if n.endswith("_probe")
    ]
    assert len(probes) > 40
    of_a_class = {"__name__", "__qualname__", "__module__"}
    given = {"call"}  # what `Student.run` puts in its place
    travelling = {helper.__name__ for helper in autograder.check._helpers}
    for probe in probes:
        missing = global_names(probe.__code__) - {"torch", *dir(builtins)} - of_a_class - travelling - given
        assert not missing, f"{probe.__module__}.{probe.__name__} uses {missing}"


@pytest.mark.parametrize("setting", ["default dtype", "gradient mode"])
def test_what_an_answer_leaves_changed_costs_one_check(setting):
    """Of any exercise, also where no promise is played: the last check says it, and the next probe begins anew."""
    spoil = {
        "default dtype": lambda: torch.set_default_dtype(torch.float64),
        "gradient mode": lambda: torch.set_grad_enabled(False),
    }[setting]

    def n_outputs(text):
        spoil()
        return len(set(text))

    verdicts = run_checks("04_char_lstm.n_outputs", in_process({"n_outputs": n_outputs}))
    assert [setting in v.hint for v in verdicts] == [False] * (len(verdicts) - 1) + [True]
    assert torch.get_default_dtype() == torch.float32 and torch.is_grad_enabled()


def test_a_notebook_that_works_in_float64_loses_nothing():
    """Its own default is neither the judge's nor a trace of the answer, and is there again afterwards."""
    here = in_process(bank.namespace("01_custom_rnn", {}))

    def there(*arguments):
        torch.set_default_dtype(torch.float64)
        try:
            return here(*arguments)
        finally:
            assert torch.get_default_dtype() == torch.float64
            torch.set_default_dtype(torch.float32)

    for exercise in bank.exercises_of("01_custom_rnn"):
        assert [v.hint for v in run_checks(exercise, there) if v.hint] == [], exercise
