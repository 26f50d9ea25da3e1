"""Exercise 8.6: The training loop."""

import torch

from autograder.check import check, travels
from autograder.checks.lab08.common import IGNORE, PAD
from autograder.checks.shared import handed
from autograder.contracts import keeps_promises, played
from autograder.expect import agree, expect, expect_each, expect_shape


@travels
def loss_of(logits, tags, factor, power, smooth):
    """Return a loss that no other function gives; a power lets its gradient fall by many orders of magnitude."""
    options = {"ignore_index": -100, "label_smoothing": smooth}
    loss = torch.nn.functional.cross_entropy(logits.flatten(0, 1), tags.flatten(), **options)
    return factor * loss**power


def call_loop(names, kept, table, weight, words, tags, lengths, steps, lr, stale, factor, power, smooth):
    class Small(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.table = torch.nn.Parameter(table.detach().clone())
            self.part = torch.nn.ParameterList([weight.detach().clone()])
            self.modes, self.given = [], True

        def forward(self, x, n):
            self.modes += [self.training, self.part.training]
            self.given = self.given and torch.equal(x, words) and torch.equal(n, lengths)
            return self.table[x].tanh() @ self.part[0]

    def loss_function(logits, wanted):
        return loss_of(logits, wanted, factor, power, smooth)

    model, lists, kinds = Small().eval(), [], set()
    for p in model.parameters() if stale else ():
        p.grad = torch.ones_like(p)  # left by what was done before
    # the second goes on, at another rate
    for rate, count in ((lr, steps), (3 * lr if lr else None, min(steps, 3))):
        asked, options = (model, (words, tags, lengths), loss_function, count), {"lr": rate} if rate else {}
        with torch.enable_grad():
            found = handed(names["train_tagger"], *asked, modes=False, **options)
        kinds |= {type(found).__name__, *(type(x).__name__ for x in found or ())}
        lists.append(found if kinds == {"list", "float"} else [])
        model.modes += [model.training, model.part.training]
    kind = "a " + " of ".join(sorted(kinds, reverse=True))
    losses = torch.tensor([loss for found in lists for loss in found], dtype=torch.float64)
    return kind, model.given, all(model.modes), losses, model.table.detach(), model.part[0].detach()


def trained(kind="Adam", zero=True, renew=False, sign=1, more=0, own=False, rate=None, fixed=0, **case):
    """Return what `call_loop` does, after the loop or after the loop with one mistake in it."""
    parts = [case[n].clone().requires_grad_() for n in ("table", "weight")]
    make, losses, how = getattr(torch.optim, kind), [], [case[n] for n in ("factor", "power", "smooth")]
    lr = case["lr"] or 0.01
    for given, asked in ((lr, case["steps"]), (3 * lr if case["lr"] else lr, min(case["steps"], 3))):
        optimizer = make(parts, lr=rate or given)
        for _ in range(fixed or asked + more):
            optimizer = make(parts, lr=rate or given) if renew else optimizer
            logits = parts[0][case["words"]].tanh() @ parts[1]
            loss = loss_of(logits, case["tags"], *((1, 1, 0) if own else how))
            for p, new in zip(parts, torch.autograd.grad(sign * loss, parts), strict=True):
                p.grad = new if zero or p.grad is None else p.grad + new
            optimizer.step()
            losses.append(loss.item())
    losses = torch.tensor(losses, dtype=torch.float64)
    return "a list of float", True, True, losses, *(p.detach() for p in parts)


def loop_cases(draw):
    """Return one step and many, losses of 0, near 0, below 0, falling from large, both dtypes, the default lr."""
    cases, keys = [], ("steps", "lr", "stale", "factor", "power")
    for batch, *settings, dtype in (
        (2, 3, 0.07, False, 1.0, 1, torch.float64),
        (2, 3, 0.07, False, 1.0, 1, torch.float64),
        (2, 2, None, True, 1.0, 1, torch.float64),
        (2, 1, 0.03, True, 50.0, 1, torch.float64),
        (2, 9, 0.2, True, 1e3, 8, torch.float64),
        (2, 6, 0.03, True, 1e-5, 1, torch.float64),
        (2, 4, 0.03, True, -1.0, 1, torch.float64),
        (2, 2, 0.03, False, 0.0, 1, torch.float64),
        (2, 2, 0.03, False, 1.0, 1, torch.float32),
        (2, 105, 0.03, False, 1.0, 1, torch.float64),
        (131, 2, 0.03, False, 1.0, 1, torch.float64),
    ):
        words, tags = draw.integers(1, 5, batch, 4), draw.integers(0, 2, batch, 4)
        words[0, 3], tags[0, 3] = PAD, IGNORE
        case = {"table": draw.normal(6, 4, dtype=dtype), "weight": draw.normal(4, 3, dtype=dtype)}
        case |= {"words": words, "tags": tags, "lengths": torch.tensor([3, *[4] * (batch - 1)])}
        cases.append(case | dict(zip(keys, settings, strict=True), smooth=draw.size(1, 3) / 10))
    return cases


MISTAKES = {
    "Gradients of earlier steps add up: where is zero_grad()?": {"zero": False},
    "This is plain SGD. The task asks for Adam.": {"kind": "SGD"},
    "This is AdamW, which also shrinks the weights. The task asks for Adam.": {"kind": "AdamW"},
    "There is a new optimizer in every step, and Adam forgets what it has measured. Make one.": {"renew": True},
    "One step too few is taken.": {"more": -1},
    "One step too many is taken.": {"more": 1},
    "Only one step is taken: is something in the loop that should be before or after it?": {"fixed": 1},
    "The loss grows: the sign is wrong.": {"sign": -1},
    "The loop computes a loss of its own. Use the loss_function that is passed in.": {"own": True},
    "The number of steps is fixed: use the argument steps.": {"fixed": 10},
    "The learning rate is not the one that is passed in. (0.01 is the default only.)": {"rate": 0.01},
    "The learning rate is 0.001, Adam's own default: pass lr on.": {"rate": 0.001},
}  # fmt: skip


@check("08_pos_tagging.toy", points=2)
def loop(student, draw):
    """The losses and the weights after two calls: each known mistake is named; losses of all kinds, every promise."""
    cases = loop_cases(draw)
    expect_no_known_mistake(played(student, call_loop, cases[:1], [0]), cases[0])
    notes = "{steps} steps and, in a second call, {few} more, loss times {factor}"
    keeps_promises(
        student, call_loop, cases, trained, device=False, digits=True, rtol=1e-5, atol=1e-7,
        notes=[notes.format(**case, few=min(case["steps"], 3)) for case in cases],
        results=(
            "What train_tagger returns",
            "What the model is called with",
            "The model's mode",
            "The list of losses",
            "The embedding after the steps (do gradients from before the first step, and all steps, count as they should?)",
            "The last layer after the steps",
        ),
    )  # fmt: skip


def expect_no_known_mistake(reply, case):
    """Fail with the hint of a known mistake."""
    kind, steps, right = reply.text("result 0 0"), case["steps"], trained(**case)
    losses, table, weight = (reply.tensor(f"result 0 {i}") for i in (3, 4, 5))
    expect_each({
        "train_tagger returns None: return the list of losses.": "NoneType" not in kind,
        f"Return a list of the losses, not {kind[:30]}.": kind.startswith("a list"),
        "The losses must be Python floats: a tensor keeps its whole graph alive.": kind == "a list of float",
        "Call model(words, lengths) with the whole batch, in this order.": reply.flag("result 0 1"),
        "The model is not in train mode, in a step or after the last one. Call model.train() before the first step.":
            reply.flag("result 0 2"),
        "The model has not changed: is optimizer.step() missing, or a copy trained?":
            not (agree(table, case["table"], 0, 0) and agree(weight, case["weight"], 0, 0)),
    })  # fmt: skip
    for hint, mistake in MISTAKES.items() if not agree(weight, right[5], 1e-5, 1e-7) else ():
        expect(not agree(weight, trained(**case, **mistake)[5], 1e-5, 1e-7), hint)
    first, after = right[3][:steps], trained(**case | {"steps": steps + 1})[3][1 : steps + 1]
    for hint, wrong in {
        "Each loss is measured after its step. The task asks for it before.": after,
        "Every loss is the last one.": first[-1].expand(steps),
        "The losses are running sums.": first.cumsum(0),
        "The losses are running means.": first.cumsum(0) / torch.arange(1, steps + 1),
    }.items():
        expect(not agree(losses[:steps], wrong, 1e-5, 1e-7), hint)


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
        return loss_of(logits, wanted, factor=1, power=1, smooth=0)

    model = Tagger()
    start = [p.detach().clone() for p in model.parameters()]
    names["train_tagger"](model, (words, tags, lengths), loss_function, 20, lr=0.15)
    still = sum(torch.equal(p, before) for p, before in zip(model.parameters(), start, strict=True))
    with torch.no_grad():
        said = model.eval()(words.flip(0), lengths.flip(0)).argmax(-1).flip(0)
    return {"said": said, "still": still}


@check("08_pos_tagging.toy", points=1)
def by_heart(student, draw):
    """A model of the grader learns two sentences with the loop; all of its parameters change."""
    numbers = torch.tensor([n + 2 for n in draw.sizes(8, 0, 9)])
    kinds = torch.tensor(draw.sizes(3, 0, 2))
    #        the dog ate the apple | everybody read that book
    words = numbers[torch.tensor([[0, 1, 2, 0, 3], [4, 5, 6, 7, 7]])]
    tags = kinds[torch.tensor([[0, 1, 2, 0, 1], [1, 2, 0, 1, 1]])]
    words[1, 4], tags[1, 4] = PAD, IGNORE
    given = {"words": words, "tags": tags, "lengths": torch.tensor([5, 4]), "vocab": 12, "n_tags": 3}
    reply = student.run(learned_probe, **given)
    said, still = reply.tensor("said"), reply.number("still")
    expect_shape(said, [2, 5], "the grader's own model returns one tag a word.")
    hint = "20 steps on the two sentences, and the model is as it was. Does the optimizer step, and on this model?"
    expect(still < 7, hint)
    hint = f"{still} of the model's 7 parameters were never changed. Give the optimizer all of model.parameters()."
    expect(still == 0, hint)
    wrong = int((said != tags)[tags != IGNORE].sum())
    hint = f"After 20 steps on two sentences, {wrong} of 9 words are still tagged wrongly: the loop does not learn. Are "
    expect(wrong == 0, f"{hint}steps, lr and the sign of the loss right, and are old gradients cleared?")
