"""The small training that exercise 4.6 is judged with: its model, its windows, and the pass that is right."""

import torch
from torch import nn

from autograder.check import travels
from autograder.checks.lab04.common import cut_windows, vocabulary
from autograder.checks.shared import amiss, handed


@travels
def stand_in_training(given):
    """Return a small model, windows, an optimizer of two groups with momentum, a loss, and what the loss writes down.

    With `own` the model goes on from its own last state: a mistake with the state changes no weight.
    """
    import torch.nn.functional as F

    start, vocab_size, own = given["p_hidden"], given["vocab_size"], given["own"]

    class StandIn(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.vocab_size, self.calls, self.made, self.dropout = vocab_size, [], [], torch.nn.Dropout(0.4)
            for name in ("p_in", "p_hidden", "p_out"):
                setattr(self, name, torch.nn.Parameter(given[name].clone()))

        def forward(self, sentence, state=None):
            if sentence.dim() != 3 or sentence.shape[2] != vocab_size or not sentence.is_floating_point():
                reads = f"one-hot [batch, seq, model.vocab_size], and model.vocab_size is {vocab_size}"
                raise ValueError(f"the model got {list(sentence.shape)}, it reads {reads}")
            zero = start.new_zeros(1, len(sentence), len(start))
            last = self.made[-1] if self.made else (zero, zero)
            h, c = zero, zero
            kind = linked = 0  # 0: no state, 1: zeros, 2: the last one, 3: another
            if state is not None:
                if not isinstance(state, (tuple, list)) or len(state) != 2:
                    raise ValueError("the state is a pair (h, c)")
                h, c = state
                linked = int(h.requires_grad) + 2 * int(c.requires_grad)
                same = all(x.dtype == y.dtype and torch.equal(x, y) for x, y in zip(state, last, strict=True))
                kind = 2 if self.made and same else 3 if h.any() or c.any() else 1
            training = self.training and self.dropout.training
            self.calls.append([kind, linked, int(training), int(torch.is_grad_enabled())])
            h, c = last if own else (h, c)
            rows = []
            for x_t in sentence.to(start.dtype).unbind(1):
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
            raise ValueError(
                "the loss wants [batch · seq, vocab_size] and the targets in one row, [batch · seq]"
            )
        loss = F.nll_loss(log_probs, target)
        losses.append([loss.item(), target.numel()])
        return loss

    model, losses = StandIn().eval(), []
    first, *others = model.parameters()
    for p in model.parameters():  # what another training left
        p.grad = torch.ones_like(p)
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
                asked = model, batches, optimizer, loss_function, given["max_norm"]
                answer = handed(names["train_pass"], *asked, modes=False)
                mode = torch.is_grad_enabled()
    except RuntimeError as error:
        nothing = "There is nothing to differentiate: is there a no_grad, a detach on the loss, or .item() too early?"
        if "does not require grad" in str(error):
            amiss(nothing)
        if "second time" not in str(error) and "inplace operation" not in str(error):
            raise
        which = max((linked for _, linked, _, _ in model.calls), default=0)
        one = f"The state is a pair, and {'.hc'[which % 3]} is carried with its history: detach it, too."
        both = "The backward pass runs into the window before: the state is carried with its history. Detach both h and c."
        late = "A weight was changed between the model's call and backward(): step() comes after backward()."
        amiss(late if which < 1 else both if which > 2 else one)
    return answer, model, batches, optimizer, losses, mode


NO_LIMIT = 1e6  # of a gradient's norm


def drawn_pass(draw, batch=None, seq_len=None, windows=3, vocab=None, scale=1.0, dtype=torch.float32, **more):
    """Draw a small model and windows, the last of them narrower; return what is sent: no limit, steps of no length."""
    vocab, units = vocab or len(vocabulary()), 4
    batch, seq_len = batch or draw.size(2, 3), seq_len or draw.size(6, 8)
    per_row = (windows - 1) * seq_len + (draw.size(2, 3) if seq_len > 3 else 1)
    letters = draw.integers(0, vocab - 1, batch * per_row + 1)
    rows, shifted, count = cut_windows(letters, batch, seq_len)
    shapes = {"p_in": (vocab, units, 1.0), "p_hidden": (units, units, 0.7), "p_out": (units, vocab, scale)}
    given = {name: draw.normal(a, b, scale=size, dtype=dtype) for name, (a, b, size) in shapes.items()}
    for i, (x, y) in enumerate(zip(rows.split(seq_len, 1), shifted.split(seq_len, 1), strict=True)):
        given |= {f"x{i}": x, f"y{i}": y}
    given |= {"count": count, "vocab_size": vocab, "max_norm": NO_LIMIT, "lr": 0.0, "own": True}
    return given | more


def clipped(grads, most, how="norm"):
    """Return the gradients of one step, clipped; every other `how` is a mistake."""

    def limited(part, size):
        return part * min(1.0, most / (size.item() + 1e-6))

    joint = torch.cat([g.flatten() for g in grads])
    sizes = {"norm": joint.norm(), "one": joint.abs().sum(), "largest": joint.abs().max()}
    sizes |= {"squared": joint.square().sum()}
    if how in sizes:
        return [limited(g, sizes[how]) for g in grads]
    alone, size = [limited(g, g.norm()) for g in grads], joint.norm().item()
    return {
        "none": grads,
        "value": [g.clamp(-most, most) for g in grads],
        "each": alone,
        "first": [alone[0], *grads[1:]],
        "last": [*grads[:-1], alone[-1]],
        "always": [g * most / (size + 1e-6) for g in grads],
        "unit": [g / size if size > most else g for g in grads],
    }[how]


def right_pass(given, old="", how="norm", most=None, sign=1.0):
    """Return the weights after one pass of the stand-in, each window's loss and size, and its gradient's norm.

    The options are mistakes. Old gradients go into the `first` step, those of all windows into `all`, or these but what
    was left before the pass.
    """
    model, batches, optimizer, loss_function, losses = stand_in_training(given)
    weights, state, norms = [*model.parameters()], None, []
    sums = [torch.full_like(w, old in ("first", "all")) for w in weights]
    for i, (x, y) in enumerate(batches):
        log_probs, state = model(nn.functional.one_hot(x, model.vocab_size).float(), state)
        new = torch.autograd.grad(loss_function(log_probs, y.flatten()), weights)
        norms.append(torch.cat([g.flatten() for g in new]).norm().item())
        sums = [s + n for s, n in zip(sums, new, strict=True)] if old and (old != "first" or i == 0) else new
        sums = clipped(sums, most or given["max_norm"], how)
        for w, s in zip(weights, sums, strict=True):
            w.grad = sign * s
        optimizer.step()
    return torch.cat([w.detach().flatten() for w in weights]), losses, norms
