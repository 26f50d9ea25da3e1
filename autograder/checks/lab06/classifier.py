"""Exercise 6.9: NameClassifier."""

import torch

from autograder.check import check, expect, expect_shape
from autograder.checks.lab06.common import hot
from autograder.checks.shared import expect_another_device, on_another_device


def length_probe(names, x, last, lengths, order, units, categories, long):
    """Return the logits of a padded batch, of its names alone, with more padding, in another order."""
    torch.manual_seed(int(order[0]) + 7)
    model = names["NameClassifier"](x.shape[2], units, categories).to(x)
    model.eval()
    try:
        with torch.no_grad():
            together = model(x, lengths)
            if not isinstance(together, torch.Tensor) or list(together.shape) != [len(x), categories]:
                return {"problem": "shape", "together": together}
            again = model(x, lengths)
            more = torch.cat([x, x.new_zeros(len(x), 3, x.shape[2])], 1)
            longer = [long.shape[1]] * len(long)
            alone = [model(x[i : i + 1, :n], lengths[i : i + 1]) for i, n in enumerate(lengths)]
            if any(list(a.shape) != [1, categories] for a in alone):
                return {"problem": "one", "together": together}
            return {
                "problem": "",
                "together": together,
                "alone": torch.cat(alone),
                "again": again,
                "last": model(last, lengths),
                "padded": model(more, lengths),
                "swapped": model(x[order], lengths[order]),
                "long": model(long, torch.tensor(longer)),
            }
    except RuntimeError as error:
        if "enforce_sorted" in str(error):
            return {"problem": "sorted"}
        raise


@check("06_name_generation.classifier", points=1)
def true_length(student, draw):
    n_letters, units, categories, batch = draw.sizes(4, 4, 9)
    steps = 10
    first, *rest = draw.sizes(batch - 1, 1, steps - 1)
    lengths = torch.tensor([first, steps, *rest])  # all different, and in no order
    numbers = draw.integers(0, n_letters - 1, batch, steps)
    mask = (torch.arange(steps) < lengths[:, None])[..., None]
    spot = torch.arange(batch), lengths - 1
    other = numbers.clone()
    other[spot] = (numbers[spot] + 1) % n_letters  # another last letter
    tail = hot(draw.integers(0, n_letters - 1, 1, 80), n_letters).expand(2, -1, -1).clone()
    tail[:, 0] = torch.eye(n_letters)[:2]  # two long names that differ in the first letter only
    order = torch.cat([torch.arange(1, batch), torch.tensor([0])])
    reply = student.run(
        length_probe,
        x=hot(numbers, n_letters) * mask,
        last=hot(other, n_letters) * mask,
        lengths=lengths,
        order=order,
        units=units + 8,
        categories=categories,
        long=tail,
    )
    problem = reply.text("problem")
    expect(
        problem != "sorted",
        "The names come in any order, not sorted by length: enforce_sorted=False.",
    )
    together = reply.tensor("together")
    expect_shape(together, [batch, categories], "one score for each name and category.")
    expect(problem != "one", "For a batch of one name, the logits are not [1, n_categories].")
    alone = reply.tensor("alone")

    def same(a, b):
        return torch.allclose(a, b, rtol=1e-4, atol=1e-5)

    expect(
        same(reply.tensor("again"), together),
        "Two calls, two answers: a state is kept from one call to the next, or made up.",
    )
    expect(
        not same(together, alone[lengths.argsort(descending=True)]),
        "The answers come sorted by length. Return them in the order of the names.",
    )
    expect(
        same(reply.tensor("padded"), together),
        "With more padding the answers change: the padding is read. Take the state at lengths - 1.",
    )
    expect(
        same(together[1], alone[1]),
        "The longest name gets another answer in the batch than alone: do batch and time mix, or is a layer "
        "over the whole batch?",
    )
    expect(
        same(together, alone),
        "A shorter name gets another answer in a batch than alone: is the padding read? Take the state at lengths - 1.",
    )
    expect(
        same(reply.tensor("swapped"), alone[order]),
        "In another order, the names get other answers: is something sorted?",
    )
    expect(
        not any(same(a, b) for a, b in zip(reply.tensor("last"), together, strict=True)),
        "The last letter has no effect on the answer: its state is at lengths - 1.",
    )
    size = (alone - alone.mean(0)).abs().mean()
    long = reply.tensor("long")
    expect(
        (long[0] - long[1]).abs().max() < 1e-3 * size,
        "The answer is not from the state after the last letter: after 79 further letters, the first one still "
        "counts. Is it an average, a sum or a maximum over time, or a second direction?",
    )


