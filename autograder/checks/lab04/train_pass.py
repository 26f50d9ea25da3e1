"""Exercise 4.6: One pass."""

import math

import torch
from torch import nn

from autograder.check import check, expect, expect_close, expect_shape, travels
from autograder.checks.lab04.common import cut_windows, vocabulary
from autograder.contracts import keeps_promises


@travels
def stand_in_training(given):
    """Return a small model, an optimizer, a loss and windows; model and loss write down their use.

    With `own` the model goes on from its own last state, whatever it is given, so that a mistake with the state
    changes no weight. The optimizer has two groups of parameters, and momentum.
    """
    import torch.nn.functional as F

    start, vocab_size, own = given["p_hidden"], given["vocab_size"], given["own"]

    class Unfit(ValueError):
        pass

    class StandIn(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.vocab_size, self.calls, self.made, self.dropout = vocab_size, [], [], torch.nn.Dropout(0.4)
            for name in ("p_in", "p_hidden", "p_out"):
                setattr(self, name, torch.nn.Parameter(given[name].clone()))

        def forward(self, sentence, state=None):
            if sentence.dim() != 3 or sentence.shape[2] != vocab_size or not sentence.is_floating_point():
                raise Unfit(
                    f"the model got {list(sentence.shape)}, it reads one-hot [batch, seq, model.vocab_size], "
                    f"and model.vocab_size is {vocab_size}"
                )
            sentence, kind, linked = (
                sentence.to(start.dtype),
                0,
                0,
            )  # 0: none, 1: zeros, 2: the last one, 3: another
            zero = sentence.new_zeros(1, len(sentence), len(start))
            last = self.made[-1] if self.made else (zero, zero)
            h, c = zero, zero
            if state is not None:
                if not isinstance(state, (tuple, list)) or len(state) != 2:
                    raise Unfit("the state is a pair (h, c)")
                h, c = state
                linked = int(h.requires_grad) + 2 * int(c.requires_grad)
                same = all(x.dtype == y.dtype and torch.equal(x, y) for x, y in zip(state, last, strict=True))
                kind = 2 if self.made and same else 3 if h.any() or c.any() else 1
            training = self.training and self.dropout.training
            self.calls.append([kind, linked, int(training), int(torch.is_grad_enabled())])
            h, c = last if own else (h, c)
            rows = []
            for x_t in sentence.unbind(1):
                c = 0.5 * c + torch.tanh(x_t @ self.p_in + h @ self.p_hidden)
                h = torch.tanh(c)
                rows.append(h[0])
            self.made.append((h.detach().clone(), c.detach().clone()))
            state = (h.detach(), c.detach()) if own else (h, c)
            return (torch.stack(rows, 1) @ self.p_out).flatten(0, 1).log_softmax(-1), state

    class Optimizer(torch.optim.SGD):
        rates = ()

        def step(self, closure=None):
            self.rates = [*self.rates, *(group["lr"] for group in self.param_groups)]
            return super().step(closure)

    def loss_function(log_probs, target):
        if target.dim() != 1 or log_probs.dim() != 2:
            raise Unfit("the loss wants [batch · seq, vocab_size] and the targets in one row, [batch · seq]")
        loss = F.nll_loss(log_probs, target)
        losses.append([loss.item(), target.numel()])
        return loss

    model, losses = StandIn().eval(), []
    first, *others = model.parameters()
    optimizer = Optimizer([{"params": [first]}, {"params": others}], lr=given["lr"], momentum=0.5)
    batches = [(given[f"x{i}"], given[f"y{i}"]) for i in range(given["count"])]
    return model, batches, optimizer, loss_function, losses


def pass_probe(names, passes, **given):
    """Run the student's train_pass; return what it did."""
    model, batches, optimizer, loss_function, losses = stand_in_training(given)
    reply, answer, starts, count = {"error": ""}, None, [], len(batches)
    try:
        for _ in range(passes):
            starts.append(len(model.calls))
            answer = names["train_pass"](model, batches, optimizer, loss_function, given["max_norm"])
    except RuntimeError as error:
        known = {"second time": "second", "inplace operation": "second", "does not require grad": "no graph"}
        reply["error"] = next((short for part, short in known.items() if part in str(error)), "")
        if not reply["error"]:
            raise
    torch.set_grad_enabled(True)
    left = [torch.zeros_like(p) if p.grad is None else p.grad for p in model.parameters()]
    return reply | {
        "mean": answer,
        "kind": type(answer).__name__,
        "calls": torch.tensor(model.calls, dtype=torch.int64).reshape(-1, 4),
        "starts": torch.tensor(starts),
        "losses": torch.tensor(losses, dtype=torch.float64).view(-1, 2),
        "rates": torch.tensor(optimizer.rates, dtype=torch.float64),
        "weights": torch.cat([p.detach().flatten() for p in model.parameters()]),
        "left": torch.cat([g.flatten() for g in left]).norm().item(),
        "stays": model.training and model.dropout.training,
        "whole": len(batches) == count,
    }


def call_pass(names, kept, **given):
    model, batches, optimizer, loss_function, _ = stand_in_training(given)
    with torch.enable_grad():
        names["train_pass"](model, batches, optimizer, loss_function, given["max_norm"])
        return torch.cat([p.detach().flatten() for p in model.parameters()]), torch.is_grad_enabled()


NO_LIMIT = 1e6  # of a gradient's norm


def drawn_pass(draw, batch=None, seq_len=None, windows=3, vocab=None, scale=1.0, dtype=torch.float32, **more):
    """Draw a small model and windows, the last of them narrower; return what is sent: no limit, steps of no length."""
    vocab, units = vocab or len(vocabulary()), 4
    batch, seq_len = batch or draw.size(2, 3), seq_len or draw.size(6, 8)
    per_row = (windows - 1) * seq_len + (draw.size(2, 3) if seq_len > 3 else 1)
    letters = draw.integers(0, vocab - 1, batch * per_row + 1)
    rows, shifted, count = cut_windows(letters, batch, seq_len)
    given = {
        "p_in": draw.normal(vocab, units, dtype=dtype),
        "p_hidden": 0.7 * draw.normal(units, units, dtype=dtype),
    }
    given["p_out"] = draw.normal(units, vocab, scale=scale, dtype=dtype)
    for i, (x, y) in enumerate(zip(rows.split(seq_len, 1), shifted.split(seq_len, 1), strict=True)):
        given |= {f"x{i}": x, f"y{i}": y}
    given |= {"count": count, "vocab_size": vocab, "max_norm": NO_LIMIT, "lr": 0.0, "own": True}
    return given | more


def clipped(grads, most, how="norm"):
    """Return the gradients of one step, clipped; every other `how` is a mistake."""

    def limited(part):
        return part * min(1.0, most / (part.norm().item() + 1e-6))

    joint = torch.cat([g.flatten() for g in grads])
    if how in ("none", "value", "each"):
        one = {"none": torch.clone, "value": lambda g: g.clamp(-most, most), "each": limited}[how]
        return [one(g) for g in grads]
    if how in ("first", "last"):
        return [limited(grads[0]), *grads[1:]] if how == "first" else [*grads[:-1], limited(grads[-1])]
    norms = {"one": joint.abs().sum(), "largest": joint.abs().max(), "squared": joint.square().sum()}
    size = norms.get(how, joint.norm()).item() + 1e-6
    other = {"always": most / size, "unit": 1 / size if size > most else 1.0}
    return [g * other.get(how, min(1.0, most / size)) for g in grads]


def right_pass(given, every=1, accumulate=False, how="norm", most=None, sign=1.0, norms=None):
    """Return the weights after one pass of the stand-in with its own state; the options are mistakes."""
    weights = [given[name].clone().requires_grad_() for name in ("p_in", "p_hidden", "p_out")]
    sums, speeds = ([torch.zeros_like(w) for w in weights] for _ in range(2))
    h = c = torch.zeros(1, len(given["x0"]), len(weights[1])).to(weights[0])
    for i in range(given["count"]):
        x, y = nn.functional.one_hot(given[f"x{i}"], len(weights[0])).to(h.dtype), given[f"y{i}"]
        h, c, rows = h.detach(), c.detach(), []
        for x_t in x.unbind(1):
            c = 0.5 * c + torch.tanh(x_t @ weights[0] + h @ weights[1])
            h = torch.tanh(c)
            rows.append(h[0])
        scores = torch.stack(rows, 1) @ weights[2]
        new = torch.autograd.grad(nn.functional.cross_entropy(scores.flatten(0, 1), y.flatten()), weights)
        if norms is not None:
            norms.append(torch.cat([g.flatten() for g in new]).norm().item())
        sums = [s + n for s, n in zip(sums, new, strict=True)] if accumulate else new
        if (i + 1) % every == 0:
            sums = clipped(sums, most or given["max_norm"], how)
            speeds = [0.5 * v + sign * s for v, s in zip(speeds, sums, strict=True)]
            with torch.no_grad():
                for w, v in zip(weights, speeds, strict=True):
                    w -= given["lr"] * v
    return torch.cat([w.detach().flatten() for w in weights])


LINKED = "The backward pass runs into the window before: the state is carried with its history. Detach both h and c."


def expect_pass(reply):
    """Fail when the pass did not run through its windows; return the model's calls."""
    error, calls = reply.text("error"), reply.tensor("calls")
    hint = (
        "There is nothing to differentiate: is there a no_grad, a detach on the loss, or .item() too early?"
    )
    expect(error != "no graph", hint)
    expect(len(calls) > 0, "The model was never called.")
    late = "A weight was changed between the model's call and backward(): step() comes after backward()."
    expect(error != "second", LINKED if calls[:, 1].any() else late)
    return calls


@check("04_char_lstm.train_pass", points=0.5)
def mean_loss(student, draw):
    """The mean of the pass counts every character once."""
    narrow = {"batch": 1, "seq_len": 1, "windows": 2}
    for more in ({}, narrow, {"vocab": draw.size(20, 40)}):
        expect_mean(student, drawn_pass(draw, **more))


def expect_mean(student, given):
    """Fail unless the mean of the pass is right."""
    reply, count = student.run(pass_probe, passes=1, **given), given["count"]
    expect_pass(reply)
    kind = reply.text("kind")
    expect(kind != "NoneType", "Nothing came back: is a `return` missing?")
    hint = "A tensor came back, and it may keep a whole graph alive. loss.item() gives the number."
    expect(kind != "Tensor", hint)
    expect(kind in ("float", "int"), f"Return one float, the mean loss of the pass. A {kind[:40]} came back.")
    mean, (losses, sizes) = reply.number("mean"), reply.tensor("losses").unbind(1)
    expect(len(losses) == count, f"The loss was asked {len(losses)} times for {count} windows: once each.")
    right, all_of = (losses * sizes).sum() / sizes.sum(), "The task asks for the mean of the whole pass."
    running = losses[0]
    for loss in losses[1:]:
        running = (running + loss) / 2
    known = {
        "Every window counts the same in your mean. A narrow last one has fewer characters: it counts less.": losses.mean(),
        f"This is the loss of the last window. {all_of}": losses[-1],
        f"This is the loss of the first window. {all_of}": losses[0],
        "This is the sum over the windows. Divide by what you summed over.": losses.sum(),
        "This is the sum over all characters. Divide by their number.": (losses * sizes).sum(),
        "The sum over characters is divided by the number of windows. Divide by that of characters.": (losses * sizes).mean(),
        "The sum over windows is divided by the characters: each loss is a mean already.": losses.sum() / sizes.sum(),
        "This is in bits. The task asks for the mean of what loss_function gives.": right / math.log(2),
        f"This is the smallest loss. {all_of}": losses.min(),
        "The last window is missing in the mean.": losses[:-1].mean(),
        "A running mean weights late windows more. The task asks for the mean over all characters.": running,
    }  # fmt: skip
    found = torch.tensor(float(mean), dtype=torch.float64)
    expect_close(found, right, "This is not the mean loss per character of the pass.", mistakes=known, atol=0)


@check("04_char_lstm.train_pass", points=0.75)
def carried_state(student, draw):
    """Each window of two passes goes on from the state of the one before, cut off from its history."""
    longer = {"batch": 1, "seq_len": 1, "windows": draw.size(140, 160)}
    for more in ({}, {"batch": 1, "windows": 2, "dtype": torch.float64}, longer):
        expect_carried(student, drawn_pass(draw, own=False, **more))


def expect_carried(student, given):
    """Fail unless each window gets the state that it should."""
    reply, count = student.run(pass_probe, passes=2, **given), given["count"]
    calls = reply.tensor("calls")
    part = "The state is a pair, and {} is carried with its history: detach it, too."
    which = ["", part.format("h"), part.format("c"), LINKED]
    for link in calls[:, 1].tolist():
        expect(link not in (1, 2, 3), which[link % 4])
    expect_pass(reply)
    kinds, starts = calls[:, 0].tolist(), reply.tensor("starts").tolist()
    expect(kinds[0] < 2, "The first window got a state. Nothing has been read yet: start from None.")
    expect(bool(calls[:, 3].all()), "The model ran under no_grad, so nothing can be learned.")
    hint = f"The model was called {len(kinds)} times in 2 passes over {count} windows."
    expect(len(kinds) == 2 * count, hint)
    inside = kinds[1:count]
    expect(min(inside) > 1, "A window after the first starts without a state: it was carried nowhere.")
    hint = "A window did not get the state that the model returned for the window before."
    expect(max(inside) == 2, hint)
    hint = "The second pass starts with the last state of the first. The text begins anew, so the state does, too."
    expect(kinds[starts[1]] < 2, hint)


def mistakes_of(given):
    """Return hint → the weights after this mistake."""
    forgotten = "The gradients are not clipped to max_norm when the step is taken: clip_grad_norm_ stands between backward() and step()."
    earlier = "Gradients of earlier windows are still there: call zero_grad in each window."
    asked = "The task asks for the norm of all numbers, the root of the sum of squares: clip_grad_norm_."
    known = {
        earlier: {"accumulate": True},
        f"{earlier} ": {"accumulate": True, "how": "none"},
        "There was only one step, at the end: take a step on each window.": {"accumulate": True, "every": given["count"]},
        "Only the last window counts: take a step on each window.": {"every": given["count"]},
        "The step goes uphill: is the sign of the loss turned round?": {"sign": -1.0},
        forgotten: {"how": "none"},
        f"Each number of the gradient is cut off by itself. {asked}": {"how": "value"},
        "Each parameter is clipped by itself. max_norm limits the joint norm of all of them.": {"how": "each"},
        "Only the first parameter is clipped. All belong to the norm: model.parameters().": {"how": "first"},
        "Only the last parameter is clipped. All belong to the norm: model.parameters().": {"how": "last"},
        f"The norm is the sum of the sizes of all numbers. {asked}": {"how": "one"},
        f"The norm is the largest number of the gradient. {asked}": {"how": "largest"},
        "The norm lacks its root: the root of the sum of squares.": {"how": "squared"},
        "Gradients below max_norm are made longer. Only those above it are changed.": {"how": "always"},
        "What is above max_norm gets the norm 1. It should get the norm max_norm.": {"how": "unit"},
        "The gradients are not clipped to max_norm, but to 1: use the argument.": {"most": 1.0},
        "The gradients are not clipped to max_norm, but to 5: use the argument.": {"most": 5.0},
        "The gradients are clipped to the square of max_norm.": {"most": given["max_norm"] ** 2},
    }  # fmt: skip
    return {hint: right_pass(given, **options) for hint, options in known.items()}


def limited(draw, given):
    """Return the case with limits of the norm: below all of the pass, between two of them, above all."""
    norms = []
    right_pass(given, how="none", norms=norms)
    low, high = min(norms), max(norms)
    limits = low * (0.3 + 0.2 * draw.uniform(1).item()), (low + high) / 2, 3 * high
    return [given | {"max_norm": most} for most in limits]


@check("04_char_lstm.train_pass", points=0.75)
def updates(student, draw):
    """Every weight moves as in the reference, whatever the limit, and what every exercise promises."""
    cases = limited(draw, drawn_pass(draw, lr=0.5))
    for given in cases:
        expect_updates(student, given)
    cases.append(drawn_pass(draw, windows=1, lr=0.5))
    notes = [f"With {case['count']} window(s) and max_norm = {case['max_norm']:.2g}" for case in cases]
    said = {"results": ("the row of all weights after the pass", "the gradient mode that is left")}
    keeps_promises(student, call_pass, cases, left_by_pass, notes=notes, rtol=1e-3, atol=2e-6, **said)
    double = drawn_pass(draw, batch=1, windows=2, scale=3.0, dtype=torch.float64, lr=0.5)
    notes = ["With a model in float64"] * 3
    keeps_promises(student, call_pass, limited(draw, double), left_by_pass, notes=notes, atol=2e-6, **said)


def left_by_pass(**given):
    return right_pass(given), True


def expect_updates(student, given):
    """Name the mistake of one pass."""
    reply = student.run(pass_probe, passes=1, **given)
    calls = expect_pass(reply)
    weights, right, rates = reply.tensor("weights"), right_pass(given), reply.tensor("rates")
    expect(len(rates) > 0, "optimizer.step() was never called, so nothing is learned.")
    expect(
        bool((rates == given["lr"]).all()),
        "The learning rate is changed. Clip the gradients, and leave it alone.",
    )
    expect_shape(weights, right.shape, "the weights of the model.")
    close = {"rtol": 1e-3, "atol": 2e-6}
    if not torch.allclose(weights, right, **close):
        after = math.isclose(reply.number("left"), given["max_norm"], rel_tol=1e-3)
        late = after and torch.allclose(weights, right_pass(given, how="none"), **close)
        expect(
            not late, "The gradients are clipped after the step, too late for it: backward(), clip, step()."
        )
        unmoved = "The weights did not change. Is backward() missing, or are the gradients set to zero before the step?"
        before = torch.cat([given[name].flatten() for name in ("p_in", "p_hidden", "p_out")])
        general = (
            "The weights after the pass differ: in each window zero_grad, backward, clip to max_norm, step."
        )
        expect_close(weights, right, general, mistakes={unmoved: before} | mistakes_of(given), **close)
    hint = (
        "The model came in eval mode and was trained like that, so its dropout was off: call model.train()."
    )
    expect(bool(calls[:, 2].all()), hint)
    expect(reply.flag("stays"), "The model is not left in train mode, with all its parts.")
    hint = "One step for each window: step() was called more or less."
    expect(len(rates) == 2 * given["count"], hint)
    expect(reply.flag("whole"), "Your function changed the caller's list of windows.")
