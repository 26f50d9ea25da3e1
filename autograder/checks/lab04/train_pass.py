"""Exercise 4.6: One pass."""

import math

import torch
from torch import nn

from autograder.check import check, expect, expect_close
from autograder.checks.lab04.common import cut_windows, vocabulary


def pass_probe(names, lr, memory, passes, count, vocab_size, **given):
    """Run the student's train_pass on a small model, an optimizer and a loss that write down their use."""
    import torch.nn.functional as F

    memory_size = given["p_hidden"].shape[0]

    class Unfit(ValueError):
        pass

    class StandIn(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.vocab_size, self.calls, self.made = vocab_size, [], []
            for name in ("p_in", "p_hidden", "p_out"):
                setattr(self, name, torch.nn.Parameter(given[name].clone()))

        def forward(self, sentence, state=None):
            if sentence.dim() != 3 or sentence.shape[2] != vocab_size or not sentence.is_floating_point():
                raise Unfit(
                    f"the model got {list(sentence.shape)}, it reads one-hot [batch, seq, {vocab_size}]"
                )
            batch = sentence.shape[0]
            kind, linked = 0, 0  # 0: no state, 1: zeros, 2: the last one, 3: another
            if state is None:
                h = c = sentence.new_zeros(1, batch, memory_size)
            else:
                if not isinstance(state, (tuple, list)) or len(state) != 2:
                    raise Unfit("the state is a pair (h, c)")
                h, c = state
                linked = int(h.requires_grad) + 2 * int(c.requires_grad)
                kind = 3
                if self.made and torch.equal(h, self.made[-1][0]) and torch.equal(c, self.made[-1][1]):
                    kind = 2
                elif not h.any() and not c.any():
                    kind = 1
            self.calls.append([kind, linked, int(self.training), int(torch.is_grad_enabled())])
            rows = []
            for x_t in sentence.unbind(1):
                c = 0.5 * c + torch.tanh(x_t @ self.p_in + memory * (h @ self.p_hidden))
                h = torch.tanh(c)
                rows.append(h[0] if memory else torch.tanh(x_t @ self.p_in))
            self.made.append((h.detach().clone(), c.detach().clone()))
            if not memory:
                h, c = h.detach(), c.detach()
            return (torch.stack(rows, 1) @ self.p_out).flatten(0, 1).log_softmax(-1), (h, c)

    class Optimizer:
        def __init__(self, model):
            self.model, self.param_groups = model, [{"params": list(model.parameters()), "lr": lr}]
            self.zeroed = self.stepped = 0

        def zero_grad(self, set_to_none=True):
            self.zeroed += 1
            self.model.zero_grad(set_to_none)

        def step(self, closure=None):
            self.stepped += 1
            with torch.no_grad():
                for p in self.model.parameters():
                    if p.grad is not None:
                        p -= lr * p.grad

    losses, sizes = [], []

    def loss_function(log_probs, target):
        if target.dim() != 1 or log_probs.dim() != 2:
            raise Unfit("the loss wants [batch · seq, vocab_size] and the targets in one row, [batch · seq]")
        loss = F.nll_loss(log_probs, target)
        losses.append(loss.item())
        sizes.append(target.numel())
        return loss

    model = StandIn().eval()
    optimizer = Optimizer(model)
    batches = [(given[f"x{i}"], given[f"y{i}"]) for i in range(count)]
    reply, answer, starts = {"error": ""}, None, []
    try:
        for _ in range(passes):
            starts.append(len(model.calls))
            answer = names["train_pass"](model, batches, optimizer, loss_function)
    except RuntimeError as error:
        words = str(error)
        known = {"second time": "second", "inplace operation": "second", "does not require grad": "no graph"}
        found = [short for part, short in known.items() if part in words]
        if not found:
            raise
        reply["error"] = found[0]
    reply |= {
        "mean": answer,
        "kind": type(answer).__name__,
        "calls": torch.tensor(model.calls, dtype=torch.int64).reshape(-1, 4),
        "starts": torch.tensor(starts),
        "losses": torch.tensor(losses, dtype=torch.float64),
        "sizes": torch.tensor(sizes, dtype=torch.float64),
        "weights": torch.cat([p.detach().flatten() for p in model.parameters()]),
        "zeroed": optimizer.zeroed,
        "stepped": optimizer.stepped,
    }
    return reply


def ask_pass(student, draw, memory, passes=1, lr=0.5):
    """Draw a small model and windows of unequal widths; return the reply and what was sent."""
    vocab, units, batch, seq_len = len(vocabulary()), 4, draw.size(2, 3), draw.size(6, 8)
    per_row = 2 * seq_len + draw.size(2, 3)
    letters = draw.integers(0, vocab - 1, batch * per_row + 1)
    rows, shifted, count = cut_windows(letters, batch, seq_len)
    given = {
        "p_in": draw.normal(vocab, units),
        "p_hidden": draw.normal(units, units, scale=0.7),
        "p_out": draw.normal(units, vocab),
    }
    for i, (x, y) in enumerate(zip(rows.split(seq_len, 1), shifted.split(seq_len, 1), strict=True)):
        given |= {f"x{i}": x, f"y{i}": y}
    reply = student.run(
        pass_probe, lr=lr, memory=memory, passes=passes, count=count, vocab_size=vocab, **given
    )
    return reply, given, count


def memoryless_pass(given, count, lr, *, every=1, accumulate=False):
    """Return the weights after a pass of the stand-in without memory; the options are mistakes."""
    weights = [given[name].clone().requires_grad_() for name in ("p_in", "p_hidden", "p_out")]
    sums = [torch.zeros_like(w) for w in weights]
    for i in range(count):
        x, y = nn.functional.one_hot(given[f"x{i}"], len(weights[0])).float(), given[f"y{i}"]
        scores = torch.tanh(x @ weights[0]) @ weights[2]
        loss = nn.functional.cross_entropy(scores.flatten(0, 1), y.flatten())
        grads = torch.autograd.grad(loss, (weights[0], weights[2]))
        new = [grads[0], torch.zeros_like(weights[1]), grads[1]]
        sums = [s + n for s, n in zip(sums, new, strict=True)] if accumulate else new
        if (i + 1) % every == 0:
            with torch.no_grad():
                for w, s in zip(weights, sums, strict=True):
                    w -= lr * s
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
    reply, _, count = ask_pass(student, draw, memory=0)
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
    reply, _, count = ask_pass(student, draw, memory=1, passes=2)
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


@check("04_char_lstm.train_pass", points=0.75)
def updates(student, draw):
    lr = 0.5
    reply, given, count = ask_pass(student, draw, memory=0, lr=lr)
    calls = expect_pass(reply, count)
    weights = reply.tensor("weights")
    before = torch.cat([given[name].flatten() for name in ("p_in", "p_hidden", "p_out")])
    stepped = reply.number("stepped")
    expect(stepped > 0, "optimizer.step() was never called, so nothing is learned.")
    expect_close(
        weights,
        memoryless_pass(given, count, lr),
        "The weights after the pass differ: in each window zero_grad, backward, step, in this order.",
        mistakes={
            "The weights did not change. Is backward() missing, or are the gradients set to zero before the step?": (
                before
            ),
            "Gradients of earlier windows are still there: call zero_grad in each window.": memoryless_pass(
                given, count, lr, accumulate=True
            ),
            "There was only one step, at the end: take a step on each window.": memoryless_pass(
                given, count, lr, accumulate=True, every=count
            ),
            "Only the last window counts: take a step on each window.": memoryless_pass(
                given, count, lr, every=count
            ),
            "The step goes uphill: is the sign of the loss turned round?": memoryless_pass(given, count, -lr),
        },
    )
    expect(
        bool(calls[:, 2].all()),
        "The model came in eval mode and was trained like that, so its dropout was off: call model.train().",
    )
