"""What a GPU grades is what the CPU grades: ``make cuda``, on a host that has one; skipped elsewhere, and says so.

In the sandbox where the host has one, else with the judge in this process, which says so too.
"""

import random

import pytest
import torch

from autograder.grading import grade
from autograder.lab import load_lab
from autograder.sandbox.bubblewrap import NoSandbox, find_bwrap
from autograder.sandbox.limits import Limits
from tests.bank import ROOT, answers, differences, digest, labs
from tests.make_class import filled, handed_in, solutions

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device works on this host"),
]
LIMITS = Limits(notebook_seconds=900)  # a driver's start, ten trainings


def sandboxed():
    """Tell why there is no sandbox here, or nothing."""
    try:
        find_bwrap()
    except NoSandbox as problem:
        return str(problem)
    return ""


def wrong_answers(lab):
    """Return three wrong answers to different cells; which, depends on their texts alone."""
    wrong = sorted((a for a in answers(lab) if not a.right and not a.trains), key=digest)
    cells = {answer.cell: answer for answer in wrong}
    return random.Random(0).sample(sorted(cells.values(), key=lambda answer: answer.id), 3)


def hand_ins(lab):
    """Return the perfect notebook and three wrong ones, by name."""
    right = solutions(lab)
    wrong = {answer.id: {**right, answer.cell: answer.source} for answer in wrong_answers(lab)}
    return {name: filled(lab, answers) for name, answers in {"perfect": right, **wrong}.items()}


def row(graded):
    """Return what must agree: status, and every check's points and hint."""
    return graded.status, graded.message, [(v.name, v.earned, v.hint) for v in graded.verdicts]


@pytest.mark.skipif(bool(sandboxed()), reason=f"no sandbox: {sandboxed()}")
@pytest.mark.parametrize("lab", labs())
def test_the_gpu_grades_as_the_cpu(lab):
    """The same rows on both, and the GPU's memory is free again after each."""
    loaded = load_lab(ROOT, lab)
    for name, notebook in hand_ins(lab).items():
        submitted = handed_in(notebook, loaded)
        free, _ = torch.cuda.mem_get_info()
        on_gpu = grade(submitted, loaded, secret="one", limits=LIMITS, device="cuda")
        assert torch.cuda.mem_get_info()[0] >= free - 2**26, f"{name}: memory of the GPU is not free again"
        assert row(on_gpu) == row(grade(submitted, loaded, secret="one", limits=LIMITS)), name
        assert (name == "perfect") == (
            sum(v.earned for v in on_gpu.verdicts) == sum(v.points for v in on_gpu.verdicts)
        )


@pytest.mark.parametrize("lab", labs())
def test_the_judge_alone_grades_on_the_gpu(lab):
    """In this process, where the set-up cell picks the GPU: what the bank declares of three wrong answers and right ones."""
    right = sorted((a for a in answers(lab) if a.right and not a.trains), key=digest)[:3]
    found = [line for answer in (*right, *wrong_answers(lab)) for line in differences(answer, [0])]
    assert found == []
