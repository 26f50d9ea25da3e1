"""What a notebook shows of a cell that needs an open exercise."""

import io
from contextlib import redirect_stdout

import pytest
from IPython.core.interactiveshell import InteractiveShell

from course.checks import still_open

STUB = "def step():\n    raise NotImplementedError('Exercise 1.1: return the new state')"


@pytest.fixture
def shown(monkeypatch):
    """Run cells in a shell; give what is shown of the last one, without its colours."""
    shell = InteractiveShell()
    shell.colors = "nocolor"
    monkeypatch.setattr(still_open, "get_ipython", lambda: shell)
    still_open.speak()

    def run(*cells):
        for cell in cells:
            with redirect_stdout(io.StringIO()) as out:
                result = shell.run_cell(cell)
        assert result.error_in_exec is not None
        return out.getvalue()

    return run


def test_an_open_exercise_is_one_sentence(shown):
    """No way into the stub; a mistake of one's own keeps its traceback."""
    said = shown(STUB, "print(step())")
    assert "○ This cell needs exercise 1.1, which is still open: return the new state." in said
    assert "Traceback" not in said and "raise NotImplementedError" not in said
    for own in ("raise NotImplementedError('later')", "nm.Linear(3, 4)"):
        assert own in shown(own)


def test_validate_says_what_a_cell_above_did_not_make(shown, monkeypatch):
    """Validate goes on where a student would stop."""
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    assert "○ This cell needs `rnn`, which no cell above has made." in shown("rnn(3)")
