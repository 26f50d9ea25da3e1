"""Exercise 4.1: One step of an LSTM."""

from itertools import permutations

import torch

from autograder.check import check
from autograder.contracts import keeps_promises, played
from autograder.expect import expect, expect_close, expect_shape


def call_lstm(names, kept, x_t, h, c, W_ih, W_hh, b_ih, b_hh):
    return names["lstm_step"](x_t, h, c, (W_ih, W_hh, b_ih, b_hh))


def lstm_inputs(draw, batch, feats, units, dtype=torch.float32):
    """Draw the arguments of one step, by name."""
    shapes = {
        "x_t": (batch, feats), "h": (batch, units), "c": (batch, units),
        "W_ih": (4 * units, feats), "W_hh": (4 * units, units), "b_ih": (4 * units,), "b_hh": (4 * units,),
    }  # fmt: skip
    return {name: draw.normal(*shape, scale=0.8, dtype=dtype) for name, shape in shapes.items()}


def sums_of(x_t, h, c, W_ih, W_hh, b_ih, b_hh):
    return (x_t @ W_ih.T + b_ih + h @ W_hh.T + b_hh).chunk(4, -1)


def right_lstm(order="ifgo", gate=torch.sigmoid, new=torch.tanh, **given):
    """Return h and c of one step; the first three are for mistakes."""
    i, f, g, o = (sums_of(**given)[order.index(name)] for name in "ifgo")
    c = gate(f) * given["c"] + gate(i) * new(g)
    return gate(o) * torch.tanh(c), c


def lstm_mistakes(given):
    """Return (hint, (h, c)) of the known mistakes in the whole step."""
    right, sums = right_lstm(**given), "The four sums lack a part:"
    yield "h and c are swapped: return (h, c), the hidden state first.", right[::-1]
    yield "The old state came back: return the new h and the new c.", (given["h"], given["c"])
    other = "The four parts are cut in another order: it is i, f, g, o."
    swapped = "are swapped: the order is i, f, g, o."
    known = {"figo": f"The forget gate and the input gate {swapped}"}
    known |= {"ifog": f"The output gate and the new content {swapped}"}
    for order in [*map("".join, permutations("ifgo"))][1:]:
        yield known.get(order, other), right_lstm(order, **given)
    content, gates = "It is the new content: it takes tanh.", "i, f and o take the sigmoid."
    yield f"g is squashed by a sigmoid. {content}", right_lstm(new=torch.sigmoid, **given)
    yield f"g is not squashed. {content}", right_lstm(new=torch.clone, **given)
    yield f"The gates are not squashed: {gates}", right_lstm(gate=torch.clone, **given)
    yield f"The gates take tanh, but lie between 0 and 1: {gates}", right_lstm(gate=torch.tanh, **given)
    for names, said in (
        ("b_hh", "b_hh has no effect."), ("b_ih", "b_ih has no effect."), ("b_ih b_hh", "where are the two biases?"),
        ("W_hh", "the old h has no effect on them."), ("W_ih", "x_t has no effect on them."),
    ):  # fmt: skip
        yield f"{sums} {said}", right_lstm(**given | {name: 0 * given[name] for name in names.split()})


@check("04_char_lstm.lstm_step", points=1.5)
def values(student, draw):
    """The numbers of one step; each known mistake is named."""
    batch, feats, units = draw.sizes(3, 3, 8)
    given = lstm_inputs(draw, batch, feats, units)
    reply = played(student, call_lstm, [given], [0])
    expect(reply.number("count 0") == 2, "Return two things: (h, c).")
    h, c = (reply.tensor(f"result 0 {i}") for i in (0, 1))
    said = "has one vector of hidden_size for every sequence of the batch."
    expect_shape(h, [batch, units], f"h {said}")
    expect_shape(c, [batch, units], f"c {said}")
    (h_right, c_right), both = right_lstm(**given), torch.cat([h, c], -1)
    for hint, pair in lstm_mistakes(given):
        expect(not torch.allclose(both, torch.cat(pair, -1), rtol=1e-4, atol=1e-5), hint)
    (i, f, g, plain), old_h, old_c = sums_of(**given), given["h"], given["c"]
    i, f, g, o = i.sigmoid(), f.sigmoid(), g.tanh(), plain.sigmoid()
    known = {
        "The old c is missing: c is f times the old c, plus i times g.": i * g,
        "The old c is kept whole: multiply it by the forget gate.": old_c + i * g,
        "The new content is not multiplied by the input gate.": f * old_c + g,
        "The old h stands where the old c belongs: f times the old c.": f * old_h + i * g,
        "The input gate is not used: 1 - f takes its place. That is a GRU.": f * old_c + (1 - f) * g,
        "c came back squashed: the tanh is for h only.": c_right.tanh(),
        "The old c came back: return the new one.": old_c,
        "c is a product of both parts: they are added.": f * old_c * i * g,
    }
    expect_close(c, c_right, "c differs: it is f times the old c, plus i times g.", mistakes=known)
    known = {
        "The tanh of c is forgotten: h is o times tanh(c).": o * c_right,
        "The output gate is missing: h is o times tanh(c).": c_right.tanh(),
        "h is made from the old c. It needs the new one.": o * old_c.tanh(),
        "c is squashed by a sigmoid on its way to h: it takes tanh.": o * c_right.sigmoid(),
        "The output gate is not squashed: it takes the sigmoid.": plain * c_right.tanh(),
        "The old h came back: return the new one.": old_h,
        "c came back twice: h is o times tanh(c).": c_right,
    }
    expect_close(h, h_right, "c is right, h differs: it is o times the tanh of the new c.", mistakes=known)


@check("04_char_lstm.lstm_step", points=1.5)
def any_input(student, draw):
    """Any size, dtype and state, numbers far from zero, gradients of all arguments, and what every exercise promises."""
    batch, feats, units = draw.sizes(3, 3, 7)
    some, one = (batch, feats, units), (1, feats, units)
    sizes = some, some, one, (1, 1, 1), (70, 2, 3), (2, 4 * units, units)
    cases = [lstm_inputs(draw, *size) for size in sizes]
    cases[2] |= {"h": torch.zeros(1, units), "c": torch.zeros(1, units)}
    cases[4]["h"].zero_()
    double = [lstm_inputs(draw, *size, torch.float64) for size in (some, one)]
    said = {"results": ("h", "c"), "axes": ("sequence", "unit"), "gradients": tuple(cases[0])}
    keeps_promises(student, call_lstm, cases, right_lstm, **said)
    keeps_promises(student, call_lstm, double, right_lstm, rtol=1e-9, atol=1e-9, **said)
    # gates wide open and shut: beyond what exp can take
    for case, size in ((cases[0], 300), (double[0], 3000)):
        far = case | {name: size * case[name] for name in ("c", "b_ih")}
        shut = far | {"b_ih": -far["b_ih"].abs()}
        keeps_promises(student, call_lstm, [far, shut], right_lstm, device=False, **said | {"gradients": ()})
        wide = case | {name: size * (1 + case[name].abs()) for name in ("c", "b_ih")}
        closed = wide | {"b_ih": -wide["b_ih"]}  # all gradients are 0
        keeps_promises(student, call_lstm, [wide, closed], right_lstm, device=False, **said)
