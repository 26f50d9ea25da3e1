"""Exercise 6.4: NameRNN."""

import torch
from torch.nn import LogSoftmax

from autograder.check import check, travels
from autograder.checks.lab06.common import hot, promised

RESULTS = (
    "the logits (raw scores, of the new state)",
    "the new state",
    "the gradient of to_hidden's weight (does it go back through all earlier steps?)",
    "the gradient of the other parameters",
)
FIRST = (
    "the first state (zeros [batch_size, hidden_size], made like a parameter with new_zeros)",
    "the first state of a new model",
    "the number of parameters (two linear layers and no more)",
    "the model's mode",
)


@travels
def cell_of(names, kept, sizes, like, training):
    """Return the student's cell of these sizes, made once, and the parameters of its two layers."""
    if sizes not in kept:
        with torch.random.fork_rng(devices=[]):
            kept[sizes] = names["NameRNN"](*sizes)
    model = kept[sizes].to(like).train(training)
    layers = [getattr(model, name, None) for name in ("to_hidden", "to_logits")]
    if not all(isinstance(layer, torch.nn.Linear) for layer in layers):
        raise TypeError("the two layers must be nn.Linear, under the names self.to_hidden and self.to_logits")
    if not all(p.requires_grad for p in model.parameters()):
        raise TypeError("a parameter does not learn: leave requires_grad as it is")
    if any(layer.bias is None for layer in layers):
        raise TypeError("the layers need their biases: nn.Linear as it is")
    if [layer.weight.shape for layer in layers] != [(sizes[2], sum(sizes)), (sizes[1], sizes[2])]:
        hint = "to_hidden reads category, letter and state together and gives the state; to_logits reads the state"
        raise ValueError(f"a size does not fit: {hint} and gives one score for each letter")
    return model, [p for layer in layers for p in (layer.weight, layer.bias)]


def call_cell(names, kept, category, letters, hidden, training, weight_h, bias_h, weight_o, bias_o):
    """Read letters from a given state; return the scores, the state, and the gradients of the parameters."""
    sizes = (category.shape[1], letters.shape[2], hidden.shape[1])
    model, weights = cell_of(names, kept, sizes, hidden, training)
    with torch.no_grad():
        for p, drawn in zip(weights, (weight_h, bias_h, weight_o, bias_o), strict=True):
            p.copy_(drawn)
    state, scores = hidden, []
    with torch.enable_grad():
        for letter in letters:
            answer = model(category, letter, state)
            if not isinstance(answer, (tuple, list)) or len(answer) != 2:
                raise ValueError("forward must return two things: (logits, hidden)")
            logits, state = answer
            shapes = f"{list(logits.shape)} and {list(state.shape)}"
            if logits.shape == hidden.shape and state.shape == letter.shape:
                raise ValueError("the two results are swapped: logits first, then the state")
            if logits.shape != letter.shape or state.shape != hidden.shape:
                wanted = "logits [batch, n_letters], then the state [batch, hidden_size]"
                raise ValueError(f"forward gives the shapes {shapes}, not {wanted}")
            scores.append(logits)
        scores, gradients = torch.stack(scores), [torch.zeros_like(p) for p in weights]
        if scores.requires_grad:
            given = {"retain_graph": True, "materialize_grads": True}
            gradients = torch.autograd.grad(scores.square().sum(), weights, **given)
    return scores, state, gradients[0], torch.cat([g.flatten() for g in gradients[1:]])


def cell_run(category, letters, hidden, training, weight_h, bias_h, weight_o, bias_o, **fault):
    """Return what `call_cell` does, by the formula of the card, or what a fault makes of it."""
    leaves = [p.clone().requires_grad_() for p in (weight_h, bias_h, weight_o, bias_o)]
    (weight, bias_h, weight_o, bias_o), state, scores = leaves, hidden, []
    for letter in letters:
        parts = [category, letter, state]
        if "lost" in fault:
            parts[fault["lost"]] = 0 * parts[fault["lost"]]
        before = torch.cat([parts[i] for i in fault.get("order", (0, 1, 2))], 1) @ weight.T + bias_h
        states = {"old": state, "before": before, "new": fault.get("act", torch.relu)(before)}
        scores.append(states[fault.get("read", "new")] @ weight_o.T + bias_o)
        state = states[fault.get("kept", "new")]
    scores = fault.get("end", torch.clone)(torch.stack(scores))
    given = {"retain_graph": True, "materialize_grads": True}
    first, *rest = torch.autograd.grad(scores.square().sum(), leaves, **given)
    return scores, state, first, torch.cat([g.flatten() for g in rest])


