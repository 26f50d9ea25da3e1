"""Exercise 6.5: An SGD step."""

import torch

from autograder.check import check, travels
from autograder.checks.lab06.common import promised
from autograder.checks.shared import handed, with_drawn_weights


@travels
def small_model(seed, like, tied):
    """Return a recurrent layer, two linear layers that may share a weight, and parameters of no layer, one never used."""
    model = torch.nn.Module()
    with torch.random.fork_rng(devices=[]):
        model.rnn, model.inner, model.outer = torch.nn.RNN(3, 4), torch.nn.Linear(4, 4), torch.nn.Linear(4, 4)
    if tied:
        model.outer.weight = model.inner.weight
    for name, value in (("scale", torch.tensor(0.5)), ("spare", 3 * torch.ones(2)), ("pair", torch.ones(2))):
        setattr(model, name, torch.nn.Parameter(value))
    for part in (model.to(like).rnn, model.inner, model.outer):
        with_drawn_weights(part, seed)
    return model


@travels
def loss_of(model, x, factor):
    """Return a loss of this model, which does not use its spare parameter."""
    scores = model.outer(torch.tanh(model.inner(model.rnn(x)[0]))) * (1 + model.scale)
    return factor * (scores + model.pair[0] - model.pair[1]).square().mean()


@travels
def values_of(model):
    """Return copies of its parameters."""
    last = model.inner.weight, model.inner.bias, model.outer.bias, model.scale, model.pair, model.spare
    return [p.detach().clone() for p in (*model.rnn.parameters(), *last)]


def call_sgd(names, kept, x, lr, factor, training, seed, places):
    model = small_model(seed, x, tied=not places).train(training)
    old = list(model.parameters())
    first = [(p.data_ptr(), p.detach().clone()) for p in old]
    for p in old:
        p.grad = torch.ones_like(p)  # left over from something else
    for i, batch in enumerate(x):
        with torch.enable_grad():
            loss = loss_of(model, batch, factor)
        try:
            handed(names["sgd_step"], model, loss, lr / (1 + i), modes=False)  # each step has its own rate
        except (RuntimeError, TypeError, AttributeError) as error:
            words = str(error)
            if "not have been used" in words or "NoneType" in words:
                hint = "give it allow_unused=True, and skip the parameter whose gradient is None"
                words += f" (A parameter is not used by the loss: {hint}.)"
            if "leaf" in words:
                words += " (Change parameters under torch.no_grad().)"
            raise type(error)(words) from error
    new = list(model.parameters())
    if places:
        same = len(new) == len(old) and all(p is q for p, q in zip(new, old, strict=False))
        moved = any(not torch.equal(p, value) for p, (_, value) in zip(new, first, strict=False))
        there = [p.data_ptr() for p in new] == [place for place, _ in first]
        return moved, same, there, all(p.requires_grad and p.is_leaf for p in new)
    return *values_of(model), model.training


def sgd_steps(x, lr, factor, training, seed, places, step=lambda p, g, lr: -lr * g):
    """Return what `call_sgd` does, by the formula of the card, or with another step."""
    model = small_model(seed, x, tied=not places)
    used = [p for p in model.parameters() if p is not model.spare]
    for i, batch in enumerate(x):
        gradients = torch.autograd.grad(loss_of(model, batch, factor), used)
        for p, gradient in zip(used, gradients, strict=True):
            p.data += step(p, gradient, lr / (1 + i))
    return (True,) * 4 if places else (*values_of(model), training)


def other_steps(**given):
    """Return hint → the parameters after each known mistake, but for the one that is not used."""
    none, unit = (lambda p, g, lr: 0 * p), (lambda p, g, lr: -lr * g / g.norm())
    steps = {
        "The parameters did not change. `p = p - …` makes a new tensor; `p -= …` changes the old one.": none,
        "The step goes uphill: the sign is wrong.": lambda p, g, lr: lr * g,
        "The learning rate has no effect.": lambda p, g, lr: -g,
        "The step is taken twice.": lambda p, g, lr: -2 * lr * g,
        "An old gradient is added: p.grad adds up, unless you clear it first.": lambda p, g, lr: (
            -lr * (g + 1)
        ),
        "The step has the right direction and another length: is the gradient divided by its norm?": unit,
        "Only the sign of the gradient is used.": lambda p, g, lr: -lr * g.sign(),
        "Only the weights change: go over all parameters.": lambda p, g, lr: -lr * g * (p.dim() == 2),
    }
    return {said: sgd_steps(**given, step=step)[:-2] for said, step in steps.items()}


VALUES = (
    "the weight of a recurrent layer for its input (weight_ih_l0)",
    "the weight of a recurrent layer for its state (weight_hh_l0)",
    "the bias of a recurrent layer",
    "the second bias of a recurrent layer",
    "a weight that two layers share (one step, from the gradient of both)",
    "the bias of the first linear layer",
    "the bias of the last layer",
    "a parameter without axes",
    "a parameter whose gradient adds up to zero",
    "a parameter that the loss does not use",
    "the model's mode",
)
PLACES = (
    "Did the parameters change? (They did not change at all: `p = …` only gives a new tensor the name p.) It",
    "Are they the same parameters? (The model has other parameters after the step: change the old ones.) It",
    "Do their numbers lie at the same place in memory? (`.data = …` takes a new place: change them in place, as -= does.) It",
    "Do they still ask for gradients? It",
)


def sgd_cases(draw, places):
    """Return runs by what they show."""

    def drawn(steps, scale=1.0, dtype=torch.float32, **other):
        x = draw.normal(steps, 5, 2, 3, scale=scale, dtype=dtype)
        return {"x": x, "lr": 0.1, "factor": 1.0, "training": True, "seed": 1, "places": places, **other}

    return {
        "After one step": drawn(1),
        "After one step of another model": drawn(1, seed=2),
        "After three steps, each with another batch and learning rate": drawn(3, training=False),
        "After a step from large gradients, with a small rate": drawn(1, factor=1e5, lr=1e-6),
        "After a step from small gradients": drawn(1, factor=1e-4, lr=100.0),
        "After two steps with a loss below 0": drawn(2, factor=-1.0, training=False),
        "After two steps in float64": drawn(2, dtype=torch.float64),
    }


@check("06_name_generation.sgd_step", points=1)
def values(student, draw):
    """Each parameter of a recurrent model, after steps of every kind, with names for the usual other steps."""
    said = {"results": VALUES, "mistakes": other_steps}
    promised(student, call_sgd, sgd_cases(draw, False), sgd_steps, **said, device=False, digits=True)


@check("06_name_generation.sgd_step", points=1)
def in_place(student, draw):
    """After one step and after three, the parameters are the old ones, in their old places."""
    cases = dict([*sgd_cases(draw, True).items()][:3])
    promised(student, call_sgd, cases, sgd_steps, PLACES, device=False)
