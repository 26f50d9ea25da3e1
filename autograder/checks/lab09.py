"""Hidden checks of lab 09, digits read row by row; every probe stands beside its checks."""

from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import nn

from autograder.check import check, expect, expect_close, expect_dtype, expect_shape

ORDERS = ("rows", "columns", "pixels")

# 9.1 ------------------------------------------------------------------------------------------


def sequence_probe(names, images, by):
    """Return the student's sequences and whether the caller's images stayed as they were."""
    before = images.clone()
    sequences = names["as_sequence"](images, by)
    kept = images.shape == before.shape and torch.equal(images, before)
    return {"sequences": sequences, "kept": kept}


def sequence_device_probe(names, images):
    """Say where the sequences of images on meta are, for each order."""
    places = {}
    for by in ("rows", "columns", "pixels"):
        try:
            places[by] = names["as_sequence"](images.to("meta"), by).device.type
        except NotImplementedError as error:
            if str(error).startswith("Exercise"):
                raise
            places[by] = "raised"
        except Exception:
            places[by] = "raised"
    return places


def sequences_of(images, by):
    """Return [batch, H, W] images as sequences."""
    if by == "columns":
        return torch.stack([image.T for image in images])
    return images.flatten(1)[:, :, None] if by == "pixels" else images


def drawn_images(draw):
    """Return images of which no two axes are equal, at least three points each way."""
    return draw.normal(*draw.sizes(3, 3, 8))


@check("09_digits_by_rows.as_sequence", points=1.5)
def orders(student, draw):
    images = drawn_images(draw)
    batch, height, width = images.shape
    for by in ORDERS:
        reply = student.run(sequence_probe, images=images, by=by)
        sequences, wanted = reply.tensor("sequences"), sequences_of(images, by)
        shape = list(sequences.shape)
        if by == "rows":
            expect(
                shape != [batch, width, height], "By rows: height and width are exchanged. Rows are steps."
            )
        if by == "columns":
            said = "By columns: these are still rows. As many steps as columns: exchange the last two axes."
            expect(shape != [batch, height, width], said)
        if by == "pixels":
            said = "By pixels: the last axis is missing. Each pixel is a vector of one feature."
            expect(shape != [batch, height * width], said)
            said = "By pixels: one step holds all pixels. One pixel is one step: [batch, H * W, 1]."
            expect(shape != [batch, 1, height * width], said)
        expect(
            len(shape) == 3,
            f"By {by}: images [batch, H, W] gave {len(shape)} axes, expected 3. Without a colour axis, there is none to take away.",
        )
        expect(shape[0] == batch, f"By {by}: the images of the batch come first, [batch, steps, features].")
        expect_shape(sequences, list(wanted.shape), f"by {by}, [batch, steps, features].")
        expect_dtype(sequences, images.dtype, f"by {by}, the dtype stays that of the images.")
        mistakes = {
            "rows": {
                "By rows: the rows come from the bottom.": images.flip(1),
                "By rows: each row is read from the right.": images.flip(2),
            },
            "columns": {
                "By columns: view or reshape cuts the rows elsewhere. It turns nothing: transpose.": (
                    images.reshape(batch, width, height)
                ),
                "By columns: the first step is the right column. Start at the left.": wanted.flip(1),
                "By columns: the columns come from the bottom. Exchange two axes, without a rotation.": wanted.flip(
                    2
                ),
            },
            "pixels": {
                "By pixels: you go column after column. Go row after row.": (
                    images.transpose(1, 2).flatten(1)[:, :, None]
                ),
                "By pixels: the last pixel comes first.": wanted.flip(1),
            },
        }[by]
        expect_close(
            sequences,
            wanted,
            f"By {by}, the values differ: each number keeps its row and column.",
            mistakes=mistakes,
        )
        expect(reply.flag("kept"), "Your function changed the caller's images.")


@check("09_digits_by_rows.as_sequence", points=1.5)
def channel(student, draw):
    images = drawn_images(draw)
    one = draw.normal(1, *images.shape[1:], dtype=torch.float64)
    for by in ORDERS:
        for plain in (images, one):
            wanted = sequences_of(plain, by)
            for given in (plain, plain[:, None]):
                reply = student.run(sequence_probe, images=given, by=by)
                sequences, shape = reply.tensor("sequences"), list(given.shape)
                if len(plain) == 1:
                    said = f"A batch of one image, {shape}, lost its axis: `squeeze()` takes every axis of length 1."
                    expect(sequences.dim() == 3 or sequences.shape[0] == 1, f"By {by}: {said}")
                if given.dim() == 3:
                    said = f"By {by}: images [batch, H, W] lost an axis: look at how many axes there are."
                    expect(sequences.dim() >= 3, said)
                else:
                    said = f"By {by}: the axis of the colour channel is still there. Take away axis 1."
                    expect(sequences.dim() != 4, said)
                expect_shape(sequences, list(wanted.shape), f"{shape} by {by}.")
                expect_dtype(sequences, given.dtype, f"by {by}, the dtype stays that of the images.")
                expect_close(
                    sequences, wanted, f"{shape} by {by}: the values differ from those of [batch, H, W]."
                )
                expect(
                    reply.flag("kept"),
                    "Your function changed the caller's images: is a method with a `_` at its end used?",
                )
    reply = student.run(sequence_device_probe, images=images[:, None])
    for by in ORDERS:
        said = f"By {by}: the images are on another device than the sequences. Make nothing on the CPU, and go through no list."
        expect(reply.text(by) == "meta", said)


# 9.2 ------------------------------------------------------------------------------------------