def cell_faults(**given):
    """Return hint → scores and state of each known mistake."""
    faults = {
        "The state that comes back is the old one.": {"kept": "old"},
        "The activation is missing: the state goes through a ReLU.": {"act": torch.clone},
        "The activation is tanh. The task asks for ReLU.": {"act": torch.tanh},
        "The activation is a sigmoid. The task asks for ReLU.": {"act": torch.sigmoid},
        "The category has no effect.": {"lost": 0},
        "The letter has no effect.": {"lost": 1},
        "The old state has no effect.": {"lost": 2},
        "The order differs: join category, letter, hidden, in this order.": {"order": (1, 0, 2)},
        "The order is another one: join category, letter, hidden.": {"order": (0, 2, 1)},
        "The order is turned round: join category, letter, hidden.": {"order": (2, 1, 0)},
        "The order is not category, letter, hidden.": {"order": (1, 2, 0)},
        "There is a softmax on the logits. Return raw scores.": {"end": lambda s: s.softmax(-1)},
        "There is a softmax over the batch.": {"end": lambda s: s.softmax(1)},
        "The scores are log-probabilities. Return raw scores, without log_softmax.": {"end": LogSoftmax(-1)},
        "There is a ReLU on the logits: scores may be negative.": {"end": torch.relu},
        "The logits come from the old state: use the new one.": {"read": "old"},
        "The logits come from the state before its ReLU.": {"read": "before"},
    }
    return {said: cell_run(**given, **fault)[:2] for said, fault in faults.items()}


@check("06_name_generation.name_rnn", points=2)
def one_step(student, draw):
    """Scores, state and gradient of runs of every form, with names for the usual other formulas."""
    several, categories, n_letters, units = draw.sizes(4, 4, 9)
    shapes = {"weight_h": (units, categories + n_letters + units), "bias_h": (units,)}
    shapes |= {"weight_o": (n_letters, units), "bias_o": (n_letters,)}

    def drawn(batch, steps, scale=1.0, dtype=torch.float32, training=True):
        return {
            "category": hot(draw.integers(0, categories - 1, batch), categories, dtype),
            "letters": hot(draw.integers(0, n_letters - 1, steps, batch), n_letters, dtype),
            "hidden": draw.normal(batch, units, scale=scale, dtype=dtype),
            "training": training,
            **{name: draw.normal(*shape, scale=0.7, dtype=dtype) for name, shape in shapes.items()},
        }

    cases = {
        "With one step": drawn(several, 1),
        "With another model and batch of the same size": drawn(several, 1),
        "With one name and four steps": drawn(1, 4),
        "With forty names": drawn(40, 1),
        "With a state 50 times as large": drawn(several, 1, 50.0),
        "In evaluation mode, in float64": drawn(several, 3, dtype=torch.float64, training=False),
        "With three steps": drawn(several, 3, training=False),
    }
    said = {"axes": ("step", "name", "letter"), "gradients": ("category", "letters", "hidden")}
    promised(student, call_cell, cases, cell_run, RESULTS, mistakes=cell_faults, digits=True, **said)


def call_first(names, kept, like, batch, categories, letters, units, training):
    """Return the first state, the number of parameters, and the mode, of a model that may have learned."""
    new = names["NameRNN"](categories, letters, units).to(like).init_hidden(batch)
    model, _ = cell_of(names, kept, (categories, letters, units), like, training)
    with torch.no_grad():
        for p in model.parameters():
            p.add_(1)
    return model.init_hidden(batch), new, sum(p.numel() for p in model.parameters()), model.training


def first_of(like, batch, categories, letters, units, training):
    zeros = like.new_zeros(batch, units)
    return zeros, zeros, units * (categories + letters + units + 1) + letters * (units + 1), training


def other_first(like, batch, categories, letters, units, training):
    layers, wide = torch.empty(1, batch, units, device="meta"), torch.empty(batch, letters, device="meta")
    return {
        "The first state has an axis for layers: [batch, units].": layers,
        "The first state counts letters. It has hidden_size units.": wide,
    }


@check("06_name_generation.name_rnn", points=1)
def first_state(student, draw):
    """The first state of models new and old, the number of parameters and the mode, on any device."""
    batch, *sizes = draw.sizes(4, 4, 9)

    def drawn(batch, sizes, dtype=torch.float32, training=True):
        named = dict(zip(("categories", "letters", "units"), sizes, strict=True))
        return {"like": torch.zeros(1, dtype=dtype), "batch": batch, **named, "training": training}

    cases = {
        "With some names": drawn(batch, sizes),
        "With one name": drawn(1, sizes, training=False),
        "In float64": drawn(batch + 1, sizes, torch.float64),
        "With 1,030 names": drawn(1030, sizes),
        "With other sizes": drawn(batch, sizes[::-1]),
        "With one unit": drawn(2, [3, 2, 1], training=False),
    }
    promised(student, call_first, cases, first_of, FIRST, mistakes=other_first, draws=True)