def recurrence_probe(names, x, other, mixed, swap, units, categories):
    """Return the logits of whole batches, all of one length, and what a step of training would see."""
    batch, steps, n_letters = x.shape
    model = names["NameClassifier"](n_letters, units, categories).to(x)
    lengths = torch.full((batch,), steps)
    logits = model(x, lengths)
    if not isinstance(logits, torch.Tensor) or list(logits.shape) != [batch, categories]:
        return {"problem": "shape", "logits": logits}
    reply = {"problem": "", "logits": logits, "parameters": len(list(model.parameters()))}
    reply["linked"] = logits.requires_grad
    if not logits.requires_grad:
        return reply
    loss = torch.nn.functional.cross_entropy(logits, torch.arange(batch) % categories)
    grads = torch.autograd.grad(loss, list(model.parameters()), allow_unused=True)
    reply["without"] = sum(g is None or bool((g == 0).all()) for g in grads)
    model.eval()
    with torch.no_grad():
        reply["again"] = model(x, lengths)
        reply["other"] = model(other, lengths)
        reply["mixed"] = model(mixed, lengths)
        reply["swap"] = model(swap, lengths)
        reply["base"] = model(x, lengths)
    return reply


def classifier_device_probe(names, x, units, categories):
    """Run the student's model on another device; lengths stay on the CPU."""
    model = names["NameClassifier"](x.shape[2], units, categories)
    lengths = (x.shape[1] - torch.arange(len(x))).clamp(min=1)
    return on_another_device(lambda move: move(model)(move(x), lengths))


@check("06_name_generation.classifier", points=1)
def recurrence(student, draw):
    several, n_letters, units, categories = draw.sizes(4, 4, 9)
    units += 8
    for batch, steps in ((several, 4), (1, 4)):
        x, other = draw.normal(batch, steps, n_letters, scale=2.0), None
        x = x.double()
        other = torch.cat([-x[:, :1], x[:, 1:]], 1)  # another first letter
        swap = x[:, [1, 0, *range(2, steps)]]
        reply = student.run(
            recurrence_probe,
            x=x,
            other=other,
            mixed=(x + other) / 2,
            swap=swap,
            units=units,
            categories=categories,
        )
        logits = reply.tensor("logits")
        expect(
            list(logits.shape) != [batch, units],
            "hidden_size numbers a name: the linear layer to n_categories is missing.",
        )
        expect(
            list(logits.shape) != [1, batch, categories],
            "There is an axis for layers in the logits: [batch, n_categories].",
        )
        expect(
            list(logits.shape) not in ([batch, steps, categories], [steps, batch, categories]),
            "There are scores for every step. Asked is one answer for each name, after its last letter.",
        )
        expect_shape(
            logits, [batch, categories], "one score for each name and category, a batch of one, too."
        )
        expect(reply.number("parameters") > 0, "The model has no parameters: make the layers attributes.")
        expect(
            reply.flag("linked"), "The logits have no gradient: is there a detach, a no_grad or an argmax?"
        )
        sums = logits.sum(-1)
        expect(
            not (bool((logits >= 0).all()) and torch.allclose(sums, torch.ones_like(sums), atol=1e-4)),
            "The scores of a name add up to 1: leave the softmax out, the loss has its own.",
        )
        expect(
            not bool((logits >= 0).all()) or batch == 1,
            "No score is ever below 0: leave out what squashes the scores (ReLU, sigmoid).",
        )
        base, again = reply.tensor("base"), reply.tensor("again")
        expect(
            torch.allclose(base, again, atol=1e-6),
            "Two calls, two answers: a state is kept from one call to the next, or made up.",
        )

        def centred(name, reply=reply):
            scores = reply.tensor(name).double()
            return scores - scores.mean(-1, keepdim=True)

        here, there = centred("base"), centred("other")
        expect(
            not torch.allclose(here, there, rtol=0, atol=1e-7),
            "The first letter has no effect on the answer: is there a recurrence, and is the state carried?",
        )
        expect(
            not torch.allclose(here, centred("swap"), rtol=0, atol=1e-7),
            "The order of the letters has no effect on the answer.",
        )
        middle = centred("mixed")
        expect(
            not torch.allclose(middle, (here + there) / 2, rtol=1e-5, atol=1e-7),
            "The answer is a linear function of the letters: the activation is missing in the recurrence.",
        )
        expect(
            reply.number("without") == 0,
            "Some parameters get no gradient: is the state detached, or a layer not used?",
        )
    x = draw.normal(several, 5, n_letters)
    expect_another_device(
        student.run(classifier_device_probe, x=x, units=units, categories=categories),
        "Something is made on the CPU: make it on the device of x. On a GPU this fails.",
    )