def device_probe(names, available):
    """Return what is chosen when CUDA is, or is not, available; torch is put back as it was."""
    import course
    import course.device

    def own():
        raise NotImplementedError("Exercise 9.2 asks for your own code, without pick_device")

    choose = names["choose_device"]
    space = getattr(choose, "__globals__", {})
    places = [
        (torch.cuda, "is_available", lambda: available),
        (torch.cuda, "device_count", lambda: int(available)),
    ]
    places += [(course, "pick_device", own), (course.device, "pick_device", own)]
    before = [getattr(place, name) for place, name, _ in places]
    picked = space.get("pick_device")
    try:
        for place, name, stand_in in places:
            setattr(place, name, stand_in)
        if picked is not None:
            space["pick_device"] = own
        chosen = choose()
    finally:
        for (place, name, _), real in zip(places, before, strict=True):
            setattr(place, name, real)
        if picked is not None:
            space["pick_device"] = picked
    if isinstance(chosen, torch.device):
        return {"kind": "device", "type": chosen.type}
    kind = "nothing" if chosen is None else type(chosen).__name__
    return {"kind": "torch.cuda.device" if kind == "device" else kind, "type": str(chosen)}


@check("09_digits_by_rows.choose_device", points=1)
def both_computers(student, draw):
    chosen = {}
    for available in (False, True):
        reply = student.run(device_probe, available=available)
        kind = reply.text("kind")
        expect(kind != "nothing", "Nothing came back: is a `return` missing?")
        expect(kind == "device", f"Return a torch.device, not a {kind}: torch.device(...).")
        chosen[available] = reply.text("type")
    expect(
        (chosen[False], chosen[True]) != ("cpu", "cpu"),
        "You choose the CPU also when CUDA is available. Is the answer of is_available() used, at each call?",
    )
    expect(
        (chosen[False], chosen[True]) != ("cuda", "cuda"),
        "You choose CUDA also when there is none. Are the parentheses of is_available() there? A function without them is always true.",
    )
    expect((chosen[False], chosen[True]) != ("cuda", "cpu"), "The two choices are exchanged.")
    expect(chosen[False] == "cpu", f"Without CUDA, you choose {chosen[False]!r}. Choose the CPU.")
    expect(chosen[True] == "cuda", f"With CUDA, you choose {chosen[True]!r}. Choose CUDA.")


# 9.3 ------------------------------------------------------------------------------------------


def reader_probe(names, x, hidden, classes, layers, cell):
    """Return what the student's model is made of, its weights, and its logits in eval mode."""
    from torch import nn

    model = names["RowRNN"](x.shape[2], hidden, classes, num_layers=layers, cell=cell).to(x.device).eval()
    rnn, head = getattr(model, "rnn", None), getattr(model, "head", None)
    kind = "lstm" if isinstance(rnn, nn.LSTM) else "rnn" if isinstance(rnn, nn.RNN) else type(rnn).__name__
    reply = {"kind": kind, "head": "linear" if isinstance(head, nn.Linear) else type(head).__name__}
    if kind not in ("rnn", "lstm") or reply["head"] != "linear":
        return reply
    for name in ("input_size", "hidden_size", "num_layers", "bidirectional", "batch_first", "dropout"):
        reply[name] = getattr(rnn, name)
    reply["bias"] = bool(rnn.bias) and head.bias is not None
    reply["in"], reply["out"] = head.in_features, head.out_features
    reply["relu"] = getattr(rnn, "nonlinearity", "tanh") == "relu"
    reply.update({f"rnn.{name}": value for name, value in rnn.state_dict().items()})
    reply.update({f"head.{name}": value for name, value in head.state_dict().items()})
    x = x.clone().requires_grad_()
    logits = model(x)
    reply["logits"] = logits
    if isinstance(logits, torch.Tensor):
        reply["follows"] = logits.requires_grad
        if logits.requires_grad:
            weights = list(model.parameters())
            grads = torch.autograd.grad(logits.square().sum(), [x, *weights], allow_unused=True)
            used = {id(p) for p, grad in zip(weights, grads[1:], strict=True) if grad is not None}
            reply["reaches"] = grads[0] is not None and bool(grads[0][:, 0].any())
            reply["trains_rnn"] = all(id(p) in used for p in rnn.parameters())
            reply["trains_head"] = all(id(p) in used for p in head.parameters())
    return reply


def expect_reader(reply, sizes, cell):
    """Judge the parts of the model."""
    kind = reply.text("kind")
    expect(kind != "NoneType", "There is no self.rnn. The card asks for this name.")
    wanted = {"rnn": "nn.RNN", "lstm": "nn.LSTM"}[cell]
    said = f'With cell="{cell}", self.rnn should be an {wanted}; yours is an '
    expect(
        kind == cell,
        said + {"rnn": "nn.RNN", "lstm": "nn.LSTM"}.get(kind, kind) + ". Does your code look at `cell`?",
    )
    expect(reply.text("head") != "NoneType", "There is no self.head. The card asks for this name.")
    expect(reply.text("head") == "linear", f"self.head should be one nn.Linear, not a {reply.text('head')}.")
    feats, hidden, classes, layers = sizes
    for name, size in (("input_size", feats), ("hidden_size", hidden), ("num_layers", layers)):
        said = f"self.rnn has {name} {reply.number(name)}, asked for was {size}: does it come from the arguments?"
        expect(reply.number(name) == size, said)
    expect(not reply.flag("bidirectional"), "self.rnn reads in two directions. The card asks for one.")
    expect(reply.flag("batch_first"), "self.rnn is not batch-first: batch and time change their places.")
    expect(reply.number("dropout") == 0, "self.rnn has dropout between its layers. The card asks for none.")
    expect(reply.flag("bias"), "A bias is switched off. Leave self.rnn and self.head their biases.")
    expect(not reply.flag("relu"), "self.rnn uses ReLU. The card asks for tanh.")
    said = f"self.head is {reply.number('in')} → {reply.number('out')}, expected {hidden} → {classes}."
    expect(reply.number("in") == hidden and reply.number("out") == classes, said)


