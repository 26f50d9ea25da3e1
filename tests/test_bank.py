"""The bank: every wrong answer loses what it breaks and gets its hint; every right one gets full marks."""

import ast

import pytest

from autograder.judging import checks_of
from tests.bank import (
    answers,
    coverage,
    differences,
    digest,
    exercises_of,
    grade_id,
    is_solution,
    judge_all,
    labs,
    namespace,
    solution_ids,
    source_cells,
    two_seeds,
)
from tests.make_class import release

ANSWERS = [answer for lab in labs() for answer in answers(lab)]


def sample(answer):
    """Mark all but one answer in forty as long, and every one that trains."""
    few = digest(answer) % 40 == 0 and not answer.trains
    return pytest.param(answer, id=answer.id, marks=[] if few else pytest.mark.long)


@pytest.mark.parametrize("answer", [sample(answer) for answer in ANSWERS])
def test_answer_gets_what_it_deserves(answer):
    """With two of the ten seeds: exactly the declared checks fail, each with the hint meant for it.

    The lab's other exercises are judged for one answer in 24, and for all of them in the slow part.
    """
    assert differences(answer, two_seeds(answer), whole=digest(answer) % 24 == 0) == []


@pytest.mark.slow(part="bank")
@pytest.mark.parametrize("answer", ANSWERS, ids=lambda answer: answer.id)
def test_answer_gets_what_it_deserves_over_ten_seeds(answer):
    """As above, with every seed."""
    assert differences(answer) == []


@pytest.mark.parametrize("lab", labs())
def test_every_check_is_proved_on_both_sides(lab):
    """At least eight wrong answers for every check, at least three right ones for every exercise."""
    caught, right = coverage(lab)
    for exercise in exercises_of(lab):
        for check in checks_of(exercise):
            name = f"{exercise}.{check.name}"
            assert caught[name] >= 8, f"{name} has {caught[name]} wrong answers"
        assert right[exercise.split(".")[1]] >= 3, exercise


@pytest.mark.parametrize("lab", labs())
def test_an_untouched_lab_passes_no_check(lab):
    """With every exercise open, as students get it, no check has anything to be content with."""
    open_exercises = {c.id: c.source for c in release(lab).cells if c.id in solution_ids(lab)}
    verdicts = judge_all(lab, namespace(lab, open_exercises), seed=0)
    assert verdicts and not [v.name for v in verdicts if not v.hint]


@pytest.mark.parametrize("lab", labs())
def test_the_checks_shares_are_the_cells_points(lab):
    """What the checks of a graded cell are worth adds up to what nbgrader says the cell is worth."""
    points = {
        c.source.split('judge("')[1].split('"')[0]: c.metadata.nbgrader.points
        for c in source_cells(lab)
        if "judge(" in c.source
    }
    assert {e: sum(c.points for c in checks_of(e)) for e in exercises_of(lab)} == points


@pytest.mark.parametrize("lab", labs())
def test_twenty_points_of_which_at_least_sixteen_are_automatic(lab):
    """As every lab has."""
    graded = [c for c in source_cells(lab) if c.metadata.get("nbgrader", {}).get("grade")]
    automatic = sum(c.metadata.nbgrader.points for c in graded if c.cell_type == "code")
    assert sum(c.metadata.nbgrader.points for c in graded) == 20
    assert automatic >= 16


LOOK = """
import torch

def looked(value, asserts=False):
    for part in value if isinstance(value, (tuple, list)) else [value]:
        if isinstance(part, torch.Tensor) and part.layout == torch.strided and part.numel():
            print(part, part.max().item(), part.tolist(), f"{part.sum():.3f}", part.detach().cpu().numpy().shape)
            assert part[part > 0].dim() == 1
            assert not asserts or torch.isfinite(part).all()
    return value
"""


class Looks(ast.NodeTransformer):
    """Makes every function print, test and mask the tensors that it gets and returns."""

    def visit_FunctionDef(self, node):
        self.generic_visit(node)
        names = [a.arg for a in (*node.args.posonlyargs, *node.args.args) if a.arg != "self"]
        node.body[:0] = ast.parse(f"looked([{', '.join(names)}], asserts=True)").body
        return node

    def visit_Return(self, node):
        if node.value:
            node.value = ast.Call(ast.Name("looked", ast.Load()), [node.value], [])
        return node


@pytest.mark.long
@pytest.mark.parametrize("lab", labs())
def test_an_answer_may_look_at_its_numbers(lab):
    """Leftover prints, asserts and masks cost nothing, on whatever device."""
    replaced = {}
    for cell in filter(is_solution, source_cells(lab)):
        tree = ast.fix_missing_locations(Looks().visit(ast.parse(cell.source)))
        replaced[grade_id(cell)] = LOOK + ast.unparse(tree)
    verdicts = judge_all(lab, namespace(lab, replaced), seed=1)
    assert [f"{v.name}: {v.hint}" for v in verdicts if v.hint] == []
