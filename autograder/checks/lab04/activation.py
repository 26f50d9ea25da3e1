"""Exercise 4.2: Numbers first."""

from autograder.check import check, expect


def choice_probe(names):
    """Return the student's choice as it is."""
    return {"choice": names["activation"]}


@check("04_char_lstm.activation", points=1)
def choice(student, draw):
    chosen = student.run(choice_probe).text("choice").strip()
    named = "softmax", "log_softmax", "sigmoid", "nothing"
    expect(chosen in named, "Give one of the four names, as a string in quotes.")
    expect(
        chosen != "softmax",
        "NLLLoss takes no logarithm: with probabilities the loss is -p, and a sure mistake costs nothing.",
    )
    expect(
        chosen != "sigmoid",
        "A sigmoid squashes each score by itself: they are no probabilities of one choice, and no logarithms.",
    )
    expect(
        chosen != "nothing",
        "NLLLoss normalises nothing: raw scores can grow without end, and the loss falls below any number. "
        "(CrossEntropyLoss wants raw scores.)",
    )