def copied_reader(reply, sizes, cell):
    """Return the grader's own layer and head, with the student's weights."""
    feats, hidden, classes, layers = sizes
    rnn = {"rnn": nn.RNN, "lstm": nn.LSTM}[cell](feats, hidden, layers, batch_first=True)
    head = nn.Linear(hidden, classes)
    for part, module in (("rnn", rnn), ("head", head)):
        module.load_state_dict({name: reply.tensor(f"{part}.{name}").float() for name in module.state_dict()})
    return rnn.requires_grad_(False), head.requires_grad_(False)


@check("09_digits_by_rows.row_rnn", points=2.5)
def last_state(student, draw):
    for cell in ("lstm", "rnn"):
        feats, hidden, classes, batch, steps = draw.sizes(5, 4, 9)
        layers = draw.size(2, 3)
        sizes = (feats, hidden, classes, layers)
        x = draw.normal(batch, steps, feats)
        reply = student.run(reader_probe, x=x, hidden=hidden, classes=classes, layers=layers, cell=cell)
        expect_reader(reply, sizes, cell)
        logits = reply.tensor("logits")
        expect(
            list(logits.shape) not in ([batch, steps, classes], [batch * steps, classes]),
            "These are logits for every step. Give those of the last state only.",
        )
        expect(
            list(logits.shape) != [batch, hidden], "This is the state itself. The head turns it into logits."
        )
        expect_shape(logits, [batch, classes], "one row of logits for each image.")
        rnn, head = copied_reader(reply, sizes, cell)
        output, state = rnn(x)
        h, c = state if cell == "lstm" else (state, state)
        right = head(output[:, -1])
        mistakes = {
            "This is the state of the lowest layer: state[0]. The upper layer is state[-1].": head(h[0]),
            "This is the state after the first step: output[:, 0]. Take the last one.": head(output[:, 0]),
            "This is the mean of all states. The card asks for the last one.": head(output.mean(1)),
            "This is the largest value over time. The card asks for the last state.": head(output.amax(1)),
            "This is the sum of all states. The card asks for the last one.": head(output.sum(1)),
            "This is the mean of all steps' logits, or of their layers. The card asks for the last state.": head(
                h.mean(0)
            ),
            "There is a softmax at the end. The loss wants raw logits.": right.softmax(-1),
            "There is a log-softmax at the end. Return raw logits: F.cross_entropy has it built in.": right.log_softmax(
                -1
            ),
            "There is a sigmoid at the end. Return raw logits.": right.sigmoid(),
            "There is a ReLU at the end: a score may be negative.": right.relu(),
            "There is a tanh at the end: it squeezes the logits. Return them raw.": right.tanh(),
            "There is a ReLU between the state and the head: it throws away the negative half.": head(
                output[:, -1].relu()
            ),
            "The sequence is read from its end.": head(rnn(x.flip(1))[0][:, -1]),
        }
        if cell == "lstm":
            mistakes = {
                "This is the cell state c. The output of an LSTM is its hidden state h.": head(c[-1])
            } | mistakes
        said = "The logits are not the head of the upper layer's last state."
        expect_close(logits, right, said, mistakes=mistakes)
        gone = "No gradient reaches the layers: is there a detach, .data or no_grad?"
        expect(reply.flag("follows"), gone)
        expect(reply.flag("trains_head"), "No gradient reaches the head.")
        expect(reply.flag("reaches") and reply.flag("trains_rnn"), gone)


def any_batch_probe(names, x, other, hidden, classes, layers, cell):
    """Run one model on several batches, in float64 and on meta; say what failed instead of raising."""
    model = names["RowRNN"](x.shape[2], hidden, classes, num_layers=layers, cell=cell).to(x.device).eval()
    reply = {"failed": "", "why": "", "whole": model(x)}
    step = "again"
    try:
        reply["again"] = model(x)
        step = "other"
        reply["other"], reply["other_alone"] = model(other), torch.cat([model(o) for o in other.split(1)])
        step = "one"
        reply["one"] = model(x[:1])
        step = "rows"
        reply["rows"] = torch.cat([model(part) for part in x.split(2)])
        step = "double"
        reply["double"] = model.double()(x.double())
        step = "meta"
        on_meta = model.float().to("meta")(x.to("meta"))
        reply["meta"] = on_meta.device.type if on_meta.dtype == torch.float32 else "dtype"
    except Exception as error:
        reply["failed"], reply["why"] = step, f"{type(error).__name__}: {error}"[:160]
    return reply


