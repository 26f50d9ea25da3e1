"""Exercise 5.6: Perplexity and bits."""

import math

import torch

from autograder.check import check
from autograder.checks.lab05.common import asked
from autograder.contracts import keeps_promises
from autograder.expect import expect


def call_measures(names, kept, nll, plain):
    given = nll.item() if plain else nll
    answers = [names[name](given) for name in ("perplexity", "bits_per_character")]
    return [a.item() if hasattr(a, "item") else a for a in answers]


def call_bits(names, kept, nll):
    return float(names["bits_per_character"](nll.item()))


def graph_probe(names, nll):
    """Say what is raised when the loss still has its graph, as cross_entropy returns it."""
    import warnings

    loss = (nll.requires_grad_() * 1.0).mean()
    try:
        with warnings.catch_warnings(action="ignore"):
            [float(names[name](loss)) for name in ("perplexity", "bits_per_character")]
    except (RuntimeError, TypeError) as error:
        return {"trouble": f"{type(error).__name__}: {error}"[:200]}
    return {"trouble": ""}


def right_measures(nll, plain):
    return math.exp(nll.item()), nll.item() / math.log(2)


def wrong_measures(nll):
    """Return what known mistakes make of both measures."""
    bits, known = nll / math.log(2), {}
    known["perplexity"] = {
        "2 to the power of nll: that fits bits, and nll is in nats.": 2**nll,
        "e to the power of the bits: use nll in nats, or 2 to the power of the bits.": math.exp(bits),
        "e to the power of -nll is a probability. The perplexity is one divided by it.": math.exp(-nll),
        "10 to the power of nll: nats belong to e.": 10**nll,
        "These are bits, not the perplexity.": bits,
        "The perplexity is e to the power of nll, not its logarithm.": math.log(nll),
        "The perplexity is not nll itself: take e to the power of it.": nll,
    }
    known["bits_per_character"] = {
        "A nat is more than a bit: divide by ln 2, do not multiply.": nll * math.log(2),
        "Not the logarithm of nll: nll is one already. Divide it by ln 2.": math.log2(nll),
        "Divided by ln 10: these are decimal digits. For bits, divide by ln 2.": nll / math.log(10),
        "Divide by ln 2, not by 2.": nll / 2,
        "Divide by ln 2; nothing is multiplied by 2.": nll * 2,
        "These are still nats.": nll,
        "This is the perplexity, not the bits.": math.exp(nll),
        "Converted twice from nats to bits.": bits / math.log(2),
        "These are bytes. The task asks for bits.": bits / 8,
    }
    return known


@check("05_ngram_vs_lstm.measures", points=1)
def units(student, draw):
    """Both units, of floats and tensors: sure models, bad ones, and a loss that still has its graph."""
    for kind in ("a float", "a tensor"):
        nll = 0.6 + draw.size(0, 2400) / 1000
        case = {"nll": torch.tensor(nll, dtype=torch.float64), "plain": kind == "a float"}
        reply, rights = asked(student, call_measures, **case), right_measures(**case)
        for i, (name, mistakes) in enumerate(wrong_measures(nll).items()):
            value, right = reply.number(str(i)), rights[i]
            for said, wrong in mistakes.items():
                close = abs(value - wrong) < 1e-4 * abs(wrong)
                expect(not close or abs(wrong - right) < 1e-3 * right, f"{name}: {said}")
            expect(abs(value - right) < 1e-4 * right, f"{name} differs for {kind}: nll is a mean in nats.")
    drawn = [value + draw.size(1, 99) / 1000 for value in (0.01, 1.0, 1.5, 4.0, 12.0, 30.0, 55.0, 85.0)]
    given = [torch.tensor(value, dtype=torch.float64) for value in (0.0, 1.0, *drawn)]
    given += [torch.tensor(value) for value in (0.0, *drawn)]
    given += [torch.tensor([drawn[2]]), torch.tensor([[drawn[3]]])]  # one number as well
    cases = [{"nll": nll, "plain": plain} for plain in (False, True) for nll in given]
    keeps_promises(
        student, call_measures, cases, right_measures, results=("the perplexity", "the number of bits"), device=False,
    )  # fmt: skip
    large = [{"nll": torch.tensor(nll, dtype=torch.float64)} for nll in (100.0, 300.0)]  # no float32 is e^100
    keeps_promises(
        student, call_bits, large, lambda nll: nll.item() / math.log(2), results=("the number of bits",), promises=False,
    )  # fmt: skip
    trouble = student.run(graph_probe, nll=given[3]).text("trouble")
    expect(not trouble, f"A loss straight from cross_entropy still has its graph: {trouble}")
