"""Hidden checks of lab 03: two directions, one state."""

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence

from autograder.check import Failed, check, expect, expect_close, expect_dtype, expect_shape

LAB = "03_bidirectional"


# 3.1 · build


def build_probe(names, x, hidden_size, num_layers):
    layer = names["make_birnn"](x.shape[2], hidden_size, num_layers)
    kind = type(layer).__name__
    if not isinstance(layer, torch.nn.Module):
        return {"module": False, "kind": kind}
    weights = list(layer.to(x.device).parameters())
    reads = getattr(layer, "input_size", x.shape[2])
    reply = {"module": True, "kind": kind, "reads": reads, "count": len(weights)}
    reply.update({f"w{i}": weight for i, weight in enumerate(weights)})
    if reads == x.shape[2]:
        result = layer(x)
        if isinstance(result, tuple) and len(result) == 2:
            reply["output"], reply["state"] = result
        reply["again"] = layer(x)[0]
    return reply


def built(student, x, hidden_size, num_layers):
    """Run the probe and make sure that what came back is a layer over `x`."""
    reply = student.run(build_probe, x=x, hidden_size=hidden_size, num_layers=num_layers)
    kind = reply.text("kind")
    if not reply.flag("module"):
        expect(kind != "NoneType", "make_birnn returned None: is the `return` missing?")
        raise Failed("make_birnn did not return a layer. Return the nn.RNN itself; do not run it.")
    expect(kind != "LSTM", "An nn.LSTM came back: its state is a pair. This exercise asks for nn.RNN.")
    expect(
        reply.number("reads") == x.shape[2],
        "The layer does not read input_size numbers per step. Are the arguments in the order (input_size, "
        "hidden_size, num_layers), and taken from the function instead of the constants?",
    )
    return reply


