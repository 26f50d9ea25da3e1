"""Exercise 4.6: One pass."""

from autograder.check import check
from autograder.checks.lab04.common import expect_numbers, of_kind


def reach_probe(names, seq_len):
    """Return the student's number."""
    return {"reach": of_kind(int, names["gradient_reach"](seq_len), "Return a whole number, an int.")}


@check("04_char_lstm.reach", points=1)
def reach(student, draw):
    """One column, windows as in the lab, and windows far longer."""
    lengths = [*draw.sizes(4, 2, 90), 1, draw.size(130, 400), 1500]
    found = [student.run(reach_probe, seq_len=n).number("reach") for n in lengths]
    known = {
        "The reach is the same for all windows. It depends on their length: where does detach cut?": found[:1] * len(found),
        "One too few: the newest character of the window counts, too.": [n - 1 for n in lengths],
        "One too many: the state that comes in is detached, so the character before the window gets nothing.": [n + 1 for n in lengths],
        "The gradient does not enter the window before: the state between them is detached.": [2 * n for n in lengths],
        "Half a window is the mean over all positions. The task asks for the last position.": [n // 2 for n in lengths],
    }  # fmt: skip
    general = "From the last position, the gradient goes back to the first character of the same window."
    expect_numbers(found, lengths, known, general)
