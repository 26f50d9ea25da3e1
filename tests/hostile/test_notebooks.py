"""Hand-ins that are hostile by their form."""

import pytest

from tests.hostile.corpus import LIMITS
from tests.hostile.notebooks import FORMS
from tests.hostile.run import run

pytestmark = pytest.mark.long

OFTEN = {"points_raised", "cells_that_judge", "deep_json", "too_big"}


@pytest.mark.parametrize(
    "form",
    [
        pytest.param(f, id=f.id, marks=[] if f.id in OFTEN else [pytest.mark.slow(part="hostile")])
        for f in FORMS
    ],
)
def test_a_notebook_has_the_row_it_deserves(form, canaries):
    """As root and as an ordinary user: the same row, nothing reached, within 600 MB of the grader."""
    first, second = (
        run(form.make(), LIMITS, user=user, environment=canaries.environment) for user in ("", "nobody")
    )
    assert not first.problem and not canaries.reached(first.told)
    assert (first.row["score"], first.row["status"] in form.status.split("|")) == (form.score, True), (
        first.row
    )
    assert form.says in first.row["message"]
    assert first.grader_mb < 600
    assert second.same == first.same
