"""Exercise 5.5: CharPredictor."""

import torch

from autograder.check import check, expect, expect_close, expect_shape
from autograder.checks.shared import expect_another_device, on_another_device


def predictor_probe(names, indices, sizes):
    """Build the student's model; return its logits and state, and what it says of itself."""
    import warnings

    given, wanted, hidden_dim, n_layers = sizes.tolist()
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        model = names["CharPredictor"](given, wanted, hidden_dim, n_layers).to(indices.device)
    reply = {"dropout": any("dropout" in str(w.message).lower() for w in said)}
    answer = model(indices)
    if not isinstance(answer, (tuple, list)) or len(answer) != 2:
        return {"pair": False}
    logits, state = answer
    reply |= {"pair": True, "logits": logits, "state": isinstance(state, (tuple, list)) and len(state) == 2}
    if reply["state"]:
        reply["h"], reply["c"] = state
    if isinstance(logits, torch.Tensor) and logits.requires_grad:
        parameters = list(model.parameters())
        reply["again"] = model(indices)[0]
        weights = torch.randn(logits.shape, generator=torch.Generator().manual_seed(1)).to(logits)
        grads = torch.autograd.grad((logits * weights).sum(), parameters, allow_unused=True)
        reply["idle"] = sum(g is None for g in grads)
        with torch.no_grad():
            for p in parameters:
                p.mul_(1000)
            reply["large"] = model(indices)[0]
    reply["linked"] = bool(getattr(logits, "requires_grad", False))
    return reply | on_another_device(lambda move: move(model)(move(indices)))


@check("05_ngram_vs_lstm.char_predictor", points=1, seconds=30)
def shapes(student, draw):
    batch, steps, hidden = draw.sizes(3, 4, 9)
    given, wanted = [size + 10 for size in draw.sizes(2, 2, 9)]
    hidden += 20
    for layers, b, t in ((1, batch, steps), (draw.size(2, 3), 1, steps), (1, 1, 1)):
        indices = draw.integers(0, given - 1, b, t)
        indices[0, 0] = given - 1
        sizes = torch.tensor([given, wanted, hidden, layers])
        reply = student.run(predictor_probe, indices=indices, sizes=sizes)
        expect(reply.flag("pair"), "forward must return two things: (logits, state).")
        scores = reply.tensor("logits")
        expect(
            list(scores.shape) != [b, t, hidden],
            "The last axis has hidden_dim numbers: the linear layer to output_size is missing.",
        )
        expect(
            list(scores.shape) not in ([b, wanted], [b * t, wanted]),
            f"Shape {list(scores.shape)}: the axis of the characters is lost. Is it the last step only, or "
            "flattened?",
        )
        expect_shape(scores, [b, t, wanted], "output_size scores after every character of every document.")
        expect(
            not reply.flag("dropout"),
            "torch warns about dropout=: with one layer it does nothing. No dropout is asked here.",
        )
        expect(
            reply.flag("state"),
            "The state of an LSTM is the pair (h, c). With h alone nobody can go on reading.",
        )
        for name in ("h", "c"):
            part = reply.tensor(name)
            expect(
                list(part.shape) != [b, layers, hidden] or b == layers,
                f"{name} has the batch first. A state never becomes batch-first: return it as nn.LSTM gives it.",
            )
            expect(
                part.dim() != 3 or part.shape[0] != 2 * layers,
                "The state has twice the layers: the LSTM reads in both directions, so it reads the answer.",
            )
            expect(
                part.dim() != 3 or part.shape[0] == layers,
                f"{name} has {part.shape[0]} layers where {layers} were asked: is n_layers used?",
            )
            expect(
                list(part.shape) != [layers, t, hidden] or b == t,
                f"{name} counts the steps as the batch: is batch_first missing?",
            )
            expect_shape(part, [layers, b, hidden], f"{name} as nn.LSTM gives it: layers, batch, hidden_dim.")
        expect(reply.flag("linked"), "Nothing can be learned: the logits have no gradient.")
        expect_close(
            reply.tensor("again"), scores, "Two calls on one text give two answers. Is there dropout, or a state "
            "kept in the module?",
        )  # fmt: skip
        expect(reply.number("idle") == 0, "A layer is made but never used: it gets no gradient.")
        sums = scores.sum(-1)
        expect(
            not (scores.min() >= 0 and torch.allclose(sums, torch.ones_like(sums), atol=1e-4)),
            "The scores of a step add up to 1: there is a softmax. cross_entropy does that itself.",
        )
        large = reply.tensor("large")
        expect(
            large.abs().max() > 1.5,
            "The scores cannot leave [-1, 1]: there is a tanh or sigmoid after the last layer.",
        )
        expect(large.min() < 0 or b * t == 1, "No score is below 0: there is a ReLU after the last layer.")
        expect_another_device(
            reply,
            "Your model mixes devices: a tensor made in it is on the CPU. Make it on the input's device.",
        )


