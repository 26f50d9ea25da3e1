"""Exercise 4.1: One step of an LSTM."""

from itertools import permutations

import torch

from autograder.check import check, expect, expect_close, expect_dtype, expect_shape
from autograder.checks.shared import expect_another_device, on_another_device


def lstm_probe(names, x_t, h, c, W_ih, W_hh, b_ih, b_hh, to_h=None, to_c=None):
    """Return the student's h and c, whether the arguments are as before, and gradients if asked."""

    def closed(*args, **named):
        raise NotImplementedError("Exercise 4.1 asks for your own code, not for PyTorch's LSTM")

    def step():
        places = (
            (torch.nn.LSTMCell, "forward"),
            (torch.nn.LSTM, "forward"),
            (torch, "lstm_cell"),
            (torch, "lstm"),
        )
        kept = [getattr(owner, name) for owner, name in places]
        for owner, name in places:
            setattr(owner, name, closed)
        try:
            return names["lstm_step"](x_t, h, c, (W_ih, W_hh, b_ih, b_hh))
        finally:
            for (owner, name), value in zip(places, kept, strict=True):
                setattr(owner, name, value)

    given = {"x_t": x_t, "h": h, "c": c, "W_ih": W_ih, "W_hh": W_hh, "b_ih": b_ih, "b_hh": b_hh}
    before = {name: value.clone() for name, value in given.items()}
    answer = step()
    if not isinstance(answer, (tuple, list)) or len(answer) != 2:
        return {"pair": False}
    reply = {"pair": True, "h": answer[0], "c": answer[1]}
    reply["changed"] = " ".join(n for n, v in given.items() if not torch.equal(v, before[n]))
    if to_h is None or reply["changed"]:
        return reply
    for value in given.values():
        value.requires_grad_()
    h_new, c_new = step()
    reply["linked"] = bool(h_new.requires_grad and c_new.requires_grad)
    if reply["linked"]:
        loss = (h_new * to_h).sum() + (c_new * to_c).sum()
        grads = torch.autograd.grad(loss, list(given.values()), allow_unused=True)
        for name, grad in zip(given, grads, strict=True):
            reply[f"grad_{name}"] = torch.zeros_like(given[name]) if grad is None else grad
    return reply


def lstm_device_probe(names, x_t, h, c, W_ih, W_hh, b_ih, b_hh):
    def call(move):
        weights = tuple(map(move, (W_ih, W_hh, b_ih, b_hh)))
        return names["lstm_step"](move(x_t), move(h), move(c), weights)

    return on_another_device(call)


def lstm_inputs(draw, batch, feats, units, dtype=torch.float32):
    """Draw the arguments of one step, by name."""
    shapes = {
        "x_t": (batch, feats), "h": (batch, units), "c": (batch, units),
        "W_ih": (4 * units, feats), "W_hh": (4 * units, units), "b_ih": (4 * units,), "b_hh": (4 * units,),
    }  # fmt: skip
    return {name: draw.normal(*shape, scale=0.8, dtype=dtype) for name, shape in shapes.items()}


def lstm_sums(x_t, h, c, W_ih, W_hh, b_ih, b_hh):
    """Return the four sums of a step, by name."""
    return dict(zip("ifgo", (x_t @ W_ih.T + b_ih + h @ W_hh.T + b_hh).chunk(4, -1), strict=True))


def lstm_reference(given, order="ifgo", gate=torch.sigmoid, new=torch.tanh):
    """Return h and c of one step; the other arguments are for mistakes."""
    sums = lstm_sums(**given)
    i, f, g, o = (sums["ifgo"[order.index(name)]] for name in "ifgo")
    c = gate(f) * given["c"] + gate(i) * new(g)
    return gate(o) * torch.tanh(c), c


def without(given, *names):
    """Return the arguments with some of them set to zero."""
    return {name: torch.zeros_like(v) if name in names else v for name, v in given.items()}


def lstm_mistakes(given):
    """Return (hint, (h, c)) of the known mistakes in the whole step."""
    missing = "The four sums lack a part:"
    g_takes_tanh = "It is the new content: it takes tanh."
    gates = "i, f and o take the sigmoid."
    swapped = "are swapped: the order is i, f, g, o."
    found = [
        (f"The forget gate and the input gate {swapped}", lstm_reference(given, "figo")),
        (f"The output gate and the new content {swapped}", lstm_reference(given, "ifog")),
        (f"g is squashed by a sigmoid. {g_takes_tanh}", lstm_reference(given, new=torch.sigmoid)),
        (f"g is not squashed. {g_takes_tanh}", lstm_reference(given, new=lambda g: g)),
        (f"The gates are not squashed: {gates}", lstm_reference(given, gate=lambda z: z)),
        (f"The gates take tanh, but lie between 0 and 1: {gates}", lstm_reference(given, gate=torch.tanh)),
        (f"{missing} b_hh has no effect.", lstm_reference(without(given, "b_hh"))),
        (f"{missing} b_ih has no effect.", lstm_reference(without(given, "b_ih"))),
        (f"{missing} where are the two biases?", lstm_reference(without(given, "b_ih", "b_hh"))),
        (f"{missing} the old h has no effect on them.", lstm_reference(without(given, "W_hh"))),
        (f"{missing} x_t has no effect on them.", lstm_reference(without(given, "W_ih"))),
    ]
    for order in permutations("ifgo"):
        if order != tuple("ifgo"):
            hint = "The four parts are cut in another order: it is i, f, g, o."
            found.append((hint, lstm_reference(given, "".join(order))))
    return found


