"""Exercise 2.4: CharRNN."""

import torch
from torch import nn

from autograder.check import check
from autograder.checks.shared import amiss, expect_another_device, on_another_device, with_drawn_weights
from autograder.contracts import keeps_promises
from autograder.expect import expect, expect_close, expect_dtype, expect_shape
from autograder.plays import weighted_sum


def texts(draw, batch, steps, vocab):
    return nn.functional.one_hot(draw.integers(0, vocab - 1, batch, steps), vocab).float()


def model_shapes_probe(names, x, hidden_size):
    """Build the student's model in the dtype of x; return what it gives for x, and on another device."""
    first, second = (names["CharRNN"](x.shape[-1], hidden_size).to(x) for _ in range(2))
    answer = first(x)
    if not isinstance(answer, (tuple, list)) or len(answer) != 2:
        amiss("forward must return two things: (logits, state).")
    elsewhere = on_another_device(lambda move: move(second)(move(x)))
    return {"logits": answer[0], "state": answer[1], **elsewhere}


@check("02_rnn_shapes.hihello", points=1)
def model_shapes(student, draw):
    """Shapes and dtypes for any sizes, one sequence and one step too, and another device."""
    batch, steps, units = draw.sizes(3, 2, 9)
    vocab = draw.choice([n for n in (3, 4, 6, 7, 10, 11) if n not in (batch, steps, units)])
    for b, t, dtype in ((batch, steps, torch.float32), (1, steps, torch.float64), (batch, 1, torch.float32)):
        x = texts(draw, b, t, vocab).to(dtype)
        reply = student.run(model_shapes_probe, x=x, hidden_size=units)
        logits, state = reply.tensor("logits"), reply.tensor("state")
        shape = list(logits.shape)
        for wrong, hint in (
            ([1, b, units], "The state came first. Return the logits, then the state."),
            ([b, t, units], "The last axis has hidden_size numbers: a linear layer from hidden_size to vocab_size is missing."),
            ([b * t, vocab], f"Shape {shape}: the batch axis is lost. Is it flattened, or a batch of one squeezed away?"),
        ):  # fmt: skip
            expect(shape != wrong, hint)
        expect_shape(logits, [b, t, vocab], "one score for every letter, at every step of every sequence.")
        said = "The logits must be scores, not the numbers of letters: is there an argmax?"
        expect(logits.is_floating_point(), said)
        expect_dtype(logits, dtype, "the logits must have the dtype of the input.")
        expect_dtype(state, dtype, "the state must have the dtype of the input.")
        said = f"one layer of nn.RNN gives {[1, b, units]}: [1, batch, hidden_size], never batch-first."
        expect(list(state.shape) == [1, b, units], f"The state has shape {list(state.shape)}: {said}")
        said = "Your model mixes devices: a tensor made in it is on the CPU. Make it on the input's device."
        expect_another_device(reply, said)


def model_state_probe(names, x, cut, hidden_size):
    """Return the scores of an untrained model for x: whole, again, row by row, and in two parts; and what failed."""
    model = names["CharRNN"](x.shape[-1], hidden_size).to(x).eval()

    def scores(x, *state):
        answer = model(x, *state)
        if not isinstance(answer, (tuple, list)) or len(answer) != 2:
            amiss("forward must return two things: (logits, state).")
        if not isinstance(answer[0], torch.Tensor) or answer[0].numel() != x.numel():
            amiss("forward must return one score for every letter, at every step of every sequence.")
        return answer[0].reshape(x.shape), answer[1]

    with torch.no_grad():
        reply = {"whole": scores(x)[0], "again": scores(x)[0], "failed": "rows"}
        try:
            reply["rows"] = torch.cat([scores(row)[0] for row in x.split(1)])
            reply["failed"] = "front"
            reply["front"], state = scores(x[:, :cut])
            reply["fresh"], _ = scores(x[:, cut:])
            reply["failed"] = "back"
            reply["back"], _ = scores(x[:, cut:], state)
        except Exception:
            return reply
    return reply | {"failed": ""}


def form_probe(names, x, hidden):
    """Return the shapes of what comes back for a batch and for one sequence."""
    try:
        model = names["CharRNN"](x.shape[2], hidden).to(x)
        shapes = [list(part.shape) for batch in (x, x[:1]) for part in model(batch)]
    except Exception:
        return {"shapes": ""}
    return {"shapes": str(shapes) if list(model.parameters()) else ""}


def has_form(student, draw):
    """Tell whether all has the right shapes: that costs points in `model_shapes` only."""
    batch, steps, vocab, hidden = 3, 4, 7, 6
    reply = student.run(form_probe, x=texts(draw, batch, steps, vocab), hidden=hidden)
    wanted = [[batch, steps, vocab], [1, batch, hidden], [1, steps, vocab], [1, 1, hidden]]
    return reply.text("shapes") == str(wanted)


