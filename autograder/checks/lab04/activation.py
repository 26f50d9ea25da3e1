"""Exercise 4.2: Numbers first."""

import math

import torch

from autograder.check import check
from autograder.checks.shared import amiss
from autograder.contracts import keeps_promises
from autograder.expect import expect


def choice_probe(names):
    """Return the student's choice as it is."""
    return {"choice": names["activation"]}


def call_loss(names, kept, count):
    loss = names["loss_at_start"](count)
    if loss is None:
        amiss("loss_at_start returns nothing: is a `return` missing?")
    if isinstance(loss, torch.Tensor):
        amiss("loss_at_start returns a tensor. Return a float: .item() gives it.")
    if not isinstance(loss, float):
        kind = type(loss).__name__[:40]
        amiss(f"With {count} character(s), loss_at_start returns no float but this: {kind}. Return a float.")
    return loss


def other_losses(count):
    right, once = math.log(count), "the cost of the one that came counts once."
    return {
        "The loss at the start is in bits. nn.NLLLoss takes the natural logarithm: nats.": math.log2(count),
        "This is the probability of a character. The loss is its cost, -ln p.": 1 / count,
        "The sign of the loss at the start is turned: a cost is not below 0.": -right,
        f"The loss at the start is divided by the number of characters; {once}": right / count,
        f"The loss at the start is summed over the characters; {once}": right * count,
        "This is the logarithm to the base 10. nn.NLLLoss takes the natural one.": math.log10(count),
        "One is added to the number of characters, or taken away.": math.log(count + 1),
        "One is taken away from the number of characters.": math.log(max(count - 1, 1)),
        "The loss at the start is rounded. Return the number as it is.": round(right, 1),
    }


@check("04_char_lstm.activation", points=1)
def choice(student, draw):
    """The one of the four that NLLLoss wants."""
    chosen = student.run(choice_probe).text("choice").strip()
    known = {
        "softmax": "NLLLoss takes no logarithm: with probabilities the loss is -p, and a sure mistake costs nothing.",
        "sigmoid": "A sigmoid squashes each score by itself: they are no probabilities of one choice, and no logarithms.",
        "nothing": "NLLLoss normalises nothing: raw scores can grow without end, and the loss falls below any number. "
        "(CrossEntropyLoss wants raw scores.)",
    }
    expect(chosen in ("log_softmax", *known), "Give one of the four names, as a string in quotes.")
    expect(chosen not in known, known.get(chosen, ""))
    counts = draw.size(200, 300), 2, draw.size(30, 60), 1, draw.size(10**5, 10**6)
    general = "This is not the loss, -ln p, of equal probabilities, or it does not depend on the argument: it"
    keeps_promises(
        student, call_loss, [{"count": n} for n in counts], lambda count: math.log(count), results=(general,),
        mistakes=other_losses, rtol=1e-5, atol=1e-6, device=False,
    )  # fmt: skip
