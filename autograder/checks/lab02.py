"""Hidden checks of lab 02, what nn.RNN takes and returns; every probe stands beside its checks."""

import torch
from torch import nn
from torch.nn.utils.rnn import pad_sequence

from autograder.check import check, expect, expect_close, expect_dtype, expect_shape

# 2.1 ------------------------------------------------------------------------------------------


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
        text != "Tensor", f"For the {which} a tensor came back. Asked is its shape: a tuple of whole numbers."
    )
    expect(False, f"The {which} shape is a {text[:40]} that does not hold whole numbers only.")


def expect_sizes(actual, expected, mistakes, hint):
    """Fail with the hint of the mistake that gives these sizes, else with the general one."""
    if actual != expected:
        said = [text for text, sizes in mistakes.items() if actual == sizes]
        expect(False, said[0] if said else hint)


@check("02_rnn_shapes.shapes", points=1.5)
def output_shape(student, draw):
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


@check("02_rnn_shapes.shapes", points=1.5)
def state_shape(student, draw):
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


# 2.2 ------------------------------------------------------------------------------------------


def last_state_probe(names, state, weights=None):
    """Return the last layer's state and, with weights, the gradient of its weighted sum."""
    state = state.requires_grad_(weights is not None)
    last = names["last_layer_state"](state)
    reply = {"last": last}
    if weights is not None and isinstance(last, torch.Tensor):
        reply["linked"] = last.requires_grad
        if last.requires_grad and last.shape == weights.shape:
            (reply["gradient"],) = torch.autograd.grad((last * weights).sum(), state)
    return reply


def last_state_meta_probe(names, num_layers, batch, hidden):
    """Run the student's function where no numbers exist; say what it did there."""
    try:
        last = names["last_layer_state"](torch.zeros(num_layers, batch, hidden, device="meta"))
        return {"device": last.device.type}
    except Exception as error:
        return {"device": type(error).__name__}


@check("02_rnn_shapes.last_state", points=1)
def top_layer(student, draw):
    layers, batch, hidden = draw.sizes(3, 3, 7)
    state = draw.normal(layers, batch, hidden)
    last = student.run(last_state_probe, state=state).tensor("last")
    expect(
        list(last.shape) != [1, batch, hidden],
        f"Shape {list(last.shape)}: the axis of the layers is still there. Pick one layer with one index.",
    )
    expect(
        list(last.shape) != [layers, batch, hidden],
        "This is the state of all layers. Asked is the last layer only.",
    )
    expect_shape(
        last, [batch, hidden], "one vector for every sequence; the first axis of the state is the layers."
    )
    expect_close(
        last,
        state[-1],
        "These are not the numbers of the last layer.",
        mistakes={
            "This is the first layer's state. The last layer is at the end of the first axis.": state[0],
            "This is the second layer's state. The number of layers can be any: count from the end.": state[
                1
            ],
            "The layers are averaged. Asked is one layer, the last.": state.mean(0),
            "The layers are added up. Asked is one layer, the last.": state.sum(0),
        },
    )


@check("02_rnn_shapes.last_state", points=1)
def any_state(student, draw):
    hidden = draw.size(3, 7)
    state, weights = (
        draw.normal(1, 1, hidden, dtype=torch.float64),
        draw.normal(1, hidden, dtype=torch.float64),
    )
    reply = student.run(last_state_probe, state=state, weights=weights)
    last = reply.tensor("last")
    expect_shape(
        last, [1, hidden], "with one layer and a batch of one, the batch axis must stay: is it squeezed away?"
    )
    expect_dtype(last, torch.float64, "the answer must have the dtype of the state.")
    expect_close(last, state[-1], "With one layer and a batch of one, the numbers differ.")
    expect(
        reply.flag("linked"),
        "No gradient can flow back: do not detach, copy through NumPy, or use torch.tensor.",
    )
    expect_close(
        reply.tensor("gradient"), weights[None], "The gradient that flows back to the state differs."
    )
    layers, batch = draw.sizes(2, 2, 5)
    device = student.run(last_state_meta_probe, num_layers=layers, batch=batch, hidden=hidden).text("device")
    expect(
        device == "meta", "The answer left the state's device: nothing should be moved or made on the CPU."
    )


