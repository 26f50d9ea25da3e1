"""Exercise 9.3: logits_by_step."""

import torch
from torch import nn

from autograder.check import check, expect, expect_close, expect_dtype, expect_shape
from autograder.checks.shared import expect_another_device, on_another_device, with_drawn_weights
from autograder.contracts import keeps_promises


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


def steps_device_probe(names, x, cell, hidden, layers, classes):
    """Say on which device the logits are for a model and an input on another device."""
    from torch import nn

    class Model(nn.Module):
        def __init__(self):
            super().__init__()
            self.rnn = {"rnn": nn.RNN, "lstm": nn.LSTM}[cell](x.shape[2], hidden, layers, batch_first=True)
            self.head = nn.Linear(hidden, classes)

        def forward(self, x):
            return self.head(self.rnn(x)[0][:, -1])

    return on_another_device(lambda move: names["logits_by_step"](move(Model()), move(x)))


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


def call_steps(names, kept, x, kind, hidden, classes, layers, training, seed):
    from torch import nn

    key = (kind, hidden, classes, layers, x.shape[2], x.dtype, seed)
    if key not in kept:
        model = nn.Module()
        options = {"nonlinearity": kind} if kind != "lstm" else {}
        layer = nn.LSTM if kind == "lstm" else nn.RNN
        with torch.random.fork_rng(devices=[]):
            model.rnn = layer(x.shape[2], hidden, layers, batch_first=True, **options)
            model.head = nn.Linear(hidden, classes)
        kept[key] = with_drawn_weights(model.to(x.dtype), seed)
    model = kept[key].to(x.device).train(training)
    return names["logits_by_step"](model, x), model.training


def steps_of(x, kind, hidden, classes, layers, training, seed):
    options = {"nonlinearity": kind} if kind != "lstm" else {}
    layer = nn.LSTM if kind == "lstm" else nn.RNN
    rnn = layer(x.shape[2], hidden, layers, batch_first=True, **options)
    parts = with_drawn_weights(nn.ModuleList([rnn, nn.Linear(hidden, classes)]).to(x.dtype), seed)
    return parts[1](parts[0](x)[0]), training


def steps_cases(draw):
    """Return LSTM, tanh and ReLU, one layer and three, one step and 140, a batch of one, both modes and dtypes."""
    feats, hidden, classes = draw.sizes(3, 4, 9)
    cases = []
    for kind, layers, batch, steps, dtype, training, seed in (
        ("lstm", 1, 3, 5, torch.float32, True, 1),
        ("lstm", 1, 3, 5, torch.float32, False, 1),
        ("lstm", 1, 3, 5, torch.float32, True, 2),
        ("lstm", 1, 4, 4, torch.float32, True, 1),
        ("tanh", 3, 1, 1, torch.float64, False, 1),
        ("relu", 2, 2, 4, torch.float32, True, 1),
        ("lstm", 2, 2, 140, torch.float64, True, 1),
        ("tanh", 1, 1, 70, torch.float32, False, 1),
    ):
        sizes = {"kind": kind, "hidden": hidden, "classes": classes, "layers": layers}
        x = draw.normal(batch, steps, feats, dtype=dtype)
        cases.append({"x": x, **sizes, "training": training, "seed": seed})
    return cases


@check("09_digits_by_rows.every_row", points=2)
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


@check("09_digits_by_rows.every_row", points=2)
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
        reply = student.run(steps_device_probe, x=x.float(), **given)
        said = (
            "On another device it fails: is a tensor made on the CPU, or a list of numbers turned into one?"
        )
        expect_another_device(reply, said)
    keeps_promises(
        student, call_steps, steps_cases(draw), steps_of, gradients=("x",), rtol=1e-3,
        results=("the logits", "The mode of the model afterwards"), axes=("sequence", "step", "class"),
    )  # fmt: skip
