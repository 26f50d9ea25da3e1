"""A typical mistake in a bonus gets its sentence, and what `check.progress()` prints does not change."""

import importlib
import re

import pytest

from course.checks.core import Missed
from tests.bank import source_cells
from tests.visible import given

WRONG = [  # a lab, what a right answer has, what a wrong one has instead, what the check says
    ("06_name_generation", "target.tolist()", "target.tolist()[:-1]", "EOS is one of the targets"),
    ("07_ag_news", "torch.ones(n_targets", "torch.zeros(n_targets", "Add one to each count"),
    ("08_pos_tagging", ".max(0)", ".max(1)", "from tag a to tag b"),
    ("09_digits_by_rows", ":, rows - 1]", ":, rows - 2]", "counted from 1"),
    ("10_sentiment", "indices.clone()", "indices", "Work on a copy"),
]


@pytest.mark.long
@pytest.mark.parametrize(("lab", "right", "wrong", "said"), WRONG)
def test_a_wrong_bonus_gets_a_sentence_and_costs_nothing(lab, right, wrong, said, capsys):
    """The answer in the commentary, spoiled in one place."""
    cells = {cell.id: cell.source for cell in source_cells(lab) if cell.id.startswith("bonus_")}
    (answer,) = re.findall(r"```python\n(.*?)```", "".join(cells.values()), re.DOTALL)
    (check,) = [source for id, source in cells.items() if id.endswith("-check")]
    assert answer.count(right) == 1
    names, module = dict(given(lab)), importlib.import_module(f"course.checks.lab{lab[:2]}")
    module.progress()
    before = capsys.readouterr().out
    exec(answer.replace(right, wrong), names)
    with pytest.raises(Missed, match=f"^✗ Bonus · .*{said}"):
        exec(check, names)
    module.progress()
    assert capsys.readouterr().out == before