def choice_probe(names):
    """Return the student's choice as it is."""
    return {"choice": names["state_equals"]}


@check("02_rnn_shapes.which_output", points=1)
def choice(student, draw):
    chosen = student.run(choice_probe).text("choice").strip()
    named = "first_step", "last_step", "last_sequence", "last_unit"
    expect(chosen in named, "Give one of the four names, as a string in quotes.")
    expect(
        chosen != "first_step",
        "After the first step the later steps have not been read. What does the state know?",
    )
    expect(
        chosen != "last_sequence",
        "With batch_first=True the first axis of the output is the batch: output[-1] is one sequence "
        "at all its steps.",
    )
    expect(chosen != "last_unit", "output[:, :, -1] is one unit at all steps. The state has all the units.")


# 2.3 ------------------------------------------------------------------------------------------


def valid_probe(names, input_size, hidden_size, num_layers, count, weights=None, **given):
    """Run the student's function with an nn.RNN that has the given parameters."""
    rnn = torch.nn.RNN(input_size, hidden_size, num_layers, batch_first=True).to(given["s0"])
    rnn.load_state_dict({key[2:]: value for key, value in given.items() if key.startswith("p_")})
    before = [given[f"s{i}"] for i in range(count)]
    sequences = list(before)
    last = names["last_valid_outputs"](rnn, sequences)
    reply = {"last": last}
    reply["untouched"] = len(sequences) == count and all(
        a is b for a, b in zip(sequences, before, strict=True)
    )
    if weights is not None and isinstance(last, torch.Tensor):
        reply["linked"] = last.requires_grad
        if last.requires_grad and last.shape == weights.shape:
            try:
                (last * weights).sum().backward()
            except RuntimeError:  # something changed in place
                reply["linked"] = False
            reply["gradient"] = rnn.weight_hh_l0.grad
    return reply


def ask_valid(student, rnn, sequences, **more):
    """Send an nn.RNN's sizes and parameters and the sequences; return the reply."""
    return student.run(
        valid_probe,
        input_size=rnn.input_size,
        hidden_size=rnn.hidden_size,
        num_layers=rnn.num_layers,
        count=len(sequences),
        **{f"p_{name}": p.detach() for name, p in rnn.named_parameters()},
        **{f"s{i}": s for i, s in enumerate(sequences)},
        **more,
    )


def drawn_rnn(draw, input_size, hidden_size, num_layers, dtype=torch.float32):
    """Return an nn.RNN whose parameters are drawn, large enough that the steps differ well."""
    rnn = nn.RNN(input_size, hidden_size, num_layers, batch_first=True, dtype=dtype)
    with torch.no_grad():
        for p in rnn.parameters():
            p.copy_(draw.normal(*p.shape, scale=0.6, dtype=dtype))
    return rnn


def alone(rnn, sequence):
    """Return an nn.RNN's outputs [seq_len, hidden_size] for one sequence by itself."""
    return rnn(sequence[None])[0][0]


def shuffled_lengths(draw):
    """Return four different lengths in an order that sorting twice does not bring back."""
    while True:
        lengths = draw.sizes(4, 2, 9)
        order = sorted(range(4), key=lambda i: -lengths[i])
        if any(order[order[i]] != i for i in range(4)):
            return lengths


def valid_mistakes(rnn, sequences):
    """Return the right answer for an nn.RNN and sequences, and what the known mistakes give instead."""
    lengths = [len(s) for s in sequences]
    order = sorted(range(len(sequences)), key=lambda i: -lengths[i])
    order_up = sorted(range(len(sequences)), key=lambda i: lengths[i])
    with torch.no_grad():
        outputs = [alone(rnn, s) for s in sequences]
        expected = torch.stack([o[-1] for o in outputs])
        padded = pad_sequence(outputs, batch_first=True)
        read_padding, read_state = rnn(pad_sequence(sequences, batch_first=True))
        first_layer = torch.stack([rnn(s[None])[1][0, 0] for s in sequences])
        carried, state = [], None
        for s in sequences:
            out, state = rnn(s[None], state)
            carried.append(out[0, -1])
    early = torch.stack([o[n - 2] for o, n in zip(padded, lengths, strict=True)])
    read = "The padding was read as if it were data: pack the sequences before the RNN runs"
    return expected, {
        "This is padding for a shorter sequence, as in output[:, -1]. Its last valid step is "
        "length - 1.": padded[:, -1],
        f"{read}.": read_padding[:, -1],
        f"{read}, each with its own length.": read_state[-1],
        "The answers come sorted by length. Return them in the given order.": expected[order],
        "The answers come sorted by length, shortest first. Return them in the given order.": (
            expected[order_up]
        ),
        "The order is undone with the wrong permutation: it takes the inverse of the sorting order.": (
            expected[order][order]
        ),
        "These are the outputs after the first step. Asked is the last valid step.": padded[:, 0],
        "One step too early: the last valid step is at index length - 1.": early,
        "One length is used for all sequences. Each has its own.": padded[:, min(lengths) - 1],
        "This is the first layer's state. The output is the last layer.": first_layer,
        "The outputs are averaged over time. Asked is the last valid step.": torch.stack(
            [o.mean(0) for o in outputs]
        ),
        "The state runs on from one sequence into the next. Every sequence starts anew.": torch.stack(
            carried
        ),
    }


