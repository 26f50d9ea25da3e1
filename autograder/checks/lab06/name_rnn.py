"""Exercise 6.4: NameRNN."""

import torch

from autograder.check import check, expect, expect_close, expect_shape
from autograder.checks.lab06.common import hot
from autograder.contracts import keeps_promises


def cell_probe(names, category, letter, hidden, weight_h, bias_h, weight_o, bias_o):
    """Give the student's cell these weights, and take one step."""
    model = names["NameRNN"](category.shape[1], letter.shape[1], hidden.shape[1]).to(category)
    layers = [getattr(model, name, None) for name in ("to_hidden", "to_logits")]
    if not all(isinstance(layer, torch.nn.Linear) for layer in layers):
        return {"problem": "names"}
    if any(layer.bias is None for layer in layers):
        return {"problem": "bias"}
    shapes = [list(layer.weight.shape) for layer in layers]
    if shapes != [list(weight_h.shape), list(weight_o.shape)]:
        return {"problem": "sizes", "got": f"{shapes[0]} and {shapes[1]}"}
    with torch.no_grad():
        for layer, weight, bias in zip(layers, (weight_h, weight_o), (bias_h, bias_o), strict=True):
            layer.weight.copy_(weight)
            layer.bias.copy_(bias)
    answer = model(category, letter, hidden)
    if not isinstance(answer, (tuple, list)) or len(answer) != 2:
        return {"problem": "pair"}
    return {"problem": "", "logits": answer[0], "hidden": answer[1]}


def drawn_cell(draw, categories, letters, units, dtype=torch.float32):
    """Return drawn weights for both layers."""
    width = categories + letters + units
    return {
        "weight_h": draw.normal(units, width, scale=0.7, dtype=dtype),
        "bias_h": draw.normal(units, scale=0.5, dtype=dtype),
        "weight_o": draw.normal(letters, units, scale=0.7, dtype=dtype),
        "bias_o": draw.normal(letters, scale=0.5, dtype=dtype),
    }


def cell_step(category, letter, hidden, weight_h, bias_h, weight_o, bias_o):
    """Return (logits, state, state before the ReLU)."""
    before = torch.cat([category, letter, hidden], 1) @ weight_h.T + bias_h
    return before.relu() @ weight_o.T + bias_o, before.relu(), before


@check("06_name_generation.name_rnn", points=2)
def one_step(student, draw):
    """One step with given weights, with names for the usual other formulas."""
    several, categories, n_letters, units = draw.sizes(4, 4, 9)
    for batch in (several, 1):
        category = hot(draw.integers(0, categories - 1, batch), categories)
        letter = hot(draw.integers(0, n_letters - 1, batch), n_letters)
        hidden = draw.normal(batch, units).relu()
        layers = drawn_cell(draw, categories, n_letters, units)
        given = {"category": category, "letter": letter, "hidden": hidden}
        reply = student.run(cell_probe, **given, **layers)
        problem = reply.text("problem")
        expect(
            problem != "names",
            "The two layers must be nn.Linear, under the names self.to_hidden and self.to_logits.",
        )
        expect(problem != "bias", "The layers need their biases: nn.Linear as it is.")
        expect(
            problem != "sizes",
            "to_hidden reads category, letter and state together and gives the state; to_logits reads the state "
            "and gives one score for each letter. A size does not fit that.",
        )
        expect(problem != "pair", "forward must return two things: (logits, hidden).")
        logits, state = reply.tensor("logits"), reply.tensor("hidden")
        expected, new, before = cell_step(**given, **layers)
        expect(
            not (list(logits.shape) == [batch, units] and list(state.shape) == [batch, n_letters]),
            "The two results are swapped: logits first, then the state.",
        )
        expect_shape(state, [batch, units], "the state is [batch, hidden_size].")

        def changed(given=given, layers=layers, **other):
            return cell_step(**{**given, **other}, **layers)[1]

        def ordered(*parts, layers=layers):
            return (torch.cat(parts, 1) @ layers["weight_h"].T + layers["bias_h"]).relu()

        expect_close(
            state,
            new,
            "The new state differs: ReLU of to_hidden of [category; letter; hidden].",
            mistakes={
                "The state that comes back is the old one.": hidden,
                "The activation is missing: the state goes through a ReLU.": before,
                "The activation is tanh. The task asks for ReLU.": before.tanh(),
                "The activation is a sigmoid. The task asks for ReLU.": before.sigmoid(),
                "The category has no effect.": changed(category=torch.zeros_like(category)),
                "The letter has no effect.": changed(letter=torch.zeros_like(letter)),
                "The old state has no effect.": changed(hidden=torch.zeros_like(hidden)),
                "The order differs: join category, letter, hidden, in this order.": ordered(
                    letter, category, hidden
                ),
                "The order is another one: join category, letter, hidden.": ordered(category, hidden, letter),
                "The order is turned round: join category, letter, hidden.": ordered(
                    hidden, letter, category
                ),
                "The order is not category, letter, hidden.": ordered(letter, hidden, category),
            },
        )
        expect_shape(logits, [batch, n_letters], "one score for each letter.")
        from_old = hidden @ layers["weight_o"].T + layers["bias_o"]
        expect_close(
            logits,
            expected,
            "The logits differ: to_logits of the new state.",
            mistakes={
                "There is a softmax on the logits. Return raw scores.": expected.softmax(-1),
                "There is a softmax over the batch.": expected.softmax(0),
                "The scores are log-probabilities. Return raw scores, without log_softmax.": expected.log_softmax(
                    -1
                ),
                "There is a ReLU on the logits: scores may be negative.": expected.relu(),
                "The logits come from the old state: use the new one.": from_old,
                "The logits come from the state before its ReLU.": before @ layers["weight_o"].T
                + layers["bias_o"],
            },
        )