@check(f"{LAB}.build", points=1)
def shapes(student, draw):
    for num_layers in (draw.choice([4, 5]), 1):
        batch, seq_len, features, hidden = draw.sizes(4, 3, 9)
        x = draw.normal(batch, seq_len, features)
        reply = built(student, x, hidden, num_layers)
        output, state = reply.tensor("output"), reply.tensor("state")
        rows, size = state.shape[0], state.shape[-1]
        expect(size != 2 * hidden, "hidden_size was doubled by hand: it is the size of one direction.")
        expect(2 * size != 2 * (hidden // 2), "hidden_size was halved: it is the size of one direction.")
        expect(
            output.shape[-1] != hidden or rows not in (num_layers, 2 * num_layers),
            "Only one direction reads the sequence: is bidirectional=True missing?",
        )
        expect(
            list(state.shape[1:]) != [seq_len, hidden],
            "Time was taken for the batch: is batch_first=True missing?",
        )
        expect(
            rows in (2 * num_layers, num_layers),
            "The state has the wrong number of rows: does num_layers arrive?",
        )
        expect_shape(output, [batch, seq_len, 2 * hidden], "two vectors of hidden_size per step")
        expect_shape(state, [2 * num_layers, batch, hidden], "a row for every layer and direction")


@check(f"{LAB}.build", points=1)
def layer(student, draw):
    batch, seq_len, features, hidden = draw.sizes(4, 3, 9)
    num_layers = draw.choice([4, 5])
    x = draw.normal(batch, seq_len, features)
    reply = built(student, x, hidden, num_layers)
    count = reply.number("count")
    weights = [reply.tensor(f"w{i}") for i in range(min(int(count), 64))]
    sizes = [list(w.shape) for w in weights]
    two = nn.RNN(features, hidden, num_layers, batch_first=True, bidirectional=True)
    wanted = [list(p.shape) for p in two.parameters()]
    expect(sizes != [s for s in wanted if len(s) == 2], "The biases are missing: leave bias at its default.")
    expect(
        count != 4 * num_layers, "The layer has the weights of one direction: is bidirectional=True missing?"
    )
    expect(count != 8, "The layer has the weights of one layer: does num_layers arrive?")
    expect(
        sizes[0] != [3 * hidden, features],
        "The weights are those of an nn.GRU. This exercise asks for nn.RNN.",
    )
    expect(
        sizes == wanted, "The weights do not have the sizes that input_size, hidden_size and num_layers give."
    )
    output = reply.tensor("output")
    repeats = torch.equal(output, reply.tensor("again"))
    expect(repeats, "Two runs on the same input differ: leave dropout at its default.")

    def run(nonlinearity="tanh", batch_first=True):
        reference = nn.RNN(
            features, hidden, num_layers, nonlinearity, batch_first=batch_first, bidirectional=True
        )
        reference.load_state_dict(dict(zip(reference.state_dict(), weights, strict=True)))
        return reference(x)[0]

    expect_close(output, run(), "The layer computes something else than nn.RNN with its defaults.", mistakes={
        "The layer uses relu: leave nonlinearity at its default, tanh.": run("relu"),
        "Sequences of a batch touch each other: is batch_first=True missing?": run(batch_first=False),
    })  # fmt: skip


# 3.2 · shapes


def shapes_probe(names, batch_size, seq_len, hidden_size, num_layers, bidirectional):
    def sizes(shape):
        try:
            return torch.tensor(list(shape))
        except (TypeError, ValueError, RuntimeError):
            return shape

    pair = names["bidirectional_shapes"](batch_size, seq_len, hidden_size, num_layers, bidirectional)
    if not isinstance(pair, (tuple, list)) or len(pair) != 2:
        return {"pair": False, "none": pair is None}
    return {"pair": True, "output": sizes(pair[0]), "state": sizes(pair[1])}


def predicted(student, draw, which):
    """Yield (prediction, sizes) for one and two directions; the prediction is a list of ints."""
    for bidirectional in (True, False):
        batch, seq_len, hidden = draw.sizes(3, 17, 40)
        layers = draw.choice([7, 8])  # not the lab's own 3, and no sum of small numbers gives 6
        reply = student.run(
            shapes_probe, batch_size=batch, seq_len=seq_len, hidden_size=hidden, num_layers=layers,
            bidirectional=bidirectional,
        )  # fmt: skip
        if not reply.flag("pair"):
            expect(not reply.flag("none"), "bidirectional_shapes returned None: is the `return` missing?")
            raise Failed("Return a pair of shapes: (output shape, state shape).")
        shape = reply.tensor(which)
        expect_dtype(shape, torch.int64, "a shape is made of whole numbers; `/` gives a float, `//` an int")
        expect(shape.dim() == 1, "A shape is one flat tuple of numbers.")
        yield shape.tolist(), (batch, seq_len, hidden, layers, bidirectional)


@check(f"{LAB}.shapes", points=1.5)
def output(student, draw):
    for shape, (batch, seq_len, hidden, layers, two) in predicted(student, draw, "output"):
        d = 2 if two else 1
        hints = {
            (d * layers, batch, hidden): "The state's shape came first: the order is (output, state).",
            (batch, seq_len, hidden): "output: each step joins the vectors of two directions.",
            (batch, seq_len, 2 * hidden): "output: with bidirectional=False there is one vector per step.",
            (seq_len, batch, d * hidden): "output: with batch_first=True the batch comes first.",
            (batch, seq_len, layers * hidden): "output shows the last layer only: num_layers plays no part.",
            (
                batch,
                seq_len,
                d * layers * hidden,
            ): "output shows the last layer only: num_layers plays no part.",
            (
                batch,
                seq_len,
                d,
                hidden,
            ): "output: the directions have no axis of their own; they share the last.",
            (batch, d * hidden): "output has one vector for every step: where is seq_len?",
            (batch, d * seq_len, hidden): "output: the directions are joined on the last axis, not in time.",
            (
                d * batch,
                seq_len,
                hidden,
            ): "output: the directions are joined on the last axis, not in the batch.",
        }
        hint = hints.get(tuple(shape), "output: think of [batch, step, what one step returns].")
        expect(shape == [batch, seq_len, d * hidden], hint)


@check(f"{LAB}.shapes", points=1.5)
def state(student, draw):
    for shape, (batch, seq_len, hidden, layers, two) in predicted(student, draw, "state"):
        d = 2 if two else 1
        hints = {
            (batch, seq_len, d * hidden): "The output's shape came second: the order is (output, state).",
            (layers, batch, hidden): "state: every direction keeps a final state of its own.",
            (2 * layers, batch, hidden): "state: with bidirectional=False there is one row per layer.",
            (
                batch,
                d * layers,
                hidden,
            ): "state never becomes batch-first: batch_first changes the output only.",
            (layers, batch, d * hidden): "state: directions are joined in output, but stacked in state.",
            (d, batch, hidden): "state: every layer keeps a final state of its own.",
            (1, batch, d * hidden): "state: every layer keeps a final state of its own.",
            (d * layers, seq_len, hidden): "state has one final vector for each sequence, not for each step.",
            (
                layers + d,
                batch,
                hidden,
            ): "state: one row for each layer *and* direction: a product, not a sum.",
            (
                layers + d - 1,
                batch,
                hidden,
            ): "state: one row for each layer *and* direction: a product, not a sum.",
            (layers, d, batch, hidden): "state: layer and direction share the first axis.",
            (d, layers, batch, hidden): "state: layer and direction share the first axis.",
            (d * layers, batch, d * hidden): "state: one row holds one direction, so hidden_size numbers.",
            (d * layers, hidden): "state has a vector for every sequence of the batch: where is batch_size?",
            (d * layers, hidden, batch): "state: the last axis is hidden_size.",
            (3 * d, batch, hidden): "state: 6 and 3 rows fit the sizes of section 2 only: use num_layers.",
        }
        hint = hints.get(tuple(shape), "state: think of [layers and directions, batch, one final vector].")
        expect(shape == [d * layers, batch, hidden], hint)


# 3.3 · directions


def halves_probe(names, output, weight, hidden_size):
    output.requires_grad_()
    result = names["split_directions"](output, hidden_size)
    stacked = isinstance(result, torch.Tensor) and result.dim() == output.dim() + 1
    if not (stacked or isinstance(result, (tuple, list))) or len(result) != 2:
        return {"pair": False, "none": result is None}
    reply = {"pair": True, "forward": result[0], "backward": result[1]}
    if all(isinstance(half, torch.Tensor) and half.shape == weight.shape for half in result):
        total = (result[0] * weight).sum() + (result[1] * weight**2).sum()
        reply["tracked"] = total.requires_grad
        if total.requires_grad:
            reply["gradient"] = torch.autograd.grad(total, output)[0]
    return reply


def sum_probe(names, output, weight, hidden_size):
    before = output.clone()
    output.requires_grad_()
    summed = names["sum_directions"](output * 1, hidden_size)
    reply = {"sum": summed}
    if isinstance(summed, torch.Tensor) and summed.shape == weight.shape:
        reply["tracked"] = summed.requires_grad
        if summed.requires_grad:
            reply["gradient"] = torch.autograd.grad((summed * weight).sum(), output)[0]
    names["sum_directions"](before, hidden_size)
    reply["changed"] = not torch.equal(before, output)
    return reply


def meta_probe(names, function, batch, seq_len, hidden_size):
    output = torch.empty(batch, seq_len, 2 * hidden_size, device="meta")
    try:
        result = names[function](output, hidden_size)
    except Exception as error:
        return {"device": type(error).__name__}
    parts = result if isinstance(result, (tuple, list)) else [result]
    return {"device": "meta" if all(p.device.type == "meta" for p in parts) else "cpu"}


def expect_any_device(student, function, batch, seq_len, hidden):
    reply = student.run(meta_probe, function=function, batch=batch, seq_len=seq_len, hidden_size=hidden)
    expect(
        reply.text("device") == "meta",
        f"{function} fails on a device other than the CPU: make new tensors with device=output.device.",
    )


@check(f"{LAB}.directions", points=2)
def halves(student, draw):
    for dtype in (torch.float32, torch.float64):
        batch, seq_len, hidden = draw.sizes(3, 3, 9)
        out = draw.normal(batch, seq_len, 2 * hidden, dtype=dtype)
        weight = draw.normal(batch, seq_len, hidden, dtype=dtype)
        reply = student.run(halves_probe, output=out, weight=weight, hidden_size=hidden)
        if not reply.flag("pair"):
            expect(not reply.flag("none"), "split_directions returned None: is the `return` missing?")
            raise Failed("split_directions must return two tensors: (forward, backward).")
        parts = {"forward": out[..., :hidden], "backward": out[..., hidden:]}
        for name, other in (("forward", "backward"), ("backward", "forward")):
            half, right, wrong = reply.tensor(name), parts[name], parts[other]
            hint = f"the {name} half keeps every sequence, every step and hidden_size numbers per step"
            expect_shape(half, [batch, seq_len, hidden], hint)
            expect_dtype(half, dtype, "the halves keep the dtype of output")
            odd = 0 if name == "forward" else 1
            flipped = "The {} half was flipped: torch has already put it back in the order of the sequence."
            axes = out.reshape(batch, 2, seq_len, hidden)
            expect_close(half, right, f"The {name} half holds the wrong numbers.", mistakes={
                f"The {name} half holds the {other} direction: are the two in the wrong order?": wrong,
                "Numbers of both directions alternate in a half: each half is one block of the last axis.":
                    out[..., odd::2],
                flipped.format(name): right.flip(1),
                f"The {name} half runs backwards inside each vector: flip nothing.": right.flip(2),
                "The view mixes steps: split the last axis into (2, hidden_size), and only that one.":
                    axes[:, odd],
            })  # fmt: skip
        hint = (
            "No gradient reaches output through the halves: is there a .detach(), .data or torch.tensor(...)?"
        )
        expect(reply.flag("tracked"), hint)
        expected = torch.cat([weight, weight**2], dim=-1)
        expect_close(reply.tensor("gradient"), expected, "A gradient is missing: is one half detached?")
    expect_any_device(student, "split_directions", batch, seq_len, hidden)


@check(f"{LAB}.directions", points=1)
def merged(student, draw):
    for dtype in (torch.float32, torch.float64):
        batch, seq_len, hidden = draw.sizes(3, 3, 9)
        out = draw.normal(batch, seq_len, 2 * hidden, dtype=dtype)
        weight = draw.normal(batch, seq_len, hidden, dtype=dtype)
        reply = student.run(sum_probe, output=out, weight=weight, hidden_size=hidden)
        summed = reply.tensor("sum")
        forward, backward = out[..., :hidden], out[..., hidden:]
        hints = {
            (
                batch,
                seq_len,
            ): "the sum runs over the hidden numbers; it should add one direction to the other",
            (
                batch,
                seq_len,
                1,
            ): "the sum runs over the hidden numbers; it should add one direction to the other",
            (batch, seq_len, 2 * hidden): "the halves were joined; add them number by number",
            (batch, hidden): "the sum runs over the steps too; every step keeps its own vector",
        }
        hint = hints.get(tuple(summed.shape), "one vector of hidden_size numbers per step")
        expect_shape(summed, [batch, seq_len, hidden], hint)
        expect_dtype(summed, dtype, "the sum keeps the dtype of output")
        expect_close(summed, forward + backward, "The sum holds the wrong numbers.", mistakes={
            "That is the mean: the exercise asks for the sum.": (forward + backward) / 2,
            "That is the product: the exercise asks for the sum.": forward * backward,
            "That is the larger of the two: the exercise asks for the sum.": forward.maximum(backward),
            "The halves were subtracted: the exercise asks for the sum.": forward - backward,
            "Neighbouring numbers were added: each half is one block of the last axis.":
                out[..., ::2] + out[..., 1::2],
            "One half was flipped in time: torch has already put it back in order.":
                forward + backward.flip(1),
            "The backward direction is missing from the sum.": forward,
            "The forward direction is missing from the sum.": backward,
        })  # fmt: skip
        expect(
            not reply.flag("changed"),
            "sum_directions changes the caller's tensor: do not use += on a slice of it.",
        )
        expect(
            reply.flag("tracked"), "No gradient reaches output: is there a .detach() or torch.tensor(...)?"
        )
        expected = torch.cat([weight, weight], dim=-1)
        expect_close(reply.tensor("gradient"), expected, "A gradient is missing: is one half detached?")
    expect_any_device(student, "sum_directions", batch, seq_len, hidden)


# 3.4 · summary


def summary_probe(names, state, weight, num_layers):
    state.requires_grad_()
    summary = names["sequence_summary"](state, num_layers)
    reply = {"summary": summary}
    if isinstance(summary, torch.Tensor) and summary.shape == weight.shape:
        reply["tracked"] = summary.requires_grad
        if summary.requires_grad:
            reply["gradient"] = torch.autograd.grad((summary * weight).sum(), state)[0]
    return reply


def summary_meta_probe(names, rows, batch, hidden_size):
    state = torch.empty(rows, batch, hidden_size, device="meta")
    try:
        return {"device": names["sequence_summary"](state, rows // 2).device.type}
    except Exception as error:
        return {"device": type(error).__name__}


def judge_summary(student, draw, state, num_layers, forward, backward, mistakes):
    """Compare the summary of `state` with the two final states, joined."""
    batch, hidden = state.shape[1:]
    weight = draw.normal(batch, 2 * hidden, dtype=state.dtype)
    reply = student.run(summary_probe, state=state, weight=weight, num_layers=num_layers)
    summary = reply.tensor("summary")
    hints = {
        (batch, hidden): "only one vector of hidden_size: where is the other direction?",
        (2 * batch, hidden): "the two states stand under each other: join them on the last axis",
        (2, batch, hidden): "the directions still have an axis of their own: join them on the last axis",
        (batch, 2, hidden): "the directions still have an axis of their own: join them on the last axis",
        (2 * num_layers, hidden): "one sequence was picked; the first axis of state is layer and direction",
        (batch, 2 * num_layers * hidden): "all layers were joined; take the last layer only",
    }
    expect_shape(
        summary, [batch, 2 * hidden], hints.get(tuple(summary.shape), "one joined vector per sequence")
    )
    expect_dtype(summary, state.dtype, "the summary keeps the dtype of state")

    def joined(first, second):
        return torch.cat([first, second], dim=-1)

    expect_close(summary, joined(forward, backward), "The summary holds the wrong numbers.", mistakes={
        "The backward state comes first: the order is forward, then backward.": joined(backward, forward),
        "Sequences are mixed: a view or reshape fills a row from two sequences. Join with torch.cat.":
            state[-2:].reshape(batch, -1),
        "Only the forward direction is there, twice.": joined(forward, forward),
        "Only the backward direction is there, twice.": joined(backward, backward),
        **mistakes,
    })  # fmt: skip
    expect(reply.flag("tracked"), "No gradient reaches state: is there a .detach() or torch.tensor(...)?")
    expected = torch.zeros_like(state)
    expected[-2], expected[-1] = weight[:, :hidden], weight[:, hidden:]
    expect_close(reply.tensor("gradient"), expected, "A gradient is missing: is one half detached?")


def expect_summary_on_meta(student, rows, batch, hidden):
    reply = student.run(summary_meta_probe, rows=rows, batch=batch, hidden_size=hidden)
    hint = "sequence_summary fails on a device other than the CPU: make new tensors with device=state.device."
    expect(reply.text("device") == "meta", hint)


@check(f"{LAB}.summary", points=2)
def one_layer(student, draw):
    for dtype in (torch.float32, torch.float64):
        batch, hidden = draw.sizes(2, 3, 9)
        state = draw.normal(2, batch, hidden, dtype=dtype)
        judge_summary(student, draw, state, 1, state[0], state[1], {})
    alone = draw.normal(2, 1, hidden)
    judge_summary(student, draw, alone, 1, alone[0], alone[1], {})
    expect_summary_on_meta(student, 2, batch, hidden)


@check(f"{LAB}.summary", points=2)
def layers(student, draw):
    batch = draw.choice([3, 5, 7, 9])  # odd, so that it is never the number of rows
    features, hidden = draw.sizes(2, 3, 9)
    for num_layers, dtype in ((2, torch.float32), (draw.choice([3, 4]), torch.float64)):
        rnn = nn.RNN(features, hidden, num_layers, batch_first=True, bidirectional=True, dtype=dtype)
        with torch.no_grad():
            for name, parameter in rnn.named_parameters():
                scale = 0.5 if "weight" in name else 0.2
                parameter.copy_(draw.normal(*parameter.shape, scale=scale, dtype=dtype))
            lengths = draw.integers(1, 8, batch)
            lengths[0] = 8
            x = draw.normal(batch, 8, features, dtype=dtype)
            packed = pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
            state = rnn(packed)[1]
            alone = [rnn(x[b : b + 1, :n])[0][0] for b, n in enumerate(lengths.tolist())]
            padded = rnn(x)[0]
        forward = torch.stack([out[-1, :hidden] for out in alone])
        backward = torch.stack([out[0, hidden:] for out in alone])

        def row(first, second, state=state):
            return torch.cat([state[first], state[second]], dim=-1)

        judge_summary(student, draw, state, num_layers, forward, backward, {
            "That is a layer in the middle: the last layer has the last two rows.": row(2, 3),
            "That is the first layer: the last layer has the last two rows.": row(0, 1),
            "That is the first row and the last one: two different layers.": row(0, -1),
            "The rows are not all forward, then all backward: each layer has its two rows side by side.":
                row(num_layers - 1, 2 * num_layers - 1),
            "num_layers is not the row of the last layer: each layer has two rows.":
                row(num_layers, min(num_layers + 1, 2 * num_layers - 1)),
            "num_layers - 1 is not the row of the last layer: each layer has two rows.":
                row(num_layers - 1, num_layers),
            "That is the output's last step: its backward half has made one step only.": padded[:, -1],
        })  # fmt: skip
    expect_summary_on_meta(student, 2 * num_layers, batch, hidden)


# 3.5 · extra_parameters


def extra_probe(names, input_size, hidden_size, num_layers):
    extra = names["extra_parameters"](input_size, hidden_size, num_layers)
    if isinstance(extra, torch.Tensor) and extra.numel() == 1:
        extra = extra.item()
    return {"extra": extra}


def judge_extra(student, draw, layer_counts, mistakes):
    """Compare the student's number with torch's at several sizes; a mistake must fit all of them."""
    sizes = [(*draw.sizes(2, 3, 40), num_layers) for num_layers in layer_counts]
    got, expected = [], []
    for features, hidden, num_layers in sizes:
        reply = student.run(extra_probe, input_size=features, hidden_size=hidden, num_layers=num_layers)
        got.append(float(reply.number("extra")))
        one, two = (
            sum(
                p.numel()
                for p in nn.RNN(features, hidden, num_layers, bidirectional=b, device="meta").parameters()
            )
            for b in (False, True)
        )
        expected.append(two - one)

    def at_all(formula):
        return torch.tensor([formula(*size) for size in sizes], dtype=torch.float64)

    expect_close(
        torch.tensor(got, dtype=torch.float64),
        torch.tensor(expected, dtype=torch.float64),
        "The number is not the one torch gives. Write down the shape of every tensor of one layer first.",
        mistakes={hint: at_all(formula) for hint, formula in mistakes.items()},
        rtol=0.0,
        atol=0.25,
    )


def one_way(i, h, n):
    """Count the parameters of an nn.RNN with one direction."""
    return h * (i + h + 2) + (n - 1) * h * (2 * h + 2)


@check(f"{LAB}.extra_parameters", points=1)
def first_layer(student, draw):
    judge_extra(student, draw, (1, 1, 1), {
        "One bias is missing: torch keeps b_ih and b_hh.": lambda i, h, n: h * (i + h + 1),
        "The biases are missing.": lambda i, h, n: h * (i + h),
        "That counts both directions: the question is how many are added.":
            lambda i, h, n: 2 * h * (i + h + 2),
        "That is a ratio: the question is how many are added.": lambda i, h, n: 2.0,
        "The hidden-to-hidden matrix is missing.": lambda i, h, n: h * (i + 2),
        "The input-to-hidden matrix is missing.": lambda i, h, n: h * (h + 2),
        "A bias is a vector: it has hidden_size numbers.": lambda i, h, n: h * (i + h) + 2,
        "The first layer reads input_size numbers; only later layers read two directions.":
            lambda i, h, n: h * (3 * h + 2),
        "The hidden-to-hidden matrix is hidden_size by hidden_size.": lambda i, h, n: h * (2 * i + 2),
        "The biases are counted for both directions.": lambda i, h, n: h * (i + h + 4),
        "Four gates belong to an LSTM; nn.RNN has none.": lambda i, h, n: 4 * h * (i + h + 2),
        "The states of one direction do not feed the other: the hidden-to-hidden matrix is not doubled.":
            lambda i, h, n: h * (i + 2 * h + 2),
    })  # fmt: skip


@check(f"{LAB}.extra_parameters", points=2)
def later_layers(student, draw):
    def first(i, h):
        return h * (i + h + 2)

    judge_extra(student, draw, (2, 3, draw.choice([4, 5])), {
        "Twice the parameters? Only with one layer: a later layer reads 2·hidden_size numbers.": one_way,
        "Every layer was counted like the first; later layers do not read input_size numbers.":
            lambda i, h, n: n * first(i, h),
        "The forward direction of the later layers grows too: it also reads both directions.":
            lambda i, h, n: first(i, h) + (n - 1) * (3 * h * h + 2 * h),
        "The later layers number num_layers - 1.": lambda i, h, n: first(i, h) + n * (4 * h * h + 2 * h),
        "Later layers were counted whole: subtract what they have with one direction.":
            lambda i, h, n: first(i, h) + (n - 1) * (6 * h * h + 4 * h),
        "num_layers has no effect.": lambda i, h, n: first(i, h),
        "That counts both directions: the question is how many are added.":
            lambda i, h, n: 2 * first(i, h) + (n - 1) * (6 * h * h + 4 * h),
        "One bias is missing: torch keeps b_ih and b_hh.":
            lambda i, h, n: h * (i + h + 1) + (n - 1) * (4 * h * h + h),
        "The biases are missing.": lambda i, h, n: h * (i + h) + (n - 1) * 4 * h * h,
        "The biases of the later layers are missing.": lambda i, h, n: first(i, h) + (n - 1) * 4 * h * h,
        "The states of one direction do not feed the other: the hidden-to-hidden matrix is not doubled.":
            lambda i, h, n: h * (i + 2 * h + 2) + (n - 1) * (6 * h * h + 2 * h),
    })  # fmt: skip


# 3.6 · reverse


def reverse_probe(names, x, weight, **weights):
    class Closed(torch.nn.RNN):
        def forward(self, *arguments, **options):
            if self is birnn:
                raise RuntimeError("birnn itself was called; run a one-directional layer instead")
            return super().forward(*arguments, **options)

    hidden = weights["weight_hh_l0"].shape[0]
    birnn = Closed(x.shape[2], hidden, batch_first=True, bidirectional=True, device=x.device, dtype=x.dtype)
    birnn.load_state_dict(weights)
    before = x.clone()
    x.requires_grad_()
    backward = names["backward_as_forward"](birnn, x)
    same = all(torch.equal(weights[name], p) for name, p in birnn.named_parameters())
    reply = {"backward": backward, "changed": not same or not torch.equal(before, x)}
    if isinstance(backward, torch.Tensor) and backward.shape == weight.shape:
        reply["tracked"] = False
        if backward.requires_grad:
            (gradient,) = torch.autograd.grad((backward * weight).sum(), x, allow_unused=True)
            reply["tracked"] = gradient is not None
            reply["gradient"] = gradient
    return reply


def reverse_meta_probe(names, batch, seq_len, input_size, hidden_size):
    options = {"batch_first": True, "bidirectional": True, "device": "meta"}
    birnn = torch.nn.RNN(input_size, hidden_size, **options)
    x = torch.empty(batch, seq_len, input_size, device="meta")
    try:
        return {"device": names["backward_as_forward"](birnn, x).device.type}
    except Exception as error:
        return {"device": type(error).__name__}


def judge_reverse(student, draw, batch, seq_len, features, hidden, dtype):
    """Compare with the backward half of a real layer; return (reply, expected gradient of x)."""
    rnn = nn.RNN(features, hidden, batch_first=True, bidirectional=True, dtype=dtype)
    with torch.no_grad():
        for parameter in rnn.parameters():
            parameter.copy_(draw.normal(*parameter.shape, scale=0.5, dtype=dtype))
    x = draw.normal(batch, seq_len, features, dtype=dtype)
    weight = draw.normal(batch, seq_len, hidden, dtype=dtype)
    weights = {name: p.detach() for name, p in rnn.named_parameters()}
    reply = student.run(reverse_probe, x=x, weight=weight, **weights)

    def one_way(x, suffix, drop=()):
        layer = nn.RNN(features, hidden, batch_first=True, dtype=dtype)
        layer.load_state_dict({n: weights[n + suffix] * (n not in drop) for n in layer.state_dict()})
        return layer(x)[0]

    with torch.no_grad():
        both = rnn(x)[0]
        flipped = one_way(x.flip(1), "_reverse")
        mistakes = {
            "The result still runs from the end: flip it back in time.": flipped,
            "The forward direction's weights were copied: the names you need end in _reverse.":
                one_way(x.flip(1), "").flip(1),
            "The forward direction's weights were copied, and nothing was flipped back.":
                one_way(x.flip(1), ""),
            "Time was not reversed before the run: with batch_first, time is axis 1.": one_way(x, "_reverse"),
            "Time was not reversed before the run, only in the result.": one_way(x, "_reverse").flip(1),
            "The batch was flipped, not time, and not back: with batch_first, time is axis 1.":
                one_way(x.flip(0), "_reverse"),
            "The numbers of each input were flipped, not time: time is axis 1.":
                one_way(x.flip(2), "_reverse"),
            "Too many axes were flipped: time is axis 1.": one_way(x.flip(0, 1), "_reverse").flip(1),
            "That is the forward half: the exercise asks for the backward one.": both[..., :hidden],
            "The biases are missing.":
                one_way(x.flip(1), "_reverse", ("bias_ih_l0", "bias_hh_l0")).flip(1),
            "The bias bias_hh_l0_reverse is missing.": one_way(x.flip(1), "_reverse", ("bias_hh_l0",)).flip(1),
            "The bias bias_ih_l0_reverse is missing.": one_way(x.flip(1), "_reverse", ("bias_ih_l0",)).flip(1),
        }  # fmt: skip
    backward = reply.tensor("backward")
    hints = {
        (batch, hidden): "that is the final state; every step is asked for",
        (1, batch, hidden): "that is the state, the second thing the layer returns; take the first",
        (batch, seq_len, 2 * hidden): "both directions came back; one is asked for",
    }
    hint = hints.get(tuple(backward.shape), "one vector of hidden_size per step, batch first")
    expect_shape(backward, [batch, seq_len, hidden], hint)
    expect_dtype(backward, dtype, "the result keeps the dtype of x")
    said = (
        "The numbers are not those of the backward direction: are all four tensors copied, each to its place?"
    )
    expect_close(backward, both[..., hidden:], said, mistakes=mistakes)
    x.requires_grad_()
    (gradient,) = torch.autograd.grad((rnn(x)[0][..., hidden:] * weight).sum(), x)
    return reply, gradient


@check(f"{LAB}.reverse", points=1)
def values(student, draw):
    batch, seq_len, features, hidden = draw.sizes(4, 3, 9)
    judge_reverse(student, draw, batch, seq_len, features, hidden, torch.float32)
    judge_reverse(student, draw, 1, seq_len, features, hidden, torch.float32)


@check(f"{LAB}.reverse", points=1)
def anywhere(student, draw):
    batch, seq_len, features, hidden = draw.sizes(4, 3, 9)
    try:
        reply, gradient = judge_reverse(student, draw, batch, seq_len, features, hidden, torch.float64)
    except Failed as failed:
        if "dtype" in str(failed) or "Double" in str(failed):
            raise Failed(
                "It fails in float64: give the new layer dtype=x.dtype and device=x.device."
            ) from None
        raise
    expect(not reply.flag("changed"), "birnn or x was changed: copy out of birnn, never into it.")
    expect(reply.flag("tracked"), "No gradient reaches x: only the copying belongs under torch.no_grad().")
    expect_close(reply.tensor("gradient"), gradient, "The gradient of x is wrong: is a part of x detached?")
    judge_reverse(student, draw, batch, 1, features, hidden, torch.float64)
    sizes = {"batch": batch, "seq_len": seq_len, "input_size": features, "hidden_size": hidden}
    device = student.run(reverse_meta_probe, **sizes).text("device")
    expect(device == "meta", "It fails on a device other than the CPU: give the new layer device=x.device.")