@check("02_rnn_shapes.valid_outputs", points=2)
def given_order(student, draw):
    feats, units = draw.sizes(2, 10, 14)
    rnn = drawn_rnn(draw, feats, units, 2)
    sequences = [draw.normal(n, feats) for n in shuffled_lengths(draw)]
    last = ask_valid(student, rnn, sequences).tensor("last")
    shape = list(last.shape)
    expect(last.dim() != 3, f"Shape {shape}: asked is one vector for every sequence, [batch, hidden_size].")
    expect_shape(last, [4, units], "one vector for every sequence, [batch, hidden_size].")
    expected, mistakes = valid_mistakes(rnn, sequences)
    hint = "These are not the outputs at each sequence's last valid step."
    expect_close(last, expected, hint, mistakes=mistakes)


@check("02_rnn_shapes.valid_outputs", points=2)
def any_lengths(student, draw):
    feats, units = draw.sizes(2, 3, 6)
    double = torch.float64
    rnn = drawn_rnn(draw, feats, units, 1, double)
    short, long = draw.size(2, 3), draw.size(6, 7)
    sequences = [draw.normal(n, feats, dtype=double) for n in (1, short, long, long, short)]
    sequences[2][-1] = 0.0  # zeros can be data
    weights = draw.normal(len(sequences), units, dtype=double)
    reply = ask_valid(student, rnn, sequences, weights=weights)
    last = reply.tensor("last")
    expect_shape(
        last, [5, units], "five sequences, two pairs of equal length, one of length 1: a vector for each."
    )
    expect_dtype(last, double, "the answer must have the dtype of the sequences.")
    expected, mistakes = valid_mistakes(rnn, sequences)
    stripped = expected.clone()
    stripped[2] = alone(rnn, sequences[2]).detach()[-2]
    mistakes["A step of zeros was taken for padding. Take the lengths from the sequences."] = stripped
    hint = "Wrong for sequences of equal length, or for one of length 1."
    expect_close(last, expected, hint, mistakes=mistakes)
    expect(
        reply.flag("untouched"), "Your function changed the caller's list. Sort a copy, or let torch sort."
    )
    expect(
        reply.flag("linked"), "No gradient reaches the RNN: is there a detach, a no_grad or a torch.tensor?"
    )
    loss = sum((alone(rnn, s)[-1] * w).sum() for s, w in zip(sequences, weights, strict=True))
    (wanted,) = torch.autograd.grad(loss, [rnn.weight_hh_l0])
    expect_close(reply.tensor("gradient"), wanted, "The gradient that reaches the RNN's weights differs.")
    one = draw.normal(long, feats, dtype=double)
    last = ask_valid(student, rnn, [one]).tensor("last")
    expect_shape(last, [1, units], "a batch of one sequence keeps its batch axis: is it squeezed away?")
    expect_close(last, alone(rnn, one)[-1:].detach(), "Wrong for a batch of one sequence.")


# 2.4 ------------------------------------------------------------------------------------------


