"""Exercise 4.6: One pass."""

import math

import torch
from torch import nn

from autograder.check import check, expect, expect_close, expect_dtype, expect_shape
from autograder.checks.lab04.common import cut_windows, vocabulary
from autograder.checks.shared import expect_another_device, on_another_device


def pass_probe(names, lr, real, own, passes, count, vocab_size, max_norm, **given):
    """Run the student's train_pass on a small model, an optimizer and a loss that write down their use.

    With `own` the model goes on from its own last state, whatever it is given, so that a mistake with the state
    changes no weight.
    """
    import torch.nn.functional as F

    memory_size = given["p_hidden"].shape[0]
    dtype = torch.float64 if real == 64 else torch.float32

    class Unfit(ValueError):
        pass

    class StandIn(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.vocab_size, self.calls, self.made, self.dropout = vocab_size, [], [], torch.nn.Dropout(0.4)
            for name in ("p_in", "p_hidden", "p_out"):
                setattr(self, name, torch.nn.Parameter(given[name].to(dtype, copy=True)))

        def forward(self, sentence, state=None):
            if sentence.dim() != 3 or sentence.shape[2] != vocab_size or not sentence.is_floating_point():
                raise Unfit(
                    f"the model got {list(sentence.shape)}, it reads one-hot [batch, seq, model.vocab_size], "
                    f"and model.vocab_size is {vocab_size}"
                )
            batch, sentence = sentence.shape[0], sentence.to(dtype)
            kind, linked = 0, 0  # 0: no state, 1: zeros, 2: the last one, 3: another
            if state is None:
                h = c = sentence.new_zeros(1, batch, memory_size)
            else:
                if not isinstance(state, (tuple, list)) or len(state) != 2:
                    raise Unfit("the state is a pair (h, c)")
                h, c = state
                linked = int(h.requires_grad) + 2 * int(c.requires_grad)
                kind = 3
                last = self.made[-1] if self.made else (h, c)
                same = [x.dtype == y.dtype and torch.equal(x, y) for x, y in zip((h, c), last, strict=True)]
                if self.made and all(same):
                    kind = 2
                elif not h.any() and not c.any():
                    kind = 1
            mode = int(self.training and self.dropout.training)
            self.calls.append([kind, linked, mode, int(torch.is_grad_enabled())])
            if own:
                h, c = self.made[-1] if self.made else (sentence.new_zeros(1, batch, memory_size),) * 2
            rows = []
            for x_t in sentence.unbind(1):
                c = 0.5 * c + torch.tanh(x_t @ self.p_in + h @ self.p_hidden)
                h = torch.tanh(c)
                rows.append(h[0])
            self.made.append((h.detach().clone(), c.detach().clone()))
            if own:
                h, c = h.detach(), c.detach()
            return (torch.stack(rows, 1) @ self.p_out).flatten(0, 1).log_softmax(-1), (h, c)

    class Optimizer(torch.optim.SGD):
        stepped = 0

        def step(self, closure=None):
            self.stepped += 1
            return super().step(closure)

    losses, sizes = [], []

    def loss_function(log_probs, target):
        if target.dim() != 1 or log_probs.dim() != 2:
            raise Unfit("the loss wants [batch · seq, vocab_size] and the targets in one row, [batch · seq]")
        loss = F.nll_loss(log_probs, target)
        losses.append(loss.item())
        sizes.append(target.numel())
        return loss

    model = StandIn().eval()
    optimizer = Optimizer(model.parameters(), lr=lr)
    batches = [(given[f"x{i}"].clone(), given[f"y{i}"].clone()) for i in range(count)]
    reply, answer, starts = {"error": ""}, None, []
    before = torch.get_rng_state(), torch.get_default_dtype()
    try:
        for _ in range(passes):
            starts.append(len(model.calls))
            answer = names["train_pass"](model, batches, optimizer, loss_function, max_norm)
    except RuntimeError as error:
        words = str(error)
        known = {"second time": "second", "inplace operation": "second", "does not require grad": "no graph"}
        found = [short for part, short in known.items() if part in words]
        if not found:
            raise
        reply["error"] = found[0]
    whole = len(batches) == count and all(
        torch.equal(x, given[f"x{i}"]) and torch.equal(y, given[f"y{i}"]) for i, (x, y) in enumerate(batches)
    )
    reply["whole"], reply["random"] = whole, torch.equal(before[0], torch.get_rng_state())
    reply["settings"] = torch.is_grad_enabled() and before[1] == torch.get_default_dtype()
    torch.set_grad_enabled(True)
    torch.set_default_dtype(before[1])
    left = [torch.zeros_like(p) if p.grad is None else p.grad for p in model.parameters()]
    reply |= {
        "mean": answer,
        "kind": type(answer).__name__,
        "calls": torch.tensor(model.calls, dtype=torch.int64).reshape(-1, 4),
        "starts": torch.tensor(starts),
        "losses": torch.tensor(losses, dtype=torch.float64),
        "sizes": torch.tensor(sizes, dtype=torch.float64),
        "weights": torch.cat([p.detach().flatten() for p in model.parameters()]),
        "left": torch.cat([g.flatten() for g in left]).norm().item(),
        "stays": model.training and model.dropout.training,
        "stepped": optimizer.stepped,
    }
    return reply


def device_probe(names, x, y, vocab_size):
    """Train a small model on another device, over two windows."""

    class Model(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.vocab_size, self.lstm = vocab_size, torch.nn.LSTM(vocab_size, vocab_size, batch_first=True)

        def forward(self, sentence, state=None):
            output, state = self.lstm(sentence, state)
            return output.flatten(0, 1).log_softmax(1), tuple(part.detach() for part in state)

    def there(move):
        model = move(Model())
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        windows = [(move(x), move(y)), (move(y), move(x))]
        return names["train_pass"](model, windows, optimizer, torch.nn.functional.nll_loss, 0.1)

    return on_another_device(there)


NO_LIMIT = 1e6  # of a gradient's norm


def drawn_pass(draw, *, batch=None, seq_len=None, windows=3, vocab=None, scale=1.0):
    """Draw a small model and windows, the last of them narrower; return what is sent: no limit, steps of no length."""
    vocab, units = vocab or len(vocabulary()), 4
    batch, seq_len = batch or draw.size(2, 3), seq_len or draw.size(6, 8)
    per_row = (windows - 1) * seq_len + (draw.size(2, 3) if seq_len > 3 else 1)
    letters = draw.integers(0, vocab - 1, batch * per_row + 1)
    rows, shifted, count = cut_windows(letters, batch, seq_len)
    given = {
        "p_in": draw.normal(vocab, units),
        "p_hidden": draw.normal(units, units, scale=0.7),
        "p_out": draw.normal(units, vocab, scale=scale),
    }
    for i, (x, y) in enumerate(zip(rows.split(seq_len, 1), shifted.split(seq_len, 1), strict=True)):
        given |= {f"x{i}": x, f"y{i}": y}
    return given | {"count": count, "vocab_size": vocab, "real": 32, "max_norm": NO_LIMIT, "lr": 0.0}


def clipped(grads, most, how="norm"):
    """Return the gradients of one step, clipped; every other `how` is a mistake."""
    joint = torch.cat([g.flatten() for g in grads])
    if how == "none":
        return grads
    if how == "value":
        return [g.clamp(-most, most) for g in grads]
    if how == "each":
        return [g * min(1.0, most / (g.norm().item() + 1e-6)) for g in grads]
    if how == "first":
        return [grads[0] * min(1.0, most / (grads[0].norm().item() + 1e-6)), *grads[1:]]
    if how == "last":
        return [*grads[:-1], grads[-1] * min(1.0, most / (grads[-1].norm().item() + 1e-6))]
    norms = {"one": joint.abs().sum(), "largest": joint.abs().max(), "squared": joint.square().sum()}
    size = norms.get(how, joint.norm()).item() + 1e-6
    if how == "always":
        return [g * most / size for g in grads]
    if how == "unit":
        return [g / size if size > most else g for g in grads]
    return [g * min(1.0, most / size) for g in grads]


def right_pass(given, *, every=1, accumulate=False, how="norm", most=None, sign=1.0, norms=None):
    """Return the weights after one pass of the stand-in with its own state; the options are mistakes."""
    dtype = torch.float64 if given["real"] == 64 else torch.float32
    weights = [given[name].to(dtype, copy=True).requires_grad_() for name in ("p_in", "p_hidden", "p_out")]
    sums, most = [torch.zeros_like(w) for w in weights], most or given["max_norm"]
    h = c = torch.zeros(1, len(given["x0"]), len(weights[1]), dtype=dtype)
    for i in range(given["count"]):
        x, y = nn.functional.one_hot(given[f"x{i}"], len(weights[0])).to(dtype), given[f"y{i}"]
        h, c, rows = h.detach(), c.detach(), []
        for x_t in x.unbind(1):
            c = 0.5 * c + torch.tanh(x_t @ weights[0] + h @ weights[1])
            h = torch.tanh(c)
            rows.append(h[0])
        scores = torch.stack(rows, 1) @ weights[2]
        new = torch.autograd.grad(nn.functional.cross_entropy(scores.flatten(0, 1), y.flatten()), weights)
        if norms is not None:
            norms.append(torch.cat([g.flatten() for g in new]).norm().item())
        sums = [s + n for s, n in zip(sums, new, strict=True)] if accumulate else list(new)
        if (i + 1) % every == 0:
            sums = clipped(sums, most, how)
            with torch.no_grad():
                for w, s in zip(weights, sums, strict=True):
                    w -= sign * given["lr"] * s
    return torch.cat([w.detach().flatten() for w in weights])


LINKED = "The backward pass runs into the window before: the state is carried with its history. Detach both h and c."


def expect_pass(reply, count):
    """Fail when the pass did not run through its windows."""
    expect(
        reply.text("error") != "no graph",
        "There is nothing to differentiate: is there a no_grad, a detach on the loss, or .item() too early?",
    )
    calls = reply.tensor("calls")
    expect(len(calls) > 0, "The model was never called.")
    if reply.text("error") == "second":
        expect(not calls[:, 1].any(), LINKED)
        expect(
            False,
            "A weight was changed between the model's call and backward(): step() comes after backward().",
        )
    return calls


@check("04_char_lstm.train_pass", points=0.5)
def mean_loss(student, draw):
    drawn = [drawn_pass(draw)]
    drawn += [drawn_pass(draw, batch=1, seq_len=1, windows=2), drawn_pass(draw, vocab=draw.size(20, 40))]
    for given in drawn:
        expect_mean(student, given)


def expect_mean(student, given):
    """Fail unless the mean of the pass is right."""
    reply, count = student.run(pass_probe, own=1, passes=1, **given), given["count"]
    expect_pass(reply, count)
    kind = reply.text("kind")
    expect(kind != "NoneType", "Nothing came back: is a `return` missing?")
    expect(
        kind != "Tensor",
        "A tensor came back, and it may keep a whole graph alive. loss.item() gives the number.",
    )
    expect(kind in ("float", "int"), f"Return one float, the mean loss of the pass. A {kind[:40]} came back.")
    mean, losses, sizes = reply.number("mean"), reply.tensor("losses"), reply.tensor("sizes")
    expect(len(losses) == count, f"The loss was asked {len(losses)} times for {count} windows: once each.")
    right = float((losses * sizes).sum() / sizes.sum())
    known = {
        "Every window counts the same in your mean. The last one has fewer characters, so it counts less.": (
            losses.mean()
        ),
        "This is the loss of the last window. Asked is the mean of the whole pass.": losses[-1],
        "This is the loss of the first window. Asked is the mean of the whole pass.": losses[0],
        "This is the sum over the windows. Divide by what you summed over.": losses.sum(),
        "This is the sum over all characters. Divide by their number.": (losses * sizes).sum(),
        "The sum over characters is divided by the number of windows. Divide by the number of characters.": (
            (losses * sizes).mean()
        ),
        "The sum over windows is divided by the number of characters: each loss is a mean already.": (
            losses.sum() / sizes.sum()
        ),
        "This is in bits. Asked is the mean of what loss_function gives.": torch.tensor(right / math.log(2)),
        "This is the smallest loss. Asked is the mean of the whole pass.": losses.min(),
        "The last window is missing in the mean.": losses[:-1].mean(),
        "A running mean weights late windows more. Asked is the mean over all characters.": (
            ((losses[0] + losses[1]) / 2 + losses[2]) / 2 if len(losses) == 3 else losses[-1]
        ),
    }
    if not math.isclose(mean, right, rel_tol=1e-4):
        said = [hint for hint, value in known.items() if math.isclose(mean, float(value), rel_tol=1e-4)]
        expect(False, said[0] if said else "This is not the mean loss per character of the pass.")


@check("04_char_lstm.train_pass", points=0.75)
def carried_state(student, draw):
    given = drawn_pass(draw)
    longer = drawn_pass(draw, batch=1, seq_len=1, windows=draw.size(140, 160))
    for case in (given, drawn_pass(draw, batch=1, windows=2) | {"real": 64}, longer):
        expect_carried(student, case)


def expect_carried(student, given):
    """Fail unless each window of two passes goes on from the state of the one before, cut off from its history."""
    reply, count = student.run(pass_probe, own=0, passes=2, **given), given["count"]
    calls = reply.tensor("calls")
    which = {
        1: "The state is a pair, and h is carried with its history: detach it, too.",
        2: "The state is a pair, and c is carried with its history: detach it, too.",
        3: LINKED,
    }
    for link in calls[:, 1].tolist():
        expect(link not in which, which.get(link, ""))
    expect_pass(reply, count)
    kinds, grad = calls[:, 0].tolist(), calls[:, 3].tolist()
    starts = reply.tensor("starts").tolist()
    expect(kinds[0] in (0, 1), "The first window got a state. Nothing has been read yet: start from None.")
    expect(all(grad), "The model ran under no_grad, so nothing can be learned.")
    inside = [kinds[i] for i in range(1, count)]
    expect(
        len(kinds) == 2 * count, f"The model was called {len(kinds)} times in 2 passes over {count} windows."
    )
    expect(
        0 not in inside and 1 not in inside,
        "A window after the first starts without a state: it was carried nowhere.",
    )
    expect(
        all(kind == 2 for kind in inside),
        "A window did not get the state that the model returned for the window before.",
    )
    expect(
        kinds[starts[1]] in (0, 1),
        "The second pass starts with the last state of the first. The text begins anew, so the state does, too.",
    )


def mistakes_of(given):
    """Return hint → the weights after this mistake."""
    count = given["count"]
    forgotten = "The gradients are not clipped to max_norm when the step is taken: clip_grad_norm_ stands between backward() and step()."
    known = {
        "Gradients of earlier windows are still there: call zero_grad in each window.": {"accumulate": True},
        "Gradients of earlier windows are still there: call zero_grad in each window. ": {
            "accumulate": True,
            "how": "none",
        },
        "There was only one step, at the end: take a step on each window.": {
            "accumulate": True,
            "every": count,
        },
        "Only the last window counts: take a step on each window.": {"every": count},
        "The step goes uphill: is the sign of the loss turned round?": {"sign": -1.0},
        forgotten: {"how": "none"},
        "Each number of the gradient is cut off by itself. Asked is the norm of all: clip_grad_norm_.": {
            "how": "value"
        },
        "Each parameter is clipped by itself. max_norm limits the joint norm of all of them.": {
            "how": "each"
        },
        "Only the first parameter is clipped. All belong to the norm: model.parameters().": {"how": "first"},
        "Only the last parameter is clipped. All belong to the norm: model.parameters().": {"how": "last"},
        "The norm is the sum of the sizes of all numbers. Asked is the plain norm (the root of the sum of squares).": {
            "how": "one"
        },
        "The norm is the largest number of the gradient. Asked is the plain norm of all.": {"how": "largest"},
        "The norm lacks its root: the root of the sum of squares.": {"how": "squared"},
        "Gradients below max_norm are made longer. Only those above it are changed.": {"how": "always"},
        "What is above max_norm gets the norm 1. It should get the norm max_norm.": {"how": "unit"},
        "The gradients are not clipped to max_norm, but to 1: use the argument.": {"most": 1.0},
        "The gradients are not clipped to max_norm, but to 5: use the argument.": {"most": 5.0},
        "The gradients are clipped to the square of max_norm.": {"most": given["max_norm"] ** 2},
    }
    return {hint: right_pass(given, **options) for hint, options in known.items()}


def limits(draw, given):
    """Return limits of the norm: below all of the pass, between two of them, above all."""
    norms = []
    right_pass(given, how="none", norms=norms)
    low, high = min(norms), max(norms)
    return [low * (0.3 + 0.2 * draw.uniform(1).item()), (low + high) / 2, 3 * high]


@check("04_char_lstm.train_pass", points=0.75)
def updates(student, draw):
    drawn = [drawn_pass(draw), drawn_pass(draw, windows=1), drawn_pass(draw, batch=1, windows=2, scale=3.0)]
    drawn[2]["real"] = 64
    for given in ({**case, "lr": 0.5} for case in drawn):
        for most in limits(draw, given):
            expect_updates(student, given | {"max_norm": most})
    vocab_size = len(vocabulary())
    x, y = draw.integers(0, vocab_size - 1, 2, 6), draw.integers(0, vocab_size - 1, 2, 6)
    hint = (
        "Something is made on the CPU, or brought there: what you make belongs on the device of the windows."
    )
    expect_another_device(student.run(device_probe, x=x, y=y, vocab_size=vocab_size), hint)


def expect_updates(student, given):
    """Fail unless every weight moves as in the reference."""
    reply = student.run(pass_probe, own=1, passes=1, **given)
    calls = expect_pass(reply, given["count"])
    weights, right = reply.tensor("weights"), right_pass(given)
    expect(reply.number("stepped") > 0, "optimizer.step() was never called, so nothing is learned.")
    dtype = torch.float64 if given["real"] == 64 else torch.float32
    expect_dtype(weights, dtype, "the weights keep their dtype.")
    expect_shape(weights, right.shape, "the weights of the model.")
    close = {"rtol": 1e-3, "atol": 2e-6}
    if torch.allclose(weights, right_pass(given, how="none"), **close):
        after = math.isclose(reply.number("left"), given["max_norm"], rel_tol=1e-3)
        expect(
            not after or torch.allclose(weights, right, **close),
            "The gradients are clipped after the step, too late for it: backward(), clip, step().",
        )
    before = torch.cat([given[name].flatten() for name in ("p_in", "p_hidden", "p_out")])
    unmoved = (
        "The weights did not change. Is backward() missing, or are the gradients set to zero before the step?"
    )
    general = "The weights after the pass differ: in each window zero_grad, backward, clip to max_norm, step."
    if not torch.allclose(weights, right, **close):
        expect_close(weights, right, general, mistakes={unmoved: before} | mistakes_of(given), **close)
    expect(
        bool(calls[:, 2].all()),
        "The model came in eval mode and was trained like that, so its dropout was off: call model.train().",
    )
    expect(reply.flag("stays"), "The model is not left in train mode, with all its parts.")
    expect(
        reply.number("stepped") == given["count"], "One step for each window: step() was called more or less."
    )
    expect(reply.flag("whole"), "Your function changed the caller's windows, or their list.")
    expect(reply.flag("random"), "Your function draws or seeds random numbers; nothing here is random.")
    expect(reply.flag("settings"), "torch's gradient mode or default dtype is left changed.")
