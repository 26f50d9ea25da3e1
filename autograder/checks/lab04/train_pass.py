"""Exercise 4.6: One pass."""

import math

import torch
from torch import nn

from autograder.check import check, expect, travels
from autograder.checks.lab04.common import cut_windows, vocabulary
from autograder.checks.shared import amiss
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
            sentence, linked = sentence.to(start.dtype), 0
            kind = 0  # 0: none, 1: zeros, 2: the last one, 3: another
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


@travels
def passed(names, given, passes=1):
    """Let the student train so many times on the stand-in; return what came back, and what was used."""
    model, batches, optimizer, loss_function, losses = stand_in_training(given)
    try:
        for _ in range(passes):
            model.calls.append([-1] * 4)
            with torch.enable_grad():
                answer = names["train_pass"](model, batches, optimizer, loss_function, given["max_norm"])
                mode = torch.is_grad_enabled()
    except RuntimeError as error:
        if "does not require grad" in str(error):
            amiss(
                "There is nothing to differentiate: is there a no_grad, a detach on the loss, or .item() too early?"
            )
        if "second time" not in str(error) and "inplace operation" not in str(error):
            raise
        which = max((linked for _, linked, _, _ in model.calls), default=0)
        one = f"The state is a pair, and {'.hc'[which % 3]} is carried with its history: detach it, too."
        both = "The backward pass runs into the window before: the state is carried with its history. Detach both h and c."
        late = "A weight was changed between the model's call and backward(): step() comes after backward()."
        amiss(late if which < 1 else both if which > 2 else one)
    return answer, model, batches, optimizer, losses, mode


def carried_probe(names, passes, **given):
    """Return what the model was called with, a row of -1 before each pass."""
    return {"calls": torch.tensor(passed(names, given, passes)[1].calls)}


def call_mean(names, kept, **given):
    answer, _, _, _, losses, _ = passed(names, given)
    if answer is None:
        amiss("Nothing came back: is a `return` missing?")
    if isinstance(answer, torch.Tensor):
        amiss("A tensor came back, and it may keep a whole graph alive. loss.item() gives the number.")
    if type(answer) not in (float, int):
        amiss(f"Return one float, the mean loss of the pass. A {type(answer).__name__} came back.")
    return answer, len(losses)


def call_pass(names, kept, **given):
    _, model, batches, optimizer, _, mode = passed(names, given)
    like, on = given["p_in"], [training for _, _, training, _ in model.calls[1:]]
    rates, on = like.new_tensor(list(optimizer.rates)), like.new_tensor(on)
    weights, stays = torch.cat([p.detach().flatten() for p in model.parameters()]), model.training
    return rates, weights, on, stays and model.dropout.training, len(batches), mode


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


def right_pass(given, every=1, accumulate=False, how="norm", most=None, sign=1.0, norms=None, losses=None):
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
        loss = nn.functional.cross_entropy(scores.flatten(0, 1), y.flatten())
        new = torch.autograd.grad(loss, weights)
        if losses is not None:
            losses.append(loss.item())
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


def losses_of(given):
    """Return the loss and the number of characters of each window."""
    losses, count = [], given["count"]
    right_pass(given, losses=losses)
    return torch.tensor(losses), torch.tensor([float(given[f"y{i}"].numel()) for i in range(count)])


def mean_of(**given):
    losses, sizes = losses_of(given)
    return ((losses * sizes).sum() / sizes.sum()).item(), len(losses)


def other_means(**given):
    (losses, sizes), all_of = losses_of(given), "The task asks for the mean of the whole pass."
    right, running = (losses * sizes).sum() / sizes.sum(), losses[0]
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
        "The last window is missing in the mean.": losses[:-1].mean(),
        "A running mean weights late windows more. The task asks for the mean over all characters.": running,
    }  # fmt: skip
    return {hint: (mean,) for hint, mean in known.items()}


@check("04_char_lstm.train_pass", points=0.5)
def mean_loss(student, draw):
    """The mean of the pass counts every character once."""
    sizes = {"windows": 4}, {"batch": 1, "seq_len": 1, "windows": 2}, {"vocab": draw.size(20, 40)}
    cases = [drawn_pass(draw, **more) for more in sizes]
    keeps_promises(
        student, call_mean, cases, mean_of, mistakes=other_means, atol=0, draws=True, device=False,
        results=("the mean loss per character of the pass", "the number of losses (one for each window)"),
        notes=[f"With {case['count']} windows" for case in cases],
    )  # fmt: skip