@check("09_digits_by_rows.row_rnn", points=1.5)
def any_batch(student, draw):
    for cell in ("lstm", "rnn"):
        feats, hidden, classes, batch, steps = draw.sizes(5, 4, 9)
        x, other = draw.normal(batch, steps, feats), draw.normal(batch + 2, steps + draw.size(2, 4), feats)
        reply = student.run(
            any_batch_probe, x=x, other=other, hidden=hidden, classes=classes, layers=draw.size(1, 3), cell=cell
        )  # fmt: skip
        whole, failed, why = reply.tensor("whole"), reply.text("failed"), reply.text("why")
        expect_shape(whole, [batch, classes], "one row of logits for each image.")
        expect(
            failed != "again",
            f"The second call with the same batch fails ({why}): is a state kept in the model?",
        )
        expect_close(
            reply.tensor("again"),
            whole,
            "The same batch gave two different answers: is a state kept from call to call, drawn at random, or dropout on in eval mode?",
        )
        expect(
            failed != "other",
            f"After one batch, a batch of another size or length fails ({why}): what is fixed to the first?",
        )
        expect(failed != "one", f"A batch of one image fails: {why}")
        one = reply.tensor("one")
        expect_shape(one, [1, classes], "a batch of one image stays a batch: no squeeze.")
        said = (
            "An image alone and the same image in a batch get different logits: do the images of a batch mix?"
        )
        expect(failed != "rows", f"A smaller batch fails ({why}): what is fixed to the size of the batch?")
        expect_shape(reply.tensor("rows"), [batch, classes], "the batch in pairs.")
        expect_close(reply.tensor("rows"), whole, said)
        expect_close(reply.tensor("other_alone"), reply.tensor("other"), said)
        zeros = "Are the first zeros made in float32, or is the input turned to float32?"
        expect(failed != "double", f"In float64 the model fails ({why}). {zeros}")
        double = reply.tensor("double")
        expect_dtype(double, torch.float64, f"for a float64 model and input. {zeros}")
        expect_close(double, whole, "In float64, the logits differ.", rtol=1e-3, atol=1e-4)
        place = "Is a tensor made on the CPU, or moved to a fixed device? Make it like the input."
        expect(failed != "meta", f"On another device the model fails ({why}). {place}")
        expect(reply.text("meta") == "meta", f"On another device, the logits are elsewhere. {place}")


# 9.4 ------------------------------------------------------------------------------------------


def steps_probe(names, x, cell, hidden, layers, classes, training, **weights):
    """Ask for the logits of all steps of a stand-in model, which counts the vectors that it reads."""
    from torch import nn

    base, read = {"rnn": nn.RNN, "lstm": nn.LSTM}[cell], []

    class Layer(base):
        def forward(self, x, *state, **named):
            read.append(x.shape[:-1].numel())
            return super().forward(x, *state, **named)

    class Model(nn.Module):
        def __init__(self):
            super().__init__()
            self.rnn = Layer(x.shape[2], hidden, layers, batch_first=True)
            self.head = nn.Linear(hidden, classes)

        def forward(self, x):
            return self.head(self.rnn(x)[0][:, -1])

    model = Model().to(x.device, x.dtype).train(training)
    model.load_state_dict({name.replace("__", "."): value for name, value in weights.items()})
    before = x.clone()
    answer = names["logits_by_step"](model, x)
    reply = {"answer": answer, "read": sum(read), "training": model.training, "kept": torch.equal(x, before)}
    reply["changed"] = any(
        not torch.equal(p, weights[n.replace(".", "__")]) for n, p in model.state_dict().items()
    )
    reply["requires_grad"] = isinstance(answer, torch.Tensor) and answer.requires_grad
    if reply["requires_grad"]:
        grads = torch.autograd.grad(answer.square().sum(), list(model.parameters()), allow_unused=True)
        reply["all_train"] = all(g is not None for g in grads)
    return reply


def steps_meta_probe(names, x, cell, hidden, layers, classes):
    """Say on which device the logits are for a model and an input on meta."""
    from torch import nn

    class Model(nn.Module):
        def __init__(self):
            super().__init__()
            self.rnn = {"rnn": nn.RNN, "lstm": nn.LSTM}[cell](x.shape[2], hidden, layers, batch_first=True)
            self.head = nn.Linear(hidden, classes)

        def forward(self, x):
            return self.head(self.rnn(x)[0][:, -1])

    try:
        return {"device": names["logits_by_step"](Model().to("meta"), x.to("meta")).device.type}
    except NotImplementedError as error:
        if str(error).startswith("Exercise"):
            raise
        return {"device": "raised"}
    except Exception:
        return {"device": "raised"}


def drawn_reader(draw, cell, feats, hidden, classes, layers, dtype=torch.float32):
    """Return the grader's own layer and head, with drawn weights, and the weights by name."""
    rnn = {"rnn": nn.RNN, "lstm": nn.LSTM}[cell](feats, hidden, layers, batch_first=True, dtype=dtype)
    head = nn.Linear(hidden, classes, dtype=dtype)
    for module in (rnn, head):
        for value in module.state_dict().values():
            value.copy_(draw.normal(*value.shape, scale=0.5, dtype=dtype))
    weights = {f"rnn__{n}": v for n, v in rnn.state_dict().items()}
    weights |= {f"head__{n}": v for n, v in head.state_dict().items()}
    return rnn.requires_grad_(False), head.requires_grad_(False), weights