def call_reader(names, kept, x, hidden, seed, training, state=None):
    key = (x.shape[2], hidden, seed)
    if key not in kept:
        kept[key] = with_drawn_weights(names["CharRNN"](x.shape[2], hidden).to(x), seed)
    model = kept[key].train(training)
    logits, last = model(x) if state is None and training else model(x, state)
    return logits, last, model.training


def step_by_step_probe(names, x, hidden, seed, training, state=None):
    """Return what the student's model says when it reads each sequence alone, one step at a time."""
    model = with_drawn_weights(names["CharRNN"](x.shape[2], hidden).to(x), seed)
    rows, ends = [], []
    with torch.no_grad():
        for i, row in enumerate(x.split(1)):
            last = x.new_full((1, 1, hidden), 1e-9) if state is None else state[:, i : i + 1].clone()
            said = []
            for letter in row.split(1, dim=1):
                logits, last = model(letter, last)
                said.append(logits.clone())
            rows.append(torch.cat(said, 1))
            ends.append(last.clone())
    return {"logits": torch.cat(rows), "state": torch.cat(ends, 1)}


@check("02_rnn_shapes.hihello", points=2)
def model_state(student, draw):
    """All at once as step by step, from any state, with nothing kept in the module; what every exercise promises."""
    batch, units = draw.size(3, 5), draw.size(17, 24)  # so many units that a ReLU head is never all dead
    vocab, steps = draw.sizes(2, 6, 8)
    cut = draw.size(3, 4)
    x = texts(draw, batch, steps, vocab)
    reply = student.run(model_state_probe, x=x, cut=cut, hidden_size=units)
    whole, failed = reply.tensor("whole"), reply.text("failed")
    for name, due, fails, differs in (
        ("again", whole, "", "The same input gave two different answers: is a state kept in the module, or made up in forward?"),
        ("rows", whole, "After a batch of several, a batch of one fails: what does the first batch fix?",
         "A sequence's scores change with its neighbours: is batch_first missing, or do batch and time mix?"),
        ("front", whole[:, :cut], "After a long text, a shorter one fails: what does the first text fix?",
         "Earlier scores change with later letters: does the model read ahead?"),
    ):  # fmt: skip
        expect(failed != name, fails)
        expect_close(reply.tensor(name), due, differs)
    said = "The model cannot go on from the state that it returned: is it as nn.RNN gives it?"
    expect(failed != "back", said)
    fresh, end = reply.tensor("fresh"), whole[:, cut:]
    said = "Reading in two parts, with the state handed over, differs from reading the whole text."
    lost = "The state that is passed in has no effect, or the state returned is not the last one."
    expect_close(reply.tensor("back"), end, said, mistakes={lost: fresh})
    forgets = torch.allclose(fresh, end, rtol=1e-4, atol=1e-5)
    expect(not forgets, "The scores do not depend on earlier letters: the model has no memory.")
    if not has_form(student, draw):
        return
    cases, wanted = [], []
    for size, hidden, seed, start in (
        ((3, 6, 7), 5, 1, None), ((3, 6, 7), 5, 1, 1), ((3, 6, 7), 5, 2, None), ((1, 1, 4), 6, 1, 1), ((3, 1, 2), 1, 1, 1),
        ((1, 140, 3), 2, 1, 1), ((4, 4, 4), 4, 1, 0), ((20, 2, 30), 9, 1, None), ((1, 1, 4), 6, 1, None),
    ):  # fmt: skip
        case = {"x": texts(draw, *size), "hidden": hidden, "seed": seed, "training": len(cases) % 2 == 1}
        cases.append(case if start is None else case | {"state": start * draw.normal(1, size[0], hidden)})
        reply = student.run(step_by_step_probe, **cases[-1])
        wanted.append((reply.tensor("logits"), reply.tensor("state"), case["training"]))
    answers = iter(wanted)
    keeps_promises(
        student, call_reader, cases, lambda **case: next(answers), draws=True, device=False,
        results=("the logits", "the state", "the mode (train or eval)"), axes=("sequence", "step", "letter"),
    )  # fmt: skip