def reading_probe(names, indices, cut, sizes):
    """Return an untrained model's scores: whole, again, row by row, in two parts, with half a state."""
    given, wanted, hidden_dim, n_layers = sizes.tolist()
    torch.manual_seed(0)
    model = names["CharPredictor"](given, wanted, hidden_dim, n_layers).to(indices.device).eval()
    with torch.no_grad():
        for p in model.parameters():  # large enough that what came before shows
            p.mul_(2)

    class Unfit(Exception):
        pass

    def scores(indices, *state):
        answer = model(indices, *state)
        if not isinstance(answer, (tuple, list)) or len(answer) != 2:
            raise Unfit("pair")
        if not isinstance(answer[0], torch.Tensor) or answer[0].numel() != indices.numel() * wanted:
            raise Unfit("sizes")
        return answer[0].reshape(*indices.shape, wanted), answer[1]

    reply = {"problem": "", "failed": ""}
    with torch.no_grad():
        try:
            reply["whole"], reply["again"] = scores(indices)[0], scores(indices)[0]
        except Unfit as error:
            return {"problem": str(error)}
        step = "rows"
        try:
            reply["rows"] = torch.cat([scores(row)[0] for row in indices.split(1)])
            step = "front"
            reply["front"], state = scores(indices[:, :cut])
            reply["fresh"], _ = scores(indices[:, cut:])
            step = "back"
            reply["back"], _ = scores(indices[:, cut:], state)
            step = "half"
            h, c = state
            reply["no_c"], _ = scores(indices[:, cut:], (h, torch.zeros_like(c)))
        except Exception:
            reply["failed"] = step
    return reply


@check("05_ngram_vs_lstm.char_predictor", points=1, seconds=30)
def reading(student, draw):
    given, wanted, hidden = draw.size(9, 13), draw.size(4, 8), draw.size(14, 20)
    batch, layers = draw.size(3, 4), draw.size(1, 2)
    indices = draw.integers(0, given - 1, batch, 8)
    cut = draw.size(3, 5)
    sizes = torch.tensor([given, wanted, hidden, layers])
    reply = student.run(reading_probe, indices=indices, cut=cut, sizes=sizes)
    problem = reply.text("problem")
    expect(problem != "pair", "forward must return two things: (logits, state).")
    expect(problem != "sizes", "forward must return output_size scores after every character.")
    whole, failed = reply.tensor("whole"), reply.text("failed")
    expect_close(
        reply.tensor("again"),
        whole,
        "The same text gave two different answers: a state is kept in the module from one document to the "
        "next, or made up in forward.",
    )
    expect(failed != "rows", "After a batch of several, a batch of one fails: what does the first batch fix?")
    expect_close(
        reply.tensor("rows"),
        whole,
        "A document's scores change with its neighbours: is batch_first missing, or do batch and time mix?",
    )
    expect(failed != "front", "After a long text, a shorter one fails: what does the first text fix?")
    expect_close(
        reply.tensor("front"),
        whole[:, :cut],
        "Earlier scores change with later characters: the model reads ahead. Is it bidirectional?",
    )
    expect(
        failed != "back",
        "The model cannot go on from the state that it returned: return (h, c) as nn.LSTM gives them.",
    )
    fresh = reply.tensor("fresh")
    expect_close(
        reply.tensor("back"),
        whole[:, cut:],
        "Reading in two parts, with the state handed over, differs from reading the whole text.",
        mistakes={
            "The state that is passed in has no effect, or the state returned is not the last one.": fresh
        },
    )
    expect(
        not torch.allclose(fresh, whole[:, cut:], rtol=1e-4, atol=1e-5),
        "The scores do not depend on earlier characters: the model has no memory.",
    )
    expect(
        failed != "half" and not torch.allclose(reply.tensor("no_c"), whole[:, cut:], rtol=1e-4, atol=1e-6),
        "The cell state c has no effect: is this an LSTM?",
    )