def model_shapes_probe(names, x, hidden_size):
    """Build the student's model in the dtype of x; return what it gives for x, and on meta."""
    vocab_size = x.shape[-1]
    model = names["CharRNN"](vocab_size, hidden_size).to(x)
    answer = model(x)
    if not isinstance(answer, (tuple, list)) or len(answer) != 2:
        return {"pair": False}
    reply = {"pair": True, "logits": answer[0], "state": answer[1]}
    try:
        logits, state = names["CharRNN"](vocab_size, hidden_size).to("meta")(x.to("meta", torch.float32))
        reply["device"] = f"{logits.device.type} {state.device.type}"
    except Exception as error:
        reply["device"] = type(error).__name__
    return reply


@check("02_rnn_shapes.hihello", points=1)
def model_shapes(student, draw):
    batch, steps, units = draw.sizes(3, 2, 9)
    vocab = draw.choice([n for n in (3, 4, 6, 7, 10, 11) if n not in (batch, steps, units)])
    for b, t in ((batch, steps), (1, steps), (batch, 1)):
        dtype = torch.float32 if b > 1 else torch.float64
        letters = draw.integers(0, vocab - 1, b, t)
        x = nn.functional.one_hot(letters, vocab).to(dtype)
        reply = student.run(model_shapes_probe, x=x, hidden_size=units)
        expect(reply.flag("pair"), "forward must return two things: (logits, state).")
        logits, state = reply.tensor("logits"), reply.tensor("state")
        expect(
            list(logits.shape) != [1, b, units],
            "The state came first. Return the logits, then the state.",
        )
        expect(
            list(logits.shape) != [b, t, units],
            "The last axis has hidden_size numbers: a linear layer from hidden_size to vocab_size is "
            "missing.",
        )
        expect(
            list(logits.shape) != [b * t, vocab],
            f"Shape {list(logits.shape)}: the batch axis is lost. Is it flattened, or a batch of one "
            "squeezed away?",
        )
        expect_shape(logits, [b, t, vocab], "one score for every letter, at every step of every sequence.")
        expect(
            logits.is_floating_point(),
            "The logits must be scores, not the numbers of letters: is there an argmax?",
        )
        expect_dtype(logits, dtype, "the logits must have the dtype of the input.")
        said = "return it as nn.RNN gives it, [num_layers, batch, hidden_size], never batch-first."
        expect(
            state.dim() == 3 and list(state.shape[1:]) == [b, units],
            f"The state has shape {list(state.shape)}: {said}",
        )
        expect(
            reply.text("device") == "meta meta",
            "Your model mixes devices: a tensor made in it is on the CPU. Make it on the input's device.",
        )


def model_state_probe(names, x, cut, hidden_size):
    """Return the scores of an untrained model for x: whole, again, row by row, and in two parts."""
    model = names["CharRNN"](x.shape[-1], hidden_size).to(x).eval()

    class Unfit(Exception):
        pass

    def scores(x, state=None):
        answer = model(x) if state is None else model(x, state)
        if not isinstance(answer, (tuple, list)) or len(answer) != 2:
            raise Unfit("pair")
        if not isinstance(answer[0], torch.Tensor) or answer[0].numel() != x.numel():
            raise Unfit("sizes")
        return answer[0].reshape(x.shape), answer[1]

    reply = {"problem": "", "failed": ""}
    with torch.no_grad():
        try:
            reply["whole"] = scores(x)[0]
            reply["again"] = scores(x)[0]
        except Unfit as error:
            return {"problem": str(error)}
        step = "rows"
        try:
            reply["rows"] = torch.cat([scores(row)[0] for row in x.split(1)])
            step = "front"
            reply["front"], state = scores(x[:, :cut])
            reply["fresh"], _ = scores(x[:, cut:])
            step = "back"
            reply["back"], _ = scores(x[:, cut:], state)
        except Exception:
            reply["failed"] = step
    return reply