def scores_probe(names, x, hidden_size):
    """Return the scores of four models with drawn weights, as they are and ten thousand times as large."""
    found, unlearned = [], "Nothing can be learned: the logits have no gradient."
    for seed in range(4):
        model = with_drawn_weights(names["CharRNN"](x.shape[2], hidden_size).to(x), seed)
        if not list(model.parameters()):
            amiss("The model has no parameters: are the layers attributes, made in __init__?")
        for _ in range(2):
            answer = model(x)
            logits = answer[0] if isinstance(answer, (tuple, list)) else answer
            if not isinstance(logits, torch.Tensor) or logits.numel() != x.numel():
                amiss("There must be one score for every letter at every step: is the linear layer missing?")
            if not logits.requires_grad:
                amiss(f"{unlearned} Is there an argmax, detach or no_grad?")
            found.append(logits.detach().reshape(x.shape))
            for p in model.parameters():
                p.data.mul_(1e4)
    return {"plain": torch.stack(found[::2]), "large": torch.stack(found[1::2])}


def slope_probe(names, x, state, weights, hidden, training, step):
    """Return the slope of a weighted sum of all that is returned, and the sum itself a step to both sides."""
    model = with_drawn_weights(names["CharRNN"](x.shape[2], hidden).to(x), 3).train(training)
    parts, reply = {"state": [state.requires_grad_()], "weights": list(model.parameters())}, {}
    made = torch.Generator().manual_seed(4)
    for name, leaves in parts.items():
        total = weighted_sum(model(x, state), weights)
        ways = [torch.randn(p.shape, generator=made, dtype=p.dtype).to(p) for p in leaves]
        grads = torch.autograd.grad(total, leaves, allow_unused=True)
        slopes = [(g * way).sum() for g, way in zip(grads, ways, strict=True) if g is not None]
        sums = []
        with torch.no_grad():
            for factor in (step, -2 * step, step):
                for p, way in zip(leaves, ways, strict=True):
                    p.add_(way, alpha=factor)
                sums.append(weighted_sum(model(x, state), weights))
        reply |= {f"slope {name}": total.new_tensor(slopes).sum(), f"sums {name}": torch.stack(sums[:2])}
    return reply


@check("02_rnn_shapes.hihello", points=2)
def scores(student, draw):
    """Each letter and what came before it counts, a score can be any number, gradients are those of what is computed."""
    letters = torch.zeros(5, 3, dtype=torch.int64)
    letters[:, 0] = torch.arange(5)  # every text begins with another letter
    x = nn.functional.one_hot(letters, 5).float()
    reply = student.run(scores_probe, x=x, hidden_size=17)
    large = reply.tensor("large")
    low, high, sums = large.min().item(), large.max().item(), large.sum(-1)
    raw = "CrossEntropyLoss wants the raw scores."
    for wrong, hint in (
        (low >= 0 and torch.allclose(sums, torch.ones_like(sums), atol=1e-3), "The scores of a step add up to 1: a softmax stands before the loss."),
        (low >= 0 and high <= 1, "The scores are probabilities, between 0 and 1: is there a softmax or sigmoid?"),
        (low >= -1 and high <= 1, "The scores cannot leave [-1, 1]. Are they tanh states? Add a linear layer."),
        (low >= 0, "No score is ever below 0: is there a ReLU on the scores?"),
        (high <= 0, "No score is ever above 0: is there a log_softmax?"),
        (low >= -1000 or high <= 1000, "The scores stay in a narrow range: is something squashing or cutting them?"),
    ):  # fmt: skip
        expect(not wrong, f"{hint} {raw}")
    first, second = (torch.pdist(reply.tensor("plain")[:, :, t].transpose(0, 1).flatten(1)) for t in (0, 1))
    expect(first.min() > 1e-3, "Two letters get the same scores: does the model read the letters?")
    expect(second.min() > 1e-3, "The scores do not depend on earlier letters: the model has no memory.")
    if not has_form(student, draw):
        return
    rows = (3, 5, 4, 6, True), (1, 130, 3, 2, True), (2, 3, 4, 5, False)
    parts = {"state": "the state that is passed in", "weights": "the weights of the layers"}
    for batch, steps, vocab, hidden, training in rows:
        given = {"x": texts(draw, batch, steps, vocab).double(), "hidden": hidden, "training": training}
        given |= {"state": draw.normal(1, batch, hidden, dtype=torch.float64), "step": 1e-6}
        weights = draw.normal(batch * (steps * vocab + hidden), dtype=torch.float64)
        reply = student.run(slope_probe, weights=weights, **given)
        for name, what in parts.items():
            up, down = reply.tensor(f"sums {name}")
            hint = f"With {steps} steps{' in eval mode' * (not training)}, the gradient of {what} is not that of the logits "
            hint += "and the state returned: is a part of the path cut by detach, .data or no_grad?"
            expect_close(reply.tensor(f"slope {name}"), (up - down) / 2e-6, hint, rtol=1e-5, atol=1e-6)
