"""Exercise 6.9: NameClassifier."""

import torch

from autograder.check import check, expect, expect_shape, travels
from autograder.checks.lab06.common import hot
from autograder.contracts import elsewhere_probe, expect_another_device


@travels
def two_models(names, like, sizes):
    """Return two models with other weights; the second is a neighbour that must not matter."""
    torch.manual_seed(int(sizes[1]) + 7)
    return [names["NameClassifier"](*sizes.tolist()).to(like) for _ in range(2)]


def length_probe(names, x, last, lengths, order, sizes, long):
    """Return the logits of a padded batch, of its names alone, with more padding, in another order."""
    model, other = two_models(names, x, sizes)
    model.eval()
    given = x.clone()
    with torch.no_grad():
        together = model(x, lengths)
        if not isinstance(together, torch.Tensor) or list(together.shape) != [len(x), sizes[2]]:
            return {"problem": "shape", "together": together}
        other(x + 1, lengths)
        again = model(x, lengths)
        more = torch.cat([x, x.new_zeros(len(x), 3, x.shape[2])], 1)
        alone = [model(x[i : i + 1, :n], lengths[i : i + 1]) for i, n in enumerate(lengths)]
        if any(list(a.shape) != [1, sizes[2]] for a in alone):
            return {"problem": "one", "together": together}
        reply = {"last": model(last, lengths), "padded": model(more, lengths), "again": again}
        reply |= {"swapped": model(x[order], lengths[order]), "alone": torch.cat(alone)}
        reply |= {"long": model(long, torch.full((len(long),), long.shape[1])), "kept": torch.equal(x, given)}
    model.train()(x, lengths)
    return reply | {"problem": "", "together": together, "mode": model.training}


