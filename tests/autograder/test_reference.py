"""The limits of a submission follow from what the lab's own solution takes on this host."""

import json

import pytest

from autograder import reference
from autograder.lab import load_lab
from autograder.reference import RUNS, limits_for
from tests.bank import ROOT

NAME = "01_custom_rnn"


def test_the_reference_runs_once_and_is_kept_beside_the_gradebook(tmp_path, monkeypatch):
    """Ten times its processor time, at least 20 seconds; a second look, or a broken file, is no reason to fail."""
    lab, measured = load_lab(ROOT, NAME), []
    monkeypatch.setattr(reference, "_measure", lambda *_: measured.append(1) or 3.217)
    assert limits_for(tmp_path, lab, {}).notebook_seconds == 33
    assert limits_for(tmp_path, lab, {"memory_mb": 512}).notebook_seconds == 33
    assert len(measured) == 1 and list(json.loads((tmp_path / RUNS).read_text()).values()) == [
        {"lab": NAME, "seconds": 3.22}
    ]
    for broken in ("", "[]", "{", '{"a": 1}'):
        (tmp_path / RUNS).write_text(broken)
        assert limits_for(tmp_path, lab, {}).notebook_seconds == 33
    monkeypatch.setattr(reference, "_measure", lambda *_: 0.5)
    (tmp_path / RUNS).unlink()
    assert limits_for(tmp_path, lab, {}).notebook_seconds == 20


def test_a_limit_that_is_set_is_not_measured(tmp_path, monkeypatch):
    """And a misspelt one is still refused."""
    monkeypatch.setattr(reference, "_measure", lambda *_: 1 / 0)
    assert limits_for(tmp_path, load_lab(ROOT, NAME), {"notebook_seconds": 90}).notebook_seconds == 90
    with pytest.raises(ValueError, match="cel_seconds"):
        limits_for(tmp_path, load_lab(ROOT, NAME), {"cel_seconds": 90})


@pytest.mark.long
def test_the_reference_really_runs(tmp_path):
    """In the same kind of sandbox: some seconds of processor time, and full marks are not needed for it."""
    limits = limits_for(tmp_path, load_lab(ROOT, NAME), {})
    (run,) = json.loads((tmp_path / RUNS).read_text()).values()
    assert 0.1 < run["seconds"] < 60 and limits.notebook_seconds >= 20
