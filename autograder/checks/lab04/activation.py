"""Exercise 4.2: Numbers first."""

import math

import torch

from autograder.check import check
from autograder.contracts import keeps_promises
from autograder.expect import expect, expect_close


def choice_probe(names):
    """Return the student's choice as it is."""
    return {"choice": names["activation"]}


def loss_probe(names, count):
    """Return the student's prediction for so many characters, and the name of its type."""
    loss = names["loss_at_start"](count)
    return {"loss": loss, "kind": "float" if isinstance(loss, float) else type(loss).__name__}


def call_loss(names, kept, count):
    return names["loss_at_start"](count)


def expect_loss(student, count):
    """Fail unless the loss of equal probabilities is predicted, in nats."""
    reply = student.run(loss_probe, count=count)
    kind, right = reply.text("kind"), math.log(count)
    expect(kind != "NoneType", "loss_at_start returns nothing: is a `return` missing?")
    expect(kind != "Tensor", "loss_at_start returns a tensor. Return a float: .item() gives it.")
    hint = f"With {count} character(s), loss_at_start returns no float but this: {kind[:40]}. Return a float."
    expect(kind == "float", hint)
    once = "the cost of the one that came counts once."
    known = {
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
    general = "This is not the loss, -ln p, of equal probabilities, or it does not depend on the argument."
    loss, *values = torch.tensor([reply.number("loss"), *known.values()], dtype=torch.float64)
    mistakes, right = dict(zip(known, values, strict=True)), torch.tensor(right, dtype=torch.float64)
    expect_close(loss, right, general, mistakes=mistakes, rtol=1e-5, atol=1e-6)


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
    for count in counts:
        expect_loss(student, count)
    said = {"results": ("the loss at the start",), "rtol": 1e-5, "atol": 1e-6, "device": False}
    keeps_promises(student, call_loss, [{"count": n} for n in counts], lambda count: math.log(count), **said)