@check("04_char_lstm.train_pass", points=0.75)
def carried_state(student, draw):
    """Each window of two passes goes on from the state of the one before, cut off from its history."""
    longer = {"batch": 1, "seq_len": 1, "windows": draw.size(140, 160)}
    for passes, more in ((2, {}), (2, {"batch": 1, "windows": 2, "dtype": torch.float64}), (1, longer)):
        given = drawn_pass(draw, own=False, **more)
        calls, count = student.run(carried_probe, passes=passes, **given).tensor("calls"), given["count"]
        starts = (calls[:, 0] == -1).nonzero().flatten().tolist()
        hint = f"The model was called {len(calls) - passes} times in {passes} pass(es) over {count} windows."
        expect(len(calls) == passes * (count + 1), hint)
        inside = calls[1 : count + 1]
        for link, what in ((1, "h is"), (2, "c is"), (3, "h and c are")):
            hint = f"The state is a pair, and {what} carried with its history: detach it, too."
            expect(not (inside[:, 1] == link).any(), hint)
        hint = "The first window got a state. Nothing has been read yet: start from None."
        expect(inside[0, 0] < 2, hint)
        expect(bool(inside[:, 3].all()), "The model ran under no_grad, so nothing can be learned.")
        hint = "A window after the first starts without a state: it was carried nowhere."
        expect(inside[1:, 0].min() > 1, hint)
        hint = "A window did not get the state that the model returned for the window before."
        expect(inside[1:, 0].max() == 2, hint)
        hint = "The second pass starts with the last state of the first. The text begins anew, so the state does, too."
        expect(calls[starts[-1] + 1, 0] < 2, hint)


def after_pass(**given):
    steps, like = given["count"], given["p_in"]
    return (
        like.new_full((2 * steps,), given["lr"]),
        right_pass(given),
        like.new_ones(steps),
        True,
        steps,
        True,
    )


def mistaken(**given):
    """Return hint → rates and weights after this mistake."""
    forgotten = "The gradients are not clipped to max_norm when the step is taken: clip_grad_norm_ stands between backward() and step(), and takes max_norm as it is given."
    earlier = "Gradients of earlier windows are still there: call zero_grad in each window."
    single = "There was only one step, at the end: take a step on each window."
    asked = "The task asks for the norm of all numbers, the root of the sum of squares: clip_grad_norm_."
    unmoved = (
        "The weights did not change. Is backward() missing, or are the gradients set to zero before the step?"
    )
    known = {
        earlier: {"accumulate": True},
        f"{earlier} ": {"accumulate": True, "how": "none"},
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
        "The gradients are clipped to the square of max_norm.": {"most": given["max_norm"] ** 2},
    }  # fmt: skip
    rates = given["p_in"].new_full((2 * given["count"],), given["lr"])
    start = torch.cat([given[name].flatten() for name in ("p_in", "p_hidden", "p_out")])
    return {hint: (rates, right_pass(given, **options)) for hint, options in known.items()} | {
        unmoved: (rates, start),
        single: (rates[:2],),
        "optimizer.step() was never called, so nothing is learned.": (rates[:0],),
    }


@check("04_char_lstm.train_pass", points=0.75)
def updates(student, draw):
    """Every weight moves as in the reference, whatever the limit, and what every exercise promises."""
    double = {"batch": 1, "windows": 2, "scale": 3.0, "dtype": torch.float64}
    cases = [drawn_pass(draw, lr=0.5), drawn_pass(draw, lr=0.5, **double)]
    cases = [limited for given in cases for limited in limits(draw, given)]
    cases.append(drawn_pass(draw, windows=1, lr=0.5))
    doubled = " in float64"
    notes = [
        f"With {case['count']} window(s){doubled * (case['p_in'].dtype == torch.float64)} and max_norm = {case['max_norm']:.2g}"
        for case in cases
    ]
    results = (
        "the learning rates of all steps (one step for each window; clip the gradients, and leave the rate alone)",
        "the row of all weights after the pass (in each window zero_grad, backward, clip to max_norm, step)",
        "whether dropout is on, in each window (the model came in eval mode: call model.train())",
        "whether the model is left in train mode, with all its parts,", "the length of the caller's list of windows",
        "the gradient mode that is left",
    )  # fmt: skip
    keeps_promises(
        student,
        call_pass,
        cases,
        after_pass,
        notes=notes,
        mistakes=mistaken,
        rtol=1e-3,
        atol=2e-6,
        results=results,
    )


def limits(draw, given):
    """Return the case with limits of the norm: below all of the pass, between two of them, above all."""
    norms = []
    right_pass(given, how="none", norms=norms)
    low, high = min(norms), max(norms)
    most = low * (0.3 + 0.2 * draw.uniform(1).item()), (low + high) / 2, 3 * high
    return [given | {"max_norm": limit} for limit in most]