def call_cell(names, kept, category, letters, hidden, training, weight_h, bias_h, weight_o, bias_o):
    sizes = (category.shape[1], letters.shape[2], hidden.shape[1])
    if sizes not in kept:
        with torch.random.fork_rng(devices=[]):
            kept[sizes] = names["NameRNN"](*sizes)
    model = kept[sizes].to(hidden).train(training)
    weights = model.to_hidden.weight, model.to_hidden.bias, model.to_logits.weight, model.to_logits.bias
    with torch.no_grad():
        for p, drawn in zip(weights, (weight_h, bias_h, weight_o, bias_o), strict=True):
            p.copy_(drawn)
        for p in set(model.parameters()) - set(weights):
            p.add_(1)  # as if it had learned
    first, state, scores = model.init_hidden(len(hidden)), hidden, []
    with torch.enable_grad():
        for letter in letters:
            answer = model(category, letter, state)
            if not isinstance(answer, (tuple, list)) or len(answer) != 2:
                raise ValueError("forward must return two things: (logits, hidden)")
            logits, state = answer
            if logits.shape != letter.shape or state.shape != hidden.shape:
                raise ValueError(
                    "forward does not give logits [batch, n_letters], then the state [batch, units]"
                )
            scores.append(logits)
        scores, gradient = torch.stack(scores), None
        if scores.requires_grad:
            given = {"retain_graph": True, "allow_unused": True}
            (gradient,) = torch.autograd.grad(scores.square().sum(), weights[:1], **given)
    gradient = torch.zeros_like(weight_h) if gradient is None else gradient
    return scores, state, first, gradient, sum(p.numel() for p in model.parameters()), model.training


def cell_run(category, letters, hidden, training, weight_h, bias_h, weight_o, bias_o):
    """Return what `call_cell` does, by the formula of the card."""
    weights = [weight_h.clone().requires_grad_(), bias_h, weight_o, bias_o]
    state, scores = hidden, []
    for letter in letters:
        logits, state, _ = cell_step(category, letter, state, *weights)
        scores.append(logits)
    scores = torch.stack(scores)
    (gradient,) = torch.autograd.grad(scores.square().sum(), weights[:1], retain_graph=True)
    count = sum(weight.numel() for weight in weights)
    return (
        scores,
        state,
        torch.zeros_like(hidden),
        gradient,
        count,
        training,
    )


def cell_cases(draw):
    """Return runs by what they show."""
    several, categories, n_letters, units = draw.sizes(4, 4, 9)

    def drawn(batch, steps, scale=1.0, dtype=torch.float32, training=True):
        return {
            "category": hot(draw.integers(0, categories - 1, batch), categories, dtype),
            "letters": hot(draw.integers(0, n_letters - 1, steps, batch), n_letters, dtype),
            "hidden": draw.normal(batch, units, scale=scale, dtype=dtype),
            "training": training,
            **drawn_cell(draw, categories, n_letters, units, dtype),
        }

    return {
        "With one step": drawn(several, 1),
        "With another model and batch of the same size": drawn(several, 1),
        "With one name and four steps": drawn(1, 4),
        "With forty names": drawn(40, 1),
        "With a state 50 times as large": drawn(several, 1, 50.0),
        "In evaluation mode, in float64": drawn(several, 3, dtype=torch.float64, training=False),
        "With three steps": drawn(several, 3, training=False),
    }


RESULTS = (
    "the logits (raw scores, of the new state)",
    "the new state",
    "the first state (zeros [batch_size, hidden_size], made like a parameter with new_zeros)",
    "the gradient of to_hidden's weight (does it go back through all earlier steps?)",
    "the number of parameters (two linear layers and no more)",
    "the model's mode",
)


def first_probe(names, batch, sizes):
    """Return the first state of a new model."""
    return {"first": names["NameRNN"](*sizes.tolist()).init_hidden(batch)}


@check("06_name_generation.name_rnn", points=1)
def first_state(student, draw):
    """First state, steps, gradients and modes of models that live side by side, on any device."""
    batch, *sizes = draw.sizes(4, 4, 9)
    first = student.run(first_probe, batch=batch, sizes=torch.tensor(sizes)).tensor("first")
    units = sizes[2]
    said = {
        (1, batch, units): "The first state has an axis for layers: [batch, units].",
        (batch, sizes[1]): "The first state counts letters. It has hidden_size units.",
    }
    shape = f"The first state has the shape {list(first.shape)}: init_hidden(batch_size) is [batch_size, hidden_size]."
    expect(list(first.shape) == [batch, units], said.get(tuple(first.shape), shape))
    expect(bool((first == 0).all()), "The first state must be zeros.")
    drawn = cell_cases(draw)
    keeps_promises(
        student, call_cell, [*drawn.values()], cell_run, results=RESULTS, axes=("step", "name", "letter"),
        notes=tuple(drawn), gradients=("category", "letters", "hidden"),
    )  # fmt: skip
