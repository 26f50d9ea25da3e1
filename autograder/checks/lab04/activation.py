"""Exercise 4.2: Numbers first."""

import math

from autograder.check import check, expect


def choice_probe(names):
    """Return the student's choice as it is."""
    return {"choice": names["activation"]}


def loss_probe(names, count):
    """Return the student's prediction for so many characters, and the name of its type."""
    loss = names["loss_at_start"](count)
    return {"loss": loss, "kind": type(loss).__name__}


def expect_loss(student, count):
    """Fail unless the loss of equal probabilities is predicted, in nats."""
    reply = student.run(loss_probe, count=count)
    kind, right = reply.text("kind"), math.log(count)
    expect(kind != "NoneType", "loss_at_start returns nothing: is a `return` missing?")
    expect(kind != "Tensor", "loss_at_start returns a tensor. Return a float: .item() gives it.")
    loss = reply.plain_number("loss")
    known = {
        "The loss at the start is in bits. nn.NLLLoss takes the natural logarithm: nats.": math.log2(count),
        "This is the probability of a character. The loss is its cost, -ln p.": 1 / count,
        "The sign of the loss at the start is turned: a cost is not below 0.": -right,
        "The loss at the start is divided by the number of characters; the cost of the one that came counts once.": (
            right / count
        ),
        "The loss at the start is summed over the characters; the cost of the one that came counts once.": (
            right * count
        ),
        "This is the logarithm to the base 10. nn.NLLLoss takes the natural one.": math.log10(count),
        "One is added to the number of characters, or taken away.": math.log(count + 1),
        "One is taken away from the number of characters.": math.log(count - 1) if count > 1 else -1.0,
        "The loss at the start is rounded. Return the number as it is.": round(right, 1),
    }
    if not math.isclose(loss, right, rel_tol=1e-5, abs_tol=1e-6):
        same = [hint for hint, value in known.items() if math.isclose(loss, value, rel_tol=1e-5)]
        general = (
            "This is not the loss, -ln p, of equal probabilities, or it does not depend on the argument."
        )
        expect(False, same[0] if same else general)


@check("04_char_lstm.activation", points=1)
def choice(student, draw):
    """The one of the four that NLLLoss wants."""
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
    for count in (draw.size(200, 300), 2, draw.size(30, 60), 1):
        expect_loss(student, count)
