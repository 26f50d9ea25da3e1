"""Exercise 4.1: One step of an LSTM."""

from itertools import permutations

import torch

from autograder.check import check, expect, expect_close, expect_shape
from autograder.contracts import keeps_promises


def lstm_probe(names, x_t, h, c, W_ih, W_hh, b_ih, b_hh):
    """Return the student's h and c."""
    answer = names["lstm_step"](x_t, h, c, (W_ih, W_hh, b_ih, b_hh))
    if not isinstance(answer, (tuple, list)) or len(answer) != 2:
        return {"pair": False}
    return {"pair": True, "h": answer[0], "c": answer[1]}


def call_lstm(names, kept, x_t, h, c, W_ih, W_hh, b_ih, b_hh):
    return names["lstm_step"](x_t, h, c, (W_ih, W_hh, b_ih, b_hh))


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


def lstm_of(**given):
    return lstm_reference(given)


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
    """The numbers of one step; each known mistake is named."""
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
    """Any size, dtype and state, numbers far from zero, gradients of all arguments, and what every exercise promises."""
    batch, feats, units = draw.sizes(3, 3, 7)
    sizes = [(batch, feats, units), (batch, feats, units), (1, feats, units), (1, 1, 1), (70, 2, 3)]
    cases = [lstm_inputs(draw, *size) for size in sizes]
    cases[2] |= {"h": torch.zeros(1, units), "c": torch.zeros(1, units)}
    cases[4]["h"].zero_()
    cases.append(lstm_inputs(draw, batch, feats, units, torch.float64))
    cases.append(lstm_inputs(draw, 1, feats, units, torch.float64))
    results = {"results": ("h", "c"), "axes": ("sequence", "unit")}
    keeps_promises(student, call_lstm, cases, lstm_of, gradients=tuple(cases[0]), **results)
    for case in cases[:6:5]:  # gates wide open and shut: beyond what exp can take, in either dtype
        far = case | {name: (300 if case is cases[0] else 3000) * case[name] for name in ("c", "b_ih")}
        keeps_promises(student, call_lstm, [far], lstm_of, device=False, **results)