@check("06_name_generation.classifier", points=1)
def true_length(student, draw):
    """Names of every length get the answer that they get alone, from the state after their last letter."""
    n_letters, units, categories, batch = draw.sizes(4, 4, 9)
    steps = 10
    first, *rest = draw.sizes(batch - 1, 1, steps - 1)
    lengths = torch.tensor([first, steps, *rest])  # all different, and in no order
    numbers = draw.integers(0, n_letters - 1, batch, steps)
    mask = (torch.arange(steps) < lengths[:, None])[..., None]
    spot = torch.arange(batch), lengths - 1
    other = numbers.clone()
    other[spot] = (numbers[spot] + 1) % n_letters  # another last letter
    tail = hot(draw.integers(0, n_letters - 1, 1, 150), n_letters).expand(3, -1, -1).clone()
    tail[:2, 0] = torch.eye(n_letters)[:2]  # two long names that differ in the first letter only
    tail[2] = tail[1]
    tail[2, -1] = tail[2, -1].roll(1)  # and one with another last letter
    order = torch.cat([torch.arange(1, batch), torch.tensor([0])])
    given = {"x": hot(numbers, n_letters) * mask, "last": hot(other, n_letters) * mask, "lengths": lengths}
    sizes = torch.tensor([n_letters, units + 8, categories])
    reply = student.run(length_probe, **given, order=order, sizes=sizes, long=tail)
    problem = reply.text("problem")
    together = reply.tensor("together")
    expect_shape(together, [batch, categories], "one score for each name and category.")
    expect(problem != "one", "For a batch of one name, the logits are not [1, n_categories].")
    alone = reply.tensor("alone")

    def same(a, b):
        return torch.allclose(a, b, rtol=1e-4, atol=1e-5)

    def expect_same(name, wanted, hint):
        expect(same(reply.tensor(name), wanted), hint)

    expect(reply.flag("kept"), "Your model changes its argument x in place. Make a new tensor.")
    expect(reply.flag("mode"), "Your model leaves training mode when it is called.")
    expect_same(
        "again",
        together,
        "Two calls, two answers: a state is kept from one call to the next, or made up, or models share something.",
    )
    expect(
        not same(together, alone[lengths.argsort(descending=True)]),
        "The answers come sorted by length. Return them in the order of the names.",
    )
    expect_same(
        "padded",
        together,
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
    expect_same(
        "swapped", alone[order], "In another order, the names get other answers: is something sorted?"
    )
    long, hint = (
        reply.tensor("long"),
        "The last letter has no effect on the answer: its state is at lengths - 1.",
    )
    expect(not any(same(a, b) for a, b in zip(reply.tensor("last"), together, strict=True)), hint)
    expect(not torch.allclose(long[2], long[1], rtol=0, atol=1e-6), f"In a name of 150 letters: {hint}")
    size = (alone - alone.mean(0)).abs().mean()
    expect(
        (long[0] - long[1]).abs().max() < 1e-3 * size,
        "The answer is not from the state after the last letter: after 149 further letters, the first one still "
        "counts. Is it an average, a sum or a maximum over time, or a second direction?",
    )


def recurrence_probe(names, x, way, shift, sizes):
    """Return logits and what tells their form: at moved weights, moved inputs, and with a last layer 50 times as large.

    The letters of two steps are moved together in such a way that a linear recurrence cannot feel it.
    """
    units, categories = sizes.tolist()[1:]
    model, _ = two_models(names, x, sizes)
    lengths = torch.full((len(x),), x.shape[1])
    logits = model(x, lengths)
    if not isinstance(logits, torch.Tensor) or list(logits.shape) != [len(x), categories]:
        return {"problem": "shape", "logits": logits}
    parameters = list(model.parameters())
    shapes = [tuple(p.shape) for p in parameters]
    reply = {
        "problem": "",
        "logits": logits,
        "linked": logits.requires_grad,
        "count": sum(p.numel() for p in parameters),
    }
    reply["head"] = sum(sorted(shape) == sorted((units, categories)) for shape in shapes)
    if not logits.requires_grad:
        return reply
    leaf = x.clone().requires_grad_()
    scores = model(leaf, lengths)
    given = {"retain_graph": True, "allow_unused": True, "materialize_grads": True}
    rows = [torch.autograd.grad(scores[:, k].sum(), leaf, **given)[0] for k in range(categories)]
    grads = torch.autograd.grad((scores * way).sum(), parameters, allow_unused=True)
    reply["idle"] = sum(g is None for g in grads)
    reply["slopes"] = torch.stack(
        [
            (g * p.cos()).sum() if g is not None else p.new_zeros(())
            for g, p in zip(grads, parameters, strict=True)
        ]
    ).detach()
    with torch.no_grad():
        found = []
        for p in parameters:
            kept = p.clone()
            ends = []
            for sign in (1e-6, -1e-6):
                p.copy_(kept + sign * kept.cos())
                ends.append((model(x, lengths) * way).sum())
            p.copy_(kept)
            found.append((ends[0] - ends[1]) / 2e-6)
        reply["measured"] = torch.stack(found)
        first, last = (torch.stack(rows, 1)[:, :, step] for step in (0, -1))  # [batch, categories, letters]
        pull = torch.linalg.pinv(last, rtol=1e-9) @ (first @ shift[..., None])
        step = torch.zeros_like(x)
        step[:, 0], step[:, -1] = shift, -pull[..., 0]
        reply |= {"moved": model(x + step, lengths), "back": model(x - step, lengths)}
        reply["only"] = model(torch.cat([(x + step)[:, :1], x[:, 1:]], 1), lengths)
        reply["again"] = model(x, lengths)
        reply["swap"] = model(x[:, [1, 0, *range(2, x.shape[1])]], lengths)
        for p, shape in zip(parameters, shapes, strict=True):
            if shape == (categories,) or sorted(shape) == sorted((units, categories)):
                p.mul_(50)
        reply["scaled"] = model(x, lengths)
    return reply


def call_classifier(names, kept, x, lengths, units, categories):
    return two_models(names, x, torch.tensor([x.shape[2], units, categories]))[0](x, lengths)


@check("06_name_generation.classifier", points=1)
def recurrence(student, draw):
    """Raw scores of a recurrence with an activation, whose gradient reaches every step; the sizes are those asked for."""
    n_letters, categories, several = draw.size(6, 7), draw.choice([8, 13]), 128
    for batch, steps, units in ((several, 4, 4), (several, 4, 3), (1, 2, 3)):
        sizes = torch.tensor([n_letters, units, categories])
        x = draw.normal(batch, steps, n_letters, dtype=torch.float64)
        way = draw.normal(batch, categories, dtype=torch.float64)
        shift = 600 * draw.normal(batch, n_letters, dtype=torch.float64)
        reply = student.run(recurrence_probe, x=x, way=way, shift=shift, sizes=sizes)
        logits = reply.tensor("logits")
        every = "There are scores for every step. The task asks for one answer for each name, after its last letter."
        said = {
            (batch, units): "hidden_size numbers a name: the linear layer to n_categories is missing.",
            (1, batch, categories): "There is an axis for layers in the logits: [batch, n_categories].",
            (batch, steps, categories): every,
            (steps, batch, categories): every,
        }
        shape = f"Shape {list(logits.shape)}: one score for each name and category, a batch of one, too."
        expect(list(logits.shape) == [batch, categories], said.get(tuple(logits.shape), shape))
        expect(reply.number("count") > 0, "The model has no parameters: make the layers attributes.")
        expect(
            reply.flag("linked"), "The logits have no gradient: is there a detach, a no_grad or an argmax?"
        )
        sums, total = logits.sum(-1), logits.logsumexp(-1)
        expect(
            not (bool((logits >= 0).all()) and torch.allclose(sums, torch.ones_like(sums), atol=1e-4)),
            "The scores of a name add up to 1: leave the softmax out, the loss has its own.",
        )
        expect(
            not torch.allclose(total, torch.zeros_like(total), atol=1e-6),
            "The scores are log-probabilities. Return raw scores, without log_softmax: the loss has its own.",
        )
        hint = "Two calls, two answers: a state is kept from one call to the next, or made up."
        expect(torch.allclose(reply.tensor("again"), logits), hint)
        expect(
            reply.number("head") > 0,
            f"There is no linear layer from hidden_size units to n_categories scores, [{categories}, {units}]: is "
            "hidden_size used as it is given, and the linear layer the last one?",
        )
        hint = (
            "The scores are not what the linear layer gives: leave out what squashes them (ReLU, sigmoid …)."
        )
        expect(torch.allclose(reply.tensor("scaled"), 50 * logits, rtol=1e-4), hint)
        felt = ((reply.tensor("only") - logits).abs() > 1e-6).any(1)
        hint = (
            "The first letter has no effect on the answer: is there a recurrence, and is the state carried?"
        )
        expect(batch == 1 or bool(felt.any()), hint)
        hint = "The order of the letters has no effect on the answer."
        expect(batch == 1 or not torch.allclose(reply.tensor("swap"), logits, rtol=0, atol=1e-9), hint)
        hint = "Some parameters get no gradient: is the state detached, or a layer not used?"
        expect(reply.number("idle") == 0, hint)
        expect(
            torch.allclose(reply.tensor("slopes"), reply.tensor("measured"), rtol=1e-3, atol=1e-6),
            "The gradient is not that of the scores: it does not go back through all steps. Is the state detached?",
        )
        still = [((reply.tensor(name) - logits).abs() < 1e-6).all(1) for name in ("moved", "back")]
        hint = "The state is a linear function of the letters: the activation is missing in the recurrence."
        expect(not bool((felt & still[0] & still[1]).any()), hint)
        width = {g * units * (n_letters + units + b) for g in (1, 3, 4) for b in (0, 1, 2)}
        known = {w + units * categories + c for w in width for c in (0, categories)}
        expect(
            reply.number("count") in known,
            "The number of parameters is not that of one recurrent layer with hidden_size units and one linear layer.",
        )
    x = draw.normal(5, 5, n_letters)
    given = {
        "x": x,
        "lengths": torch.arange(5, 0, -1),
        "units": units,
        "categories": categories,
        "stay": "lengths",
    }
    expect_another_device(
        student.run(elsewhere_probe, call=call_classifier, **given),
        "Something is made on the CPU: make it on the device of x. On a GPU this fails.",
    )