@check("02_rnn_shapes.hihello", points=2)
def model_state(student, draw):
    batch, units = draw.size(3, 5), draw.size(17, 24)  # so many units that a ReLU head is never all dead
    vocab, steps = draw.sizes(2, 6, 8)
    cut = draw.size(3, 4)
    letters = draw.integers(0, vocab - 1, batch, steps)
    x = nn.functional.one_hot(letters, vocab).float()
    reply = student.run(model_state_probe, x=x, cut=cut, hidden_size=units)
    problem = reply.text("problem")
    expect(problem != "pair", "forward must return two things: (logits, state).")
    expect(
        problem != "sizes", "forward must return one score for every letter, at every step of every sequence."
    )
    whole, failed = reply.tensor("whole"), reply.text("failed")
    expect_close(
        reply.tensor("again"),
        whole,
        "The same input gave two different answers: is a state kept in the module, or made up in forward?",
    )
    expect(failed != "rows", "After a batch of several, a batch of one fails: what does the first batch fix?")
    expect_close(
        reply.tensor("rows"),
        whole,
        "A sequence's scores change with its neighbours: is batch_first missing, or do batch and time mix?",
    )
    expect(failed != "front", "After a long text, a shorter one fails: what does the first text fix?")
    expect_close(
        reply.tensor("front"),
        whole[:, :cut],
        "Earlier scores change with later letters: does the model read ahead?",
    )
    expect(
        failed != "back", "The model cannot go on from the state that it returned: is it as nn.RNN gives it?"
    )
    fresh = reply.tensor("fresh")
    expect_close(
        reply.tensor("back"),
        whole[:, cut:],
        "Reading in two parts, with the state handed over, differs from reading the whole text.",
        mistakes={
            "The state that is passed in has no effect, or the state returned is not the last one.": fresh
        },
    )
    expect(
        not torch.allclose(fresh, whole[:, cut:], rtol=1e-4, atol=1e-5),
        "The scores do not depend on earlier letters: the model has no memory.",
    )


WORDS = ("ihello", "llehih")


def ihello_probe(names, x, targets, hidden_size):
    """Train the student's model on one text; return its scores for it, or what hindered that."""
    for _ in range(3):
        model = names["CharRNN"](x.shape[-1], hidden_size).to(x)
        weights = list(model.parameters())
        if not weights:
            return {"problem": "no weights"}
        means = [torch.zeros_like(w) for w in weights]  # Adam, without the slow import of torch.optim
        squares = [torch.zeros_like(w) for w in weights]
        for step in range(1, 201):
            answer = model(x)
            logits = answer[0] if isinstance(answer, (tuple, list)) else answer
            if not isinstance(logits, torch.Tensor) or logits.numel() != x.numel():
                return {"problem": "sizes"}
            if not logits.requires_grad:
                return {"problem": "gradient"}
            loss = torch.nn.functional.cross_entropy(logits.reshape(targets.numel(), -1), targets)
            if loss < 0.03:
                break
            try:
                grads = torch.autograd.grad(loss, weights, allow_unused=True)
            except RuntimeError as error:
                if "second time" not in str(error):
                    raise
                return {"problem": "stale"}
            with torch.no_grad():
                for w, g, mean, square in zip(weights, grads, means, squares, strict=True):
                    if g is not None:
                        mean.lerp_(g, 0.1)
                        square.lerp_(g * g, 0.01)
                        scale = (square / (1 - 0.99**step)).sqrt() + 1e-8
                        w -= 0.03 * mean / (1 - 0.9**step) / scale
        if loss < 0.03:
            break
    model.eval()
    with torch.no_grad():
        answers = [model(x) for _ in range(2)]
        for sign in (1, -1) * 4:  # untrained, to see which signs the scores can have
            answers.append(names["CharRNN"](x.shape[-1], hidden_size).to(x)(sign * x))
    all_scores = [a[0] if isinstance(a, (tuple, list)) else a for a in answers]
    first, second = all_scores[:2]
    return {
        "problem": "",
        "logits": first.reshape(x.shape),
        "again": second.reshape(x.shape),
        "lowest": min(scores.min().item() for scores in all_scores),
    }


