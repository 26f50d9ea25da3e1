"""Exercise 4.6: One pass."""

import math

import torch

from autograder.check import check
from autograder.checks.lab04.common import of_kind
from autograder.checks.lab04.stand_in_pass import drawn_pass, passed, right_pass
from autograder.checks.shared import amiss
from autograder.contracts import keeps_promises
from autograder.expect import expect, expect_each


def carried_probe(names, passes, **given):
    """Return what the model was called with, a row of -1 before each pass."""
    return {"calls": torch.tensor(passed(names, given, passes)[1].calls)}


def call_mean(names, kept, **given):
    answer, _, _, _, losses, _ = passed(names, given)
    if isinstance(answer, torch.Tensor):
        amiss("A tensor came back, and it may keep a whole graph alive. loss.item() gives the number.")
    if type(answer) not in (float, int):  # nor one of NumPy's
        of_kind((), answer, "Return one float, the mean loss of the pass.")
    return answer, len(losses)


def call_pass(names, kept, **given):
    _, model, batches, optimizer, _, mode = passed(names, given)
    like, on = given["p_in"], [training for _, _, training, _ in model.calls[1:]]
    rates, on = like.new_tensor(list(optimizer.rates)), like.new_tensor(on)
    weights, stays = torch.cat([p.detach().flatten() for p in model.parameters()]), model.training
    return rates, weights, on, stays and model.dropout.training, len(batches), mode


def losses_of(given):
    """Return the loss and the number of characters of each window."""
    return torch.tensor(right_pass(given)[1]).T


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
        carried = "carried with its history: detach it, too."
        inside, links = calls[1 : count + 1], calls[1 : count + 1, 1]
        expect_each({
            f"The state is a pair, and h is {carried}": not (links == 1).any(),
            f"The state is a pair, and c is {carried}": not (links == 2).any(),
            f"The state is a pair, and h and c are {carried}": not (links == 3).any(),
            "The first window got a state. Nothing has been read yet: start from None.": inside[0, 0] < 2,
            "The model ran under no_grad, so nothing can be learned.": inside[:, 3].all(),
            "A window after the first starts without a state: it was carried nowhere.": inside[1:, 0].min() > 1,
            "A window did not get the state that the model returned for the window before.": inside[1:, 0].max() == 2,
            "The second pass starts with the last state of the first. The text begins anew, so the state does, too.":
                calls[starts[-1] + 1, 0] < 2,
        })  # fmt: skip


def after_pass(**given):
    steps, like = given["count"], given["p_in"]
    rates, on = like.new_full((2 * steps,), given["lr"]), like.new_ones(steps)
    return rates, right_pass(given)[0], on, True, steps, True


def mistaken(**given):
    """Return hint → rates and weights after this mistake."""
    earlier = "Gradients of earlier windows are still there: call zero_grad in each window."
    asked = "The task asks for the norm of all numbers, the root of the sum of squares: clip_grad_norm_."
    known = {
        "Gradients from before the pass go into the first step: zero_grad() before backward().": {"old": "first"},
        earlier: {"old": "all"},
        f"{earlier} ": {"old": "windows"},
        f"{earlier}  ": {"old": "all", "how": "none"},
        "The step goes uphill: is the sign of the loss turned round?": {"sign": -1.0},
        "The gradients are not clipped to max_norm when the step is taken: clip_grad_norm_ stands between backward() and step(), and takes max_norm as it is given.": {"how": "none"},
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
    return {hint: (rates, right_pass(given, **options)[0]) for hint, options in known.items()} | {
        "The weights did not change. Is backward() missing, or are the gradients set to zero before the step?": (rates, start),
        "There was only one step, at the end: take a step on each window.": (rates[:2],),
        "optimizer.step() was never called, so nothing is learned.": (rates[:0],),
    }  # fmt: skip


@check("04_char_lstm.train_pass", points=0.75)
def updates(student, draw):
    """Every weight moves as in the reference, whatever the limit, and what every exercise promises."""
    double = {"batch": 1, "windows": 2, "scale": 3.0, "dtype": torch.float64}
    cases = []
    for given in (drawn_pass(draw, lr=0.5), drawn_pass(draw, lr=0.5, **double)):
        *_, norms = right_pass(given, how="none")
        low, high = min(norms), max(norms)
        # below all norms of the pass, between two of them, above all
        for limit in (low * (0.3 + 0.2 * draw.uniform(1).item()), (low + high) / 2, 3 * high):
            cases.append(given | {"max_norm": limit})
    cases.append(drawn_pass(draw, windows=1, lr=0.5))
    notes = [
        f"With {case['count']} window(s){' in float64' * (case['p_in'].dtype == torch.float64)} and max_norm = {case['max_norm']:.2g}"
        for case in cases
    ]
    results = (
        "the learning rates of all steps (one step for each window; clip the gradients, and leave the rate alone)",
        "the row of all weights after the pass (in each window zero_grad, backward, clip to max_norm, step)",
        "whether dropout is on, in each window (the model came in eval mode: call model.train())",
        "whether the model is left in train mode, with all its parts,", "the length of the caller's list of windows",
        "the gradient mode that is left",
    )  # fmt: skip
    said = {"notes": notes, "results": results, "mistakes": mistaken}
    keeps_promises(student, call_pass, cases, after_pass, rtol=1e-3, atol=2e-6, **said)