@check("09_digits_by_rows.every_row", points=1.5)
def each_step(student, draw):
    for cell in ("lstm", "rnn"):
        feats, hidden, classes, batch, steps = draw.sizes(5, 4, 11)
        layers = draw.size(2, 3) if cell == "lstm" else 2
        rnn, head, weights = drawn_reader(draw, cell, feats, hidden, classes, layers)
        x = draw.normal(batch, steps, feats)
        given = {"cell": cell, "hidden": hidden, "layers": layers, "classes": classes, "training": True}
        reply = student.run(steps_probe, x=x, **given, **weights)
        answer, shape = reply.tensor("answer"), list(reply.tensor("answer").shape)
        output, _ = rnn(x)
        right = head(output)
        expect(
            shape != [batch, classes],
            "These are the logits after the last step only. Return those of all steps.",
        )
        expect(shape != [batch, steps, hidden], "These are the states. The head turns them into logits.")
        expect(
            shape != [batch * steps, classes],
            "Batch and time are joined. Keep them: [batch, steps, n_classes].",
        )
        expect(shape != [batch, steps], "This is one number a step: is an argmax taken? Return all logits.")
        expect(
            shape != [steps, batch, classes], "Steps come first. The card asks for [batch, steps, n_classes]."
        )
        expect(
            shape != [batch, classes, steps], "The classes stand before the steps: [batch, steps, n_classes]."
        )
        expect_shape(answer, list(right.shape), "[batch, steps, n_classes].")
        alone = head(rnn(x.reshape(-1, 1, feats))[0][:, -1]).view_as(right)
        backward = torch.stack([head(rnn(x[:, t:])[0][:, -1]) for t in range(steps)], 1)
        mistakes = {
            "The last answer stands at every step. Each step has a state of its own.": right[:, -1:].expand_as(right),
            "These are probabilities. Return logits, without a softmax.": right.softmax(-1),
            "These are log-probabilities. Return raw logits.": right.log_softmax(-1),
            "Each row is read alone, without the state of the rows before.": alone,
            "You leave out rows from the start. Leave out those that come later.": backward,
            "The steps come in reverse order.": right.flip(1),
            "Each answer is one step late: the first one belongs to the first row.": torch.cat([head(torch.zeros_like(output[:, :1])), right[:, :-1]], 1),
            "These are running means of the logits. Return each step's own.": right.cumsum(1)
            / torch.arange(1, steps + 1)[:, None],
            "These are the logits of running means of the states. Use each step's own state.": head(
                output.cumsum(1) / torch.arange(1, steps + 1)[:, None]
            ),
            "Batch and time are mixed: is a view or reshape used where a transpose belongs?": right.transpose(0, 1).reshape_as(right),
            "There is a ReLU between states and head.": head(output.relu()),
            "The sequence is read from its end.": head(rnn(x.flip(1))[0]),
        }  # fmt: skip
        expect_close(
            answer,
            right,
            "An answer differs from the one that the model gives to the rows so far.",
            mistakes=mistakes,
        )


@check("09_digits_by_rows.every_row", points=1.5)
def one_pass(student, draw):
    for cell, layers, batch, dtype in (
        ("lstm", 1, draw.size(2, 3), torch.float32),
        ("rnn", 3, 1, torch.float64),
        ("lstm", 3, 1, torch.float32),
    ):
        feats, hidden, classes, steps = draw.sizes(4, 4, 11)
        rnn, head, weights = drawn_reader(draw, cell, feats, hidden, classes, layers, dtype)
        x = draw.normal(batch, steps, feats, dtype=dtype)
        training = draw.choice([True, False])
        given = {"cell": cell, "hidden": hidden, "layers": layers, "classes": classes}
        reply = student.run(steps_probe, x=x, **given, training=training, **weights)
        answer = reply.tensor("answer")
        right = head(rnn(x)[0])
        if batch == 1:
            expect(answer.dim() == 3, "A batch of one sequence lost its axis: no squeeze.")
        read = reply.number("read")
        expect(read > 0, "model.rnn was not called. Call it as a function: model.rnn(x).")
        expect(
            read <= batch * steps,
            f"{read} rows were read for {batch * steps}: read the sequence once; `output` has the states of all steps.",
        )
        said = "the logits have the dtype of the model: is a tensor of zeros made in float32, or a list turned into one?"
        expect_dtype(answer, dtype, said)
        said = f"With an {cell.upper()} of {layers} layer{'s' * (layers > 1)}"
        expect_shape(answer, list(right.shape), f"{said}: [batch, steps, n_classes].")
        expect_close(answer, right, f"{said} and a batch of {batch}, the logits differ.")
        gone = "No gradient can flow back: is there a detach, .data, .item() or no_grad?"
        expect(reply.flag("requires_grad"), gone)
        expect(reply.flag("all_train"), gone)
        expect(
            reply.flag("training") == training, "Your function changed the model's mode. It is not asked to."
        )
        expect(
            reply.flag("kept") and not reply.flag("changed"), "Your function changed its input or the model."
        )
        device = student.run(steps_meta_probe, x=x.float(), **given).text("device")
        said = (
            "On another device it fails: is a tensor made on the CPU, or a list of numbers turned into one?"
        )
        expect(device == "meta", said)


# 9.5 ------------------------------------------------------------------------------------------


def evaluate_probe(names, x, y, batch_size, training):
    """Evaluate a stand-in model that gives its input as logits, and others when it is in train mode."""
    from torch import nn

    class Model(nn.Module):
        def __init__(self):
            super().__init__()
            self.scale = nn.Parameter(torch.ones(()))

        def forward(self, x):
            sizes.append(len(x))
            modes.append(self.training)
            grads.append(torch.is_grad_enabled())
            logits = self.scale * x[:, -1]
            return logits.roll(1, dims=1) if self.training else logits

    sizes, modes, grads = [], [], []
    model = Model().to(x.device).train(training)
    accuracy = names["evaluate"](model, x, y, batch_size)
    return {
        "accuracy": accuracy,
        "most": max(sizes, default=0),
        "total": sum(sizes),
        "train_mode": any(modes),
        "grads": any(grads),
        "training": model.training,
        "grad_left_off": not torch.is_grad_enabled(),
        "changed": model.scale.item() != 1,
    }


