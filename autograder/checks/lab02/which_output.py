"""Exercise 2.2: Where the two meet."""

from autograder.check import check
from autograder.expect import expect


def choice_probe(names):
    """Return the student's choice as it is."""
    return {"choice": names["state_equals"]}


@check("02_rnn_shapes.which_output", points=1)
def choice(student, draw):
    """The right one of the four names."""
    chosen = student.run(choice_probe).text("choice").strip()
    named = "first_step", "last_step", "last_sequence", "last_unit"
    expect(chosen in named, "Give one of the four names, as a string in quotes.")
    for wrong, hint in (
        ("first_step", "After the first step the later steps have not been read. What does the state know?"),
        ("last_sequence", "With batch_first=True the first axis of the output is the batch: output[-1] is one sequence at all its steps."),
        ("last_unit", "output[:, :, -1] is one unit at all steps. The state has all the units."),
    ):  # fmt: skip
        expect(chosen != wrong, hint)