@check("04_char_lstm.lstm_step", points=1.5)
def values(student, draw):
    batch, feats, units = draw.sizes(3, 3, 8)
    given = lstm_inputs(draw, batch, feats, units)
    reply = student.run(lstm_probe, **given)
    expect(reply.flag("pair"), "Return two things: (h, c).")
    h, c = reply.tensor("h"), reply.tensor("c")
    said = "one vector of hidden_size for every sequence of the batch."
    expect_shape(h, [batch, units], f"h has {said}")
    expect_shape(c, [batch, units], f"c has {said}")
    h_right, c_right = lstm_reference(given)
    both = torch.cat([h, c], -1)
    known = [
        ("h and c are swapped: return (h, c), the hidden state first.", (c_right, h_right)),
        ("The old state came back: return the new h and the new c.", (given["h"], given["c"])),
    ]
    for hint, pair in known + lstm_mistakes(given):
        expect(not torch.allclose(both, torch.cat(pair, -1), rtol=1e-4, atol=1e-5), hint)
    sums = lstm_sums(**given)
    i, f, o, g = sums["i"].sigmoid(), sums["f"].sigmoid(), sums["o"].sigmoid(), sums["g"].tanh()
    expect_close(
        c,
        c_right,
        "c differs: it is f times the old c, plus i times g.",
        mistakes={
            "The old c is missing: c is f times the old c, plus i times g.": i * g,
            "The old c is kept whole: multiply it by the forget gate.": given["c"] + i * g,
            "The new content is not multiplied by the input gate.": f * given["c"] + g,
            "The old h stands where the old c belongs: f times the old c.": f * given["h"] + i * g,
            "The input gate is not used: 1 - f takes its place. That is a GRU.": f * given["c"] + (1 - f) * g,
            "c came back squashed: the tanh is for h only.": c_right.tanh(),
            "The old c came back: return the new one.": given["c"],
            "c is a product of both parts: they are added.": f * given["c"] * i * g,
        },
    )
    expect_close(
        h,
        h_right,
        "c is right, h differs: it is o times the tanh of the new c.",
        mistakes={
            "The tanh of c is forgotten: h is o times tanh(c).": o * c_right,
            "The output gate is missing: h is o times tanh(c).": c_right.tanh(),
            "h is made from the old c. It needs the new one.": o * given["c"].tanh(),
            "c is squashed by a sigmoid on its way to h: it takes tanh.": o * c_right.sigmoid(),
            "The output gate is not squashed: it takes the sigmoid.": sums["o"] * c_right.tanh(),
            "The old h came back: return the new one.": given["h"],
            "c came back twice: h is o times tanh(c).": c_right,
        },
    )


@check("04_char_lstm.lstm_step", points=1.5)
def any_input(student, draw):
    feats, units = draw.sizes(2, 3, 7)
    double = torch.float64
    given = lstm_inputs(draw, 1, feats, units, double)
    to_h, to_c = draw.normal(1, units, dtype=double), draw.normal(1, units, dtype=double)
    reply = student.run(lstm_probe, **given, to_h=to_h, to_c=to_c)
    expect(reply.flag("pair"), "Return two things: (h, c).")
    for name in "hc":
        expect_shape(
            reply.tensor(name), [1, units], "a batch of one keeps its batch axis: is it squeezed away?"
        )
        expect_dtype(reply.tensor(name), double, "the new state has the dtype of its inputs.")
    changed = reply.text("changed")
    expect(
        not changed,
        f"Your function changes {changed} of the caller in place. Make new tensors: no `c *= …`, no `h[:] = …`.",
    )
    expect(
        reply.flag("linked"), "No gradient can flow back: is there a detach, .data, no_grad or torch.tensor?"
    )
    leaves = {name: value.clone().requires_grad_() for name, value in given.items()}
    h, c = lstm_reference(leaves)
    wanted = torch.autograd.grad((h * to_h).sum() + (c * to_c).sum(), list(leaves.values()))
    for name in leaves:
        mine = reply.tensor(f"grad_{name}")
        expect(bool(mine.any()), f"No gradient reaches {name}: is it detached, or not used?")
    for name, grad in zip(leaves, wanted, strict=True):
        expect_close(
            reply.tensor(f"grad_{name}"),
            grad,
            f"The gradient that reaches {name} differs from nn.LSTMCell's.",
        )
    expect_another_device(
        student.run(lstm_device_probe, **given),
        "Something is made on the CPU. A new tensor must be on the device of its inputs.",
    )