def drawn_evaluation(draw):
    """Return x, y, batch_size and the known wrong answers, all different from the right accuracy."""
    while True:
        classes, steps, batch_size = draw.sizes(3, 4, 8)
        n = batch_size * draw.size(3, 5) + draw.size(1, batch_size - 2)
        x, y = draw.normal(n, steps, classes), draw.integers(0, classes - 1, n)
        known = torch.rand(n, generator=draw._generator) < 0.6
        known[-(n % batch_size) :] = False  # the last batch is the worst
        x[known, -1, y[known]] += 10
        hits = x[:, -1].argmax(1) == y
        parts = hits.float().split(batch_size)
        accuracy = hits.float().mean().item()
        across = (x[:, -1].roll(1, dims=1).argmax(1) == y).float().mean().item()
        full = [p for p in parts if len(p) == batch_size]
        over_batch = torch.cat([part[:, -1].argmax(0) for part in x.split(batch_size)])[:n]
        mistakes = {
            "This is the mean of the batches' accuracies. The last batch is smaller: count images, divide once.": sum(
                p.mean().item() for p in parts
            )
            / len(parts),
            "The last, smaller batch is missing.": torch.cat(full).mean().item(),
            "The right answers of the last, smaller batch are missing, but its images are counted.": torch.cat(
                full
            )
            .sum()
            .item()
            / n,
            "This is the accuracy of the last batch only.": parts[-1].mean().item(),
            "This is the accuracy of the first batch only.": parts[0].mean().item(),
            "This is the share of wrong answers.": 1 - accuracy,
            "This is a percentage. Return a number from 0 to 1.": 100 * accuracy,
            "This is a count. Divide by the number of images.": hits.sum().item(),
            "This is the accuracy in train mode: model.eval() is missing, or comes too late.": across,
            "You divide by the number of batches. Divide by the number of images.": hits.sum().item()
            / len(parts),
            "You divide by the number of batches times batch_size. The last batch is smaller.": hits.sum().item()
            / (len(parts) * batch_size),
            "The largest logit is taken over the batch, axis 0. Take it over the classes, axis 1.": (
                (over_batch == y[: len(over_batch)]).sum().item() / n
            ),
            "The smallest logit is taken: argmin for argmax?": (x[:, -1].argmin(1) == y)
            .float()
            .mean()
            .item(),
        }
        values = sorted([accuracy, *mistakes.values()])
        if all(b - a > 1e-4 for a, b in pairwise(values)):
            return x, y, batch_size, accuracy, mistakes


@check("09_digits_by_rows.evaluate", points=1.5)
def accuracy(student, draw):
    x, y, batch_size, right, mistakes = drawn_evaluation(draw)
    reply = student.run(evaluate_probe, x=x, y=y, batch_size=batch_size, training=False)
    value = reply.number("accuracy")
    for said, wrong in mistakes.items():
        expect(abs(value - wrong) > 1e-5, said)
    expect(
        abs(value - right) < 1e-5,
        "The accuracy differs: the share of images whose largest logit, over the classes (axis 1), is at the true class.",
    )
    whole = x[: batch_size * 2], y[: batch_size * 2]
    value = student.run(evaluate_probe, x=whole[0], y=whole[1], batch_size=batch_size, training=False).number(
        "accuracy"
    )
    wanted = (whole[0][:, -1].argmax(1) == whole[1]).float().mean().item()
    expect(abs(value - wanted) < 1e-5, "When the last batch is full, the accuracy differs.")
    value = student.run(evaluate_probe, x=x[:1], y=y[:1], batch_size=batch_size, training=False).number(
        "accuracy"
    )
    wanted = float(x[0, -1].argmax() == y[0])
    expect(abs(value - wanted) < 1e-5, "With a single image, the accuracy differs.")


@check("09_digits_by_rows.evaluate", points=1.5)
def modes(student, draw):
    x, y, batch_size, _, _ = drawn_evaluation(draw)
    for training in (True, False):
        reply = student.run(evaluate_probe, x=x, y=y, batch_size=batch_size, training=training)
        total, most = reply.number("total"), reply.number("most")
        said = (
            f"The model got {most} images at once, and batch_size is {batch_size}. A large set would not fit."
        )
        expect(most <= batch_size, said)
        expect(total >= len(x), f"The model saw {total} of {len(x)} images.")
        expect(total == len(x), f"The model saw {total} images, and there are {len(x)}: each one once.")
        expect(
            not reply.flag("train_mode"),
            "The model is in train mode: dropout would be on. Call model.eval() first.",
        )
        expect(not reply.flag("grads"), "Gradients are kept for every batch: use torch.no_grad().")
        expect(
            reply.flag("training") == training,
            "The model came in train mode and leaves in eval mode, so the next pass trains without its dropout. Set the mode back."
            if training
            else "The model came in eval mode and leaves in train mode. Set back the mode in which it came.",
        )
        said = "Gradients stay switched off after your function: use `with torch.no_grad():`."
        expect(not reply.flag("grad_left_off"), said)
        expect(not reply.flag("changed"), "Your function changed the model's weights.")


# 9.6 ------------------------------------------------------------------------------------------


