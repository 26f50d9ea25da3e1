"""Exercise 4.6: One pass."""

from autograder.check import check
from autograder.checks.lab04.common import whole_number
from autograder.expect import expect


def reach_probe(names, seq_len):
    """Return the student's number, or the name of what came instead."""
    reach = names["gradient_reach"](seq_len)
    whole = isinstance(reach, int) and not isinstance(reach, bool)
    return {"reach": reach} if whole else {"kind": type(reach).__name__}


@check("04_char_lstm.reach", points=1)
def reach(student, draw):
    """One column, windows as in the lab, and windows far longer."""
    lengths = [*draw.sizes(4, 2, 90), 1, draw.size(130, 400), 1500]
    got = []
    for seq_len in lengths:
        reply = student.run(reach_probe, seq_len=seq_len)
        got.append(whole_number(reply, "reach"))
    if got == lengths:
        return
    expect(
        len(set(got)) > 1,
        "The reach is the same for all windows. It depends on their length: where does detach cut?",
    )
    off = {g - n for g, n in zip(got, lengths, strict=True)}
    expect(off != {-1}, "One too few: the newest character of the window counts, too.")
    expect(
        off != {1},
        "One too many: the state that comes in is detached, so the character before the window gets nothing.",
    )
    expect(
        got != [2 * n for n in lengths],
        "The gradient does not enter the window before: the state between them is detached.",
    )
    expect(
        got != [n // 2 for n in lengths],
        "Half a window is the mean over all positions. The task asks for the last position.",
    )
    expect(False, "From the last position, the gradient goes back to the first character of the same window.")
