"""Exercise 9.3: logits_by_step."""

import torch

from autograder.check import check
from autograder.checks.lab09.common import learns, twin
from autograder.checks.shared import handed, made, with_drawn_weights
from autograder.contracts import keeps_promises


def call_steps(names, kept, x, kind, hidden, classes, layers, training, seed, watched):
    """Give the logits; of a watched model also what was read, and whether its mode and its gradients stayed."""
    from torch import nn

    base, options = (nn.LSTM, {}) if kind == "lstm" else (nn.RNN, {"nonlinearity": kind})

    class Layer(base):
        def forward(self, x, *state, **named):
            read.append(x.shape[:-1].numel())
            return super().forward(x, *state, **named)

    class Model(nn.Module):
        def __init__(self):
            super().__init__()
            self.rnn = Layer(x.shape[2], hidden, layers, batch_first=True, **options)
            self.head = nn.Linear(hidden, classes)

        def forward(self, x):
            return self.head(self.rnn(x)[0][:, -1])

    read = kept.setdefault("read", [])
    key = (kind, hidden, classes, layers, x.shape[2], x.dtype, seed)
    if key not in kept:
        kept[key] = with_drawn_weights(made(Model).to(x.dtype), seed)
    model = kept[key].to(x.device).train(training)
    for p in model.parameters():
        p.grad = torch.ones_like(p)
    read.clear()
    logits = handed(names["logits_by_step"], model, x, modes=False)
    if not watched:
        return logits
    stays = all(m.training == training for m in model.modules())
    held = all(p.grad is not None and bool((p.grad == 1).all()) for p in model.parameters())
    return logits, sum(read), learns(model, logits), stays, held


def steps_of(x, kind, hidden, classes, layers, training, seed, watched):
    rnn, head = twin(x, kind, hidden, classes, layers, seed)
    return (head(rnn(x)[0]), x.shape[:-1].numel(), True, True, True)[: 5 if watched else 1]


def mistakes_of(x, kind, hidden, classes, layers, training, seed, watched):
    """Return what known mistakes give, also with other shapes."""
    rnn, head = twin(x, kind, hidden, classes, layers, seed)
    with torch.no_grad():
        output, steps = rnn(x)[0], x.shape[1]
        right, counts = head(output), torch.arange(1, x.shape[1] + 1)[:, None]
        alone = head(rnn(x.flatten(0, 1)[:, None])[0]).view_as(right)
        late = torch.cat([head(torch.zeros_like(output[:, :1])), right[:, :-1]], 1)
        return {
            "A batch of one sequence lost its axis: no squeeze.": right.squeeze(0),
            "These are the logits after the last step only. Return those of all steps.": right[:, -1],
            "These are the states. The head turns them into logits.": output,
            "Batch and time are joined. Keep them: [batch, steps, n_classes].": right.flatten(0, 1),
            "This is one number a step: is an argmax taken? Return all logits.": right.argmax(-1),
            "Steps come first. The card asks for [batch, steps, n_classes].": right.transpose(0, 1),
            "The classes stand before the steps: [batch, steps, n_classes].": right.transpose(1, 2),
            "The last answer stands at every step. Each step has a state of its own.": right[:, -1:].expand_as(right),
            "These are probabilities. Return logits, without a softmax.": right.softmax(-1),
            "These are log-probabilities. Return raw logits.": right.log_softmax(-1),
            "Each row is read alone, without the state of the rows before.": alone,
            "You leave out rows from the start. Leave out those that come later.": torch.stack([head(rnn(x[:, t:])[0][:, -1]) for t in range(steps)], 1),
            "The steps come in reverse order.": right.flip(1),
            "Each answer is one step late: the first one belongs to the first row.": late,
            "These are running means. Use each step's own state.": right.cumsum(1) / counts,
            "Batch and time are mixed: is a view or reshape used where a transpose belongs?": right.transpose(0, 1).reshape_as(right),
            "There is a ReLU between states and head.": head(output.relu()),
            "The sequence is read from its end.": head(rnn(x.flip(1))[0]),
        }  # fmt: skip


def expect_steps(student, draw, watched, rows, **options):
    feats, hidden, classes = draw.sizes(3, 6, 11)
    cases, notes = [], []
    for kind, layers, training, seed, batch, steps, *double in rows:
        x = draw.normal(batch, steps, feats, dtype=torch.float64 if double else torch.float32)
        x[:, 2::3] = 0  # a row without ink is a step, too
        sizes = {"kind": kind, "hidden": hidden, "classes": classes, "layers": layers}
        cases.append({"x": x, **sizes, "training": training, "seed": seed, "watched": watched})
        notes.append(f"{kind} with {layers} layers, x {list(x.shape)}, {str(x.dtype)[6:]}")
    keeps_promises(
        student, call_steps, cases, steps_of, mistakes=mistakes_of, notes=notes, axes=("sequence", "step", "class"), rtol=1e-3,
        results=(
            "the logits",
            "The number of rows that model.rnn read (read the sequence once; `output` has the states of all steps)",
            "Whether every weight gets a gradient (is there a detach, .data, .item() or no_grad?)",
            "Whether the model is in the mode in which it came,",
            "Afterwards, whether the model has the gradients that it had before",
        ), **options,
    )  # fmt: skip


@check("09_digits_by_rows.every_row", points=2)
def each_step(student, draw):
    """LSTM, tanh and ReLU: the logits after each step."""
    rows = (("lstm", 2, True, 1, 3, 5), ("tanh", 2, False, 2, 3, 4), ("relu", 2, False, 1, 4, 3))
    expect_steps(student, draw, False, rows, device=0)


@check("09_digits_by_rows.every_row", points=2)
def one_pass(student, draw):
    """Read once; two models of one size, a batch of one, one step and 140, as many sequences as steps, both modes and dtypes."""
    rows = [("lstm", 1, True, 1, 3, 5), ("lstm", 1, False, 1, 3, 5), ("lstm", 1, True, 2, 3, 5)]
    rows += [("lstm", 3, True, 1, 1, 4), ("lstm", 1, True, 1, 4, 4), ("tanh", 3, False, 1, 1, 1, "double")]
    expect_steps(student, draw, True, [*rows, ("relu", 2, True, 1, 2, 4)], gradients=("x",), digits=True)
    # apart, since an answer that reads again and again takes seconds for them
    rows = ("lstm", 2, True, 1, 2, 140, "double"), ("tanh", 1, False, 1, 1, 70)
    expect_steps(student, draw, True, rows, gradients=("x",), digits=True, device=0)