def pass_probe(names, x, y, weight, bias, batch_size, lr, passes):
    """Train a linear stand-in model, which notes the images, targets and losses of every batch."""
    from torch import nn

    class Model(nn.Module):
        def __init__(self):
            super().__init__()
            self.linear = nn.Linear(weight.shape[1], weight.shape[0])

        def forward(self, x):
            modes.append(self.training)
            if not isinstance(x, torch.Tensor) or x.dim() != 3:
                raise ValueError(f"the model got {list(x.shape)}, expected [batch, steps, features]")
            seen.append(x[:, 0, 0].round().long())
            return self.linear(x[:, -1])

    def loss_function(logits, targets):
        if targets.dtype != torch.int64 or targets.dim() != 1:
            raise ValueError(f"the targets are {targets.dtype} {list(targets.shape)}, expected int64 [batch]")
        loss = nn.functional.cross_entropy(logits, targets)
        given.append(targets.clone())
        losses.append(loss.detach().clone())
        return loss

    model = Model().to(x.device)
    with torch.no_grad():
        model.linear.weight.copy_(weight)
        model.linear.bias.copy_(bias)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    steps = []
    optimizer.register_step_post_hook(lambda *_: steps.append(1))
    before, mean = x.clone(), 0.0
    reply = {"same_order": True}
    for number in range(passes):
        seen, given, losses, modes = [], [], [], []
        model.eval()
        optimizer.zero_grad()
        mean = names["train_pass"](model, x, y, optimizer, loss_function, batch_size)
        if number == 0:
            first = torch.cat(seen) if seen else torch.zeros(0, dtype=torch.int64)
            groups = {frozenset(part.tolist()) for part in seen}
            reply.update(
                mean=mean,
                order=first,
                targets=torch.cat(given) if given else torch.zeros(0, dtype=torch.int64),
                losses=torch.stack(losses) if losses else torch.zeros(0),
                sizes=torch.tensor([len(s) for s in seen], dtype=torch.int64),
                steps=len(steps),
                train_mode=bool(modes) and all(modes),
                weight=model.linear.weight,
                bias=model.linear.bias,
            )
        else:
            now = torch.cat(seen) if seen else first
            reply["same_order"] = torch.equal(now, first)
            reply["same_batches"] = {frozenset(part.tolist()) for part in seen} == groups
    reply["kept"] = torch.equal(before, x)
    return reply


def drawn_pass(draw):
    """Return the inputs of a pass: the number of an image stands at its first place."""
    classes, batch_size = draw.size(3, 5), draw.size(4, 6)
    n = batch_size * draw.size(4, 5) + draw.size(1, batch_size - 2)
    x = draw.normal(n, draw.size(2, 4), draw.size(3, 5))
    x[:, 0, 0] = torch.arange(n)
    y = draw.integers(0, classes - 1, n)
    weight, bias = draw.normal(classes, x.shape[2], scale=0.5), draw.normal(classes, scale=0.5)
    return {"x": x, "y": y, "weight": weight, "bias": bias, "batch_size": batch_size, "lr": 0.2}


