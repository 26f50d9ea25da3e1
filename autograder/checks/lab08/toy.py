"""Exercise 8.6: The training loop."""

import torch
from torch.nn import functional as F

from autograder.check import check, expect, expect_close, expect_shape
from autograder.checks.lab08.common import IGNORE, PAD
from autograder.contracts import keeps_promises


def loop_probe(names, table, weight, words, tags, lengths, smooth, steps, lr):
    """Train a small model of the grader with the student's loop; return its parameters and the losses."""

    class Small(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.table = torch.nn.Parameter(table.clone())
            self.weight = torch.nn.Parameter(weight.clone())
            self.modes, self.given = [], True

        def forward(self, x, n):
            self.modes.append(self.training)
            self.given = self.given and torch.equal(x, words) and torch.equal(n, lengths)
            return self.table[x].tanh() @ self.weight

    def loss_function(logits, wanted):
        return torch.nn.functional.cross_entropy(
            logits.flatten(0, 1), wanted.flatten(), ignore_index=-100, label_smoothing=smooth.item()
        )

    model = Small().eval()
    options = {} if lr is None else {"lr": lr}
    batch = (words.clone(), tags.clone(), lengths.clone())
    losses = names["train_tagger"](model, batch, loss_function, steps, **options)
    reply = {"table": model.table, "weight": model.weight, "given": model.given, "calls": len(model.modes)}
    reply["training"] = all(model.modes)
    reply["kind"] = type(losses).__name__
    if isinstance(losses, (list, tuple)):
        reply["kind"] = "list" if all(type(x) is float for x in losses) else "list of others"
        if losses and reply["kind"] == "list":
            reply["losses"] = torch.tensor(losses, dtype=torch.float64)
    return reply


def trained_by_hand(
    table, weight, words, tags, smooth, steps, lr, kind="Adam", zero=True, renew=False, sign=1, own=False
):
    """Return (table, weight, losses) after the loop, or after the loop with one mistake in it."""
    parts = [table.clone().requires_grad_(), weight.clone().requires_grad_()]
    make = getattr(torch.optim, kind)
    optimizer, losses = make(parts, lr=lr), []
    for _ in range(steps):
        if renew:
            optimizer = make(parts, lr=lr)
        logits = parts[0][words].tanh() @ parts[1]
        options = {} if own else {"label_smoothing": smooth}
        loss = F.cross_entropy(logits.flatten(0, 1), tags.flatten(), ignore_index=IGNORE, **options)
        if zero:
            optimizer.zero_grad()
        (sign * loss).backward()
        optimizer.step()
        losses.append(loss.item())
    return parts[0].detach(), parts[1].detach(), torch.tensor(losses, dtype=torch.float64)


def call_loop(names, kept, table, weight, words, tags, lengths, steps, lr, factor):
    class Small(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.table = torch.nn.Parameter(table.detach().clone())
            self.weight = torch.nn.Parameter(weight.detach().clone())

        def forward(self, x, n):
            return self.table[x].tanh() @ self.weight

    def loss_function(logits, wanted):
        loss = torch.nn.functional.cross_entropy(logits.flatten(0, 1), wanted.flatten(), ignore_index=-100)
        return factor * loss

    model = Small()
    for p in model.parameters():
        p.grad = torch.ones_like(p)  # left by what was done before
    losses = []
    for rate in (lr, 3 * lr):  # trained once more, with another rate
        with torch.enable_grad():
            losses += names["train_tagger"](model, (words, tags, lengths), loss_function, steps, rate)
    return torch.tensor(losses, dtype=torch.float64), model.table.detach(), model.weight.detach()


def loop_of(table, weight, words, tags, lengths, steps, lr, factor):
    parts = [table.clone().requires_grad_(), weight.clone().requires_grad_()]
    losses = []
    for step in range(2 * steps):
        if step % steps == 0:
            optimizer = torch.optim.Adam(parts, lr=lr if step == 0 else 3 * lr)
        logits = (parts[0][words].tanh() @ parts[1]).flatten(0, 1)
        loss = factor * F.cross_entropy(logits, tags.flatten(), ignore_index=IGNORE)
        for p, gradient in zip(parts, torch.autograd.grad(loss, parts), strict=True):
            p.grad = gradient
        optimizer.step()
        losses.append(loss.item())
    return torch.tensor(losses, dtype=torch.float64), parts[0].detach(), parts[1].detach()


def loop_cases(draw):
    """Return one step and many, another batch of the same size, losses near 0, below 0 and large, both dtypes."""
    cases = []
    for steps, factor, dtype in (
        (3, 1.0, torch.float64),
        (3, 1.0, torch.float64),
        (1, 50.0, torch.float64),
        (9, 50.0, torch.float64),
        (6, 1e-5, torch.float64),
        (4, -1.0, torch.float64),
        (2, 1.0, torch.float32),
        (70, 1.0, torch.float64),
    ):
        words, tags = draw.integers(1, 5, 2, 4), draw.integers(0, 2, 2, 4)
        words[1, 3], tags[1, 3] = PAD, IGNORE
        case = {"table": draw.normal(6, 4, dtype=dtype), "weight": draw.normal(4, 3, dtype=dtype)}
        case |= {"words": words, "tags": tags, "lengths": torch.tensor([4, 3])}
        cases.append({**case, "steps": steps, "lr": 0.03, "factor": factor})
    return cases


@check("08_pos_tagging.toy", points=2)
def loop(student, draw):
    vocab, width, n_tags = draw.size(6, 9), draw.size(3, 5), draw.size(3, 5)
    table, weight = draw.normal(vocab, width).double(), draw.normal(width, n_tags).double()
    lengths = torch.tensor([draw.size(2, 4), 5, draw.size(1, 3)])
    real = torch.arange(5) < lengths[:, None]
    words = draw.integers(2, vocab - 1, 3, 5).masked_fill(~real, PAD)
    tags = draw.integers(0, n_tags - 1, 3, 5).masked_fill(~real, IGNORE)
    smooth = draw.size(10, 40) / 100
    for steps, lr in ((draw.size(4, 6), draw.size(3, 9) / 100), (2, None)):
        reply = student.run(
            loop_probe,
            table=table,
            weight=weight,
            words=words,
            tags=tags,
            lengths=lengths,
            smooth=torch.tensor(smooth),
            steps=steps,
            lr=lr,
        )

        def by_hand(steps=steps, lr=lr, **mistake):
            return trained_by_hand(table, weight, words, tags, smooth, steps, lr or 0.01, **mistake)

        right = by_hand()
        kind = reply.text("kind")
        expect(kind != "NoneType", "train_tagger returns None: return the list of losses.")
        expect(
            kind != "list of others",
            "The losses must be Python floats: a tensor keeps its whole graph alive.",
        )
        expect(kind == "list", f"Return a list of the losses, not {kind[:30]}.")
        expect(reply.flag("given"), "Call model(words, lengths) with the whole batch, in this order.")
        expect(
            reply.flag("training"),
            "The model came in evaluation mode and stayed in it. Call model.train() before the first step.",
        )
        found = torch.cat([reply.tensor("table").flatten(), reply.tensor("weight").flatten()])

        def flat(result):
            return torch.cat([result[0].flatten(), result[1].flatten()])

        expect(
            reply.number("calls") != 1 or steps == 1, "The model is called once. Every step needs new logits."
        )
        parts = flat(right)
        agrees = found.shape == parts.shape and torch.allclose(found.double(), parts, rtol=1e-5, atol=1e-7)
        mistakes = (
            {}
            if agrees
            else {
                "The model has not changed: is optimizer.step() missing, or a copy trained?": torch.cat(
                    [table.flatten(), weight.flatten()]
                ),
                "Gradients of earlier steps add up: where is zero_grad()?": flat(by_hand(zero=False)),
                "This is plain SGD. The task asks for Adam.": flat(by_hand(kind="SGD")),
                "This is AdamW, which also shrinks the weights. The task asks for Adam.": flat(
                    by_hand(kind="AdamW")
                ),
                "There is a new optimizer in every step, and Adam forgets what it has measured. Make one.": flat(
                    by_hand(renew=True)
                ),
                "One step too few is taken.": flat(by_hand(steps=steps - 1)),
                "One step too many is taken.": flat(by_hand(steps=steps + 1)),
                "Only one step is taken: is something in the loop that should be before or after it?": flat(
                    by_hand(steps=1)
                ),
                "The loss grows: the sign is wrong.": flat(by_hand(sign=-1)),
                "The loop computes a loss of its own. Use the loss_function that is passed in.": flat(
                    by_hand(own=True)
                ),
                "The number of steps is fixed: use the argument steps.": flat(by_hand(steps=10)),
                "The learning rate is not the one that is passed in. (0.01 is the default only.)": flat(
                    by_hand(lr=0.01)
                ),
                "The learning rate is 0.001, Adam's own default: pass lr on.": flat(by_hand(lr=0.001)),
            }
        )
        if lr is None or steps - 1 == 1:
            mistakes = {
                k: v
                for k, v in mistakes.items()
                if not k.startswith("The learning rate is not") and "Only one step" not in k
            }
        expect_close(
            found,
            parts,
            f"After {steps} steps of Adam the parameters differ: is one optimizer made for all parameters, and each "
            "step zero_grad, backward, step?",
            mistakes=mistakes,
            rtol=1e-5,
            atol=1e-7,
        )
        losses = reply.tensor("losses")
        expect_shape(losses, [steps], "one loss for each step.")
        after = by_hand(steps=steps + 1)[2][1:]
        expect_close(
            losses,
            right[2],
            "The losses differ from what loss_function gave before each step.",
            mistakes={
                "Each loss is measured after its step. The task asks for it before.": after,
                "Every loss is the last one.": right[2][-1].expand(steps),
                "The losses are running sums.": right[2].cumsum(0),
                "The losses are running means.": right[2].cumsum(0) / torch.arange(1, steps + 1),
            },
            rtol=1e-5,
            atol=1e-7,
        )
    keeps_promises(
        student, call_loop, loop_cases(draw), loop_of, results=LOOP_PARTS, axes=("step",), device=False
    )


LOOP_PARTS = (
    "A loss",
    "The embedding after the steps (do gradients from before the first step count?)",
    "The last layer after the steps",
)


def learned_probe(names, words, tags, lengths, vocab, n_tags):
    """Train a small LSTM of the grader on two sentences with the student's loop; return what it then says."""

    class Tagger(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.embedding = torch.nn.Embedding(vocab, 8)
            self.lstm = torch.nn.LSTM(8, 8, batch_first=True)
            self.out = torch.nn.Linear(8, n_tags)

        def forward(self, words, lengths):
            return self.out(self.lstm(self.embedding(words))[0])

    def loss_function(logits, wanted):
        return torch.nn.functional.cross_entropy(logits.flatten(0, 1), wanted.flatten(), ignore_index=-100)

    model = Tagger().to(words.device)
    start = {name: p.detach().clone() for name, p in model.named_parameters()}
    names["train_tagger"](model, (words, tags, lengths), loss_function, 20, lr=0.15)
    still = sum(torch.equal(p, start[name]) for name, p in model.named_parameters())
    model.eval()
    with torch.no_grad():
        said = model(words.flip(0), lengths.flip(0)).argmax(-1).flip(0)
    return {"said": said, "still": still}


@check("08_pos_tagging.toy", points=1)
def by_heart(student, draw):
    numbers = torch.tensor([n + 2 for n in draw.sizes(8, 0, 9)])
    kinds = torch.tensor(draw.sizes(3, 0, 2))
    #        the dog ate the apple | everybody read that book
    words = numbers[torch.tensor([[0, 1, 2, 0, 3], [4, 5, 6, 7, 7]])]
    tags = kinds[torch.tensor([[0, 1, 2, 0, 1], [1, 2, 0, 1, 1]])]
    words[1, 4], tags[1, 4] = PAD, IGNORE
    lengths = torch.tensor([5, 4])
    reply = student.run(learned_probe, words=words, tags=tags, lengths=lengths, vocab=12, n_tags=3)
    said, still = reply.tensor("said"), reply.number("still")
    expect_shape(said, [2, 5], "the grader's own model returns one tag a word.")
    expect(
        still < 7,
        "20 steps on the two sentences, and the model is as it was. Does the optimizer step, and on this model?",
    )
    expect(
        still == 0,
        f"{still} of the model's 7 parameters were never changed. Give the optimizer all of model.parameters().",
    )
    real = tags != IGNORE
    wrong = int((said != tags)[real].sum())
    expect(
        wrong == 0,
        f"After 20 steps on two sentences, {wrong} of 9 words are still tagged wrongly: the loop does not "
        "learn. Are steps, lr and the sign of the loss right, and are old gradients cleared?",
    )
