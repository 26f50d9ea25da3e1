"""Exercise 6.4: NameRNN."""

import torch

from autograder.check import check, expect, expect_close, expect_dtype, expect_shape
from autograder.checks.lab06.common import hot
from autograder.checks.shared import expect_another_device, on_another_device


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
                "The activation is tanh. Asked is ReLU.": before.tanh(),
                "The activation is a sigmoid. Asked is ReLU.": before.sigmoid(),
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


def cell_state_probe(names, categories, letters, weights, **layers):
    """Read a few letters from the first state; return that state, the result and a gradient."""
    steps, batch, n_letters = letters.shape
    units = layers["bias_h"].shape[0]
    model = names["NameRNN"](categories.shape[1], n_letters, units).to(letters)
    with torch.no_grad():
        for name in ("hidden", "logits"):
            layer = getattr(model, "to_" + name)
            layer.weight.copy_(layers["weight_" + ("h" if name == "hidden" else "o")])
            layer.bias.copy_(layers["bias_" + ("h" if name == "hidden" else "o")])
    first = model.init_hidden(batch)
    reply = {"first": first, "problem": ""}
    if not isinstance(first, torch.Tensor) or first.shape != (batch, units) or first.dtype != letters.dtype:
        return reply
    hidden, total = first, 0
    for t in range(steps):
        answer = model(categories, letters[t], hidden)
        if not isinstance(answer, (tuple, list)) or len(answer) != 2:
            return {**reply, "problem": "pair"}
        logits, hidden = answer
        if (logits.shape, hidden.shape) != (weights[t].shape, first.shape):
            return {**reply, "problem": "shapes"}
        total = total + (logits * weights[t]).sum()
    reply["linked"] = total.requires_grad
    if total.requires_grad:
        gradient = torch.autograd.grad(total, model.to_hidden.weight, allow_unused=True)[0]
        reply["gradient"] = torch.zeros_like(model.to_hidden.weight) if gradient is None else gradient
    return reply


def cell_device_probe(names, category, letter, units):
    """Run the student's cell on another device, from its own first state, or from one that is made there."""
    sizes, hidden = (category.shape[1], letter.shape[1], units), torch.zeros(len(letter), units)
    model, other = names["NameRNN"](*sizes), names["NameRNN"](*sizes)
    first = on_another_device(lambda move: move(other).init_hidden(len(letter)))
    step = on_another_device(lambda move: move(model)(move(category), move(letter), move(hidden)))
    return {**step, "first_there": first["there"]}


@check("06_name_generation.name_rnn", points=1)
def first_state(student, draw):
    several, categories, n_letters, units = draw.sizes(4, 4, 9)
    double = torch.float64
    for batch in (several, 1):
        steps = draw.size(3, 4)
        category = hot(draw.integers(0, categories - 1, batch), categories, double)
        letter = hot(draw.integers(0, n_letters - 1, steps, batch), n_letters, double)
        weights = draw.normal(steps, batch, n_letters, dtype=double)
        layers = drawn_cell(draw, categories, n_letters, units, double)
        reply = student.run(cell_state_probe, categories=category, letters=letter, weights=weights, **layers)
        first = reply.tensor("first")
        expect(
            list(first.shape) != [1, batch, units], "The first state has an axis for layers: [batch, units]."
        )
        expect(
            list(first.shape) != [batch, n_letters],
            "The first state counts letters. It has hidden_size units.",
        )
        expect_shape(first, [batch, units], "init_hidden(batch_size) is [batch_size, hidden_size].")
        expect(bool((first == 0).all()), "The first state must be zeros.")
        expect_dtype(first, double, "of a model in float64; make the zeros like a parameter, with new_zeros.")
        problem = reply.text("problem")
        expect(problem != "pair", "A step must give two things to go on with: (logits, hidden).")
        expect(
            problem != "shapes",
            "From the first state, a step does not give logits [batch, n_letters] and a state like the first.",
        )
        expect(reply.flag("linked"), "The logits have no gradient: is there a detach, a no_grad or .data?")
        weight = layers["weight_h"].clone().requires_grad_()
        hidden, cut, total, total_cut = first, first, 0, 0
        for t in range(steps):
            logits, hidden, _ = cell_step(category, letter[t], hidden, **{**layers, "weight_h": weight})
            total = total + (logits * weights[t]).sum()
            logits, cut, _ = cell_step(category, letter[t], cut.detach(), **{**layers, "weight_h": weight})
            total_cut = total_cut + (logits * weights[t]).sum()
        (wanted,) = torch.autograd.grad(total, weight)
        (without,) = torch.autograd.grad(total_cut, weight)
        expect_close(
            reply.tensor("gradient"),
            wanted,
            "The gradient of to_hidden differs from the one that goes back through all steps.",
            mistakes={
                "The gradient does not reach earlier steps: is the state detached?": without,
                "to_hidden gets no gradient: is something detached?": torch.zeros_like(wanted),
            },
        )
    inputs = {"category": draw.normal(several, categories), "letter": draw.normal(several, n_letters)}
    reply = student.run(cell_device_probe, **inputs, units=units)
    expect(
        reply.flag("first_there"),
        "The first state is not where the model is: make it on the device of a parameter, with new_zeros.",
    )
    expect_another_device(reply, "forward makes something on the CPU: on a GPU it would fail.")