@check("02_rnn_shapes.hihello", points=2, seconds=30)
def ihello(student, draw):
    letters = draw.choice(["hielo", "elohi", "olieh", "ehlio"])
    # The second text is the first read backwards: what counts steps and reads no letters cannot learn both.
    texts, words = ([[letters.index(c) for c in w] for w in pair] for pair in (("hihell", "ollehi"), WORDS))
    x = nn.functional.one_hot(torch.tensor(texts), 5).float()
    targets = torch.tensor(words).flatten()
    reply = student.run(ihello_probe, x=x, targets=targets, hidden_size=draw.size(14, 18))
    problem = reply.text("problem")
    expect(
        problem != "no weights", "The model has no parameters: are the layers attributes, made in __init__?"
    )
    expect(
        problem != "sizes",
        "Training needs one score for every letter at every step: is the linear layer missing?",
    )
    expect(
        problem != "gradient",
        "Nothing can be learned: the logits have no gradient. Is there an argmax, detach or no_grad?",
    )
    expect(
        problem != "stale",
        "The second training step fails: a state is kept in the module from one call to the next.",
    )
    logits = reply.tensor("logits")
    expect(logits.is_floating_point(), "The logits must be scores, not the numbers of letters.")
    expect(
        list(logits.shape) == [2, 6, 5],
        "The trained model does not give one score for every letter at every step.",
    )
    loss = nn.functional.cross_entropy(logits.flatten(0, 1).double(), targets).item()
    decoded = tuple("".join(letters[i] for i in row) for row in logits.argmax(-1).tolist())
    relu = "No score is ever below 0: is there a ReLU on the scores? CrossEntropyLoss wants them raw."
    unsigned = reply.number("lowest") >= 0  # of the trained model and of eight untrained ones
    if decoded == WORDS and loss < 0.25:
        expect(not unsigned, relu)
        return
    expect_close(
        reply.tensor("again"),
        logits,
        "The trained model gave two different answers to the same text: is something made up in forward?",
    )
    low, high = logits.min().item(), logits.max().item()
    sums = logits.sum(-1)
    expect(
        not (low >= 0 and torch.allclose(sums, torch.ones_like(sums), atol=1e-3)),
        "The scores of a step add up to 1: a softmax stands before the loss. CrossEntropyLoss wants "
        "the raw scores.",
    )
    expect(
        not (low >= 0 and high <= 1),
        "The scores are probabilities, between 0 and 1. CrossEntropyLoss wants raw scores, without "
        "softmax or sigmoid.",
    )
    expect(
        not (low >= -1 and high <= 1),
        "The scores cannot leave [-1, 1], so the loss cannot become small. Are tanh states used as "
        "scores? Add a linear layer.",
    )
    expect(not unsigned, relu)
    same = torch.allclose(logits[0, [0, 4]], logits[0, [2, 5]], atol=1e-4)  # the two h, the two l
    expect(
        not same,
        "After training, the same letter always gets the same answer: the model has no memory of "
        "earlier letters.",
    )
    expect(False, "After training, the model still does not turn hihell into ihello, and ollehi into llehih.")


# 2.5 ------------------------------------------------------------------------------------------


def unroll_probe(names, x, hidden_size, h=None, weights=None, **parameters):
    """Run the student's loop with an nn.RNNCell that has the given parameters."""
    cell = torch.nn.RNNCell(x.shape[-1], hidden_size).to(x)
    cell.load_state_dict(parameters)
    answer = names["unroll_cell"](cell, x) if h is None else names["unroll_cell"](cell, x, h)
    if not isinstance(answer, (tuple, list)) or len(answer) != 2:
        return {"pair": False}
    reply = {"pair": True, "output": answer[0], "last": answer[1]}
    if weights is not None and isinstance(answer[0], torch.Tensor):
        reply["linked"] = answer[0].requires_grad
        if answer[0].requires_grad and answer[0].shape == weights.shape:
            try:
                (answer[0] * weights).sum().backward()
            except RuntimeError:  # a state changed in place
                reply["linked"] = False
            grad = cell.weight_hh.grad
            reply["gradient"] = torch.zeros_like(cell.weight_hh) if grad is None else grad
    return reply


def unroll_meta_probe(names, steps, batch, feats, hidden_size):
    """Run the student's loop where no numbers exist; say where its results are."""
    cell = torch.nn.RNNCell(feats, hidden_size, device="meta")
    try:
        output, last = names["unroll_cell"](cell, torch.zeros(steps, batch, feats, device="meta"))
        return {"device": f"{output.device.type} {last.device.type}"}
    except Exception as error:
        return {"device": type(error).__name__}


def drawn_cell(draw, input_size, hidden_size, dtype=torch.float32):
    """Return a drawn nn.RNNCell and the same layer as an nn.RNN."""
    cell = nn.RNNCell(input_size, hidden_size, dtype=dtype)
    rnn = nn.RNN(input_size, hidden_size, dtype=dtype)
    with torch.no_grad():
        for name, p in cell.named_parameters():
            p.copy_(draw.normal(*p.shape, scale=0.6, dtype=dtype))
            getattr(rnn, f"{name}_l0").copy_(p)
    return {name: p.detach() for name, p in cell.named_parameters()}, cell, rnn


