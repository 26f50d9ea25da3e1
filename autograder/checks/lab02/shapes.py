"""Exercise 2.1: The two shapes."""

import torch

from autograder.check import check, expect
from autograder.contracts import keeps_promises


def shapes_probe(names, batch_size, seq_len, input_size, hidden_size, num_layers, batch_first):
    """Return both shapes as integer tensors, or what stands in the way of reading them."""
    answer = names["rnn_shapes"](batch_size, seq_len, input_size, hidden_size, num_layers, batch_first)
    if not isinstance(answer, (tuple, list)) or len(answer) != 2:
        return {"pair": False}
    reply = {"pair": True}
    for name, shape in zip(("output", "state"), answer, strict=True):
        try:
            reply[name] = torch.tensor([size.__index__() for size in shape], dtype=torch.int64)
        except Exception:
            reply[name] = type(shape).__name__
    return reply


def ask_shape(student, which, *arguments):
    """Return one of the two shapes that the student gives for these arguments, as a list."""
    keys = "batch_size", "seq_len", "input_size", "hidden_size", "num_layers", "batch_first"
    reply = student.run(shapes_probe, **dict(zip(keys, arguments, strict=True)))
    expect(reply.flag("pair"), "Return two shapes: (output shape, state shape).")
    try:
        text = reply.text(which)
    except Exception:
        return reply.tensor(which).tolist()
    expect(
        text != "Tensor",
        f"For the {which} a tensor came back. The task asks for its shape: a tuple of whole numbers.",
    )
    expect(False, f"The {which} shape is a {text[:40]} that does not hold whole numbers only.")


def call_shape(names, kept, which, **sizes):
    return torch.tensor([size.__index__() for size in names["rnn_shapes"](*sizes.values())[which]])


def shape_of(which, batch_size, seq_len, input_size, hidden_size, num_layers, batch_first):
    steps = (batch_size, seq_len) if batch_first else (seq_len, batch_size)
    return torch.tensor([(*steps, hidden_size), (num_layers, batch_size, hidden_size)][which])


def keeps_all(student, draw, which):
    """Sizes of one, equal sizes and larger ones, with the batch first and with the time first."""
    keys = "batch_size", "seq_len", "input_size", "hidden_size", "num_layers", "batch_first"
    cases = [{"which": which} | dict(zip(keys, row, strict=True)) for row in (
        (*draw.sizes(5, 2, 9), True), (*draw.sizes(5, 2, 9), False), (1, 7, 4, 6, 1, True), (6, 1, 4, 5, 3, False),
        (4, 4, 4, 4, 4, True), (1, 1, 1, 1, 1, False),
    )]  # fmt: skip
    keeps_promises(
        student, call_shape, cases, shape_of, results=(("the output shape", "the state shape")[which],), draws=True, device=False
    )  # fmt: skip


def expect_sizes(actual, expected, mistakes, hint):
    """Fail with the hint of the mistake that gives these sizes, else with the general one."""
    if actual != expected:
        said = [text for text, sizes in mistakes.items() if actual == sizes]
        expect(False, said[0] if said else hint)


@check("02_rnn_shapes.shapes", points=1.5)
def output_shape(student, draw):
    """The shape of the output, each known mistake by name, for any sizes, and what every exercise promises."""
    b, t, f, h, several = draw.sizes(5, 2, 12)
    for layers in (several, 1):
        for first in (True, False):
            shape = ask_shape(student, "output", b, t, f, h, layers, first)
            expect_sizes(
                shape,
                [b, t, h] if first else [t, b, h],
                {
                    "Batch and time stand in the wrong order in the output: look at batch_first.": (
                        [t, b, h] if first else [b, t, h]
                    ),
                    "The last axis of the output counts units, so it is hidden_size, not input_size.": (
                        [b, t, f] if first else [t, b, f]
                    ),
                    "The output holds the last layer only: num_layers plays no part in its shape.": (
                        [b, t, h * layers] if first else [t, b, h * layers]
                    ),
                    "The output has no axis for layers: it holds the last layer only.": (
                        [layers, b, t, h] if first else [layers, t, b, h]
                    ),
                    "This is the state's shape. The output's comes first in the pair.": [layers, b, h],
                    "The output keeps every time step: it has three axes.": [b, h],
                },
                "The output shape differs: one vector of hidden_size numbers for every sequence and "
                "every time step.",
            )
    keeps_all(student, draw, 0)


@check("02_rnn_shapes.shapes", points=1.5)
def state_shape(student, draw):
    """The shape of the state, each known mistake by name, for any sizes, and what every exercise promises."""
    b, t, f, h, several = draw.sizes(5, 2, 12)
    for layers in (several, 1):
        for first in (True, False):
            shape = ask_shape(student, "state", b, t, f, h, layers, first)
            expect_sizes(
                shape,
                [layers, b, h],
                {
                    "The state never becomes batch-first: its first axis is always num_layers.": [
                        b,
                        layers,
                        h,
                    ],
                    "The state has one vector for every layer: where is num_layers?": [1, b, h],
                    "The state keeps an axis for the layers, even when there is only one.": [b, h],
                    "The state has one vector for every sequence: its second axis is the batch, not "
                    "seq_len.": ([layers, t, h]),
                    "The last axis of the state counts units, so it is hidden_size, not input_size.": [
                        layers,
                        b,
                        f,
                    ],
                    "The state has no time axis: it is what is left after the last step.": [layers, b, t, h],
                    "This is the output's shape. The state's comes second in the pair.": (
                        [b, t, h] if first else [t, b, h]
                    ),
                },
                "The state shape differs: one vector of hidden_size numbers for every layer and "
                "every sequence.",
            )
    keeps_all(student, draw, 1)
