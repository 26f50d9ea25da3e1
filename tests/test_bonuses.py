"""The bonuses: what stands in the commentary passes, nobody is scolded for an untouched one, and mistakes get a sentence."""

import importlib
import re

import pytest

from course.checks.core import Missed
from tests.bank import labs, source_cells
from tests.visible import given

WRONG = {
    "06": (
        "model.init_hidden(n_categories)\n",
        "model.init_hidden(n_categories)\n    target = target[:-1]\n",
        "EOS",
    ),
    "07": ("torch.ones(n_targets", "torch.zeros(n_targets", "Add one"),
    "08": (".max(0)", ".max(1)", "from tag a to tag b"),
    "09": (":, rows - 1]", ":, rows - 2]", "counted from 1"),
    "10": ("indices.clone()", "indices", "Work on a copy"),
}


def bonus(lab):
    """Return a lab's bonus: its open cell, its check cell, and the answer in its commentary."""
    cells = {cell.id: cell.source for cell in source_cells(lab)}
    (answer,) = re.findall(r"```python\n(.*?)```", cells["bonus-commentary"], re.DOTALL)
    return cells["bonus"], cells["bonus-check"], answer


@pytest.mark.long
@pytest.mark.parametrize("lab", [lab for lab in labs() if lab[:2] in WRONG])
def test_a_bonus_can_be_solved_left_open_or_got_wrong(lab, capsys):
    """One line each, and `check.progress()` says the same before and after."""
    stub, check, answer = bonus(lab)
    names = dict(given(lab))
    progress = importlib.import_module(f"course.checks.lab{lab[:2]}").progress
    progress()
    before = capsys.readouterr().out
    for source, said in ((stub, "○ Bonus · "), (answer, "✓ Bonus · ")):
        exec(source, names)
        exec(check, names)
        assert capsys.readouterr().out.startswith(said)
    right, wrong, said = WRONG[lab[:2]]
    assert right in answer
    exec(answer.replace(right, wrong), names)
    with pytest.raises(Missed, match=f"^✗ Bonus · .*{said}"):
        exec(check, names)
    progress()
    assert capsys.readouterr().out == before