@check("02_rnn_shapes.unroll_cell", points=1)
def steps_given_h(student, draw):
    steps, batch, feats, units = draw.sizes(4, 3, 8)
    parameters, cell, rnn = drawn_cell(draw, feats, units)
    x, h = draw.normal(steps, batch, feats), draw.normal(batch, units)
    reply = student.run(unroll_probe, x=x, hidden_size=units, h=h, **parameters)
    expect(reply.flag("pair"), "Return two things: (output, last state).")
    output, last = reply.tensor("output"), reply.tensor("last")
    with torch.no_grad():
        expected, _ = rnn(x, h[None])
        from_zeros, _ = rnn(x)
        never_new = torch.stack([cell(x_t, h) for x_t in x])
        from_end, _ = rnn(x.flip(0), h[None])
    expect(
        output.dim() == 3, f"The output has {output.dim()} axes, expected 3: stack the states of all steps."
    )
    expect_shape(output, [steps, batch, units], "one state for every step and sequence, time first as in x.")
    expect_close(
        output,
        expected,
        "The states differ from those of nn.RNN.",
        mistakes={
            "The given h is not used: the loop starts from zeros.": from_zeros,
            "Every step starts from the first h: hand each new state to the next step.": never_new,
            "The state before each step is stored. Store the new one.": torch.cat([h[None], expected[:-1]]),
            "The steps run from the end to the start.": from_end,
            "The states are in reverse order.": expected.flip(0),
            "All steps hold the last state: is one tensor stored again and again?": expected[-1:].expand_as(
                expected
            ),
        },
    )
    expect(
        list(last.shape) != [1, batch, units],
        "The last state has three axes. A cell's state is [batch, hidden_size]: no axis for layers.",
    )
    expect_shape(last, [batch, units], "the last state has one vector for every sequence.")
    expect_close(
        last,
        expected[-1],
        "The last state is not the state after the last step.",
        mistakes={
            "This is the state after the first step. Asked is the last.": expected[0],
            "This is the h from before the loop. Asked is the state after the last step.": h,
            "This is the state before the last step.": expected[-2],
        },
    )


@check("02_rnn_shapes.unroll_cell", points=1)
def starts_from_zeros(student, draw):
    several, batch, feats, units = draw.sizes(4, 3, 7)
    double = torch.float64
    for steps, b in ((several, batch), (1, 1)):
        parameters, _, rnn = drawn_cell(draw, feats, units, double)
        x, weights = draw.normal(steps, b, feats, dtype=double), draw.normal(steps, b, units, dtype=double)
        reply = student.run(unroll_probe, x=x, hidden_size=units, weights=weights, **parameters)
        expect(reply.flag("pair"), "Return two things: (output, last state).")
        output, last = reply.tensor("output"), reply.tensor("last")
        expected, _ = rnn(x)
        expect_shape(
            output,
            [steps, b, units],
            "without h: is a batch of one, or a sequence of one step, squeezed away?",
        )
        expect_dtype(output, double, "the output must have the dtype of x.")
        hint = "Without h, the result differs from nn.RNN's: the first state must be zeros."
        expect_close(output, expected.detach(), hint)
        expect(last.numel() == b * units, "Without h, the last state has the wrong number of values.")
        expect_close(
            last.reshape(b, units), expected[-1].detach(), "Without h, the last state differs from nn.RNN's."
        )
        expect(
            reply.flag("linked"),
            "No gradient can flow back: is there a detach, a no_grad, .data or torch.tensor?",
        )
        (wanted,) = torch.autograd.grad((expected * weights).sum(), [rnn.weight_hh_l0])
        expect_close(
            reply.tensor("gradient"),
            wanted,
            "The gradient does not reach earlier steps: is the state detached between them?",
        )
    device = student.run(unroll_meta_probe, steps=3, batch=batch, feats=feats, hidden_size=units).text(
        "device"
    )
    expect(
        device == "meta meta",
        "Something is made on the CPU: make zeros and outputs on the device of x, as x.new_zeros does.",
    )
