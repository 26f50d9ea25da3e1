"""Exercise 6.9: NameClassifier."""

import torch

from autograder.check import check, travels
from autograder.checks.lab06.common import hot, promised
from autograder.expect import expect, expect_shape


@travels
def two_models(names, like, sizes):
    """Return two models with other weights; the second is a neighbour that must not matter."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(sum(sizes))
        models = [names["NameClassifier"](*sizes).to(like) for _ in range(2)]
        if torch.initial_seed() != sum(sizes):
            raise ValueError("a new model sets the seed: leave it alone")
        return models


def scores_probe(names, x, lengths, units, categories, training):
    """Return the scores of a batch."""
    return {"scores": two_models(names, x, (x.shape[2], units, categories))[0](x, lengths)}


def call_apart(names, kept, x, lengths, units, categories, training):
    """Return by how much the scores of a batch change where they must not, and the mode."""
    sizes = (x.shape[2], units, categories)
    key = (*sizes, x.dtype)
    if key not in kept:
        kept[key] = two_models(names, x, sizes)
    model, other = kept[key]

    def scored(x, lengths, mode=training):
        scores, wanted = model.train(mode)(x, lengths), [len(x), categories]
        if list(scores.shape) != wanted:
            shapes = f"{list(scores.shape)}, not [batch, n_categories], {wanted}"
            one = " For a batch of one name, too." * (len(x) == 1)
            raise ValueError(f"the scores have the shape {shapes}.{one}")
        return scores

    together = scored(x, lengths)
    other(x + 1, lengths)
    again = scored(x, lengths, mode=not training)
    more = scored(torch.cat([x, x.new_zeros(len(x), 3, x.shape[2])], 1), lengths)
    alone = [scored(x[i : i + 1, :n], lengths[i : i + 1]) for i, n in enumerate(lengths.tolist())]
    apart = together - torch.cat(alone)
    steady = all(part.training == training for part in model.modules())
    return again - together, more - together, apart[lengths == x.shape[1]], apart, steady


def unchanged(x, lengths, units, categories, training):
    zeros = x.new_zeros(len(x), categories)
    return zeros, zeros, zeros[lengths == x.shape[1]], zeros, True


APART = (
    "two calls, two answers (a state is kept from one call to the next, or made up, or models share something, or train() and eval() differ): what lies between them",
    "with more padding the scores change (the padding is read; take the state at lengths - 1): the change",
    "the longest name gets other scores in the batch than alone (do batch and time mix, are the answers sorted by length, or is "
    "a layer over the whole batch?): what lies between them",
    "a name gets other scores in a batch than alone (take the state at lengths - 1, and leave the names in their order): what lies between them",
    "whether the model and its parts stay in their mode",
)


@check("06_name_generation.classifier", points=1)
def true_length(student, draw):
    """Names of every length get the answer that they get alone, from the state after their last letter."""
    n_letters, few, categories = draw.sizes(3, 4, 9)
    sizes = {"units": few + 8, "categories": categories}

    def drawn(*counts, dtype=torch.float32, training=True, **more):
        letters = hot(draw.integers(0, n_letters - 1, len(counts), max(counts)), n_letters, dtype)
        lengths = torch.tensor(counts)
        x = letters * (torch.arange(max(counts)) < lengths[:, None])[..., None]
        return {"x": x, "lengths": lengths, "training": training, **sizes, **more}

    given = drawn(150, 150, 150, 6, 6)
    tail = given["x"]
    tail[1], tail[2], tail[4] = tail[0], tail[0], tail[3]
    for row, place in ((1, 0), (2, 149), (4, 5)):  # each is its neighbour but for one letter
        tail[row, place] = tail[row, place].roll(1)
    scores = student.run(scores_probe, **given).tensor("scores")
    expect_shape(scores, [5, categories], "one score for each name and category.")
    hint = "The last letter has no effect on the answer: its state is at lengths - 1."
    expect(not torch.allclose(scores[3], scores[4], rtol=0, atol=1e-6), hint)
    expect(not torch.allclose(scores[0], scores[2], rtol=0, atol=1e-6), f"In a name of 150 letters: {hint}")
    cases = {
        "With names in any order of length": drawn(3, 9, 1, 5),
        "With other names, in a batch of the same size": drawn(9, 2, 6, 9, training=False),
        "With one name": drawn(4),
        "With names of one letter": drawn(1, 1),
        "With names of 40 letters, in float64": drawn(25, 40, dtype=torch.float64),
        "With 2 units and one category": drawn(2, 4, units=2, categories=1, training=False),
    }
    said = {"axes": ("name", "category"), "stay": ("lengths",)}
    promised(student, call_apart, cases, unchanged, APART, **said)
    why = "after 149 further letters, the first one still counts. Is it an average, a sum or a maximum over time, or a second direction?"
    hint = f"The answer is not from the state after the last letter: {why}"
    small = 1e-3 * (scores[3] - scores[4]).abs().mean()
    expect((scores[0] - scores[1]).abs().max() < small, hint)


def recurrence_probe(names, x, way, shift, units):
    """Return scores, and what tells their form: at moved weights, moved letters, and with a last layer 50 times as large.

    The letters of two steps are moved together in such a way that a linear recurrence cannot feel it.
    """
    categories = way.shape[1]
    model, _ = two_models(names, x, (x.shape[2], units, categories))
    lengths = torch.full((len(x),), x.shape[1])
    scores = model(x, lengths)
    if not isinstance(scores, torch.Tensor) or scores.shape != way.shape:
        return {"scores": scores}
    parameters = list(model.parameters())
    heads = [sorted(p.shape) == sorted((units, categories)) for p in parameters]
    reply = {"scores": scores, "linked": scores.requires_grad, "head": sum(heads)}
    reply["count"] = sum(p.numel() for p in parameters)
    if not scores.requires_grad:
        return reply
    leaf = x.clone().requires_grad_()
    moving = model(leaf, lengths)
    given = {"retain_graph": True, "allow_unused": True, "materialize_grads": True}
    rows = [torch.autograd.grad(moving[:, k].sum(), leaf, **given)[0] for k in range(categories)]
    grads = torch.autograd.grad((moving * way).sum(), parameters, allow_unused=True)
    reply["idle"] = sum(g is None for g in grads)
    pairs = [(g, p) for g, p in zip(grads, parameters, strict=True) if g is not None]
    for g in (g for g, p in pairs if p.shape == (categories,)):
        reply["after"] = g
    reply["slope"] = sum((g * p.cos()).sum() for g, p in pairs)
    with torch.no_grad():
        old, ends = [p.clone() for p in parameters], []
        for sign in (1e-6, -1e-6, 0.0):  # the last one leaves them as they were
            for p, value in zip(parameters, old, strict=True):
                p.copy_(value + sign * value.cos())
            ends.append((model(x, lengths) * way).sum())
        reply["measured"] = (ends[0] - ends[1]) / 2e-6
        first, last = (torch.stack(rows, 1)[:, :, step] for step in (0, -1))  # [batch, categories, letters]
        pull = torch.linalg.pinv(last, rtol=1e-9) @ (first @ shift[..., None])
        both, head, tail = torch.zeros_like(x), torch.zeros_like(x), torch.zeros_like(x)
        both[:, 0], both[:, -1], head[:, 0] = shift, -pull[..., 0], shift
        tail[:, -1] = shift.flip(0) / 100
        moves = {"moved": both, "back": -both, "first": head, "last": tail, "twice": 2 * tail}
        moves |= {"near": head / 100, "ends": head / 100 + tail, "again": 0 * x}
        reply |= {name: model(x + move, lengths) for name, move in moves.items()}
        step = 1e-6 * head / 600
        reply["felt"] = model(x + step, lengths) - model(x - step, lengths)
        reply["told"] = 2 * (first @ step[:, 0, :, None])[..., 0]
        reply["swap"] = model(x[:, [1, 0, *range(2, x.shape[1])]], lengths)
        for p, is_head in zip(parameters, heads, strict=True):
            if is_head or p.shape == (categories,):
                p.mul_(50)
        reply["scaled"] = model(x, lengths)
    return reply


def expect_recurrence(student, x, way, shift, units):
    """Fail unless the scores come from a recurrence with an activation in every step, and a linear layer."""
    reply = student.run(recurrence_probe, x=x, way=way, shift=shift, units=units)
    (batch, steps, n_letters), categories, several = x.shape, way.shape[1], len(x) > 1
    scores = reply.tensor("scores")
    said = {
        (batch, units): "hidden_size numbers a name: the linear layer to n_categories is missing.",
        (1, batch, categories): "There is an axis for layers in the scores: [batch, n_categories].",
    }
    for form in ((batch, steps, categories), (steps, batch, categories)):
        said[form] = (
            "There are scores for every step. The task asks for one answer for each name, after its last letter."
        )
    shape = f"Shape {list(scores.shape)}: one score for each name and category, a batch of one, too."
    expect(scores.shape == way.shape, said.get(tuple(scores.shape), shape))
    count = reply.number("count")
    expect(count > 0, "The model has no parameters: make the layers attributes.")
    expect(reply.flag("linked"), "The scores have no gradient: is there a detach, a no_grad or an argmax?")
    sums, total = scores.sum(-1), scores.logsumexp(-1)
    hint = "The scores of a name add up to 1: leave the softmax out, the loss has its own."
    expect((scores < 0).any() or not torch.allclose(sums, torch.ones_like(sums), atol=1e-4), hint)
    hint = "The scores are log-probabilities. Return raw scores, without log_softmax: the loss has its own."
    expect(not torch.allclose(total, torch.zeros_like(total), atol=1e-6), hint)

    def change(**moves):
        """Return by how much the scores of each name change, in sum over the moves with these signs."""
        return sum(sign * (reply.tensor(move) - scores) for move, sign in moves.items()).abs()

    hint = "Two calls, two answers: a state is kept from one call to the next, or made up."
    expect(bool((change(again=1) < 1e-9).all()), hint)
    layer = f"There is no linear layer from hidden_size units to n_categories scores, [{categories}, {units}]"
    hint = f"{layer}: is hidden_size used as it is given, and the linear layer the last one?"
    expect(reply.number("head") > 0, hint)
    hint = "The scores are not what the linear layer gives: leave out what squashes them (ReLU, sigmoid …)."
    expect(torch.allclose(reply.tensor("scaled"), 50 * scores, rtol=1e-4), hint)
    after = reply.tensor("after") if reply.has("after") else way.sum(0)
    hint = "Something stands after the linear layer: its scores are the answer."
    expect(torch.allclose(after, way.sum(0)), hint)
    felt = (change(first=1) > 1e-6).any(1)
    hint = "The first letter has no effect on the answer: is there a recurrence, and is the state carried?"
    expect(not several or bool(felt.any()), hint)
    hint = "The order of the letters has no effect on the answer."
    expect(not several or bool((change(swap=1) > 1e-9).any()), hint)
    hint = "Some parameters get no gradient: is the state detached, or a layer not used?"
    expect(reply.number("idle") == 0, hint)
    slopes = (torch.tensor(reply.number(name)) for name in ("slope", "measured"))
    hint = "The gradient is not that of the scores: it does not go back through all steps. Is the state detached?"
    # one name alone hardly ever stands at the corner of a ReLU
    expect(torch.allclose(*slopes, rtol=1e-3 if several else 1e-6, atol=1e-6 if several else 1e-8), hint)
    told = torch.allclose(reply.tensor("told").sum(0), reply.tensor("felt").sum(0), rtol=1e-2, atol=2e-12)
    expect(told, hint)
    still = (change(moved=1) < 1e-6).all(1) & (change(back=1) < 1e-6).all(1)
    hint = "The state is a linear function of the letters: the activation is missing in the recurrence."
    expect(not bool((felt & still).any()), hint)
    tells = several and bool((change(last=1) > 1e-6).any())
    hint = "Each letter adds its own part to the scores, whatever the others are: the activation belongs around the whole sum of the letter's and the old state's part."
    expect(not tells or bool((change(ends=1, near=-1, last=-1) > 1e-6).any()), hint)
    hint = "The last step has no activation: the scores are a linear function of the last letter. It belongs around the whole new state."
    expect(not tells or bool((change(twice=1, last=-2) > 1e-6).any()), hint)
    layers = {g * units * (n_letters + units + b) for g in (1, 3, 4) for b in (0, 1, 2)}
    hint = "The number of parameters is not that of one recurrent layer with hidden_size units and one linear layer."
    expect(count - units * categories in {n + c for n in layers for c in (0, categories)}, hint)


@check("06_name_generation.classifier", points=1)
def recurrence(student, draw):
    """Raw scores of a recurrence with an activation in every step, whose gradient is theirs; the sizes are those asked for."""
    n_letters, categories = draw.size(6, 7), draw.choice([8, 13])
    for batch, steps, units in ((128, 4, 4), (128, 4, 3), (1, 41, 3)):
        x = draw.normal(batch, steps, n_letters, dtype=torch.float64)
        way = draw.normal(batch, categories, dtype=torch.float64)
        shift = 600 * draw.normal(batch, n_letters, dtype=torch.float64)
        expect_recurrence(student, x, way, shift, units)