@check("09_digits_by_rows.train_pass", points=1)
def every_image(student, draw):
    given = drawn_pass(draw)
    x, y, batch_size = given["x"], given["y"], given["batch_size"]
    reply = student.run(pass_probe, **given, passes=2)
    order, sizes, n = reply.tensor("order"), reply.tensor("sizes").tolist(), len(x)
    expect(
        reply.flag("train_mode"),
        "The model came in eval mode and was trained so, without its dropout: call model.train().",
    )
    said = f"A batch had {max(sizes, default=0)} images, and batch_size is {batch_size}."
    expect(max(sizes, default=0) <= batch_size, said)
    expect(
        len(order) != n - n % batch_size or len(set(order.tolist())) != len(order),
        "The smaller last batch is missing: every image belongs to the pass.",
    )
    expect(len(order) >= n, f"The model saw {len(order)} images in the pass, and there are {n}.")
    expect(
        len(order) <= n, f"The model saw {len(order)} images in one pass, and there are {n}: each one once."
    )
    expect(
        sorted(order.tolist()) == list(range(n)),
        "Some images came twice and others never: draw a permutation, without replacement.",
    )
    few = f"{len(sizes)} batches, and {-(-n // batch_size)} are enough: only the last one may be smaller than batch_size."
    expect(len(sizes) == -(-n // batch_size), few)
    expect(order.tolist() != list(range(n)), "The images come in their old order: shuffle them.")
    expect(
        not reply.flag("same_order"),
        "Two passes have the same order. Draw a new one in each pass, without a fixed seed.",
    )
    expect(
        not reply.flag("same_batches"),
        "The same images share a batch in every pass: you shuffle the batches. Shuffle the images.",
    )
    targets = reply.tensor("targets")
    expect_shape(targets, [n], "the targets of one pass: is loss_function called once for each batch?")
    expect(
        torch.equal(targets, y[order]),
        "Images and labels do not belong together any more: index both with the same order.",
    )
    losses, mean = reply.tensor("losses").double(), reply.number("mean")
    weights = torch.tensor(sizes).double()
    right = (losses * weights).sum().item() / n
    for said, wrong in {
        "Every batch counts the same in your mean. The last one is smaller: weight each loss by its size.": losses.mean().item(),
        "This is the loss of the last batch only.": losses[-1].item(),
        "This is the sum of the losses of all batches. Return the mean per image.": losses.sum().item(),
        "This is the sum over all images. Divide by their number.": (losses * weights).sum().item(),
        "You divide the sum of the batches' means by the number of images. Weight each by its size first.": losses.sum().item()
        / n,
        "You divide by the number of batches what was summed over images.": (losses * weights).sum().item()
        / len(sizes),
        "You divide by batch_size times the number of batches. The last batch is smaller.": (losses * weights)
        .sum()
        .item()
        / (len(sizes) * batch_size),
    }.items():
        expect(abs(mean - wrong) > 1e-5 * abs(wrong), said)
    expect(
        abs(mean - right) < 1e-4 * abs(right),
        "The returned number is not the mean loss per image of this pass.",
    )
    expect(reply.flag("kept"), "Your function changed the caller's images.")


def trained_linear(given, batches, *, accumulate=False, once=False, late=False, sign=1.0, twice=False):
    """Return the weights after one pass of plain SGD over these batches, or after a known mistake."""
    weight, bias = given["weight"].clone(), given["bias"].clone()
    x, y, lr = given["x"], given["y"], given["lr"]
    held = [torch.zeros_like(weight), torch.zeros_like(bias)]
    for chosen in batches:
        w, b = weight.clone().requires_grad_(), bias.clone().requires_grad_()
        loss = sign * F.cross_entropy(x[chosen, -1] @ w.T + b, y[chosen])
        grads = torch.autograd.grad(loss, (w, b))
        if late:  # step before backward: the gradients of the batch before
            use, held = held, list(grads)
        elif accumulate or once:
            held = [h + g for h, g in zip(held, grads, strict=True)]
            use = held
        else:
            use = grads
        if not once:
            weight, bias = weight - lr * use[0], bias - lr * use[1]
            if twice:
                weight, bias = weight - lr * use[0], bias - lr * use[1]
    if once:
        weight, bias = weight - lr * held[0], bias - lr * held[1]
    return torch.cat([weight.flatten(), bias])


@check("09_digits_by_rows.train_pass", points=1)
def updates(student, draw):
    given = drawn_pass(draw)
    reply = student.run(pass_probe, **given, passes=1)
    order = reply.tensor("order")
    n, batches = len(given["x"]), order.split(reply.tensor("sizes").tolist())
    expect(len(order) > 0, "The model was never called.")
    after = torch.cat([reply.tensor("weight").flatten(), reply.tensor("bias")])
    before = torch.cat([given["weight"].flatten(), given["bias"]])
    steps = reply.number("steps")
    same = torch.equal(after, before)
    expect(
        steps > 0 or not same,
        "The weights did not change: the optimizer took no step. backward(), then optimizer.step().",
    )
    expect(
        steps > 0,
        "The weights changed, but the optimizer that was passed took no step. Use it, and make no other.",
    )
    expect(
        not same,
        "The optimizer took steps, but the weights did not change: are the gradients there when step() is called?",
    )
    expect(
        int(order.min()) >= 0 and int(order.max()) < n, "The images that the model saw are not those of x."
    )
    ours = reply.tensor("targets")
    if len(ours) == len(order):  # a wrong pairing is told by the other check
        labels = given["y"].clone()
        labels[order] = ours
        given = given | {"y": labels}
    right = trained_linear(given, batches)
    mistakes = {
        "One step for the whole pass. Take a step after each batch.": trained_linear(
            given, batches, once=True
        ),
        "The gradients of all batches add up: call optimizer.zero_grad() for each batch.": trained_linear(
            given, batches, accumulate=True
        ),
        "step() comes before backward(): each step uses the gradients of the batch before.": trained_linear(
            given, batches, late=True
        ),
        "The loss rises: the sign of the gradient is turned.": trained_linear(given, batches, sign=-1.0),
        "Two steps for each batch. One is enough.": trained_linear(given, batches, twice=True),
    }
    expect_close(
        after,
        right,
        "The weights after the pass differ from plain steps of your optimizer, one for each batch, with the batch's own gradient.",
        mistakes=mistakes,
        rtol=1e-3,
        atol=1e-4,
    )
    expect(steps == len(batches), f"{steps} steps for {len(batches)} batches: one step for each.")


# 9.7 ------------------------------------------------------------------------------------------


def predict_probe(names, x):
    """Return the trained model's logits for images given row by row."""
    model = names["model"].eval()
    device = next(iter(model.parameters())).device
    with torch.no_grad():
        return {"logits": model(x.to(device)).float()}


def unseen(draw, count=200):
    """Return (images, labels): test digits, each moved by a row or a column, with a little noise."""
    from sklearn.datasets import load_digits

    sample = load_digits()
    picked = 5 * torch.randperm(360, generator=draw._generator)[:count]  # every fifth is in the test part
    images = torch.tensor(sample.images)[picked].float() / 16
    labels = torch.tensor(sample.target)[picked].long()
    wide = F.pad(images, (1, 1, 1, 1))
    ways = [(0, 1), (2, 1), (1, 0), (1, 2)]  # up, down, left, right
    moved = []
    for image in wide:
        down, right = draw.choice(ways)
        moved.append(image[down : down + 8, right : right + 8])
    noisy = torch.stack(moved) + draw.normal(count, 8, 8, scale=0.03)
    return noisy.clamp(0, 1), labels


@check("09_digits_by_rows.trained", points=1, seconds=30)
def unseen_digits(student, draw):
    images, labels = unseen(draw)
    logits = student.run(predict_probe, x=images).tensor("logits")
    said = "The trained model should give ten logits for each image."
    expect(list(logits.shape) == [len(labels), 10] and bool(logits.isfinite().all()), said)
    order = torch.randperm(len(labels), generator=draw._generator)[:77]
    again = student.run(predict_probe, x=images[order]).tensor("logits")
    expect_shape(again, [len(order), 10], "ten logits for each image.")
    said = "The same images in another batch, with other neighbours, get other answers."
    expect_close(again, logits[order], said, rtol=1e-3, atol=1e-3)
    right = (logits.argmax(1) == labels).float().mean().item()
    most = torch.bincount(labels).max().item() / len(labels)  # always the most frequent digit
    expect(
        right > most + 0.4,
        f"On new images, moved by a row or a column, {right:.0%} are right; always the same digit gives {most:.0%}. "
        "Does train_pass take steps on matching images and labels, and does RowRNN read all rows?",
    )
