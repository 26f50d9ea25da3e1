"""Exercise 5.5: CharPredictor."""

import torch
from torch import nn

from autograder.check import check, expect, expect_close, expect_shape, travels
from autograder.checks.shared import flat_gradient
from autograder.contracts import keeps_promises


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
    reply["shapes"] = "; ".join(sorted(str(list(p.shape)) for p in model.parameters()))
    return reply


@travels
def reader_answer(names, kept, indices, sizes, weights, h=None, c=None, training=True):
    """Run the student's model, built once a size, with these weights; return logits, state and all parameters."""
    key = tuple(sizes.tolist())
    if key not in kept:
        random = torch.get_rng_state()
        kept[key] = names["CharPredictor"](*key).to(indices.device)
        torch.set_rng_state(random)
    model, kinds = (
        kept[key].train(training),
        (torch.nn.Embedding, torch.nn.RNNBase, torch.nn.RNNCellBase, torch.nn.Linear),
    )
    parameters = [
        p
        for kind in kinds
        for m in model.modules()
        if isinstance(m, kind)
        for p in m.parameters(recurse=False)
    ]
    counts = [p.numel() for p in parameters]
    if sum(counts) != len(weights):
        raise ValueError(f"the layers have {sum(counts)} weights, the task asks for {len(weights)}")
    with torch.no_grad():
        for p, values in zip(parameters, weights.split(counts), strict=True):
            p.copy_(values.view(p.shape))
    with torch.enable_grad():
        answer, state = model(indices) if h is None else model(indices, (h, c))
    return answer, state, parameters


@travels
def waved(result):
    """Return a result weighted by numbers that depend on it."""
    return result * torch.sin(3 * result.detach())


def call_reader(names, kept, **case):
    logits, _, parameters = reader_answer(names, kept, **case)
    return logits, flat_gradient([logits], parameters, waved)


def call_going_on(names, kept, **case):
    _, (h, c), parameters = reader_answer(names, kept, **case)
    return h, c, flat_gradient([h, c], parameters, waved)


class RightReader(nn.ModuleList):
    """The model that the card describes."""

    def __init__(self, given, wanted, hidden, layers):
        lstm = nn.LSTM(hidden, hidden, layers, batch_first=True)
        super().__init__([nn.Embedding(given, hidden), lstm, nn.Linear(hidden, wanted)])

    def forward(self, indices, state=None):
        output, state = self[1](self[0](indices), state)
        return self[2](output), state


def right_going_on(**case):
    _, (h, c), parameters = reader_answer({"CharPredictor": RightReader}, {}, **case)
    return h.detach(), c.detach(), flat_gradient([h, c], parameters, waved)


def right_reader(**case):
    logits, _, parameters = reader_answer({"CharPredictor": RightReader}, {}, **case)
    return logits.detach(), flat_gradient([logits], parameters, waved)


def said_of_cases(cases):
    """Say what each case is about."""
    said = []
    for case in cases:
        start = ", from a state" + "".join(f" with {n} = 0" for n in "hc" if n in case and not case[n].any())
        shape = "{} document(s) of {} character(s)".format(*case["indices"].shape)
        mode = "train" if case["training"] else "eval"
        said.append(
            f"In {mode} mode, CharPredictor{tuple(case['sizes'].tolist())} with {shape}{start if 'h' in case else ''}"
        )
    return said


def reader_cases(draw, state=False):
    """Draw texts and weights: the same sizes twice, one document, one character, a long text, one and two layers."""
    cases = []
    for batch, steps, sizes in (
        (3, 5, (9, 7, 6, 1)), (3, 5, (9, 7, 6, 1)), (1, 6, (9, 7, 6, 2)), (1, 1, (9, 7, 6, 2)), (3, 1, (2, 1, 1, 1)),
        (2, 135, (4, 3, 2, 1)), (2, 4, (5, 8, 3, 3)),
    ):  # fmt: skip
        given, wanted, hidden, layers = sizes
        count = given * hidden + layers * 8 * hidden * (hidden + 1) + wanted * (hidden + 1)
        case = {"indices": draw.integers(0, given - 1, batch, steps), "sizes": torch.tensor(sizes)}
        case["indices"][0, 0] = 0
        case |= {n: draw.normal(layers, batch, hidden) for n in "hc" if state}
        cases.append(case | {"weights": draw.normal(count, scale=0.7), "training": len(cases) != 1})
    return cases


@check("05_ngram_vs_lstm.char_predictor", points=1, seconds=30)
def shapes(student, draw):
    """Shapes and layers, and the logits and gradients of any text with drawn weights."""
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
        expect(
            scores.logsumexp(-1).abs().max() > 1e-3,
            "These are log-probabilities: there is a log-softmax. The task asks for raw scores, straight from the layer.",
        )
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
        lstm = nn.LSTM(hidden, hidden, layers)
        wanted_shapes = [
            [given, hidden],
            [wanted, hidden],
            [wanted],
            *(list(p.shape) for p in lstm.parameters()),
        ]
        expect(
            reply.text("shapes") == "; ".join(sorted(map(str, wanted_shapes))),
            f"The parameters have the shapes {reply.text('shapes')[:300]}. The task asks for "
            f"nn.Embedding({given}, {hidden}), nn.LSTM({hidden}, {hidden}, {layers}) and nn.Linear({hidden}, {wanted}), "
            "nothing else.",
        )
    cases = reader_cases(draw)
    keeps_promises(
        student, call_reader, cases, right_reader, notes=said_of_cases(cases), axes=("document", "place", "character"),
        results=("the logits", "the gradient from them to all weights"),
    )  # fmt: skip


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
    """Reading goes on from any state, the state comes back as nn.LSTM gives it, and nothing stays in the module."""
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
    cases = reader_cases(draw, state=True)
    cases += [cases[0] | {name: torch.zeros_like(cases[0][name])} for name in "hc"]
    keeps_promises(
        student, call_going_on, cases, right_going_on, notes=said_of_cases(cases), axes=("layer", "document", "unit"), device=False,
        results=("h of the returned state", "c of the returned state", "the gradient from them to all weights"),
    )  # fmt: skip
